"""
A small team that together answers all requirements of a need.

What a team answers of a requirement is what its best member for it answers; a further member helps
less the more is answered already. Sums of this kind are submodular: taking whoever adds most, again
and again, comes within 1 - 1/e of the best team (Nemhauser, Wolsey and Fisher, Mathematical
Programming 14, 1978). Exchanging single members afterwards closes most of the rest. Rules are met
by taking a member only where the places left are enough for what the rules still ask for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LARGEST_TEAM = 10
# What the order of the suggestions counts beside the requirements, and what a further member has to
# add: a tenth of one requirement.
RELEVANCE_WEIGHT = 0.05
LEAST_GAIN = 0.1
# Sums of 32-bit shares may end a little above 1.
_ROUNDING = 1e-6
# An exchange that gains less than this is a matter of rounding.
_SMALLEST_EXCHANGE = 1e-9
# Bounds that keep the time so; one or two rounds leave nothing to improve.
_MOST_ROUNDS = 4
_MOST_EXCHANGES = 20

MEMBER_STATES = frozenset(
    [
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"),
        *("IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
    ]
)
# Countries associated to Horizon Europe, some for parts of it only. Unverified: agreements change,
# so check the Commission's list of participating countries before anybody relies on it.
ASSOCIATED_COUNTRIES = frozenset(
    [
        *("AL", "AM", "BA", "CA", "CH", "FO", "GB", "GE", "IL", "IS", "KR", "MD", "ME"),
        *("MK", "NO", "NZ", "RS", "TN", "TR", "UA", "XK"),
    ]
)


@dataclass(frozen=True)
class TeamRules:
    """
    What a team has to be like.

    :ivar size: members at most, from 1 to LARGEST_TEAM
    :ivar fixed: places of candidates that are in the team whatever they add
    :ivar kinds: each has to be there at least once
    :ivar min_members: members from countries of `eligible`
    :ivar min_countries: different countries of `eligible`
    :ivar eligible: the countries that count; all if empty
    :ivar in_member_state: whether at least one has to be in a member state of the European Union
    """

    size: int = 5
    fixed: tuple[int, ...] = ()
    kinds: frozenset[str] = frozenset()
    min_members: int = 1
    min_countries: int = 1
    eligible: frozenset[str] = frozenset()
    in_member_state: bool = False


# Regulation (EU) 2021/695 (Horizon Europe), Article 22(2): unless the work programme says
# otherwise, three independent legal entities, each established in a different member state or
# associated country, at least one of them in a member state. Whether they are independent is not
# known here.
EU_CONSORTIUM = TeamRules(
    min_members=3,
    min_countries=3,
    eligible=MEMBER_STATES | ASSOCIATED_COUNTRIES,
    in_member_state=True,
)


@dataclass(frozen=True)
class Team:
    """
    Who belongs together.

    :ivar members: places of the candidates, in the order in which they were chosen
    :ivar covered: shape (n_requirements,); how far the best member answers each, from 0 to 1
    :ivar leads: for each member the requirements that nobody in the team answers better
    :ivar missing: the rules that nobody could meet: "members", "countries", "member_state", and
        "kind:" with the kind
    """

    members: tuple[int, ...]
    covered: Values
    leads: tuple[tuple[int, ...], ...]
    missing: tuple[str, ...]


def compose_team(
    coverage: Values,
    *,
    relevance: Values,
    countries: Sequence[str],
    kinds: Sequence[str],
    rules: TeamRules,
) -> Team:
    """
    Return a small team that answers as much as can be, as the rules ask for.

    Where not all rules can be met, those of eligibility go before the kinds.

    :param coverage: shape (n_candidates, n_requirements); how far each answers each, from 0 to 1
    :param relevance: shape (n_candidates,), from 0 to 1; decides between those who answer the same
    :param countries: of each candidate, ISO 3166-1 alpha-2, "" where unknown
    :param kinds: of each candidate
    :raises ValueError: if the shapes do not fit together, values are not from 0 to 1, or the rules
        ask for what cannot be
    """
    worth = _Worth(coverage=coverage, relevance=relevance)
    _check(worth, countries=countries, kinds=kinds, rules=rules)
    roster = _Roster(countries=countries, kinds=kinds, eligible=rules.eligible)
    members = _Composer(worth=worth, roster=roster, rules=rules).compose()
    return Team(
        members=tuple(members),
        covered=worth.covered(members),
        leads=_leads(coverage[members], worth.covered(members)),
        missing=tuple(_missing(roster.still_asked(_Asked.by(rules), members))),
    )


def _check(
    worth: "_Worth", *, countries: Sequence[str], kinds: Sequence[str], rules: TeamRules
) -> None:
    number = len(worth.relevance)
    if worth.coverage.ndim != 2:
        raise ValueError("The coverage has one row a candidate and one column a requirement.")
    if {len(worth.coverage), len(countries), len(kinds)} != {number}:
        raise ValueError("Coverage, relevance, countries and kinds are of different lengths.")
    if not _are_shares(worth.coverage) or not _are_shares(worth.relevance):
        raise ValueError("Coverage and relevance are from 0 to 1.")
    if not 1 <= rules.size <= LARGEST_TEAM:
        raise ValueError(f"A team has from 1 to {LARGEST_TEAM} members, not {rules.size}.")
    if any(not 0 <= each < number for each in rules.fixed):
        raise ValueError("A fixed member is not among the candidates.")
    if len(set(rules.fixed)) > rules.size:
        raise ValueError("More members are fixed than the team may have.")


def _are_shares(values: Values) -> bool:
    # Said this way round, not-a-number is none.
    return bool(((values >= -_ROUNDING) & (values <= 1 + _ROUNDING)).all())


def _leads(coverage: Values, covered: Values) -> tuple[tuple[int, ...], ...]:
    """Return for each member what it answers best; of several alike the first chosen."""
    leads: list[list[int]] = [[] for _ in coverage]
    for requirement, strength in enumerate(covered.tolist()):
        if strength > 0:
            leads[int(coverage[:, requirement].argmax())].append(requirement)
    return tuple(map(tuple, leads))


def _missing(asked: "_Asked") -> Iterator[str]:
    yield from (f"kind:{kind}" for kind in sorted(asked.kinds))
    if asked.member_state:
        yield "member_state"
    if asked.countries:
        yield "countries"
    if asked.members:
        yield "members"


class _Trait(NamedTuple):
    """All that the rules know of a candidate; the country is "" where it does not count."""

    kind: str
    country: str
    counts: bool
    in_member_state: bool


class _Asked(NamedTuple):
    """What rules ask for beyond the members there are, whose countries are `present`."""

    members: int = 0
    countries: int = 0
    kinds: frozenset[str] = frozenset()
    member_state: bool = False
    present: frozenset[str] = frozenset()

    @classmethod
    def by(cls, rules: TeamRules) -> "_Asked":
        return cls(rules.min_members, rules.min_countries, rules.kinds, rules.in_member_state)

    @property
    def is_nothing(self) -> bool:
        return not (self.members or self.countries or self.kinds or self.member_state)

    def after(self, trait: _Trait) -> "_Asked":
        """Return what is still asked for once such a candidate has joined."""
        is_new = trait.country != "" and trait.country not in self.present
        return _Asked(
            members=max(0, self.members - trait.counts),
            countries=max(0, self.countries - is_new),
            kinds=self.kinds - {trait.kind},
            member_state=self.member_state and not trait.in_member_state,
            present=self.present | {trait.country} if is_new else self.present,
        )

    def together_with(self, more: "_Asked") -> "_Asked":
        return _Asked(
            members=max(self.members, more.members),
            countries=max(self.countries, more.countries),
            kinds=self.kinds | more.kinds,
            member_state=self.member_state or more.member_state,
        )

    def one_by_one(self) -> "Iterator[_Asked]":
        """Yield the same in steps, the weightiest first."""
        if self.member_state:
            yield _Asked(member_state=True)
        yield from (_Asked(countries=count + 1) for count in range(self.countries))
        yield from (_Asked(members=count + 1) for count in range(self.members))
        yield from (_Asked(kinds=frozenset([kind])) for kind in sorted(self.kinds))


class _Roster:
    """The candidates as the rules see them, and how many of them it takes to keep the rules."""

    def __init__(
        self, *, countries: Sequence[str], kinds: Sequence[str], eligible: Set[str]
    ) -> None:
        self.traits = [
            _trait(country=country, kind=kind, eligible=eligible)
            for country, kind in zip(countries, kinds, strict=True)
        ]
        self._in_member_states = {each for each in self.traits if each.in_member_state}
        self._countries: dict[str, set[str]] = defaultdict(set)
        for each in self.traits:
            if each.country:
                self._countries[each.kind].add(each.country)
        self._kinds_that_count = {each.kind for each in self.traits if each.counts}
        self._places: dict[_Asked, int] = {}

    def still_asked(self, asked: _Asked, members: Iterable[int]) -> _Asked:
        """Return what is asked for beyond these members."""
        for member in members:
            asked = asked.after(self.traits[member])
        return asked

    def attainable(self, asked: _Asked, *, fixed: Sequence[int], size: int) -> _Asked:
        """Return the most of what is asked for that a team with these members can give."""
        attained = _Asked()
        for step in asked.one_by_one():
            tried = attained.together_with(step)
            if self._has(tried):
                places = self.places_needed(self.still_asked(tried, fixed))
                attained = tried if len(fixed) + places <= size else attained
        return attained

    def _has(self, asked: _Asked) -> bool:
        """Whether the candidates have it, in a team of whatever size."""
        return (
            asked.members <= sum(each.counts for each in self.traits)
            and asked.countries <= len(set().union(*self._countries.values()))
            and asked.kinds <= {each.kind for each in self.traits}
            and (bool(self._in_member_states) or not asked.member_state)
        )

    def places_needed(self, asked: _Asked) -> int:
        """Return the fewest further members that give what is asked for; it can be given."""
        if asked not in self._places:
            self._places[asked] = self._fewest_places(asked)
        return self._places[asked]

    def _fewest_places(self, asked: _Asked) -> int:
        fewest = self._places_without_member_state(asked)
        if not asked.member_state:
            return fewest
        # It takes a place more unless one of the others can be in a member state.
        fits = any(
            1 + self._places_without_member_state(asked.after(each)) <= fewest
            for each in self._in_member_states
        )
        return fewest if fits else fewest + 1

    def _places_without_member_state(self, asked: _Asked) -> int:
        """
        Return how many members give the kinds, countries and numbers.

        A member in an eligible country gives all that another of its kind gives, and more. So
        only kinds that are found nowhere else take places that count for nothing else; and of the
        other kinds as many as possible are each paired with a new country.
        """
        kinds = asked.kinds & self._kinds_that_count
        pairs = _most_pairs([self._countries[kind] - asked.present for kind in kinds])
        counted = len(kinds) + asked.countries - min(pairs, asked.countries)
        return len(asked.kinds - kinds) + max(asked.members, counted)


def _trait(*, country: str, kind: str, eligible: Set[str]) -> _Trait:
    counts = country != "" and (not eligible or country in eligible)
    return _Trait(
        kind=kind,
        country=country if counts else "",
        counts=counts,
        in_member_state=counts and country in MEMBER_STATES,
    )


def _most_pairs(choices: Sequence[Set[str]]) -> int:
    """Return how many can each have one of their choices to themselves (Kuhn 1955)."""
    taken_by: dict[str, int] = {}

    def has_one(who: int, asked: set[str]) -> bool:
        for choice in choices[who] - asked:
            asked.add(choice)
            if choice not in taken_by or has_one(taken_by[choice], asked):
                taken_by[choice] = who
                return True
        return False

    return sum(has_one(who, set()) for who in range(len(choices)))


@dataclass(frozen=True)
class _Worth:
    """
    What candidates are worth to a team.

    :ivar coverage: shape (n_candidates, n_requirements)
    :ivar relevance: shape (n_candidates,)
    """

    coverage: Values
    relevance: Values

    def covered(self, members: Sequence[int]) -> Values:
        """Return the best coverage by any member, shape (n_requirements,)."""
        covered: Values = self.coverage[list(members)].max(axis=0, initial=0.0)
        return covered

    def gains(self, members: Sequence[int]) -> Values:
        """Return the coverage that each candidate would add, shape (n_candidates,)."""
        added = np.maximum(self.coverage - self.covered(members), 0.0)
        gains: Values = added.sum(axis=1)
        return gains

    def with_relevance(self, gains: Values) -> Values:
        """Return gains, shape (n_candidates,), with the little that relevance adds."""
        return gains + RELEVANCE_WEIGHT * self.relevance


class _Composer:
    """Chooses the members: takes, exchanges and dismisses until nothing is left to improve."""

    def __init__(self, *, worth: _Worth, roster: _Roster, rules: TeamRules) -> None:
        self._worth = worth
        self._roster = roster
        self._fixed = list(dict.fromkeys(rules.fixed))
        self._size = rules.size
        # From here on every team on the way can still become one that keeps these.
        self._asked = roster.attainable(_Asked.by(rules), fixed=self._fixed, size=rules.size)

    def compose(self) -> list[int]:
        """Return the members, fixed first."""
        members = list(self._fixed)
        for _ in range(_MOST_ROUNDS):
            before = members
            members = self._without_idle(self._exchanged(self._filled(members)))
            if members == before:
                break
        return members

    def _filled(self, members: list[int]) -> list[int]:
        """Return the team with the best next member taken as long as there is one."""
        while len(members) < self._size:
            best = self._best_next(members)
            if best is None:
                break
            members = [*members, best]
        return members

    def _best_next(self, members: list[int]) -> int | None:
        asked = self._roster.still_asked(self._asked, members)
        places = self._roster.places_needed(asked)
        places_left = self._size - len(members) - 1
        gains = self._worth.gains(members)
        for candidate in np.argsort(-self._worth.with_relevance(gains), kind="stable").tolist():
            adds = gains[candidate] >= LEAST_GAIN
            if candidate in members or not (adds or places):
                continue
            still = self._roster.places_needed(asked.after(self._roster.traits[candidate]))
            if still <= places_left and (adds or still < places):
                return int(candidate)
        return None

    def _exchanged(self, members: list[int]) -> list[int]:
        """Return the team with members exchanged one for one as long as that improves it."""
        for _ in range(_MOST_EXCHANGES):
            exchange = next(self._exchanges(members), None)
            if exchange is None:
                break
            place, candidate = exchange
            members = [*members[:place], candidate, *members[place + 1 :]]
        return members

    def _exchanges(self, members: list[int]) -> Iterator[tuple[int, int]]:
        """Yield places and who would better have them, the best exchange first."""
        places = range(len(self._fixed), len(members))
        if not places:
            return
        others = [[*members[:place], *members[place + 1 :]] for place in places]
        worth = np.array([self._worth.with_relevance(self._worth.gains(each)) for each in others])
        now = worth[np.arange(len(places)), members[len(self._fixed) :]]
        improvement = worth - now[:, np.newaxis]
        improvement[:, members] = 0.0
        asked = [self._roster.still_asked(self._asked, each) for each in others]
        for flat in np.argsort(-improvement, axis=None, kind="stable").tolist():
            row, candidate = divmod(flat, improvement.shape[1])
            if improvement[row, candidate] <= _SMALLEST_EXCHANGE:
                return
            if asked[row].after(self._roster.traits[candidate]).is_nothing:
                yield places[row], candidate

    def _without_idle(self, members: list[int]) -> list[int]:
        """Return the team without those who, given the others, add too little."""
        while (idle := self._most_idle(members)) is not None:
            members = [member for member in members if member != idle]
        return members

    def _most_idle(self, members: list[int]) -> int | None:
        """Return whom no rule and no requirement would miss, the least missed first."""
        missed = []
        for member in members[len(self._fixed) :]:
            others = [other for other in members if other != member]
            loss = self._worth.gains(others)[member]
            if loss < LEAST_GAIN and self._roster.still_asked(self._asked, others).is_nothing:
                missed.append((float(loss), member))
        return min(missed)[1] if missed else None
