"""What a file would do to the directory, found out without changing anything."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.identifiers import is_number_unchecked, is_postcode_unchecked
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.lifecycle.choices import SCHEMES, TERM_COLUMNS, Column, Outcome
from liaison.hub.lifecycle.importing.changes import Changes, changes_by, parted_by_origin
from liaison.hub.lifecycle.importing.headings import (
    Headings,
    Said,
    UnusableHeadings,
    fitness,
    read_headings,
)
from liaison.hub.lifecycle.importing.matching import CannotTell, Directory, Given
from liaison.hub.lifecycle.importing.rows import Mistake, SaidRow, read_row
from liaison.hub.lifecycle.importing.spools import Spool
from liaison.hub.lifecycle.records import AT_ONCE, Kept
from liaison.hub.lifecycle.tables import Row, UnusableFile, open_table
from liaison.hub.lifecycle.vocabulary import Vocabulary
from liaison.hub.taxonomies.queries import Demand, demands_of

Progress = Callable[[int, int | None, str], None]
_BLOCK = 1 << 20
_COLUMN_OF_SUBJECT = {subject.value: column for column, subject in TERM_COLUMNS.items()}
_SPOOLS = ("changes", "unchanged", "left", "refused")


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
    :ivar unchecked: how many postcodes ("postcode FR") and numbers ("register_number FR") are taken
        over although nobody has verified yet what those of the country look like
    """

    file_name: str
    sha256: str
    headings: Headings
    counts: Counter[Outcome] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    _said: Spool = field(default_factory=Spool)
    _changes: Spool = field(default_factory=Spool)
    _unchanged: Spool = field(default_factory=Spool)
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
            closing.callback(self._said.close)
            for name in _SPOOLS:
                closing.callback(self._spool(name).close)

    @property
    def ignored(self) -> list[str]:
        """Return the headings of the columns that are not read."""
        return self.headings.ignored

    def changes(self) -> Iterator[Change]:
        """Yield what comes new and what is changed, in the order of the file."""
        yield from map(_change, self._changes)

    def unchanged(self) -> Iterator[Change]:
        """Yield those of which the file says nothing new, as far as whoever imports keeps them."""
        yield from map(_change, self._unchanged)

    def some_changes(self, start: int, stop: int, *, is_new: bool) -> list[Change]:
        """Return some of what comes new, or is changed, by their places among the like."""
        like = (change for change in self._changes if change["is_new"] is is_new)
        return list(map(_change, islice(like, start, stop)))

    def some_refused(self, start: int, stop: int) -> list[SaidRow]:
        """Return some of the refused rows, by their places in the list of all."""
        return list(map(_said_row, self._refused.part(start, stop)))

    def keep_in(self, folder: Path) -> None:
        """Keep it in a folder, from which `kept_plan` reads it."""
        lengths = {}
        for name in _SPOOLS:
            spool = Spool(folder / f"{name}.jsonl")
            for item in self._spool(name):
                spool.append(item)
            spool.close()
            lengths[name] = spool.length
        said = {
            "file_name": self.file_name,
            "sha256": self.sha256,
            "headings": self.headings.written,
            "columns": self.headings.columns,
            "counts": self.counts,
            "lengths": lengths,
            "unchecked": self.unchecked,
        }
        # Last: without it there is no plan.
        (folder / "plan.json").write_text(json.dumps(said), encoding="utf-8")

    def _spool(self, name: str) -> Spool:
        spool: Spool = getattr(self, f"_{name}")
        return spool

    def left(self) -> Iterator[Change]:
        """Yield what is said otherwise, but stays because it is here from elsewhere."""
        yield from map(_change, self._left)

    def refused(self) -> Iterator[SaidRow]:
        """Yield the rows that are refused, with what is wrong, in the order of the file."""
        for kept in self._refused:
            yield _said_row(kept)


def kept_plan(folder: Path) -> Plan:
    """Return the plan that was kept in a folder; raises FileNotFoundError if none is there."""
    said = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    columns = tuple(column and Column(column) for column in said["columns"])
    spools = {
        f"_{name}": Spool(folder / f"{name}.jsonl", length=said["lengths"][name])
        for name in _SPOOLS
    }
    return Plan(
        said["file_name"],
        said["sha256"],
        Headings(tuple(said["headings"]), columns),
        Counter({Outcome(code): count for code, count in said["counts"].items()}),
        # Plans of before have none.
        Counter(said.get("unchecked", {})),
        **spools,
    )


