"""What one cell says, in the form in which it is stored; or why it cannot be that."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from liaison.hub.directory.choices import SizeClass
from liaison.hub.directory.identifiers import (
    WrongIdentifier,
    check_postcode,
    normalised,
    postcode_written,
)
from liaison.hub.directory.models.organisations import EARLIEST_YEAR
from liaison.hub.directory.texts import LONGEST as LONGEST_TEXTS
from liaison.hub.directory.texts import parted, tidy
from liaison.hub.lifecycle.choices import (
    NAME_KINDS,
    SCHEMES,
    TERM_COLUMNS,
    TEXT_FIELDS,
    Column,
)
from liaison.hub.lifecycle.importing.sayings import KINDS, SIZES, STATES, Sayings, country_of
from liaison.hub.lifecycle.vocabulary import UnknownWord, Vocabulary

Value = str | int | float | list[str] | None
LONGEST = {
    Column.NAME: 300,
    Column.CITY: 200,
    Column.WEBSITE: 500,
    Column.ADDRESS: 300,
    Column.POSTCODE: 20,
}
# Stands for a number of this directory in the row that shows how rows are written.
EXAMPLE = "example"
_LONGEST_NAME, _MOST_NAMES = 300, 50
# What people and programs write where they know nothing.
_NOTHING = frozenset({"-", "–", "—", "n/a", "na", "null", "none", "nan", "missing", "unknown"})
_NO_NAME = frozenset({"", "-", "–", "—", "n/a", "null"})
_NOTHING_IN_A_NUMBER = _NOTHING | {"not available", "not applicable", "x", "xxx", "0"}
_MISTAKE_OF_A_SHEET = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YEAR = re.compile(r"(\d{3,4})(?:-\d\d-\d\d|\.0)?|\d\d?[./]\d\d?[./](\d{4})")
_DAY = re.compile(
    r"(?P<only>(?:19|20)\d\d)(?:\.0)?"
    r"|(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:[ T]00:00(?::00)?)?"
    r"|(?P<d2>\d\d?)[./](?P<m2>\d\d?)[./](?P<y2>(?:19|20)\d\d)"
)
_MOST_DIGITS = 8
_NACE = re.compile(r"[A-V]?\s?(\d\d)(?:\.?(\d)(\d)?)?|([A-V])")
_BETWEEN_NAMES = re.compile(r"[;\n\r]+")
_web_address = URLValidator(schemes=["http", "https"])


class WrongCell(ValueError):
    """What a cell holds cannot be taken over; the message says why and what to do."""


def value_of(
    column: Column,
    text: str,
    *,
    country: str,
    this_year: int,
    vocabulary: Vocabulary | None = None,
) -> Value:
    """
    Return what a cell says; None for one that says nothing.

    :param country: of the row, two letters; some numbers need it
    :param vocabulary: what terms are called; None asks the database
    :raises WrongCell: if it cannot be understood
    """
    if is_nothing(column, text):
        return None
    if _MISTAKE_OF_A_SHEET.fullmatch(text):
        raise WrongCell(_("The spreadsheet could not work this out. Correct it there."))
    if _CONTROL.search(text):
        raise WrongCell(_("It holds signs that cannot be shown. Type it anew."))
    if column in SCHEMES:
        return _number(column, text, country)
    if column in NAME_KINDS:
        return _names(text)
    if column in TERM_COLUMNS:
        return _terms(column, text, vocabulary or Vocabulary())
    if column is Column.FOUNDED_YEAR:
        return _year(text, this_year)
    if column is Column.POSTCODE:
        _check_postcode(text, country)
        text = postcode_written(text, country=country)
    return _READ[column](column, text)


def _check_postcode(text: str, country: str) -> None:
    try:
        check_postcode(text, country=country)
    except WrongIdentifier as wrong:
        raise WrongCell(str(wrong)) from wrong


def is_nothing(column: Column, text: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or holds what stands for that."""
    if column in (Column.NAME, *NAME_KINDS):
        # A name may be a word that stands for nothing elsewhere.
        return text.strip("|; ").lower() in _NO_NAME
    if column is Column.COUNTRY and len(text) == 2:
        # Namibia, not "not applicable".
        return False
    nothing = _NOTHING_IN_A_NUMBER if column in SCHEMES else _NOTHING
    return not text or text.lower().rstrip(".") in nothing


def _number(column: Column, text: str, country: str) -> str:
    register = country
    if column is Column.REGISTER_NUMBER and text[2:3] == ":" and country_of(text[:2]):
        register, text = text[:2].upper(), text[3:]
    try:
        number = normalised(SCHEMES[column], text, country=register)
    except WrongIdentifier as wrong:
        raise WrongCell(str(wrong)) from wrong
    return f"{register}:{number}" if column is Column.REGISTER_NUMBER else number


def _names(text: str) -> list[str]:
    parts = text.split("|") if "|" in text else _BETWEEN_NAMES.split(text)
    names = [name for part in parts if (name := " ".join(part.split()))]
    if len(names) > _MOST_NAMES:
        raise WrongCell(
            _("These are more than %(count)d names. Leave some out.") % {"count": _MOST_NAMES}
        )
    for name in names:
        _check_length(name, _LONGEST_NAME)
    return list(dict.fromkeys(names))


