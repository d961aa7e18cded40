"""
Numbers of organisations: brought to one form each, and checked as far as a number can be.

Nothing is looked up anywhere: a number that passes may still belong to nobody. What registers of
countries look like is handed in by whoever keeps that; only what was verified refuses a number.
"""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django_countries import countries
from stdnum import lei
from stdnum.ch import uid as swiss
from stdnum.eu import vat as european
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.gb import vat as british

from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.patterns import Format

ROR_ADDRESS = "https://ror.org/"
LONGEST_REGISTER_NUMBER = 50
LONGEST_OPENXECO_NUMBER = 100
_MARKS = re.compile(r"[\s.,:;/\-–_]+")
_RCS_BEFORE = re.compile(r"^(?:RCSLUXEMBOURG|RCSLUX|RCSLU|RCS|LURCS|LU(?=[A-Z]\d))")
_RCS = re.compile(r"[A-Z][1-9]\d{0,5}")
# A node's own counting, after the address of its interface.
_OPENXECO = re.compile(r"[^\s:@]\S*:[1-9]\d{0,9}")
_LETTERS_AND_DIGITS = re.compile(r"[0-9A-Z]{2,18}")
# Crockford's letters and digits, in which a ROR identifier is written: no i, l, o, u.
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}\d\d")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EUROPEAN = frozenset(code.upper() for code in european.MEMBER_STATES) | {"EL", "XI"}
# How VAT numbers begin in countries whose code is another.
_VAT_BEGINNINGS = {"GR": "EL"}


class WrongIdentifier(ValueError):
    """What was given is no number of this scheme; the message says why and what to do."""


FormatOf = Callable[[str], Format | None]
_formats: list[FormatOf] = []


def tell_formats(format_of: FormatOf) -> None:
    """Have numbers of countries' registers compared with what this function says of a country."""
    _formats[:] = [format_of]


def format_of(country: str) -> Format | None:
    """Return what the numbers of a country look like; None where nobody told."""
    return _formats[0](country) if _formats and country else None


def check_postcode(text: str, *, country: str) -> None:
    """
    See to it that this can be a postcode of a country.

    :raises WrongIdentifier: if it has none of the forms that somebody verified
    """
    known = format_of(country)
    if text and known and known.is_verified and not known.accepts_postcode(text):
        raise WrongIdentifier(
            _("%(value)s is no postcode of %(country)s. Write it like %(example)s.")
            % {"value": text, "country": country, "example": known.postcode_example}
        )


def postcode_written(text: str, *, country: str) -> str:
    """Return a postcode as its country writes it; as it is where that is not known."""
    known = format_of(country)
    return known.postcode_written(text) if known else text


def is_postcode_unchecked(country: str) -> bool:
    """Say whether forms of a country's postcodes are known, but nobody has verified them yet."""
    known = format_of(country)
    return bool(known and known.postcode_forms and not known.is_verified)


def is_number_unchecked(country: str) -> bool:
    """Say likewise of the numbers of a country's register."""
    known = format_of(country)
    return bool(known and known.forms and not known.is_verified)


def normalised(scheme: Scheme, text: str, *, country: str = "") -> str:
    """
    Return a number in the one form in which it is stored.

    :param country: of the organisation, two letters; some numbers are written without it
    :raises WrongIdentifier: if it cannot be one
    """
    return _FORMS[scheme](text.strip(), country)


def _rcs(text: str, country: str) -> str:
    number = _RCS_BEFORE.sub("", _MARKS.sub("", text.upper()))
    if number.isdecimal():
        raise WrongIdentifier(
            _(
                "%(value)s has no letter. Write the section of the register before the number,"
                " such as B for a commercial company or F for an association."
            )
            % {"value": text}
        )
    number = number[:1] + number[1:].lstrip("0")
    if not _RCS.fullmatch(number):
        raise WrongIdentifier(
            _(
                "%(value)s is no number of the Luxembourg register. Write one letter and up to six"
                " digits, such as B123456."
            )
            % {"value": text}
        )
    return number


def _vat(text: str, country: str) -> str:
    number = _MARKS.sub("", text.upper())
    if country and not _begins_with_a_country(number):
        number = _VAT_BEGINNINGS.get(country, country) + number
    if not _begins_with_a_country(number):
        raise WrongIdentifier(
            _(
                "%(value)s does not say of which country it is. Begin it with the country’s two"
                " letters, such as LU."
            )
            % {"value": text}
        )
    try:
        return _checked_vat(number)
    except InvalidLength:
        message = _("%(value)s is no VAT number of %(country)s: its length is wrong.")
    except InvalidChecksum:
        message = _(
            "%(value)s is no VAT number of %(country)s: its check digits do not fit. Compare it"
            " digit by digit."
        )
    except ValidationError:
        message = _(
            "%(value)s is no VAT number of %(country)s: it is not made of the letters and digits"
            " that these have."
        )
    raise WrongIdentifier(message % {"value": text, "country": number[:2]})


