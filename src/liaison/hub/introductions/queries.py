"""Who takes part in which introduction, and what each side may know of the other."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State as OrganisationState
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.directory.queries import current_id, get_described
from liaison.hub.directory.visibility import acts_for, organisations_visible_to
from liaison.hub.introductions.choices import (
    CHANGED_WITHIN,
    MOST_MESSAGES,
    OPEN,
    RELEASED,
    DeclineReason,
    Purpose,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.links import NotOurs, read_link, reader_of
from liaison.hub.introductions.models import Introduction, IntroductionStep, OptOut
from liaison.hub.membership.queries import organisations_of
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import digest_of
from liaison.hub.notifications.queries import is_wanted
from liaison.hub.partner_search.queries import requests_counted
from liaison.matching import NoIndex, UnknownOrganisation

NoIntroduction = Introduction.DoesNotExist
NoOrganisation = Organisation.DoesNotExist
NoOptOut = OptOut.DoesNotExist

_RELATED = (
    "cluster",
    "asking_person",
    "asking_organisation",
    "asked_person",
    "asked_organisation",
)


class Spent(Exception):
    """The link of a letter has run out, or a later letter took its place."""


@dataclass(frozen=True)
class Asked:
    """
    Whom somebody would like to meet: an organisation of the directory, or one of open data alone.

    :ivar open_data_id: "" for one of the directory
    """

    organisation: Organisation | None
    open_data_id: str
    name: str
    country: str

    @property
    def fields(self) -> dict[str, Any]:
        """Return what names it in an introduction."""
        return {
            "asked_organisation": self.organisation,
            "asked_open_data_id": self.open_data_id,
        }

    @property
    def counted_as(self) -> str:
        """Return under which id its requests are counted, together with those from searches."""
        if self.organisation is None:
            return self.open_data_id
        if self.organisation.open_data_id:
            return current_id(self.organisation.open_data_id)
        return f"directory:{self.organisation.public_id}"


@dataclass(frozen=True)
class Answering:
    """
    Who answers for the asked side: whoever holds the link of a letter, or a person signed in.

    :ivar number: which letter it was
    :ivar person: None for who has no account
    """

    introduction: Introduction
    number: int
    person: Any


@dataclass(frozen=True)
class SeenMessage:
    """
    What was written before both said yes; who of a side wrote it, is nothing the other learns.

    :ivar is_own: the reader's side wrote it
    """

    is_own: bool
    said: str
    at: dt.datetime


@dataclass(frozen=True)
class Seen:
    """
    An introduction as one side may see it; nothing else of it reaches that side's pages.

    :ivar state: a code of State, but for what one side is not told: "not_available" for a no,
        "not_possible" for a veto
    :ivar other: what the other side is called, or how it describes itself while it is anonymous
    :ivar other_person: "" until both said yes; so is `other_email`
    :ivar other_organisation: the public id of its entry, where the reader may know it
    :ivar other_open_data_id: "" where it is of the directory, or not to be known
    :ivar decline_reason: one's own, "" for the other side
    :ivar steps: what happened, as far as this side may know, the oldest first
    :ivar messages: what the two wrote to each other before both said yes, the oldest first
    :ivar question_since: since when a question of the asked side waits; None where none does
    """

    public_id: uuid.UUID
    side: Side
    cluster: Cluster
    state: str
    state_since: dt.datetime
    other: str
    other_person: str
    other_email: str
    other_organisation: uuid.UUID | None
    other_open_data_id: str
    own: str
    blurb: str
    is_anonymous: bool
    described_as: str
    answer_until: dt.datetime | None
    not_now_until: dt.date | None
    decline_reason: str
    released_at: dt.datetime | None
    met_on: dt.date | None
    outcome: str
    steps: tuple[IntroductionStep, ...]
    messages: tuple["SeenMessage", ...]
    question_since: dt.datetime | None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


def asked_of_directory(public_id: uuid.UUID, *, for_user: Any) -> Asked:
    """Return one that the user may see as somebody to be asked; raises NoOrganisation."""
    seen = organisations_visible_to(for_user).living()
    return _asked(seen.exclude(state=OrganisationState.CEASED).get(public_id=public_id))


def asked_of_open_data(organisation_id: str, *, for_user: Any) -> Asked:
    """
    Return one of open data as somebody to be asked; as its entry, if the user may see one of it.

    :raises UnknownOrganisation: if no source knows it
    """
    described = get_described(organisation_id, for_user=for_user)
    seen = organisations_visible_to(for_user).living()
    entry = seen.filter(open_data_id=described.id).first()
    if entry is not None:
        return _asked(entry)
    return Asked(None, described.id, described.name, described.country)


def asked_in(introduction: Introduction) -> Asked:
    """Return whom an introduction asks."""
    if introduction.asked_organisation is not None:
        return _asked(introduction.asked_organisation)
    return Asked(
        None,
        introduction.asked_open_data_id,
        introduction.asked_name,
        introduction.asked_country,
    )


def own_organisations(*, for_user: Any) -> list[Organisation]:
    """Return the organisations for which a person may ask, by name."""
    if not for_user.is_authenticated:
        return []
    own = Organisation.objects.filter(roles__person=for_user).living()
    return list(own.distinct().order_by("name", "pk"))


def organisations_to_ask_for(person: Any, *, for_user: Any) -> list[Organisation]:
    """Return the organisations for which a person may ask, as far as a user may see them."""
    own = organisations_visible_to(for_user).living().filter(roles__person=person)
    return list(own.distinct().order_by("name", "pk"))


def names_to_keep_out(person: Any, organisation: Organisation | None) -> set[str]:
    """Return the names that would tell who an anonymous asking side is."""
    names = {person.full_name, *person.full_name.split()[-1:]}
    if organisation is not None:
        names |= {organisation.name, *organisation.names.values_list("name", flat=True)}
        names |= set(organisation.identifiers.values_list("value", flat=True))
        names |= {_without_legal_form(organisation.name)}
    return {name for name in names if name}


def known_as(asked: Asked, prefix: str = "") -> Q:
    """
    Return what finds an organisation under its entry or under its id in open data.

    :param prefix: of the fields `organisation` and `open_data_id`
    """
    entry, same = asked.organisation, Q()
    id_ = entry.open_data_id if entry else asked.open_data_id
    if entry:
        same |= Q((f"{prefix}organisation", entry))
    if id_:
        same |= Q((f"{prefix}open_data_id", id_))
        same |= Q((f"{prefix}organisation__open_data_id", id_))
    return same


def has_opted_out(asked: Asked) -> bool:
    """Say whether an organisation does not want to be asked."""
    return _opt_outs_of(asked).exists()


def introductions_of(*, for_user: Any) -> Any:
    """Return those in which a person takes part, those that moved last first."""
    own = Introduction.objects.of_person(for_user).select_related(*_RELATED)
    return own.order_by("-state_since", "-pk")


def open_data_ids_asked(*, for_user: Any) -> set[str]:
    """Return the ids in open data of those whom a person has asked to meet, whatever came of it."""
    asked = Introduction.objects.filter(asking_person=for_user)
    kept = asked.values_list("asked_open_data_id", "asked_organisation__open_data_id")
    return {current_id(id_) for pair in kept for id_ in pair if id_}


def side_of(introduction: Introduction, *, for_user: Any) -> Side | None:
    """Return on which side a person is; None for somebody who takes no part."""
    if not for_user.is_authenticated:
        return None
    if introduction.asking_person_id == for_user.pk:
        return Side.ASKING
    if introduction.asked_person_id == for_user.pk and introduction.asked_at:
        return Side.ASKED
    return None


def get_own(public_id: uuid.UUID, *, for_user: Any) -> Introduction:
    """Return one in which a person takes part; raises NoIntroduction."""
    return introductions_of(for_user=for_user).get(public_id=public_id)


def introductions_in(*, for_user: Any, states: Iterable[str] = ()) -> Any:
    """
    Return those of the clusters that the user manages; what waits for the team comes first.

    :param states: only of these; all if empty
    """
    kept = Introduction.objects.for_the_team_of(for_user).select_related(*_RELATED)
    if states := list(states):
        kept = kept.filter(state__in=states)
    urgency = Case(
        When(state=State.PROPOSED, then=Value(0)),
        When(state__in=OPEN, then=Value(1)),
        When(state__in=RELEASED, then=Value(2)),
        default=Value(3),
    )
    return kept.order_by(urgency, "state_since", "pk")


def get_for_team(public_id: uuid.UUID, *, for_user: Any) -> Introduction:
    """Return one to the managers of its cluster; raises NoIntroduction."""
    return introductions_in(for_user=for_user).get(public_id=public_id)


def steps_of(introduction: Introduction, *, for_user: Any) -> Any:
    """Return all that happened, the oldest first; to the managers of its cluster."""
    if not Cluster.objects.managed_by(for_user).filter(pk=introduction.cluster_id).exists():
        return IntroductionStep.objects.none()
    return introduction.steps.select_related("by").order_by("at", "pk")


def who_answers_for(introduction: Introduction) -> User | None:
    """Return whom to ask at an organisation of the directory: who has answered for it longest."""
    if introduction.asked_organisation_id is None:
        return None
    held = OrganisationRole.objects.filter(
        organisation=introduction.asked_organisation_id, person__is_active=True
    ).exclude(person=introduction.asking_person_id)
    owners_first = Case(When(role=Role.ORGANISATION_OWNER, then=Value(0)), default=Value(1))
    first = held.select_related("person").order_by(owners_first, "granted_at", "pk").first()
    return first.person if first else None


def answering_by_link(token: str, *, now: dt.datetime, even_late: bool = False) -> Answering:
    """
    Return who answers by the link of a letter; reading it changes nothing.

    :param even_late: also after its time, and to who no longer acts for the asked organisation,
        for what never runs out: no more such letters
    :raises NotOurs: if it was not signed here, or for something or somebody else
    :raises Spent: if it has run out, or a later letter took its place
    """
    link = read_link(token, Purpose.ANSWER)
    found = Introduction.objects.select_related(*_RELATED).filter(public_id=link.introduction)
    introduction = found.first()
    if introduction is None or link.side != Side.ASKED:
        raise NotOurs
    if (now > link.until and not even_late) or link.number != introduction.letter_number:
        raise Spent
    if link.reader != reader_of(introduction, Side.ASKED):
        raise Spent
    if not even_late and not still_speaks(introduction):
        raise Spent
    return Answering(introduction, link.number, introduction.asked_person)


def answering_signed_in(public_id: uuid.UUID, *, for_user: Any) -> Answering:
    """Return that a person answers who was asked and has signed in; raises NoIntroduction."""
    if not for_user.is_authenticated:
        raise NoIntroduction
    asked = Introduction.objects.of_person(for_user).filter(asked_person=for_user)
    introduction = asked.select_related(*_RELATED).get(public_id=public_id)
    if not still_speaks(introduction):
        raise NoIntroduction
    return Answering(introduction, introduction.letter_number, for_user)


def telling_by_link(token: str, *, now: dt.datetime) -> tuple[Introduction, Side]:
    """
    Return of which introduction a link asks what came of it, and which side holds the link.

    :raises NotOurs: if it was not signed here, or for something or somebody else
    :raises Spent: if it has run out, or contacts are not released (any more)
    """
    link = read_link(token, Purpose.OUTCOME)
    found = Introduction.objects.select_related(*_RELATED).filter(public_id=link.introduction)
    introduction = found.first()
    if introduction is None or link.side not in (Side.ASKING, Side.ASKED):
        raise NotOurs
    if now > link.until or link.reader != reader_of(introduction, link.side):
        raise Spent
    if not introduction.is_released:
        raise Spent
    return introduction, link.side


def still_speaks(introduction: Introduction) -> bool:
    """Say whether who was asked with an account still acts for the asked organisation."""
    person = introduction.asked_person
    if person is None:
        return True
    organisation = introduction.asked_organisation
    return person.is_active and organisation is not None and acts_for(person, organisation)


def still_asks(introduction: Introduction) -> bool:
    """Say whether the asking person is still here and acts for the asking organisation."""
    person, organisation = introduction.asking_person, introduction.asking_organisation
    if person is None or not person.is_active:
        return False
    return organisation is None or acts_for(person, organisation)


def changeable_until(introduction: Introduction) -> dt.datetime | None:
    """Return until when a no, or a "not now", may still become a yes; None where it may not."""
    if introduction.state == State.NOT_NOW:
        return introduction.state_since + CHANGED_WITHIN
    is_no = introduction.state == State.DECLINED
    if is_no and introduction.decline_reason != DeclineReason.OPTED_OUT:
        return introduction.state_since + CHANGED_WITHIN
    return None


def as_seen_by(
    introduction: Introduction,
    side: Side,
    *,
    with_steps: bool = False,
    with_messages: bool = False,
) -> Seen:
    """Return what one side may know of an introduction."""
    is_asking, released = side == Side.ASKING, introduction.is_released
    return Seen(
        public_id=introduction.public_id,
        side=side,
        cluster=introduction.cluster,
        state=_state_for(introduction, side),
        state_since=introduction.state_since,
        **(_asked_shown(introduction) if is_asking else _asking_shown(introduction)),
        own=introduction.asking_side if is_asking else introduction.asked_side,
        blurb=introduction.blurb,
        is_anonymous=introduction.is_anonymous,
        described_as=introduction.described_as,
        answer_until=introduction.answer_until,
        not_now_until=introduction.not_now_until,
        decline_reason="" if is_asking else introduction.decline_reason,
        released_at=introduction.released_at,
        met_on=introduction.met_on if released else None,
        outcome=introduction.outcome_of_asking if is_asking else introduction.outcome_of_asked,
        steps=_steps_for(introduction, side) if with_steps else (),
        messages=_messages_for(introduction, side) if with_messages else (),
        question_since=introduction.question_since,
    )


def can_explain(introduction: Introduction, *, now: dt.datetime) -> bool:
    """Say whether the asking side may write: the asked one did, and it has not done so often."""
    if not waits_for_answer(introduction, now=now):
        return False
    sides = list(introduction.relayed.values_list("side", flat=True))
    return Side.ASKED in sides and sides.count(Side.ASKING) < MOST_MESSAGES


def messages_of(introduction: Introduction, *, for_user: Any) -> Any:
    """Return what both sides wrote, the oldest first; to the managers of its cluster."""
    if not Cluster.objects.managed_by(for_user).filter(pk=introduction.cluster_id).exists():
        return introduction.relayed.none()
    return introduction.relayed.order_by("at", "pk")


def names_to_relay_not(introduction: Introduction, side: Side) -> set[str]:
    """Return the names that would tell the other side what it may not know of this one yet."""
    if side == Side.ASKED:
        person = introduction.asked_person
        name = person.full_name if person else introduction.asked_contact
        return {each for each in (name, *name.split()[-1:]) if each}
    if not introduction.is_anonymous or introduction.asking_person is None:
        return set()
    return names_to_keep_out(introduction.asking_person, introduction.asking_organisation)


def writes_for(introduction: Introduction, side: Side, *, address: str) -> tuple[bool, Any]:
    """
    Say whether e-mail from an address is of one side, and who wrote it; None without an account.

    It is of the asked side where it was written to, and of whoever acts for a side's organisation.
    """
    try:
        person = get_person(address)
    except NoPerson:
        asked = introduction.asked_email if side == Side.ASKED else ""
        return bool(asked) and address.casefold() == asked.casefold(), None
    if person.is_active and person.pk == getattr(introduction.person_on(side), "pk", None):
        return True, person
    own = introduction.asking_organisation
    if side == Side.ASKED:
        own = introduction.asked_organisation
        if address.casefold() == introduction.asked_email.casefold():
            return True, person
    return person.is_active and own is not None and acts_for(person, own), person


def waits_for_answer(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Say whether the asked side may answer now for the first time.

    While its question waits for the asking side, its own time does not run out.
    """
    until = introduction.answer_until
    in_time = introduction.question_since is not None or (until is not None and now <= until)
    return introduction.state == State.ASKED and in_time


