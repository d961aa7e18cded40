"""
A small team that together answers all requirements of a need.

What a team answers of a requirement is what its best member for it answers; a further member helps
less the more is answered already. Sums of this kind are submodular: taking whoever adds most, again
and again, comes within 1 - 1/e of the best team (Nemhauser, Wolsey and Fisher, Mathematical
Programming 14, 1978). Exchanging single members afterwards closes most of the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LARGEST_TEAM = 10
# What the order of the suggestions counts beside the requirements, and what a further member has to
# add: a tenth of one requirement.
RELEVANCE_WEIGHT = 0.05
LEAST_GAIN = 0.1
# Exchanges of single members; more have never been needed.
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
        *("AL", "AM", "BA", "CA", "CH", "EG", "FO", "GB", "GE", "IL", "IS", "KR", "MD", "ME"),
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


@dataclass(frozen=True)
class _Candidates:
    """What is known of each candidate, and what a team of them is worth."""

    coverage: Values
    relevance: Values
    countries: Sequence[str]
    kinds: Sequence[str]
    rules: TeamRules

    def covered(self, members: Sequence[int]) -> Values:
        found: Values = self.coverage[list(members)].max(axis=0, initial=0.0)
        return found

    def worth(self, members: Sequence[int]) -> float:
        relevance = RELEVANCE_WEIGHT * self.relevance[list(members)].sum()
        return float(self.covered(members).sum() + relevance)

    def gains(self, members: Sequence[int]) -> Values:
        """Return what each candidate would add, shape (n_candidates,); of members nothing."""
        added = np.maximum(self.coverage - self.covered(members), 0).sum(axis=1)
        gains: Values = added + RELEVANCE_WEIGHT * self.relevance
        gains[list(members)] = -np.inf
        return gains

    def open_rules(self, members: Sequence[int]) -> list[str]:
        """Return the rules that a team does not meet yet."""
        rules = self.rules
        counted = [self.countries[each] for each in members if self.counts(each)]
        missing = [
            f"kind:{kind}" for kind in sorted(rules.kinds - {self.kinds[m] for m in members})
        ]
        if rules.in_member_state and not MEMBER_STATES & set(counted):
            missing.append("member_state")
        if len(set(counted)) < rules.min_countries:
            missing.append("countries")
        if len(counted) < rules.min_members:
            missing.append("members")
        return missing

    def helping(self, rule: str, members: Sequence[int]) -> NDArray[np.bool_]:
        """Return who would bring a team nearer to a rule, shape (n_candidates,)."""
        everyone = range(len(self.relevance))
        here = {self.countries[member] for member in members}
        if rule.startswith("kind:"):
            helps = [self.kinds[each] == rule.removeprefix("kind:") for each in everyone]
        elif rule == "member_state":
            helps = [self.countries[each] in MEMBER_STATES for each in everyone]
        elif rule == "countries":
            helps = [self.counts(each) and self.countries[each] not in here for each in everyone]
        else:
            helps = [self.counts(each) for each in everyone]
        return np.array(helps, np.bool_)

    def counts(self, candidate: int) -> bool:
        country = self.countries[candidate]
        return bool(country) and (not self.rules.eligible or country in self.rules.eligible)


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

    :param coverage: shape (n_candidates, n_requirements); how far each answers each, from 0 to 1
    :param relevance: shape (n_candidates,), from 0 to 1; decides between those who answer the same
    :param countries: of each candidate, ISO 3166-1 alpha-2, "" where unknown
    :param kinds: of each candidate
    :raises ValueError: if the shapes do not fit together or the rules ask for what cannot be
    """
    candidates = _Candidates(coverage, relevance, countries, kinds, rules)
    _check(candidates)
    members = list(dict.fromkeys(rules.fixed))
    while len(members) < rules.size:
        following = _next(members, candidates)
        if following is None:
            break
        members.append(following)
    members = _exchanged(members, candidates)
    covered = candidates.covered(members)
    return Team(
        members=tuple(members),
        covered=covered,
        leads=_leads(coverage[members], covered),
        missing=tuple(candidates.open_rules(members)),
    )


