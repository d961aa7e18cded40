"""
Which entries are one organisation: what people decided, then what identifiers say, then what is
alike, the surest first.

Two different PICs, VAT numbers or ROR ids never come together by themselves: `join` refuses such a
link and leaves it to people, and checks its own outcome.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from liaison.opendata.resolution.comparison import (
    LINK,
    Comparison,
    Observation,
    Verdict,
    exclusive_values,
)
from liaison.opendata.resolution.decisions import Decision, Decisions, Judgement
from liaison.opendata.resolution.entries import WITHOUT_IDENTIFIERS, Entry

# A rival that has so many points less is none.
_CLEAR_LEAD = 0.75
# Of two entries of one source that fit as well, one so many times as large is meant.
_MUCH_LARGER = 3


class WrongMerge(Exception):
    """Two different PICs, VAT numbers or ROR ids came together without people saying so."""


class Outcome(StrEnum):
    """What became of a pair."""

    LINKED = "linked"
    ASKED = "asked"
    UNSURE = "unsure"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A pair and what became of it.

    :ivar decision: of people on just this pair; None if nobody decided
    """

    one: str
    other: str
    outcome: Outcome
    points: float
    reasons: tuple[str, ...]
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """
    Which entries are one organisation.

    :ivar identity_of: the identity of each entry, by key
    """

    identity_of: Mapping[str, str]
    pairs: Sequence[Pair]

    def count(self, outcome: Outcome) -> int:
        """Return how many pairs came to an outcome."""
        return sum(pair.outcome is outcome for pair in self.pairs)


@dataclass(slots=True)
class _Group:
    """Entries that are one organisation, and the identifiers of which it may have one only."""

    keys: set[str]
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def agrees_with(self, other: "_Group") -> bool:
        """Tell whether no scheme would have a value more than one of the two has by itself."""
        return all(
            self.values[scheme] == values or not self.values[scheme] or not values
            for scheme, values in other.values.items()
        )


def join(
    entries: Sequence[Entry],
    comparisons: Iterable[Comparison],
    decisions: Decisions,
    *,
    successors: Mapping[str, str],
    identified: Mapping[str, str] | None = None,
) -> Joined:
    """
    Join entries into organisations.

    :param successors: which ROR entry took the place of which withdrawn one, by key
    :param identified: which entry says which entry of another source it is, by key
    :raises WrongMerge: if the outcome breaks the promise above, which would be a fault of ours
    """
    joining = _Joining(entries, decisions, successors)
    joining.by_decisions()
    joining.by_identifiers({**successors, **(identified or {})})
    pairs = joining.by_likeness([*comparisons])
    identity_of = {key: _identity(group) for group in joining.groups() for key in group.keys}
    _check(entries, identity_of, joining.without_likeness, successors)
    return Joined(identity_of, pairs)


class _Joining:
    def __init__(
        self, entries: Sequence[Entry], decisions: Decisions, successors: Mapping[str, str]
    ) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._decisions = decisions
        self._successors = successors
        self._group_of = {entry.key: self._alone(entry) for entry in entries}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self.without_likeness: dict[str, frozenset[str]] = {}
        for decision in decisions.found(Judgement.DIFFERENT):
            self._apart[decision.one].add(decision.other)
            self._apart[decision.other].add(decision.one)

    def groups(self) -> list[_Group]:
        return list({id(group): group for group in self._group_of.values()}.values())

    def by_decisions(self) -> None:
        for decision in self._decisions.found(Judgement.SAME):
            if decision.one in self._entries and decision.other in self._entries:
                self._unite(decision.one, decision.other)

    def by_identifiers(self, named: Mapping[str, str]) -> None:
        """Unite each entry with the one that a source says it is, unless that breaks a promise."""
        for key, same in sorted(named.items()):
            if self._may_unite(key, same):
                self._unite(key, same)
        self.without_likeness = {
            key: frozenset(group.keys)
            for key, group in self._group_of.items()
            if len(group.keys) > 1
        }

    def by_likeness(self, comparisons: Sequence[Comparison]) -> list[Pair]:
        """Link what is alike, the surest first; return what became of every pair."""
        ordered = sorted(comparisons, key=lambda each: (-each.points, each.one.key, each.other.key))
        rivals = _Rivals(ordered, self._group_of)
        return [self._pair(each, rivals) for each in ordered if each.verdict is not Verdict.REFUSED]

    def _pair(self, seen: Comparison, rivals: "_Rivals") -> Pair:
        one, other = seen.one.key, seen.other.key
        decision = self._decisions.on(one, other)
        outcome, reasons = self._outcome(seen, decision, rivals)
        return Pair(one, other, outcome, seen.points, (*seen.reasons, *reasons), decision)

    def _outcome(
        self, seen: Comparison, decision: Decision | None, rivals: "_Rivals"
    ) -> tuple[Outcome, tuple[str, ...]]:
        one, other = seen.one.key, seen.other.key
        if self._group_of[one] is self._group_of[other]:
            return Outcome.LINKED, ()
        if self._is_kept_apart(one, other):
            return Outcome.DIFFERENT, ()
        if decision is not None:
            return Outcome.UNSURE, ()
        if seen.verdict is not Verdict.LINKED:
            return Outcome.ASKED, ()
        if not self._may_unite(one, other) or rivals.of(seen):
            return Outcome.ASKED, (Observation.RIVAL.value,)
        self._unite(one, other)
        return Outcome.LINKED, ()

    def _alone(self, entry: Entry) -> _Group:
        group = _Group({entry.key})
        for scheme, value in _exclusive_values(entry, self._successors).items():
            group.values[scheme].add(value)
        return group

    def _may_unite(self, one: str, other: str) -> bool:
        """Tell whether two groups may come together without people saying so."""
        if one not in self._group_of or other not in self._group_of:
            return False
        left, right = self._group_of[one], self._group_of[other]
        return left.agrees_with(right) and not self._is_kept_apart(one, other)

    def _is_kept_apart(self, one: str, other: str) -> bool:
        others = self._group_of[other].keys
        return any(self._apart.get(key, set()) & others for key in self._group_of[one].keys)

    def _unite(self, one: str, other: str) -> None:
        left, right = self._group_of[one], self._group_of[other]
        if left is right:
            return
        if len(left.keys) < len(right.keys):
            left, right = right, left
        left.keys |= right.keys
        for scheme, values in right.values.items():
            left.values[scheme] |= values
        for key in right.keys:
            self._group_of[key] = left


