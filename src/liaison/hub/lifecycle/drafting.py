"""
Importing in pages: a file is uploaded, its columns are named, it is compared, looked at, written.

Between these steps it lies with its plan in a folder of its own beside the database, which no web
server serves; once it is written, or after a week, the folder is erased.
"""

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.jobs.actions import cancel, enqueue
from liaison.hub.jobs.queries import NoJob, get_job
from liaison.hub.lifecycle import actions, policies
from liaison.hub.lifecycle.choices import Column, DraftState, RunState
from liaison.hub.lifecycle.importing.duplicates import Like, LikelyDuplicate, LikelyDuplicates
from liaison.hub.lifecycle.importing.guessing import SeenColumn, seen_columns
from liaison.hub.lifecycle.importing.planning import Plan, kept_plan
from liaison.hub.lifecycle.models import ImportDraft, ImportRun, RememberedColumns
from liaison.hub.lifecycle.tables import UnusableFile

Progress = Callable[[int, int | None, str], None]
LARGEST = 50 << 20
KEPT_FOR = dt.timedelta(days=7)
_PAIRS_KEPT = 200
_LONGEST_STEM = 60


class Busy(Exception):
    """Somebody pressed before, or the file is not as far yet; the page shows how far it is."""


class Overtaken(Exception):
    """The draft is not where a job would take it up: people went another way with it since."""


def largest_in_mebibytes() -> int:
    """Return how large a file may be."""
    return LARGEST >> 20


def upload(
    pieces: Iterable[bytes], *, name: str, cluster: Cluster, by: Any, now: dt.datetime
) -> ImportDraft:
    """
    Keep a file to be imported; what its columns hold is asked next.

    :param name: as whoever sends it calls it
    :param cluster: whose team imports
    :raises NotAllowed: if `by` may not import for that cluster
    :raises UnusableFile: if it is too large or cannot be read
    """
    if not policies.can_import_for(by, cluster):
        raise actions.NotAllowed
    draft = ImportDraft(
        cluster=cluster,
        file_name=_file_name(name),
        uploaded_by=by,
        uploaded_at=now,
        expires_at=now + KEPT_FOR,
    )
    try:
        _keep(pieces, draft)
        seen = seen_columns(_file(draft))
        remembered = _remembered(draft, seen)
        draft.columns = remembered or {each.label: each.column or "" for each in seen}
        draft.save()
    except BaseException:
        _erase(draft)
        raise
    return draft


def columns_of(draft: ImportDraft) -> list[SeenColumn]:
    """Return the columns of a draft's file, and what they are taken for; raises UnusableFile."""
    return seen_columns(_file(draft), said=_said(draft))


@transaction.atomic
def compare(draft: ImportDraft, *, columns: Mapping[str, str], by: Any, now: dt.datetime) -> None:
    """
    Have a draft compared with the directory, in the background; nothing is changed.

    :param columns: what each column holds, by label; "" for one that is left out
    :raises NotAllowed: if `by` may not import
    :raises Busy: if it is being compared or written, or is written
    """
    draft = _locked(
        draft, by=by, may_be=(DraftState.UPLOADED, DraftState.COMPARED, DraftState.OUTDATED)
    )
    draft.columns = dict(columns)
    draft.state = DraftState.COMPARING
    _remember(draft, now=now)
    _queue("import.compare", draft, {}, by=by, now=now)


def compare_now(
    draft_id: str, *, job: UUID, by: Any, now: dt.datetime, progress: Progress
) -> ImportDraft:
    """
    Compare a draft's file with the directory and keep the plan beside it; return what came of it.

    It takes long, so the database is only read; `note_compared` writes what is returned.

    :param job: which does it
    :raises NotAllowed: if `by` may not import for the draft's cluster (any more)
    :raises Overtaken: if that job no longer is to compare it
    :raises UnusableFile: if it cannot be read
    :raises UnusableHeadings: if it is not clear which column holds what
    :raises DecisionRefused: if what people decided of pairs cannot be read
    """
    drafts = ImportDraft.objects.all()
    draft = _taken_up(drafts, draft_id, state=DraftState.COMPARING, job=job, by=by)
    said = _said(draft)
    with actions.plan_import(
        _file(draft), by=by, now=now, progress=progress, said=said, cluster=draft.cluster
    ) as plan:
        likely = actions.likely_duplicates(plan, by=by, progress=progress)
        plan.keep_in(_folder(draft))
        draft.counts = {outcome.value: count for outcome, count in plan.counts.items()}
    draft.likely_duplicates = [asdict(pair) for pair in likely.told[:_PAIRS_KEPT]]
    draft.likely_count = likely.count
    return draft


