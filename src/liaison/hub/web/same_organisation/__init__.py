"""Pairs of entries of which people say whether they are one organisation."""
