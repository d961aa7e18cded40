"""Putting back what an import changed, weeks later, without touching what people did since."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liaison.hub.collecting.models import Collected
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import (
    FieldChange,
    Figure,
    Identifier,
    MapEntry,
    Organisation,
    OrganisationName,
    OrganisationPerson,
    OrganisationRole,
    OrganisationTerm,
    Place,
    Relation,
    is_worked_out,
)
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.models import ImportedRow, ImportRun
from liaison.hub.lifecycle.records import (
    ALL_PARTS,
    AT_ONCE,
    OF_ROWS,
    Kept,
    Writes,
    is_same,
    load,
    part_of_origin,
)
from liaison.hub.support.models import Case

Progress = Callable[[int, int | None, str], None]
# What belongs to an organisation and goes with it.
_OWN = (OrganisationName, Identifier, Figure, OrganisationTerm, Place)
# At most so many of those kept are told one by one.
MOST_TOLD = 1_000


class Undone(StrEnum):
    """What becomes of an organisation when an import is undone."""

    REMOVED = "removed"
    RESTORED = "restored"
    KEPT = "kept"


@dataclass(frozen=True)
class KeptSince:
    """
    An organisation that is not as it was before the import, because of what happened since.

    :ivar organisation: its public id
    :ivar parts: what people changed since, as `records` tells them
    :ivar has: models of what refers to it by now
    :ivar is_others: whoever undoes may not edit it; nameless if they do not even see it
    """

    organisation: UUID
    name: str
    parts: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    is_gone: bool = False
    is_others: bool = False


@dataclass
class Undoing:
    """
    What undoing an import does.

    :ivar counts: organisations removed, put back as they were, and kept as they are in part
    :ivar kept: those that stay, or stay in part, and why
    :ivar taxonomies_kept: names of taxonomies that stay as the import left them
    """

    counts: Counter[Undone] = field(default_factory=Counter)
    kept: list[KeptSince] = field(default_factory=list)
    taxonomies_kept: list[str] = field(default_factory=list)

    def note(self, kept: KeptSince) -> None:
        """Remember that something stays."""
        self.counts[Undone.KEPT] += 1
        if len(self.kept) < MOST_TOLD:
            self.kept.append(kept)


def undo(run: ImportRun, *, by: Any, now: dt.datetime, write: bool, progress: Progress) -> Undoing:
    """
    Put back what a run changed, in the transaction of the caller.

    :param by: what this person may not edit stays; None for the software, which may everything
    :param write: do it; else only find out what it would do
    """
    undoer = _Undoer(run, by, now, write)
    rows = run.rows.order_by("-pk").iterator(AT_ONCE)
    done, total = 0, run.rows.count()
    while some := list(islice(rows, AT_ONCE)):
        undoer.undo(some)
        done += len(some)
        progress(done, total, _("Undoing"))
    return undoer.undoing


class _Undoer:
    def __init__(self, run: ImportRun, by: Any, now: dt.datetime, write: bool) -> None:
        self._run = run
        self._by = by
        self._now = now
        self._write = write
        self.undoing = Undoing()

    def undo(self, rows: Sequence[ImportedRow]) -> None:
        kept = _load(rows, for_change=self._write)
        rows = self._without_those_of_others(rows, kept)
        self._remove([row for row in rows if row.is_new], kept)
        self._restore([row for row in rows if not row.is_new], kept)

    def _without_those_of_others(
        self, rows: Sequence[ImportedRow], kept: Mapping[UUID, Kept]
    ) -> Sequence[ImportedRow]:
        """Return the rows whose organisations may be put back; note the others as kept."""
        if self._by is None or self._by.is_superuser:
            return rows
        editable = _among(editable_by(self._by), kept)
        others = kept.keys() - editable
        seen = _among(organisations_visible_to(self._by), kept) if others else set()
        for each in others:
            name = kept[each].organisation.name if each in seen else ""
            self.undoing.note(KeptSince(each, name, is_others=True))
        return [row for row in rows if row.organisation not in others]

    def _remove(self, rows: Sequence[ImportedRow], kept: Mapping[UUID, Kept]) -> None:
        there = {
            row.organisation: kept[row.organisation] for row in rows if row.organisation in kept
        }
        entries = [row.map_entry for row in rows if row.map_entry]
        keys = [each.organisation.pk for each in there.values()]
        has = _what_refers_to(keys, but_for_entries=entries)
        gone = []
        for row in rows:
            organisation = there.get(row.organisation)
            if organisation is None:
                # Somebody removed it already: it is as it was before.
                self.undoing.counts[Undone.REMOVED] += 1
                continue
            parts = self._changed_since(row, organisation, ALL_PARTS)
            refers = tuple(sorted(has[organisation.organisation.pk]))
            if parts or refers or self._is_touched(organisation):
                name = organisation.organisation.name
                self.undoing.note(KeptSince(row.organisation, name, parts, refers))
            else:
                self.undoing.counts[Undone.REMOVED] += 1
                gone.append(organisation.organisation.pk)
        if self._write:
            Organisation.objects.filter(pk__in=gone).delete()
            refresh_lookup(gone)

    def _restore(self, rows: Sequence[ImportedRow], kept: Mapping[UUID, Kept]) -> None:
        writes, updated_at = Writes(), {}
        if self._write:
            entries = [row.map_entry for row in rows if row.map_entry]
            MapEntry.objects.filter(pk__in=entries).delete()
        taken = _numbers_taken_since(rows, kept)
        for row in rows:
            organisation = kept.get(row.organisation)
            if organisation is None:
                self.undoing.note(KeptSince(row.organisation, "", is_gone=True))
                continue
            changed = self._changed_since(row, organisation, row.after)
            changed += tuple(part for part in taken[row.organisation] if part not in changed)
            if changed:
                name = organisation.organisation.name
                self.undoing.note(KeptSince(row.organisation, name, changed))
            else:
                self.undoing.counts[Undone.RESTORED] += 1
            if not changed and not self._is_touched(organisation):
                updated_at[organisation.organisation.pk] = row.updated_before
            _put_back(writes, organisation, row, leave=changed)
        if self._write:
            writes.flush(updated_at=updated_at, now=self._now)

    def _is_touched(self, kept: Kept) -> bool:
        """Tell whether somebody saved the organisation since."""
        return kept.organisation.updated_at != self._run.written_at

    def _changed_since(
        self, row: ImportedRow, kept: Kept, parts: Sequence[str] | Mapping[str, Any]
    ) -> tuple[str, ...]:
        """Return the parts that are no longer as the import left them."""
        changed = []
        for part in parts:
            is_list = part.startswith(OF_ROWS)
            after = row.after.get(part, [] if is_list else None)
            now = kept.part(part)
            if not (is_same(part, now, after) if is_list else (now or None) == (after or None)):
                changed.append(part)
        # Who confirmed a value since has made it theirs.
        confirmed = [part.removeprefix("origin.") for part in changed if part.startswith("origin.")]
        return tuple(dict.fromkeys([*changed, *map(part_of_origin, confirmed)]))


def _load(rows: Sequence[ImportedRow], *, for_change: bool) -> dict[UUID, Kept]:
    public_ids = [row.organisation for row in rows]
    keys = Organisation.objects.filter(public_id__in=public_ids).values_list("pk", flat=True)
    kept = load(list(keys), for_change=for_change)
    return {each.organisation.public_id: each for each in kept.values()}


def _among(organisations: QuerySet[Organisation], kept: Mapping[UUID, Kept]) -> set[UUID]:
    found = organisations.filter(public_id__in=list(kept))
    return set(found.values_list("public_id", flat=True))


def _put_back(writes: Writes, kept: Kept, row: ImportedRow, *, leave: Sequence[str]) -> None:
    """Give every part the value it had, but for those that people changed since."""
    place_was_made = row.before.get("place.pk", 0) is None and kept.place is not None
    place_is_left = any(part.startswith("place.") for part in leave)
    if place_was_made and not place_is_left:
        writes.remove_place(kept)
    for part, value in row.before.items():
        if part in leave or part == "place.pk":
            continue
        if part.startswith("place.") and (kept.place is None or place_was_made):
            continue
        writes.put(kept, part, value)


def _numbers_taken_since(
    rows: Sequence[ImportedRow], kept: Mapping[UUID, Kept]
) -> dict[UUID, list[str]]:
    """Return by organisation the numbers it had, but that are another's or ended by now."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        for part, value in _numbers_before(row):
            if row.organisation in kept and _is_taken(part, value, kept[row.organisation]):
                found[row.organisation].append(part)
    return found


