"""
What speaks for each candidate: the numbers from which a learned function makes one ranking.

The same code serves a search, with all that is known, and training, with what was known on an
earlier day (`Known`), so that what is learnt is what is used.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import middle_of
from liaison.matching.indexes import ROLES, Arrays
from liaison.matching.ranking import as_heard, best, heard, participations_in
from liaison.matching.retrieval import (
    MIXED_FOR_A_DESCRIPTION,
    MIXED_FOR_A_LINE,
    STEEPNESS,
    score_by_meaning,
)

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

# What can be told of every need.
OF_THE_NEED = (
    *("votes", "votes_mild", "votes_wide", "votes_narrow", "votes_steep", "votes_dense"),
    "votes_mixed",
    *("best_share", "second_share", "third_share", "evidence", "best", "best_age"),
    *("dense_mean", "dense_best", "focus", "profile", "circle", "circle_alike"),
    *("projects", "recent_projects", "leads", "consortium", "silent_years", "kind", "sme"),
    *("scheme_fit", "programme_fit", "family_fit", "programme_projects", "family_projects"),
    *("best_of_all", "agreement", "expected_consortium", "kind_share", "need_length"),
)
# What can be told as well once it is known who asks, whom they chose, and for which call.
OF_THE_CONTEXT = (
    *("call_scheme", "call_programme", "call_family", "call_programme_projects"),
    *("call_family_projects", "votes_call", "votes_scheme"),
    *("together", "together_recent", "together_alike", "together_alike_share", "together_share"),
    *("friends_of_friends", "friends_alike", "same_country", "country_lift"),
    *("asker_projects", "asker_kind", "same_kind", "votes_asker_field", "asker_field"),
)
ALL_FEATURES = OF_THE_NEED + OF_THE_CONTEXT

# A need of at most so many telling words counts as a line: titles have ten or so, descriptions
# over a hundred.
LONGEST_LINE = 40


@dataclass(frozen=True)
class Looked:
    """How many are looked at closely, by the words, the meaning, and each way of knowing them."""

    by_words: int
    by_meaning: int
    by_acquaintance: int


# More change no figure of a description; a line says too little for few to be enough.
FOR_A_DESCRIPTION = Looked(by_words=120, by_meaning=30, by_acquaintance=40)
FOR_A_LINE = Looked(by_words=200, by_meaning=50, by_acquaintance=60)
VOTERS, FEWEST_VOTERS, MOST_VOTERS = 300, 60, 1000
_COORDINATOR = ROLES.index("coordinator")
_DAYS_A_YEAR = 365.25
_ORGANISATIONS_AT_ONCE = 5000
# Old partners count less: to 37 % in this many years.
_ACQUAINTANCE_FADES = 1.0


@dataclass(frozen=True)
class Known:
    """
    What was known on a day.

    :ivar projects: shape (n_projects,); which projects; of studies and works only those that are
        heard for one need, see `hearing`
    :ivar ages: shape (n_projects,); in years on that day; 0 where undated
    :ivar sizes: shape (n_projects,); how many take part
    :ivar country_lift: shape (n_countries, n_countries); logarithm of how much more often two
        countries work together than chance would have it
    :ivar countries: shape (n_organisations,); rows of `country_lift`
    :ivar profiles: shape (n_organisations, n_dimensions); the middle of each one's projects in the
        space of meaning, of length 1 or 0
    :ivar records: shape (n_organisations, 5); how many projects (at least 1, so that it divides)
        and how many of the last year, how many led, how many took part in them all together, and
        how many years ago the newest began (99 without any)
    """

    projects: NDArray[np.bool_]
    ages: NDArray[np.float32]
    sizes: NDArray[np.float32]
    country_lift: NDArray[np.float32]
    countries: NDArray[np.int64]
    profiles: NDArray[np.float32]
    records: Scores


@dataclass(frozen=True)
class Asked:
    """
    A need as the features see it; -1 for what is not known.

    :ivar lexical: shape (n_projects,); likeness by words, 0 where a project may not count
    :ivar dense: shape (n_projects,); likeness by meaning
    :ivar place: shape (n_dimensions,); where the need lies in the space of meaning
    :ivar asker: row of the organisation that asks
    :ivar circle: rows of the asker and of all partners already chosen
    :ivar scheme: number of the call's scheme in the index, and so on
    :ivar length: words of the need
    """

    lexical: Scores
    dense: NDArray[np.float32]
    place: NDArray[np.float32]
    asker: int
    circle: Rows
    scheme: int
    programme: int
    family: int
    length: int

    @property
    def is_line(self) -> bool:
        """Tell whether the need is told in a line or two."""
        return self.length <= LONGEST_LINE


def known_on(day: int | None, arrays: Arrays) -> Known:
    """
    Return what was known on a day, or all there is.

    :param day: days since 1970; None for the day of the newest project
    """
    dated = arrays.project_days >= 0
    projects = arrays.are_projects
    if day is None:
        day = newest_day(arrays)
        lift, profiles = arrays.country_lift, arrays.profiles
    else:
        projects &= dated & (arrays.project_days <= day)
        lift, profiles = country_lift_of(projects, arrays), profiles_of(projects, arrays)
    ages = np.where(dated, (day - arrays.project_days) / _DAYS_A_YEAR, 0).astype(np.float32)
    sizes = np.diff(arrays.member_starts).astype(np.float32)
    ages = np.maximum(ages, 0)
    countries = np.unique(arrays.countries, return_inverse=True)[1]
    records = _records(projects, ages, sizes, arrays)
    return Known(projects, ages, sizes, lift, countries, profiles, records)


def newest_day(arrays: Arrays) -> int:
    """Return the day of the newest project, in days since 1970; 0 without any."""
    return int(arrays.project_days.max(initial=0, where=arrays.are_projects))


def hearing(asked: Asked, known: Known, arrays: Arrays) -> tuple[Asked, Known]:
    """
    Let those studies and works count for a need that are nearest to it, and no others.

    There may be a hundred times as many as projects; heard all at once, they would leave hardly a
    project among those that are nearest.
    """
    if known.projects.all():
        return asked, known
    is_heard = known.projects | heard(asked.lexical, arrays) | heard(asked.dense, arrays)
    counting = replace(
        asked,
        lexical=as_heard(asked.lexical, is_heard, arrays),
        dense=as_heard(asked.dense, is_heard, arrays),
    )
    return counting, replace(known, projects=is_heard)


def _records(
    projects: NDArray[np.bool_],
    ages: NDArray[np.float32],
    sizes: NDArray[np.float32],
    arrays: Arrays,
) -> Scores:
    """Return what was known of each organisation's record, see `Known.records`."""
    taking_part = projects[arrays.member_projects]
    members, rows = arrays.members[taking_part], arrays.member_projects[taking_part]
    leading = arrays.member_roles[taking_part] == _COORDINATOR
    number = len(arrays.organisation_ids)
    newest = np.full(number, 99.0)
    np.minimum.at(newest, members, ages[rows])
    return np.stack(
        [
            np.maximum(np.bincount(members, minlength=number), 1),
            np.bincount(members, weights=ages[rows] < 1, minlength=number),
            np.bincount(members, weights=leading, minlength=number),
            np.bincount(members, weights=sizes[rows], minlength=number),
            newest,
        ],
        axis=1,
    )


