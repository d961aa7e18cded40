"""Who may do what with an introduction."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.introductions.choices import OPEN, State
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


def can_cancel(user: Any, introduction: Introduction) -> bool:
    """Say whether the user may take it back: its asking side, or the team."""
    if introduction.state not in OPEN:
        return False
    return user.pk == introduction.asking_person_id or manages(user, introduction.cluster)
