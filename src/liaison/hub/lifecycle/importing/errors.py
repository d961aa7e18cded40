"""The refused rows in the layout of their file, with what is wrong in one more column."""

from pathlib import Path

from django.utils.translation import gettext as _

from liaison.hub.lifecycle.choices import ERROR_COLUMN, Column
from liaison.hub.lifecycle.importing.headings import Headings, is_of_errors
from liaison.hub.lifecycle.importing.planning import Plan
from liaison.hub.lifecycle.importing.rows import Mistake, SaidRow
from liaison.hub.lifecycle.tables import table_writer


def write_errors(plan: Plan, path: Path) -> None:
    """
    Write the refused rows of a plan; once corrected, the file can be imported as it is.

    :raises UnusableFile: if it cannot be written
    """
    written = plan.headings.written
    kept = [place for place, heading in enumerate(written) if not is_of_errors(heading)]
    with table_writer(path) as write_row:
        write_row([*(written[place] for place in kept), ERROR_COLUMN])
        for row in plan.refused():
            cells = row.cells + [""] * (len(written) - len(row.cells))
            # What has no heading stands behind, so that nothing is lost.
            beyond = cells[len(written) :]
            wrong = " ".join(sentences_of(row, plan.headings))
            write_row([*(cells[place] for place in kept), wrong, *beyond])


def sentences_of(row: SaidRow, headings: Headings) -> list[str]:
    """Return what is wrong with a row, each with the column it is about."""
    return [_sentence(mistake, row, headings) for mistake in row.mistakes]


def _sentence(mistake: Mistake, row: SaidRow, headings: Headings) -> str:
    details = {"row": row.number, "message": mistake.message, "value": mistake.value}
    if not mistake.column:
        return _("Row %(row)d: %(message)s") % details
    details["column"] = headings.heading_of(Column(mistake.column))
    if not mistake.value:
        return _("Row %(row)d, %(column)s: %(message)s") % details
    return _("Row %(row)d, %(column)s, “%(value)s”: %(message)s") % details
