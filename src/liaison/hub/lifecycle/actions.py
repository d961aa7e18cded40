"""Taking in a file of organisations, giving them out, making one of two; and undoing that."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.audit.actions import record_event
from liaison.hub.clusters.models import Cluster
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.actions import (
    organisation_merger_undone,
    organisations_are_merged,
    organisations_merged,
)
from liaison.hub.directory.choices import NameKind, State
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.provenance import Verified
from liaison.hub.identities.actions import NoReasonGiven, checked_reason
from liaison.hub.lifecycle import policies, undoing
from liaison.hub.lifecycle.choices import MergerState, Outcome, RunState
from liaison.hub.lifecycle.exporting import write_organisations
from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates, find_likely_duplicates
from liaison.hub.lifecycle.importing.headings import Said
from liaison.hub.lifecycle.importing.planning import Plan, make_plan
from liaison.hub.lifecycle.importing.writing import ChangedMeanwhile, write_plan
from liaison.hub.lifecycle.merging.planning import MergePlan, plan_merge
from liaison.hub.lifecycle.merging.taking_apart import (
    Apart,
    CannotTakeApart,
    GoneSince,
    MergedOnSince,
    take_apart,
)
from liaison.hub.lifecycle.merging.writing import write_merge
from liaison.hub.lifecycle.models import ImportRun, Merger
from liaison.hub.lifecycle.openxeco.planning import NodePlan, node_plan
from liaison.hub.lifecycle.openxeco.taxonomies import (
    PlannedTaxonomy,
    TaxonomyChanged,
    take_taxonomies_back,
    write_taxonomies,
)
from liaison.hub.lifecycle.queries import key_of_organisation, mergeable, next_code
from liaison.opendata.resolution.decisions import check_proposals

Progress = Callable[[int, int | None, str], None]
# So many likely duplicates are kept with an import.
_MOST_KEPT = 200


class NotAllowed(PermissionDenied):
    """This person may not import or merge organisations."""


def plan_import(
    path: Path,
    *,
    by: Any,
    now: dt.datetime,
    progress: Progress,
    said: Said | None = None,
    cluster: Cluster | None = None,
) -> Plan:
    """
    Return what a file of organisations would do; nothing is changed. Close it when done.

    Rows that would change what only other clusters keep are refused.

    :param said: what people say that columns hold, by label; else their headings tell
    :param cluster: whose team imports; None for those who run the installation
    :raises NotAllowed: if `by` may not import
    :raises UnusableFile: if the file cannot be read
    :raises UnusableHeadings: if it does not say which column holds what
    """
    _check_may(by)
    year = now.year
    return make_plan(
        path, this_year=year, progress=progress, said=said, for_user=by, cluster=cluster
    )


@contextmanager
def plan_import_from_openxeco(
    address: str,
    *,
    country: str = "",
    overwrite: bool = False,
    taxonomies_for: Cluster | None = None,
    by: Any,
    now: dt.datetime,
    progress: Progress,
) -> Iterator[NodePlan]:
    """
    Yield what the organisations of an openXeco node would do; nothing is changed.

    :param address: of the node's public interface
    :param country: of organisations whose node tells no address; code or name, "" if unknown
    :param overwrite: change what is here from elsewhere too; else that stays, and is told
    :param taxonomies_for: the cluster to whose taxonomies those of the node come; None for none
    :raises NotAllowed: if `by` may not import
    :raises UnusableNode: if the node cannot be read
    """
    _check_may(by)
    with node_plan(
        address,
        country=country,
        overwrite=overwrite,
        today=now.date(),
        progress=progress,
        taxonomies_for=taxonomies_for,
    ) as planned:
        yield planned


def likely_duplicates(plan: Plan, *, by: Any, progress: Progress) -> LikelyDuplicates:
    """
    Return pairs of organisations that look alike, of which at least one would be new.

    :raises NotAllowed: if `by` may not import
    :raises DecisionRefused: if what people decided of such pairs cannot be read
    """
    _check_may(by)
    return find_likely_duplicates(plan, progress=progress, for_user=by)


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
    cluster: Cluster | None = None,
    is_mapped: bool = False,
    taxonomies: Iterable[PlannedTaxonomy] = (),
    taxonomies_for: Cluster | None = None,
) -> ImportRun:
    """
    Write what a plan says, all of it or nothing; refused rows are left out.

    :param likely: kept with the import, for people to judge
    :param by: who imports; None for the software
    :param source: from where all this is, as readers will see it; else the import's code
    :param visibility: of the organisations that are new
    :param cluster: whose team imports; None for those who run the installation
    :param is_mapped: put all organisations of the file on the sector map of `cluster`
    :param taxonomies: that come with the organisations, to those of the cluster `taxonomies_for`
    :raises NotAllowed: if `by` may not
    :raises ChangedMeanwhile: if the directory is no longer as it was when the plan was made
    """
    _check_may(by)
    actor = str(by.public_id) if by else ""
    with transaction.atomic():
        run = _begin(plan, likely, cluster=cluster, by=by, now=now)
        if taxonomies_for:
            _bring(taxonomies, run, cluster=taxonomies_for, source=source, now=now)
        write_plan(
            plan,
            run,
            visibility=visibility,
            origin=Verified(source or f"import {run.code}", on=now.date(), by=actor),
            progress=progress,
            map_of=cluster if is_mapped else None,
        )
        record_event(
            verb="import.written",
            subject=f"import {run.code}",
            actor=actor,
            at=now,
            cluster=cluster.slug if cluster else "",
            details=run.counts,
        )
    return run


@transaction.atomic
def undo_import(
    run: ImportRun, *, by: Any, now: dt.datetime, progress: Progress
) -> undoing.Undoing:
    """
    Put back what an import changed and remove what it brought, but for what happened since.

    What `by` may not edit (any more) stays too.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    """
    # The lock comes first: of two who undo at the same moment one finds it undone.
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    _check_may_undo(by, run)
    _check_not_undone(run)
    undone = undoing.undo(run, by=by, now=now, write=True, progress=progress)
    undone.taxonomies_kept = take_taxonomies_back(run, write=True)
    run.state, run.undone_by, run.undone_at = RunState.UNDONE, by, now
    run.save()
    record_event(
        verb="import.undone",
        subject=f"import {run.code}",
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=run.cluster.slug if run.cluster else "",
        details={kind.value: count for kind, count in undone.counts.items()},
    )
    return undone


def what_undoing_does(run: ImportRun, *, by: Any, progress: Progress) -> undoing.Undoing:
    """
    Return what undoing an import would do; nothing is changed.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    """
    run = ImportRun.objects.get(pk=run.pk)
    _check_may_undo(by, run)
    _check_not_undone(run)
    undone = undoing.undo(run, by=by, now=run.written_at, write=False, progress=progress)
    undone.taxonomies_kept = take_taxonomies_back(run, write=False)
    return undone


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
    if write:
        return list(opendata.decide(_data(), proposals, by=by, now=now))
    return list(check_proposals(_data(), proposals, by=by))


def export_organisations(path: Path, *, by: Any, progress: Progress) -> int:
    """
    Write all organisations into a file, whoever may see them on the site; return how many.

    :raises NotAllowed: if `by` may not
    :raises UnusableFile: if the file cannot be written
    """
    _check_may(by)
    return write_organisations(Organisation.objects.all(), path, progress=progress)


class MergedAlready(Exception):
    """One of the two is merged into another by now; somebody was faster."""


class ChangedSinceSeen(Exception):
    """Somebody changed one of the two since the preview was shown."""


class ActsForOne(Exception):
    """Who acts for one of the two would come to act for both; another person merges them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You act for one of the two yourself, so you may not merge them. Please ask another"
                " cluster manager, or those who run this site."
            )
        )


