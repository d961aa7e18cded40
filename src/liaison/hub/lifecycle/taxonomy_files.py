"""The terms of a version as a file, and a file as the terms of a draft."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from liaison.hub.lifecycle.choices import ERROR_COLUMN
from liaison.hub.lifecycle.tables import Cell, Row, UnusableFile, open_table
from liaison.hub.taxonomies.models import Term
from liaison.hub.taxonomies.queries import in_tree
from liaison.hub.taxonomies.written_terms import Mistake, WrittenTerm

COLUMNS = ("code", "parent", "name_en", "name_fr", "name_de", "definition", "former_codes")
_NEEDED = ("code", "name_en")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_BETWEEN_CODES = re.compile(r"[;,|\s]+")


@dataclass(frozen=True)
class TermsFile:
    """
    A file of terms.

    :ivar headings: as written
    :ivar rows: as written, with their numbers
    :ivar terms: what the rows say
    """

    headings: list[str]
    rows: list[Row]
    terms: list[WrittenTerm]

    def with_mistakes(self, mistakes: Iterable[Mistake]) -> Iterator[list[Cell]]:
        """Yield its headings and rows in their layout, with what is wrong in one more column."""
        wrong: dict[int, list[str]] = {}
        for mistake in mistakes:
            wrong.setdefault(mistake.number, []).append(mistake.message)
        kept = [place for place, each in enumerate(self.headings) if each.lower() != ERROR_COLUMN]
        yield [*(self.headings[place] for place in kept), ERROR_COLUMN]
        for row in self.rows:
            cells = row.cells + [""] * (len(self.headings) - len(row.cells))
            yield [*(cells[place] for place in kept), " ".join(wrong.get(row.number, ()))]


def read_terms(path: Path) -> TermsFile:
    """
    Return the terms of a file.

    :raises UnusableFile: if it cannot be read, or has no column of codes or English names
    """
    with open_table(path, fitness=_fitness) as table:
        columns = [_column_of(each) for each in table.headings]
        for needed in _NEEDED:
            if needed not in columns:
                raise UnusableFile(
                    _("No column is called “%(column)s”; the headings are: %(headings)s.")
                    % {"column": needed, "headings": ", ".join(filter(None, table.headings)) or "–"}
                )
        rows = list(table.rows)
    return TermsFile(table.headings, rows, [_term_of(row, columns) for row in rows])


def rows_of_terms(terms: Iterable[Term]) -> Iterator[list[Cell]]:
    """Yield the terms of a version as rows of a file, as their tree is read."""
    terms = list(terms)
    codes = {term.pk: term.code for term in terms}
    for placed in in_tree(terms):
        term = placed.term
        names = [term.name_en, term.name_fr, term.name_de]
        former = "; ".join(term.former_codes)
        yield [term.code, codes.get(term.parent_id or 0, ""), *names, term.definition, former]


def _fitness(headings: Sequence[str]) -> int:
    return len({_column_of(each) for each in headings} - {""})


def _column_of(heading: str) -> str:
    code = _BETWEEN.sub("_", heading.lower()).strip("_")
    return code if code in COLUMNS else ""


def _term_of(row: Row, columns: Sequence[str]) -> WrittenTerm:
    said = {
        column: " ".join(text.split()) if column != "definition" else text.strip()
        for column, text in zip(columns, row.cells, strict=False)
        if column
    }
    former = filter(None, _BETWEEN_CODES.split(said.pop("former_codes", "")))
    said = {"code": "", "name_en": ""} | said
    return WrittenTerm(row.number, former_codes=tuple(dict.fromkeys(former)), **said)
