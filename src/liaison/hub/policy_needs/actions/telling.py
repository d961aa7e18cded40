"""An organisation's people tell what hinders them, change it, and take it back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from liaison.hub.clocks.actions import cancel_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs import policies
from liaison.hub.policy_needs.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    hold,
    keep,
    locked_signal,
    record_signal,
    usable_language,
    usable_theme,
    usable_words,
)
from liaison.hub.policy_needs.choices import MOST_SIGNALS_A_DAY, SORT, Attribution, SignalState
from liaison.hub.policy_needs.models import Signal

_DAY = dt.timedelta(days=1)


class TooManySignals(Exception):
    """The organisation told MOST_SIGNALS_A_DAY within a day."""


@dataclass(frozen=True)
class Told:
    """
    What somebody says that hinders their organisation.

    :ivar words: at most LONGEST_WORDS characters; "" only of an echo
    :ivar language: of the words
    :ivar attribution: what those to whom it is carried may learn
    """

    theme: str
    words: str
    language: str
    attribution: str


@transaction.atomic
def tell(
    organisation: Organisation, told: Told, *, cluster: Cluster, by: Any, now: dt.datetime
) -> Signal:
    """
    Tell the team of a cluster what hinders an organisation; told twice it stands once.

    :raises NotAllowed: if `by` does not act for it, or it is no member
    :raises NotUsable: if something of it cannot be kept
    :raises TooManySignals: if it told MOST_SIGNALS_A_DAY within a day
    """
    if not policies.can_tell(by, organisation, cluster):
        raise NotAllowed
    said = usable(told)
    # Two presses of a button tell it once.
    hold(organisation)
    own = Signal.objects.filter(cluster=cluster, organisation=organisation)
    own = own.filter(told_by__isnull=False)
    if same := own.filter(**said, state=SignalState.WAITING).first():
        return same
    if own.filter(told_at__gt=now - _DAY, is_echo=False).count() >= MOST_SIGNALS_A_DAY:
        raise TooManySignals
    signal = Signal.objects.create(
        cluster=cluster,
        organisation=organisation,
        told_by=by,
        told_at=now,
        state_since=now,
        **said,
    )
    wait_for_team(signal, by=by, now=now)
    record_signal("told", signal, by=by, now=now)
    return signal


@transaction.atomic
def change(signal: Signal, told: Told, *, version: int, by: Any, now: dt.datetime) -> None:
    """
    Say it otherwise; what the team noted, or set aside, waits for the team from then on anew.

    An echo keeps the theme of its challenge.

    :raises NotAllowed: if `by` does not act for its organisation
    :raises NotUsable: as `tell`
    :raises TooLate: if it was changed since `version`, or is gone
    """
    kept = _own(signal, by, version=version)
    said = usable(told, is_needed=not kept.is_echo)
    if kept.is_echo:
        said["theme"] = kept.theme
    if kept.waits_to_be_taken_up:
        kept.told_by = by
        record_signal("taken_up", kept, by=by, now=now)
    elif all(getattr(kept, name) == value for name, value in said.items()):
        return
    if kept.state == SignalState.SET_ASIDE:
        kept.state, kept.state_since, kept.word_back = SignalState.WAITING, now, ""
        wait_for_team(kept, by=by, now=now)
    keep(kept, **said)
    record_signal("changed", kept, by=by, now=now)


@transaction.atomic
def take_up(signal: Signal, *, version: int, by: Any, now: dt.datetime) -> None:
    """
    Say that what the team noted is right as it is; others still learn only that there is one more.

    :raises NotAllowed: if `by` does not act for its organisation
    :raises TooLate: if the team changed it since `version`, or it is gone
    """
    kept = _own(signal, by, version=version)
    if kept.waits_to_be_taken_up:
        keep(kept, told_by=by)
        record_signal("taken_up", kept, by=by, now=now)


@transaction.atomic
def take_back(signal: Signal, *, by: Any, now: dt.datetime) -> None:
    """
    Erase what an organisation told, or what the team noted for it; nobody reads or counts it then.

    :raises NotAllowed: if `by` does not act for it
    :raises TooLate: if it is gone already
    """
    erase(_own(signal, by), "taken_back", by=by, now=now)


def erase(signal: Signal, verb: str, *, by: Any, now: dt.datetime) -> None:
    """Erase a locked signal, with what waits for the team because of it."""
    record_signal(verb, signal, by=by, now=now)
    cancel_clocks(SORT, signal.public_id, by=by, now=now)
    signal.delete()


def wait_for_team(signal: Signal, *, by: Any, now: dt.datetime) -> None:
    """Have the signal wait for the team, which sorts it."""
    start_clock(SORT, signal.public_id, cluster=signal.cluster, by=by, now=now)


def usable(told: Told, *, is_needed: bool = True) -> dict[str, str]:
    """Return what was told as it is kept, by the names of fields; raises NotUsable."""
    if told.attribution not in Attribution.values:
        raise NotUsable("attribution")
    words = usable_words(told.words, is_needed=is_needed)
    is_nothing_to_read = told.attribution == Attribution.UNNAMED and not words
    return {
        "theme": usable_theme(told.theme),
        "words": words,
        "language": usable_language(told.language),
        "attribution": Attribution.COUNTED if is_nothing_to_read else told.attribution,
    }


def _own(signal: Signal, by: Any, *, version: int | None = None) -> Signal:
    if not policies.owns(by, signal):
        raise NotAllowed
    return locked_signal(signal, version=version)


__all__ = [
    "NotAllowed",
    "NotUsable",
    "Told",
    "TooLate",
    "TooManySignals",
    "change",
    "take_back",
    "take_up",
    "tell",
]
