"""Taking in a file of organisations, undoing that, giving organisations out."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.audit.actions import record_event
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.provenance import Verified
from liaison.hub.lifecycle import policies, undoing
from liaison.hub.lifecycle.choices import Outcome, RunState
from liaison.hub.lifecycle.exporting import write_organisations
from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates, find_likely_duplicates
from liaison.hub.lifecycle.importing.planning import Plan, make_plan
from liaison.hub.lifecycle.importing.writing import ChangedMeanwhile, write_plan
from liaison.hub.lifecycle.models import ImportRun
from liaison.hub.lifecycle.openxeco.planning import NodePlan, node_plan
from liaison.hub.lifecycle.queries import key_of_organisation, next_code
from liaison.opendata.resolution.decisions import check_proposals

Progress = Callable[[int, int | None, str], None]
# So many likely duplicates are kept with an import.
_MOST_KEPT = 200


class NotAllowed(PermissionDenied):
    """This person may not import organisations."""


def plan_import(path: Path, *, by: Any, now: dt.datetime, progress: Progress) -> Plan:
    """
    Return what a file of organisations would do; nothing is changed. Close it when done.

    :raises NotAllowed: if `by` may not import
    :raises UnusableFile: if the file cannot be read
    :raises UnusableHeadings: if it does not say which column holds what
    """
    _check_may(by)
    return make_plan(path, this_year=now.year, progress=progress)


@contextmanager
def plan_import_from_openxeco(
    address: str,
    *,
    country: str = "",
    overwrite: bool = False,
    by: Any,
    now: dt.datetime,
    progress: Progress,
) -> Iterator[NodePlan]:
    """
    Yield what the organisations of an openXeco node would do; nothing is changed.

    :param address: of the node's public interface
    :param country: of organisations whose node tells no address; code or name, "" if unknown
    :param overwrite: change what is here from elsewhere too; else that stays, and is told
    :raises NotAllowed: if `by` may not import
    :raises UnusableNode: if the node cannot be read
    """
    _check_may(by)
    with node_plan(
        address, country=country, overwrite=overwrite, today=now.date(), progress=progress
    ) as planned:
        yield planned


def likely_duplicates(plan: Plan, *, by: Any, progress: Progress) -> LikelyDuplicates:
    """
    Return pairs of organisations that look alike, of which at least one would be new.

    :raises NotAllowed: if `by` may not import
    :raises DecisionRefused: if what people decided of such pairs cannot be read
    """
    _check_may(by)
    return find_likely_duplicates(plan, progress=progress)


class UndoneAlready(Exception):
    """The import has been undone before; the message says when."""


def import_organisations(
    plan: Plan,
    *,
    likely: LikelyDuplicates,
    by: Any,
    now: dt.datetime,
    progress: Progress,
    source: str = "",
    visibility: str = Visibility.PUBLIC,
) -> ImportRun:
    """
    Write what a plan says, all of it or nothing; refused rows are left out.

    :param likely: kept with the import, for people to judge
    :param by: who imports; None for the software
    :param source: from where all this is, as readers will see it; else the import's code
    :param visibility: of the organisations that are new
    :raises NotAllowed: if `by` may not
    :raises ChangedMeanwhile: if the directory is no longer as it was when the plan was made
    """
    _check_may(by)
    actor = str(by.public_id) if by else ""
    with transaction.atomic():
        run = _begin(plan, likely, by=by, now=now)
        write_plan(
            plan,
            run,
            visibility=visibility,
            origin=Verified(source or f"import {run.code}", on=now.date(), by=actor),
            progress=progress,
        )
        record_event(
            verb="import.written",
            subject=f"import {run.code}",
            actor=actor,
            at=now,
            details=run.counts,
        )
    return run


@transaction.atomic
def undo_import(
    run: ImportRun, *, by: Any, now: dt.datetime, progress: Progress
) -> undoing.Undoing:
    """
    Put back what an import changed and remove what it brought, but for what happened since.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    """
    _check_may(by)
    # The lock comes first: of two who undo at the same moment one finds it undone.
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    _check_not_undone(run)
    undone = undoing.undo(run, now=now, write=True, progress=progress)
    run.state, run.undone_by, run.undone_at = RunState.UNDONE, by, now
    run.save()
    record_event(
        verb="import.undone",
        subject=f"import {run.code}",
        actor=str(by.public_id) if by else "",
        at=now,
        details={kind.value: count for kind, count in undone.counts.items()},
    )
    return undone


def what_undoing_does(run: ImportRun, *, by: Any, progress: Progress) -> undoing.Undoing:
    """
    Return what undoing an import would do; nothing is changed.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    """
    _check_may(by)
    run = ImportRun.objects.get(pk=run.pk)
    _check_not_undone(run)
    return undoing.undo(run, now=run.written_at, write=False, progress=progress)


def keep_apart(
    one: str, other: str, *, because: str, by: str, now: dt.datetime, write: bool
) -> list[Any]:
    """
    Remember that two organisations are different, so that nobody is asked again.

    :param one: public id, PIC or ROR identifier of an organisation here, likewise `other`
    :param by: the name of whoever decides
    :param write: remember it; else only check that it can be
    :returns: what is new: nothing where it is remembered already
    :raises Organisation.DoesNotExist: if one of the two is not in the directory
    :raises DecisionRefused: if it cannot be remembered; the message says why
    """
    keys = key_of_organisation(one), key_of_organisation(other)
    proposals = [opendata.Proposal(*keys, opendata.Judgement.DIFFERENT, because)]
    data = Path(settings.DATA_FOLDER)
    if write:
        return list(opendata.decide(data, proposals, by=by, now=now))
    return list(check_proposals(data, proposals, by=by))


def export_organisations(path: Path, *, by: Any, progress: Progress) -> int:
    """
    Write all organisations into a file, whoever may see them on the site; return how many.

    :raises NotAllowed: if `by` may not
    :raises UnusableFile: if the file cannot be written
    """
    _check_may(by)
    return write_organisations(Organisation.objects.all(), path, progress=progress)


def _check_not_undone(run: ImportRun) -> None:
    if run.state == RunState.UNDONE:
        raise UndoneAlready(
            _("The import %(code)s was undone on %(day)s.")
            % {"code": run.code, "day": run.undone_at and run.undone_at.date().isoformat()}
        )


def _check_may(user: Any) -> None:
    if not policies.can_import(user):
        raise NotAllowed


def _begin(plan: Plan, likely: LikelyDuplicates, *, by: Any, now: dt.datetime) -> ImportRun:
    try:
        with transaction.atomic():
            return ImportRun.objects.create(
                code=next_code(plan.sha256),
                file_name=Path(plan.file_name).name[:255],
                sha256=plan.sha256,
                written_by=by,
                written_at=now,
                counts={outcome.value: plan.counts[outcome] for outcome in Outcome},
                likely_duplicates=[asdict(pair) for pair in likely.told[:_MOST_KEPT]],
            )
    except IntegrityError as error:
        # Somebody imports the same file at the same moment.
        raise ChangedMeanwhile from error
