"""What open data has for organisations of the directory: likely entries, and proposed facts."""
