"""Organisations: those that people here speak for, and what open data tells of any."""
