"""Who may do what with cases."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.membership.policies import manages
from liaison.hub.support.models import Case


def can_ask(user: Any, organisation: Organisation | None) -> bool:
    """Say whether the user may ask, for themselves or for an organisation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return organisation is None or acts_for(user, organisation)


def can_answer(user: Any, case: Case) -> bool:
    """Say whether the user works in the team that answers."""
    return is_of_the_team(user, case.cluster)


def can_write(user: Any, case: Case) -> bool:
    """Say whether the user asked, or acts for the organisation with which this is shared."""
    return Case.objects.of_those_who_ask(user).filter(pk=case.pk).exists()


def can_read(user: Any, case: Case) -> bool:
    return can_write(user, case) or can_answer(user, case)


def can_set_up(user: Any, cluster: Cluster) -> bool:
    """Say whether the user decides on topics, promises and who answers what."""
    return manages(user, cluster)


def can_own(user: Any, cluster: Cluster) -> bool:
    """Say whether cases of a cluster may be given to this person."""
    return is_of_the_team(user, cluster)


def can_be_joined(case: Case, other: Case) -> bool:
    """
    Say whether two cases may become one.

    What one person asked in confidence is not shown to another: both are of one person, or both
    are shared with the same organisation.
    """
    if case.pk == other.pk or case.cluster_id != other.cluster_id:
        return False
    if case.asked_by_id == other.asked_by_id:
        # Nor is what only that person reads shown to all who act for an organisation.
        return case.is_shared == other.is_shared and (
            not case.is_shared or case.organisation_id == other.organisation_id
        )
    return case.is_shared and other.is_shared and case.organisation_id == other.organisation_id