class NumbersDiffer(Exception):
    """Each has a number of which an organisation has one; merging them must be confirmed."""


class MoreWouldSee(Exception):
    """The absorbed one is less open than the kept one; merging them must be confirmed."""


def preview_merge(kept: UUID, absorbed: UUID, *, by: Any) -> MergePlan:
    """
    Return what merging two organisations would do; nothing is changed.

    :raises NotAllowed: if `by` may not merge
    :raises Organisation.DoesNotExist: if one is not there, not to be edited by `by`, or merged
    """
    _check_may_merge(by)
    seen = mergeable(for_user=by)
    return plan_merge(*(seen.get(public_id=each).pk for each in (kept, absorbed)))


def merge_organisations(
    kept: UUID,
    absorbed: UUID,
    *,
    because: str,
    by: Any,
    now: dt.datetime,
    seen: str | None = None,
    despite_numbers: bool = False,
    despite_visibility: bool = False,
    name_becomes: str = NameKind.ALIAS,
) -> Merger:
    """
    Make two organisations one: `kept` gets what it lacks of `absorbed`, and all that leads there.

    :param seen: the mark of the preview that was shown; None if none was
    :param despite_numbers: merge them although both have a number of which one has only one
    :param despite_visibility: merge them although more people will see what `absorbed` tells
    :raises NotAllowed: if `by` may not, or may not edit both
    :raises ActsForOne: if `by` acts for one of the two, and does not run the installation
    :raises MergedAlready: if one of the two is merged into another by now
    :raises ChangedSinceSeen: if somebody changed one of the two since the preview
    :raises NumbersDiffer: if their numbers differ and that is not confirmed
    :raises MoreWouldSee: if `absorbed` is less open than `kept` and that is not confirmed
    :raises NoReasonGiven: if there is no reason, or one that is too long
    :raises DecisionRefused: if that they are the same cannot be remembered; the message says why
    """
    _check_may_merge(by)
    because = checked_reason(because)
    with transaction.atomic():
        # First: what is changed here moves as it is then, and comes back so.
        organisations_are_merged.send(
            sender=Organisation, kept=kept, absorbed=absorbed, by=by, now=now
        )
        plan = _locked_plan(kept, absorbed, by=by)
        if seen is not None and seen != plan.seen:
            raise ChangedSinceSeen
        if plan.numbers and not despite_numbers:
            raise NumbersDiffer
        if plan.is_opening and not despite_visibility:
            raise MoreWouldSee
        keys = key_of_organisation(str(kept)), key_of_organisation(str(absorbed))
        merger = Merger(
            kept=kept,
            absorbed=absorbed,
            kept_name=plan.kept.organisation.name,
            absorbed_name=plan.absorbed.organisation.name,
            because=because,
            merged_by=by,
            merged_at=now,
            done=write_merge(plan, name_becomes=name_becomes, now=now),
        )
        merger.save()
        record_event(
            verb="organisation.merged",
            subject=str(absorbed),
            actor=str(by.public_id),
            at=now,
            details={"into": str(kept), "moved": len(plan.moving)},
        )
        organisations_merged.send(
            sender=Organisation,
            kept=plan.kept.organisation,
            absorbed=plan.absorbed.organisation,
            by=by,
            now=now,
        )
        # Last: a file knows no way back, while the merger is undone when this is refused.
        proposal = opendata.Proposal(*keys, opendata.Judgement.SAME, because)
        for decision in opendata.decide(_data(), [proposal], by=str(by.public_id), now=now):
            merger.decision = decision.number
            merger.save(update_fields=["decision"])
    return merger


