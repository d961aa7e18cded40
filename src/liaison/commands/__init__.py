"""Commands in groups of their own, and what all commands share."""
