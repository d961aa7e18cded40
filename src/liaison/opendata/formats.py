"""What the records of a source look like, so that a changed format is noticed and shown."""

from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from typing import Any

from liaison.opendata.snapshots import HarvestRefused

Types = type | tuple[type, ...]

LONGEST_EXAMPLE = 40
MOST_NAMED = 6
_IN_WORDS = {
    str: "a text",
    bool: "a truth",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


class FormatChanged(HarvestRefused):
    """A source no longer has the fields that its reader knows; says which."""


class FormatWatch:
    """
    Notes which fields the records of a source have while they are read.

    :param read_from: the file or address, to name it
    :param expected: the fields that a reader needs, with the types they may have beside null
    :param known: further fields of the format, so that they are not told as new
    """

    def __init__(
        self, read_from: str, expected: Mapping[str, Types], *, known: Collection[str] = ()
    ) -> None:
        self._read_from = read_from
        self._expected = expected
        self._unseen = set(expected)
        self._known = {*expected, *known}
        self._new: dict[str, Any] = {}
        self._n_records = 0

    def see(self, record: Mapping[str, Any]) -> None:
        """Note the fields of one record; raises FormatChanged if one is of another type."""
        self._n_records += 1
        self._unseen -= record.keys()
        for field in record.keys() - self._known:
            self._new.setdefault(field, record[field])
        for field, types in self._expected.items():
            value = record.get(field)
            if value is not None and not isinstance(value, types):
                raise self._changed(f"of another type: {field} is {_told(value)}")

    def check(self) -> None:
        """Raise FormatChanged if a field that is needed was in none of the records."""
        if self._n_records and self._unseen:
            raise self._changed()

    def _changed(self, *also: str) -> FormatChanged:
        differences = [*also]
        if self._unseen:
            differences.append(f"missing: {_listed(sorted(self._unseen))}")
        if self._new:
            new = [
                # Without an example: what nobody has read yet may tell of a person.
                field if value is None else f"{field}, which is {_kind(value)}"
                for field, value in sorted(self._new.items(), key=self._by_likeness)
            ]
            differences.append(f"new: {_listed(new)}")
        return FormatChanged(
            f"{self._read_from}: the format has changed ({'; '.join(differences)})."
        )

    def _by_likeness(self, item: tuple[str, Any]) -> tuple[float, str]:
        """Put first what is called most like a missing field: it has probably been renamed."""
        likeness = (
            SequenceMatcher(None, item[0].lower(), missing.lower()).ratio()
            for missing in self._unseen
        )
        return -max(likeness, default=0.0), item[0]


def check_columns(
    read_from: str,
    *,
    needed: Collection[str],
    found: Mapping[str, str],
    known: Collection[str] = (),
) -> None:
    """
    Raise FormatChanged if a table lacks columns.

    :param known: further columns of the format, so that they are not told as new
    :param found: the columns it has, each with an example of what is in it
    """
    watch = FormatWatch(read_from, dict.fromkeys(needed, str), known=known)
    watch.see(found)
    watch.check()


def _told(value: Any) -> str:
    example = " ".join(str(value).split())
    if len(example) > LONGEST_EXAMPLE:
        example = example[: LONGEST_EXAMPLE - 1] + "…"
    return f"{_kind(value)} such as {example!r}"


def _kind(value: Any) -> str:
    return _IN_WORDS.get(type(value), "something")


def _listed(names: list[str]) -> str:
    named = ", ".join(names[:MOST_NAMED])
    return named if len(names) <= MOST_NAMED else f"{named} and {len(names) - MOST_NAMED} more"
