"""Reading the history."""

import datetime as dt
from typing import Any

from liaison.hub.audit.models import Event


def events(*, for_user: Any) -> Any:
    """Return everything that was done, newest first; to those who run the installation only."""
    if not (for_user.is_active and for_user.is_superuser):
        return Event.objects.none()
    return Event.objects.newest_first()


def times_done(verb: str, *, by: Any, since: dt.datetime) -> int:
    """Return how often a person did something after a moment."""
    return Event.objects.filter(verb=verb, actor=str(by.public_id), at__gt=since).count()
