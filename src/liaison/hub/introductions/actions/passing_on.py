"""What the team decides of a proposal, and how the two sides come to be asked."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from liaison.hub.accounts.models import User
from liaison.hub.core.written import one_line
from liaison.hub.introductions import messages, policies
from liaison.hub.introductions.actions.proposing import (
    NotAvailable,
    Wish,
    give_request_back,
    usable,
)
from liaison.hub.introductions.actions.steps import (
    NotAllowed,
    TooLate,
    answer_until,
    lock,
    move,
    note,
)
from liaison.hub.introductions.choices import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    DeclineReason,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import asked_in, has_opted_out, still_asks, who_answers_for
from liaison.hub.notifications.queries import returned_since


class NobodyToAsk(ValueError):
    """Nobody with an account answers for the organisation, or there is no usable address."""


class AddressUnknown(NotAvailable):
    """The last letter to the address came back."""


class ReasonMissing(ValueError):
    """Why a proposal is not passed on is not said, or at too great a length."""


@dataclass(frozen=True)
class Address:
    """
    Where somebody without an account is written to.

    :ivar source: from where the team has it: "their web site, under Contact"
    :ivar contact: the name of whoever reads there; may be ""
    """

    email: str
    source: str
    contact: str = ""
    language: str = "en"


@transaction.atomic
def pass_on(
    introduction: Introduction, *, to: Address | None, by: Any, now: dt.datetime
) -> Introduction:
    """
    Pass a proposal on: the asking side is asked first where somebody else proposed it.

    :param to: None for whoever answers for the asked organisation here
    :raises NotAllowed: if `by` does not manage its cluster
    :raises TooLate: if a colleague has decided on it, or the asking side has gone
    :raises NobodyToAsk: if nobody can be written to
    :raises AddressUnknown: if the last letter to that address came back
    :raises NotAvailable: if the asked side does not want to be written to
    """
    locked = lock(introduction)
    if not policies.manages(by, locked.cluster):
        raise NotAllowed
    if locked.state != State.PROPOSED or not still_asks(locked):
        raise TooLate
    _set_whom_to_ask(locked, to)
    if has_opted_out(asked_in(locked)):
        raise NotAvailable
    if locked.asking_agreed_at is None:
        move(
            locked,
            Step.VETTED,
            State.CONFIRMING,
            from_=(State.PROPOSED,),
            side=Side.TEAM,
            by=by,
            now=now,
        )
        messages.ask_to_confirm(locked, now=now)
        return locked
    note(locked, Step.VETTED, before=State.PROPOSED, side=Side.TEAM, by=by, now=now)
    _ask(locked, side=Side.TEAM, by=by, now=now)
    return locked


@transaction.atomic
def reword(introduction: Introduction, blurb: str, *, by: Any, now: dt.datetime) -> Introduction:
    """
    Change, as the team, what is passed on, before it is; its asking side reads the new words.

    :raises NotAllowed: if `by` does not manage its cluster
    :raises WordsNotUsable, RevealsContact, RevealsName: see `propose`
    :raises TooLate: if it was decided on meanwhile
    """
    if not policies.manages(by, introduction.cluster):
        raise NotAllowed
    locked = lock(introduction)
    if locked.state != State.PROPOSED:
        raise TooLate
    wish = usable(
        Wish(blurb, locked.is_anonymous, locked.described_as),
        person=locked.asking_person,
        organisation=locked.asking_organisation,
    )
    if wish.blurb == locked.blurb:
        return locked
    Introduction.objects.filter(pk=locked.pk).update(blurb=wish.blurb)
    locked.blurb = wish.blurb
    note(locked, Step.REWORDED, before=locked.state, side=Side.TEAM, by=by, now=now)
    # Who never agreed to it has not heard of it.
    if locked.asking_agreed_at is not None and locked.asking_person_id != by.pk:
        messages.tell_reworded(locked, now=now)
    return locked


@transaction.atomic
def veto(introduction: Introduction, *, reason: str, by: Any, now: dt.datetime) -> Introduction:
    """
    Do not pass a proposal on; its asking side hears that it is not possible, the team why.

    :raises NotAllowed: if `by` does not manage its cluster
    :raises ReasonMissing: if there is no reason, or one of more than LONGEST_REASON characters
    :raises TooLate: if a colleague has decided on it
    """
    if not policies.manages(by, introduction.cluster):
        raise NotAllowed
    reason = reason.replace("\x00", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonMissing
    locked = lock(introduction)
    move(
        locked,
        Step.VETOED,
        State.VETOED,
        from_=(State.PROPOSED,),
        side=Side.TEAM,
        by=by,
        now=now,
        veto_reason=reason,
    )
    give_request_back(locked)
    # Who never agreed to it has not heard of it.
    if locked.asking_agreed_at is not None:
        messages.tell_not_possible(locked, now=now)
    return locked


@transaction.atomic
def confirm(introduction: Introduction, *, by: Any, now: dt.datetime) -> Introduction:
    """
    Agree, as its asking side, to what somebody else proposed; then the other side is asked.

    :raises NotAllowed: if `by` is not its asking side, or acts for it no more
    :raises TooLate: if it was taken back, or confirmed before
    :raises NotAvailable: if the asked side does not want to be asked any more
    """
    locked = lock(introduction)
    if by.pk != locked.asking_person_id or not still_asks(locked):
        raise NotAllowed
    if locked.state != State.CONFIRMING:
        raise TooLate
    if has_opted_out(asked_in(locked)):
        raise NotAvailable
    Introduction.objects.filter(pk=locked.pk).update(asking_agreed_at=now)
    locked.asking_agreed_at = now
    note(locked, Step.CONFIRMED, before=State.CONFIRMING, side=Side.ASKING, by=by, now=now)
    _ask(locked, side=Side.ASKING, by=by, now=now)
    return locked


@transaction.atomic
def ask_again(introduction: Introduction, *, by: Any, now: dt.datetime) -> Introduction:
    """
    Ask once more after a "not now" whose day has come.

    :raises NotAllowed: if `by` is not its asking side, or acts for it no more
    :raises TooLate: if the day has not come, or it has come to an end
    :raises NotAvailable: if the asked side does not want to be asked any more
    """
    locked = lock(introduction)
    if by.pk != locked.asking_person_id or not still_asks(locked):
        raise NotAllowed
    if locked.not_now_until is None or locked.not_now_until > now.date():
        raise TooLate
    if has_opted_out(asked_in(locked)):
        raise NotAvailable
    _ask(locked, side=Side.ASKING, by=by, now=now)
    return locked


def end_unavailable(introduction: Introduction, *, now: dt.datetime) -> None:
    """End what cannot be asked any more, because the asked side does not want such letters."""
    with transaction.atomic():
        locked = lock(introduction)
        move(
            locked,
            Step.OPTED_OUT,
            State.DECLINED,
            from_=(State.CONFIRMING, State.NOT_NOW),
            side=Side.SOFTWARE,
            by=None,
            now=now,
            decline_reason=DeclineReason.OPTED_OUT,
        )
        give_request_back(locked)


def _ask(locked: Introduction, *, side: Side, by: Any, now: dt.datetime) -> None:
    """
    Write to the asked side.

    :raises AddressUnknown: if the last letter to its address came back
    :raises NotAvailable: if it does not want such letters
    """
    move(
        locked,
        Step.ASKED,
        State.ASKED,
        from_=(State.PROPOSED, State.CONFIRMING, State.NOT_NOW),
        side=side,
        by=by,
        now=now,
        asked_at=now,
        answer_until=answer_until(now),
        letter_number=locked.letter_number + 1,
        not_now_told=False,
    )
    if messages.ask_asked(locked, now=now) is None:
        person = locked.asked_person
        is_unknown = returned_since(person.email if person else locked.asked_email)
        raise AddressUnknown if is_unknown else NotAvailable


def _set_whom_to_ask(locked: Introduction, to: Address | None) -> None:
    """Write down who is asked; raises NobodyToAsk."""
    person = None
    if to is None:
        person = who_answers_for(locked)
        if person is None:
            raise NobodyToAsk
        fields: dict[str, Any] = dict.fromkeys(
            ("asked_email", "asked_email_source", "asked_contact"), ""
        )
    else:
        fields = _usable(to)
        if fields["asked_email"] == User.objects.normalize_email(_asking_address(locked)):
            raise NobodyToAsk
    fields["asked_person"] = person
    Introduction.objects.filter(pk=locked.pk).update(**fields)
    for name, value in fields.items():
        setattr(locked, name, value)


def _asking_address(introduction: Introduction) -> str:
    return introduction.asking_person.email if introduction.asking_person else ""


def _usable(to: Address) -> dict[str, Any]:
    email = User.objects.normalize_email(to.email)
    source = one_line(to.source)
    try:
        validate_email(email)
    except ValidationError as error:
        raise NobodyToAsk from error
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise NobodyToAsk
    return {
        "asked_email": email,
        "asked_email_source": source,
        "asked_contact": one_line(to.contact)[:200],
        "asked_language": to.language,
    }
