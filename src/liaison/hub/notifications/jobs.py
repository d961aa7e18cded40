"""Letters go out in the background."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.notifications.actions import SEND, forget_addresses
from liaison.hub.notifications.sending import send_due

KEPT_FOR = dt.timedelta(days=30)


@job_kind(SEND, words=_("Sending letters"))
def send(work: Work) -> dict[str, Any]:
    return send_due(report=work.report)


@job_kind("notifications.forget", words=_("Forgetting to whom letters went"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_addresses(before=work.now - KEPT_FOR)}
