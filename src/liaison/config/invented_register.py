"""
A few contacts and collaborations for the demonstration: what a team's register looks like in use.

Every organisation and person in it is invented and called so; collaborations are marked besides.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations import actions as collaborations
from liaison.hub.collaborations.choices import (
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
from liaison.hub.interactions.actions import Written, add_follow_up, log_interaction
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.models import Interaction

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


_CONTACTS = (
    _Contact(
        InteractionKind.VISIT,
        3,
        "Invented example: they showed the new reader and look for a clinic that sends samples.",
        (_DIAGNOSTICS,),
        note="Invented example: the next round of financing is not closed yet.",
        follow_up="Invented example: ask the hospital for a first meeting",
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


def _begin(
    cluster: Cluster, title: str, kind: CollaborationKind, *, by: Any, now: dt.datetime
) -> Collaboration:
    facts = collaborations.Facts(
        title=title,
        summary="Invented example: it is here to show how Liaison works.",
        kind=kind,
        began_on=now.date(),
        cluster_part=ClusterPart.BROKERED,
        cluster_part_since=now.date(),
        origin=Origin.CONTACT,
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
