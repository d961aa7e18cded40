"""Organisations say what they would bring to a need or an offer; the other side answers."""
