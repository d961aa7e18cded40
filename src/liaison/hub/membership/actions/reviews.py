"""What the team and the committee do with an application: review it, vote, decide."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.accounts.choices import Role
from liaison.hub.audit.actions import record_done
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.actions import check_numbers_are_free
from liaison.hub.directory.choices import Teller
from liaison.hub.directory.editing import write_entry
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation, OrganisationRole, Place
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.membership import messages, policies
from liaison.hub.membership.actions.applications import AlreadyApplied
from liaison.hub.membership.actions.memberships import begin_membership, end_because_reopened
from liaison.hub.membership.actions.steps import (
    AlreadyMember,
    NotAllowed,
    TooLate,
    locked,
    move,
    record,
    usable,
)
from liaison.hub.membership.choices import (
    DECIDED,
    WITH_THE_CLUSTER,
    ApplicationState,
    Choice,
    DecidedBy,
    RefusalReason,
    StepKind,
)
from liaison.hub.membership.models import Admission, Application, Membership, Vote
from liaison.hub.membership.queries import (
    acts_for,
    entry_of,
    may_see,
    same_in_directory,
    tally,
)


class AlreadyVoted(Exception):
    """The person has voted, or declared a conflict of interest, in this round."""


class NotVotedYet(Exception):
    """The committee decides, and has not voted as this decision needs it."""


@transaction.atomic
def begin_review(application: Application, *, by: Any, now: dt.datetime) -> Application:
    """
    Say that the team looks into an application.

    :raises NotAllowed: if `by` is not of the team, or has a conflict of interest
    :raises TooLate: if a colleague has begun, or it was withdrawn
    """
    _check(policies.can_review(by, application))
    reviewed = locked(application, ApplicationState.SUBMITTED)
    move(reviewed, ApplicationState.UNDER_REVIEW, StepKind.REVIEW_BEGUN, by=by, now=now)
    return reviewed


@transaction.atomic
def return_for_completion(
    application: Application, *, said: str, by: Any, now: dt.datetime
) -> Application:
    """
    Give an application back and say what is missing, by e-mail too.

    :raises NotAllowed: if `by` is not of the team, or has a conflict of interest
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is no longer with the cluster
    """
    _check(policies.can_review(by, application))
    said = usable(said, is_needed=True)
    returned = locked(application, *WITH_THE_CLUSTER)
    # What was voted on is about to change.
    _start_round(returned)
    step = move(returned, ApplicationState.RETURNED, StepKind.RETURNED, said=said, by=by, now=now)
    messages.ask_to_complete(step.pk, now=now)
    return returned


@transaction.atomic
def recommend(application: Application, *, said: str, by: Any, now: dt.datetime) -> Application:
    """
    Put an application up for decision, with what the team thinks of it.

    :param said: read by those who decide, not by the applicant
    :raises NotAllowed: if `by` is not of the team, or has a conflict of interest
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is not with the team (any more)
    """
    _check(policies.can_review(by, application))
    said = usable(said, is_needed=True)
    recommended = locked(application, ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)
    move(
        recommended,
        ApplicationState.RECOMMENDED,
        StepKind.RECOMMENDED,
        said=said,
        by=by,
        now=now,
    )
    if _admission(recommended).is_by_committee:
        messages.ask_committee(recommended.pk, now=now)
    return recommended


def vote(
    application: Application, choice: Choice, *, said: str = "", by: Any, now: dt.datetime
) -> Vote:
    """
    Vote on an application, once a round.

    :raises NotAllowed: if `by` does not sit on the committee, or has a conflict of interest
    :raises NotSaid: if too much is said
    :raises TooLate: if it is not up for decision (any more)
    :raises AlreadyVoted: if `by` has voted in this round
    """
    _check(policies.can_vote(by, application))
    said = usable(said, is_needed=False)
    return _cast(
        application, ApplicationState.RECOMMENDED, choice=choice, said=said, by=by, now=now
    )


def declare_conflict(application: Application, *, said: str, by: Any, now: dt.datetime) -> Vote:
    """
    Declare a conflict of interest: `by` takes no part in this decision, nor in its preparation.

    A vote given before in this round is replaced.

    :param said: what kind of conflict; read by team and committee
    :raises NotAllowed: if `by` has no part in the decision
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is decided
    :raises AlreadyVoted: if `by` has declared it already
    """
    _check(policies.can_declare_conflict(by, application))
    said = usable(said, is_needed=True)
    return _cast(application, *WITH_THE_CLUSTER, said=said, by=by, now=now)


@transaction.atomic
def approve(
    application: Application,
    *,
    organisation: Organisation | None = None,
    said: str = "",
    by: Any,
    now: dt.datetime,
) -> Membership:
    """
    Admit the organisation: it is linked or added to the directory, and its membership begins.

    The applicant becomes its owner, and gets a word of welcome.

    :param organisation: the entry of the directory that a described organisation is; None adds it
    :raises NotAllowed: if `by` does not manage the cluster, has a conflict of interest, or may not
        see the entry
    :raises NotVotedYet: if the committee decides and has no majority for it
    :raises AlreadyMember: if the organisation is a member
    :raises TooLate: if somebody decided before
    :raises NumberTaken: if one of its numbers is that of another organisation of the directory
    """
    _check(policies.can_decide(by, application))
    said = usable(said, is_needed=False)
    approved = _locked_for_decision(application)
    # Looked at once more: a conflict may have been declared while we waited for the lock.
    _check(policies.can_decide(by, approved))
    if _is_by_committee(approved) and not _tally(approved).is_in_favour:
        raise NotVotedYet
    approved.organisation = _entry_of(approved, organisation, by=by, now=now)
    # And once more: `by` may act for the entry that was chosen.
    _check(policies.can_decide(by, approved))
    # Two decisions on two applications for one organisation take their turns here.
    Organisation.objects.select_for_update().get(pk=approved.organisation.pk)
    running = Membership.objects.running().filter(organisation=approved.organisation)
    if running.filter(cluster=approved.cluster).exists():
        raise AlreadyMember
    approved.made_owner = _make_owner(approved, by=by, now=now)
    _note_decision(approved, by=by, now=now)
    move(approved, ApplicationState.APPROVED, StepKind.APPROVED, said=said, by=by, now=now)
    membership = begin_membership(approved, by=by, now=now)
    messages.welcome(approved.pk, now=now)
    return membership


@transaction.atomic
def refuse(
    application: Application, *, reason: RefusalReason, said: str, by: Any, now: dt.datetime
) -> Application:
    """
    Refuse an application for a reason, which the applicant gets by e-mail.

    :raises NotAllowed: if `by` does not manage the cluster, or has a conflict of interest
    :raises NotSaid: if nothing is said, or too much
    :raises NotVotedYet: if the committee decides and has not voted, or voted for it
    :raises TooLate: if somebody decided before
    """
    _check(policies.can_decide(by, application))
    said = usable(said, is_needed=True)
    refused = _locked_for_decision(application)
    _check(policies.can_decide(by, refused))
    if _is_by_committee(refused) and not _tally(refused).is_against:
        raise NotVotedYet
    refused.refusal_reason = reason
    _note_decision(refused, by=by, now=now)
    step = move(refused, ApplicationState.REFUSED, StepKind.REFUSED, said=said, by=by, now=now)
    messages.tell_refusal(step.pk, now=now)
    return refused


def reopen(application: Application, *, said: str, by: Any, now: dt.datetime) -> Application:
    """
    Take a decision back for a reason: it is under review again, and everybody votes anew.

    A membership that came of it ends, and the applicant is no longer owner by it. An organisation
    that was added to the directory stays there. The applicant is told.

    :raises NotAllowed: if `by` does not manage the cluster, or has a conflict of interest
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is not decided (any more)
    :raises AlreadyApplied: if there is another application for the organisation by now
    :raises AlreadyMember: if the organisation was admitted by another application since
    """
    _check(policies.can_decide(by, application))
    said = usable(said, is_needed=True)
    try:
        with transaction.atomic():
            return _reopen(application, said=said, by=by, now=now)
    except IntegrityError as error:
        raise AlreadyApplied from error


def _reopen(application: Application, *, said: str, by: Any, now: dt.datetime) -> Application:
    reopened = locked(application, *DECIDED)
    if not reopened.applicant.is_active:
        # Nobody would be there to hear of it, or to complete it.
        raise TooLate
    end_because_reopened(reopened, said=said, by=by, now=now)
    _check_no_other_membership(reopened)
    if reopened.made_owner:
        _take_ownership_back(reopened, by=by, now=now)
    reopened.made_owner = False
    reopened.decided_by, reopened.decided_at, reopened.decided_as = None, None, ""
    reopened.refusal_reason = ""
    days = _admission(reopened).answers_within_days
    reopened.answer_due_on = (now + dt.timedelta(days=days)).date()
    _start_round(reopened)
    step = move(
        reopened, ApplicationState.UNDER_REVIEW, StepKind.REOPENED, said=said, by=by, now=now
    )
    messages.tell_reopening(step.pk, now=now)
    return reopened


@transaction.atomic
def _cast(
    application: Application,
    *states: ApplicationState,
    choice: Choice | None = None,
    said: str,
    by: Any,
    now: dt.datetime,
) -> Vote:
    """Keep a vote, or a conflict of interest where there is no choice."""
    voted_on = locked(application, *states)
    before = voted_on.votes.that_count().filter(person=by).first()
    if before and (choice or before.has_conflict):
        raise AlreadyVoted
    if before:
        before.delete()
    vote = voted_on.votes.create(
        person=by,
        round=voted_on.round,
        choice=choice or "",
        has_conflict=choice is None,
        said=said,
        at=now,
    )
    # How somebody votes is no matter of the history, that they did is.
    verb = "conflict_declared" if vote.has_conflict else "voted_on"
    record(f"membership_application.{verb}", voted_on, by=by, now=now)
    return vote


def _locked_for_decision(application: Application) -> Application:
    """Return it locked: a committee decides on what was put before it, a manager on any."""
    if _is_by_committee(application):
        return locked(application, ApplicationState.RECOMMENDED)
    return locked(application, *WITH_THE_CLUSTER)


def _note_decision(application: Application, *, by: Any, now: dt.datetime) -> None:
    application.decided_by, application.decided_at = by, now
    application.decided_as = _admission(application).decided_by or DecidedBy.MANAGER


def _entry_of(
    application: Application, chosen: Organisation | None, *, by: Any, now: dt.datetime
) -> Organisation:
    """Return the living entry of the organisation that applies, `chosen` for it or added."""
    if application.organisation is None:
        if chosen is None:
            return _add_to_directory(application, by=by, now=now)
        _check(chosen in same_in_directory(application, for_user=by))
    entry = _living(application.organisation or chosen)
    # Whoever acts for an entry shows it to the team by applying for it; nobody else can.
    was_shown = acts_for(application.applicant, entry) or _was_admitted(application)
    _check(was_shown or may_see(by, entry))
    return entry


def _was_admitted(application: Application) -> bool:
    """Say whether it was approved before, and reopened since."""
    return Membership.objects.filter(application=application).exists()


def _add_to_directory(application: Application, *, by: Any, now: dt.datetime) -> Organisation:
    # Named in the directory for everybody only where they agreed to that.
    shown_to = Visibility.PUBLIC if application.listing_consented_at else Visibility.MEMBERS
    told = ("name", "kind", "country", "city", "website")
    facts = {code: getattr(application, code) for code in told if getattr(application, code)}
    source = Teller.APPLICATION.value
    added = Organisation(source=source, visibility=shown_to, created_at=now, **facts)
    added.save()
    if application.city or application.country:
        Place.objects.create(
            organisation=added, city=application.city, country=application.country, is_main=True
        )
    further = entry_of(application.facts, country=application.country)
    check_numbers_are_free(added, further)
    write_entry(added, further, by=None, on=now.date())
    # The applicant's word; nobody has checked it.
    Provenance(added).note([*facts, *further], Verified(source, now.date()))
    added.save()
    refresh_lookup([added.pk])
    _record_on_organisation("organisation.added", added, application, by=by, now=now)
    return added


def _living(organisation: Organisation) -> Organisation:
    """Return the entry into which this one was merged, or itself."""
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation


def _make_owner(application: Application, *, by: Any, now: dt.datetime) -> bool:
    """Let the applicant answer for the organisation; says whether that is new."""
    _role, is_new = OrganisationRole.objects.get_or_create(
        person=application.applicant,
        organisation=application.organisation,
        role=Role.ORGANISATION_OWNER,
        defaults={"granted_by": by, "granted_at": now},
    )
    if is_new:
        verb = "organisation_role.granted"
        _record_on_organisation(verb, application.organisation, application, by=by, now=now)
    return is_new


def _take_ownership_back(application: Application, *, by: Any, now: dt.datetime) -> None:
    held = OrganisationRole.objects.filter(
        person=application.applicant,
        organisation=application.organisation,
        role=Role.ORGANISATION_OWNER,
    )
    if held.delete()[0]:
        verb = "organisation_role.withdrawn"
        _record_on_organisation(verb, application.organisation, application, by=by, now=now)


def _record_on_organisation(
    verb: str, organisation: Any, application: Application, *, by: Any, now: dt.datetime
) -> None:
    details = {}
    if verb.startswith("organisation_role."):
        details = {
            "person": str(application.applicant.public_id),
            "role": str(Role.ORGANISATION_OWNER),
        }
    record_done(verb, organisation.public_id, by=by, now=now, **details)


def _check_no_other_membership(application: Application) -> None:
    if application.organisation_id is None:
        return
    running = Membership.objects.running().filter(cluster=application.cluster)
    if running.filter(organisation=application.organisation_id).exists():
        raise AlreadyMember


def _start_round(application: Application) -> None:
    """Let everybody vote anew; declared conflicts of interest hold on."""
    if application.votes.filter(round=application.round).exists():
        application.round += 1


def _admission(application: Application) -> Admission:
    return Admission.objects.get(cluster=application.cluster_id)


def _is_by_committee(application: Application) -> bool:
    return _admission(application).is_by_committee


def _tally(application: Application) -> Any:
    return tally(application, list(application.votes.that_count()))


def _check(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed
