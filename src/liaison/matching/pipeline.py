"""The engine as a whole: build an index, load it, match a need."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.explanation import (
    Evidence,
    Holdings,
    answered_words,
    coverage_of,
    evidence_for,
)
from liaison.matching.features import (
    Asked,
    Known,
    Nearby,
    candidates,
    features_of,
    hearing,
    known_on,
)
from liaison.matching.fusion import Calibration, Model, load_model
from liaison.matching.indexes import (
    EVIDENCE_KINDS,
    ROLES,
    Stored,
    call_family,
    find_row,
    open_stored,
)
from liaison.matching.languages import LANGUAGES, MOST_TRANSLATIONS, in_english, language_of
from liaison.matching.ranking import (
    NEWCOMER_VOTERS,
    VOTERS,
    Votes,
    allow,
    best,
    count_choices,
    find_newcomers,
    make_room,
    participations_in,
    participations_of,
    vote,
)
from liaison.matching.records import (
    Answer,
    Coverage,
    Filters,
    Fit,
    Involvement,
    Joint,
    Match,
    Need,
    Network,
    Organisation,
    Partner,
    Project,
    Reason,
    Suggestion,
    UnknownOrganisation,
)
from liaison.matching.requirements import split_requirements
from liaison.matching.retrieval import (
    Query,
    look_up,
    place_of,
    pose,
    projects_with,
    score_by_meaning,
    score_projects,
)
from liaison.matching.text import Analysis, analyse, phrase_terms, words_of

REASONS_PER_MATCH = 4
# A university may have a hundred thousand works, which nobody reads one after another.
MOST_OTHERS_LISTED = 300
# What was learnt from thousands of projects says nothing of a handful: there, votes decide.
FEWEST_PROJECTS_TO_RANK_BY_MODEL = 1000
# Newcomers are given places after this many, and after this many that are new to whoever asks.
FIRST_PLACES = 20
FIRST_STRANGERS = 10
MOST_NEWCOMERS = 60
# Others after each of them; fewer where the asker is known, since then the first places are surer.
OTHERS_A_NEWCOMER = {False: 2, True: 1}
# A word that the evidence knows stands in at least so many projects.
FEWEST_TO_BE_A_WORD = 3
# How far the requirements are answered. Of 933 real needs in one line 47 stay below the lower one;
# of sixteen that research has nothing for ("wedding photographer") all but one do.
FITS_WELL_FROM = 0.7
NOBODY_FITS_BELOW = 0.52
NO_FILTERS = Filters()


@dataclass(frozen=True)
class _Ranking:
    """
    Organisations in the order in which they are suggested.

    :ivar rows: the best first
    :ivar scores: above 0, falling
    :ivar probabilities: NaN where there is no saying
    :ivar newcomers: which were given their place as newcomers
    :ivar found: how many have evidence at all
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    newcomers: NDArray[np.bool_]
    found: int

    def first(self, number: int) -> "_Ranking":
        return _Ranking(
            self.rows[:number],
            self.scores[:number],
            self.probabilities[:number],
            self.newcomers[:number],
            self.found,
        )


@dataclass(frozen=True)
class _Search:
    """
    A need on its way through the engine.

    :ivar similarities: of all evidence by words, also of what is not heard, see `features.hearing`
    :ivar nearness: the same by meaning
    """

    language: str
    analysis: Analysis
    query: Query
    similarities: NDArray[np.float64]
    nearness: NDArray[np.float32]
    allowed: NDArray[np.bool_]
    barred: NDArray[np.int64]
    asked: Asked
    known: Known
    nearby: Nearby


