"""Importing organisations from a file: upload, columns, what it would do, writing, undoing."""
