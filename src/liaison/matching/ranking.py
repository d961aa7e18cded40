"""
From projects to organisations: every project votes for those who took part in it.

The votes of a need's best projects are added up per organisation, each vote the cube of the
project's similarity (of the CombSUM family; Macdonald and Ounis, CIKM 2006).
"""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import KINDS, ROLES, Arrays
from liaison.matching.records import Facets, Filters

# How many projects vote, and the power of their similarity: the best of the untrained variants
# measured in benchmarks/engine.md.
VOTERS = 300
STEEPNESS = 3
# One project proves most of whoever led it, least of whoever was affiliated to a partner. Close to
# 1: it orders those whom nothing else tells apart, and hardly anything beyond (same measurements).
WEIGHT_OF_ROLE = {"coordinator": 1.05, "participant": 1.0, "associated": 0.95, "third_party": 0.9}

# An organisation with at most this many projects is a newcomer.
NEWCOMER_PROJECTS = 1
# How many projects are looked through for newcomers, and what it is worth that one worked with the
# asker's circle or is from the asker's country; likeness itself is at most 1.7.
NEWCOMER_VOTERS = 300
CLOSE_BONUS = 0.5
HOME_BONUS = 0.15

# Of studies and works together, so many of the nearest count for a need: few enough beside the
# VOTERS to leave most of the vote to projects.
OTHERS_HEARD = 60
# How near they count beside a project that is as near: works are short, and so are nearer to a line
# than projects are; measured in benchmarks/README.md.
OTHERS_NEARNESS = 0.6

# Beyond so many values a sample of so many is looked at first.
_MANY = 5_000
_SAMPLE = 2_000
Similarity = TypeVar("Similarity", bound=np.floating[Any])
_ROLE_WEIGHTS = np.array([WEIGHT_OF_ROLE.get(role, 1.0) for role in ROLES])


@dataclass(frozen=True)
class Votes:
    """
    Who gets votes, from which participations.

    :ivar participations: shape (n_votes,); positions in `Arrays.members`
    :ivar strengths: shape (n_votes,); above 0
    :ivar scores: shape (n_organisations,); sums of strengths, 0 without a vote
    """

    participations: NDArray[np.int64]
    strengths: NDArray[np.float64]
    scores: NDArray[np.float64]

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The rows of those who get any, ascending."""
        return np.flatnonzero(self.scores)


def role_weights(roles: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return what a part in a project counts for, by positions in ROLES."""
    return _ROLE_WEIGHTS[roles]


def allow(filters: Filters, arrays: Arrays) -> NDArray[np.bool_]:
    """Return which organisations may answer, shape (n_organisations,)."""
    allowed = np.ones(len(arrays.organisation_ids), np.bool_)
    if filters.countries:
        codes = [code.encode("ascii", "replace") for code in filters.countries]
        allowed &= np.isin(arrays.countries, np.array(codes))
    if filters.kinds:
        numbers = [KINDS.index(kind) for kind in filters.kinds if kind in KINDS]
        allowed &= np.isin(arrays.kinds, numbers)
    if filters.sme is not None:
        allowed &= (arrays.sme == 1) == filters.sme
    return allowed


def vote(
    similarities: NDArray[np.float64],
    *,
    allowed: NDArray[np.bool_],
    arrays: Arrays,
    nearest: NDArray[np.int64] | None = None,
) -> Votes:
    """
    Let the most similar projects vote for their allowed participants.

    Where not everyone is allowed, only projects with an allowed participant are counted among the
    VOTERS, so a narrow filter looks deeper instead of leaving the answer short.

    :param similarities: shape (n_projects,), from 0 to 1; 0 does not vote
    :param allowed: shape (n_organisations,)
    :param nearest: the VOTERS most similar projects, if they are known already
    """
    if not allowed.all():
        nearest = None
        able = np.zeros(len(similarities), np.bool_)
        able[arrays.member_projects[allowed[arrays.members]]] = True
        similarities = np.where(able, similarities, 0.0)
    if nearest is None:
        if not arrays.are_projects.all():
            similarities = as_heard(similarities, heard(similarities, arrays), arrays)
        nearest = strongest_projects(similarities, VOTERS)
    participations = participations_in(nearest, arrays)
    participations = participations[allowed[arrays.members[participations]]]
    strengths = similarities[arrays.member_projects[participations]] ** STEEPNESS * role_weights(
        arrays.member_roles[participations]
    )
    scores = np.bincount(
        arrays.members[participations],
        weights=strengths,
        minlength=len(arrays.organisation_ids),
    )
    return Votes(participations, strengths, scores.astype(np.float64, copy=False))


