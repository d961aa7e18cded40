"""Two entries of the directory that are one organisation: made one, and taken apart again."""
