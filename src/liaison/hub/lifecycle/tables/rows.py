"""A row of a file, and why a file cannot be used."""

from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _


class Row(NamedTuple):
    """
    One row.

    :ivar number: as a spreadsheet program counts, from 1
    :ivar cells: texts, without spaces around
    """

    number: int
    cells: list[str]


class UnusableFile(Exception):
    """The file cannot be read; the message names it, says why and what to do."""

    @classmethod
    def because_it_is_empty(cls, path: Path) -> "UnusableFile":
        return cls(_("%(file)s is empty. Give a file with headings and rows.") % _named(path))

    @classmethod
    def because_it_cannot_be_opened(cls, path: Path, error: OSError) -> "UnusableFile":
        details = _named(path) | {"error": error.strerror or str(error)}
        return cls(_("%(file)s cannot be opened: %(error)s.") % details)

    @classmethod
    def because_it_is_an_old_excel_file(cls, path: Path) -> "UnusableFile":
        return cls(
            _("%(file)s is an Excel file of the old kind. Save it as .xlsx or as CSV.")
            % _named(path)
        )

    @classmethod
    def because_it_is_no_excel_file(cls, path: Path) -> "UnusableFile":
        return cls(
            _("%(file)s cannot be read as an Excel file. Save it anew as .xlsx or as CSV.")
            % _named(path)
        )

    @classmethod
    def because_it_unpacks_too_large(cls, path: Path, mebibytes: int) -> "UnusableFile":
        details = _named(path) | {"size": mebibytes}
        return cls(
            _("%(file)s would unpack to more than %(size)d MiB. Save its rows as CSV.") % details
        )

    @classmethod
    def because_its_letters_are_broken(cls, path: Path) -> "UnusableFile":
        return cls(
            _("%(file)s cannot be read: its letters are broken. Save it anew as UTF-8.")
            % _named(path)
        )

    @classmethod
    def because_of_a_line(cls, path: Path, line: int) -> "UnusableFile":
        details = _named(path) | {"line": line}
        return cls(
            _(
                "%(file)s cannot be read from line %(line)d on: a quotation mark is not closed, or"
                " stands inside a text without being doubled."
            )
            % details
        )


def _named(path: Path) -> dict[str, object]:
    return {"file": path.name}