class Index:
    """Organisations and the evidence for what they can do; safe to use from several threads."""

    def __init__(self, stored: Stored, model: Model) -> None:
        self._stored = stored
        self._arrays = stored.arrays
        self._model = model
        self.version = stored.version
        self.model_version = model.version
        self.provenance: Mapping[str, Any] = stored.provenance
        self.n_organisations = stored.n_organisations
        self.n_projects = stored.n_projects
        numbers = np.bincount(stored.arrays.evidence_kinds, minlength=len(EVIDENCE_KINDS))
        # How much evidence there is of each kind.
        self.evidence: Mapping[str, int] = dict(zip(EVIDENCE_KINDS, numbers.tolist(), strict=True))
        codes, numbers = np.unique(stored.arrays.countries, return_counts=True)
        self.countries: Mapping[str, int] = {
            code.decode(): int(number)
            for code, number in zip(codes.tolist(), numbers, strict=True)
            if code
        }

    def match(self, need: Need, *, filters: Filters = NO_FILTERS, top: int = 20) -> Answer:
        """
        Return the organisations that have proven they can meet the need, best first, with reasons.

        :param top: how many organisations at most
        """
        search = self._search(need, filters)
        votes = self._votes(search)
        ranking = self._rank(search, votes.scores, top=top).first(top)
        requirements = need.requirements or split_requirements(need.words)
        matches = self._explained(ranking, search, requirements)
        return Answer(
            matches=matches,
            found=ranking.found,
            fit=_fit(matches),
            requirements=requirements,
            facets=count_choices(
                search.similarities,
                filters=filters,
                barred=search.barred,
                arrays=self._arrays,
                own=votes,
            ),
            known_words=_words_where(search.analysis, search.query.word_rows >= 0),
            unknown_words=_words_where(search.analysis, search.query.word_rows < 0),
        )

    def suggest(self, need: Need, *, top: int = 100) -> list[Suggestion]:
        """Return who is suggested, best first, without the evidence."""
        search = self._search(need, NO_FILTERS)
        votes = self._votes(search)
        ranking = self._rank(search, votes.scores, top=top).first(top)
        ids = self._arrays.organisation_ids
        return [
            Suggestion(ids[row].decode(), score, _known(probability))
            for row, score, probability in zip(
                ranking.rows.tolist(),
                ranking.scores.tolist(),
                ranking.probabilities.tolist(),
                strict=True,
            )
        ]

    def _search(self, need: Need, filters: Filters) -> _Search:
        arrays = self._arrays
        language = language_of(need.words)
        # Both as it was said and in English: the evidence may be in either.
        tellings = self._tellings(need.words, language)
        analysis = analyse(" ".join(tellings))
        query = pose(analysis, arrays)
        similarities = score_projects(query, arrays)
        place = place_of(need.words, analysis.word_terms, arrays, self._stored.encoder)
        dense = score_by_meaning(place, arrays)
        if filters.terms:
            holding = projects_with(phrase_terms(filters.terms), arrays)
            similarities, dense = similarities * holding, dense * holding
        allowed = allow(filters, arrays)
        circle = self._rows_known([*filter(None, [need.asker]), *need.chosen])
        barred = np.concatenate([circle, self._rows_known(filters.excluded)])
        allowed[barred] = False
        asker = self._rows_known(filter(None, [need.asker]))
        asked = Asked(
            lexical=similarities,
            dense=dense,
            place=place,
            asker=int(asker[0]) if len(asker) else -1,
            circle=circle,
            scheme=_number(arrays.scheme_names, need.scheme),
            programme=_number(arrays.programme_names, need.programme),
            family=_number(arrays.family_names, need.call_topic and call_family(need.call_topic)),
            length=len(analysis.words),
        )
        asked, known = hearing(asked, self._known, arrays)
        nearby = Nearby.of(asked, known, arrays)
        return _Search(
            language, analysis, query, similarities, dense, allowed, barred, asked, known, nearby
        )

    def _votes(self, search: _Search) -> Votes:
        return vote(
            search.similarities,
            allowed=search.allowed,
            arrays=self._arrays,
            nearest=np.sort(search.nearby.by_words.projects[:VOTERS]),
        )

    def _tellings(
        self, text: str, language: str, *, most: tuple[int, ...] = (MOST_TRANSLATIONS,)
    ) -> tuple[str, ...]:
        """
        Return a text as it was said and, where that is another language, in English.

        :param most: translations of each word; once in English for each
        """
        if language not in LANGUAGES:
            return (text,)
        english = [
            in_english(text, language=language, is_known=self._is_known, most=each) for each in most
        ]
        return tuple(dict.fromkeys([text, *english]))

    def _is_known(self, word: str) -> bool:
        """Tell whether several pieces of evidence hold a word: one may be a slip or a name."""
        rows = look_up(analyse(word).word_terms, self._arrays)
        starts = self._arrays.starts
        frequencies = (starts[rows + 1] - starts[rows])[rows >= 0]
        return bool((frequencies >= FEWEST_TO_BE_A_WORD).any())

    def _rank(self, search: _Search, votes: NDArray[np.float64], *, top: int) -> _Ranking:
        found = int(np.count_nonzero(votes))
        if self.evidence["project"] < FEWEST_PROJECTS_TO_RANK_BY_MODEL or not found:
            rows = best(votes, found)
            return _Ranking(
                rows, votes[rows], np.full(found, np.nan), np.zeros(found, np.bool_), found
            )
        arrays, asked = self._arrays, search.asked
        with_context = bool(len(asked.circle)) or asked.scheme >= 0 or asked.programme >= 0
        rows = candidates(asked, search.nearby, search.allowed, arrays)
        ranker = self._model.ranker(is_line=asked.is_line, with_context=with_context)
        worth = ranker.trees.score(
            features_of(rows, asked, search.nearby, search.known, arrays, with_context=with_context)
        )
        order = np.lexsort((rows, -worth))
        rows, worth = rows[order], worth[order]
        ranking = self._with_newcomers(search, votes, rows, worth, ranker.calibration)
        return ranking if top <= len(ranking.rows) else self._with_all_others(ranking, votes)

    def _with_newcomers(
        self,
        search: _Search,
        votes: NDArray[np.float64],
        rows: NDArray[np.int64],
        worth: NDArray[np.float64],
        calibration: Calibration,
    ) -> _Ranking:
        arrays, asked = self._arrays, search.asked
        strangers = ~self._are_known_to(asked.circle)[rows]
        first = _first_places(strangers)
        newcomers = find_newcomers(
            search.nearby.mixed,
            nearest=np.sort(search.nearby.by_both.projects[:NEWCOMER_VOTERS]),
            allowed=search.allowed,
            circle=asked.circle,
            arrays=arrays,
        )[:MOST_NEWCOMERS]
        others = OTHERS_A_NEWCOMER[bool(len(asked.circle))]
        placed, given = make_room(rows, newcomers, first=first, others=others)
        worth_of = np.zeros(self.n_organisations)
        worth_of[newcomers] = worth.min(initial=0.0)
        worth_of[rows] = worth
        probabilities = calibration.probability(worth_of[placed])
        # Falling with the place, so that whoever sorts by it gets the same order.
        falling = np.minimum.accumulate(worth_of[placed]) - 1e-9 * np.arange(len(placed))
        found = np.count_nonzero(votes) + np.count_nonzero(votes[placed] == 0)
        return _Ranking(placed, 1 / (1 + np.exp(-falling)), probabilities, given, int(found))

    def _with_all_others(self, ranking: _Ranking, votes: NDArray[np.float64]) -> _Ranking:
        """Let those follow who were not looked at closely, by votes."""
        others = best(votes, int(np.count_nonzero(votes)))
        others = others[~np.isin(others, ranking.rows)]
        number = len(others)
        lowest = ranking.scores.min(initial=1.0) * (1 - 1e-9 * np.arange(1, number + 1))
        least = np.nanmin(ranking.probabilities, initial=1.0)
        return _Ranking(
            np.concatenate([ranking.rows, others]),
            np.concatenate([ranking.scores, lowest]),
            np.concatenate([ranking.probabilities, np.full(number, least)]),
            np.concatenate([ranking.newcomers, np.zeros(number, np.bool_)]),
            ranking.found,
        )

    def _are_known_to(self, circle: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return who worked with any of the circle, shape (n_organisations,)."""
        known = np.zeros(self.n_organisations, np.bool_)
        known[self._arrays.members[self._participations_with(circle)]] = True
        return known

    def _participations_with(self, circle: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return all participations in the projects (nothing else) of one of the circle."""
        projects = [
            self._arrays.member_projects[self._participations_of_row(row)]
            for row in circle.tolist()
        ]
        rows = np.unique(np.concatenate([np.empty(0, np.int64), *projects]))
        return participations_in(rows[self._arrays.evidence_kinds[rows] == 0], self._arrays)

    @cached_property
    def _known(self) -> Known:
        return known_on(None, self._arrays)

    def _rows_known(self, organisation_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows of these organisations; those not in the index are in nobody's way."""
        rows = []
        for id_ in organisation_ids:
            with suppress(UnknownOrganisation):
                rows.append(self._stored.organisation_row(id_))
        return np.array(rows, np.int64)

    def organisation(self, organisation_id: str) -> Organisation:
        """Return an organisation; raises UnknownOrganisation."""
        row = self._stored.organisation_row(organisation_id)
        return self._stored.organisations(np.array([row]))[0]

    def find_organisations(self, text: str, *, top: int = 10) -> list[Organisation]:
        """
        Return the organisations whose name holds all these words, those with most projects first.

        The beginning of a word is enough; accents and capitals do not count.
        """
        wanted = words_of(text)
        named = self._stored.names
        found = [row for row, name in enumerate(named) if wanted and _holds_all(name, wanted)]
        counts = np.diff(self._arrays.involvement_starts)
        found.sort(key=lambda row: (not named[row].startswith(f" {wanted[0]}"), -counts[row], row))
        return self._stored.organisations(np.array(found[:top], np.int64))

    def project(self, project_id: str) -> Project:
        """Return a project; raises UnknownProject."""
        return self._stored.projects(np.array([self._stored.project_row(project_id)]))[0]

    def projects_of(self, organisation_id: str) -> list[Involvement]:
        """
        Return the evidence of an organisation, newest first, undated last.

        All its projects, and of its studies and works the MOST_OTHERS_LISTED newest; how many there
        are of each is told by `evidence_counts`.
        """
        participations = self._newest(self._participations_of(organisation_id))
        involvements = self._involvements(participations)
        return sorted(involvements, key=lambda each: _day(each.project), reverse=True)

    def evidence_counts(self, organisation_id: str) -> dict[str, int]:
        """Return how many projects, studies and works an organisation takes part in, by kind."""
        projects = self._arrays.member_projects[self._participations_of(organisation_id)]
        counts = np.bincount(self._arrays.evidence_kinds[projects], minlength=len(EVIDENCE_KINDS))
        return dict(zip(EVIDENCE_KINDS, counts.tolist(), strict=True))

    def participants(self, project_id: str) -> list[Involvement]:
        """Return who takes part in a project, the coordinator first, then as in the source."""
        row = self._stored.project_row(project_id)
        starts = self._arrays.member_starts
        involvements = self._involvements(np.arange(starts[row], starts[row + 1]))
        return sorted(involvements, key=lambda each: each.role != "coordinator")

    def places(self) -> list[tuple[float, float]]:
        """Return latitude and longitude, in degrees, of every organisation that has them."""
        return self._stored.places()

    def partners_of(self, organisation_id: str, *, top: int = 12) -> list[Partner]:
        """Return those an organisation did projects with, most of them first, ties by id."""
        projects = self._arrays.member_projects[self._participations_of(organisation_id)]
        projects = projects[self._arrays.are_projects[projects]]
        together = self._arrays.members[participations_in(np.unique(projects), self._arrays)]
        counts = np.bincount(together, minlength=self.n_organisations)
        counts[self._stored.organisation_row(organisation_id)] = 0
        rows = best(counts.astype(np.float64), top)
        organisations = self._stored.organisations(rows)
        return [
            Partner(organisation, int(counts[row]))
            for organisation, row in zip(organisations, rows.tolist(), strict=True)
        ]

    def network_of(self, organisation_ids: Iterable[str], *, top: int) -> Network:
        """
        Return who of these organisations did projects with whom.

        Those come first that share most places in projects with others of them; ties by id.

        :param organisation_ids: those that are not in the index are passed over
        :param top: how many organisations at most
        """
        arrays = self._arrays
        wanted = np.unique(np.array([each.encode() for each in organisation_ids], np.bytes_))
        places = np.searchsorted(arrays.organisation_ids, wanted)
        places = np.minimum(places, self.n_organisations - 1)
        rows = places[arrays.organisation_ids[places] == wanted]
        members = participations_of(rows, arrays)
        owners = np.repeat(np.arange(len(rows)), np.diff(arrays.involvement_starts)[rows])
        projects = arrays.member_projects[members]
        kept = arrays.are_projects[projects]
        # Each pair once and in order, as one number: much faster than as rows.
        once = np.unique(projects[kept].astype(np.int64) * max(len(rows), 1) + owners[kept])
        of_projects, of_owners = np.divmod(once, max(len(rows), 1))
        sizes = np.bincount(of_projects, minlength=self.n_projects)[of_projects]
        ties = np.bincount(of_owners, sizes - 1, minlength=len(rows))
        first = best(ties.astype(np.float64), top)
        first = first[ties[first] > 0]
        shown = np.isin(of_owners, first)
        shared = _shared(of_projects[shown].tolist(), of_owners[shown].tolist())
        ids = [each.decode() for each in arrays.organisation_ids[rows].tolist()]
        return Network(
            organisations=tuple(ids[each] for each in first.tolist()),
            joints=tuple(
                Joint(ids[one], ids[other], len(together), self._first_year(together))
                for (one, other), together in shared
            ),
            connected=int(np.count_nonzero(ties)),
        )

    def _first_year(self, projects: list[int]) -> int | None:
        """Return in which year the first of these was signed; none where that is not known."""
        days = self._arrays.project_days[projects]
        known = days[days >= 0]
        return int(known.min().astype("datetime64[D]").astype(object).year) if len(known) else None

    def partner_ids(self, organisation_id: str) -> frozenset[str]:
        """Return the ids of all it ever worked with; empty for an organisation not known here."""
        try:
            participations = self._participations_of(organisation_id)
        except UnknownOrganisation:
            return frozenset()
        projects = self._arrays.member_projects[participations]
        members = self._arrays.members[np.isin(self._arrays.member_projects, projects)]
        ids = self._arrays.organisation_ids[np.unique(members)]
        return frozenset(id_.decode() for id_ in ids.tolist()) - {organisation_id}

    def project_counts(self) -> dict[str, int]:
        """Return how many projects each organisation takes part in, by id."""
        counts = np.diff(self._arrays.involvement_starts)
        return {
            id_.decode(): int(count)
            for id_, count in zip(self._arrays.organisation_ids.tolist(), counts, strict=True)
        }

    def topics_of(self, organisation_id: str) -> list[tuple[str, int]]:
        """Return the topics of an organisation's projects and how many have each, most first."""
        projects = self._arrays.member_projects[self._participations_of(organisation_id)]
        projects = projects[self._arrays.are_projects[projects]]
        labels, counts = np.unique(
            np.array(self._stored.topics_of(projects), dtype=object), return_counts=True
        )
        return sorted(
            zip(labels.tolist(), counts.tolist(), strict=True), key=lambda each: (-each[1], each[0])
        )

    def _participations_of(self, organisation_id: str) -> NDArray[np.int32]:
        return self._participations_of_row(self._stored.organisation_row(organisation_id))

    def _newest(self, participations: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return those in projects, and of the others those in the newest studies and works."""
        arrays = self._arrays
        projects = arrays.member_projects[participations]
        others = np.flatnonzero(arrays.evidence_kinds[projects])
        newest = np.argsort(-arrays.project_days[projects[others]], kind="stable")
        return np.delete(participations, others[newest[MOST_OTHERS_LISTED:]])

    def _participations_of_row(self, row: int) -> NDArray[np.int32]:
        starts = self._arrays.involvement_starts
        return self._arrays.involvements[starts[row] : starts[row + 1]]

    def _involvements(self, participations: NDArray[np.integer[Any]]) -> list[Involvement]:
        arrays = self._arrays
        projects = self._stored.projects(arrays.member_projects[participations])
        organisations = self._stored.organisations(arrays.members[participations])
        return [
            Involvement(
                project,
                organisation,
                ROLES[arrays.member_roles[participation]],
                _known(arrays.member_contributions[participation]),
            )
            for project, organisation, participation in zip(
                projects, organisations, participations.tolist(), strict=True
            )
        ]

    def _explained(
        self, ranking: _Ranking, search: _Search, requirements: tuple[str, ...]
    ) -> tuple[Match, ...]:
        arrays = self._arrays
        likeness = search.nearby.by_words.likeness[:VOTERS]
        limit = likeness[-1] if len(likeness) == VOTERS else 0.0
        evidence = evidence_for(ranking.rows, search.similarities, search.nearness, limit, arrays)
        read = [arrays.member_projects[one.read] for one in evidence]
        read_projects = np.concatenate([np.empty(0, np.int32), *read])
        holdings = Holdings.of(search.query, read_projects, arrays)
        shown = [each.participations[:REASONS_PER_MATCH] for each in evidence]
        project_rows = arrays.member_projects[np.concatenate([np.empty(0, np.int64), *shown])]
        words = answered_words(holdings, search.analysis.words, project_rows)
        # Also word by word: all translations of a word are more than anybody asked for.
        tellings = [
            self._tellings(each, search.language, most=(MOST_TRANSLATIONS, 1))
            for each in requirements
        ]
        coverage = coverage_of(tellings, evidence, holdings, arrays)
        needed = np.concatenate([project_rows, coverage.projects[coverage.projects >= 0]])
        rows = np.unique(needed)
        projects = dict(zip(rows.tolist(), self._stored.projects(rows), strict=True))
        together = self._times_together(ranking.rows, search.asked.circle)
        answered = zip(coverage.strengths.tolist(), coverage.projects.tolist(), strict=True)
        return tuple(
            Match(
                organisation=organisation,
                score=float(ranking.scores[place]),
                probability=_known(ranking.probabilities[place]),
                reasons=self._reasons(one, projects, words),
                evidence_count=len(one.participations),
                together=int(together[place]),
                is_newcomer=bool(ranking.newcomers[place]),
                coverage=tuple(
                    Coverage(strength, projects.get(project), coverage.words(number, project))
                    for number, (strength, project) in enumerate(zip(*own, strict=True))
                ),
            )
            for place, (organisation, one, own) in enumerate(
                zip(self._stored.organisations(ranking.rows), evidence, answered, strict=True)
            )
        )

    def _reasons(
        self, evidence: Evidence, projects: dict[int, Project], words: dict[int, tuple[str, ...]]
    ) -> tuple[Reason, ...]:
        arrays = self._arrays
        shown = evidence.participations[:REASONS_PER_MATCH]
        entries = zip(
            arrays.member_projects[shown].tolist(),
            arrays.member_roles[shown].tolist(),
            arrays.member_contributions[shown].tolist(),
            evidence.shares[:REASONS_PER_MATCH].tolist(),
            strict=True,
        )
        return tuple(
            Reason(projects[row], ROLES[role], _known(contribution), share, words[row])
            for row, role, contribution, share in entries
        )

    def _times_together(
        self, rows: NDArray[np.int64], circle: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return in how many projects each of the rows worked with one of the circle."""
        members = self._arrays.members[self._participations_with(circle)]
        return np.bincount(members, minlength=self.n_organisations)[rows]


def _first_places(strangers: NDArray[np.bool_]) -> int:
    """
    Return how many places come before the first that is given to a newcomer.

    As many as make a first page, and so many that enough of those are new to whoever asks.
    """
    new_ones = np.flatnonzero(strangers)
    if len(new_ones) < FIRST_STRANGERS:
        return len(strangers)
    return max(FIRST_PLACES, int(new_ones[FIRST_STRANGERS - 1]) + 1)


def _fit(matches: tuple[Match, ...]) -> Fit:
    """Tell how well the matches answer: how far each requirement is answered by the best for it."""
    strengths = [[each.strength for each in match.coverage] for match in matches]
    answered = float(np.mean(np.max(strengths, axis=0))) if strengths and strengths[0] else 0.0
    if answered < NOBODY_FITS_BELOW:
        return Fit.NOBODY
    return Fit.GOOD if answered >= FITS_WELL_FROM else Fit.PARTLY


def _number(names: NDArray[np.bytes_], wanted: str | None) -> int:
    """Return the place of a name in an ascending list; -1 if it is not there."""
    row = find_row(names, wanted or "")
    return -1 if row is None else row


def load_index(folder: Path) -> Index:
    """
    Return the index in this folder, memory-mapped: nothing is read before it is asked for.

    :raises NoIndex: if none was written to it
    :raises IndexUnreadable: if it is damaged or of another format version
    """
    return Index(open_stored(folder), load_model(folder))


def _holds_all(name: str, beginnings: list[str]) -> bool:
    return all(f" {beginning}" in name for beginning in beginnings)


def _words_where(analysis: Analysis, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the words so chosen, each once, in the order of the need."""
    words = (word for word, is_chosen in zip(analysis.words, chosen, strict=True) if is_chosen)
    return tuple(dict.fromkeys(words))


def _shared(projects: list[int], owners: list[int]) -> list[tuple[tuple[int, int], list[int]]]:
    """Return pairs of owners with the projects both are in, those with most first; one row each."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    by_project = groupby(zip(projects, owners, strict=True), key=itemgetter(0))
    for project, rows in by_project:
        for pair in combinations([owner for _project, owner in rows], 2):
            found[pair].append(project)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def _day(project: Project) -> dt.date:
    """Return when the project began; what is undated counts as older than all."""
    return project.starts or project.signed or dt.date.min


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else float(amount)
