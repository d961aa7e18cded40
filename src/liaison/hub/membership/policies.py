"""Who may do what with applications, votes and memberships."""

from typing import Any

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.membership.models import Admission, Application
from liaison.hub.membership.models.applications import TEAM
from liaison.hub.membership.queries import acts_for


def can_apply(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may begin an application to this cluster."""
    if not (user.is_authenticated and user.is_active):
        return False
    return Admission.objects.filter(cluster=cluster, is_open=True).exists()


def can_edit(user: Any, application: Application) -> bool:
    return _wrote(user, application) and application.is_editable


def can_withdraw(user: Any, application: Application) -> bool:
    return _wrote(user, application) and application.is_running


def can_review(user: Any, application: Application) -> bool:
    """Say whether the user works in the team that looks after this application."""
    return is_of_the_team(user, application.cluster) and not has_conflict(user, application)


def can_decide(user: Any, application: Application) -> bool:
    """Say whether the user may record a decision: who manages the cluster, without a conflict."""
    return manages(user, application.cluster) and not has_conflict(user, application)


def can_vote(user: Any, application: Application) -> bool:
    """Say whether the user sits on the committee that decides this, without a conflict."""
    return sits_on_the_committee(user, application) and not has_conflict(user, application)


def can_declare_conflict(user: Any, application: Application) -> bool:
    return sits_on_the_committee(user, application) or is_of_the_team(user, application.cluster)


def can_change_admission(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may change the form, the charter and the rules of this cluster."""
    return manages(user, cluster)


def can_look_after_members(user: Any, cluster: Cluster) -> bool:
    return is_of_the_team(user, cluster)


def can_end_memberships(user: Any, cluster: Cluster) -> bool:
    return manages(user, cluster)


def has_conflict(user: Any, application: Application) -> bool:
    """
    Say whether the user is too close to an application to take part in its decision.

    Whoever wrote it or acts for the organisation is, declared or not; others say so themselves,
    once for all rounds.
    """
    return (
        user.pk == application.applicant_id
        or acts_for(user, application.organisation)
        or application.votes.filter(person=user, has_conflict=True).exists()
    )


def manages(user: Any, cluster: Cluster) -> bool:
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def is_of_the_team(user: Any, cluster: Cluster) -> bool:
    """Say whether the user works in the cluster's team, as a manager or an officer."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or _holds(user, cluster, *TEAM)


def sits_on_the_committee(user: Any, application: Application) -> bool:
    """Say whether the user sits on the committee of a cluster where that decides."""
    if not (user.is_authenticated and user.is_active):
        return False
    admission = Admission.objects.filter(cluster=application.cluster_id).first()
    return bool(
        admission
        and admission.is_by_committee
        and _holds(user, application.cluster, Role.STEERING_COMMITTEE_MEMBER)
    )


def _wrote(user: Any, application: Application) -> bool:
    return user.is_authenticated and user.is_active and user.pk == application.applicant_id


def _holds(user: Any, cluster: Cluster, *roles: Role) -> bool:
    return ClusterRole.objects.filter(person=user, cluster=cluster, role__in=roles).exists()
