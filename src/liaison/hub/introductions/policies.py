"""Who may do what with an introduction."""

import datetime as dt
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.introductions.choices import CHANGED_WITHIN, OPEN, State
from liaison.hub.introductions.models import Introduction


def manages(user: Any, cluster: Cluster) -> bool:
    """Say whether the user is accountable for the cluster, and so for its introductions."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_ask_for(user: Any, organisation: Organisation | None) -> bool:
    """Say whether a person may ask in the name of an organisation; of themselves everybody may."""
    if not (user.is_authenticated and user.is_active):
        return False
    return organisation is None or acts_for(user, organisation)


def can_look_at(user: Any, introduction: Introduction) -> bool:
    """Say whether the user may pass a proposal on, or not."""
    return introduction.state == State.PROPOSED and manages(user, introduction.cluster)


def can_confirm(user: Any, introduction: Introduction) -> bool:
    """Say whether the user is the asking side of what somebody else proposed."""
    return introduction.state == State.CONFIRMING and user.pk == introduction.asking_person_id


def can_cancel(user: Any, introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Say whether the user may take it back: its asking side, or the team.

    The asking side may also while a no may still become a yes. After an opt-out, which nothing
    changes, it may for as long: it is not to learn which of the two it was.
    """
    is_own = user.pk == introduction.asking_person_id
    if is_own and introduction.state == State.DECLINED:
        return now <= introduction.state_since + CHANGED_WITHIN
    return introduction.state in OPEN and (is_own or manages(user, introduction.cluster))
