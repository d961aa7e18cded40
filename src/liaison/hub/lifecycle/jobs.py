"""What takes longer of importing: comparing, writing and undoing; and erasing what is left."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Refused, Work, job_kind
from liaison.hub.lifecycle import actions, drafting
from liaison.hub.lifecycle.importing.headings import UnusableHeadings
from liaison.hub.lifecycle.importing.writing import ChangedMeanwhile
from liaison.hub.lifecycle.queries import get_import
from liaison.hub.lifecycle.tables import UnusableFile
from liaison.opendata import DecisionRefused


@job_kind("import.compare", words=_("Comparing a file with the directory"), attempts=2)
def compare(work: Work) -> None:
    _check_asked_for(work)
    try:
        with work.concluding():
            drafting.compare_now(
                work.arguments["draft"], by=work.by, now=work.now, progress=work.report
            )
    except (UnusableFile, UnusableHeadings, DecisionRefused) as refusal:
        raise Refused(str(refusal)) from refusal


@job_kind("import.write", words=_("Writing an import"), attempts=2)
def write(work: Work) -> None:
    _check_asked_for(work)
    draft = work.arguments["draft"]
    try:
        with work.concluding() as result:
            run = drafting.write_now(
                draft, work.arguments, by=work.by, now=work.now, progress=work.report
            )
            result["import"] = run.code
    except ChangedMeanwhile as refusal:
        drafting.note_outdated(draft)
        raise Refused(str(refusal)) from refusal


@job_kind("import.undo", words=_("Undoing an import"), attempts=2)
def undo(work: Work) -> None:
    _check_asked_for(work)
    run = get_import(work.arguments["import"], for_user=work.by)
    try:
        with work.concluding() as result:
            undone = actions.undo_import(run, by=work.by, now=work.now, progress=work.report)
            result.update({kind.value: count for kind, count in undone.counts.items()})
    except actions.UndoneAlready as refusal:
        raise Refused(str(refusal)) from refusal


@job_kind("import.forget", words=_("Erasing files that were uploaded a week ago"))
def forget(work: Work) -> dict[str, Any]:
    return {"erased": drafting.forget_expired(now=work.now)}


def _check_asked_for(work: Work) -> None:
    """Nobody's rights are those of the software, which may change everything."""
    if work.by is None:
        raise actions.NotAllowed
