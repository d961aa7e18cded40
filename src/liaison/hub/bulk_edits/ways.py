"""
The ways of editing many organisations: who is so already, how it is done, how it is taken back.

Each organisation is edited as by itself: with the same rights, into the same history.
"""

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.bulk_edits.choices import What
from liaison.hub.bulk_edits.models import BulkEdit
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.directory.actions import IN_OWN_NAME, OnBehalf, edit_among_many
from liaison.hub.directory.choices import Kind, SizeClass, State
from liaison.hub.directory.curating import (
    MAP,
    SHOWN_BY_TEAMS,
    VISIBILITY,
    put_on_map,
    show_to,
    take_back_verification,
    take_off_map,
    verify,
)
from liaison.hub.directory.editing import get_editable, named_by, read_entry
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import sight_of
from liaison.hub.taxonomies.models import Term


class NothingLikeThat(ValueError):
    """What is to be set is none of what may be set."""


class Way(ABC):
    """
    One way of editing, with what it sets.

    :ivar code: of the field it edits, as `directory.editing` or `directory.curating` has it
    """

    code: str

    @abstractmethod
    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Return those that are so already."""

    def seen(self, organisation: Organisation) -> Any:
        """Return what is to be noted of an organisation when it is planned, as JSON."""
        return None

    @abstractmethod
    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        """Edit an organisation; return what `put_back` needs, None if it was so already."""

    @abstractmethod
    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        """Take that back; return whether it could be, not if somebody changed it since."""


@dataclass(frozen=True)
class Setting(Way):
    """A field of which one value is chosen: kind, state, size class."""

    code: str
    value: str

    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return organisations.filter(**{self.code: self.value})

    def seen(self, organisation: Organisation) -> Any:
        return getattr(organisation, self.code)

    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        origin = get_editable(public_id, for_user=by).provenance.get(self.code)
        one, other = {self.code: seen}, {self.code: self.value}
        changed = edit_among_many(public_id, seen=one, wanted=other, by=by, now=now)
        return {"before": seen, "origin": origin} if changed else None

    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        edit_among_many(
            public_id,
            seen={self.code: self.value},
            wanted={self.code: done["before"]},
            on_behalf=OnBehalf(origins={self.code: done["origin"]}),
            by=by,
            now=now,
        )
        return True


@dataclass(frozen=True)
class Showing(Way):
    """Who sees an entry."""

    visibility: str
    code = VISIBILITY

    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return organisations.filter(visibility=self.visibility)

    def seen(self, organisation: Organisation) -> Any:
        return organisation.visibility

    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        changed = show_to(public_id, self.visibility, seen=seen, by=by, now=now)
        return {"before": seen} if changed else None

    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        show_to(public_id, done["before"], seen=self.visibility, by=by, now=now)
        return True


@dataclass(frozen=True)
class Mapping(Way):
    """Standing on the sector map of a cluster, or not."""

    cluster: Cluster
    is_on: bool
    code = MAP

    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        standing = Q(pk__in=self.cluster.map_entries.values("organisation"))
        return organisations.filter(standing if self.is_on else ~standing)

    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        if self.is_on:
            entry = put_on_map(public_id, self.cluster, by=by, now=now)
            return None if entry is None else {"entry": entry}
        return take_off_map(public_id, self.cluster, by=by, now=now)

    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        if self.is_on:
            taken = take_off_map(public_id, self.cluster, entry=done["entry"], by=by, now=now)
            return taken is not None
        since, source = dt.date.fromisoformat(done["since"]), done["source"]
        put = put_on_map(public_id, self.cluster, source=source, since=since, by=by, now=now)
        return put is not None


@dataclass(frozen=True)
class Termed(Way):
    """Having a term or a focus area, or not."""

    key: str
    named: Any
    is_on: bool

    @property
    def code(self) -> str:  # type: ignore[override]
        """The field of the term's subject."""
        is_area = isinstance(self.named, FocusArea)
        return "terms:" + ("focus_areas" if is_area else self.named.version.taxonomy.subject)

    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        if isinstance(self.named, FocusArea):
            has = Q(pk__in=self.named.organisations.values("organisation"))
        else:
            # Also who has the same term of an older version.
            same = Term.objects.filter(placements__above=self.named, placements__distance=0)
            has = Q(terms__term__in=same.values("pk")) | Q(terms__term=self.named)
            has = Q(pk__in=Organisation.objects.filter(has).values("pk"))
        return organisations.filter(has if self.is_on else ~has)

    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        organisation = get_editable(public_id, for_user=by)
        rows, origin = read_entry(organisation)[self.code], organisation.provenance.get(self.code)
        own = [row for row in rows if row[0] == self.key]
        if bool(own) == self.is_on:
            return None
        row = [self.key, "", "", None, None, "", "", ""]
        wanted = [*rows, row] if self.is_on else [each for each in rows if each not in own]
        self._write(public_id, rows, wanted, by=by, now=now)
        return {"rows": [row] if self.is_on else own, "origin": origin}

    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        rows = read_entry(get_editable(public_id, for_user=by))[self.code]
        own = done["rows"]
        if self.is_on:
            wanted = [row for row in rows if row not in own]
            is_as_left = len(rows) == len(wanted) + len(own)
        else:
            wanted = [*rows, *own]
            is_as_left = not any(row[0] == self.key for row in rows)
        if is_as_left:
            on_behalf = OnBehalf(origins={self.code: done["origin"]})
            self._write(public_id, rows, wanted, on_behalf=on_behalf, by=by, now=now)
        return is_as_left

    def _write(
        self,
        public_id: uuid.UUID,
        rows: Any,
        wanted: Any,
        *,
        on_behalf: OnBehalf = IN_OWN_NAME,
        by: Any,
        now: dt.datetime,
    ) -> None:
        edit_among_many(
            public_id,
            seen={self.code: rows},
            wanted={self.code: wanted},
            on_behalf=on_behalf,
            by=by,
            now=now,
        )


class Verifying(Way):
    """Having been looked through today."""

    code = ""

    def already(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return organisations.none()

    def do(self, public_id: uuid.UUID, seen: Any, *, by: Any, now: dt.datetime) -> Any:
        return verify(public_id, by=by, now=now)

    def put_back(self, public_id: uuid.UUID, done: Any, *, by: Any, now: dt.datetime) -> bool:
        return take_back_verification(public_id, done, by=by, now=now)


_SETTABLE = {
    What.STATE: set(State.values) - {State.MERGED},
    What.KIND: set(Kind.values),
    What.SIZE_CLASS: {*SizeClass.values, ""},
}


def way_of(what: str, value: str, *, by: Any) -> Way:
    """Return a way of editing; raises NothingLikeThat if that cannot be set, or not by `by`."""
    if what in _SETTABLE and value in _SETTABLE[What(what)]:
        return Setting(what, value)
    if what == What.VISIBILITY and value in SHOWN_BY_TEAMS:
        return Showing(value)
    if what == What.VERIFY:
        return Verifying()
    if what in (What.ON_MAP, What.OFF_MAP):
        cluster = Cluster.objects.filter(slug=value, pk__in=sight_of(by).team).first()
        if cluster:
            return Mapping(cluster, what == What.ON_MAP)
    if what in (What.ADD_TERM, What.REMOVE_TERM):
        named = named_by([value]).get(value)
        if named:
            return Termed(value, named, what == What.ADD_TERM)
    raise NothingLikeThat(what, value)


def way_to(edit: BulkEdit, *, by: Any) -> Way:
    """Return the way of a bulk edit; raises NothingLikeThat if it can be gone no more."""
    return way_of(edit.what, edit.value, by=by)
