"""Writing what a plan says, all of it or nothing, and remembering what was there before."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.directory.provenance import Verified, write_origin
from liaison.hub.lifecycle.choices import OWN_FIELDS, SCHEMES, TERM_COLUMNS, TEXT_FIELDS, Column
from liaison.hub.lifecycle.importing.changes import (
    begins_as,
    origin_of,
    parts_of,
    put_change,
    put_texts,
)
from liaison.hub.lifecycle.importing.planning import Change, Plan, Progress
from liaison.hub.lifecycle.models import ImportedRow, ImportRun
from liaison.hub.lifecycle.records import ALL_PARTS, AT_ONCE, Kept, Writes, load
from liaison.hub.lifecycle.vocabulary import Vocabulary

# Places are put after what they take over: country and city.
_ORDER = {column.value: place for place, column in enumerate(Column)}


class ChangedMeanwhile(Exception):
    """Somebody changed the directory since it was compared with the file; nothing was written."""

    def __init__(self, name: str = "") -> None:
        if name:
            message = _("Somebody changed “%(name)s” meanwhile; nothing was written. Import again.")
        else:
            message = _(
                "Somebody changed the directory meanwhile; nothing was written. Import again."
            )
        super().__init__(message % {"name": name})


def write_plan(
    plan: Plan,
    run: ImportRun,
    *,
    visibility: str,
    origin: Verified,
    progress: Progress,
    map_of: Cluster | None = None,
) -> None:
    """
    Write what a plan says; call it in the transaction that keeps the run.

    :param visibility: of organisations that are new
    :param origin: noted for every field that is new or changed
    :param map_of: the cluster on whose sector map all of the plan are put; None for no map
    :raises ChangedMeanwhile: if the directory is no longer as it was when the plan was made
    """
    writer = _Writer(run, visibility, origin, map_of)
    changes = chain(plan.changes(), plan.unchanged() if map_of else ())
    done, total = 0, plan.counts.total()
    try:
        with transaction.atomic():
            while some := list(islice(changes, AT_ONCE)):
                writer.write(some)
                done += len(some)
                progress(done, total, _("Writing"))
    except IntegrityError as error:
        # The constraints decide: somebody else gave an organisation one of these numbers.
        raise ChangedMeanwhile from error


class _Writer:
    def __init__(
        self, run: ImportRun, visibility: str, origin: Verified, map_of: Cluster | None
    ) -> None:
        self._map_of = map_of
        self._run = run
        self._visibility = visibility
        self._source = origin.source
        self._origin = write_origin(origin)
        self._now: dt.datetime = run.written_at
        self._vocabulary = Vocabulary()

    def write(self, some: Sequence[Change]) -> None:
        writes = Writes()
        kept = _load(some, by=self._run.written_by)
        rows = []
        for change in some:
            if change.is_new:
                rows.append(self._create(writes, change))
            else:
                rows.append(self._change(writes, kept.get(str(change.organisation)), change))
        writes.flush(updated_at=None, now=self._now)
        self._put_on_map(rows)
        ImportedRow.objects.bulk_create([_remembered(*row) for row in rows], AT_ONCE)

    def _put_on_map(self, rows: Sequence[Any]) -> None:
        if self._map_of is None:
            return
        there = MapEntry.objects.filter(
            cluster=self._map_of, organisation__in=[kept.organisation.pk for _, kept, _ in rows]
        )
        mapped = set(there.values_list("organisation", flat=True))
        made = {
            kept.organisation.pk: MapEntry(
                cluster=self._map_of,
                organisation=kept.organisation,
                since=self._now.date(),
                source=self._source,
            )
            for _row, kept, _parts in rows
            if kept.organisation.pk not in mapped
        }
        MapEntry.objects.bulk_create(made.values(), AT_ONCE)
        for row, kept, _parts in rows:
            if kept.organisation.pk in made:
                row.map_entry = made[kept.organisation.pk].pk

    def _create(self, writes: Writes, change: Change) -> Any:
        organisation = Organisation(
            public_id=change.organisation,
            created_at=self._now,
            source=self._source,
            visibility=self._visibility,
            **begins_as(change.changes),
        )
        kept = writes.create(organisation)
        for column, _old, new in _in_order(change):
            self._check_known(column, new, change.name)
            if column not in (*OWN_FIELDS, *TEXT_FIELDS):
                self._put(writes, kept, column, None, new)
            writes.put(kept, f"origin.{origin_of(column)}", self._origin)
        put_texts(writes, kept, change.changes, on=self._now.date())
        row = ImportedRow(
            run=self._run,
            number=change.number,
            organisation=change.organisation,
            is_new=True,
        )
        return row, kept, ALL_PARTS

    def _change(self, writes: Writes, kept: Kept | None, change: Change) -> Any:
        if kept is None:
            raise ChangedMeanwhile(change.name)
        parts = sorted({part for column, *_ in _in_order(change) for part in parts_of(column)})
        row = ImportedRow(
            run=self._run,
            number=change.number,
            organisation=change.organisation,
            is_new=False,
            before=kept.parts(parts),
            updated_before=kept.organisation.updated_at,
        )
        for column, old, new in _in_order(change):
            _check_unchanged(kept, column, old, new, change.name)
            self._check_known(column, new, change.name)
        for column, old, new in _in_order(change):
            if column not in TEXT_FIELDS:
                self._put(writes, kept, column, old, new)
            writes.put(kept, f"origin.{origin_of(column)}", self._origin)
        put_texts(writes, kept, change.changes, on=self._now.date())
        return row, kept, parts

    def _put(self, writes: Writes, kept: Kept, column: Column, old: Any, new: Any) -> None:
        put_change(writes, kept, column, old, new, origin=self._origin, vocabulary=self._vocabulary)

    def _check_known(self, column: Column, new: Any, name: str) -> None:
        """A term may have gone out of force since the plan was made."""
        if column in TERM_COLUMNS:
            subject = TERM_COLUMNS[column].value
            if not all(self._vocabulary.meaning(subject, each) for each in new):
                raise ChangedMeanwhile(name)


def _load(some: Sequence[Change], *, by: Any) -> dict[str, Kept]:
    """Return the organisations that are changed, by public id; nobody else changes them now."""
    changed = [change.organisation for change in some if not change.is_new]
    # What somebody might change when the plan was made another cluster may keep by now.
    among = Organisation.objects.all() if by is None else editable_by(by)
    keys = among.filter(public_id__in=changed).values_list("pk", flat=True)
    kept = load(list(keys), for_change=True)
    return {str(each.organisation.public_id): each for each in kept.values()}


def _in_order(change: Change) -> Iterator[tuple[Column, Any, Any]]:
    for code in sorted(change.changes, key=_ORDER.__getitem__):
        old, new = change.changes[code]
        yield Column(code), old, new


def _check_unchanged(kept: Kept, column: Column, old: Any, new: Any, name: str) -> None:
    if column in SCHEMES:
        numbers = kept.rivals(column, new)
        is_unchanged = len(numbers) > 1 or numbers == ([] if old is None else [old])
    elif column is Column.HEAD_COUNT:
        is_unchanged = next(iter(kept.counted_at(new.partition(": ")[0])), None) == old
    else:
        is_unchanged = kept.said(column) == old
    if not is_unchanged:
        raise ChangedMeanwhile(name)


def _remembered(row: ImportedRow, kept: Kept, parts: Sequence[str]) -> ImportedRow:
    # Once it is written: only now what is new has keys.
    after = kept.parts(parts)
    row.after = {part: value for part, value in after.items() if value or not row.is_new}
    return row
