"""Collections: organisations of the directory that people gather one by one, and share."""
