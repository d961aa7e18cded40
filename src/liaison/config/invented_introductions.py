"""
A few introductions for the demonstration: one to look at, two on their way, one both agreed to.

Every organisation and person in them is invented, and their words say so.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import Answering, Asked

_COMPANY = "Invented Diagnostics"


@dataclass(frozen=True)
class _Meeting:
    """
    A wish to meet an organisation, so many days ago.

    :ivar is_of_the_company: False where the company from abroad asks
    :ivar is_passed_on: the team has looked at it and asked the other side
    :ivar email: of whom the team writes to; "" for whoever speaks for the organisation here
    """

    asked: str
    blurb: str
    days_ago: int
    is_of_the_company: bool = True
    is_passed_on: bool = True
    email: str = ""
    is_agreed: bool = False


# Reserved addresses: no such mail box can exist anywhere.
_MEETINGS = (
    _Meeting(
        "Invented Organoid Platform",
        "Invented example: we would like to try our reader on organoids, two days in spring.",
        days_ago=1,
        is_passed_on=False,
    ),
    _Meeting(
        "Invented University Hospital",
        "Invented example: we look for a memory clinic that compares our test with its diagnosis.",
        days_ago=6,
        email="studies@hospital.example",
    ),
    _Meeting(
        _COMPANY,
        "Invented example: I build exoskeletons and ask how you found your first clinic.",
        days_ago=4,
        is_of_the_company=False,
    ),
    _Meeting(
        "Invented Regulatory Advice",
        "Invented example: we would like to know which class our test belongs to.",
        days_ago=20,
        email="advice@regulatory.example",
        is_agreed=True,
    ),
)


def set_up_introductions(
    cluster: Cluster,
    organisations: list[Organisation],
    *,
    founder: Any,
    abroad: Any,
    manager: Any,
    now: dt.datetime,
) -> None:
    """
    Let people have asked to meet each other, where nobody has yet.

    :param founder: speaks for Invented Diagnostics
    :param abroad: asks in their own name
    :raises NotAllowed: if one of them has lost a role since
    """
    by_name = {each.name: each for each in organisations}
    known = {_COMPANY, *(each.asked for each in _MEETINGS)} <= set(by_name)
    if not known or Introduction.objects.filter(cluster=cluster).exists():
        return
    for meeting in _MEETINGS:
        asked = by_name[meeting.asked]
        day = now - dt.timedelta(days=meeting.days_ago)
        introduction = actions.propose(
            Asked(asked, "", asked.name, asked.country),
            actions.Wish(meeting.blurb),
            asking_organisation=by_name[_COMPANY] if meeting.is_of_the_company else None,
            cluster=cluster,
            by=founder if meeting.is_of_the_company else abroad,
            now=day,
        )
        if meeting.is_passed_on:
            _pass_on(introduction, meeting, manager=manager, now=day + dt.timedelta(hours=3))


def _pass_on(
    introduction: Introduction, meeting: _Meeting, *, manager: Any, now: dt.datetime
) -> None:
    """Let the team ask the other side, and that side say yes the day after where it does."""
    to = actions.Address(meeting.email, "Invented for the demonstration") if meeting.email else None
    passed_on = actions.pass_on(introduction, to=to, by=manager, now=now)
    if meeting.is_agreed:
        answering = Answering(passed_on, passed_on.letter_number, None)
        actions.accept(answering, now=now + dt.timedelta(days=1))