@dataclass(frozen=True)
class KeptOfAsked:
    """
    What is kept of the asked side, as its page tells it.

    :ivar address: hidden but for its first letter and its domain: links are passed on
    """

    organisation: str
    country: str
    contact: str
    address: str
    source: str


def kept_of_asked(introduction: Introduction) -> KeptOfAsked:
    """Return what is kept of the asked side, and from where it is."""
    person = introduction.asked_person
    email = person.email if person else introduction.asked_email
    box, _at, domain = email.partition("@")
    return KeptOfAsked(
        organisation=introduction.asked_side,
        country=introduction.asked_country,
        contact=person.full_name if person else introduction.asked_contact,
        address=f"{box[:1]}…@{domain}" if email else "",
        source=introduction.asked_email_source,
    )


def is_written_to(introduction: Introduction) -> bool:
    """Say whether who was asked still receives letters that ask whether they want to meet."""
    person = introduction.asked_person
    address = person.email if person else introduction.asked_email
    return is_wanted(LetterKind.CONTACT, address=address, digest=digest_of(address))


def opt_outs(*, for_user: Any) -> Any:
    """Return who does not want to be asked, the latest first; to those who manage a cluster."""
    if not Cluster.objects.managed_by(for_user).exists():
        return OptOut.objects.none()
    seen = organisations_visible_to(for_user).values("pk")
    visible = Q(organisation=None) | Q(organisation__in=seen)
    return (
        OptOut.objects.filter(visible)
        .select_related("organisation", "noted_by")
        .order_by("-since", "-pk")
    )


