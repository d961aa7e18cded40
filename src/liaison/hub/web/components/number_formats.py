"""What numbers of a country's register look like, as one sentence for forms."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.directory.identifiers import format_of


def number_hint(country: str) -> str:
    """Return how numbers of the register of a country are written; "" where nobody told."""
    known = format_of(country)
    if known is None or not known.example:
        return ""
    register = known.register.get((get_language() or "en")[:2], "") or known.register["en"]
    words = _("%(register)s: written like %(example)s.")
    return words % {"register": register, "example": known.example}
