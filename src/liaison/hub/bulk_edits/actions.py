"""Choosing organisations, saying what to do to all of them, doing it, undoing it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from liaison.hub.audit.actions import record_event
from liaison.hub.bulk_edits import policies
from liaison.hub.bulk_edits.choices import LEFT_OUT, BulkState, Outcome, What
from liaison.hub.bulk_edits.models import BulkEdit, BulkEditedRow
from liaison.hub.bulk_edits.queries import counts_of, job_of
from liaison.hub.bulk_edits.ways import NothingLikeThat, Showing, Way, way_of, way_to
from liaison.hub.change_requests.actions import NeedsReview
from liaison.hub.change_requests.policies import to_review
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory import actions as directory
from liaison.hub.directory.curating import NobodyWouldSee
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.listing import Selection, all_listed
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import keys_kept_by, organisations_visible_to, sight_of
from liaison.hub.jobs.actions import enqueue

Progress = Callable[[int, int | None], None]
# More are chosen by narrowing the list further; a mistake is not to reach all of a directory.
MOST = 10_000
# So many are edited while whoever asked waits; more in the background.
AT_ONCE = 200
_PIECE = 50
KEPT_FOR = dt.timedelta(days=7)


class NotAllowed(PermissionDenied):
    """This person does not work in the team of that cluster."""


class NobodyChosen(ValueError):
    """No organisation was chosen that can be seen."""


class TooMany(ValueError):
    """More organisations were chosen than may be edited at once."""


class TooLate(Exception):
    """It was done, or undone, already."""


class NothingToDo(Exception):
    """No organisation would change."""


@transaction.atomic
def choose(
    chosen: Iterable[uuid.UUID] | Selection, *, cluster: Cluster, by: Any, now: dt.datetime
) -> BulkEdit:
    """
    Note which organisations are to be edited together; nothing is changed.

    :param chosen: their public ids, or a selection of the directory of which all are meant
    :raises NotAllowed: if `by` is not in the team of the cluster
    :raises NobodyChosen: if `by` sees none of them
    :raises TooMany: if they are more than MOST
    """
    if not policies.can_edit_together(by, cluster):
        raise NotAllowed
    ids = list(_public_ids(chosen, by=by))
    if not ids:
        raise NobodyChosen
    if len(ids) > MOST:
        raise TooMany
    edit = BulkEdit.objects.create(cluster=cluster, chosen_by=by, chosen_at=now)
    rows = [BulkEditedRow(edit=edit, organisation=each) for each in ids]
    BulkEditedRow.objects.bulk_create(rows, batch_size=_PIECE * 10)
    return edit


@transaction.atomic
def plan(edit: BulkEdit, *, what: str, value: str, by: Any) -> None:
    """
    Say what is to be done, and work out what that would change; nothing of it is done.

    :param value: as `BulkEdit.value`
    :raises NotAllowed: if it is not the draft of `by`
    :raises TooLate: if it was done already
    :raises NothingLikeThat: if that cannot be set
    """
    edit = _own_draft(edit, by=by)
    way = way_of(what, value, by=by)
    edit.what, edit.value = What(what), value
    _plan_rows(edit, way, by=by)
    edit.counts = counts_of(edit)
    edit.save(update_fields=["what", "value", "counts"])


@transaction.atomic
def do(edit: BulkEdit, *, by: Any, now: dt.datetime) -> None:
    """
    Do what was planned: some hundreds at once, more in the background.

    :raises NotAllowed: if it is not the draft of `by`
    :raises TooLate: if it was done already
    :raises NothingToDo: if nothing is planned, or nothing would change
    """
    edit = _own_draft(edit, by=by)
    number = edit.rows.filter(outcome=Outcome.PLANNED).count() if edit.what else 0
    if not number:
        raise NothingToDo
    edit.state, edit.done_at = BulkState.DOING, now
    _begin(edit, "bulk_edits.do", is_short=number <= AT_ONCE, by=by, now=now)


@transaction.atomic
def undo(edit: BulkEdit, *, by: Any, now: dt.datetime) -> None:
    """
    Take a bulk edit back; what somebody changed since stays, and is named.

    :raises NotAllowed: if `by` is not in the team of its cluster
    :raises TooLate: if it is not done, or undone already
    """
    edit = _locked(edit, by=by)
    if edit.state != BulkState.DONE and not _was_broken_off(edit, by=by):
        raise TooLate
    try:
        way_to(edit, by=by)
    except NothingLikeThat as error:
        raise NotAllowed from error
    edit.state, edit.undone_by = BulkState.UNDOING, by
    number = edit.rows.filter(outcome=Outcome.CHANGED).count()
    _begin(edit, "bulk_edits.undo", is_short=number <= AT_ONCE, by=by, now=now)


def do_now(edit_id: str, *, by: Any, now: dt.datetime, progress: Progress) -> dict[str, int]:
    """
    Do what is left to do of a bulk edit, some organisations in each transaction.

    It can be called again after it was broken off. Returns how many came to which outcome.
    """
    edit = BulkEdit.objects.get(public_id=edit_id)
    way = way_to(edit, by=by)

    def edit_one(row: BulkEditedRow) -> None:
        row.outcome, row.done = _done(way, row, by=by, now=now)

    _in_pieces(edit, Outcome.PLANNED, edit_one, progress)
    return _conclude(
        edit, BulkState.DOING, BulkState.DONE, "organisations.edited_together", by, now
    )


def undo_now(edit_id: str, *, by: Any, now: dt.datetime, progress: Progress) -> dict[str, int]:
    """Undo what is left to undo of a bulk edit; else as `do_now`."""
    edit = BulkEdit.objects.get(public_id=edit_id)
    way = way_to(edit, by=by)

    def put_back(row: BulkEditedRow) -> None:
        row.outcome = _put_back(way, row, by=by, now=now)

    _in_pieces(edit, Outcome.CHANGED, put_back, progress)
    verb = "organisations.edited_together_undone"
    return _conclude(edit, BulkState.UNDOING, BulkState.UNDONE, verb, by, now)


def forget_drafts(*, now: dt.datetime) -> int:
    """Erase what was chosen a week ago and never done; return how many bulk edits."""
    old = BulkEdit.objects.filter(state=BulkState.DRAFT, chosen_at__lt=now - KEPT_FOR)
    _number, by_model = old.delete()
    return by_model.get("bulk_edits.BulkEdit", 0)


def _public_ids(chosen: Iterable[uuid.UUID] | Selection, *, by: Any) -> Iterator[uuid.UUID]:
    """Yield the public ids of those who are chosen and seen; one more than MOST at most."""
    seen = organisations_visible_to(by).living()
    if isinstance(chosen, Selection):
        keys = islice(all_listed(chosen, for_user=by), MOST + 1)
        while some := list(islice(keys, _PIECE * 10)):
            yield from seen.filter(pk__in=some).values_list("public_id", flat=True)
    else:
        some = list(islice(dict.fromkeys(chosen), MOST + 1))
        yield from seen.filter(public_id__in=some).values_list("public_id", flat=True)


def _locked(edit: BulkEdit, *, by: Any) -> BulkEdit:
    """Return a bulk edit that nobody else touches until the transaction ends."""
    found = BulkEdit.objects.select_for_update().get(pk=edit.pk)
    if not policies.can_edit_together(by, found.cluster):
        raise NotAllowed
    return found


def _own_draft(edit: BulkEdit, *, by: Any) -> BulkEdit:
    found = _locked(edit, by=by)
    if found.chosen_by_id != by.pk:
        raise NotAllowed
    if found.state != BulkState.DRAFT:
        raise TooLate
    return found


def _was_broken_off(edit: BulkEdit, *, by: Any) -> bool:
    """Tell whether its job ended without doing all: it failed, or somebody cancelled it."""
    if edit.state not in (BulkState.DOING, BulkState.UNDOING):
        return False
    job = job_of(edit, for_user=by)
    return job is not None and job.has_ended


def _plan_rows(edit: BulkEdit, way: Way, *, by: Any) -> None:
    rows = {row.organisation: row for row in edit.rows.all()}
    for some in _some(list(rows)):
        chosen = Organisation.objects.filter(public_id__in=some)
        there = {each.public_id: each for each in chosen}
        outcomes = _outcomes(chosen, way, by=by)
        for public_id in some:
            row, organisation = rows[public_id], there.get(public_id)
            row.outcome = outcomes.get(public_id, Outcome.NO_RIGHT)
            row.seen = way.seen(organisation) if organisation else None
    BulkEditedRow.objects.bulk_update(rows.values(), ["outcome", "seen"], batch_size=_PIECE * 4)


def _outcomes(chosen: Any, way: Way, *, by: Any) -> dict[uuid.UUID, Outcome]:
    """Return what would become of each organisation that may be edited, or is kept elsewhere."""
    sight = sight_of(by)
    mine = editable_by(by).filter(pk__in=chosen.values("pk"))
    found = dict.fromkeys(_ids(mine), Outcome.PLANNED)
    if isinstance(way, Showing) and way.visibility != "public" and not by.is_superuser:
        found |= dict.fromkeys(_ids(_not_kept_by(mine, sight.team)), Outcome.HIDDEN)
    for organisation in mine.filter(pk__in=sight.own):
        if to_review(by, organisation, [way.code]):
            found[organisation.public_id] = Outcome.WAITS
    found |= dict.fromkeys(_ids(way.already(mine)), Outcome.UNCHANGED)
    elsewhere = chosen.living().exclude(pk__in=mine.values("pk"))
    return found | dict.fromkeys(_ids(elsewhere), Outcome.ELSEWHERE)


def _not_kept_by(organisations: Any, clusters: Iterable[int]) -> Any:
    for keys in keys_kept_by(clusters):
        organisations = organisations.exclude(pk__in=keys)
    return organisations


def _ids(organisations: Any) -> list[uuid.UUID]:
    return list(organisations.values_list("public_id", flat=True))


def _begin(edit: BulkEdit, kind: str, *, is_short: bool, by: Any, now: dt.datetime) -> None:
    edit.job = None
    if not is_short:
        edit.job = enqueue(
            kind,
            arguments={"edit": str(edit.public_id)},
            key=f"{kind} {edit.public_id}",
            by=by,
            now=now,
            cluster=edit.cluster.slug,
        ).public_id
    edit.save()
    if is_short:
        go = do_now if edit.state == BulkState.DOING else undo_now
        go(str(edit.public_id), by=by, now=now, progress=_tell_nobody)


def _in_pieces(
    edit: BulkEdit, outcome: Outcome, go: Callable[[BulkEditedRow], None], progress: Progress
) -> None:
    total = edit.rows.count()
    while True:
        with transaction.atomic():
            open_rows = edit.rows.filter(outcome=outcome).order_by("pk")
            piece = list(open_rows[:_PIECE])
            if not piece:
                return
            for row in piece:
                go(row)
            BulkEditedRow.objects.bulk_update(piece, ["outcome", "done"])
            touched = Organisation.objects.filter(public_id__in=[row.organisation for row in piece])
            refresh_lookup(list(touched.values_list("pk", flat=True)))
        progress(total - edit.rows.filter(outcome=outcome).count(), total)


def _done(way: Way, row: BulkEditedRow, *, by: Any, now: dt.datetime) -> tuple[Outcome, Any]:
    try:
        done = way.do(row.organisation, row.seen, by=by, now=now)
    except (directory.NotAllowed, Organisation.DoesNotExist):
        return Outcome.NO_RIGHT, None
    except directory.ChangedMeanwhile:
        return Outcome.MEANWHILE, None
    except NeedsReview:
        return Outcome.WAITS, None
    except NobodyWouldSee:
        return Outcome.HIDDEN, None
    return (Outcome.UNCHANGED if done is None else Outcome.CHANGED), done


def _put_back(way: Way, row: BulkEditedRow, *, by: Any, now: dt.datetime) -> Outcome:
    try:
        is_back = way.put_back(row.organisation, row.done, by=by, now=now)
    except (
        *(directory.NotAllowed, directory.ChangedMeanwhile, Organisation.DoesNotExist),
        *(NeedsReview, NobodyWouldSee),
    ):
        return Outcome.KEPT
    return Outcome.PUT_BACK if is_back else Outcome.KEPT


@transaction.atomic
def _conclude(
    edit: BulkEdit, was: BulkState, state: BulkState, verb: str, by: Any, now: dt.datetime
) -> dict[str, int]:
    edit.state, edit.counts = state, counts_of(edit)
    values: dict[str, Any] = {"state": state, "counts": edit.counts}
    if state == BulkState.UNDONE:
        values["undone_at"] = now
    if BulkEdit.objects.filter(pk=edit.pk, state=was).update(**values):
        record_event(
            verb=verb,
            subject=str(edit.public_id),
            actor=str(by.public_id),
            at=now,
            cluster=edit.cluster.slug,
            details={"what": edit.what, "value": edit.value, **edit.counts},
        )
    return edit.counts


def left_out(counts: dict[str, int]) -> int:
    """Return of how many organisations a person should know why they are left out."""
    return sum(counts.get(outcome, 0) for outcome in LEFT_OUT)


def _some(ids: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    each = iter(ids)
    while some := list(islice(each, _PIECE * 10)):
        yield some


def _tell_nobody(done: int, total: int | None) -> None:
    """Whoever waits for the page is told by it."""
