"""Changes that members ask for: their own pages, and those of the team that decides."""
