"""Writing collaborations down, taking them on, and asking partners whether they may be named."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.dispatch import receiver

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations import messages, policies, queries
from liaison.hub.collaborations.choices import (
    MOST_PARTNERS,
    NEXT,
    PART,
    AgreementKind,
    Answer,
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.collaborations.models import (
    Collaboration,
    CollaborationPartner,
    CollaborationStep,
    FlagshipAnswer,
)
from liaison.hub.directory.actions import organisations_merged
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.directory.queries import get_organisation
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.interactions.actions import add_outcome
from liaison.hub.interactions.queries import get_interaction, organisations_of
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import get_for_team as get_introduction


class NotAllowed(PermissionDenied):
    """This person may not do this to this collaboration."""


class TooLate(Exception):
    """A colleague was faster: it is not any more what this person saw."""


class NotThere(Exception):
    """From its stage a collaboration does not go on to this one."""


class PartnerAlready(Exception):
    """The organisation takes part already."""


class TooMany(Exception):
    """There are as many partners as may be."""


class LeadNotNamed(Exception):
    """The lead does not let itself be named to those to whom the collaboration would be opened."""


class AnswersItself(Exception):
    """Somebody acts for the partner here, and so the team does not answer for it."""


@dataclass(frozen=True)
class Facts:
    """What the team writes of a collaboration; see the fields of `Collaboration`."""

    title: str
    kind: CollaborationKind
    began_on: dt.date
    cluster_part: ClusterPart
    cluster_part_since: dt.date
    origin: Origin
    summary: str = ""
    funder: str = ""
    call: str = ""
    amount: Decimal | None = None
    currency: str = ""
    amount_of_year: int | None = None
    is_amount_open: bool = False
    agreement: AgreementKind | str = ""
    signed_on: dt.date | None = None


@transaction.atomic
def begin_collaboration(
    cluster: Cluster,
    facts: Facts,
    *,
    contact: uuid.UUID | None = None,
    introduction: uuid.UUID | None = None,
    by: Any,
    now: dt.datetime,
) -> Collaboration:
    """
    Write down an idea of organisations; only the team sees it at first.

    :param contact: of which it came; its organisations are partners, and it is its outcome
    :param introduction: of which it came; both its sides are partners
    :raises NotAllowed: if `by` is not in the cluster's team, or the two do not know each other yet
    :raises NoInteraction: if `by` may not read the contact
    :raises NoIntroduction: if `by` does not manage the introduction's cluster
    """
    if not policies.can_keep(by, cluster):
        raise NotAllowed
    begun = Collaboration.objects.create(cluster=cluster, stage_since=now, **asdict(facts))
    CollaborationStep.objects.create(collaboration=begun, stage=Stage.IDEA, at=now, by=by)
    _record("collaboration.begun", begun, by=by, now=now)
    if contact is not None:
        came_of = get_interaction(contact, for_user=by)
        for organisation in organisations_of(came_of, for_user=by)[:MOST_PARTNERS]:
            CollaborationPartner.objects.create(
                collaboration=begun, organisation=organisation, role=PartnerRole.PARTNER
            )
        add_outcome(contact, kind="collaboration", what=begun.public_id, by=by, now=now)
    if introduction is not None:
        _bring_in_both(begun, get_introduction(introduction, for_user=by))
    return begun


@transaction.atomic
def change_collaboration(
    public_id: uuid.UUID, facts: Facts, *, version: int, by: Any, now: dt.datetime
) -> None:
    """
    Write anew what the team knows of a collaboration.

    :param version: of what was corrected
    :raises NoCollaboration: if `by` is not in the team
    :raises TooLate: if somebody changed it since
    """
    collaboration = queries.get_kept(public_id, for_user=by)
    as_seen = Collaboration.objects.filter(pk=collaboration.pk, version=version)
    if not as_seen.update(version=F("version") + 1, **asdict(facts)):
        raise TooLate
    _record("collaboration.changed", collaboration, by=by, now=now)


@transaction.atomic
def take_on(
    public_id: uuid.UUID, *, seen: Stage, to: Stage, said: str = "", by: Any, now: dt.datetime
) -> None:
    """
    Take a collaboration on to a stage.

    :param seen: the stage in which `by` saw it
    :raises NoCollaboration: if `by` is not in the team
    :raises NotThere: if it does not go on there from `seen`
    :raises TooLate: if it is in another stage by now
    """
    if to not in NEXT[seen]:
        raise NotThere
    _move(queries.get_kept(public_id, for_user=by), seen, to, said, by=by, now=now)


@transaction.atomic
def take_back(public_id: uuid.UUID, *, seen: Stage, by: Any, now: dt.datetime) -> None:
    """
    Undo the last step of a collaboration; both stay in its history.

    :raises NoCollaboration: if `by` is not in the team
    :raises NotThere: if there is nothing to undo
    :raises TooLate: if it is in another stage by now
    """
    collaboration = queries.get_kept(public_id, for_user=by)
    last = collaboration.steps.order_by("-at", "-pk").first()
    if last is None or not last.before:
        raise NotThere
    if last.stage != seen:
        raise TooLate
    _move(collaboration, seen, Stage(last.before), "", by=by, now=now)


@transaction.atomic
def add_partner(
    public_id: uuid.UUID,
    *,
    organisation: uuid.UUID | None = None,
    open_data_id: str = "",
    role: PartnerRole,
    by: Any,
    now: dt.datetime,
) -> CollaborationPartner:
    """
    Write down that an organisation takes part, of the directory or else of open data.

    :raises NoCollaboration: if `by` is not in the team
    :raises UnknownOrganisation: if there is none that `by` may see
    :raises PartnerAlready: if it takes part already
    :raises TooMany: if there are `MOST_PARTNERS`
    """
    collaboration = _locked(public_id, by)
    if collaboration.partners.count() >= MOST_PARTNERS:
        raise TooMany
    added = CollaborationPartner(collaboration=collaboration, role=role)
    if organisation is not None:
        added.organisation = organisations_visible_to(by).living().get(public_id=organisation)
    else:
        known = get_organisation(open_data_id, for_user=by)
        added.open_data_id, added.open_data_name = known.id, known.name
    try:
        with transaction.atomic():
            added.save()
    except IntegrityError as error:
        raise PartnerAlready from error
    if collaboration.openness != Openness.TEAM:
        _ask(added, by=by, now=now)
    _record("collaboration.partner_added", collaboration, by=by, now=now)
    return added


@transaction.atomic
def change_partner(
    partner_id: uuid.UUID, *, role: PartnerRole, is_lead: bool, by: Any, now: dt.datetime
) -> None:
    """Say what a partner does, and whether it leads; who led before does no more. NoPartner."""
    partner = queries.get_partner_kept(partner_id, for_user=by)
    _locked(partner.collaboration.public_id, by)
    if is_lead:
        others = partner.collaboration.partners.exclude(pk=partner.pk)
        others.filter(is_lead=True).update(is_lead=False)
    CollaborationPartner.objects.filter(pk=partner.pk).update(role=role, is_lead=is_lead)
    _record("collaboration.partner_changed", partner.collaboration, by=by, now=now)


@transaction.atomic
def remove_partner(partner_id: uuid.UUID, *, by: Any, now: dt.datetime) -> CollaborationPartner:
    """Take back that an organisation takes part, and what it answered. Raises NoPartner."""
    partner = queries.get_partner_kept(partner_id, for_user=by)
    cancel_clocks(PART, partner.public_id, by=by, now=now)
    CollaborationPartner.objects.filter(pk=partner.pk).delete()
    _record("collaboration.partner_removed", partner.collaboration, by=by, now=now)
    return partner


@transaction.atomic
def answer_part(
    partner_id: uuid.UUID, *, takes_part: bool, named_to: NamedTo, by: Any, now: dt.datetime
) -> None:
    """
    Say for a partner whether it takes part, and to whom it may be named; can be said anew.

    The team is told where it does not.

    :raises NoPartner: if `by` acts for no such partner, or the team keeps it to itself
    """
    partner = queries.get_own_part(partner_id, for_user=by)
    _answer(partner, takes_part, named_to, by=by, now=now, source="")
    if not takes_part and partner.answer != Answer.DENIED:
        messages.tell_denied(partner, now=now)


@transaction.atomic
def record_answer(
    partner_id: uuid.UUID,
    *,
    takes_part: bool,
    named_to: NamedTo,
    source: str,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Write down what a partner told the team, for one for which nobody acts here.

    :param source: in which letter or agreement it can be read
    :raises NoPartner: if `by` is not in the team
    :raises AnswersItself: if somebody acts for it
    """
    partner = queries.get_partner_kept(partner_id, for_user=by)
    if partner.organisation and _has_people(partner.organisation):
        raise AnswersItself
    _answer(partner, takes_part, named_to, by=by, now=now, source=source)


