"""Who may do what with clocks."""

from typing import Any

from liaison.hub.clocks.kinds import described, known_kind
from liaison.hub.clocks.models import Clock
from liaison.hub.clusters.policies import is_of_the_team


def can_handle(user: Any, clock: Clock) -> bool:
    """Say whether the user may take a clock over, put it off or remind of it: the team may."""
    return clock.is_open and is_of_the_team(user, clock.cluster)


def can_have(user: Any, clock: Clock) -> bool:
    """Say whether a clock may be given to the user: of the team, and of a thing that they see."""
    if not is_of_the_team(user, clock.cluster):
        return False
    kind = known_kind(clock.kind)
    gives_the_thing = kind is not None and kind.on_assigned is not None
    return not gives_the_thing or bool(described([clock], for_user=user))