def get_opt_out(public_id: uuid.UUID, *, for_user: Any) -> OptOut:
    """Return one of `opt_outs`; raises NoOptOut."""
    return opt_outs(for_user=for_user).get(public_id=public_id)


def own_opt_outs(*, for_user: Any) -> list[OptOut]:
    """Return that organisations for which a person acts do not want to be asked."""
    if not for_user.is_authenticated:
        return []
    own = OptOut.objects.filter(organisation__roles__person=for_user)
    return list(own.select_related("organisation").distinct().order_by("name", "pk"))


def get_own_opt_out(public_id: uuid.UUID, *, for_user: Any) -> OptOut:
    """Return one of `own_opt_outs`; raises NoOptOut."""
    own = OptOut.objects.filter(organisation__roles__person=for_user)
    return own.distinct().get(public_id=public_id)


def opt_out_by(introduction: Introduction) -> OptOut | None:
    """Return what its asked side said by the link of this introduction; None if nothing."""
    return OptOut.objects.filter(introduction=introduction).first()


@dataclass(frozen=True)
class AskedFor:
    """
    How often one organisation was asked for.

    :ivar lately: requests that count towards the cap now
    :ivar ever: all that were ever counted
    :ivar public_id: of its entry; None where the directory has none that the reader may see
    """

    name: str
    public_id: uuid.UUID | None
    open_data_id: str
    lately: int
    ever: int


