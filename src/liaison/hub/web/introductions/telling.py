"""How an introduction stands, in words for the one who reads."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.hub.introductions.choices import Side, State, Step
from liaison.hub.introductions.queries import Seen


@dataclass(frozen=True)
class Told:
    """One thing that happened, in words, and when."""

    at: dt.datetime
    text: str


def standing_of(seen: Seen) -> str:
    """Return in a sentence how an introduction stands, for one of its sides."""
    if seen.side == Side.ASKING:
        return _for_asking(seen)
    return _for_asked(seen)


def _for_asking(seen: Seen) -> str:
    sentences = {
        State.PROPOSED: _("The cluster team looks at it before anybody is asked."),
        "not_possible": _("This introduction is not possible at present."),
        State.CONFIRMING: _("The team proposes this. Nobody is asked before you agree."),
        State.ASKED: _("%(other)s was asked, and may take until %(until)s."),
        State.NOT_NOW: _("Not now. You may ask again from %(day)s."),
        "not_available": _("%(other)s is not available."),
        State.EXPIRED: _("%(other)s has not answered in time."),
        State.CANCELLED: _("It was taken back."),
        State.ACCEPTED: _("Both sides said yes. The first word is yours."),
        State.MET: _("You have met."),
        State.CLOSED: _came_of_it(seen),
    }
    if seen.question_since is not None:
        return _("%(other)s asks you something before deciding.") % _words(seen)
    return sentences[seen.state] % _words(seen)


def _for_asked(seen: Seen) -> str:
    sentences = {
        State.ASKED: _("They wait for your answer until %(until)s."),
        State.NOT_NOW: _("You said: not now. They may ask again from %(day)s."),
        State.DECLINED: _("You said no. They only heard that you are not available."),
        State.EXPIRED: _("The time for an answer has passed."),
        State.CANCELLED: _("They do not look for anybody any more, so there is nothing to answer."),
        State.ACCEPTED: _("Both sides said yes. They write to you first."),
        State.MET: _("You have met."),
        State.CLOSED: _came_of_it(seen),
    }
    if seen.question_since is not None:
        return _("Your question is with them. Your time to decide stands still meanwhile.")
    return sentences.get(seen.state, _("The cluster team looks at it.")) % _words(seen)


def _came_of_it(seen: Seen) -> str:
    if seen.outcome:
        return _("You told what came of it.")
    return _("It is known what came of it. You may say it too.")


def happened(seen: Seen) -> list[Told]:
    """Return what happened so far, as far as the reader may know, the oldest first."""
    words = _words(seen)
    told = [Told(each.at, _step(each.step, seen.side) % words) for each in seen.steps]
    if seen.state == "not_available":
        told.append(Told(seen.state_since, _("%(other)s is not available.") % words))
    elif seen.state == "not_possible":
        told.append(Told(seen.state_since, _("The team cannot pass it on.")))
    return told


def _step(step: str, side: Any) -> str:
    is_asking = side == Side.ASKING
    sentences = {
        Step.PROPOSED: _("It was proposed."),
        Step.REWORDED: _("The cluster team changed what is passed on."),
        Step.VETTED: _("The cluster team passed it on."),
        Step.CONFIRMED: _("You agreed."),
        Step.ASKED: _("%(other)s was asked.") if is_asking else _("We wrote to you."),
        Step.DECLINED: _("You said no."),
        Step.NOT_NOW: _("The answer was: not now."),
        Step.WRONG_PERSON: _("You named somebody else."),
        Step.OPTED_OUT: _("You do not want such letters."),
        Step.ACCEPTED: _("Both sides said yes, and know each other now."),
        Step.EXPIRED: _("No answer came in time."),
        Step.CANCELLED: _("It was taken back."),
        Step.MET: _("You met."),
        Step.OUTCOME: _("You told what came of it."),
    }
    return sentences[Step(step)]


def _words(seen: Seen) -> dict[str, str]:
    return {
        "other": seen.other,
        "until": _day(seen.answer_until),
        "day": _day(seen.not_now_until),
    }


def _day(moment: dt.date | dt.datetime | None) -> str:
    return date_format(moment, "DATE_FORMAT") if moment else ""
