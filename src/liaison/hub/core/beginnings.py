"""Words that begin in one way, found by an index."""

from django.db import connection
from django.db.models import Q


def begins_with(beginning: str, *, field: str) -> Q:
    """Return the condition that a field begins with this, as the index of either database finds."""
    if connection.vendor == "sqlite":
        # There, LIKE cannot use the index.
        last = beginning + chr(0x10FFFF)
        return Q(**{f"{field}__gte": beginning, f"{field}__lt": last})
    return Q(**{f"{field}__startswith": beginning})
