"""
Answers to the invented needs and offers, in every state that an answer can be in.

Every organisation and person in them is invented, and their words say so.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.interests import actions
from liaison.hub.interests.choices import (
    CAN_BE_TAKEN_BACK_FOR,
    DeclineReason,
    InterestOutcome,
    NotPassedOn,
)
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import proofs_of
from liaison.hub.listings.models import Listing

_DIAGNOSTICS, _SENSORS = "Invented Diagnostics", "Invented Gait Sensors"
_HOSPITAL, _MOSELLE = "Invented University Hospital", "Invented Hospital of the Moselle"
_INSTITUTE, _VACCINES = "Invented Institute of Cell Research", "Invented Tumour Vaccines"
_MOST_PROOFS = 2
_PUT_OFF_FOR = dt.timedelta(days=60)


class _Until(Enum):
    """How far an answer has come."""

    SUBMITTED = auto()
    TURNED_DOWN = auto()
    FORWARDED = auto()
    ASKED_FOR_MORE = auto()
    NOT_NOW = auto()
    DECLINED = auto()
    INTRODUCED = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class _Answer:
    """
    An answer to what an organisation published, sent so many days ago.

    :ivar asked: what the other side asked before it decides
    """

    by: str
    to: str
    brings: str
    days_ago: int
    until: _Until
    asked: str = ""


ANSWERS = (
    _Answer(
        _DIAGNOSTICS,
        _INSTITUTE,
        "Invented example: we measure blood markers beside your cells, and take a work package.",
        40,
        _Until.CLOSED,
    ),
    _Answer(
        _DIAGNOSTICS,
        _SENSORS,
        "Invented example: our clean room is free on two days a week for gluing small parts.",
        30,
        _Until.DECLINED,
    ),
    _Answer(
        _DIAGNOSTICS,
        _HOSPITAL,
        "Invented example: 2,000 blood samples a year for your biobank, with consent for research.",
        3,
        _Until.FORWARDED,
    ),
    _Answer(
        _INSTITUTE,
        _DIAGNOSTICS,
        "Invented example: instead of a clinic we offer organoids on which the test can be tried.",
        25,
        _Until.DECLINED,
    ),
    _Answer(
        _SENSORS,
        _DIAGNOSTICS,
        "Invented example: our insoles measure gait of the same 120 people, for the same study.",
        18,
        _Until.NOT_NOW,
    ),
    _Answer(
        _MOSELLE,
        _DIAGNOSTICS,
        "Invented example: our memory clinic sees 300 people a year and takes samples already.",
        8,
        _Until.ASKED_FOR_MORE,
        asked="How many of them come back within nine months?",
    ),
    _Answer(
        _HOSPITAL,
        _DIAGNOSTICS,
        "Invented example: our memory clinic has two study nurses, and beds for one day.",
        2,
        _Until.FORWARDED,
    ),
    _Answer(
        _VACCINES,
        _HOSPITAL,
        "Invented example: 800 tumour samples for ten years, with freezers of our own if needed.",
        12,
        _Until.INTRODUCED,
    ),
    _Answer(
        _MOSELLE,
        _SENSORS,
        "Invented example: we buy everything that a hospital buys; have a look at our catalogue.",
        15,
        _Until.TURNED_DOWN,
    ),
    _Answer(
        _VACCINES,
        _INSTITUTE,
        "Invented example: models of 40 tumours, grown from patients who agreed to it.",
        6,
        _Until.SUBMITTED,
    ),
    _Answer(
        _SENSORS,
        _INSTITUTE,
        "Invented example: sensors that tell how people feel between two visits.",
        1,
        _Until.SUBMITTED,
    ),
)


def set_up_interests(
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    *,
    people: Mapping[str, Any],
    manager: Any,
    now: dt.datetime,
) -> None:
    """
    Let invented people have answered the invented needs and offers, where nobody has yet.

    :param organisations: the invented ones, by their names
    :param people: who acts for each
    :raises NotAllowed, NotPossible, TooLate: if what they answer is closed, or they lost a role
    """
    if Interest.objects.filter(listing__cluster=cluster).exists():
        return
    published = {
        each.organisation.name: each
        for each in Listing.objects.filter(
            cluster=cluster, published_at__isnull=False, organisation__invented=True
        ).select_related("cluster", "organisation")
    }
    for answer in ANSWERS:
        if answer.to in published and {answer.by, answer.to} <= people.keys():
            day = now - dt.timedelta(days=answer.days_ago)
            sent = _send(
                answer, published[answer.to], organisations[answer.by], by=people[answer.by], on=day
            )
            _go_on(answer, sent, people[answer.to], manager=manager, now=day)


def _send(
    answer: _Answer, listing: Listing, organisation: Organisation, *, by: Any, on: dt.datetime
) -> Interest:
    proofs = proofs_of(organisation)[:_MOST_PROOFS]
    return actions.express(
        listing,
        organisation,
        brings=answer.brings,
        evidence=[each.code for each in proofs],
        contact=by,
        by=by,
        now=on,
    )


def _go_on(
    answer: _Answer, sent: Interest, other_side: Any, *, manager: Any, now: dt.datetime
) -> None:
    """Let the team, and the other side, do what they have done so far; sent `now`."""
    if answer.until == _Until.SUBMITTED:
        return
    screened = now + dt.timedelta(hours=5)
    if answer.until == _Until.TURNED_DOWN:
        actions.turn_down(sent, NotPassedOn.ADVERTISING, by=manager, now=screened)
        actions.tell_answer(sent, now=screened + CAN_BE_TAKEN_BACK_FOR)
        return
    actions.forward(sent, by=manager, now=screened)
    _decide(answer, sent, by=other_side, now=now + dt.timedelta(days=1))


def _decide(answer: _Answer, sent: Interest, *, by: Any, now: dt.datetime) -> None:
    """Let the side whose need or offer it is do what it has done so far."""
    if answer.until == _Until.ASKED_FOR_MORE:
        actions.ask_for_more(sent, answer.asked, by=by, now=now)
    elif answer.until == _Until.NOT_NOW:
        until = (now + _PUT_OFF_FOR).date()
        actions.say_not_now(sent, until, by=by, now=now)
    elif answer.until == _Until.DECLINED:
        actions.decline(sent, DeclineReason.NO_FIT, tells_reason=True, by=by, now=now)
    elif answer.until in (_Until.INTRODUCED, _Until.CLOSED):
        actions.accept(sent, by=by, now=now)
    if answer.until in (_Until.NOT_NOW, _Until.DECLINED):
        actions.tell_answer(sent, now=now + CAN_BE_TAKEN_BACK_FOR)
    if answer.until == _Until.CLOSED:
        negotiating = now + dt.timedelta(days=21)
        actions.say_outcome(sent, InterestOutcome.NEGOTIATING, by=by, now=negotiating)
