"""Pages that often answer a question before it is asked, by the code of its topic."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PAGES: dict[str, tuple[str, Promise]] = {
    "calls": ("calls:index", _("Open calls of the European Union, by deadline")),
    "fitting": ("calls:fitting", _("Which calls suit what you do")),
    "search": (
        "partner_search:state",
        _("Say what you need, and see who has proven they can do it"),
    ),
    "directory": ("directory:index", _("Look somebody up in the directory")),
    "membership": ("membership:index", _("What membership brings, and how to become a member")),
    "organisations": ("claims:mine", _("Your organisations: keep their entries true")),
    "data": ("data_sources:about", _("Where the data are from")),
}
_BY_TOPIC = {
    "funding": ("fitting", "calls"),
    "partners": ("search", "directory"),
    "premises": ("directory",),
    "regulation": ("search", "directory"),
    "hiring": ("directory",),
    "visibility": ("organisations", "directory"),
    "membership": ("membership", "organisations"),
}
_OTHERWISE = ("search", "directory", "calls", "data")


def links_for(topic_code: str) -> list[tuple[str, Promise]]:
    """Return addresses and words of pages that may answer questions on a topic."""
    chosen = _BY_TOPIC.get(topic_code, _OTHERWISE)
    return [(reverse(_PAGES[name][0]), _PAGES[name][1]) for name in chosen]
