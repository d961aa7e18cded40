"""Reading collections, as far as their reader may see what is in them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from liaison.hub.collecting.links import Link
from liaison.hub.collecting.models import Collected, Collection, Participant, colleagues_of
from liaison.hub.directory.choices import State
from liaison.hub.directory.visibility import organisations_visible_to

NoCollection = Collection.DoesNotExist


class LinkClosed(Exception):
    """The link was withdrawn or has run out, or the collection is gone."""


@dataclass(frozen=True)
class Gathered:
    """
    What of a collection its reader sees.

    :ivar collected: in their order; those of organisations that the reader may see
    :ivar removed: those that were taken out and can be put back, latest first
    :ivar hidden: how many others there are
    """

    collection: Collection
    collected: list[Collected]
    removed: list[Collected]
    hidden: int


def collections_of(*, for_user: Any) -> Any:
    """Return the collections that a person may work with, their own and shared ones, by name."""
    living = Q(collected__removed_at=None) & ~Q(collected__organisation__state=State.MERGED)
    found = Collection.objects.open_to(for_user).select_related("person")
    number = Count("collected", filter=living & Q(collected__isnull=False))
    return found.annotate(number=number).order_by("name", "pk")


def removed_collections_of(*, for_user: Any) -> Any:
    """Return the collections that a person has removed and can still bring back, latest first."""
    return Collection.objects.of(for_user).exclude(removed_at=None).order_by("-removed_at", "-pk")


def get_collection(public_id: uuid.UUID, *, for_user: Any) -> Collection:
    """Return one of those that a person may work with; raises NoCollection."""
    return Collection.objects.open_to(for_user).select_related("person").get(public_id=public_id)


def gathered_in(collection: Collection, *, for_user: Any) -> Gathered:
    """Return what is in a collection, as far as `for_user` may see it."""
    living = collection.collected.exclude(organisation__state=State.MERGED)
    seen = living.filter(organisation__in=organisations_visible_to(for_user))
    found = list(seen.select_related("organisation").order_by("position", "pk"))
    collected = [each for each in found if each.removed_at is None]
    removed = sorted(
        (each for each in found if each.removed_at), key=lambda each: each.removed_at, reverse=True
    )
    number = living.filter(removed_at=None).count()
    return Gathered(collection, collected, removed, number - len(collected))


def get_shared(link: Link, *, now: dt.datetime) -> Collection:
    """
    Return the collection that a link opens, for whoever has it.

    :raises LinkClosed: if it opens nothing any more
    """
    found = Collection.objects.filter(public_id=link.public_id, link_number=link.number).first()
    if found is None or not found.is_open_by_link(now):
        raise LinkClosed
    return found


def participants_in(collection: Collection, *, for_user: Any) -> list[Participant]:
    """Return with whom a collection is shared, to its owner; those who are colleagues still."""
    if collection.person_id != for_user.pk:
        return []
    colleagues = colleagues_of(for_user).values("pk")
    found = collection.participants.filter(person__in=colleagues).select_related("person")
    return list(found.order_by("person__full_name", "pk"))


def colleagues_to_share_with(collection: Collection, *, for_user: Any) -> list[Any]:
    """Return the colleagues of its owner with whom a collection is not shared yet, by name."""
    if collection.person_id != for_user.pk:
        return []
    already = collection.participants.values("person")
    return list(colleagues_of(for_user).exclude(pk__in=already).order_by("full_name", "pk"))
