"""The file to begin with: our headings, one invented row, and what each column holds."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from liaison.hub.lifecycle.choices import NAME_KINDS, SCHEMES, TERM_COLUMNS, Column
from liaison.hub.lifecycle.importing.cells import EXAMPLE
from liaison.hub.lifecycle.tables import file_in_pieces
from liaison.hub.lifecycle.vocabulary import IN_OWN_WORDS

_EXAMPLE = {
    Column.LIAISON_ID: EXAMPLE,
    Column.KIND: "company",
    Column.COUNTRY: "LU",
    Column.CITY: "Esch-sur-Alzette",
    Column.WEBSITE: "https://www.example.org",
    Column.ACRONYM: "EB | EBX",
    Column.STATE: "active",
    Column.FOUNDED_YEAR: "1987",
    Column.SIZE_CLASS: "small",
    Column.NACE: "72.11",
    Column.POSTCODE: "L-4362",
}


def template_file(ending: str) -> Iterator[bytes]:
    """Yield the template in pieces; its example is refused if it is left in."""
    example = _EXAMPLE | {Column.NAME: _("Example Biotech S.A. (invented; delete this row)")}
    headings = [column.value for column in Column]
    return file_in_pieces(headings, [[example.get(column, "") for column in Column]], ending)


def explained() -> list[tuple[str, str, str]]:
    """Return the headings of the template, what they are called, and how cells are written."""
    return [(column.value, str(column.label), _how(column)) for column in Column]


def _how(column: Column) -> str:
    if column in NAME_KINDS:
        return _("One or several, with a bar or a semicolon between")
    if column in TERM_COLUMNS:
        return _how_terms(column)
    if column in SCHEMES:
        return _("By it the organisation is found; leave it empty where there is none")
    return {
        Column.LIAISON_ID: _("As exports have it; empty for an organisation that is new"),
        Column.NAME: _("Needed; as it is registered"),
        Column.KIND: _(
            "company, university, research, hospital, service_provider, investor, public,"
            " association or other; in words too"
        ),
        Column.COUNTRY: _("Two letters or the name; so it is for the number in a register"),
        Column.STATE: _("active, dormant or ceased"),
        Column.SIZE_CLASS: _("micro, small, medium or large; or how many people work there"),
    }.get(column, "")


def _how_terms(column: Column) -> str:
    if TERM_COLUMNS[column] in IN_OWN_WORDS:
        return _(
            "Terms of the list by name or code, or own words in quotation marks; a semicolon"
            " between"
        )
    return _("Terms of the list by name or code, with a semicolon between")