def participations_in(projects: NDArray[np.int64], arrays: Arrays) -> NDArray[np.int64]:
    """Return the participations in these projects, project after project."""
    starts, ends = arrays.member_starts[projects], arrays.member_starts[projects + 1]
    sizes = ends - starts
    shifts = starts - (np.cumsum(sizes) - sizes)
    positions: NDArray[np.int64] = np.arange(sizes.sum()) + np.repeat(shifts, sizes)
    return positions


def participations_of(organisations: NDArray[np.int64], arrays: Arrays) -> NDArray[np.int64]:
    """Return the participations of these organisations, one organisation after the other."""
    starts = arrays.involvement_starts[organisations]
    sizes = arrays.involvement_starts[organisations + 1] - starts
    shifts = starts - (np.cumsum(sizes) - sizes)
    positions: NDArray[np.int64] = np.arange(sizes.sum()) + np.repeat(shifts, sizes)
    found: NDArray[np.int64] = arrays.involvements[positions].astype(np.int64)
    return found


def heard(similarities: NDArray[np.floating[Any]], arrays: Arrays) -> NDArray[np.bool_]:
    """
    Return which pieces of evidence count for a need, shape (n_projects,).

    All projects do; of studies and works the OTHERS_HEARD nearest, or more where there are not
    enough projects to be VOTERS.
    """
    counting = arrays.are_projects
    if not counting.all():
        free = VOTERS - int(np.count_nonzero(similarities[counting] > 0))
        others = np.where(counting, 0.0, similarities)
        counting[_largest(others, max(OTHERS_HEARD, free))] = True
    return counting


def as_heard(
    similarities: NDArray[Similarity], is_heard: NDArray[np.bool_], arrays: Arrays
) -> NDArray[Similarity]:
    """
    Return how near each piece of evidence counts, shape (n_projects,); 0 if it is not heard.

    Studies and works count as less near than a project that is as near, see OTHERS_NEARNESS.
    """
    counting = similarities * is_heard
    counting[~arrays.are_projects] *= OTHERS_NEARNESS
    return counting


def strongest_projects(similarities: NDArray[np.floating[Any]], number: int) -> NDArray[np.int64]:
    """Return the rows of the most similar projects, above 0, ascending."""
    return np.sort(_largest(similarities, number))


def best(scores: NDArray[np.floating[Any]], top: int) -> NDArray[np.int64]:
    """Return the rows of the largest scores above 0, the largest first, ties by row."""
    rows = _largest(scores, top)
    return rows[np.lexsort((rows, -scores[rows]))]


def count_choices(
    similarities: NDArray[np.float64],
    *,
    filters: Filters,
    barred: NDArray[np.int64],
    arrays: Arrays,
    own: Votes,
) -> Facets:
    """
    Count who each choice of a filter would leave; the other filters stay as they are.

    :param barred: rows of those who may not answer whatever the filters
    """
    lifted = partial(_answering, similarities, filters, barred, arrays, own)
    by_country = lifted(countries=frozenset())
    by_kind = lifted(kinds=frozenset())
    by_size = lifted(sme=None)
    # Two letters are a number of two bytes, and numbers are counted faster than texts.
    letters = arrays.countries[by_country].astype("S2").view(">u2")
    numbers = np.bincount(letters.astype(np.int64))
    kinds = np.bincount(arrays.kinds[by_kind], minlength=len(KINDS))
    return Facets(
        countries={
            code.to_bytes(2, "big").decode(): int(numbers[code])
            for code in np.flatnonzero(numbers).tolist()
            if code
        },
        kinds={kind: int(kinds[number]) for number, kind in enumerate(KINDS) if kinds[number]},
        sme=int((arrays.sme[by_size] == 1).sum()),
    )


def _answering(
    similarities: NDArray[np.float64],
    filters: Filters,
    barred: NDArray[np.int64],
    arrays: Arrays,
    own: Votes,
    **without: Any,
) -> NDArray[np.int64]:
    """Return who answers when one filter is lifted; counts nothing anew where it was not set."""
    lifted = Filters(**{**vars(filters), **without})
    if lifted == filters:
        return own.rows
    allowed = allow(lifted, arrays)
    allowed[barred] = False
    return vote(similarities, allowed=allowed, arrays=arrays).rows


