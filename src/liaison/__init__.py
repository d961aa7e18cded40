"""Liaison: the open-source platform for innovation clusters."""

__version__ = "0.1.0"
