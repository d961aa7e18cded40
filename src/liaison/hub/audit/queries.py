"""Reading the history."""

from typing import Any

from liaison.hub.audit.models import Event


def events(*, for_user: Any) -> Any:
    """Return everything that was done, newest first; to those who run the installation only."""
    if not (for_user.is_active and for_user.is_superuser):
        return Event.objects.none()
    return Event.objects.newest_first()
