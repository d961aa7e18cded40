"""Who may do what with applications, votes and memberships."""

from dataclasses import dataclass
from typing import Any

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.clusters.queries import roles_of
from liaison.hub.membership.models import Admission, Application
from liaison.hub.membership.queries import acts_for


@dataclass(frozen=True)
class Part:
    """What somebody has to do with an application, found out once."""

    in_team: bool
    manages: bool
    on_committee: bool
    has_conflict: bool

    @property
    def can_review(self) -> bool:
        return self.in_team and not self.has_conflict

    @property
    def can_decide(self) -> bool:
        return self.manages and not self.has_conflict

    @property
    def can_vote(self) -> bool:
        return self.on_committee and not self.has_conflict

    @property
    def can_declare_conflict(self) -> bool:
        return self.on_committee or self.in_team


def part_of(user: Any, application: Application) -> Part:
    """Return what the user has to do with an application."""
    if not (user.is_authenticated and user.is_active):
        return Part(in_team=False, manages=False, on_committee=False, has_conflict=False)
    roles = roles_of(user, application.cluster)
    return Part(
        in_team=user.is_superuser or bool(roles.intersection(TEAM)),
        manages=user.is_superuser or Role.CLUSTER_MANAGER in roles,
        on_committee=Role.STEERING_COMMITTEE_MEMBER in roles and _committee_decides(application),
        has_conflict=has_conflict(user, application),
    )


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
    return part_of(user, application).can_review


def can_decide(user: Any, application: Application) -> bool:
    """Say whether the user may record a decision: who manages the cluster, without a conflict."""
    return part_of(user, application).can_decide


def can_vote(user: Any, application: Application) -> bool:
    """Say whether the user sits on the committee that decides this, without a conflict."""
    return part_of(user, application).can_vote


def can_declare_conflict(user: Any, application: Application) -> bool:
    return part_of(user, application).can_declare_conflict


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


def _committee_decides(application: Application) -> bool:
    admission = Admission.objects.filter(cluster=application.cluster_id).first()
    return admission is not None and admission.is_by_committee


def _wrote(user: Any, application: Application) -> bool:
    return user.is_authenticated and user.is_active and user.pk == application.applicant_id


def _holds(user: Any, cluster: Cluster, *roles: Role) -> bool:
    return ClusterRole.objects.filter(person=user, cluster=cluster, role__in=roles).exists()
