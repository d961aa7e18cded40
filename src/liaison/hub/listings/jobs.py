"""Needs and offers end by themselves, and whoever published them is reminded before."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.listings.actions import expire, remind_of_end
from liaison.hub.listings.choices import DAYS_REMINDED_BEFORE
from liaison.hub.listings.queries import expiring


@job_kind("listings.expire", words=_("Ending needs and offers, and reminding of their last day"))
def end(work: Work) -> dict[str, Any]:
    """Each is ended in a transaction of its own; repeating writes nothing twice."""
    today = timezone.localdate(work.now)
    yesterday = today - dt.timedelta(days=1)
    over = list(expiring(on=dt.date.min, until=yesterday))
    ended = 0
    for done, listing in enumerate(over):
        work.report(done, len(over))
        ended += expire(listing, now=work.now)
    soon = today + dt.timedelta(days=DAYS_REMINDED_BEFORE)
    return {"ended": ended, "reminded": remind_of_end(today=today, until=soon, now=work.now)}