def undo_merge(merger: Merger, *, by: Any, now: dt.datetime) -> Apart:
    """
    Take apart again what was merged, but for what people changed since.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    :raises CannotTakeApart: if one of the two is gone, or the kept one was merged on since
    :raises DecisionRefused: if that they are the same cannot be withdrawn; the message says why
    """
    _check_may_merge(by)
    with transaction.atomic():
        merger = Merger.objects.select_for_update().get(pk=merger.pk)
        _check_merged(merger)
        apart = take_apart(merger, now=now, write=True)
        merger.state, merger.undone_by, merger.undone_at = MergerState.UNDONE, by, now
        merger.save()
        record_event(
            verb="organisation.merger_undone",
            subject=str(merger.absorbed),
            actor=str(by.public_id),
            at=now,
            details={"from": str(merger.kept), "left": len(apart.fields) + len(apart.rows)},
        )
        organisation_merger_undone.send(
            sender=Organisation, kept=merger.kept, absorbed=merger.absorbed, by=by, now=now
        )
        _withdraw(merger, by=by, now=now)
    return apart


def what_undoing_a_merge_does(merger: Merger, *, by: Any) -> Apart:
    """
    Return what undoing a merger would do; nothing is changed.

    :raises NotAllowed: if `by` may not
    :raises UndoneAlready: if it has been undone
    :raises CannotTakeApart: if one of the two is gone, or the kept one was merged on since
    """
    _check_may_merge(by)
    _check_merged(merger)
    return take_apart(merger, now=merger.merged_at, write=False)


