"""Writing skill cards, and showing them once the team has looked at them."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.texts import LANGUAGES, settle, taken_over
from liaison.hub.skill_cards import policies, queries
from liaison.hub.skill_cards.choices import LOOK, CardState, Question
from liaison.hub.skill_cards.models import SkillCard


class NotAllowed(PermissionDenied):
    """This person may not do this to this card."""


class NothingWritten(ValueError):
    """A card without any answer shows nothing."""


class TooLate(Exception):
    """The card was changed meanwhile, or a colleague has looked at it."""


@transaction.atomic
def write_card(
    organisation: Organisation,
    cluster: Cluster,
    answers: Mapping[str, str],
    *,
    language: str,
    seen: str | None = None,
    by: Any,
    now: dt.datetime,
) -> SkillCard:
    """
    Write a member's card in one language, and hand it to the team; members see it afterwards.

    What is written first is an original, what comes after in other languages a translation of it.

    :param answers: by the code of a `Question`; "" for none
    :param seen: the mark of the texts that were changed (see `queries.mark_of`); None: whichever
    :raises NotAllowed: if `by` does not act for the organisation, or it is no member
    :raises NothingWritten: if nothing is answered, in any language
    :raises TooLate: if a colleague wrote on it since
    """
    if language not in LANGUAGES or not policies.can_write(by, organisation, cluster):
        raise NotAllowed
    card = _locked_card(organisation, cluster, now)
    if seen is not None and seen != queries.mark_of(card.texts):
        raise TooLate
    said = {f"{question}_{language}": answers.get(question, "").strip() for question in Question}
    settled = settle(card.texts, taken_over(card.texts, said), on=now.date())
    texts = {code: text for code, text in (card.texts | settled).items() if text}
    if not texts:
        raise NothingWritten
    card.texts, card.state, card.since, card.word = texts, CardState.WAITING, now, ""
    card.version += 1
    card.save()
    start_clock(LOOK, card.public_id, cluster=cluster, by=by, now=now)
    _record("skill_card.written", card, by=by, now=now)
    return card


@transaction.atomic
def show_card(public_id: uuid.UUID, *, version: int, by: Any, now: dt.datetime) -> None:
    """
    Show a card to the members of the cluster, as the team saw it.

    :raises NoCard: if `by` is not in the team
    :raises TooLate: if it was changed since `version`, or does not wait any more
    """
    card = queries.get_card_to_look_at(public_id, for_user=by)
    _look(card, version, by=by, now=now, state=CardState.SHOWN, shown_texts=F("texts"), word="")
    _record("skill_card.shown", card, by=by, now=now)


@transaction.atomic
def return_card(
    public_id: uuid.UUID, *, version: int, word: str, by: Any, now: dt.datetime
) -> None:
    """Hand a card back with a word; what was shown before stays. NoCard, TooLate."""
    card = queries.get_card_to_look_at(public_id, for_user=by)
    _look(card, version, by=by, now=now, state=CardState.RETURNED, word=word)
    _record("skill_card.returned", card, by=by, now=now)


@transaction.atomic
def take_down(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """Show one's own card to nobody any more; what is written stays. Raises NoCard."""
    card = queries.get_own_card(public_id, for_user=by)
    SkillCard.objects.filter(pk=card.pk).update(
        state=CardState.DRAFT, since=now, shown_texts={}, word="", version=F("version") + 1
    )
    cancel_clocks(LOOK, card.public_id, by=by, now=now)
    _record("skill_card.taken_down", card, by=by, now=now)


def _look(card: SkillCard, version: int, *, by: Any, now: dt.datetime, **changes: Any) -> None:
    # The database decides who of two came first.
    as_seen = SkillCard.objects.filter(pk=card.pk, version=version, state=CardState.WAITING)
    if not as_seen.update(since=now, looked_by=by, version=F("version") + 1, **changes):
        raise TooLate
    meet_clocks(LOOK, card.public_id, by=by, now=now)


def _locked_card(organisation: Organisation, cluster: Cluster, now: dt.datetime) -> SkillCard:
    card, _ = SkillCard.objects.get_or_create(
        organisation=organisation, cluster=cluster, defaults={"since": now}
    )
    return SkillCard.objects.select_for_update(of=("self",)).get(pk=card.pk)


def _record(verb: str, card: SkillCard, *, by: Any, now: dt.datetime) -> None:
    record_done(verb, card.public_id, cluster=card.cluster.slug, by=by, now=now)
