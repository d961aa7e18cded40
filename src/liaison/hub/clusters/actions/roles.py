"""Who holds which role in a cluster: first managers, granting, withdrawing, leaving."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import roles_end
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters import policies
from liaison.hub.clusters.actions.steps import NotAllowed, lock
from liaison.hub.clusters.models import Cluster, ClusterRole


class NotAClusterRole(ValueError):
    """The role is held in an organisation, not in a cluster."""


class AlreadyHolds(Exception):
    """The person already holds this role in this cluster."""


class DoesNotHold(Exception):
    """The person does not hold this role in this cluster (any more)."""


class LastManager(Exception):
    """Without this person the cluster would have no manager left."""


@transaction.atomic
def appoint_first_manager(person: User, *, cluster: Cluster, now: dt.datetime) -> ClusterRole:
    """
    Make someone the manager of a cluster that has none yet, since nobody in it could.

    :raises NotAllowed: if the cluster has a manager, who is to decide then
    """
    lock(cluster)
    if _managers(cluster).exists():
        raise NotAllowed
    return _grant(person, Role.CLUSTER_MANAGER, cluster=cluster, by=None, now=now)


def grant_role(
    *, person: User, role: Role, cluster: Cluster, by: User, now: dt.datetime
) -> ClusterRole:
    """
    Let a person hold a role in a cluster.

    :raises NotAllowed: if `by` does not manage the cluster, or the person's account is closed
    :raises NotAClusterRole: if the role is one held in an organisation
    :raises AlreadyHolds: if the person holds it already
    """
    if not policies.can_manage_people(by, cluster) or not person.is_active:
        raise NotAllowed
    if role not in CLUSTER_ROLES:
        raise NotAClusterRole(role)
    try:
        with transaction.atomic():
            return _grant(person, role, cluster=cluster, by=by, now=now)
    except IntegrityError as error:
        # The constraint decides: two managers may press the button at once.
        if ClusterRole.objects.filter(person=person, role=role, cluster=cluster).exists():
            raise AlreadyHolds from error
        raise


@transaction.atomic
def withdraw_role(
    *, person: User, role: Role, cluster: Cluster, by: User, now: dt.datetime
) -> None:
    """
    Take a role from a person.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises DoesNotHold: if somebody was faster, or the person never held it
    :raises LastManager: if the cluster would be left without a manager
    """
    # The lock comes first: of two managers who withdraw each other's role at the same moment, the
    # second is looked at as what the first has left them.
    lock(cluster)
    if not policies.can_manage_people(by, cluster):
        raise NotAllowed
    _withdraw(person, role, cluster=cluster, by=by, now=now)


@receiver(roles_end)
@transaction.atomic
def withdraw_all_roles(
    sender: Any, *, person: User, by: User, now: dt.datetime, **signal: Any
) -> None:
    """
    Take every role in every cluster from a person who leaves.

    :raises LastManager: if a cluster would be left without a manager
    """
    held = ClusterRole.objects.filter(person=person).select_related("cluster")
    # One order for everybody, so that two who leave at once do not wait for each other for ever.
    for cluster_role in held.order_by("cluster", "pk"):
        lock(cluster_role.cluster)
        _withdraw(person, Role(cluster_role.role), cluster=cluster_role.cluster, by=by, now=now)


def _managers(cluster: Cluster) -> Any:
    return ClusterRole.objects.filter(
        cluster=cluster, role=Role.CLUSTER_MANAGER, person__is_active=True
    )


def _grant(
    person: User, role: Role, *, cluster: Cluster, by: User | None, now: dt.datetime
) -> ClusterRole:
    granted = ClusterRole.objects.create(
        person=person, role=role, cluster=cluster, granted_by=by, granted_at=now
    )
    record_done("role.granted", person.public_id, cluster=cluster.slug, by=by, now=now, role=role)
    return granted


def _withdraw(person: User, role: Role, *, cluster: Cluster, by: User, now: dt.datetime) -> None:
    if role == Role.CLUSTER_MANAGER and not _managers(cluster).exclude(person=person).exists():
        raise LastManager
    withdrawn, _ = ClusterRole.objects.filter(person=person, role=role, cluster=cluster).delete()
    if not withdrawn:
        raise DoesNotHold
    record_done("role.withdrawn", person.public_id, cluster=cluster.slug, by=by, now=now, role=role)
