"""The mailbox is looked into every other minute."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.postbox.actions import forget_received
from liaison.hub.postbox.choices import KEPT_FOR
from liaison.hub.postbox.fetching import fetch


@job_kind("postbox.fetch", words=_("Fetching answers that came by e-mail"))
def fetch_mails(work: Work) -> dict[str, Any]:
    return fetch(report=work.report, clock=timezone.now)


@job_kind("postbox.forget", words=_("Forgetting which mails arrived"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_received(before=work.now - KEPT_FOR)}