def _begins_with_a_country(number: str) -> bool:
    return number[:2] in countries.countries or number[:2] in _EUROPEAN


def _checked_vat(number: str) -> str:
    if number[:2] in _EUROPEAN:
        checked: str = european.validate(number)
        return checked
    if number[:2] == "GB":
        return f"GB{british.validate(number)}"
    if number.startswith("CHE"):
        # The words after a Swiss number say "VAT" in its languages.
        return str(swiss.validate(re.sub(r"(MWST|TVA|IVA)$", "", number)))
    # Elsewhere numbers are too various to be checked.
    if not _LETTERS_AND_DIGITS.fullmatch(number[2:]):
        raise ValidationError
    return number


def _lei(text: str, country: str) -> str:
    number = _MARKS.sub("", text.upper())
    try:
        return str(lei.validate(number))
    except InvalidChecksum:
        message = _("%(value)s is no LEI: its check digits do not fit. Compare it sign by sign.")
    except ValidationError:
        message = _("%(value)s is no LEI. Write its 20 letters and digits.")
    if len(number) != 20:
        message = _("%(value)s is no LEI: it has %(count)d letters and digits instead of 20.")
    raise WrongIdentifier(message % {"value": text, "count": len(number)})


def _ror(text: str, country: str) -> str:
    number = re.sub(r"^(?:https?://)?(?:www\.)?ror\.org/", "", text.lower()).strip("/ ")
    if not _ROR.fullmatch(number):
        raise WrongIdentifier(
            _(
                "%(value)s is no ROR identifier. Write its address, such as"
                " https://ror.org/02feahw73."
            )
            % {"value": text}
        )
    if _ror_check_digits(number[:7]) != number[7:]:
        raise WrongIdentifier(
            _(
                "%(value)s is no ROR identifier: its last two digits do not fit. Copy the address"
                " from ror.org."
            )
            % {"value": text}
        )
    return ROR_ADDRESS + number


def _ror_check_digits(number: str) -> str:
    value = 0
    for sign in number:
        value = value * 32 + _CROCKFORD.index(sign)
    return f"{98 - value * 100 % 97:02d}"


def _pic(text: str, country: str) -> str:
    # Programs that know no whole numbers write a fraction of nothing.
    number = _MARKS.sub("", text.removesuffix(".0"))
    if not (len(number) == 9 and number.isascii() and number.isdecimal()):
        raise WrongIdentifier(
            _("%(value)s is no PIC. Write its nine digits, such as 999974844.") % {"value": text}
        )
    return number


def _register(text: str, country: str) -> str:
    number = " ".join(text.split())
    if not country:
        raise WrongIdentifier(
            _("%(value)s stands in a register of some country. Say which country.")
            % {"value": text}
        )
    if len(number) > LONGEST_REGISTER_NUMBER or not any(sign.isalnum() for sign in number):
        raise WrongIdentifier(
            _("%(value)s is no number of a register. Write it as its extract does.")
            % {"value": text}
        )
    known = format_of(country)
    if known and known.is_verified and not known.accepts(number):
        raise WrongIdentifier(
            _("%(value)s is no number of the register of %(country)s. Write it like %(example)s.")
            % {"value": text, "country": country, "example": known.example}
        )
    return number


def _openxeco(text: str, country: str) -> str:
    if not _OPENXECO.fullmatch(text) or len(text) > LONGEST_OPENXECO_NUMBER:
        raise WrongIdentifier(
            _(
                "%(value)s is no number at an openXeco node. Write the node and its number, such as"
                " api.example.lu:12."
            )
            % {"value": text}
        )
    return text.lower()


def numbered_by(scheme: Scheme, number: str) -> str:
    """Return who gave a number, where many number for themselves; of other schemes nothing."""
    return number.rpartition(":")[0] if scheme == Scheme.OPENXECO else ""


_FORMS = {
    Scheme.RCS: _rcs,
    Scheme.VAT: _vat,
    Scheme.LEI: _lei,
    Scheme.ROR: _ror,
    Scheme.PIC: _pic,
    Scheme.REGISTER: _register,
    Scheme.OPENXECO: _openxeco,
}
