"""The entries of a cluster are looked at in the background."""

from django.utils.translation import gettext_lazy as _

from liaison.hub.data_control.actions import RUN, go_through
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind(RUN, words=_("Looking through the entries of the cluster"))
def run(work: Work) -> None:
    go_through(work)
