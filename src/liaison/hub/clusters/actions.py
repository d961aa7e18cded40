"""What can be done with a cluster and the roles in it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_event
from liaison.hub.clusters import policies
from liaison.hub.clusters.models import Cluster, ClusterRole, FocusArea


class NotAllowed(PermissionDenied):
    """This person may not do this in this cluster."""


class NotAClusterRole(ValueError):
    """The role is held in an organisation, not in a cluster."""


class AlreadyHolds(Exception):
    """The person already holds this role in this cluster."""


class DoesNotHold(Exception):
    """The person does not hold this role in this cluster (any more)."""


class LastManager(Exception):
    """Without this person the cluster would have no manager left."""


@transaction.atomic
def set_up_cluster(spec: Mapping[str, Any], *, by: User | None, now: dt.datetime) -> Cluster:
    """
    Make a cluster and its focus areas as described, or bring them to what is described.

    :param spec: as in `starting_sets`; focus areas that it no longer holds are removed
    :param by: who sets it up; None when the software does
    :raises NotAllowed: if `by` does not run the installation
    """
    if by is not None and not by.is_superuser:
        raise NotAllowed
    facts = {name: spec[name] for name in ("name", "managing_body", "languages", "contact_email")}
    cluster, is_new = Cluster.objects.update_or_create(
        slug=spec["slug"], defaults=facts, create_defaults=facts | {"set_up_at": now}
    )
    for position, area in enumerate(spec["focus_areas"], start=1):
        _set_up_focus_area(cluster, area, position=position)
    codes = [area["code"] for area in spec["focus_areas"]]
    cluster.focus_areas.exclude(code__in=codes).delete()
    if is_new:
        _record("cluster.set_up", cluster.slug, cluster=cluster, by=by, now=now)
    return cluster


@transaction.atomic
def appoint_first_manager(person: User, *, cluster: Cluster, now: dt.datetime) -> ClusterRole:
    """
    Make someone the manager of a cluster that has none yet, since nobody in it could.

    :raises NotAllowed: if the cluster has a manager, who is to decide then
    """
    _lock(cluster)
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
    _lock(cluster)
    if not policies.can_manage_people(by, cluster):
        raise NotAllowed
    _withdraw(person, role, cluster=cluster, by=by, now=now)


@receiver(person_leaves)
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
        _lock(cluster_role.cluster)
        _withdraw(person, Role(cluster_role.role), cluster=cluster_role.cluster, by=by, now=now)


def _set_up_focus_area(cluster: Cluster, area: Mapping[str, Any], *, position: int) -> None:
    FocusArea.objects.update_or_create(
        cluster=cluster,
        code=area["code"],
        defaults={
            "position": position,
            "name_en": area["name"]["en"],
            "name_fr": area["name"]["fr"],
            "name_de": area["name"]["de"],
            "terms": sorted({term for terms in area["terms"].values() for term in terms}),
        },
    )


def _lock(cluster: Cluster) -> None:
    """Let nobody else change who manages this cluster until the transaction ends."""
    Cluster.objects.select_for_update().get(pk=cluster.pk)


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
    _record("role.granted", person.public_id, cluster=cluster, by=by, now=now, role=role)
    return granted


def _withdraw(person: User, role: Role, *, cluster: Cluster, by: User, now: dt.datetime) -> None:
    if role == Role.CLUSTER_MANAGER and not _managers(cluster).exclude(person=person).exists():
        raise LastManager
    withdrawn, _ = ClusterRole.objects.filter(person=person, role=role, cluster=cluster).delete()
    if not withdrawn:
        raise DoesNotHold
    _record("role.withdrawn", person.public_id, cluster=cluster, by=by, now=now, role=role)


def _record(
    verb: str, subject: Any, *, cluster: Cluster, by: User | None, now: dt.datetime, **details: str
) -> None:
    record_event(
        verb=verb,
        subject=str(subject),
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=cluster.slug,
        details={name: str(value) for name, value in details.items()},
    )
