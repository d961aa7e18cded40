"""How far a job has come, in figures and words; for `components/_progress.html`."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

from liaison.hub.jobs.choices import State
from liaison.hub.jobs.kinds import UnknownKind, get_kind
from liaison.hub.jobs.queries import progress_of


@dataclass(frozen=True)
class ShownProgress:
    """
    How far a job has come.

    :ivar what: what the job does
    :ivar state: how far it is, in words
    :ivar words: what it has done so far, with its own note; empty before it began
    :ivar total: None where nobody can say, and when the job has ended
    :ivar step: rises with each tenth that is done; whoever listens is told of these only
    """

    public_id: uuid.UUID
    what: str
    state: str
    words: str
    done: int
    total: int | None
    step: str
    is_open: bool


def show_progress(job: Any) -> ShownProgress:
    """Return what a page shows of a job; ask only where its reader may see the job."""
    progress = progress_of(job)
    tenth = 10 * progress.done // progress.total if progress.total else 0
    return ShownProgress(
        public_id=job.public_id,
        what=kind_in_words(job),
        state=str(job.state_in_words),
        words=_words(job, progress),
        done=progress.done,
        total=progress.total,
        step=f"{job.state}-{tenth}",
        is_open=not job.has_ended,
    )


def kind_in_words(job: Any) -> str:
    """Return what a job does; its code where this version does not know the kind any more."""
    try:
        return str(get_kind(job.kind).words)
    except UnknownKind:
        return job.kind


def _words(job: Any, progress: Any) -> str:
    if job.state != State.RUNNING:
        return str(job.what_went_wrong)
    numbers = {"done": localize(progress.done), "total": localize(progress.total)}
    if progress.total is not None:
        said = _("%(done)s of %(total)s") % numbers
    else:
        said = _("%(done)s so far") % numbers if progress.done else ""
    return " · ".join(filter(None, [said, progress.note]))
