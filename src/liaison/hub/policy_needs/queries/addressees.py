"""To whom challenges are carried: what their people read, and what the team does."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.membership.models.applications import in_teams_of
from liaison.hub.policy_needs.choices import OPEN
from liaison.hub.policy_needs.models import Addressee, OfficialAnswer

NoAddressee = Addressee.DoesNotExist
NoAnswer = OfficialAnswer.DoesNotExist


def carried_to(cluster: Cluster, *, for_user: Any) -> QuerySet[Addressee]:
    """Return what is carried to a strategic partner, the latest first; nothing to others."""
    found = _carried_to(for_user).filter(challenge__cluster=cluster)
    related = found.select_related("challenge__cluster").prefetch_related("answers")
    return related.order_by("-carried_at", "-pk")


def waiting_for(cluster: Cluster, *, for_user: Any) -> QuerySet[Addressee]:
    """Return of what is carried to a strategic partner what nobody of the office has answered."""
    answered = OfficialAnswer.objects.filter(addressee=OuterRef("pk"))
    found = _carried_to(for_user).filter(challenge__cluster=cluster, challenge__state__in=OPEN)
    return found.exclude(Exists(answered))


def get_carried(public_id: uuid.UUID, *, for_user: Any) -> Addressee:
    """Return an addressee to those who are asked to answer for it; raises NoAddressee."""
    return _carried_to(for_user).select_related("challenge__cluster").get(public_id=public_id)


def carried_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Addressee]:
    """Return those of some addressees for which a person is asked to answer."""
    found = _carried_to(for_user).filter(public_id__in=list(public_ids))
    return list(found.select_related("challenge"))


def addressees_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Addressee]:
    """Return those of some addressees that the reader, of the team, may see."""
    found = in_teams_of(Addressee.objects.all(), for_user, cluster="challenge__cluster")
    return list(found.filter(public_id__in=list(public_ids)).select_related("challenge"))


def get_addressee(public_id: uuid.UUID, *, for_user: Any) -> Addressee:
    """Return an addressee to the team of the challenge's cluster; raises NoAddressee."""
    found = in_teams_of(Addressee.objects.all(), for_user, cluster="challenge__cluster")
    return found.select_related("challenge__cluster").get(public_id=public_id)


def get_answer_to_correct(public_id: uuid.UUID, *, for_user: Any) -> OfficialAnswer:
    """
    Return an answer to those who may correct it while it is not told, raises NoAnswer otherwise.

    That is the office's people for one that was given here, and the team for one that it noted.
    """
    answer = OfficialAnswer.objects.select_related("addressee__challenge__cluster").get(
        public_id=public_id, told_at=None
    )
    get = get_carried if answer.given_by_id else get_addressee
    try:
        get(answer.addressee.public_id, for_user=for_user)
    except NoAddressee as error:
        raise NoAnswer from error
    return answer


def answers_of(addressee: Addressee, *, for_user: Any) -> list[OfficialAnswer]:
    """Return what an office answered, the oldest first, to its people and to the team."""
    called = [addressee.public_id]
    if not (
        carried_called(called, for_user=for_user) or addressees_called(called, for_user=for_user)
    ):
        return []
    return list(addressee.answers.select_related("given_by"))


def strategic_partners(cluster: Cluster, *, for_user: Any) -> QuerySet[User]:
    """Return who speaks for a ministry or funder of a cluster, by name, to its team."""
    if not in_teams_of(Cluster.objects.filter(pk=cluster.pk), for_user, cluster="pk").exists():
        return User.objects.none()
    return who_may_answer(cluster).order_by("full_name", "pk")


def who_may_answer(cluster: Cluster) -> QuerySet[User]:
    """Return who may be asked to answer in a cluster; whoever lost the role is asked no more."""
    held = ClusterRole.objects.filter(cluster=cluster, role=Role.STRATEGIC_PARTNER)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)


def still_asked(addressee: Addressee) -> list[User]:
    """Return who is asked to answer for an addressee, and still may."""
    may = who_may_answer(addressee.challenge.cluster)
    return list(may.filter(pk__in=addressee.people.values("pk")).order_by("pk"))


def offices_known(cluster: Cluster, *, for_user: Any) -> list[str]:
    """Return the names of offices to which something of a cluster was carried, to its team."""
    found = in_teams_of(Addressee.objects.all(), for_user, cluster="challenge__cluster")
    names = found.filter(challenge__cluster=cluster).order_by("name").values_list("name", flat=True)
    return list(names.distinct())


def _carried_to(user: Any) -> QuerySet[Addressee]:
    if not (user.is_authenticated and user.is_active):
        return Addressee.objects.none()
    held = user.cluster_roles.filter(role=Role.STRATEGIC_PARTNER)
    asked = Addressee.people.through.objects.filter(user=user).values("addressee")
    return Addressee.objects.filter(pk__in=asked, challenge__cluster__in=held.values("cluster"))
