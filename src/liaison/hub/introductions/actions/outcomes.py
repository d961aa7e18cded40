"""What comes after: silence that ends, whether two met, what it came to, and forgetting."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal, receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.introductions import messages, policies
from liaison.hub.introductions.actions.proposing import cancel_by_itself
from liaison.hub.introductions.actions.steps import NotAllowed, TooLate, lock, move
from liaison.hub.introductions.choices import (
    FOLLOW_UPS,
    KEPT_FOR,
    OPEN,
    RELEASED,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.models import Introduction, RelayedMessage
from liaison.hub.introductions.queries import side_of, still_asks, still_speaks, waits_for_answer
from liaison.hub.partner_search.choices import Outcome

# Sent, in the transaction in which somebody says what an introduction came to: `introduction`,
# `outcome`, `by` (None for who has no account), `now`.
outcome_said = Signal()

# Nothing more is to be asked of a side that said one of these.
_FINAL = (Outcome.WORKING_TOGETHER, Outcome.NO_FIT)


@transaction.atomic
def expire(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    End an introduction whose asked side let its time pass, and tell the asking side.

    Harmless to repeat.

    :returns: whether it was ended now
    """
    locked = lock(introduction)
    if locked.state != State.ASKED or waits_for_answer(locked, now=now):
        return False
    move(
        locked,
        Step.EXPIRED,
        State.EXPIRED,
        from_=(State.ASKED,),
        side=Side.SOFTWARE,
        by=None,
        now=now,
    )
    messages.tell_no_answer(locked, now=now)
    return True


@transaction.atomic
def let_lapse(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Take back what somebody proposed for an asking side that did not say whether it wants it.

    Harmless to repeat.

    :returns: whether it was taken back now
    """
    locked = lock(introduction)
    if locked.state != State.CONFIRMING:
        return False
    cancel_by_itself(locked, now=now)
    messages.tell_team_of_lapse(locked, now=now)
    return True


@transaction.atomic
def tell_may_ask_again(introduction: Introduction, *, now: dt.datetime) -> bool:
    """Tell the asking side, once, that the day of a "not now" has come; return whether now."""
    locked = lock(introduction)
    waiting = Introduction.objects.filter(
        pk=locked.pk, state=State.NOT_NOW, not_now_until__lte=now.date(), not_now_told=False
    )
    if not waiting.update(not_now_told=True):
        return False
    messages.tell_may_ask_again(locked, now=now)
    return True


@transaction.atomic
def follow_up(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Ask both sides what came of it, when one of FOLLOW_UPS has passed; harmless to repeat.

    :returns: whether a letter was due now
    """
    locked = lock(introduction)
    if locked.state not in RELEASED or locked.released_at is None:
        return False
    due = sum(locked.released_at + pause <= now for pause in FOLLOW_UPS)
    if due <= locked.follow_ups:
        return False
    Introduction.objects.filter(pk=locked.pk).update(follow_ups=due)
    said = {Side.ASKING: locked.outcome_of_asking, Side.ASKED: locked.outcome_of_asked}
    for side, outcome in said.items():
        if outcome not in _FINAL and _may_be_asked(locked, side):
            messages.ask_what_came(locked, side, number=due, now=now)
    return True


@transaction.atomic
def say_outcome(
    introduction: Introduction,
    *,
    side: Side,
    outcome: str,
    by: Any,
    now: dt.datetime,
) -> Introduction:
    """
    Say, for one side, what an introduction came to; what is said later counts.

    :param side: whose word it is; a person signed in gives their own, the team what it was told,
        and whoever holds a link, with `by` None, that of the side the link was sent to
    :param outcome: a code of Outcome
    :raises ValueError: if there is no such outcome
    :raises NotAllowed: if `by` neither takes part on this side nor manages its cluster
    :raises TooLate: if contacts are not released
    """
    outcome = Outcome(outcome)
    locked = lock(introduction)
    speaker = _speaker(locked, side, by)
    if locked.state not in RELEASED:
        raise TooLate
    met = outcome in (Outcome.MET, *_FINAL)
    field = "outcome_of_asking" if side == Side.ASKING else "outcome_of_asked"
    setattr(locked, field, outcome)
    known = {locked.outcome_of_asking, locked.outcome_of_asked}
    is_closed = bool(known & set(_FINAL)) or known == {Outcome.NO_ANSWER}
    has_met = met or locked.met_on is not None
    state = State.CLOSED if is_closed else State.MET if has_met else State.ACCEPTED
    move(
        locked,
        Step.OUTCOME,
        state,
        from_=RELEASED,
        side=speaker,
        by=by,
        now=now,
        met_on=locked.met_on or (now.date() if met else None),
        **{field: outcome},
    )
    outcome_said.send(sender=Introduction, introduction=locked, outcome=outcome, by=by, now=now)
    return locked


@transaction.atomic
def forget_what_has_served(*, now: dt.datetime) -> int:
    """Erase words and addresses of introductions that ended long ago; return of how many."""
    served = Introduction.objects.whose_words_have_served(now - KEPT_FOR)
    forgotten = served.count()
    RelayedMessage.objects.filter(introduction__in=served.values("pk")).delete()
    served.update(
        blurb="",
        described_as="",
        asked_email="",
        asked_email_source="",
        asked_contact="",
        veto_reason="",
    )
    return forgotten


def keep_until(introduction: Introduction, day: dt.date | None) -> None:
    """Keep its words and addresses until a day at least, as something of it runs; None: no more."""
    Introduction.objects.filter(pk=introduction.pk).update(kept_until=day)


@receiver(person_leaves)
@transaction.atomic
def let_go_of_introductions(sender: Any, *, person: Any, now: dt.datetime, **signal: Any) -> None:
    """End what is open of a person who leaves, and erase what they wrote and who they were."""
    theirs = Q(asking_person=person) | Q(asked_person=person) | Q(asked_email=person.email)
    own = Introduction.objects.filter(theirs)
    for introduction in own.filter(state__in=OPEN):
        locked = lock(introduction)
        cancel_by_itself(locked, now=now)
    asked_for = Introduction.objects.filter(asking_person=person)
    asked_for.update(asking_person=None, blurb="", described_as="")
    RelayedMessage.objects.filter(by=person).delete()
    Introduction.objects.filter(asked_person=person).update(asked_person=None)
    # Where the team had their address from elsewhere; no letter leads there any more.
    by_letter = Introduction.objects.filter(asked_email=person.email)
    by_letter.update(asked_email="", asked_email_source="", asked_contact="")


def _speaker(locked: Introduction, side: Side, by: Any) -> Side:
    """Return who speaks; raises NotAllowed."""
    if by is None or side_of(locked, for_user=by) == side:
        return side
    if not policies.manages(by, locked.cluster):
        raise NotAllowed
    return Side.TEAM


def _may_be_asked(introduction: Introduction, side: Side) -> bool:
    person = introduction.person_on(side)
    if person is None:
        return side == Side.ASKED and bool(introduction.asked_email)
    speaks = still_asks if side == Side.ASKING else still_speaks
    return person.is_active and speaks(introduction)
