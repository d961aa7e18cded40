"""Every night the directory is looked up in open data, as far as anything changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.enrichment.actions import NotJoined, look_at_open_data
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("enrichment.look", words=_("Looking up the directory in open data"))
def look(work: Work) -> dict[str, Any]:
    try:
        found = look_at_open_data(now=work.now, progress=work.report, write=True, only_changed=True)
    except NotJoined:
        # An installation without open data has nothing to look up.
        return {"joined": False}
    return {
        "linked": len(found.linked),
        "alike": found.alike,
        "proposing": found.proposing,
        "unchanged": found.fresh,
    }
