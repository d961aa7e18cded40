"""The entries of a cluster are looked at in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.data_control.actions import RUN, go_through
from liaison.hub.data_control.visiting import visit_websites
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("data_control.visit", words=_("Visiting the web sites of entries"))
def visit(work: Work) -> dict[str, Any]:
    return visit_websites(work)


@job_kind(RUN, words=_("Looking through the entries of the cluster"))
def run(work: Work) -> None:
    go_through(work)
