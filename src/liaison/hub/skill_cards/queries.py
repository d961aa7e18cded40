"""Reading skill cards: one's own, those the team looks at, those that members see."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State, TextState
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.texts import LANGUAGES, Texts, is_outdated
from liaison.hub.directory.visibility import organisations_in, sight_of
from liaison.hub.membership.models import Membership
from liaison.hub.membership.models.applications import in_teams_of
from liaison.hub.skill_cards.choices import CardState, Question
from liaison.hub.skill_cards.models import SkillCard

NoCard = SkillCard.DoesNotExist
UnknownOrganisation = Organisation.DoesNotExist


@dataclass(frozen=True)
class ReadAnswer:
    """
    One answer, as somebody reads it.

    :ivar language: in which it is; not the reader's own where there is none in that one
    :ivar is_outdated: whether it is a translation of what its original said before
    """

    question: Question
    text: str
    language: str
    is_outdated: bool


@dataclass(frozen=True)
class ReadCard:
    """A card as somebody reads it; `answers` only where there is one."""

    card: SkillCard
    answers: list[ReadAnswer]


def mark_of(texts: Texts) -> str:
    """Return a mark that is another one once anything in these texts is."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]


def memberships_of(cluster: Cluster, *, for_user: Any) -> list[Membership]:
    """Return the memberships of organisations for which a person acts, by name."""
    if not for_user.is_authenticated or not for_user.is_active:
        return []
    own = for_user.organisation_roles.values("organisation")
    running = Membership.objects.giving_rights().filter(cluster=cluster, organisation__in=own)
    living = running.exclude(organisation__state=State.MERGED).select_related("organisation")
    return list(living.order_by("organisation__name", "pk"))


def own_cards(cluster: Cluster, *, for_user: Any) -> dict[int, SkillCard]:
    """Return the cards of organisations for which a person acts, by the organisation's key."""
    if not for_user.is_authenticated or not for_user.is_active:
        return {}
    own = for_user.organisation_roles.values("organisation")
    cards = SkillCard.objects.filter(cluster=cluster, organisation__in=own)
    return {card.organisation_id: card for card in cards}


def get_own_organisation(public_id: uuid.UUID, cluster: Cluster, *, for_user: Any) -> Organisation:
    """Return one of `memberships_of`'s organisations; raises UnknownOrganisation."""
    for membership in memberships_of(cluster, for_user=for_user):
        if membership.organisation.public_id == public_id:
            return membership.organisation
    raise UnknownOrganisation


def get_own_card(public_id: uuid.UUID, *, for_user: Any) -> SkillCard:
    """Return a card of an organisation for which a person acts; raises NoCard."""
    if not for_user.is_authenticated or not for_user.is_active:
        raise NoCard
    own = for_user.organisation_roles.values("organisation")
    cards = SkillCard.objects.filter(organisation__in=own)
    return cards.select_related("cluster", "organisation").get(public_id=public_id)


def card_of(organisation: Organisation, cluster: Cluster, *, for_user: Any) -> SkillCard | None:
    """Return the card of an organisation to those who act for it; none where there is none."""
    return own_cards(cluster, for_user=for_user).get(organisation.pk)


def cards_to_look_at(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the cards that wait for the team, which waits longest first; none to others."""
    waiting = _for_the_team(for_user).filter(cluster=cluster, state=CardState.WAITING)
    return waiting.select_related("organisation").order_by("since", "pk")


def get_card_to_look_at(public_id: uuid.UUID, *, for_user: Any) -> SkillCard:
    """Return a card to the team of its cluster; raises NoCard."""
    found = _for_the_team(for_user).select_related("cluster", "organisation")
    return found.get(public_id=public_id)


def cards_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[SkillCard]:
    """Return those of some cards that the reader, of the team, may see."""
    found = _for_the_team(for_user).filter(public_id__in=list(public_ids))
    return list(found.select_related("organisation"))


def cards_shown(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the cards that members of a cluster see, the latest first; none to others."""
    sight = sight_of(for_user)
    if cluster.pk not in sight.inside:
        return SkillCard.objects.none()
    members = Membership.objects.giving_rights().filter(cluster=cluster).values("organisation")
    shown = SkillCard.objects.filter(cluster=cluster, organisation__in=members)
    seen = organisations_in(sight).living().values("pk")
    written = shown.exclude(shown_texts={}).filter(organisation__in=seen)
    return written.select_related("organisation").order_by("-since", "-pk")


def shown_card_of(
    organisation: Organisation, cluster: Cluster, *, for_user: Any
) -> SkillCard | None:
    """Return the card of an organisation that may be seen to members of the cluster, if any."""
    if not for_user.is_authenticated:
        return None
    card = SkillCard.objects.filter(cluster=cluster, organisation=organisation)
    # Who may see it is asked only where there is something to see.
    if not card.exclude(shown_texts={}).exists():
        return None
    return cards_shown(cluster, for_user=for_user).filter(organisation=organisation).first()


def read_card(card: SkillCard, texts: Texts, *, language: str) -> ReadCard:
    """Return a card as somebody reads these texts of it, in their language where there is one."""
    found = (_read(question, texts, language) for question in Question)
    return ReadCard(card, [each for each in found if each])


def _read(question: Question, texts: Texts, language: str) -> ReadAnswer | None:
    there = {
        each: text for each in LANGUAGES if (text := texts.get(f"{question}_{each}")) is not None
    }
    if not there:
        return None
    originals = [each for each, text in there.items() if text["state"] == TextState.ORIGINAL]
    chosen = language if language in there else next(iter([*originals, *there]))
    outdated = is_outdated(f"{question}_{chosen}", texts)
    return ReadAnswer(question, there[chosen]["text"], chosen, outdated)


def _for_the_team(user: Any) -> Any:
    return in_teams_of(SkillCard.objects.all(), user)
