"""Writing contacts into the register, completing and removing them, and what is done after them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils.timezone import localdate

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.queries import people_in_team
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.interactions import policies, queries
from liaison.hub.interactions.choices import (
    FOLLOW_UP,
    LISTING,
    MOST_FOLLOW_UPS,
    InteractionKind,
    InteractionState,
    NoteSeenBy,
)
from liaison.hub.interactions.links import outcome_kind
from liaison.hub.interactions.models import (
    FollowUp,
    Interaction,
    InteractionColleague,
    InteractionOrganisation,
    Outcome,
    PersonMet,
)
from liaison.hub.listings.actions import Noted, note_for, noted_erased
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import noted_for_team


class NotAllowed(PermissionDenied):
    """This person is not in the team of the cluster."""


class InTheFuture(ValueError):
    """The day has not come yet: what is planned is no contact."""


class TooLate(Exception):
    """A colleague changed the contact meanwhile."""


class TooMany(Exception):
    """The contact has as many follow-ups as may be."""


class UnknownOutcome(LookupError):
    """There is no such thing that this person may see."""


@dataclass(frozen=True)
class Written:
    """
    What somebody wrote of a contact; what is missing makes it a draft.

    :ivar happened_at: the beginning of the day unless `is_timed`; None: not said yet
    :ivar organisations: public ids, as of `colleagues` (people of the team) and `named` (named
        people of the directory who were met)
    :ivar names: of others who were met; erased after a while
    """

    kind: InteractionKind
    happened_at: dt.datetime | None
    is_timed: bool = False
    summary: str = ""
    note: str = ""
    note_seen_by: NoteSeenBy = NoteSeenBy.TEAM
    organisations: tuple[uuid.UUID, ...] = ()
    colleagues: tuple[uuid.UUID, ...] = ()
    named: tuple[uuid.UUID, ...] = ()
    names: tuple[str, ...] = ()


@transaction.atomic
def log_interaction(
    cluster: Cluster, written: Written, *, by: Any, now: dt.datetime
) -> Interaction:
    """
    Write a contact into the register of a cluster; as a draft while something is missing.

    :raises NotAllowed: if `by` is not in the cluster's team
    :raises InTheFuture: if its day has not come yet
    :raises UnknownOrganisation: if there is an organisation that `by` may not see
    """
    if not policies.can_keep_register(by, cluster):
        raise NotAllowed
    interaction = Interaction(cluster=cluster, written_by=by, written_at=now)
    _write(interaction, written, by=by, now=now)
    record("interaction.logged", interaction, by=by, now=now)
    return interaction


@transaction.atomic
def change_interaction(
    public_id: uuid.UUID, written: Written, *, version: int, by: Any, now: dt.datetime
) -> Interaction:
    """
    Write a contact anew, as somebody of the team corrected or completed it.

    A private note that only its writer sees stays as it is when somebody else does.

    :param version: of the contact that was corrected
    :raises NoInteraction: if `by` may not read it
    :raises TooLate: if somebody changed it since that version
    :raises InTheFuture: as for `log_interaction`; likewise UnknownOrganisation
    """
    interaction = queries.get_interaction(public_id, for_user=by)
    # The database decides who of two came first.
    changed = Interaction.objects.filter(pk=interaction.pk, version=version, removed_at=None)
    if not changed.update(version=F("version") + 1):
        raise TooLate
    interaction.version = version + 1
    _write(interaction, written, by=by, now=now)
    record("interaction.changed", interaction, by=by, now=now)
    return interaction


@transaction.atomic
def remove_interaction(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> Interaction:
    """Take a contact out of the register; it can be brought back for a while. NoInteraction."""
    interaction = queries.get_interaction(public_id, for_user=by)
    Interaction.objects.filter(pk=interaction.pk, removed_at=None).update(removed_at=now)
    for follow_up in interaction.follow_ups.filter(done_at=None):
        cancel_clocks(FOLLOW_UP, follow_up.public_id, by=by, now=now)
    record("interaction.removed", interaction, by=by, now=now)
    return interaction


@transaction.atomic
def bring_back(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> Interaction:
    """Undo `remove_interaction`; raises NoInteraction."""
    interaction = queries.get_removed(public_id, for_user=by)
    Interaction.objects.filter(pk=interaction.pk).update(removed_at=None)
    for follow_up in interaction.follow_ups.filter(done_at=None):
        _start_clock(follow_up, interaction, by=by, now=now)
    record("interaction.brought_back", interaction, by=by, now=now)
    return interaction


@transaction.atomic
def add_follow_up(
    public_id: uuid.UUID,
    *,
    what: str,
    owner: uuid.UUID,
    due_on: dt.date,
    by: Any,
    now: dt.datetime,
) -> FollowUp:
    """
    Note what somebody of the team does after a contact.

    :param owner: the public id of somebody of the team
    :raises NoInteraction: if `by` may not read the contact
    :raises NotAllowed: if the owner is not in the team
    :raises TooMany: if there are `MOST_FOLLOW_UPS`
    """
    interaction = queries.get_interaction(public_id, for_user=by)
    team = {person.public_id: person for person in people_in_team(interaction.cluster)}
    if owner not in team and owner != by.public_id:
        raise NotAllowed
    if interaction.follow_ups.count() >= MOST_FOLLOW_UPS:
        raise TooMany
    person = team.get(owner, by)
    added = FollowUp.objects.create(interaction=interaction, what=what, owner=person, due_on=due_on)
    _start_clock(added, interaction, by=by, now=now)
    record("interaction.follow_up_added", interaction, by=by, now=now)
    return added


@transaction.atomic
def finish_follow_up(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> FollowUp:
    """Say that a follow-up is done; a second time changes nothing. Raises NoFollowUp."""
    follow_up = queries.get_follow_up(public_id, for_user=by)
    open_ones = FollowUp.objects.filter(pk=follow_up.pk, done_at=None)
    if open_ones.update(done_at=now, done_by=by):
        meet_clocks(FOLLOW_UP, follow_up.public_id, by=by, now=now)
        record("interaction.follow_up_done", follow_up.interaction, by=by, now=now)
    return follow_up


@transaction.atomic
def reopen_follow_up(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> FollowUp:
    """Undo `finish_follow_up`; raises NoFollowUp."""
    follow_up = queries.get_follow_up(public_id, for_user=by)
    done = FollowUp.objects.filter(pk=follow_up.pk).exclude(done_at=None)
    if done.update(done_at=None, done_by=None):
        _start_clock(follow_up, follow_up.interaction, by=by, now=now)
        record("interaction.follow_up_reopened", follow_up.interaction, by=by, now=now)
    return follow_up


@transaction.atomic
def add_outcome(
    public_id: uuid.UUID, *, kind: str, what: uuid.UUID, by: Any, now: dt.datetime
) -> None:
    """
    Note what came of a contact; noted twice it stands once.

    :raises NoInteraction: if `by` may not read the contact
    :raises UnknownOutcome: if there is no such thing that `by` may see
    """
    interaction = queries.get_interaction(public_id, for_user=by)
    known = outcome_kind(kind)
    if known is None or what not in known.titles([what], by):
        raise UnknownOutcome
    _, is_new = Outcome.objects.get_or_create(
        interaction=interaction, kind=kind, what=what, defaults={"added_at": now}
    )
    if is_new:
        record("interaction.outcome_added", interaction, by=by, now=now)


@transaction.atomic
def write_down(
    public_id: uuid.UUID, organisation: uuid.UUID, noted: Noted, *, by: Any, now: dt.datetime
) -> Listing:
    """
    Write down what an organisation that was met needs or offers, as a draft of theirs.

    What was written down of the same contact under the same title, and is not taken up, is returned
    as it is.

    :param organisation: the public id of one of the contact's
    :raises NoInteraction: if `by` may not read the contact, or it is still a draft
    :raises UnknownOrganisation: if it is none of those
    :raises NotAllowed: of `listings.actions`, as all that `note_for` raises
    """
    interaction = queries.get_kept(public_id, for_user=by)
    # One at a time for each contact, so that two presses of a button write one.
    Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)
    met = queries.get_met(interaction, organisation, for_user=by)
    noted_so_far = interaction.outcomes.filter(kind=LISTING).values_list("what", flat=True)
    for same in noted_for_team(noted_so_far, for_user=by):
        is_of_them = same.organisation_id == met.pk and same.waits_to_be_taken_up
        if is_of_them and same.title == noted.words["title"]:
            return same
    listing = note_for(met, noted, cluster=interaction.cluster, by=by, now=now)
    add_outcome(public_id, kind=LISTING, what=listing.public_id, by=by, now=now)
    return listing


@transaction.atomic
def remove_outcome(
    public_id: uuid.UUID, *, kind: str, what: uuid.UUID, by: Any, now: dt.datetime
) -> None:
    """Take back that something came of a contact; raises NoInteraction."""
    interaction = queries.get_interaction(public_id, for_user=by)
    if interaction.outcomes.filter(kind=kind, what=what).delete()[0]:
        record("interaction.outcome_removed", interaction, by=by, now=now)


def forget_removed(*, before: dt.datetime) -> int:
    """Erase the contacts that were removed before a moment; return how many."""
    removed = Interaction.objects.filter(removed_at__lt=before)
    number = removed.count()
    removed.delete()
    return number


def forget_names(*, before: dt.datetime) -> int:
    """Erase the names of those met before a moment who are not named people; return how many."""
    old = PersonMet.objects.filter(named=None)
    long_ago = old.filter(interaction__happened_at__lt=before)
    never_dated = old.filter(interaction__happened_at=None, interaction__written_at__lt=before)
    return long_ago.delete()[0] + never_dated.delete()[0]


@receiver(person_leaves)
@transaction.atomic
def _let_go(sender: Any, *, person: Any, now: dt.datetime, **signal: Any) -> None:
    """
    Erase the drafts of a person who leaves, and the notes that only they saw.

    What stands in the register is the cluster's, and says of them no more than that somebody who
    has left wrote it; what they had to do waits for a colleague.
    """
    own = Interaction.objects.filter(written_by=person)
    drafts = own.filter(state=InteractionState.DRAFT)
    for planned in FollowUp.objects.filter(interaction__in=drafts, done_at=None):
        cancel_clocks(FOLLOW_UP, planned.public_id, by=None, now=now)
    drafts.delete()
    own.filter(note_seen_by=NoteSeenBy.WRITER).update(note="")
    InteractionColleague.objects.filter(person=person).delete()
    left = FollowUp.objects.filter(owner=person)
    waiting = left.filter(done_at=None, interaction__removed_at=None)
    for follow_up in waiting.select_related("interaction__cluster"):
        follow_up.owner = None
        cancel_clocks(FOLLOW_UP, follow_up.public_id, by=None, now=now)
        _start_clock(follow_up, follow_up.interaction, by=None, now=now)
    left.update(owner=None)


@receiver(noted_erased)
def _came_to_nothing(
    sender: Any, *, listing: Listing, by_the_team: bool, now: dt.datetime, **signal: Any
) -> None:
    """Have a contact say that its organisation did not keep what came of it; nothing of what."""
    came_of = Outcome.objects.filter(kind=LISTING, what=listing.public_id)
    if by_the_team:
        came_of.delete()
    else:
        came_of.update(not_kept_since=now)


def _start_clock(
    follow_up: FollowUp, interaction: Interaction, *, by: Any, now: dt.datetime
) -> None:
    """Have it wait for its owner; one that nobody has waits for the team."""
    start_clock(
        FOLLOW_UP,
        follow_up.public_id,
        cluster=interaction.cluster,
        person=follow_up.owner,
        due_on=max(follow_up.due_on, localdate(now)),
        by=by,
        now=now,
    )


def _write(interaction: Interaction, written: Written, *, by: Any, now: dt.datetime) -> None:
    if written.happened_at and localdate(written.happened_at) > localdate(now):
        raise InTheFuture
    write_contact(interaction, written, by=by)


def write_contact(
    interaction: Interaction, written: Written, *, as_draft: bool = False, by: Any
) -> None:
    """
    Have a contact say what is written of it.

    :param as_draft: whether it stays a draft even where nothing is missing
    :raises UnknownOrganisation: if there is an organisation that `by` may not see
    """
    organisations = _organisations(written.organisations, by)
    interaction.kind = written.kind
    interaction.happened_at, interaction.is_timed = written.happened_at, written.is_timed
    interaction.summary = written.summary
    if queries.may_see_note(interaction, for_user=by):
        interaction.note = written.note
        interaction.note_seen_by = written.note_seen_by
    lacks = interaction.missing(has_organisations=bool(organisations))
    is_draft = as_draft or bool(lacks)
    interaction.state = InteractionState.DRAFT if is_draft else InteractionState.KEPT
    interaction.save()
    _put_organisations(interaction, organisations, by)
    _put_colleagues(interaction, written.colleagues)
    _put_people(interaction, written)


def _organisations(public_ids: Iterable[uuid.UUID], by: Any) -> list[Organisation]:
    wanted = set(public_ids)
    visible = organisations_visible_to(by).living()
    found = list(visible.filter(public_id__in=wanted))
    if len(found) != len(wanted):
        raise Organisation.DoesNotExist
    return found


def _put_organisations(interaction: Interaction, wanted: list[Organisation], by: Any) -> None:
    """Have the contact be with these; those that `by` cannot see stay."""
    gone = interaction.with_organisations.filter(organisation__in=organisations_visible_to(by))
    gone.exclude(organisation__in=wanted).delete()
    for organisation in wanted:
        InteractionOrganisation.objects.get_or_create(
            interaction=interaction, organisation=organisation
        )


def _put_colleagues(interaction: Interaction, public_ids: Iterable[uuid.UUID]) -> None:
    wanted = set(public_ids)
    known = [each for each in people_in_team(interaction.cluster) if each.public_id in wanted]
    writer = interaction.written_by
    people = {each.pk: each for each in known} | (
        {writer.pk: writer} if writer.public_id in wanted else {}
    )
    interaction.colleagues.exclude(person__in=list(people)).delete()
    for person in people.values():
        InteractionColleague.objects.get_or_create(interaction=interaction, person=person)


def _put_people(interaction: Interaction, written: Written) -> None:
    """Have these been met; named people only of organisations that took part."""
    known = queries.people_to_meet(interaction)
    wanted = {each.pk: each for each in known if each.public_id in set(written.named)}
    interaction.people_met.filter(named__isnull=False).exclude(named__in=list(wanted)).delete()
    for person in wanted.values():
        PersonMet.objects.get_or_create(interaction=interaction, named=person)
    interaction.people_met.filter(named=None).delete()
    PersonMet.objects.bulk_create(
        PersonMet(interaction=interaction, name=name) for name in written.names
    )


def record(verb: str, interaction: Interaction, *, by: Any, now: dt.datetime) -> None:
    """Write into the history of the cluster what was done to a contact; never what it says."""
    record_done(verb, interaction.public_id, cluster=interaction.cluster.slug, by=by, now=now)
