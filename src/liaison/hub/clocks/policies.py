"""Who may do what with clocks."""

from typing import Any

from liaison.hub.clocks.models import Clock
from liaison.hub.clusters.policies import is_of_the_team


def can_handle(user: Any, clock: Clock) -> bool:
    """Say whether the user may take a clock over, put it off or remind of it: the team may."""
    return clock.is_open and is_of_the_team(user, clock.cluster)