def _numbers_before(row: ImportedRow) -> Iterator[tuple[str, Any]]:
    for part, rows in row.before.items():
        if part.startswith("identifiers."):
            yield from ((part, each) for each in rows)


def _is_taken(part: str, number: Any, kept: Kept) -> bool:
    scheme = part.partition(".")[2]
    _key, country, value = number
    rows = Identifier.objects.filter(scheme=scheme, country=country, value=value)
    own = rows.filter(organisation=kept.organisation)
    others = rows.exclude(organisation=kept.organisation)
    return others.filter(until=None).exists() or own.exclude(until=None).exists()


def _what_refers_to(keys: Sequence[int], *, but_for_entries: Sequence[int]) -> dict[int, set[str]]:
    """
    Return by organisation the models of the records that lead to it, but for its own.

    :param but_for_entries: keys of those on sector maps that the import brought
    """
    found: dict[int, set[str]] = defaultdict(set)
    for relation in Organisation._meta.related_objects:
        model = relation.related_model
        if model in _OWN or is_worked_out(model):
            continue
        name = relation.field.name
        referring = model._base_manager.filter(**{f"{name}__in": keys})
        if model is MapEntry:
            referring = referring.exclude(pk__in=but_for_entries)
        for key in referring.values_list(name, flat=True).distinct():
            found[key].add(model._meta.label)
    for key in Place.objects.filter(organisation__in=keys, is_main=False).values_list(
        "organisation", flat=True
    ):
        found[key].add(Place._meta.label)
    return found


def words_for(label: str) -> str:
    """Return in words what refers to an organisation."""
    words = {
        OrganisationRole._meta.label: _("people who act for it"),
        OrganisationPerson._meta.label: _("people who are named on its page"),
        Relation._meta.label: _("relations to other organisations"),
        MapEntry._meta.label: _("an entry on a sector map"),
        Place._meta.label: _("further places"),
        Organisation._meta.label: _("organisations that merged into it"),
        Collected._meta.label: _("collections in which people gathered it"),
        OrganisationTerm._meta.label: _("skills, certificates and other terms"),
        FieldChange._meta.label: _("what people changed of it"),
        Case._meta.label: _("questions to a cluster's team"),
    }
    return words.get(label, _("records of other parts of the site"))
