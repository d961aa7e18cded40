"""The side whose need or offer it is answers; time answers where it does not."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from liaison.hub.clocks.actions import (
    cancel_clocks,
    meet_clocks,
    pause_clocks,
    start_clock,
)
from liaison.hub.interests import messages, policies
from liaison.hub.interests.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    check_names_nobody,
    locked,
    move,
    record,
    usable,
)
from liaison.hub.interests.choices import (
    ANSWER,
    CAN_BE_TAKEN_BACK_FOR,
    LATEST_NOT_NOW,
    LONGEST_NOTE,
    MORE,
    MOST_NOTES,
    SCREEN,
    TOLD_LATER,
    WAITING,
    WITH_THE_OTHER_SIDE,
    DeclineReason,
    InterestState,
    Side,
)
from liaison.hub.interests.models import Interest, InterestNote
from liaison.hub.interests.queries import colleagues_in, open_interest_of, state_for_sender
from liaison.hub.introductions.actions import (
    AlreadyProposed,
    RevealsContact,
    RevealsName,
    SameSide,
    Wish,
    introduce_agreed,
)
from liaison.hub.introductions.choices import LONGEST_BLURB, About
from liaison.hub.listings.actions import open_brief


@transaction.atomic
def accept(interest: Interest, *, by: Any, now: dt.datetime) -> Interest:
    """
    Accept it: each side learns who the other is and how to reach them.

    :raises NotAllowed: if `by` does not act for the side whose need or offer it is
    :raises TooLate: if it was answered or taken back
    """
    _check_owner(by, interest)
    accepted = locked(interest, *WITH_THE_OTHER_SIDE)
    accepted.contact = _who_still_acts(accepted)
    accepted.answered_by, accepted.answered_at = by, now
    move(accepted, InterestState.ACCEPTED, now=now)
    record("accepted", accepted, by=by, now=now)
    _end_clocks(accepted, by=by, now=now)
    open_brief(accepted.listing, accepted.organisation, by=by, now=now)
    _bring_together(accepted, by=by, now=now)
    return accepted


def _bring_together(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """
    Give each side the contact of the other, as an introduction to which both said yes.

    Where the two are being introduced already, or the words cannot stand in an introduction, each
    gets the contact by a letter of its own.
    """
    listing = interest.listing
    wish = Wish(
        blurb=f"{listing.title}\n\n{interest.brings}"[:LONGEST_BLURB],
        about_kind=About.LISTING,
        about_id=interest.public_id,
    )
    try:
        introduction = introduce_agreed(
            cluster=listing.cluster,
            asking_person=interest.contact,
            asking_organisation=interest.organisation,
            asked_person=by,
            asked_organisation=listing.organisation,
            wish=wish,
            by=by,
            now=now,
        )
    except (AlreadyProposed, RevealsContact, RevealsName, SameSide):
        transaction.on_commit(partial(messages.give_contacts, interest.pk, now=now))
        return
    interest.introduction = introduction.public_id
    move(interest, InterestState.INTRODUCED, now=now)


@transaction.atomic
def decline(
    interest: Interest, reason: str, *, tells_reason: bool, by: Any, now: dt.datetime
) -> None:
    """
    Decline it; its sender hears "not available", some minutes later.

    :param tells_reason: whether the sender may hear the reason too
    :raises NotAllowed: if `by` does not act for the side whose need or offer it is
    :raises NotUsable: if there is no such reason
    :raises TooLate: if it was answered or taken back
    """
    _check_owner(by, interest)
    if reason not in DeclineReason.values:
        raise NotUsable("reason")
    declined = locked(interest, *WITH_THE_OTHER_SIDE)
    declined.decline_reason, declined.tells_reason = reason, tells_reason
    declined.answered_by, declined.answered_at = by, now
    move(declined, InterestState.DECLINED, now=now)
    record("declined", declined, by=by, now=now, reason=reason)
    _end_clocks(declined, by=by, now=now)


@transaction.atomic
def say_not_now(interest: Interest, until: dt.date, *, by: Any, now: dt.datetime) -> None:
    """
    Put it off until a day, on which one is reminded of it.

    :raises NotAllowed: if `by` does not act for the side whose need or offer it is
    :raises NotUsable: if the day is past, or more than a year off
    :raises TooLate: if it was answered or taken back
    """
    _check_owner(by, interest)
    today = timezone.localdate(now)
    if not today < until <= today + LATEST_NOT_NOW:
        raise NotUsable("until")
    put_off = locked(interest, InterestState.FORWARDED, InterestState.MORE_INFO)
    put_off.not_now_until = until
    move(put_off, InterestState.NOT_NOW, now=now)
    record("put_off", put_off, by=by, now=now, until=until)
    _end_clocks(put_off, by=by, now=now)


@transaction.atomic
def ask_for_more(interest: Interest, said: str, *, by: Any, now: dt.datetime) -> InterestNote:
    """
    Ask its sender something, without saying who one is.

    :raises NotAllowed: if `by` does not act for the side whose need or offer it is
    :raises NotUsable, GivesContact: if the words cannot be passed on
    :raises TooLate: if it was answered or taken back, or too much was asked
    """
    _check_owner(by, interest)
    asked = locked(interest, InterestState.FORWARDED)
    text = usable(said, field="said", longest=LONGEST_NOTE)
    if asked.listing.is_anonymous:
        check_names_nobody(text, asked.listing.organisation)
    if asked.notes.count() >= MOST_NOTES:
        raise TooLate
    note = InterestNote.objects.create(interest=asked, side=Side.OWNER, by=by, at=now, said=text)
    move(asked, InterestState.MORE_INFO, now=now)
    record("asked_for_more", asked, by=by, now=now)
    pause_clocks(ANSWER, asked.public_id, by=by, now=now)
    start_clock(
        MORE,
        asked.public_id,
        cluster=asked.listing.cluster,
        organisation=asked.organisation,
        by=by,
        now=now,
    )
    transaction.on_commit(partial(messages.tell_question, note.pk, now=now))
    return note


def take_back_answer(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """
    Undo what was decided a few minutes ago, before its sender hears of it.

    :raises NotAllowed: if `by` is not of the side that decided
    :raises TooLate: if the sender was told, or soon will be, or has another one open by now
    """
    try:
        with transaction.atomic():
            _take_back_answer(interest, by=by, now=now)
    except IntegrityError as error:
        if open_interest_of(interest.listing_id, [interest.organisation]):
            raise TooLate from error
        raise


def _take_back_answer(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    decided = locked(interest, *TOLD_LATER)
    by_team = decided.state == InterestState.TURNED_DOWN
    if not (policies.can_screen(by, decided) if by_team else policies.is_owner(by, decided)):
        raise NotAllowed
    if decided.told_at is not None or now >= decided.state_since + CAN_BE_TAKEN_BACK_FOR:
        raise TooLate
    decided.answered_by = decided.answered_at = None
    decided.not_passed_on = ""
    if by_team:
        decided.screened_by = decided.screened_at = None
        move(decided, InterestState.SUBMITTED, now=now)
        start_clock(SCREEN, decided.public_id, cluster=decided.listing.cluster, by=by, now=now)
    else:
        _as_before(decided, by=by, now=now)
    record("answer_taken_back", decided, by=by, now=now)


def _as_before(decided: Interest, *, by: Any, now: dt.datetime) -> None:
    """Let it wait again: for the sender where it still did, else for the other side."""
    is_asked = state_for_sender(decided) == InterestState.MORE_INFO
    move(decided, InterestState.MORE_INFO if is_asked else InterestState.FORWARDED, now=now)
    _start_answer(decided, by=by, now=now)
    if is_asked:
        pause_clocks(ANSWER, decided.public_id, reason="more_info", by=by, now=now)


@transaction.atomic
def tell_answer(interest: Interest, *, now: dt.datetime) -> bool:
    """Tell its sender what was decided, once; return whether that was still to be done."""
    rows = Interest.objects.select_for_update(of=("self",)).filter(
        pk=interest.pk, state__in=TOLD_LATER, told_at=None
    )
    decided = rows.first()
    if decided is None or now < decided.state_since + CAN_BE_TAKEN_BACK_FOR:
        return False
    decided.told_at, decided.state_before = now, ""
    decided.save()
    cancel_clocks(MORE, decided.public_id, by=None, now=now)
    if decided.state == InterestState.NOT_NOW:
        messages.tell_not_now(decided.pk, now=now)
    else:
        messages.tell_no(decided.pk, now=now)
    return True


@transaction.atomic
def wake(interest: Interest, *, now: dt.datetime) -> bool:
    """Bring back what was "not now", on its day; return whether that was still to be done."""
    try:
        woken = locked(interest, InterestState.NOT_NOW)
    except TooLate:
        return False
    if woken.not_now_until is None or woken.not_now_until > timezone.localdate(now):
        return False
    move(woken, InterestState.FORWARDED, now=now)
    record("woken", woken, by=None, now=now)
    _start_answer(woken, by=None, now=now)
    messages.wake(woken.pk, now=now)
    return True


@transaction.atomic
def expire(interest: Interest, *, tells_owner: bool = False, now: dt.datetime) -> bool:
    """
    End it because nobody answered in time; return whether that was still to be done.

    :param tells_owner: whether it is the sender who did not answer a question of the other side
    """
    try:
        over = locked(interest, *WAITING)
    except TooLate:
        return False
    was_asked = over.state == InterestState.MORE_INFO
    move(over, InterestState.EXPIRED, now=now)
    record("expired", over, by=None, now=now)
    _end_clocks(over, by=None, now=now)
    messages.tell_expired(over.pk, now=now)
    if tells_owner and was_asked:
        messages.tell_owner_of_silence(over.pk, now=now)
    return True


def _who_still_acts(interest: Interest) -> Any:
    """Return the contact, or a colleague where they no longer act for it; TooLate for nobody."""
    colleagues = colleagues_in(interest.organisation)
    if interest.contact in colleagues:
        return interest.contact
    if not colleagues:
        raise TooLate
    return colleagues[0]


def _check_owner(by: Any, interest: Interest) -> None:
    if not policies.is_owner(by, interest):
        raise NotAllowed


def _start_answer(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    start_clock(
        ANSWER,
        interest.public_id,
        cluster=interest.listing.cluster,
        organisation=interest.listing.organisation,
        by=by,
        now=now,
    )


def _end_clocks(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """End what waits; what its sender was asked waits on until they are told of an answer."""
    if by is None:
        for kind in (SCREEN, ANSWER, MORE):
            cancel_clocks(kind, interest.public_id, by=by, now=now)
        return
    meet_clocks(ANSWER, interest.public_id, by=by, now=now)
    if interest.state not in TOLD_LATER:
        cancel_clocks(MORE, interest.public_id, by=by, now=now)
