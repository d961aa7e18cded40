"""Which entries nobody verified for long, whom to ask about them, and what a link opens."""

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, Min, OuterRef, Q, QuerySet, Value, When

from liaison.hub.accounts.choices import Role
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.directory.models.organisations import aged_by
from liaison.hub.directory.visibility import acts_for
from liaison.hub.membership.queries import organisations_of
from liaison.hub.upkeep.choices import LETTERS_APART, MOST_LETTERS, SILENCE, Answer
from liaison.hub.upkeep.links import NotOurs, read_link
from liaison.hub.upkeep.models import Question


class Spent(Exception):
    """
    The link opens nothing any more.

    :ivar is_answered: whether that is because it was used
    """

    def __init__(self, *, is_answered: bool = False) -> None:
        super().__init__("answered" if is_answered else "run out")
        self.is_answered = is_answered


class NoLongerActs(Exception):
    """Whoever was asked does not act for the organisation any more."""


def people_to_ask(now: dt.datetime, *, most: int) -> list[int]:
    """Return the keys of people to write to today: who answers for a member first, then others."""
    is_member = Case(When(organisation__in=organisations_of(None), then=Value(0)), default=Value(1))
    recent = Question.objects.filter(
        person=OuterRef("person"), last_letter_at__gt=now - LETTERS_APART
    )
    asked = _roles_to_ask(now).filter(~Exists(recent)).values("person")
    first = asked.annotate(comes=Min(is_member)).order_by("comes", "person")
    return [row["person"] for row in first[:most]]


def entries_to_ask(person: Any, *, now: dt.datetime, most: int) -> list[Organisation]:
    """Return the entries about which a person is to be asked now, by name; at most so many."""
    keys = _roles_to_ask(now).filter(person=person).values("organisation")
    return list(Organisation.objects.filter(pk__in=keys).order_by("plain", "pk")[:most])


def was_written_to(person: Any, *, now: dt.datetime) -> bool:
    """Say whether a person got such a letter a short time ago."""
    recent = Question.objects.filter(person=person, last_letter_at__gt=now - LETTERS_APART)
    return recent.exists()


def open_question(person: Any, organisation: Organisation, *, now: dt.datetime) -> Question | None:
    """Return the question that a further letter reminds of; None for one to be asked anew."""
    asked = Question.objects.filter(person=person, organisation=organisation, answer=Answer.NONE)
    running = asked.filter(letters__lt=MOST_LETTERS, last_letter_at__gt=now - SILENCE)
    return running.order_by("-last_letter_at").first()


def question_with(token: str, *, now: dt.datetime) -> Question:
    """
    Return the question that a link opens, to whoever holds the link.

    :raises NotOurs: if the link was not signed here
    :raises Spent: if it was used or has run out, or the entry is another's by now
    :raises NoLongerActs: if whoever was asked does not act for the organisation any more
    """
    asked = read_link(token)
    related = Question.objects.select_related("organisation", "person")
    question = related.filter(public_id=asked.question).first()
    if question is None or asked.organisation != question.organisation.public_id:
        raise Spent
    if asked.person != question.person.public_id:
        raise NotOurs
    if question.answer != Answer.NONE:
        raise Spent(is_answered=True)
    if now > asked.until or question.organisation.state == State.MERGED:
        raise Spent
    if not (question.person.is_active and acts_for(question.person, question.organisation)):
        raise NoLongerActs
    return question


def clusters_caring_for(organisation: Organisation) -> list[Cluster]:
    """Return the clusters of which it is a member; else those on whose sector map it stands."""
    members = Cluster.objects.filter(
        pk__in=[
            cluster.pk
            for cluster in Cluster.objects.all()
            if organisations_of([cluster.pk]).filter(organisation=organisation).exists()
        ]
    )
    mapped = Cluster.objects.filter(map_entries__organisation=organisation)
    return list(members.order_by("pk")) or list(mapped.distinct().order_by("pk"))


def _roles_to_ask(now: dt.datetime) -> QuerySet[OrganisationRole]:
    """Return who owns which entry that nobody verified for long and that is not in hand."""
    in_hand = ChangeRequest.objects.open().values("organisation")
    stale = Organisation.objects.filter(
        aged_by(now.date()), state__in=(State.ACTIVE, State.DORMANT)
    ).exclude(pk__in=in_hand)
    of_theirs = Question.objects.filter(
        person=OuterRef("person"),
        organisation=OuterRef("organisation"),
        last_letter_at__gt=now - SILENCE,
    )
    said_enough = of_theirs.filter(Q(letters__gte=MOST_LETTERS) | ~Q(answer=Answer.NONE))
    own = OrganisationRole.objects.filter(
        role=Role.ORGANISATION_OWNER, person__is_active=True, organisation__in=stale
    )
    return own.filter(~Exists(said_enough))
