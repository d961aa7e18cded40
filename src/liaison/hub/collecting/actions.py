"""Gathering organisations, putting them in order, and sharing collections."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_done
from liaison.hub.collecting.choices import LINK_DAYS, MOST_COLLECTIONS, MOST_IN_ONE
from liaison.hub.collecting.models import Collected, Collection, Participant, colleagues_of
from liaison.hub.directory.choices import State
from liaison.hub.directory.listing import get_visible
from liaison.hub.directory.visibility import organisations_visible_to

NotInIt = Collected.DoesNotExist


class NameTaken(Exception):
    """The person has a collection of this name already."""


class TooMany(Exception):
    """The person has as many collections, or the collection as many organisations, as may be."""


class NoColleague(Exception):
    """This person is no colleague (any more) of whose collection it is."""


def make_collection(*, name: str, by: Any, now: dt.datetime) -> Collection:
    """
    Begin a collection.

    :raises NameTaken: if `by` has one of this name
    :raises TooMany: if `by` has `MOST_COLLECTIONS`
    """
    _check_room(by)
    made = Collection(person=by, name=name, made_at=now)
    _save(made, "collection.made", by=by, now=now)
    return made


@transaction.atomic
def rename_collection(public_id: uuid.UUID, *, name: str, by: Any, now: dt.datetime) -> None:
    """Call one's own collection otherwise; raises NoCollection and NameTaken."""
    collection = _own(public_id, by)
    collection.name = name
    _save(collection, "collection.renamed", by=by, now=now)