@transaction.atomic
def open_to(public_id: uuid.UUID, *, openness: Openness, by: Any, now: dt.datetime) -> None:
    """
    Say who may read a collaboration; partners are asked once it is open to them.

    :raises NoCollaboration: if `by` is not in the team
    :raises NotAllowed: if it would be open to everybody and `by` does not manage the cluster
    :raises LeadNotNamed: if the lead does not let itself be named to so many
    """
    collaboration = _locked(public_id, by)
    if openness == Openness.PUBLIC and not policies.can_judge(by, collaboration.cluster):
        raise NotAllowed
    if openness in (Openness.MEMBERS, Openness.PUBLIC):
        named = CollaborationPartner.objects.named_in(openness)
        if not named.filter(collaboration=collaboration, is_lead=True).exists():
            raise LeadNotNamed
    Collaboration.objects.filter(pk=collaboration.pk).update(openness=openness)
    for partner in collaboration.partners.filter(answer=Answer.WAITING):
        if openness == Openness.TEAM:
            cancel_clocks(PART, partner.public_id, by=by, now=now)
        else:
            _ask(partner, by=by, now=now)
    _record("collaboration.opened", collaboration, by=by, now=now, to=str(openness))


@transaction.atomic
def answer_flagship(
    public_id: uuid.UUID,
    *,
    question: FlagshipQuestion,
    is_yes: bool,
    reason: str,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Say with a reason whether a collaboration is what a flagship is; can be said anew.

    :raises NoCollaboration: if `by` is not in the team
    :raises NotAllowed: if `by` does not manage the cluster
    """
    collaboration = _locked(public_id, by)
    if not policies.can_judge(by, collaboration.cluster):
        raise NotAllowed
    FlagshipAnswer.objects.update_or_create(
        collaboration=collaboration,
        question=question,
        defaults={"is_yes": is_yes, "reason": reason, "by": by, "at": now},
    )
    _record("collaboration.judged", collaboration, by=by, now=now, question=str(question))


@receiver(organisations_merged)
def _take_part_once(
    sender: Any,
    *,
    kept: Organisation,
    absorbed: Organisation,
    by: Any,
    now: dt.datetime,
    **signal: Any,
) -> None:
    """
    Have an organisation take part once where both its entries did.

    What led to the absorbed one stays as it was, and is read by nobody; who leads, leads on.
    """
    for left in CollaborationPartner.objects.filter(organisation=absorbed).order_by("pk"):
        cancel_clocks(PART, left.public_id, by=by, now=now)
        if left.is_lead:
            CollaborationPartner.objects.filter(pk=left.pk).update(is_lead=False)
            same = CollaborationPartner.objects.filter(collaboration=left.collaboration_id)
            same.filter(organisation=kept).update(is_lead=True)


def _bring_in_both(begun: Collaboration, introduction: Introduction) -> None:
    """Have the sides of an introduction be partners, as far as they are organisations."""
    if not introduction.is_released:
        raise NotAllowed
    part = partial(CollaborationPartner, collaboration=begun, role=PartnerRole.PARTNER)
    sides = (introduction.asking_organisation, introduction.asked_organisation)
    partners = [part(organisation=each) for each in sides if each is not None]
    if introduction.asked_organisation is None:
        known_as, name = introduction.asked_open_data_id, introduction.asked_side
        partners.append(part(open_data_id=known_as, open_data_name=name))
    CollaborationPartner.objects.bulk_create(partners)


def _move(
    collaboration: Collaboration, seen: Stage, to: Stage, said: str, *, by: Any, now: dt.datetime
) -> None:
    # The database decides who of two came first.
    as_seen = Collaboration.objects.filter(pk=collaboration.pk, stage=seen)
    if not as_seen.update(stage=to, stage_since=now):
        raise TooLate
    CollaborationStep.objects.create(
        collaboration=collaboration, before=seen, stage=to, at=now, by=by, said=said
    )
    _record("collaboration.taken_on", collaboration, by=by, now=now, stage=str(to))


def _answer(
    partner: CollaborationPartner,
    takes_part: bool,
    named_to: NamedTo,
    *,
    source: str,
    by: Any,
    now: dt.datetime,
) -> None:
    answer = Answer.CONFIRMED if takes_part else Answer.DENIED
    CollaborationPartner.objects.filter(pk=partner.pk).update(
        answer=answer,
        named_to=named_to if takes_part else NamedTo.NOBODY,
        answered_by=by,
        answered_at=now,
        answer_source=source,
    )
    meet_clocks(PART, partner.public_id, by=by, now=now)
    collaboration = partner.collaboration
    _record("collaboration.answered", collaboration, by=by, now=now, answer=str(answer))


def _ask(partner: CollaborationPartner, *, by: Any, now: dt.datetime) -> None:
    """Have it wait for those who act for a partner; where nobody does, the team asks it itself."""
    if partner.organisation is None or not _has_people(partner.organisation):
        return
    start_clock(
        PART,
        partner.public_id,
        cluster=partner.collaboration.cluster,
        organisation=partner.organisation,
        by=by,
        now=now,
    )


def _has_people(organisation: Organisation) -> bool:
    return OrganisationRole.objects.filter(organisation=organisation).exists()


def _locked(public_id: uuid.UUID, by: Any) -> Collaboration:
    """Return a collaboration to its team, and let nobody change it meanwhile."""
    kept = Collaboration.objects.for_the_team_of(by).select_for_update(of=("self",))
    return kept.select_related("cluster").get(public_id=public_id)


def _record(
    verb: str, collaboration: Collaboration, *, by: Any, now: dt.datetime, **details: Any
) -> None:
    record_done(
        verb, collaboration.public_id, cluster=collaboration.cluster.slug, by=by, now=now, **details
    )
