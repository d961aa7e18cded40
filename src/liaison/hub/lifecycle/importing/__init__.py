"""Taking organisations in from a file: what its rows say, what that changes, and writing it."""