def _check(candidates: _Candidates) -> None:
    rules, number = candidates.rules, len(candidates.relevance)
    if candidates.coverage.ndim != 2:
        raise ValueError("The coverage has one row a candidate and one column a requirement.")
    lengths = {len(candidates.coverage), len(candidates.countries), len(candidates.kinds), number}
    if len(lengths) > 1:
        raise ValueError("Coverage, relevance, countries and kinds are of different lengths.")
    if not 1 <= rules.size <= LARGEST_TEAM:
        raise ValueError(f"A team has from 1 to {LARGEST_TEAM} members, not {rules.size}.")
    if any(not 0 <= each < number for each in rules.fixed):
        raise ValueError("A fixed member is not among the candidates.")
    if len(set(rules.fixed)) > rules.size:
        raise ValueError("More members are fixed than the team may have.")


def _next(members: list[int], candidates: _Candidates) -> int | None:
    """Return who should join: whoever adds most, of those that a rule needs if places get short."""
    gains = candidates.gains(members)
    open_rules = candidates.open_rules(members)
    places_left = candidates.rules.size - len(members)
    # Rules first once there may be just enough places for them; before, gains go first.
    if open_rules and _places_needed(open_rules, members, candidates) >= places_left:
        helping = sum(candidates.helping(rule, members).astype(float) for rule in open_rules)
        if np.max(helping * np.isfinite(gains), initial=0) > 0:
            most = np.where(np.isfinite(gains), helping, -1)
            gains = np.where(most == most.max(), gains, -np.inf)
            return int(gains.argmax())
    if not len(gains) or not np.isfinite(gains).any():
        return None
    best = int(gains.argmax())
    added = gains[best] - RELEVANCE_WEIGHT * candidates.relevance[best]
    if added >= LEAST_GAIN:
        return best
    for rule in open_rules:
        able = candidates.helping(rule, members) & np.isfinite(gains)
        if able.any():
            return int(np.where(able, gains, -np.inf).argmax())
    return None


def _places_needed(open_rules: list[str], members: list[int], candidates: _Candidates) -> int:
    """Return how many more members the rules may ask for, at most one rule a member."""
    rules = candidates.rules
    counted = [candidates.countries[each] for each in members if candidates.counts(each)]
    kinds = sum(rule.startswith("kind:") for rule in open_rules)
    countries = max(rules.min_countries - len(set(counted)), rules.min_members - len(counted), 0)
    return kinds + max(countries, int("member_state" in open_rules))


def _exchanged(members: list[int], candidates: _Candidates) -> list[int]:
    """Return the team once no exchange of one member makes it better without breaking a rule."""
    fixed = len(set(candidates.rules.fixed))
    for _ in range(_MOST_EXCHANGES):
        better = _best_exchange(members, fixed, candidates)
        if better is None:
            break
        members = better
    return members


def _best_exchange(members: list[int], fixed: int, candidates: _Candidates) -> list[int] | None:
    worth, broken = candidates.worth(members), len(candidates.open_rules(members))
    best, best_worth = None, worth + 1e-9
    for place in range(fixed, len(members)):
        others = members[:place] + members[place + 1 :]
        gains = candidates.gains(others)
        base = candidates.worth(others)
        for candidate in np.argsort(-gains, kind="stable").tolist():
            if not base + gains[candidate] > best_worth:
                break
            tried = [*others[:place], candidate, *others[place:]]
            if len(candidates.open_rules(tried)) <= broken:
                best, best_worth = tried, base + gains[candidate]
                break
    return best


def _leads(coverage: Values, covered: Values) -> tuple[tuple[int, ...], ...]:
    """Return for each member what it answers best; of several alike the first chosen."""
    leads: list[list[int]] = [[] for _ in coverage]
    for requirement, strength in enumerate(covered.tolist()):
        if strength > 0:
            leads[int(coverage[:, requirement].argmax())].append(requirement)
    return tuple(map(tuple, leads))
