"""Bulk edits of many organisations, and erasing those that were never done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.bulk_edits import actions
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("bulk_edits.do", words=_("Editing many organisations"), attempts=3)
def do(work: Work) -> dict[str, Any]:
    return _go(actions.do_now, work)


@job_kind("bulk_edits.undo", words=_("Undoing a bulk edit"), attempts=3)
def undo(work: Work) -> dict[str, Any]:
    return _go(actions.undo_now, work)


@job_kind("bulk_edits.forget", words=_("Erasing bulk edits that were never done"))
def forget(work: Work) -> dict[str, Any]:
    return {"erased": actions.forget_drafts(now=work.now)}


def _go(go: Any, work: Work) -> dict[str, Any]:
    # Nobody's rights are those of the software, which may change everything.
    if work.by is None:
        raise actions.NotAllowed
    result: dict[str, Any] = go(
        work.arguments["edit"], by=work.by, now=work.now, progress=work.report
    )
    return result
