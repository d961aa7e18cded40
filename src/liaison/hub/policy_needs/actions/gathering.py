"""The team sorts what members told: gathers it into challenges, or says why it goes no further."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from liaison.hub.audit.actions import record_event
from liaison.hub.clocks.actions import meet_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.core.written import lines, one_line
from liaison.hub.directory.texts import settle, taken_over
from liaison.hub.policy_needs import messages, policies
from liaison.hub.policy_needs.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    keep,
    record_signal,
    usable_language,
    usable_theme,
)
from liaison.hub.policy_needs.choices import (
    LONGEST_WORD_BACK,
    OPEN,
    SORT,
    ChallengeState,
    SignalState,
    Theme,
)
from liaison.hub.policy_needs.models import Challenge, Signal
from liaison.hub.policy_needs.queries.challenges import get_challenge
from liaison.hub.policy_needs.queries.signals import get_for_team
from liaison.hub.policy_needs.texts import LONGEST, Part


class NothingChosen(ValueError):
    """No signal was chosen."""


class SaysNothingAlone(Exception):
    """The signal has no words of its own: it only says that this challenge hinders one more."""


@transaction.atomic
def begin(
    cluster: Cluster,
    signals: Iterable[uuid.UUID],
    *,
    title: str,
    language: str,
    theme: str = "",
    by: Any,
    now: dt.datetime,
) -> Challenge:
    """
    Begin a challenge from signals that wait, all of them or none.

    :param theme: a code of `Theme`; "": what most of the signals are about
    :raises NotAllowed: if `by` is not in the cluster's team
    :raises NothingChosen: without a signal
    :raises NotUsable: if the title is none or too long
    :raises TooLate: if one of the signals waits no more
    """
    if not policies.can_gather(by, cluster):
        raise NotAllowed
    texts = _settled({}, {Part.TITLE: title}, usable_language(language), now)
    waiting = _waiting(signals, cluster)
    begun = Challenge.objects.create(
        cluster=cluster,
        theme=usable_theme(theme) if theme else _theme_of(waiting),
        texts=texts,
        state_since=now,
        begun_by=by,
        begun_at=now,
    )
    record_challenge("begun", begun, by=by, now=now)
    _gather(waiting, begun, by=by, now=now)
    return begun


@transaction.atomic
def gather(
    challenge: uuid.UUID, signals: Iterable[uuid.UUID], *, by: Any, now: dt.datetime
) -> Challenge:
    """
    Make signals that wait part of a challenge, all of them or none.

    :raises NoChallenge: if `by` is not in the team
    :raises NothingChosen: without a signal
    :raises TooLate: if the challenge is closed, or one of the signals waits no more
    """
    into = locked_challenge(challenge, *OPEN, by=by)
    _gather(_waiting(signals, into.cluster), into, by=by, now=now)
    return into


@transaction.atomic
def take_out(signal: uuid.UUID, *, by: Any, now: dt.datetime) -> Challenge:
    """
    Have a signal be no part of its challenge any more: it waits to be sorted again.

    :raises NoSignal: if `by` is not in the team
    :raises SaysNothingAlone: if it only echoes the challenge, without words
    :raises TooLate: if it is part of none, or that is closed
    """
    seen = get_for_team(signal, for_user=by)
    if seen.challenge is None:
        raise TooLate
    challenge = locked_challenge(seen.challenge.public_id, *OPEN, by=by)
    found = _locked_signals().filter(pk=seen.pk, challenge=challenge).first()
    if found is None:
        raise TooLate
    if not found.words:
        raise SaysNothingAlone
    keep(found, state=SignalState.WAITING, state_since=now, challenge=None, is_echo=False)
    start_clock(SORT, found.public_id, cluster=challenge.cluster, by=by, now=now)
    record_signal("taken_out", found, by=by, now=now)
    return challenge


@transaction.atomic
def set_aside(
    cluster: Cluster, signals: Iterable[uuid.UUID], *, word: str, by: Any, now: dt.datetime
) -> list[Signal]:
    """
    Do not carry signals on, all of them or none; their organisations are told why.

    :raises NotAllowed: if `by` is not in the cluster's team
    :raises NothingChosen: without a signal
    :raises NotUsable: if the word is none or too long
    :raises TooLate: if one of the signals waits no more
    """
    if not policies.can_gather(by, cluster):
        raise NotAllowed
    word = usable_word(word)
    waiting = _waiting(signals, cluster)
    for each in waiting:
        keep(each, state=SignalState.SET_ASIDE, state_since=now, word_back=word)
        meet_clocks(SORT, each.public_id, by=by, now=now)
        record_signal("set_aside", each, by=by, now=now)
        transaction.on_commit(partial(messages.tell_set_aside, each.pk, now=now))
    return waiting


@transaction.atomic
def sort_again(signal: uuid.UUID, *, by: Any, now: dt.datetime) -> Signal:
    """
    Take back that a signal was set aside: it waits again, and its organisation is told.

    :raises NoSignal: if `by` is not in the team
    :raises TooLate: if it is not set aside any more
    """
    seen = get_for_team(signal, for_user=by)
    found = _locked_signals().filter(pk=seen.pk, state=SignalState.SET_ASIDE).first()
    if found is None:
        raise TooLate
    keep(found, state=SignalState.WAITING, state_since=now, word_back="")
    start_clock(SORT, found.public_id, cluster=seen.cluster, by=by, now=now)
    record_signal("sorted_again", found, by=by, now=now)
    transaction.on_commit(partial(messages.tell_sorted_again, found.pk, now=now))
    return found


@transaction.atomic
def write(
    challenge: uuid.UUID,
    texts: Mapping[str, str],
    *,
    language: str,
    theme: str,
    version: int,
    by: Any,
    now: dt.datetime,
) -> Challenge:
    """
    Write in one language what a challenge says; its first words are an original.

    :param texts: by the codes of `texts.Part`; "" for none
    :param version: of what was seen
    :raises NoChallenge: if `by` is not in the team
    :raises NotUsable: if a text is too long, or there would be no title in any language
    :raises TooLate: if a colleague changed it since, or it is closed
    """
    language = usable_language(language)
    found = locked_challenge(challenge, *OPEN, by=by)
    if found.version != version:
        raise TooLate
    found.texts = _settled(found.texts, texts, language, now)
    found.theme = usable_theme(theme)
    found.version += 1
    found.save()
    record_challenge("written", found, by=by, now=now, language=language)
    return found


@transaction.atomic
def open_to_members(challenge: uuid.UUID, *, is_open: bool, by: Any, now: dt.datetime) -> Challenge:
    """
    Have members of the cluster read a challenge and say that it hinders them too, or no more.

    :raises NoChallenge: if `by` is not in the team
    """
    found = locked_challenge(challenge, *ChallengeState, by=by)
    if found.is_open_to_members != is_open:
        found.is_open_to_members = is_open
        found.save()
        verb = "opened_to_members" if is_open else "closed_to_members"
        record_challenge(verb, found, by=by, now=now)
    return found


def locked_challenge(public_id: uuid.UUID, *states: str, by: Any) -> Challenge:
    """
    Return a challenge to its team, to be changed by nobody else until the transaction ends.

    :raises NoChallenge: if `by` is not in the team
    :raises TooLate: if it is in none of these states (any more)
    """
    seen = get_challenge(public_id, for_user=by)
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("cluster")
    found = rows.filter(pk=seen.pk, state__in=states).first()
    if found is None:
        raise TooLate
    return found


def usable_word(word: str) -> str:
    """Return a word to members as it is kept; raises NotUsable."""
    word = lines(word)
    if not 0 < len(word) <= LONGEST_WORD_BACK:
        raise NotUsable("word")
    return word


def record_challenge(
    verb: str, challenge: Challenge, *, by: Any, now: dt.datetime, **details: Any
) -> None:
    """Write into the history what was done to a challenge."""
    record_event(
        verb=f"challenge.{verb}",
        subject=str(challenge.public_id),
        actor=str(by.public_id),
        at=now,
        cluster=challenge.cluster.slug,
        details=details,
    )


def _locked_signals() -> QuerySet[Signal]:
    return Signal.objects.select_for_update(of=("self",)).select_related("cluster")


def _waiting(public_ids: Iterable[uuid.UUID], cluster: Cluster) -> list[Signal]:
    """Return signals that wait, locked in one order for all; raises NothingChosen, TooLate."""
    wanted = set(public_ids)
    if not wanted:
        raise NothingChosen
    waiting = _locked_signals().filter(cluster=cluster, state=SignalState.WAITING)
    found = list(waiting.filter(public_id__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise TooLate
    return found


def _gather(signals: list[Signal], into: Challenge, *, by: Any, now: dt.datetime) -> None:
    for each in signals:
        keep(each, state=SignalState.GATHERED, state_since=now, challenge=into)
        meet_clocks(SORT, each.public_id, by=by, now=now)
        record_signal("gathered", each, by=by, now=now)


def _settled(
    before: Mapping[str, Any], texts: Mapping[str, str], language: str, now: dt.datetime
) -> dict[str, Any]:
    said = {f"{part}_{language}": _usable(part, texts[part]) for part in Part if part in texts}
    settled = settle(before, taken_over(before, said), on=now.date())
    kept = {code: text for code, text in ({**before} | settled).items() if text}
    if not any(code.startswith(f"{Part.TITLE}_") for code in kept):
        raise NotUsable("title")
    return kept


def _usable(part: Part, text: str) -> str:
    text = one_line(text) if part == Part.TITLE else lines(text)
    if len(text) > LONGEST[part]:
        raise NotUsable(str(part))
    return text


def _theme_of(signals: list[Signal]) -> Theme:
    return Theme(Counter(each.theme for each in signals).most_common(1)[0][0])
