"""The sections of the form of an entry, and which of them still miss something."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.hub.directory.editing import Completeness
from liaison.hub.directory.editing.completeness import NUMBERS, OVER, TRANSLATIONS, VERIFIED
from liaison.hub.directory.texts import DESCRIPTION, HEADLINE
from liaison.hub.web.components.on_this_page import PageSection
from liaison.hub.web.entry_editing.forms import EntryForm, WholeEntry

CERTIFICATES = "terms-certificates"
_SECTION_OF = {
    **dict.fromkeys(EntryForm.ABOUT, "about"),
    **dict.fromkeys(EntryForm.WHERE, "where"),
    **dict.fromkeys((HEADLINE, DESCRIPTION, TRANSLATIONS), "texts"),
    NUMBERS: "numbers",
}
# These are there, but no longer to be relied on.
_TO_CHECK = {OVER: CERTIFICATES, VERIFIED: "correct"}


def sections_of(form: WholeEntry, complete: Completeness) -> list[PageSection]:
    """Return the sections in the order of the page, with what is missing in each."""
    missing = Counter(_SECTION_OF[code] for code in complete.missing if code in _SECTION_OF)
    to_check = {_TO_CHECK[code] for code in complete.missing if code in _TO_CHECK}
    return [
        PageSection(id, title, _note(missing[id], is_to_check=id in to_check))
        for id, title in _titles(form)
    ]


def _titles(form: WholeEntry) -> Iterator[tuple[str, str]]:
    yield "about", _("The organisation")
    yield "texts", _("In its own words")
    yield "where", _("Main place")
    yield "names", _("Further names, now and in the past")
    yield "numbers", _("Numbers in registers")
    yield "places", _("Further places")
    yield "figures", _("Figures")
    yield from ((section.id, str(section.title)) for section in form.terms)
    yield "open-data", _("What open data says")
    yield "correct", _("Still correct?")


def _note(missing: int, *, is_to_check: bool) -> str:
    if missing:
        return ngettext("%(number)d missing", "%(number)d missing", missing) % {"number": missing}
    return _("to check") if is_to_check else ""