def profiles_of(projects: NDArray[np.bool_], arrays: Arrays) -> NDArray[np.float32]:
    """Return the middle of each organisation's projects, counting only some of the projects."""
    profiles = np.zeros((len(arrays.organisation_ids), arrays.dense_projects.shape[1]), np.float32)
    for first in range(0, len(profiles), _ORGANISATIONS_AT_ONCE):
        last = min(first + _ORGANISATIONS_AT_ONCE, len(profiles))
        starts = arrays.involvement_starts[first : last + 1]
        rows = arrays.involvement_projects[starts[0] : starts[-1]]
        places = arrays.dense_projects[rows] * projects[rows][:, None]
        taking_part = np.flatnonzero(np.diff(starts))
        sums = np.add.reduceat(places, (starts[:-1] - starts[0])[taking_part], axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        profiles[first + taking_part] = sums / np.where(lengths > 0, lengths, 1)
    return profiles


def country_lift_of(projects: NDArray[np.bool_], arrays: Arrays) -> NDArray[np.float32]:
    """Return how much more often two countries work together than by chance, as a logarithm."""
    names, countries = np.unique(arrays.countries, return_inverse=True)
    n_countries = len(names)
    together = np.zeros((n_countries, n_countries))
    rows = np.flatnonzero(projects)
    for block in np.array_split(rows, max(len(rows) // 10_000, 1)):
        positions = participations_in(block, arrays)
        places = np.searchsorted(block, arrays.member_projects[positions])
        present = np.zeros((len(block), n_countries))
        np.add.at(present, (places, countries[arrays.members[positions]]), 1)
        together += present.T @ present
    shares = together.sum(axis=1, keepdims=True)
    expected = shares @ shares.T / max(together.sum(), 1)
    found: NDArray[np.float32] = np.log((together + 5) / (expected + 5)).astype(np.float32)
    return found


def candidates(asked: Asked, nearby: "Nearby", allowed: NDArray[np.bool_], arrays: Arrays) -> Rows:
    """Return the rows of those worth a closer look, ascending; all allowed, with evidence."""
    looked = FOR_A_LINE if asked.is_line else FOR_A_DESCRIPTION
    found = [
        best(np.where(allowed, votes, 0), number)
        for votes, number in (
            (nearby.by_words.count(VOTERS, 3), looked.by_words),
            (nearby.by_meaning.count(VOTERS, 6), looked.by_meaning),
        )
    ]
    knows = nearby.acquaintance
    if knows:
        for project_weights in (knows.alike, knows.recent, knows.friends):
            votes = _sums_by_organisation(project_weights, arrays)
            votes[asked.circle] = 0
            found.append(best(np.where(allowed, votes, 0), looked.by_acquaintance))
    return np.unique(np.concatenate(found))


@dataclass(frozen=True)
class _Acquaintance:
    """Per project, shape (n_projects,), what it says about who knows the asker's circle."""

    shared: Scores
    recent: Scores
    alike: Scores
    friends: Scores


def _acquaintance(asked: Asked, known: Known, arrays: Arrays) -> _Acquaintance:
    n_projects = len(asked.lexical)
    shared = np.zeros(n_projects)
    for row in asked.circle.tolist():
        shared[_projects_of(np.array([row]), arrays)[1]] = 1
    shared *= known.projects
    recent = shared * np.exp(-known.ages / _ACQUAINTANCE_FADES)
    partners = _sums_by_organisation(recent, arrays)
    partners[asked.circle] = 0
    friends = _seeded(partners, best(partners, 200), known, arrays)
    return _Acquaintance(shared, recent, shared * asked.lexical**1.5, friends)


def _seeded(weights: Scores, seeds: Rows, known: Known, arrays: Arrays) -> Scores:
    """Return for each project how many of the seeds take part, heavy and rare ones more."""
    owners, projects = _projects_of(seeds, arrays)
    counts = np.bincount(owners, weights=known.projects[projects], minlength=len(seeds))
    each = weights[seeds] / np.sqrt(np.maximum(counts, 1))
    sums = np.bincount(projects, weights=each[owners], minlength=len(known.projects))
    return sums * known.projects / np.sqrt(known.sizes + 3)


def _sums_by_organisation(project_weights: Scores, arrays: Arrays) -> Scores:
    """Return what the projects of each organisation weigh together, shape (n_organisations,)."""
    positions = participations_in(np.flatnonzero(project_weights), arrays)
    weights = project_weights[arrays.member_projects[positions]]
    return _sums(arrays.members[positions], weights, len(arrays.organisation_ids))


def _sums(places: NDArray[np.integer], weights: Scores, number: int) -> Scores:
    """Return what the weights at each of so many places add up to."""
    return np.bincount(places, weights, number).astype(np.float64, copy=False)


def _projects_of(organisations: Rows, arrays: Arrays) -> tuple[Rows, Rows]:
    """Return, entry by entry, the place in `organisations` and the project row."""
    starts = arrays.involvement_starts[organisations]
    lengths = arrays.involvement_starts[organisations + 1] - starts
    owners = np.repeat(np.arange(len(organisations)), lengths)
    positions = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    return owners, arrays.involvement_projects[positions].astype(np.int64)


@dataclass(frozen=True)
class Ballot:
    """
    The projects nearest to a need, the nearest first, with who takes part in them.

    :ivar projects: shape (n_voters,)
    :ivar likeness: shape (n_voters,); falling, above 0
    :ivar members: shape (n_entries,); organisation rows, project after project
    :ivar sizes: shape (n_voters,); how many of the members are each project's
    """

    projects: Rows
    likeness: Scores
    members: NDArray[np.int32]
    sizes: Rows
    n_organisations: int
    _counted: dict[tuple[int, float], Scores] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, similarities: NDArray[np.floating], voters: int, arrays: Arrays) -> "Ballot":
        """Let the projects with the largest similarities vote."""
        rows = best(similarities, voters)
        positions = participations_in(rows, arrays)
        return cls(
            rows,
            similarities[rows].astype(np.float64),
            arrays.members[positions],
            arrays.member_starts[rows + 1] - arrays.member_starts[rows],
            len(arrays.organisation_ids),
        )

    def count(self, voters: int, steepness: float) -> Scores:
        """Return the votes of the nearest so many projects, shape (n_organisations,)."""
        # Candidates, votes and circles ask for the same counts.
        counted = self._counted.get((voters, steepness))
        if counted is None:
            strengths = np.repeat(self.likeness[:voters] ** steepness, self.sizes[:voters])
            members = self.members[: len(strengths)]
            counted = _sums(members, strengths, self.n_organisations)
            self._counted[voters, steepness] = counted
        return counted


@dataclass(frozen=True)
class Nearby:
    """
    What lies near to a need: who votes by words, by meaning and by both; who knows the asker.

    :ivar mixed: shape (n_projects,); likeness by both
    """

    by_words: Ballot
    by_meaning: Ballot
    by_both: Ballot
    mixed: Scores
    acquaintance: _Acquaintance | None

    @classmethod
    def of(cls, asked: Asked, known: Known, arrays: Arrays) -> "Nearby":
        mixture = MIXED_FOR_A_LINE if asked.is_line else MIXED_FOR_A_DESCRIPTION
        mixed = mixture.of(asked.lexical, asked.dense)
        return cls(
            Ballot.of(asked.lexical, MOST_VOTERS, arrays),
            Ballot.of(asked.dense, VOTERS, arrays),
            Ballot.of(mixed, VOTERS, arrays),
            mixed,
            _acquaintance(asked, known, arrays) if len(asked.circle) else None,
        )


def features_of(
    chosen: Rows,
    asked: Asked,
    nearby: Nearby,
    known: Known,
    arrays: Arrays,
    *,
    with_context: bool,
) -> NDArray[np.float32]:
    """
    Return what speaks for each candidate.

    :param chosen: rows of the candidates, ascending
    :returns: shape (n_candidates, n_features), finite; columns as in ALL_FEATURES, or OF_THE_NEED
        without the context
    """
    involved = _Involved.of(chosen, known, arrays)
    voters = _Voters.of(nearby.by_words)
    columns = [
        *_vote_columns(chosen, nearby),
        *_evidence_columns(involved, voters, asked, known),
        (known.profiles[chosen] @ asked.place).astype(np.float64),
        *_circle_columns(involved, nearby.by_words, asked, known, arrays),
        *_record_columns(chosen, known, arrays),
        *_fit_columns(involved, voters, arrays),
        *_need_columns(chosen, voters, asked, known, arrays),
    ]
    if with_context:
        columns += _call_columns(chosen, involved, asked, known, arrays)
        columns += _asker_columns(chosen, involved, asked, nearby, known, arrays)
    return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True)
class _Involved:
    """
    Who of the candidates takes part in what, entry by entry.

    :ivar projects: shape (n_entries,); the candidates' known projects, candidate after candidate
    :ivar candidates: shape (n_entries,); whose each is, by place among the candidates
    :ivar owners: shape (n_owners,); the candidates that have any, ascending
    :ivar firsts: shape (n_owners,); where the entries of each begin
    :ivar counts: shape (n_candidates,); how many each has, at least 1, so that it divides
    """

    projects: Rows
    candidates: Rows
    owners: Rows
    firsts: Rows
    counts: Scores

    @classmethod
    def of(cls, chosen: Rows, known: Known, arrays: Arrays) -> "_Involved":
        owners, projects = _projects_of(chosen, arrays)
        if not known.projects.all():
            seen = known.projects[projects]
            owners, projects = owners[seen], projects[seen]
        numbers = np.bincount(owners, minlength=len(chosen))
        having = np.flatnonzero(numbers)
        firsts = (np.cumsum(numbers) - numbers)[having]
        return cls(projects, owners, having, firsts, np.maximum(numbers, 1).astype(np.float64))

    def total(self, project_values: NDArray[np.floating]) -> Scores:
        """Return the sum over each candidate's projects."""
        return self.gathered(np.add, project_values[self.projects])

    def gathered(self, how: np.ufunc, values: NDArray[np.floating]) -> Scores:
        """Return one value from those of all of each candidate's entries; 0 without any."""
        found = np.zeros(len(self.counts))
        if len(self.firsts):
            found[self.owners] = how.reduceat(values, self.firsts)
        return found


@dataclass(frozen=True)
class _Voters:
    """The projects nearest to the need: rows, the nearest first, likeness and share of the vote."""

    rows: Rows
    likeness: Scores
    shares: Scores

    @classmethod
    def of(cls, ballot: Ballot) -> "_Voters":
        likeness = ballot.likeness[:VOTERS]
        cubes = likeness**3
        return cls(ballot.projects[:VOTERS], likeness, cubes / max(cubes.sum(), 1e-12))

    @property
    def best(self) -> float:
        return float(self.likeness[0]) if len(self.likeness) else 1e-6

    def by(self, labels: NDArray[np.integer]) -> Scores:
        """Return how the vote is shared between labels, shape (n_labels,)."""
        known = labels[self.rows]
        return np.bincount(np.maximum(known, 0), weights=self.shares * (known >= 0)).astype(
            np.float64
        )


def _vote_columns(chosen: Rows, nearby: Nearby) -> list[Scores]:
    by_words = nearby.by_words
    return [
        _log_share(votes, chosen)
        for votes in (
            by_words.count(VOTERS, 3),
            by_words.count(VOTERS, 2),
            by_words.count(MOST_VOTERS, 2),
            by_words.count(FEWEST_VOTERS, 3),
            by_words.count(VOTERS, 5),
            nearby.by_meaning.count(VOTERS, 6),
            nearby.by_both.count(VOTERS, STEEPNESS),
        )
    ]


def _log_share(votes: Scores, chosen: Rows) -> Scores:
    """Return the logarithm of votes beside the most that anybody has; about -9 for none."""
    shares: Scores = np.log(votes[chosen] / max(votes.max(initial=0), 1e-12) + 1e-4)
    return shares


def _evidence_columns(
    involved: _Involved, voters: _Voters, asked: Asked, known: Known
) -> list[Scores]:
    place = np.full(len(asked.lexical), -1, np.int64)
    place[voters.rows] = np.arange(len(voters.rows))
    places = place[involved.projects]
    voted = np.flatnonzero(places >= 0)
    voted = voted[np.lexsort((places[voted], involved.candidates[voted]))]
    places = places[voted]
    number = np.bincount(involved.candidates[voted], minlength=len(involved.counts))
    firsts = np.cumsum(number) - number
    columns = []
    for position in range(3):
        have = number > position
        likeness = np.zeros(len(number))
        likeness[have] = voters.likeness[places[firsts[have] + position]]
        columns.append(likeness)
    age = np.zeros(len(number))
    have = number > 0
    age[have] = known.ages[voters.rows[places[firsts[have]]]]
    return [
        *(column / voters.best for column in columns),
        number.astype(np.float64),
        columns[0],
        age,
        involved.total(asked.dense) / involved.counts,
        involved.gathered(np.maximum, asked.dense[involved.projects]),
        number / involved.counts,
    ]


def _circle_columns(
    involved: _Involved, ballot: Ballot, asked: Asked, known: Known, arrays: Arrays
) -> list[Scores]:
    """Those who worked with the best of the others: partners of proven partners."""
    votes = ballot.count(VOTERS, 3)
    seeded = _seeded(votes / max(votes.max(initial=0), 1e-12), best(votes, 60), known, arrays)
    circle = involved.total(seeded) / np.sqrt(involved.counts)
    return [_share(circle), _share(involved.total(seeded * asked.lexical))]


def _record_columns(chosen: Rows, known: Known, arrays: Arrays) -> list[Scores]:
    counts, recent, led, took_part, newest = known.records[chosen].T
    return [
        np.log(counts),
        np.log1p(recent),
        led / counts,
        took_part / counts,
        newest,
        arrays.kinds[chosen].astype(np.float64),
        (arrays.sme[chosen] == 1).astype(np.float64),
    ]


def _fit_columns(involved: _Involved, voters: _Voters, arrays: Arrays) -> list[Scores]:
    """How much of a candidate's record lies where the need's nearest projects lie."""
    fits = [
        involved.gathered(np.add, _of_label(voters.by(labels), labels[involved.projects]))
        for labels in (arrays.schemes, arrays.programmes, arrays.families)
    ]
    shares = [fit / (involved.counts + 1) for fit in fits]
    return [*shares, *(np.log(fit + 0.01) for fit in fits[1:])]


def _of_label(values: Scores, labels: NDArray[np.integer]) -> Scores:
    """Return the value of each label; 0 where there is none (-1)."""
    padded = np.append(values, 0.0)
    shares: Scores = padded[np.minimum(labels, len(values))]
    return shares


def _need_columns(
    chosen: Rows, voters: _Voters, asked: Asked, known: Known, arrays: Arrays
) -> list[Scores]:
    positions = participations_in(np.sort(voters.rows), arrays)
    weight = np.zeros(len(known.projects))
    weight[voters.rows] = voters.shares
    weights = weight[arrays.member_projects[positions]]
    kinds = np.bincount(arrays.kinds[arrays.members[positions]], weights=weights, minlength=8)
    kind_shares = kinds / max(kinds.sum(), 1e-12)
    alike = np.ones(len(chosen))
    return [
        alike * voters.best,
        alike * (voters.shares**2).sum(),
        alike * (voters.shares @ known.sizes[voters.rows]),
        kind_shares[arrays.kinds[chosen]],
        alike * np.log1p(asked.length),
    ]


def _call_columns(
    chosen: Rows, involved: _Involved, asked: Asked, known: Known, arrays: Arrays
) -> list[Scores]:
    same = [
        (labels == wanted) & (wanted >= 0)
        for labels, wanted in (
            (arrays.schemes, asked.scheme),
            (arrays.programmes, asked.programme),
            (arrays.families, asked.family),
        )
    ]
    totals = [involved.total(each.astype(np.float64)) for each in same]
    nearer = 1 + 0.3 * same[0] + 0.5 * same[1] + same[2]
    in_scheme = asked.lexical * same[0] if asked.scheme >= 0 else asked.lexical
    return [
        *(total / (involved.counts + 1) for total in totals),
        *(np.log(total + 0.1) for total in totals[1:]),
        _log_share(Ballot.of(asked.lexical * nearer, VOTERS, arrays).count(VOTERS, 3), chosen),
        _log_share(Ballot.of(in_scheme, VOTERS, arrays).count(VOTERS, 3), chosen),
    ]


def _asker_columns(
    chosen: Rows,
    involved: _Involved,
    asked: Asked,
    nearby: Nearby,
    known: Known,
    arrays: Arrays,
) -> list[Scores]:
    nothing = np.zeros(len(chosen))
    acquaintance = nearby.acquaintance
    if acquaintance is None:
        return [np.log(nothing + 0.1), np.log(nothing + 0.01), np.log(nothing + 1e-4)] + [
            nothing
        ] * 11
    together = involved.total(acquaintance.shared)
    alike = involved.total(acquaintance.alike)
    first = int(asked.circle[0])
    friends = involved.total(acquaintance.friends)
    asker_projects = known.projects[_projects_of(asked.circle[:1], arrays)[1]].sum()
    countries = known.countries
    return [
        np.log(together + 0.1),
        np.log(involved.total(acquaintance.recent) + 0.01),
        np.log(alike + 1e-4),
        _share(alike),
        together / involved.counts,
        _share(friends / np.sqrt(involved.counts + 2)),
        _share(involved.total(acquaintance.friends * asked.lexical)),
        (countries[chosen] == countries[first]).astype(np.float64),
        known.country_lift[countries[first], countries[chosen]].astype(np.float64),
        nothing + np.log1p(asker_projects),
        nothing + arrays.kinds[first],
        (arrays.kinds[chosen] == arrays.kinds[first]).astype(np.float64),
        *_field_columns(chosen, involved, asked, known, arrays),
    ]


def _field_columns(
    chosen: Rows, involved: _Involved, asked: Asked, known: Known, arrays: Arrays
) -> list[Scores]:
    """What lies near to the asker's own work: the need is read with it in mind."""
    own = _projects_of(asked.circle[:1], arrays)[1]
    middle = middle_of(arrays.dense_projects[own[known.projects[own]]])
    near = score_by_meaning(middle, arrays) * known.projects
    ballot = Ballot.of(asked.lexical * (0.5 + near), VOTERS, arrays)
    return [
        _log_share(ballot.count(VOTERS, 3), chosen),
        involved.total(near) / involved.counts,
    ]


def _share(values: Scores) -> Scores:
    """Return values beside the largest of the candidates'."""
    shares: Scores = values / max(values.max(initial=0), 1e-12)
    return shares
