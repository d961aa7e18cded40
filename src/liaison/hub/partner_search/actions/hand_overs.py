"""Putting a need into the hands of the cluster team, and what the team does with it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from liaison.hub.audit.actions import record_event
from liaison.hub.clocks.actions import cancel_clocks, keep_clock
from liaison.hub.clocks.choices import ClockState
from liaison.hub.directory.queries import current_id, current_ids, get_organisation
from liaison.hub.partner_search import messages, policies
from liaison.hub.partner_search.actions.feedback import (
    VISITOR,
    NotAllowed,
    check_comes_from,
    forget,
    lock_own,
    put,
    record_feedback,
)
from liaison.hub.partner_search.choices import (
    HAND_OVER_CLOCK,
    LONGEST_MESSAGE,
    REQUESTS_PER_ORGANISATION,
    FeedbackState,
    HandOverKind,
    HandOverState,
)
from liaison.hub.partner_search.models import (
    Exclusion,
    HandOver,
    IntroductionRequest,
    Search,
    SoughtOrganisation,
)


class AskedTooOften(Exception):
    """The organisation was asked for as often as the cluster lets anyone be, for the time being."""


class IsExcluded(Exception):
    """The person, or the cluster, has excluded the organisation."""


class AlreadyHandedOver(Exception):
    """The team has this need already, and has not answered yet."""


class AddressNotUsable(ValueError):
    """Someone without an account must say at which e-mail address to answer."""


class MessageNotUsable(ValueError):
    """The text is longer than LONGEST_MESSAGE characters, or an answer says nothing."""


class TooLate(Exception):
    """It was taken, answered or taken back in the meantime."""


@transaction.atomic
def ask_for_introduction(
    search: Search,
    organisation_id: str,
    *,
    message: str,
    by: Any,
    browser_key: str = "",
    now: dt.datetime,
) -> HandOver:
    """
    Ask the cluster team to introduce `by` to an organisation; the team may read the need for that.

    :raises NotAllowed: if it is not the search of `by`, or `by` has no account
    :raises MessageNotUsable: if the message is too long
    :raises UnknownOrganisation: if open data knows no such organisation
    :raises NotFromHere: if it was set aside in this search, or asked for before
    :raises IsExcluded: if the person or the cluster has excluded it
    :raises AskedTooOften: if people of the cluster asked for it as often as the cap allows
    """
    message = _usable(message)
    if not by.is_authenticated:
        raise NotAllowed
    search = lock_own(search, by=by, browser_key=browser_key)
    # Under the id that the evidence has it by now: the page may have been open for long.
    organisation_id = get_organisation(organisation_id, for_user=by).id
    before = check_comes_from(
        search, organisation_id, FeedbackState.INTRODUCED, by=by, browser_key=browser_key
    )
    excluded = Exclusion.objects.that_concern(by, cluster_id=search.cluster_id)
    if organisation_id in current_ids(excluded.values_list("organisation_id", flat=True)):
        raise IsExcluded
    request = count_request(organisation_id, cluster_id=search.cluster_id, now=now)
    put(search, organisation_id, {"state": FeedbackState.INTRODUCED}, by=by, now=now)
    record_feedback("feedback.introduction_asked_for", search, organisation_id, by=by, now=now)
    hand_over = HandOver.objects.create(
        search=search,
        kind=HandOverKind.INTRODUCTION,
        organisation_id=organisation_id,
        message=message,
        person=by,
        request=request,
        was_shortlisted=before == FeedbackState.SHORTLISTED,
        created_at=now,
    )
    _record("hand_over.made", hand_over, by=by, now=now)
    keep_hand_over_clock(hand_over, by=by, now=now)
    return hand_over


def hand_over(
    search: Search,
    *,
    message: str,
    email: str = "",
    by: Any,
    browser_key: str = "",
    now: dt.datetime,
) -> HandOver:
    """
    Ask the cluster team to help where nobody fits; the team may read the need for that.

    :param email: where to answer someone without an account; not used for others
    :raises NotAllowed: if it is not the search of `by`
    :raises AddressNotUsable: if someone without an account gives no address, or none that works
    :raises MessageNotUsable: if the message is too long
    :raises AlreadyHandedOver: if the team has this need and has not answered yet
    """
    message = _usable(message)
    person, email = (by, "") if by.is_authenticated else (None, _usable_address(email))
    try:
        with transaction.atomic():
            search = lock_own(search, by=by, browser_key=browser_key)
            handed_over = HandOver.objects.create(
                search=search,
                kind=HandOverKind.NOBODY_FITS,
                message=message,
                person=person,
                email=email,
                created_at=now,
            )
            _record("hand_over.made", handed_over, by=by, now=now)
            keep_hand_over_clock(handed_over, by=by, now=now)
    except IntegrityError as error:
        waiting = HandOver.objects.waiting()
        if waiting.filter(search=search, kind=HandOverKind.NOBODY_FITS).exists():
            raise AlreadyHandedOver from error
        raise
    return handed_over


@transaction.atomic
def take_back(hand_over: HandOver, *, by: Any, browser_key: str = "", now: dt.datetime) -> None:
    """
    Take a need out of the team's hands, while nobody works on it; what was handed over is erased.

    The organisation of an introduction returns to where it was, and the request does not count.

    :raises NotAllowed: if it is not the search of `by`
    :raises TooLate: if the team has taken it, or it was taken back before
    """
    search = lock_own(hand_over.search, by=by, browser_key=browser_key)
    still_open = _lock(hand_over)
    if not still_open.is_open:
        raise TooLate
    if still_open.request_id is not None:
        IntroductionRequest.objects.filter(pk=still_open.request_id).delete()
    if still_open.kind == HandOverKind.INTRODUCTION:
        _return_to_where_it_was(search, still_open, by=by, now=now)
    _record("hand_over.taken_back", still_open, by=by, now=now)
    cancel_clocks(HAND_OVER_CLOCK, still_open.public_id, by=by, now=now)
    still_open.delete()


@transaction.atomic
def take(hand_over: HandOver, *, by: Any, now: dt.datetime) -> HandOver:
    """
    Say that one looks into it, so that nobody of the team does so twice.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises TooLate: if a colleague has taken it, or the person has taken it back
    """
    if not policies.can_answer(by, hand_over):
        raise NotAllowed
    taken = _lock(hand_over)
    if not taken.is_open:
        raise TooLate
    taken.state, taken.taken_by = HandOverState.TAKEN, by
    taken.save(update_fields=["state", "taken_by"])
    _record("hand_over.taken", taken, by=by, now=now)
    keep_hand_over_clock(taken, by=by, now=now)
    return taken


@transaction.atomic
def answer(hand_over: HandOver, *, text: str, by: Any, now: dt.datetime) -> HandOver:
    """
    Answer the person, by e-mail too, whoever of the team has taken it; an answer stands.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises MessageNotUsable: if the answer is empty or too long
    :raises TooLate: if it is answered already, or the person has taken it back
    """
    if not policies.can_answer(by, hand_over):
        raise NotAllowed
    text = _usable(text)
    if not text:
        raise MessageNotUsable
    answered = _lock(hand_over)
    if answered.is_answered:
        raise TooLate
    answered.state, answered.answer = HandOverState.ANSWERED, text
    answered.answered_by, answered.answered_at = by, now
    answered.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _record("hand_over.answered", answered, by=by, now=now)
    keep_hand_over_clock(answered, by=by, now=now)
    messages.send_answer(answered.pk, now=now)
    return answered


def follow_clock(subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime) -> None:
    """Give a need, which is held, to whoever took its clock over on the desk, or to nobody."""
    waiting = HandOver.objects.waiting().select_related("search__cluster")
    hand_over = waiting.filter(public_id=subject).first()
    if hand_over is None or hand_over.taken_by_id == (to.pk if to else None):
        return
    hand_over.taken_by = to
    hand_over.state = HandOverState.TAKEN if to else HandOverState.OPEN
    hand_over.save(update_fields=["state", "taken_by"])
    verb = "given_back" if to is None else "taken" if to == by else "given"
    _record(f"hand_over.{verb}", hand_over, by=by, now=now)


def keep_hand_over_clock(hand_over: HandOver, *, by: Any, now: dt.datetime) -> None:
    """Have the clock of what was handed over run until it is answered."""
    keep_clock(
        HAND_OVER_CLOCK,
        hand_over.public_id,
        ClockState.MET if hand_over.is_answered else ClockState.RUNNING,
        cluster=hand_over.search.cluster,
        assignee=hand_over.taken_by,
        by=by,
        now=now,
    )


def count_request(
    organisation_id: str, *, cluster_id: int, now: dt.datetime
) -> IntroductionRequest:
    """
    Count one more request to an organisation, in the transaction of the caller.

    :param organisation_id: as the evidence has it now, or what stands for one without evidence
    :raises AskedTooOften: if people of the cluster asked for it as often as the cap allows
    """
    sought, _ = SoughtOrganisation.objects.get_or_create(
        cluster_id=cluster_id, organisation_id=organisation_id
    )
    # The lock comes before the count: two who ask at once take their turns here.
    SoughtOrganisation.objects.select_for_update().get(pk=sought.pk)
    counted = IntroductionRequest.objects.counted_at(now).filter(sought__cluster=cluster_id)
    asked_for = counted.values_list("sought__organisation_id", flat=True)
    if [current_id(each) for each in asked_for].count(organisation_id) >= REQUESTS_PER_ORGANISATION:
        raise AskedTooOften
    return sought.requests.create(asked_at=now)


def _return_to_where_it_was(
    search: Search, introduction: HandOver, *, by: Any, now: dt.datetime
) -> None:
    organisation_id = current_id(introduction.organisation_id)
    others = search.hand_overs.filter(kind=HandOverKind.INTRODUCTION).exclude(pk=introduction.pk)
    if organisation_id in current_ids(others.values_list("organisation_id", flat=True)):
        # Asked for twice, as two entries that were joined since: the other request still stands.
        return
    if introduction.was_shortlisted:
        put(search, organisation_id, {"state": FeedbackState.SHORTLISTED}, by=by, now=now)
    else:
        forget(search, organisation_id)
    record_feedback("feedback.taken_back", search, organisation_id, by=by, now=now)


def _lock(hand_over: HandOver) -> HandOver:
    """Return it as it is now, to be changed by nobody else meanwhile; raises TooLate if gone."""
    locked = HandOver.objects.select_for_update().filter(pk=hand_over.pk).first()
    if locked is None:
        raise TooLate
    return locked


def _usable(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE:
        raise MessageNotUsable
    return text


def _usable_address(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AddressNotUsable from error
    return email


def _record(verb: str, hand_over: HandOver, *, by: Any, now: dt.datetime) -> None:
    record_event(
        verb=verb,
        subject=str(hand_over.public_id),
        actor=_actor(by),
        at=now,
        cluster=hand_over.search.cluster.slug,
        details={"kind": str(hand_over.kind)},
    )


def _actor(by: Any) -> str:
    if by is None:
        return ""
    return str(by.public_id) if by.is_authenticated else VISITOR
