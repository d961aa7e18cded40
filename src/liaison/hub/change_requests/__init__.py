"""Changes that members ask for, where their cluster looks at them before they show."""