class _Rivals:
    """Which pairs might be linked in the place of another."""

    def __init__(self, ordered: Sequence[Comparison], group_of: Mapping[str, _Group]) -> None:
        self._group_of = group_of
        self._of: dict[str, list[Comparison]] = defaultdict(list)
        for each in ordered:
            if each.points >= LINK - _CLEAR_LEAD and each.one.source != each.other.source:
                self._of[each.one.key].append(each)
                self._of[each.other.key].append(each)

    def of(self, seen: Comparison) -> bool:
        """Tell whether another entry fits as well as one of the two."""
        return any(
            self._is_rival(rival, seen)
            for key in (seen.one.key, seen.other.key)
            for rival in self._of[key]
        )

    def _is_rival(self, rival: Comparison, seen: Comparison) -> bool:
        if rival is seen or rival.points <= seen.points - _CLEAR_LEAD:
            return False
        mine = {seen.one.key: seen.one, seen.other.key: seen.other}
        theirs = {rival.one.key: rival.one, rival.other.key: rival.other}
        if theirs.keys() == mine.keys():
            return False
        (instead,) = theirs.keys() - mine.keys()
        (replaced,) = mine.keys() - theirs.keys()
        if self._group_of[instead] is self._group_of[replaced]:
            return False
        # Of a source without identifiers several entries may be one organisation, beside others.
        if {theirs[instead].source, mine[replaced].source} & WITHOUT_IDENTIFIERS:
            return False
        return mine[replaced].size < _MUCH_LARGER * max(theirs[instead].size, 1)


def _exclusive_values(entry: Entry, successors: Mapping[str, str]) -> dict[str, str]:
    """Return what an organisation has one of; a withdrawn ROR entry counts as its successor."""
    values = exclusive_values(entry)
    if "ror" in values:
        values["ror"] = successors.get(entry.key, entry.key)
    return values


def _identity(group: _Group) -> str:
    """
    Return the id of an identity: the key of its oldest PIC, else its ROR id, else any.

    It needs no register of its own, so that a decision withdrawn gives the id before back; and each
    key of an entry leads to the identity that the entry is in.
    """
    return min(group.keys, key=_precedence)


def _precedence(key: str) -> tuple[bool, int, bool, str]:
    scheme, _, value = key.partition(":")
    # PICs are handed out downwards: the largest number is the oldest.
    oldest_first = -int(value) if scheme == "pic" and value.isdecimal() else 0
    return scheme != "pic", oldest_first, scheme != "ror", key


def _check(
    entries: Sequence[Entry],
    identity_of: Mapping[str, str],
    without_likeness: Mapping[str, frozenset[str]],
    successors: Mapping[str, str],
) -> None:
    """Raise WrongMerge if an identity has two values of a scheme that no person put together."""
    members: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for scheme in _exclusive_values(entry, successors):
            members[identity_of[entry.key], scheme].append(entry)
    for (identity, scheme), found in members.items():
        first = found[0]
        for entry in found[1:]:
            values = {_exclusive_values(each, successors)[scheme] for each in (first, entry)}
            if len(values) > 1 and entry.key not in without_likeness.get(first.key, frozenset()):
                raise WrongMerge(f"{identity}: {first.key} and {entry.key} came together.")
