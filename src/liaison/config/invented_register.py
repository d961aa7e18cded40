"""
A few contacts, a need noted after one of them, and collaborations, as a team uses its register.

Every organisation and person in it is invented and called so; collaborations are marked besides.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations import actions as collaborations
from liaison.hub.collaborations.choices import (
    AgreementKind,
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.collaborations.models import Collaboration
from liaison.hub.collaborations.queries import partners_of
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.actions import (
    Written,
    add_follow_up,
    log_interaction,
    write_down,
)
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.models import Interaction
from liaison.hub.listings.actions import NotAMember, Noted, TooManyListings
from liaison.hub.listings.choices import ListingKind, Money

_DIAGNOSTICS, _INSTITUTE = "Invented Diagnostics", "Invented Institute of Cell Research"
_HOSPITAL, _SENSORS = "Invented University Hospital", "Invented Gait Sensors"


@dataclass(frozen=True)
class _Contact:
    """An invented contact, so many days ago."""

    kind: InteractionKind
    days_ago: int
    summary: str
    organisations: tuple[str, ...]
    note: str = ""
    follow_up: str = ""
    need: Noted | None = None


_CONTACTS = (
    _Contact(
        InteractionKind.VISIT,
        3,
        "Invented example: they showed the new reader and look for a clinic that sends samples.",
        (_DIAGNOSTICS,),
        note="Invented example: the next round of financing is not closed yet.",
        follow_up="Invented example: ask the hospital for a first meeting",
        need=Noted(
            ListingKind.BUSINESS,
            Money.WE_PAY,
            "en",
            {
                "title": "Invented need: a courier that keeps blood samples cool",
                "summary": "Noted after a visit; it waits for its organisation to take it up.",
                "public_text": (
                    "An invented example. Sought is somebody who brings forty samples a week from "
                    "clinics to a laboratory, between two and eight degrees."
                ),
            },
        ),
    ),
    _Contact(
        InteractionKind.MEETING,
        12,
        "Invented example: both would measure gait at home, beside the visits in the hospital.",
        (_SENSORS, _HOSPITAL),
    ),
    _Contact(
        InteractionKind.CALL,
        40,
        "Invented example: the organoid platform has free days in spring.",
        (_INSTITUTE,),
    ),
)


def set_up_register(
    cluster: Cluster,
    organisations: list[Organisation],
    *,
    officer: Any,
    manager: Any,
    now: dt.datetime,
) -> None:
    """Write the invented contacts and collaborations down, where there are none yet."""
    by_name = {each.name: each for each in organisations}
    if not {_DIAGNOSTICS, _INSTITUTE, _HOSPITAL, _SENSORS} <= by_name.keys():
        return
    if not Interaction.objects.filter(cluster=cluster).exists():
        for contact in _CONTACTS:
            _log(contact, cluster, by_name, by=officer, now=now)
    if not Collaboration.objects.filter(cluster=cluster).exists():
        _gait(cluster, by_name, officer=officer, manager=manager, now=now)
        _samples(cluster, by_name, by=officer, now=now)
        _organoids(cluster, by_name, by=officer, now=now)
        Collaboration.objects.filter(cluster=cluster).update(invented=True)


def _log(
    contact: _Contact, cluster: Cluster, by_name: dict[str, Any], *, by: Any, now: dt.datetime
) -> None:
    written = Written(
        kind=contact.kind,
        happened_at=now - dt.timedelta(days=contact.days_ago),
        summary=contact.summary,
        note=contact.note,
        organisations=tuple(by_name[name].public_id for name in contact.organisations),
        colleagues=(by.public_id,),
    )
    logged = log_interaction(cluster, written, by=by, now=now)
    if contact.follow_up:
        due_on = (now + dt.timedelta(days=7)).date()
        add_follow_up(
            logged.public_id,
            what=contact.follow_up,
            owner=by.public_id,
            due_on=due_on,
            by=by,
            now=now,
        )
    if contact.need:
        _note(contact.need, logged, by_name[contact.organisations[0]], by=by, now=now)


def _note(
    need: Noted, logged: Interaction, organisation: Organisation, *, by: Any, now: dt.datetime
) -> None:
    """Write down what an organisation needs, unless it is no member any more."""
    with suppress(NotAMember, TooManyListings):
        write_down(logged.public_id, organisation.public_id, need, by=by, now=now)


def _gait(
    cluster: Cluster, by_name: dict[str, Any], *, officer: Any, manager: Any, now: dt.datetime
) -> None:
    """A flagship that everybody reads; one of its partners is not named."""
    begun = _begin(
        cluster, "Gait measured at home", CollaborationKind.CONSORTIUM, by=officer, now=now
    )
    for name, role in (
        (_HOSPITAL, PartnerRole.CLINICAL_SITE),
        (_SENSORS, PartnerRole.INDUSTRY),
        (_INSTITUTE, PartnerRole.RESEARCH),
    ):
        _add(begun, by_name[name], role, by=officer, now=now)
    _agree(begun, by=officer, now=now)
    for seen, to in ((Stage.IDEA, Stage.SCOPING), (Stage.SCOPING, Stage.CONSORTIUM)):
        collaborations.take_on(begun.public_id, seen=seen, to=to, by=officer, now=now)
    for question in FlagshipQuestion:
        collaborations.answer_flagship(
            begun.public_id,
            question=question,
            is_yes=True,
            reason="Invented example of a reason.",
            by=manager,
            now=now,
        )
    # Where somebody acts for them by now, they answer for themselves.
    with suppress(collaborations.LeadNotNamed):
        collaborations.open_to(begun.public_id, openness=Openness.PUBLIC, by=manager, now=now)


def _agree(begun: Collaboration, *, by: Any, now: dt.datetime) -> None:
    """Note that all partners but one let themselves be named to everybody."""
    for partner in partners_of(begun):
        if partner.name == _INSTITUTE:
            continue
        with suppress(collaborations.AnswersItself):
            collaborations.record_answer(
                partner.public_id,
                takes_part=True,
                named_to=NamedTo.EVERYBODY,
                source="Invented letter of consent",
                by=by,
                now=now,
            )


def _samples(cluster: Cluster, by_name: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    """An idea that waits for its partners to confirm their part."""
    begun = _begin(
        cluster, "Blood samples for a rapid test", CollaborationKind.STUDY, by=by, now=now
    )
    _add(begun, by_name[_DIAGNOSTICS], PartnerRole.INDUSTRY, by=by, now=now)
    _add(begun, by_name[_HOSPITAL], PartnerRole.CLINICAL_SITE, by=by, now=now)
    collaborations.open_to(begun.public_id, openness=Openness.PARTNERS, by=by, now=now)


def _organoids(cluster: Cluster, by_name: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    """One that is funded, signed and running, so that its figures can be seen; the team's alone."""
    day = dt.timedelta(days=1)
    began = now - 220 * day
    begun = _begin(
        cluster,
        "Organoids that answer overnight",
        CollaborationKind.RESEARCH,
        funder="Invented Research Fund",
        call="Invented call for pilots",
        amount=Decimal(240_000),
        currency="EUR",
        amount_of_year=began.year,
        agreement=AgreementKind.CONSORTIUM,
        signed_on=(began + 180 * day).date(),
        by=by,
        now=began,
    )
    _add(begun, by_name[_INSTITUTE], PartnerRole.RESEARCH, by=by, now=began)
    _add(begun, by_name[_DIAGNOSTICS], PartnerRole.INDUSTRY, by=by, now=began)
    way = (
        *(Stage.IDEA, Stage.SCOPING, Stage.CONSORTIUM, Stage.SUBMITTED),
        *(Stage.FUNDED, Stage.SIGNED, Stage.RUNNING),
    )
    for number, (seen, to) in enumerate(pairwise(way), start=1):
        at = began + number * 30 * day
        collaborations.take_on(begun.public_id, seen=seen, to=to, by=by, now=at)


def _begin(
    cluster: Cluster,
    title: str,
    kind: CollaborationKind,
    *,
    by: Any,
    now: dt.datetime,
    **further: Any,
) -> Collaboration:
    facts = collaborations.Facts(
        title=title,
        summary="Invented example: it is here to show how Liaison works.",
        kind=kind,
        began_on=now.date(),
        cluster_part=ClusterPart.BROKERED,
        cluster_part_since=now.date(),
        origin=Origin.CONTACT,
        **further,
    )
    return collaborations.begin_collaboration(cluster, facts, by=by, now=now)


def _add(
    begun: Collaboration,
    organisation: Organisation,
    role: PartnerRole,
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    added = collaborations.add_partner(
        begun.public_id, organisation=organisation.public_id, role=role, by=by, now=now
    )
    if role == PartnerRole.CLINICAL_SITE:
        collaborations.change_partner(added.public_id, role=role, is_lead=True, by=by, now=now)
