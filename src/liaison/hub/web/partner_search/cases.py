"""A question to a cluster's team taken as a need: its words, for the box of the page."""

import uuid

from django.http import HttpRequest

from liaison.hub.partner_search.choices import LONGEST_NEED
from liaison.hub.support.queries import NoCase, get_case, thread_of


def need_of_case(request: HttpRequest) -> str:
    """Return what was asked in the case that an address names, to its team; "" to others."""
    try:
        public_id = uuid.UUID(request.GET.get("case", ""))
        case = get_case(public_id, for_user=request.user)
    except (ValueError, NoCase):
        return ""
    first = next(iter(thread_of(case, for_user=request.user)), None)
    said = first.said if first else ""
    return f"{case.subject}\n\n{said}".strip()[:LONGEST_NEED]
