"""What stands behind challenges, and how much of it others than the team may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from liaison.hub.directory.choices import State
from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs.choices import LEAST_ORGANISATIONS, Attribution
from liaison.hub.policy_needs.models import Challenge, Signal


@dataclass(frozen=True)
class Said:
    """What one organisation says, in its words and their language; without a name: nobody's."""

    words: str
    language: str
    organisation: Organisation | None


@dataclass(frozen=True)
class Evidence:
    """
    What an addressee of a challenge may read of who stands behind it.

    :ivar number: of organisations; None where there are too few to say how many
    :ivar named: those that may be told, with or without words of theirs, by name
    :ivar said: words that may be told, with their names first
    """

    number: int | None
    named: list[Organisation] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def numbers_told(challenges: Iterable[Challenge]) -> dict[int, int]:
    """
    Return how many organisations stand behind challenges, by their keys; asks once.

    Left out is where there are fewer than LEAST_ORGANISATIONS, so that nobody is guessed.
    """
    behind: dict[int, set[int]] = defaultdict(set)
    gathered = _counted(Signal.objects.filter(challenge__in=[each.pk for each in challenges]))
    for challenge, organisation in gathered.values_list("challenge", "organisation"):
        behind[challenge].add(organisation)
    return {key: len(them) for key, them in behind.items() if len(them) >= LEAST_ORGANISATIONS}


def evidence_for_addressees(challenge: Challenge) -> Evidence:
    """
    Return what addressees of a challenge may read, of each signal what its organisation allows.

    Words without a name are told only where enough organisations stand behind the challenge; their
    order says nothing of when they came.
    """
    signals = list(_counted(challenge.signals.select_related("organisation")))
    number = len({signal.organisation_id for signal in signals})
    is_told = number >= LEAST_ORGANISATIONS
    named = {
        signal.organisation_id: signal.organisation
        for signal in signals
        if signal.attribution == Attribution.NAMED
    }
    with_words = [signal for signal in signals if signal.words]
    said = _by_name(with_words) + (_without_name(with_words) if is_told else [])
    by_name = sorted(named.values(), key=lambda each: each.name.casefold())
    return Evidence(number if is_told else None, by_name, said)


def _counted(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Leave out what two organisations said apart that turned out to be one."""
    return signals.exclude(organisation__state=State.MERGED)


def _by_name(signals: Iterable[Signal]) -> list[Said]:
    named = [signal for signal in signals if signal.attribution == Attribution.NAMED]
    named.sort(key=lambda signal: signal.organisation.name.casefold())
    return [Said(signal.words, signal.language, signal.organisation) for signal in named]


def _without_name(signals: Iterable[Signal]) -> list[Said]:
    unnamed = [signal for signal in signals if signal.attribution == Attribution.UNNAMED]
    return sorted(
        (Said(signal.words, signal.language, None) for signal in unnamed),
        key=lambda said: said.words.casefold(),
    )
