"""Messages between two sides that do not know each other yet; the software stands between them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import meet_clocks, pause_clocks, resume_clocks, start_clock
from liaison.hub.clocks.ladders import local_day
from liaison.hub.clocks.working_days import days_left
from liaison.hub.core.written import lines
from liaison.hub.introductions import messages
from liaison.hub.introductions.actions.proposing import RevealsContact, RevealsName, WordsNotUsable
from liaison.hub.introductions.actions.steps import NotAllowed, TooLate, end_of_day_after, lock
from liaison.hub.introductions.choices import (
    ANSWER,
    LONGEST_MESSAGE,
    MOST_MESSAGES,
    QUESTION,
    Side,
    State,
)
from liaison.hub.introductions.models import Introduction, RelayedMessage
from liaison.hub.introductions.queries import (
    Answering,
    names_to_relay_not,
    still_asks,
    still_speaks,
    waits_for_answer,
)
from liaison.hub.introductions.texts import reveals_contact, reveals_name


class TooManyMessages(Exception):
    """This side has written MOST_MESSAGES, which is enough to decide."""


class NothingAsked(Exception):
    """The asked side has not written anything that the asking one could answer."""


# What `relay` may raise; `why_not_relayed` says it in a sentence.
NOT_RELAYED = (
    TooLate,
    TooManyMessages,
    NothingAsked,
    WordsNotUsable,
    RevealsContact,
    RevealsName,
)


def why_not_relayed(refusal: Exception) -> str:
    """Say to whoever wrote why their words were not passed on, in the language of now."""
    sentences = {
        TooLate: _("Nothing is passed on any more, because the matter was decided or has ended."),
        TooManyMessages: _("You have written %(often)s messages, and no more are passed on."),
        NothingAsked: _("They have not asked you anything yet; please wait until they do."),
        WordsNotUsable: _("Please write something, of %(most)s characters at most."),
        RevealsContact: _(
            "Please leave out e-mail addresses, telephone numbers and links, also below your "
            "name; they come after the yes."
        ),
        RevealsName: _("Please leave out the names of your people and of your organisation."),
    }
    return sentences[type(refusal)] % {"most": LONGEST_MESSAGE, "often": MOST_MESSAGES}


@transaction.atomic
def question(answering: Answering, *, said: str, now: dt.datetime) -> RelayedMessage:
    """
    Ask the asking side something instead of deciding; the time for an answer stands still.

    :raises TooLate: if a later letter took the place of this one, or see `relay`
    """
    locked = lock(answering.introduction)
    if locked.letter_number != answering.number:
        raise TooLate
    return relay(locked, Side.ASKED, said=said, by=answering.person, now=now)


def explain(introduction: Introduction, *, said: str, by: Any, now: dt.datetime) -> RelayedMessage:
    """
    Answer, as its asking side, what the asked one asked; see `relay` for what it raises.

    :raises NotAllowed: if `by` is not its asking side
    """
    if by.pk != introduction.asking_person_id:
        raise NotAllowed
    return relay(introduction, Side.ASKING, said=said, by=by, now=now)


@transaction.atomic
def relay(
    introduction: Introduction, side: Side, *, said: str, by: Any, now: dt.datetime
) -> RelayedMessage:
    """
    Pass on what one side writes to the other, without its name or address.

    Whether `by` may write for this side is looked at by the caller.

    :param by: None for who has no account
    :raises TooLate: if the asked side does not decide any more, or one of the two has gone
    :raises NothingAsked: if the asking side writes before the asked one did
    :raises TooManyMessages: if this side has written as often as it may
    :raises WordsNotUsable: if there are no words, or more than LONGEST_MESSAGE characters
    :raises RevealsContact: if they lead past the double yes
    :raises RevealsName: if they tell who somebody is whom the other side does not know
    """
    locked = lock(introduction)
    if not (waits_for_answer(locked, now=now) and still_asks(locked) and still_speaks(locked)):
        raise TooLate
    if side == Side.ASKING and not locked.relayed.filter(side=Side.ASKED).exists():
        raise NothingAsked
    written = locked.relayed.filter(side=side).count()
    if written >= MOST_MESSAGES:
        raise TooManyMessages
    message = RelayedMessage.objects.create(
        introduction=locked,
        side=side,
        number=written + 1,
        said=_usable(said, locked, side),
        by=by,
        at=now,
    )
    record_done(
        "introduction.message",
        locked.public_id,
        cluster=locked.cluster.slug,
        by=by,
        now=now,
        side=side,
    )
    if side == Side.ASKED:
        _wait(locked, by=by, now=now)
    else:
        _go_on(locked, by=by, now=now)
    messages.pass_message_on(locked, message, now=now)
    return message


@transaction.atomic
def let_question_rest(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Let the asked side's time go on, though its question was not answered in time.

    Harmless to repeat; the question may still be answered.

    :returns: whether it goes on now
    """
    locked = lock(introduction)
    if locked.state != State.ASKED or locked.question_since is None:
        return False
    _go_on(locked, by=None, now=now)
    if still_speaks(locked):
        messages.tell_question_rests(locked, now=now)
    return True


def _wait(locked: Introduction, *, by: Any, now: dt.datetime) -> None:
    """Let the asked side's clock stand still, and one run for the asking side."""
    if locked.question_since is not None:
        return
    Introduction.objects.filter(pk=locked.pk).update(question_since=now)
    locked.question_since = now
    pause_clocks(ANSWER, locked.public_id, by=by, now=now)
    start_clock(
        QUESTION,
        locked.public_id,
        cluster=locked.cluster,
        person=locked.asking_person,
        by=by,
        now=now,
    )


def _go_on(locked: Introduction, *, by: Any, now: dt.datetime) -> None:
    """Let the asked side's time go on for as many working days more as it stood still."""
    if locked.question_since is None or locked.answer_until is None:
        return
    stood_still = max(0, days_left(local_day(locked.question_since), local_day(now)))
    until = end_of_day_after(locked.answer_until, stood_still)
    Introduction.objects.filter(pk=locked.pk).update(question_since=None, answer_until=until)
    locked.question_since, locked.answer_until = None, until
    meet_clocks(QUESTION, locked.public_id, by=by, now=now)
    resume_clocks(ANSWER, locked.public_id, by=by, now=now)


def _usable(said: str, introduction: Introduction, side: Side) -> str:
    """Return the words as they are passed on; see `relay` for what it raises."""
    said = lines(said)
    if not 0 < len(said) <= LONGEST_MESSAGE:
        raise WordsNotUsable
    if reveals_contact(said):
        raise RevealsContact
    if reveals_name(said, names_to_relay_not(introduction, side)):
        raise RevealsName
    return said