def _largest(values: NDArray[np.floating[Any]], number: int) -> NDArray[np.int64]:
    """Return the rows of the largest values above 0, in no order; ties go to early rows."""
    positive = _promising(values, number)
    if len(positive) <= number:
        return positive
    if number == 0:
        return positive[:0]
    held = values[positive]
    limit = np.partition(held, -number)[-number]
    above, at_limit = positive[held > limit], positive[held == limit]
    return np.concatenate([above, at_limit[: number - len(above)]])


def _promising(values: NDArray[np.floating[Any]], number: int) -> NDArray[np.int64]:
    """Return rows of values above 0, ascending: all of them, or fewer with the largest among."""
    if len(values) > _MANY:
        # Of very many, those above what a sample says four times as many are above.
        sample = values[:: len(values) // _SAMPLE]
        place = -(20 + 4 * number * len(sample) // len(values))
        sample = sample[sample > 0]
        if len(sample) >= -place:
            rows = np.flatnonzero(values > np.partition(sample, place)[place])
            if len(rows) >= number:
                return rows
    return np.flatnonzero(values > 0)


def find_newcomers(
    similarities: NDArray[np.float64],
    *,
    nearest: NDArray[np.int64],
    allowed: NDArray[np.bool_],
    circle: NDArray[np.int64],
    arrays: Arrays,
) -> NDArray[np.int64]:
    """
    Return organisations with nothing but a single project, by that project, the best first.

    No record is looked at, so nobody stands back for being small or new. Being from the asker's
    country and having worked with its circle help: measured in benchmarks/engine.md.

    :param similarities: shape (n_projects,); likeness by words and meaning, the largest 1 or so
    :param nearest: rows of the NEWCOMER_VOTERS projects with the largest, ascending
    :param circle: rows of the asker and of partners already chosen; empty if nobody is known
    """
    record = np.diff(arrays.involvement_starts)
    # By projects alone: a single study may have hundreds of sites that are new here.
    nearest = nearest[arrays.evidence_kinds[nearest] == 0]
    looked_at, near = nearest, similarities[nearest]
    if len(circle):
        close = np.unique(_projects_of(circle, arrays))
        close = close[arrays.evidence_kinds[close] == 0]
        looked_at = np.union1d(nearest, close)
        near = similarities[looked_at] + CLOSE_BONUS * np.isin(looked_at, close)
    strongest = strongest_projects(near, NEWCOMER_VOTERS)
    positions = participations_in(looked_at[strongest], arrays)
    rows = arrays.members[positions]
    new = (record[rows] <= NEWCOMER_PROJECTS) & allowed[rows]
    rows, projects = rows[new], arrays.member_projects[positions][new]
    worth = near[np.searchsorted(looked_at, projects)]
    if len(circle):
        worth += HOME_BONUS * (arrays.countries[rows] == arrays.countries[circle[0]])
    order = np.lexsort((rows, -worth))
    _, firsts = np.unique(rows[order], return_index=True)
    found: NDArray[np.int64] = rows[order][np.sort(firsts)].astype(np.int64)
    return found


def _projects_of(organisations: NDArray[np.int64], arrays: Arrays) -> NDArray[np.int64]:
    starts = arrays.involvement_starts
    slices = [arrays.involvement_projects[starts[row] : starts[row + 1]] for row in organisations]
    return np.concatenate([np.empty(0, np.int64), *slices]).astype(np.int64)


def make_room(
    ranked: NDArray[np.int64], newcomers: NDArray[np.int64], *, first: int, others: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """
    Give newcomers places among the rest, after the first ones.

    :param ranked: rows, the best first
    :param newcomers: rows, the best first; those already among the first keep their place
    :param first: so many places are left as they are
    :param others: how many others come after each newcomer that is given a place, at least 1
    :returns: all rows in their new order, and which were given a place
    """
    # Plain lists: of so few, numpy's set operations take several times as long.
    head, rest = ranked[:first].tolist(), ranked[first:].tolist()
    placed = set(head)
    given = [row for row in newcomers.tolist() if row not in placed]
    is_given = set(given)
    rest = [row for row in rest if row not in is_given]
    rounds = min(len(given), len(rest) // others)
    order = [*head]
    for turn in range(rounds):
        order += [given[turn], *rest[turn * others : (turn + 1) * others]]
    order += [*rest[rounds * others :], *given[rounds:]]
    return np.array(order, np.int64), np.array([row in is_given for row in order], np.bool_)
