"""Organisations: the record of each, who speaks for it, and what open data tells of any."""