def note_compared(draft: ImportDraft) -> None:
    """Write what came of comparing; raises Overtaken if another job is to do so by now."""
    same = ImportDraft.objects.filter(pk=draft.pk, state=DraftState.COMPARING, job=draft.job)
    noted = same.update(
        counts=draft.counts,
        likely_duplicates=draft.likely_duplicates,
        likely_count=draft.likely_count,
        state=DraftState.COMPARED,
    )
    if not noted:
        raise Overtaken


def plan_of(draft: ImportDraft) -> Plan:
    """Return what a draft that was compared would do; close it. Raises FileNotFoundError."""
    return kept_plan(_folder(draft))


@transaction.atomic
def write(
    draft: ImportDraft,
    *,
    source: str,
    visibility: str,
    is_mapped: bool,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Have written what a draft would do, in the background.

    :param source: from where all this is, as readers will see it; "" for the import's code
    :param visibility: of the organisations that are new
    :param is_mapped: put all of the file on the sector map of the draft's cluster
    :raises NotAllowed: if `by` may not import
    :raises Busy: if it is not compared, or being written
    """
    draft = _locked(draft, by=by, may_be=(DraftState.COMPARED,))
    draft.state = DraftState.WRITING
    options = {"source": source, "visibility": visibility, "is_mapped": is_mapped}
    _queue("import.write", draft, options, by=by, now=now)


def write_now(
    draft_id: str,
    options: Mapping[str, Any],
    *,
    job: UUID,
    by: Any,
    now: dt.datetime,
    progress: Progress,
) -> ImportRun:
    """
    Write what a draft would do, in the transaction of the caller; erase it after that.

    :param job: which does it
    :raises NotAllowed: if `by` may not import for the draft's cluster (any more)
    :raises Overtaken: if that job no longer is to write it
    :raises ChangedMeanwhile: if the directory is no longer as it was when they were compared
    """
    drafts = ImportDraft.objects.select_for_update()
    draft = _taken_up(drafts, draft_id, state=DraftState.WRITING, job=job, by=by)
    with plan_of(draft) as plan:
        run = actions.import_organisations(
            plan,
            likely=_likely(draft),
            cluster=draft.cluster,
            by=by,
            now=now,
            progress=progress,
            source=options["source"],
            visibility=options["visibility"],
            is_mapped=options["is_mapped"],
        )
    draft.state, draft.run = DraftState.WRITTEN, run
    draft.save(update_fields=["state", "run"])
    transaction.on_commit(partial(_erase, draft))
    return run


def note_outdated(draft_id: str) -> None:
    """Note that a draft must be compared again, since the directory changed meanwhile."""
    drafts = ImportDraft.objects.filter(public_id=draft_id, state=DraftState.WRITING)
    drafts.update(state=DraftState.OUTDATED)


def stop(draft: ImportDraft, *, by: Any, now: dt.datetime) -> None:
    """Cancel what is done to a draft in the background; raises NoJob or TooLate."""
    if draft.job is None:
        raise NoJob
    cancel(draft.job, by=by, now=now)


@transaction.atomic
def give_up(draft: ImportDraft, *, by: Any) -> None:
    """
    Erase a draft and its file; what was written of it stays.

    :raises NotAllowed: if `by` may not import
    :raises Busy: if it is being compared or written
    """
    draft = _locked(
        draft, by=by, may_be=tuple(set(DraftState) - {DraftState.COMPARING, DraftState.WRITING})
    )
    transaction.on_commit(partial(_erase, draft))
    draft.delete()


def forget_expired(*, now: dt.datetime) -> int:
    """Erase the drafts whose time is over, with their files; return how many."""
    expired = list(ImportDraft.objects.filter(expires_at__lte=now))
    for draft in expired:
        _erase(draft)
        draft.delete()
    return len(expired)


@transaction.atomic
def undo(run: ImportRun, *, by: Any, now: dt.datetime) -> None:
    """
    Have an import undone, in the background.

    :raises NotAllowed: if `by` may not import for the cluster whose team imported it
    :raises UndoneAlready: if it has been undone
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not policies.can_undo(by, run.cluster):
        raise actions.NotAllowed
    if run.state == RunState.UNDONE:
        raise actions.UndoneAlready(_("This import was undone already."))
    job = enqueue(
        "import.undo",
        arguments={"import": run.code},
        key=f"import.undo:{run.code}",
        cluster=run.cluster.slug if run.cluster else "",
        by=by,
        now=now,
    )
    ImportRun.objects.filter(pk=run.pk).update(undoing_job=job.public_id)


def job_of(job: UUID | None, *, for_user: Any) -> Any:
    """Return a job; None if there is none, or none that `for_user` may see."""
    try:
        return get_job(job, for_user=for_user) if job else None
    except NoJob:
        return None


def stands_at(draft: ImportDraft, job: Any) -> str:
    """Return the state of a draft; what was broken off leads back to where it was begun."""
    is_broken_off = job is None or job.has_ended
    if draft.state == DraftState.COMPARING and is_broken_off:
        return DraftState.UPLOADED
    if draft.state == DraftState.WRITING and is_broken_off:
        return DraftState.COMPARED
    return draft.state


def _locked(draft: ImportDraft, *, by: Any, may_be: tuple[str, ...]) -> ImportDraft:
    # The lock comes first: of two who press at the same moment one finds it begun.
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if not policies.can_import_for(by, draft.cluster):
        raise actions.NotAllowed
    if stands_at(draft, job_of(draft.job, for_user=by)) not in may_be:
        raise Busy
    return draft


def _taken_up(
    drafts: QuerySet[ImportDraft], draft_id: str, *, state: DraftState, job: UUID, by: Any
) -> ImportDraft:
    """Return a draft for a job that may have waited for long, or was tried again much later."""
    draft = drafts.get(public_id=draft_id)
    if not policies.can_import_for(by, draft.cluster):
        raise actions.NotAllowed
    if (draft.state, draft.job) != (state, job):
        raise Overtaken
    return draft


def _queue(
    kind: str, draft: ImportDraft, options: dict[str, Any], *, by: Any, now: dt.datetime
) -> None:
    job = enqueue(
        kind,
        arguments={"draft": str(draft.public_id), **options},
        key=f"{kind}:{draft.public_id}",
        cluster=draft.cluster.slug,
        by=by,
        now=now,
    )
    draft.job = job.public_id
    draft.save()


def _said(draft: ImportDraft) -> dict[str, Column | None]:
    return {label: Column(code) if code else None for label, code in draft.columns.items()}


def _likely(draft: ImportDraft) -> LikelyDuplicates:
    told = [
        LikelyDuplicate(
            Like(**pair["one"]), Like(**pair["other"]), pair["points"], tuple(pair["reasons"])
        )
        for pair in draft.likely_duplicates
    ]
    return LikelyDuplicates(told, draft.likely_count)


def _checksum(labels: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(labels).encode("utf-8", "replace")).hexdigest()


def _remembered(draft: ImportDraft, seen: Iterable[SeenColumn]) -> dict[str, str]:
    checksum = _checksum(sorted(each.label for each in seen))
    kept = RememberedColumns.objects.filter(cluster=draft.cluster, headings=checksum).first()
    return kept.columns if kept else {}


def _remember(draft: ImportDraft, *, now: dt.datetime) -> None:
    RememberedColumns.objects.update_or_create(
        cluster=draft.cluster,
        headings=_checksum(sorted(draft.columns)),
        defaults={"columns": draft.columns, "said_at": now},
    )


def _keep(pieces: Iterable[bytes], draft: ImportDraft) -> None:
    file = _file(draft)
    file.parent.mkdir(mode=0o700, parents=True)
    size = 0
    with open(file, "xb", opener=partial(os.open, mode=0o600)) as kept:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise UnusableFile(
                    _("%(file)s is larger than %(size)d MB. Divide it, and import one by one.")
                    % {"file": draft.file_name, "size": largest_in_mebibytes()}
                )
            kept.write(piece)


def _folder(draft: ImportDraft) -> Path:
    return Path(settings.DATA_FOLDER) / "imports" / str(draft.public_id)


def _file(draft: ImportDraft) -> Path:
    # In a folder of its own: whatever it is called, it is none of ours.
    return _folder(draft) / "file" / draft.file_name


def _file_name(name: str) -> str:
    """Return a name that any file system takes; messages show it."""
    name = "".join(sign for sign in Path(name).name if sign.isprintable() and sign not in '\\/:"')
    name = name.encode("utf-8", "replace").decode("utf-8").strip(". ")
    path = Path(name or "file")
    return f"{path.stem[:_LONGEST_STEM]}{path.suffix[:10]}"


def _erase(draft: ImportDraft) -> None:
    shutil.rmtree(_folder(draft), ignore_errors=True)


__all__ = [
    "Busy",
    "Overtaken",
    "UnusableFile",
    "columns_of",
    "compare",
    "forget_expired",
    "give_up",
    "job_of",
    "plan_of",
    "stands_at",
    "stop",
    "undo",
    "upload",
    "write",
]