@transaction.atomic
def remove_collection(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> Collection:
    """Remove one's own collection, for all who share it; it can be brought back for a while."""
    collection = _own(public_id, by)
    collection.removed_at = now
    _save(collection, "collection.removed", by=by, now=now)
    return collection


@transaction.atomic
def bring_back(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> Collection:
    """Undo `remove_collection`; raises NoCollection, NameTaken and TooMany."""
    removed = Collection.objects.of(by).exclude(removed_at=None)
    collection = removed.select_for_update().get(public_id=public_id)
    _check_room(by)
    collection.removed_at = None
    _save(collection, "collection.brought_back", by=by, now=now)
    return collection


@transaction.atomic
def gather(public_id: uuid.UUID, organisation: uuid.UUID, *, by: Any, now: dt.datetime) -> bool:
    """
    Put an organisation last into a collection; one that was taken out comes back with its note.

    :returns: whether it was not in it before
    :raises NoCollection: if `by` may not work with it
    :raises UnknownOrganisation: if there is none that `by` may see
    :raises TooMany: if the collection holds `MOST_IN_ONE`
    """
    collection = _open(public_id, by)
    found = get_visible(organisation, for_user=by)
    position = _last_position(collection) + 1
    there = collection.collected.filter(organisation=found).first()
    if there is not None and there.removed_at is None:
        return False
    if collection.collected.filter(removed_at=None).count() >= MOST_IN_ONE:
        raise TooMany
    if there is None:
        there = Collected(collection=collection, organisation=found, added_at=now)
    there.position, there.removed_at = position, None
    there.save()
    record_done("collection.gathered", collection, by=by, now=now)
    return True


@transaction.atomic
def note(
    public_id: uuid.UUID, organisation: uuid.UUID, *, text: str, by: Any, now: dt.datetime
) -> None:
    """Write a note on an organisation in a collection; raises NoCollection and NotInIt."""
    collection = _open(public_id, by)
    collected = _collected(collection, organisation, by)
    collected.note = text
    collected.save(update_fields=["note"])
    record_done("collection.noted", collection, by=by, now=now)


@transaction.atomic
def move(
    public_id: uuid.UUID, organisation: uuid.UUID, *, up: bool, by: Any, now: dt.datetime
) -> None:
    """
    Move an organisation one place up or down among those that `by` sees.

    :raises NoCollection: if `by` may not work with the collection
    :raises NotInIt: if `by` sees no such organisation in it
    """
    collection = _open(public_id, by)
    moved = _collected(collection, organisation, by)
    others = _seen(collection, by).filter(removed_at=None).exclude(pk=moved.pk)
    beside = (
        others.filter(position__lt=moved.position).order_by("-position", "-pk")
        if up
        else others.filter(position__gt=moved.position).order_by("position", "pk")
    ).first()
    if beside is None:
        return
    moved.position, beside.position = beside.position, moved.position
    moved.save(update_fields=["position"])
    beside.save(update_fields=["position"])
    record_done("collection.reordered", collection, by=by, now=now)


@transaction.atomic
def take_out(public_id: uuid.UUID, organisation: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Take an organisation out of a collection; `gather` puts it back with its note."""
    collection = _open(public_id, by)
    collected = _collected(collection, organisation, by)
    collected.removed_at = now
    collected.save(update_fields=["removed_at"])
    record_done("collection.taken_out", collection, by=by, now=now)


@transaction.atomic
def share_by_link(public_id: uuid.UUID, *, days: int, by: Any, now: dt.datetime) -> None:
    """
    Open one's own collection to whoever has its new link, and close the one before.

    :param days: one of `LINK_DAYS`
    :raises NoCollection: if `by` has none such
    """
    if days not in LINK_DAYS:
        raise ValueError(days)
    collection = _own(public_id, by)
    collection.link_number += 1
    collection.shared_until = now + dt.timedelta(days=days)
    _save(collection, "collection.shared_by_link", by=by, now=now)


@transaction.atomic
def withdraw_link(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Close the link to one's own collection for good; raises NoCollection."""
    collection = _own(public_id, by)
    collection.link_number += 1
    collection.shared_until = None
    _save(collection, "collection.link_withdrawn", by=by, now=now)


@transaction.atomic
def let_in(public_id: uuid.UUID, person: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Share one's own collection with a colleague, who may then change what is in it.

    :raises NoCollection: if `by` has none such
    :raises NoColleague: if the person is none
    """
    collection = _own(public_id, by)
    colleague = colleagues_of(by).filter(public_id=person).first()
    if colleague is None:
        raise NoColleague
    _, is_new = Participant.objects.get_or_create(
        collection=collection, person=colleague, defaults={"since": now}
    )
    if is_new:
        record_done("collection.shared", collection, by=by, now=now)


@transaction.atomic
def let_out(public_id: uuid.UUID, person: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Share one's own collection with a colleague no longer; raises NoCollection."""
    collection = _own(public_id, by)
    if collection.participants.filter(person__public_id=person).delete()[0]:
        record_done("collection.unshared", collection, by=by, now=now)


def forget_removed(*, before: dt.datetime) -> int:
    """Erase what was removed, or taken out of collections, before a moment; return how many."""
    collections = Collection.objects.filter(removed_at__lt=before)
    number = collections.count()
    collections.delete()
    taken_out, _ = Collected.objects.filter(removed_at__lt=before).delete()
    return number + taken_out


@receiver(person_leaves)
@transaction.atomic
def _let_go(sender: Any, *, person: Any, now: dt.datetime, **signal: Any) -> None:
    """
    Erase the collections of a person who leaves.

    What colleagues work with goes on with the one who has been longest in it; its link is closed.
    """
    Participant.objects.filter(person=person).delete()
    colleagues = colleagues_of(person).values("pk")
    for collection in Collection.objects.filter(person=person).select_for_update():
        takes_part = collection.participants.filter(person__in=colleagues)
        heir = takes_part.order_by("since", "pk").first() if not collection.removed_at else None
        if heir is None:
            collection.delete()
        else:
            _hand_over(collection, heir, now=now)


def _hand_over(collection: Collection, heir: Participant, *, now: dt.datetime) -> None:
    collection.person = heir.person
    collection.shared_until = None
    collection.link_number += 1
    taken = Collection.objects.of(heir.person).kept().filter(name=collection.name)
    if taken.exists():
        # Two of one name cannot be; the day tells them apart.
        collection.name = f"{collection.name[:80]} ({now:%Y-%m-%d} {collection.pk})"
    collection.save()
    heir.delete()
    record_done("collection.handed_over", collection, by=None, now=now)


def _own(public_id: uuid.UUID, by: Any) -> Collection:
    """Return a collection of one's own, and let nobody change it meanwhile."""
    return Collection.objects.of(by).kept().select_for_update().get(public_id=public_id)


def _open(public_id: uuid.UUID, by: Any) -> Collection:
    """Return a collection that one may work with, and let nobody change it meanwhile."""
    return Collection.objects.open_to(by).select_for_update().get(public_id=public_id)


def _seen(collection: Collection, by: Any) -> Any:
    visible = organisations_visible_to(by).exclude(state=State.MERGED)
    return collection.collected.filter(organisation__in=visible)


def _collected(collection: Collection, organisation: uuid.UUID, by: Any) -> Collected:
    there = _seen(collection, by).filter(removed_at=None)
    return there.get(organisation__public_id=organisation)


def _last_position(collection: Collection) -> int:
    return collection.collected.aggregate(last=Max("position"))["last"] or 0


def _check_room(by: Any) -> None:
    if Collection.objects.of(by).kept().count() >= MOST_COLLECTIONS:
        raise TooMany


def _save(collection: Collection, verb: str, *, by: Any, now: dt.datetime) -> None:
    """Save a collection with its event; the constraint decides whether the name is free."""
    try:
        with transaction.atomic():
            collection.save()
            record_done(verb, collection, by=by, now=now)
    except IntegrityError as error:
        same = Collection.objects.of(by).kept().filter(name=collection.name)
        if same.exclude(pk=collection.pk).exists():
            raise NameTaken from error
        raise