def most_asked_for(cluster: Cluster, *, now: dt.datetime, for_user: Any) -> list[AskedFor]:
    """Return who was ever asked for, the most wanted first; to the cluster's managers only."""
    counted = requests_counted(cluster, now=now, for_user=for_user)
    entries = _entries_called(counted, for_user)
    rows = [
        AskedFor(*_name_of(id_, entries.get(id_), for_user), lately=numbers[0], ever=numbers[1])
        for id_, numbers in counted.items()
    ]
    return sorted(rows, key=lambda each: (-each.lately, -each.ever, each.name))


def never_asked_for(cluster: Cluster, *, now: dt.datetime, for_user: Any) -> list[Organisation]:
    """Return members of a cluster that nobody ever asked to meet, by name; to its managers only."""
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return []
    counted = requests_counted(cluster, now=now, for_user=for_user)
    asked = {entry.pk for entry in _entries_called(counted, for_user).values()}
    met = Introduction.objects.filter(cluster=cluster, asked_organisation__isnull=False)
    asked |= set(met.values_list("asked_organisation", flat=True))
    seen = organisations_visible_to(for_user).living()
    members = seen.filter(pk__in=organisations_of([cluster.pk]))
    return [each for each in members.order_by("name", "pk") if each.pk not in asked]


def _asked(organisation: Organisation) -> Asked:
    return Asked(organisation, "", organisation.name, organisation.country)


