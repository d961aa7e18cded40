"""What takes longer of importing: comparing, writing and undoing; and erasing what is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.jobs.kinds import Refused, Work, job_kind
from liaison.hub.lifecycle import actions, drafting
from liaison.hub.lifecycle.erasing import forget_logos
from liaison.hub.lifecycle.importing.headings import UnusableHeadings
from liaison.hub.lifecycle.importing.writing import ChangedMeanwhile
from liaison.hub.lifecycle.queries import NoImport, get_import
from liaison.hub.lifecycle.tables import UnusableFile
from liaison.opendata import DecisionRefused


@job_kind("import.compare", words=gettext_lazy("Comparing a file with the directory"), attempts=2)
def compare(work: Work) -> None:
    _check_asked_for(work)
    try:
        with _refusing_what_is_over():
            compared = drafting.compare_now(
                work.arguments["draft"],
                job=work.public_id,
                by=work.by,
                now=work.now,
                progress=work.report,
            )
            # Only now: SQLite has one writer at a time, and comparing takes minutes.
            with work.concluding():
                drafting.note_compared(compared)
    except (UnusableFile, UnusableHeadings, DecisionRefused) as refusal:
        raise Refused(str(refusal)) from refusal


@job_kind("import.write", words=gettext_lazy("Writing an import"), attempts=2)
def write(work: Work) -> None:
    _check_asked_for(work)
    draft = work.arguments["draft"]
    try:
        with _refusing_what_is_over(), work.concluding() as result:
            run = drafting.write_now(
                draft,
                work.arguments,
                job=work.public_id,
                by=work.by,
                now=work.now,
                progress=work.report,
            )
            result["import"] = run.code
    except ChangedMeanwhile as refusal:
        drafting.note_outdated(draft)
        raise Refused(str(refusal)) from refusal


@job_kind("import.undo", words=gettext_lazy("Undoing an import"), attempts=2)
def undo(work: Work) -> None:
    _check_asked_for(work)
    try:
        with _refusing_what_is_over(), work.concluding() as result:
            run = get_import(work.arguments["import"], for_user=work.by)
            undone = actions.undo_import(run, by=work.by, now=work.now, progress=work.report)
            result.update({kind.value: count for kind, count in undone.counts.items()})
    except actions.UndoneAlready as refusal:
        raise Refused(str(refusal)) from refusal


@job_kind("import.forget", words=gettext_lazy("Erasing files that were uploaded a week ago"))
def forget(work: Work) -> dict[str, Any]:
    return {"erased": drafting.forget_expired(now=work.now)}


@job_kind("logos.forget", words=gettext_lazy("Erasing logos that nobody uses any more"))
def forget_unused_logos(work: Work) -> dict[str, Any]:
    return {"erased": forget_logos(now=work.now)}


@contextmanager
def _refusing_what_is_over() -> Iterator[None]:
    """Who asked for it may have lost that right, and others may have gone on meanwhile."""
    try:
        yield
    except (actions.NotAllowed, NoImport) as refusal:
        raise Refused(_("You do not manage imports of this cluster any more.")) from refusal
    except drafting.Overtaken as refusal:
        raise Refused(
            _("The import went on without this job; open it to see how far it is.")
        ) from refusal


def _check_asked_for(work: Work) -> None:
    """Nobody's rights are those of the software, which may change everything."""
    if work.by is None:
        raise actions.NotAllowed