def _terms(column: Column, text: str, vocabulary: Vocabulary) -> list[str]:
    try:
        return vocabulary.read(TERM_COLUMNS[column], text)
    except UnknownWord as unknown:
        raise WrongCell(str(unknown)) from unknown


def _text(column: Column, text: str) -> str:
    text = " ".join(text.split())
    _check_length(text, LONGEST[column])
    return text


def _own_words(column: Column, text: str) -> str:
    kind, _language = parted(column.value)
    text = tidy(kind, text)
    _check_length(text, LONGEST_TEXTS[kind])
    return text


def _name(column: Column, text: str) -> str:
    name = _text(column, text)
    if not any(sign.isalnum() for sign in name):
        raise WrongCell(_("A name has letters or digits. Write how the organisation is called."))
    return name


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise WrongCell(
            _("It is %(count)d signs long; %(longest)d have room. Shorten it.")
            % {"count": len(text), "longest": longest}
        )


def _website(column: Column, text: str) -> str:
    address = text if re.match(r"[a-z]+://", text, re.IGNORECASE) else f"https://{text}"
    try:
        parts = urlsplit(address)
        address = urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=_host(parts)))
        _web_address(address)
    except (ValueError, ValidationError) as error:
        raise WrongCell(
            _(
                "This is no web address. Write it as the browser shows it, such as https://www.uni.lu."
            )
        ) from error
    _check_length(address, LONGEST[column])
    return address


def _host(parts: Any) -> str:
    # What stands before an @ would be somebody's name and password.
    return str(parts.netloc).rpartition("@")[2].lower()


def _liaison_id(column: Column, text: str) -> str:
    if text.lower() == EXAMPLE:
        raise WrongCell(_("This is the invented example of the template. Delete the row."))
    try:
        return str(UUID(text))
    except ValueError as error:
        raise WrongCell(
            _("This is no number of this directory. Leave the cell empty for a new organisation.")
        ) from error


def _country(column: Column, text: str) -> str:
    if code := country_of(text):
        return code
    raise WrongCell(_("No country is called that. Write its two letters, such as LU, or its name."))


def _year(text: str, this_year: int) -> int:
    found = _YEAR.fullmatch(text)
    year = int(found[1] or found[2]) if found else 0
    if not EARLIEST_YEAR <= year <= this_year:
        raise WrongCell(
            _("This is no year between %(first)d and %(last)d. Write four digits, such as 1987.")
            % {"first": EARLIEST_YEAR, "last": this_year}
        )
    return year


def _nace(column: Column, text: str) -> str:
    found = _NACE.fullmatch(text.upper())
    if not found or found[1] == "00":
        raise WrongCell(_("This is no NACE class. Write its digits, such as 72.11."))
    division, group, class_, section = found.groups(default="")
    if section:
        return section
    return f"{division}.{group}{class_}" if group else division


def _degrees(column: Column, text: str) -> float:
    most = 90 if column is Column.LATITUDE else 180
    try:
        degrees = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise WrongCell(
            _("Write degrees as a number from -%(most)d to %(most)d, such as 49.504.")
            % {"most": most}
        )
    return degrees


def _people(column: Column, text: str) -> int:
    bare = re.sub(r"[\s'’]", "", text)
    if not (bare.isascii() and bare.isdecimal()) or len(bare) > _MOST_DIGITS:
        raise WrongCell(_("This is no number of people. Write digits only, such as 120."))
    return int(bare)


def _when(column: Column, text: str) -> str:
    """A year, or a day as programs and European people write it."""
    try:
        found = _DAY.fullmatch(text)
        if not found:
            raise ValueError(text)
        year, month, day, only = (found[name] for name in ("y", "m", "d", "only"))
        if only:
            return only
        year, month, day = (year, month, day) if year else (found["y2"], found["m2"], found["d2"])
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise WrongCell(
            _("This is no year and no day. Write one such as 2025, or 2025-06-30.")
        ) from error


def _chosen(sayings: Sayings) -> Callable[[Column, str], str]:
    def choose(column: Column, text: str) -> str:
        if chosen := sayings.meant_by(text):
            return chosen
        raise WrongCell(
            _("This is none of: %(choices)s. Write one of these.")
            % {"choices": ", ".join(sayings.codes)}
        )

    return choose


def _size(column: Column, text: str) -> str:
    if text.isascii() and text.isdecimal():
        # A head-count says the class.
        return str(SizeClass.of(int(text)).value)
    return _chosen_size(column, text)


_chosen_size = _chosen(SIZES)
_READ: dict[Column, Callable[[Column, str], Value]] = {
    Column.LIAISON_ID: _liaison_id,
    Column.NAME: _name,
    Column.KIND: _chosen(KINDS),
    Column.COUNTRY: _country,
    Column.CITY: _text,
    Column.WEBSITE: _website,
    Column.STATE: _chosen(STATES),
    Column.SIZE_CLASS: _size,
    Column.NACE: _nace,
    Column.HEAD_COUNT: _people,
    Column.HEAD_COUNT_ON: _when,
    Column.ADDRESS: _text,
    Column.POSTCODE: _text,
    Column.LATITUDE: _degrees,
    Column.LONGITUDE: _degrees,
    **dict.fromkeys(TEXT_FIELDS, _own_words),
}
