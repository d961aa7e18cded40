"""Organisations are found by what their terms are called now, and by those that hold today."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.actions import FIND_ANEW
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.lookup.opensearch import COPY_WORDS, copy_words, is_chosen
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.jobs.kinds import Work, job_kind

_AT_ONCE = 500
# So that a few days without a worker lose nothing.
_DAYS_BACK = 30


@job_kind(FIND_ANEW, words=_("Working out by which words organisations are found"))
def find_anew(work: Work) -> dict[str, Any]:
    """Those that are named; each night those whose certificates ended. Repeating does no harm."""
    keys = work.arguments.get("organisations")
    if keys is None:
        keys = _with_ended_terms(work.now.date())
    changed = 0
    for start in range(0, len(keys), _AT_ONCE):
        work.report(start, len(keys))
        changed += refresh_lookup(keys[start : start + _AT_ONCE])
    return {"organisations": len(keys), "changed": changed}


# Two days of a server that is away; the index is filled anew by a command after more.
@job_kind(COPY_WORDS, words=_("Copying words by which organisations are found"), attempts=50)
def copy_changed_words(work: Work) -> dict[str, Any]:
    """Copy what the table has by now; once more does no harm."""
    keys = work.arguments["organisations"]
    if is_chosen():
        copy_words(keys)
    return {"organisations": len(keys)}


def _with_ended_terms(day: dt.date) -> list[int]:
    ended = OrganisationTerm.objects.filter(
        until__lt=day, until__gte=day - dt.timedelta(days=_DAYS_BACK)
    )
    return sorted(set(ended.values_list("organisation", flat=True)))
