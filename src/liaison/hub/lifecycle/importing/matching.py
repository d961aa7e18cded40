"""Which organisation of the directory a row means: by its numbers first, then by its name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.models import Identifier, Organisation
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.choices import SCHEMES, Column
from liaison.hub.lifecycle.importing.rows import SaidRow
from liaison.hub.lifecycle.records import AT_ONCE, Kept, load


class Given(NamedTuple):
    """What a row gives to an organisation: by it the organisation is found from then on."""

    name_key: tuple[str, str]
    numbers: Mapping[Column, str]


class CannotTell(Exception):
    """A row may mean several organisations; the message says which and what to do."""

    def __init__(self, message: str, column: Column | None = None) -> None:
        super().__init__(message)
        self.column = column


class Directory:
    """What the directory has of the organisations that some rows may mean."""

    def __init__(self, rows: Sequence[SaidRow], *, for_user: Any = None) -> None:
        """
        :param rows: at most `records.AT_ONCE`
        :param for_user: who imports; None for the software, which sees and changes all
        """
        self._by_number = _owners_of_numbers(rows)
        self._by_name = _owners_of_names(rows)
        keys = {key for keys in self._by_name.values() for key in keys}
        keys |= set(self._by_number.values())
        self._kept: dict[int, Kept] = {}
        ordered = sorted(keys)
        for start in range(0, len(ordered), AT_ONCE):
            self._kept |= load(ordered[start : start + AT_ONCE])
        self._hidden, self._closed = _not_for(for_user, self._kept)

    def may_change(self, kept: Kept) -> bool:
        """Tell whether whoever imports may change an organisation."""
        return kept.organisation.pk not in self._closed

    def check_may_change(self, kept: Kept) -> None:
        """Refuse to change what only others keep; raises CannotTell."""
        if not self.may_change(kept):
            raise CannotTell(
                _(
                    "“%(name)s” is kept by another cluster, whose team alone changes it. Leave the"
                    " row out, or ask them."
                )
                % {"name": kept.organisation.name}
            )

    def meant_by(self, row: SaidRow, given: Mapping[int, Given]) -> Kept | None:
        """
        Return the organisation that a row means; None if it is a new one.

        :param given: what rows before it give to organisations, by their keys; a second import of
            the file has to find the same
        :raises CannotTell: if it may be several, or its numbers belong to several
        """
        owners = {
            column: self._kept[self._by_number[column, number]]
            for column, number in row.numbers.items()
            if (column, number) in self._by_number
        }
        if not owners:
            return self._named_like(row, given)
        self._check_seen(owners)
        found_by, found = next(iter(owners.items()))
        for column, owner in owners.items():
            if owner is not found:
                raise CannotTell(_belongs_to_another(column, owner, found_by, found), column)
        _check_stronger_numbers(row, found_by, found)
        return found

    def _check_seen(self, owners: Mapping[Column, Kept]) -> None:
        """A number that is taken cannot be taken again; whose it is stays untold."""
        for column, owner in owners.items():
            if owner.organisation.pk in self._hidden:
                raise CannotTell(
                    _(
                        "This number belongs to an organisation that another cluster keeps for"
                        " itself. Leave the row out, or ask those who run this site."
                    ),
                    column,
                )

    def _named_like(self, row: SaidRow, given: Mapping[int, Given]) -> Kept | None:
        alike = [
            self._kept[key]
            for key in self._by_name.get(row.name_key, ())
            # Whom one does not see one cannot mean.
            if key not in self._hidden and not _contradicts(row, self._kept[key], given.get(key))
        ]
        if len(alike) > 1:
            raise CannotTell(
                _(
                    "%(count)d organisations of the directory are called that in this country. Add"
                    " a number that one of them has, such as its PIC or VAT number."
                )
                % {"count": len(alike)},
                Column.NAME,
            )
        return alike[0] if alike else None


def _not_for(person: Any, kept: Mapping[int, Kept]) -> tuple[set[int], set[int]]:
    """Return which of some organisations a person does not see, and which not change."""
    if person is None:
        return set(), set()
    keys = sorted(kept)
    seen: set[int] = set()
    own: set[int] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        for found, among in ((seen, organisations_visible_to(person)), (own, editable_by(person))):
            found |= set(among.filter(pk__in=some).values_list("pk", flat=True))
    # Who runs the installation sees all, also what only those see who act for it.
    hidden = set() if person.is_superuser else kept.keys() - seen - own
    return hidden, kept.keys() - own


def _owners_of_numbers(rows: Sequence[SaidRow]) -> dict[tuple[Column, str], int]:
    wanted: dict[Column, set[str]] = defaultdict(set)
    for row in rows:
        for column, number in row.numbers.items():
            wanted[column].add(number)
    found: dict[tuple[Column, str], int] = {}
    for public_id, key in Organisation.objects.filter(
        public_id__in=wanted.pop(Column.LIAISON_ID, ())
    ).values_list("public_id", "pk"):
        found[Column.LIAISON_ID, str(public_id)] = key
    for column, numbers in wanted.items():
        values = numbers
        if column is Column.REGISTER_NUMBER:
            values = {number.partition(":")[2] for number in numbers}
        owned = Identifier.objects.filter(scheme=SCHEMES[column], value__in=values, until=None)
        for country, value, key in owned.values_list("country", "value", "organisation"):
            found[column, f"{country}:{value}" if country else value] = key
    return found


def _owners_of_names(rows: Sequence[SaidRow]) -> Mapping[tuple[str, str], list[int]]:
    plain = {row.name_key[0] for row in rows}
    living = Organisation.objects.filter(plain__in=plain).living()
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for name, country, key in living.order_by("pk").values_list("plain", "country", "pk"):
        found[name, country].append(key)
    return found


def _contradicts(row: SaidRow, kept: Kept, given: Given | None) -> bool:
    """Tell whether the organisation has another number of a scheme, or gets another name."""
    if given and given.name_key != row.name_key:
        return True
    for column, number in row.numbers.items():
        if column not in SCHEMES:
            continue
        is_given = given and column in given.numbers
        numbers = [given.numbers[column]] if is_given else kept.rivals(column, number)
        if numbers and number not in numbers:
            return True
    return False


def _belongs_to_another(column: Column, owner: Kept, found_by: Column, found: Kept) -> str:
    return _(
        "This number belongs to “%(owner)s”, but the one in %(column)s belongs to “%(found)s”."
        " Correct one of the two, or merge the organisations first."
    ) % {
        "owner": owner.organisation.name,
        "column": found_by.value,
        "found": found.organisation.name,
    }


def _check_stronger_numbers(row: SaidRow, found_by: Column, found: Kept) -> None:
    """Refuse a row that was found by a number less telling than one that contradicts."""
    for column, number in row.numbers.items():
        if column is found_by:
            return
        # A node that makes an entry anew gives it another number.
        if column not in SCHEMES or column is Column.OPENXECO_ID:
            continue
        numbers = found.rivals(column, number)
        if numbers and number not in numbers:
            raise CannotTell(
                _(
                    "The number in %(column)s belongs to “%(found)s”, which has another number"
                    " here: %(other)s. Correct one of the two."
                )
                % {
                    "column": found_by.value,
                    "found": found.organisation.name,
                    "other": numbers[0],
                },
                column,
            )
