"""Keeping a list, changing and removing it, and stopping its letters."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.utils import timezone

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_done
from liaison.hub.directory.listing import organisations_answering
from liaison.hub.directory.visibility import sight_of
from liaison.hub.watching.choices import MOST_LISTS, HowOften
from liaison.hub.watching.known import Known, pack
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.queries import get_list_to_stop
from liaison.hub.watching.selections import Chosen, as_data, read


class NameTaken(Exception):
    """The person keeps a list of this name already."""


class TooMany(Exception):
    """The person keeps as many lists as one may."""


def keep_list(
    chosen: Chosen, *, name: str, how_often: HowOften, by: Any, now: dt.datetime
) -> KeptList:
    """
    Keep what was chosen; who is in it now is known, and no news.

    :raises NameTaken: if `by` keeps a list of this name
    :raises TooMany: if `by` keeps `MOST_LISTS`
    """
    if KeptList.objects.of(by).kept().count() >= MOST_LISTS:
        raise TooMany
    present = _present(chosen, by)
    kept = KeptList(
        person=by,
        name=name,
        selection=as_data(chosen),
        how_often=how_often,
        kept_at=now,
        looked_at=now,
        seen=pack(present),
        checked_on=timezone.localdate(now),
    )
    kept.what_is_known = Known(present)
    _save(kept, "kept_list.kept", by=by, now=now)
    return kept


@transaction.atomic
def look(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Note that a person has seen who is in a list; no letter tells of them later.

    :raises NoList: if `by` keeps none such
    :raises Unreadable: if what was chosen cannot be understood any more
    """
    kept = _own(public_id, by)
    present = _present(read(kept.selection), by)
    known = kept.what_is_known
    gone = {key: day for key, day in known.gone.items() if key not in present}
    kept.what_is_known = Known(known.there | present, gone)
    kept.seen, kept.looked_at = pack(present), now
    kept.save(update_fields=["seen", "looked_at", "known", "gone"])


@transaction.atomic
def change_list(
    public_id: uuid.UUID, *, name: str, how_often: HowOften, by: Any, now: dt.datetime
) -> KeptList:
    """
    Call a list otherwise, and write about it as often as this.

    :raises NoList: if `by` keeps none such
    :raises NameTaken: if `by` keeps another of this name
    """
    kept = _own(public_id, by)
    kept.name = name
    _write_from_now_on(kept, how_often, now=now)
    _save(kept, "kept_list.changed", by=by, now=now)
    return kept


@transaction.atomic
def remove_list(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> KeptList:
    """Remove a list; it can be brought back for a while. Raises NoList."""
    kept = _own(public_id, by)
    kept.removed_at = now
    _save(kept, "kept_list.removed", by=by, now=now)
    return kept


@transaction.atomic
def bring_back(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> KeptList:
    """
    Undo `remove_list`.

    :raises NoList: if `by` has removed none such, or long ago
    :raises NameTaken: if `by` keeps another of its name by now
    :raises TooMany: if `by` keeps `MOST_LISTS` by now
    """
    removed = KeptList.objects.of(by).exclude(removed_at=None)
    kept = removed.select_for_update().get(public_id=public_id)
    if KeptList.objects.of(by).kept().count() >= MOST_LISTS:
        raise TooMany
    kept.removed_at = None
    # Whoever came today is told tomorrow: today's letter may have gone out.
    kept.checked_on = timezone.localdate(now)
    _save(kept, "kept_list.brought_back", by=by, now=now)
    return kept


@transaction.atomic
def stop(public_id: uuid.UUID, *, now: dt.datetime) -> HowOften:
    """
    Write no more about a list, for whoever holds its signed link.

    :returns: how often it was until now
    :raises NoList: if it is kept no longer
    """
    kept = get_list_to_stop(public_id)
    before = HowOften(kept.how_often)
    if before != HowOften.NEVER:
        kept.how_often = HowOften.NEVER
        kept.save(update_fields=["how_often"])
        record_done("kept_list.stopped", kept, by=None, now=now)
    return before


@transaction.atomic
def start_again(public_id: uuid.UUID, *, how_often: HowOften, now: dt.datetime) -> None:
    """Undo `stop`; raises NoList."""
    kept = get_list_to_stop(public_id)
    if kept.how_often != how_often:
        _write_from_now_on(kept, how_often, now=now)
        kept.save(update_fields=["how_often", "checked_on"])
        record_done("kept_list.started_again", kept, by=None, now=now)


def forget_removed(*, before: dt.datetime) -> int:
    """Erase lists that were removed before a moment; return how many there were."""
    number, _ = KeptList.objects.filter(removed_at__lt=before).delete()
    return number


@receiver(person_leaves)
def _let_go(sender: Any, *, person: Any, **signal: Any) -> None:
    """Erase the lists of a person who leaves."""
    KeptList.objects.filter(person=person).delete()


def _own(public_id: uuid.UUID, by: Any) -> KeptList:
    """Return a list of one's own, and let no letter be made of it meanwhile; raises NoList."""
    return KeptList.objects.of(by).kept().select_for_update().get(public_id=public_id)


def _present(chosen: Chosen, by: Any) -> frozenset[int]:
    answering = organisations_answering(chosen.selection, sight=sight_of(by))
    return frozenset(answering.values_list("pk", flat=True))


def _write_from_now_on(kept: KeptList, how_often: HowOften, *, now: dt.datetime) -> None:
    if kept.how_often != how_often:
        kept.how_often = how_often
        kept.checked_on = timezone.localdate(now)


def _save(kept: KeptList, verb: str, *, by: Any, now: dt.datetime) -> None:
    """Save a list with its event; the constraint decides whether the name is free."""
    try:
        with transaction.atomic():
            kept.save()
            record_done(verb, kept, by=by, now=now)
    except IntegrityError as error:
        others = KeptList.objects.of(by).kept().filter(name=kept.name).exclude(pk=kept.pk)
        if others.exists():
            raise NameTaken from error
        raise