def _opt_outs_of(asked: Asked) -> Any:
    """Return the wishes of an organisation, under its entry or under its id in open data."""
    return OptOut.objects.filter(known_as(asked))


def _without_legal_form(name: str) -> str:
    """Return a name without what stands at its end in small capitals, such as "S.A."."""
    words = name.split()
    short = [word for word in words if len(word.strip(".,").replace(".", "")) > len("SARL")]
    return " ".join(short) if len(short) < len(words) else name


def _state_for(introduction: Introduction, side: Side) -> str:
    if side == Side.ASKING:
        if introduction.state == State.VETOED:
            return "not_possible"
        if introduction.state == State.DECLINED:
            return "not_available"
    return str(introduction.state)


def _asked_shown(introduction: Introduction) -> Mapping[str, Any]:
    """Return what the asking side may know of the asked one: whom it chose, and no person."""
    person = introduction.asked_person
    told = introduction.is_released
    entry = introduction.asked_organisation
    return {
        "other": introduction.asked_side,
        "other_person": (person.full_name if person else introduction.asked_contact)
        if told
        else "",
        "other_email": (person.email if person else introduction.asked_email) if told else "",
        "other_organisation": entry.public_id if entry else None,
        "other_open_data_id": introduction.asked_open_data_id,
    }


