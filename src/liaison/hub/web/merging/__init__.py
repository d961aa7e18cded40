"""Organisations that the directory has twice: made one, kept apart, taken apart again."""
