"""What numbers and postcodes of a country look like, and what nobody could check, as sentences."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.directory.identifiers import (
    format_of,
    is_number_unchecked,
    is_postcode_unchecked,
)
from liaison.hub.web.components.countries import country_name


def number_hint(country: str) -> str:
    """Return how numbers of the register of a country are written; "" where nobody told."""
    known = format_of(country)
    if known is None or not known.example:
        return ""
    register = known.register.get((get_language() or "en")[:2], "") or known.register["en"]
    words = _("%(register)s: written like %(example)s.")
    return words % {"register": register, "example": known.example}


def postcode_hint(country: str) -> str:
    """Return how postcodes of a country are written; "" where nobody told."""
    known = format_of(country)
    if known is None or not known.postcode_example:
        return ""
    words = _("Postcodes of %(country)s are written like %(example)s.")
    return words % {"country": country_name(country), "example": known.postcode_example}


def postcode_note(country: str) -> str:
    """Say that a postcode was taken over without being checked; "" where it was checked."""
    if not is_postcode_unchecked(country):
        return ""
    return _(
        "We could not check the postcode: nobody has verified the format of %(country)s yet."
    ) % {"country": country_name(country)}


def number_note(country: str) -> str:
    """Say likewise of a number of a country's register."""
    if not is_number_unchecked(country):
        return ""
    return _(
        "We could not check the register number: nobody has verified the format of %(country)s yet."
    ) % {"country": country_name(country)}