def say_different(one: UUID, other: UUID, *, because: str, by: Any, now: dt.datetime) -> None:
    """
    Remember that two organisations are different, so that nobody is asked again.

    :raises NotAllowed: if `by` may not merge, or may not edit both
    :raises NoReasonGiven: if there is no reason, or one that is too long
    :raises DecisionRefused: if it cannot be remembered; the message says why
    """
    _check_may_merge(by)
    because = checked_reason(because)
    if mergeable(for_user=by).filter(public_id__in=[one, other]).count() != 2:
        raise NotAllowed
    with transaction.atomic():
        record_event(
            verb="organisations.kept_apart",
            subject=str(one),
            actor=str(by.public_id),
            at=now,
            details={"other": str(other)},
        )
        keep_apart(str(one), str(other), because=because, by=str(by.public_id), now=now, write=True)


def _locked_plan(kept: UUID, absorbed: UUID, *, by: Any) -> MergePlan:
    """Return what a merger does; nobody else changes the two until the transaction ends."""
    keys = dict(
        Organisation.objects.filter(public_id__in=[kept, absorbed]).values_list("public_id", "pk")
    )
    if len(keys) < 2:
        raise NotAllowed
    plan = plan_merge(keys[kept], keys[absorbed], for_change=True)
    both = (plan.kept.organisation, plan.absorbed.organisation)
    if any(each.state == State.MERGED for each in both):
        raise MergedAlready
    if mergeable(for_user=by).filter(pk__in=[each.pk for each in both]).count() < 2:
        raise NotAllowed
    if policies.is_judge_in_own_cause(by, both):
        raise ActsForOne
    return plan


def _withdraw(merger: Merger, *, by: Any, now: dt.datetime) -> None:
    if merger.decision is None:
        return
    # Somebody may have taken it back by itself.
    with suppress(opendata.NotHeld):
        opendata.withdraw(
            _data(), merger.decision, because=merger.because, by=str(by.public_id), now=now
        )


def _check_merged(merger: Merger) -> None:
    if merger.state == MergerState.UNDONE:
        raise UndoneAlready(
            _("This was undone on %(day)s.")
            % {"day": merger.undone_at and merger.undone_at.date().isoformat()}
        )


def _check_may_merge(user: Any) -> None:
    if not policies.can_merge(user):
        raise NotAllowed


def _data() -> Path:
    return Path(settings.DATA_FOLDER)


def _check_not_undone(run: ImportRun) -> None:
    if run.state == RunState.UNDONE:
        raise UndoneAlready(
            _("The import %(code)s was undone on %(day)s.")
            % {"code": run.code, "day": run.undone_at and run.undone_at.date().isoformat()}
        )


def _check_may(user: Any) -> None:
    if not policies.can_import(user):
        raise NotAllowed


def _check_may_undo(user: Any, run: ImportRun) -> None:
    if not policies.can_undo(user, run.cluster):
        raise NotAllowed


def _bring(
    taxonomies: Iterable[PlannedTaxonomy],
    run: ImportRun,
    *,
    cluster: Cluster,
    source: str,
    now: dt.datetime,
) -> None:
    try:
        write_taxonomies(taxonomies, run, cluster=cluster, source=source, now=now)
    except TaxonomyChanged as error:
        raise ChangedMeanwhile from error


def _begin(
    plan: Plan,
    likely: LikelyDuplicates,
    *,
    cluster: Cluster | None,
    by: Any,
    now: dt.datetime,
) -> ImportRun:
    try:
        with transaction.atomic():
            return ImportRun.objects.create(
                code=next_code(plan.sha256),
                file_name=Path(plan.file_name).name[:255],
                sha256=plan.sha256,
                cluster=cluster,
                written_by=by,
                written_at=now,
                counts={outcome.value: plan.counts[outcome] for outcome in Outcome},
                likely_duplicates=[asdict(pair) for pair in likely.told[:_MOST_KEPT]],
            )
    except IntegrityError as error:
        # Somebody imports the same file at the same moment.
        raise ChangedMeanwhile from error


__all__ = [
    "ActsForOne",
    "Apart",
    "CannotTakeApart",
    "ChangedSinceSeen",
    "GoneSince",
    "MergedAlready",
    "MergedOnSince",
    "MoreWouldSee",
    "NoReasonGiven",
    "NotAllowed",
    "NumbersDiffer",
    "UndoneAlready",
    "export_organisations",
    "import_organisations",
    "keep_apart",
    "likely_duplicates",
    "merge_organisations",
    "plan_import",
    "preview_merge",
    "say_different",
    "undo_import",
    "undo_merge",
    "what_undoing_a_merge_does",
    "what_undoing_does",
]
