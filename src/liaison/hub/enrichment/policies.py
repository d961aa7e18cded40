"""Who may say which entry of open data an organisation is, and take its facts over."""

from typing import Any

from liaison.hub.directory.policies import can_edit as can_enrich
from liaison.hub.directory.visibility import sight_of

__all__ = ["can_enrich", "can_see_lists"]


def can_see_lists(user: Any) -> bool:
    """Say whether the user is in a cluster's team; lists show what they may edit."""
    return bool(sight_of(user).team)
