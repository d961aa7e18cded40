"""Terms as a file has them, one row each, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from liaison.hub.taxonomies.models import LONGEST_CODE, LONGEST_NAME

LONGEST_DEFINITION, MOST_TERMS = 1_000, 5_000
_NAMES = ("name_en", "name_fr", "name_de")


@dataclass(frozen=True)
class WrittenTerm:
    """
    A row of a file.

    :ivar number: of the row, as a spreadsheet program counts
    :ivar parent: code of the term it lies under; "" for none
    """

    number: int
    code: str
    name_en: str
    parent: str = ""
    name_fr: str = ""
    name_de: str = ""
    definition: str = ""
    former_codes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Mistake:
    """
    Something wrong with a row.

    :ivar column: which of its cells
    :ivar message: what is wrong and what to do
    """

    number: int
    column: str
    message: str


def mistakes_in(rows: Sequence[WrittenTerm]) -> list[Mistake]:
    """Return all that keeps rows from being a version, in their order."""
    if len(rows) > MOST_TERMS:
        message = _("These are more than %(count)d terms. Leave some out.") % {"count": MOST_TERMS}
        return [Mistake(rows[MOST_TERMS].number, "", message)]
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.code, row.number)
    found = [mistake for row in rows for mistake in _mistakes_of(row, first)]
    if not found:
        found = list(_rings(rows))
    return found


def _mistakes_of(row: WrittenTerm, first: Mapping[str, int]) -> Iterator[Mistake]:
    if not row.code:
        yield Mistake(row.number, "code", _("Please give it a code."))
    elif not _is_code(row.code):
        yield Mistake(
            row.number,
            "code",
            _("“%(code)s” is no code. Write letters, digits and hyphens, at most %(longest)d.")
            % {"code": row.code, "longest": LONGEST_CODE},
        )
    elif first[row.code] != row.number:
        yield Mistake(
            row.number,
            "code",
            _("Row %(row)d has this code already. A term has one row.") % {"row": first[row.code]},
        )
    if not row.name_en:
        yield Mistake(row.number, "name_en", _("Please give it a name in English."))
    if row.parent and row.parent not in first:
        yield Mistake(
            row.number,
            "parent",
            _("No row has the code “%(code)s”. Write that of another row, or nothing.")
            % {"code": row.parent},
        )
    for name, longest in (
        *((name, LONGEST_NAME) for name in _NAMES),
        ("definition", LONGEST_DEFINITION),
    ):
        length = len(getattr(row, name))
        if length > longest:
            yield Mistake(
                row.number,
                name,
                _("It is %(count)d signs long; %(longest)d have room. Shorten it.")
                % {"count": length, "longest": longest},
            )
    for code in row.former_codes:
        if not _is_code(code):
            yield Mistake(
                row.number,
                "former_codes",
                _("“%(code)s” is no code. Write letters, digits and hyphens, at most %(longest)d.")
                % {"code": code, "longest": LONGEST_CODE},
            )


def _rings(rows: Sequence[WrittenTerm]) -> Iterator[Mistake]:
    above = {row.code: row.parent for row in rows}
    told: set[str] = set()
    for row in rows:
        path = _upwards(row.code, above)
        if above[path[-1]] == row.code and row.code not in told:
            told |= set(path)
            ring = " → ".join([*path, row.code])
            message = _("That would be a ring: %(ring)s. Choose another term for it to lie under.")
            yield Mistake(row.number, "parent", message % {"ring": ring})


def _upwards(code: str, above: Mapping[str, str]) -> list[str]:
    """Return a code and those above it, up to the top or to where it begins anew."""
    path = dict.fromkeys([code])
    while (code := above[code]) and code not in path:
        path[code] = None
    return list(path)


def _is_code(text: str) -> bool:
    try:
        validate_slug(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_CODE
