"""
Introductions for the demonstration, in every state in which people meet them.

Every organisation and person in them is invented, and their words say so.
"""

import datetime as dt
import io
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PIL import Image, ImageDraw

from liaison.hub.agreements import actions as agreements
from liaison.hub.agreements.queries import Party, document_to_sign
from liaison.hub.clusters.models import Cluster
from liaison.hub.core.files import Checked, Upload, check
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions import actions
from liaison.hub.introductions.choices import DeclineReason, Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import Answering, Asked
from liaison.hub.partner_search.choices import Outcome

_COMPANY = "Invented Diagnostics"


class _Until(Enum):
    """How far a wish has come."""

    PROPOSED = auto()
    VETOED = auto()
    CONFIRMING = auto()
    ASKED = auto()
    QUESTIONED = auto()
    EXPIRED = auto()
    DECLINED = auto()
    NOT_NOW = auto()
    ACCEPTED = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class _Meeting:
    """
    A wish to meet an organisation, so many days ago.

    :ivar is_of_the_company: False where the company from abroad asks
    :ivar email: of whom the team writes to; "" for whoever speaks for the organisation here
    """

    asked: str
    blurb: str
    days_ago: int
    until: _Until
    is_of_the_company: bool = True
    email: str = ""


# Reserved addresses: no such mail box can exist anywhere.
_MEETINGS = (
    _Meeting(
        "Invented Organoid Platform",
        "Invented example: we would like to try our reader on organoids, two days in spring.",
        1,
        _Until.PROPOSED,
    ),
    _Meeting(
        "Invented Hospital of the Moselle",
        "Invented example: both of you follow people with dementia across the border.",
        2,
        _Until.CONFIRMING,
        email="research@moselle.example",
    ),
    _Meeting(
        "Invented University Hospital",
        "Invented example: we look for a memory clinic that compares our test with its diagnosis.",
        6,
        _Until.QUESTIONED,
        email="studies@hospital.example",
    ),
    _Meeting(
        _COMPANY,
        "Invented example: I build exoskeletons and ask how you found your first clinic.",
        4,
        _Until.ASKED,
        is_of_the_company=False,
    ),
    _Meeting(
        "Invented Regulatory Advice",
        "Invented example: we would like to know which class our test belongs to.",
        20,
        _Until.ACCEPTED,
        email="advice@regulatory.example",
    ),
    _Meeting(
        "Invented Gait Sensors",
        "Invented example: may we measure gait and blood of the same people, on the same day?",
        10,
        _Until.NOT_NOW,
        email="hello@sensors.example",
    ),
    _Meeting(
        "Invented Tumour Vaccines",
        "Invented example: could your laboratory make small batches of our reagent?",
        30,
        _Until.DECLINED,
        email="office@vaccines.example",
    ),
    _Meeting(
        "Invented Gait Sensors",
        "Invented example: your insoles in our exoskeletons, for a first test with ten people.",
        95,
        _Until.CLOSED,
        is_of_the_company=False,
        email="hello@sensors.example",
    ),
    _Meeting(
        "Invented University Hospital",
        "Invented example: we look for people who relearn to walk and try our exoskeleton.",
        40,
        _Until.EXPIRED,
        is_of_the_company=False,
        email="studies@hospital.example",
    ),
    _Meeting(
        "Invented Tumour Vaccines",
        "Invented example: we would like to present ourselves to you.",
        15,
        _Until.VETOED,
        is_of_the_company=False,
    ),
)
_PUT_OFF_FOR = dt.timedelta(days=60)
_SILENT_FOR = dt.timedelta(days=30)


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
        person = founder if meeting.is_of_the_company else abroad
        introduction = actions.propose(
            Asked(asked, "", asked.name, asked.country),
            actions.Wish(meeting.blurb),
            asking_organisation=by_name[_COMPANY] if meeting.is_of_the_company else None,
            asking_person=person,
            cluster=cluster,
            by=manager if meeting.until == _Until.CONFIRMING else person,
            now=day,
        )
        if meeting.until != _Until.PROPOSED:
            _look_at(introduction, meeting, manager=manager, now=day + dt.timedelta(hours=3))


def _look_at(
    introduction: Introduction, meeting: _Meeting, *, manager: Any, now: dt.datetime
) -> None:
    """Let the team decide, and the asked side do the day after what it has done so far."""
    if meeting.until == _Until.VETOED:
        reason = "Invented example: it does not say what is asked, nor what is in it for them."
        actions.veto(introduction, reason=reason, by=manager, now=now)
        return
    to = actions.Address(meeting.email, "Invented for the demonstration") if meeting.email else None
    passed_on = actions.pass_on(introduction, to=to, by=manager, now=now)
    answering = Answering(passed_on, passed_on.letter_number, None)
    _answer(answering, meeting.until, now=now + dt.timedelta(days=1))


def _answer(answering: Answering, until: _Until, *, now: dt.datetime) -> None:
    if until == _Until.QUESTIONED:
        said = "Invented example: how much blood does the test take, and who sends the samples?"
        actions.question(answering, said=said, now=now)
    elif until == _Until.EXPIRED:
        actions.expire(answering.introduction, now=now + _SILENT_FOR)
    elif until == _Until.DECLINED:
        actions.decline(answering, reason=DeclineReason.NO_TIME, now=now)
    elif until == _Until.NOT_NOW:
        actions.say_not_now(answering, until=(now + _PUT_OFF_FOR).date(), now=now)
    elif until in (_Until.ACCEPTED, _Until.CLOSED):
        actions.accept(answering, now=now)
    if until == _Until.ACCEPTED:
        _make_agreement(answering.introduction, now=now + dt.timedelta(days=1))
    if until == _Until.CLOSED:
        actions.say_outcome(
            answering.introduction,
            side=Side.ASKING,
            outcome=Outcome.WORKING_TOGETHER,
            by=None,
            now=now + _SILENT_FOR,
        )


def _make_agreement(introduction: Introduction, *, now: dt.datetime) -> None:
    """Let the asking side ask for a non-disclosure agreement, bring one and sign it."""
    released = Introduction.objects.select_related("cluster", "asking_person").get(
        pk=introduction.pk
    )
    asking = Party(released, Side.ASKING, released.asking_person)
    agreement = agreements.want(asking, now=now)
    agreements.bring(agreement, _document(), party=asking, now=now)
    agreements.sign(
        agreement,
        Side.ASKING,
        now.date(),
        of=document_to_sign(agreement),
        document=None,
        party=asking,
        now=now,
    )


def _document() -> Checked:
    """Return one page that says that it is invented, in the proportions of A4."""
    page = Image.new("RGB", (595, 842), "white")
    ImageDraw.Draw(page).text((60, 60), "Invented agreement for the demonstration", "black")
    written = io.BytesIO()
    page.save(written, "PDF")
    return check(Upload("agreement.pdf", written.getvalue()))
