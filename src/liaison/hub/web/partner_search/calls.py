"""A call taken as a need: which one is meant, and what it asks for."""

import re
from typing import Any

from django.http import HttpRequest

from liaison.hub.calls.queries import get_call
from liaison.hub.partner_search.choices import LONGEST_NEED
from liaison.hub.web.layout.views import found_or_none
from liaison.matching import Call

# Marks that lead to footnotes; neither comes along.
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")


def call_meant(request: HttpRequest) -> Call | None:
    """Return the call that a form or an address names; none if it names none that is known."""
    named = request.POST.get("call") or request.GET.get("call") or ""
    return found_or_none(get_call, named, for_user=request.user)


def call_of(search: Any, *, for_user: Any) -> Call | None:
    """Return the call that a need is for; none if it is for none, or it is no longer known."""
    if not search.call_topic:
        return None
    return found_or_none(get_call, search.call_topic, for_user=for_user)


def need_of(call: Call) -> str:
    """Return a call in the length that a need may have, whole paragraphs of it."""
    text = _FOOTNOTE.sub("", f"{call.title}\n\n{call.body}").strip()
    if len(text) <= LONGEST_NEED:
        return text
    end = text.rfind("\n", 0, LONGEST_NEED)
    return text[: end if end > LONGEST_NEED // 2 else LONGEST_NEED].rstrip()
