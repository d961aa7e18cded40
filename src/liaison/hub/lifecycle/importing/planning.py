"""What a file would do to the directory, found out without changing anything."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from liaison.hub.directory.models.plain import plain_name
from liaison.hub.lifecycle.choices import SCHEMES, Column, Outcome
from liaison.hub.lifecycle.importing.changes import Changes, changes_by, parted_by_origin
from liaison.hub.lifecycle.importing.headings import (
    Headings,
    UnusableHeadings,
    fitness,
    read_headings,
)
from liaison.hub.lifecycle.importing.matching import CannotTell, Directory, Given
from liaison.hub.lifecycle.importing.rows import Mistake, SaidRow, read_row
from liaison.hub.lifecycle.importing.spools import Spool
from liaison.hub.lifecycle.records import AT_ONCE, Kept
from liaison.hub.lifecycle.tables import Row, UnusableFile, open_table

Progress = Callable[[int, int | None, str], None]
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Change:
    """
    What a row does to an organisation.

    :ivar organisation: its public id, which a new one has from now on
    :ivar changes: by the code of the column, what was there and what comes
    """

    number: int
    organisation: UUID
    name: str
    is_new: bool
    changes: dict[str, tuple[Any, Any]]


@dataclass
class Plan:
    """
    What a file would do; close it when done.

    :ivar counts: how many rows have which outcome
    :ivar ignored: headings of the columns that are not read
    """

    file_name: str
    sha256: str
    headings: Headings
    counts: Counter[Outcome] = field(default_factory=Counter)
    _said: Spool = field(default_factory=Spool)
    _changes: Spool = field(default_factory=Spool)
    _left: Spool = field(default_factory=Spool)
    _refused: Spool = field(default_factory=Spool)

    def __enter__(self) -> "Plan":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with ExitStack() as closing:
            for spool in (self._said, self._changes, self._left, self._refused):
                closing.callback(spool.close)

    @property
    def ignored(self) -> list[str]:
        """Return the headings of the columns that are not read."""
        return self.headings.ignored

    def changes(self) -> Iterator[Change]:
        """Yield what comes new and what is changed, in the order of the file."""
        yield from map(_change, self._changes)

    def left(self) -> Iterator[Change]:
        """Yield what is said otherwise, but stays because it is here from elsewhere."""
        yield from map(_change, self._left)

    def refused(self) -> Iterator[SaidRow]:
        """Yield the rows that are refused, with what is wrong, in the order of the file."""
        for kept in self._refused:
            yield _said_row(kept)


def make_plan(path: Path, *, this_year: int, progress: Progress, only_of: str = "") -> Plan:
    """
    Find out what a file would do.

    :param only_of: a source; what is here from another one stays, and is told
    :raises UnusableFile: if it cannot be read
    :raises UnusableHeadings: if it does not say which column holds what
    """
    with ExitStack() as unless_it_fails, open_table(path, fitness=fitness) as table:
        headings = read_headings(table.headings)
        plan = unless_it_fails.enter_context(Plan(_name_of(path), sha256_of(path), headings))
        planner = _Planner(plan, this_year, progress, only_of)
        for row in table.rows:
            planner.read(row)
        planner.compare()
        unless_it_fails.pop_all()
    return plan


class _Planner:
    """Reads the file once, then compares its rows with the directory, some at a time."""

    def __init__(self, plan: Plan, this_year: int, progress: Progress, only_of: str) -> None:
        self.plan = plan
        self._only_of = only_of
        self._this_year = this_year
        self._progress = progress
        # How often a name stands in the file with a country, and which row has a number first.
        self._names: Counter[tuple[str, str]] = Counter()
        self._rows_of_numbers: dict[str, int] = {}
        # Which row changes which organisation, and by what that one is found from then on.
        self._row_of: dict[int, int] = {}
        self._given: dict[int, Given] = {}

    def read(self, row: Row) -> None:
        """Take a row in; what stands in other rows is not known yet."""
        said = read_row(row, self.plan.headings, this_year=self._this_year)
        self._names[said.name_key] += 1
        if not said.mistakes:
            self._refuse_taken_numbers(said)
        self.plan._said.append(asdict(said))
        if said.number % AT_ONCE == 0:
            self._progress(said.number, None, _("Reading rows"))

    def _refuse_taken_numbers(self, said: SaidRow) -> None:
        keys = {column: f"{column.value} {number}" for column, number in said.numbers.items()}
        for column, key in keys.items():
            if key in self._rows_of_numbers:
                message = _("Row %(row)d has this number already. An organisation has one row.")
                said.refuse(message % {"row": self._rows_of_numbers[key]}, column.value)
        if not said.mistakes:
            self._rows_of_numbers |= dict.fromkeys(keys.values(), said.number)

    def compare(self) -> None:
        """Decide what becomes of each row, now that all are known."""
        rows = map(_said_row, self.plan._said)
        done, total = 0, self.plan._said.length
        while some := list(islice(rows, AT_ONCE)):
            for row in some:
                self._refuse_ambiguous(row)
            directory = Directory([row for row in some if not row.mistakes])
            for row in some:
                self._decide(row, directory)
            done += len(some)
            self._progress(done, total, _("Comparing with the directory"))

    def _refuse_ambiguous(self, row: SaidRow) -> None:
        if row.mistakes or row.numbers or self._names[row.name_key] == 1:
            return
        row.refuse(
            _(
                "%(count)d rows have this name and country, so it is not clear whom this one means."
                " Add a number, such as a PIC or VAT number, or remove the row."
            )
            % {"count": self._names[row.name_key]},
            Column.NAME,
        )

    def _decide(self, row: SaidRow, directory: Directory) -> None:
        kept, changes = None, Changes()
        if not row.mistakes:
            try:
                kept = directory.meant_by(row, self._given)
                if kept:
                    self._refuse_second_row_of(kept, row)
                changes = changes_by(row, kept, this_year=self._this_year)
                if kept and self._only_of:
                    changes, left = parted_by_origin(changes, kept, self._only_of)
                    self._note_left(row, kept, left)
                _refuse_ended_numbers(kept, changes)
                self._note_given(kept, changes)
            except CannotTell as refusal:
                row.refuse(str(refusal), refusal.column.value if refusal.column else "")
        self._note(row, kept, changes)

    def _note_given(self, kept: Kept | None, changes: Changes) -> None:
        if not kept or not changes:
            return
        names = (Column.NAME.value, Column.COUNTRY.value)
        name, country = (
            changes[code][1] if code in changes else getattr(kept.organisation, code)
            for code in names
        )
        numbers = {Column(code): new for code, (_old, new) in changes.items() if code in SCHEMES}
        self._given[kept.organisation.pk] = Given((plain_name(name), country), numbers)

    def _refuse_second_row_of(self, kept: Kept, row: SaidRow) -> None:
        first = self._row_of.setdefault(kept.organisation.pk, row.number)
        if first != row.number:
            raise CannotTell(
                _("Row %(row)d means the same organisation already. Make one row of the two.")
                % {"row": first}
            )

    def _note_left(self, row: SaidRow, kept: Kept, left: Changes) -> None:
        if left:
            self.plan._left.append(_as_kept(row, str(kept.organisation.public_id), left))

    def _note(self, row: SaidRow, kept: Kept | None, changes: Changes) -> None:
        if row.mistakes:
            self.plan.counts[Outcome.REFUSED] += 1
            self.plan._refused.append(asdict(row))
            return
        if kept and not changes:
            self.plan.counts[Outcome.UNCHANGED] += 1
            return
        self.plan.counts[Outcome.CHANGED if kept else Outcome.NEW] += 1
        # One that left this directory, or comes from another, keeps its number.
        new = row.values.get(Column.LIAISON_ID) or str(uuid4())
        organisation = str(kept.organisation.public_id) if kept else new
        self.plan._changes.append(_as_kept(row, organisation, changes, is_new=kept is None))


def sha256_of(path: Path) -> str:
    """Return the checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _refuse_ended_numbers(kept: Kept | None, changes: Changes) -> None:
    """An organisation has a number once: one that ended there is not given to it anew by a file."""
    if kept is None:
        return
    for code, (_old, new) in changes.items():
        day = kept.ended_on(Column(code), new) if code in SCHEMES else None
        if day:
            raise CannotTell(
                _(
                    "“%(name)s” has had this number, but only until %(day)s. Leave it out; or, if"
                    " the number is valid again, remove that day from its entry first."
                )
                % {"name": kept.organisation.name, "day": day.isoformat()},
                Column(code),
            )


def _name_of(path: Path) -> str:
    """Return a file's name, of which a file system may have letters that no text has."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def _as_kept(
    row: SaidRow, organisation: str, changes: Changes, *, is_new: bool = False
) -> dict[str, Any]:
    return {
        "number": row.number,
        "organisation": organisation,
        "name": row.values[Column.NAME],
        "is_new": is_new,
        "changes": changes,
    }


def _change(kept: dict[str, Any]) -> Change:
    return Change(**kept | {"organisation": UUID(kept["organisation"])})


def _said_row(kept: dict[str, Any]) -> SaidRow:
    row = SaidRow(**kept)
    row.mistakes = [Mistake(**mistake) for mistake in kept["mistakes"]]
    return row


__all__ = ["Change", "Plan", "UnusableFile", "UnusableHeadings", "make_plan"]