def make_plan(
    path: Path,
    *,
    this_year: int,
    progress: Progress,
    only_of: str = "",
    said: Said | None = None,
    for_user: Any = None,
    cluster: Cluster | None = None,
    vocabulary: Vocabulary | None = None,
) -> Plan:
    """
    Find out what a file would do.

    :param only_of: a source; what is here from another one stays, and is told
    :param said: what people say that columns hold, by label; else their headings tell
    :param cluster: whose team imports, which asks something of terms; None for none
    :param vocabulary: what terms are called; None for those that are in force
    :param for_user: who imports; what others keep is not changed. None for the software
    :raises UnusableFile: if it cannot be read
    :raises UnusableHeadings: if it does not say which column holds what
    """
    fit = partial(fitness, said=said)
    with ExitStack() as unless_it_fails, open_table(path, fitness=fit) as table:
        headings = read_headings(table.headings, said=said)
        plan = unless_it_fails.enter_context(Plan(_name_of(path), sha256_of(path), headings))
        demands = demands_of([cluster.pk] if cluster else [])
        planner = _Planner(plan, this_year, progress, only_of, for_user, demands, vocabulary)
        for row in table.rows:
            planner.read(row)
        planner.compare()
        unless_it_fails.pop_all()
    return plan


class _Planner:
    """Reads the file once, then compares its rows with the directory, some at a time."""

    def __init__(
        self,
        plan: Plan,
        this_year: int,
        progress: Progress,
        only_of: str,
        for_user: Any,
        demands: list[Demand],
        vocabulary: Vocabulary | None,
    ) -> None:
        self.plan = plan
        self._reader = for_user
        self._only_of = only_of
        self._demands = demands
        self._this_year = this_year
        self._vocabulary = vocabulary or Vocabulary()
        self._progress = progress
        # How often a name stands in the file with a country, and which row has a number first.
        self._names: Counter[tuple[str, str]] = Counter()
        self._rows_of_numbers: dict[str, int] = {}
        # Which row changes which organisation, and by what that one is found from then on.
        self._row_of: dict[int, int] = {}
        self._given: dict[int, Given] = {}

    def read(self, row: Row) -> None:
        """Take a row in; what stands in other rows is not known yet."""
        said = read_row(
            row, self.plan.headings, this_year=self._this_year, vocabulary=self._vocabulary
        )
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
            read = [row for row in some if not row.mistakes]
            directory = Directory(read, for_user=self._reader)
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
                if kept and changes:
                    directory.check_may_change(kept)
                _refuse_ended_numbers(kept, changes)
                self._refuse_unmet_demands(kept, changes)
                self._note_given(kept, changes)
            except CannotTell as refusal:
                row.refuse(str(refusal), refusal.column.value if refusal.column else "")
        is_own = kept is not None and not row.mistakes and directory.may_change(kept)
        self._note(row, kept, changes, is_own=is_own)

    def _note_unchecked(self, row: SaidRow, kept: Kept | None, changes: Changes) -> None:
        here = kept.organisation.country if kept else ""
        self.plan.unchecked.update(_unchecked_in(changes, row.values.get(Column.COUNTRY) or here))

    def _refuse_unmet_demands(self, kept: Kept | None, changes: Changes) -> None:
        """Terms that a file brings are as many as are asked for; what it does not say stays."""
        for demand in self._demands:
            column = _COLUMN_OF_SUBJECT.get(demand.taxonomy.subject)
            is_told = column in changes or (kept is None and column in self.plan.headings.columns)
            if column is None or not is_told:
                continue
            number = demand.number_in(changes.get(column.value, (None, ()))[1])
            words = {"list": demand.taxonomy.name_in(get_language())}
            if demand.is_required and not number:
                sentence = _("Every organisation needs a term of “%(list)s”. Write one of them.")
                raise CannotTell(sentence % words, column)
            if not demand.allows_several and number > 1:
                sentence = _("An organisation has one term of “%(list)s”. Leave the others out.")
                raise CannotTell(sentence % words, column)

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

    def _note(self, row: SaidRow, kept: Kept | None, changes: Changes, *, is_own: bool) -> None:
        if row.mistakes:
            self.plan.counts[Outcome.REFUSED] += 1
            self.plan._refused.append(asdict(row))
            return
        if kept and not changes:
            self.plan.counts[Outcome.UNCHANGED] += 1
            if is_own:
                public_id = str(kept.organisation.public_id)
                self.plan._unchanged.append(_as_kept(row, public_id, changes))
            return
        self.plan.counts[Outcome.CHANGED if kept else Outcome.NEW] += 1
        self._note_unchecked(row, kept, changes)
        # One that left this directory, or comes from another, keeps its number.
        new = row.values.get(Column.LIAISON_ID) or str(uuid4())
        organisation = str(kept.organisation.public_id) if kept else new
        self.plan._changes.append(_as_kept(row, organisation, changes, is_new=kept is None))


def _unchecked_in(changes: Changes, country: str) -> Iterator[str]:
    if changes.get(Column.POSTCODE, ("", ""))[1] and is_postcode_unchecked(country):
        yield f"{Column.POSTCODE.value} {country}"
    number = changes.get(Column.REGISTER_NUMBER, ("", ""))[1]
    of_register = number.partition(":")[0] if number else ""
    if is_number_unchecked(of_register):
        yield f"{Column.REGISTER_NUMBER.value} {of_register}"


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