def _asking_shown(introduction: Introduction) -> Mapping[str, Any]:
    """Return what the asked side may know of the asking one."""
    person, entry = introduction.asking_person, introduction.asking_organisation
    told = introduction.is_released
    if introduction.is_anonymous and not told:
        return {
            "other": introduction.described_as,
            "other_person": "",
            "other_email": "",
            "other_organisation": None,
            "other_open_data_id": "",
        }
    return {
        "other": introduction.asking_side,
        "other_person": person.full_name if person and told else "",
        "other_email": person.email if person and told else "",
        "other_organisation": entry.public_id if entry else None,
        "other_open_data_id": "",
    }


# What each side is told of what happened; the rest is the team's, or the other side's.
_TOLD = {
    Side.ASKING: {
        *(Step.PROPOSED, Step.VETTED, Step.CONFIRMED, Step.ASKED, Step.ACCEPTED, Step.EXPIRED),
        *(Step.CANCELLED, Step.WITHDRAWN, Step.NOT_NOW, Step.MET, Step.REWORDED),
    },
    Side.ASKED: {
        *(Step.ASKED, Step.ACCEPTED, Step.DECLINED, Step.NOT_NOW, Step.WRONG_PERSON),
        *(Step.OPTED_OUT, Step.EXPIRED, Step.CANCELLED, Step.MET),
    },
}


def _messages_for(introduction: Introduction, side: Side) -> tuple[SeenMessage, ...]:
    return tuple(
        SeenMessage(each.side == side, each.said, each.at)
        for each in introduction.relayed.order_by("at", "pk")
    )


def _steps_for(introduction: Introduction, side: Side) -> tuple[IntroductionStep, ...]:
    every = introduction.steps.order_by("at", "pk")
    return tuple(
        each
        for each in every
        if each.step in _TOLD[side] or (each.step == Step.OUTCOME and each.side == side)
    )


def _entries_called(ids: Iterable[str], for_user: Any) -> dict[str, Organisation]:
    """Return the entries that are counted under these ids, as far as the user may see them."""
    wanted = set(ids)
    seen = organisations_visible_to(for_user).living()
    public_ids = [id_.removeprefix("directory:") for id_ in wanted if id_.startswith("directory:")]
    found = seen.filter(Q(open_data_id__in=wanted) | Q(public_id__in=public_ids))
    return {_asked(each).counted_as: each for each in found}


def _name_of(
    id_: str, entry: Organisation | None, for_user: Any
) -> tuple[str, uuid.UUID | None, str]:
    if entry is not None:
        return entry.name, entry.public_id, entry.open_data_id
    if id_.startswith("directory:"):
        return "", None, ""
    try:
        return get_described(id_, for_user=for_user).name, None, id_
    except (UnknownOrganisation, NoIndex):
        return id_, None, id_
