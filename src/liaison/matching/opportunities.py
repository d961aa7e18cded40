"""
Which open calls are opportunities for somebody: by what their projects say, or by what they write.

Each project of an organisation speaks for the calls it is near to (cosine of TF-IDF vectors). How
near is measured beside what is usual for that call, since long calls about everything are near to
all (hubness; Radovanović, Nanopoulos and Ivanović, JMLR 11, 2010).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.calls import Call, StoredCalls, UnknownCall, read_calls, write_calls
from liaison.matching.indexes import Progress, open_stored
from liaison.matching.languages import LANGUAGES, in_english, language_of
from liaison.matching.records import Involvement, NoIndex, Project
from liaison.matching.text import Analysis, analyse

if TYPE_CHECKING:
    import pyarrow as pa

# The newest projects of an organisation that are read; they tell what it does now.
PROJECTS_READ = 300
# How much a nearer project counts for more: the sum of squares, measured beside sum and maximum.
STEEPNESS = 2
REASONS_PER_CALL = 3
WORDS_PER_REASON = 6
# Projects by which it is told how near the evidence usually comes to a call.
PROJECTS_SAMPLED = 1000
# How many times as near as usual a few written words must be, and a project, and how many words
# both must share with the call. Below that it is no opportunity.
NEAR_ENOUGH = 1.5
SPEAKS_FROM = 2.0
FEWEST_WORDS = 2
# A word that calls know stands in at least so many.
FEWEST_TO_BE_A_WORD = 3


@dataclass(frozen=True)
class Ground:
    """
    Why a call may suit an organisation: one of its own projects.

    :ivar words: of the project, as written, that the call holds, those that tell most first
    """

    project: Project
    words: tuple[str, ...]


@dataclass(frozen=True)
class Opportunity:
    """
    An open call that suits somebody.

    :ivar deadline: the next one
    :ivar score: above 0, comparable within one list only
    :ivar words: of what somebody wrote that the call holds; empty where projects speak
    :ivar grounds: the organisation's projects that speak for it, the strongest first
    """

    call: Call
    deadline: dt.date
    score: float
    words: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


class CallIndex:
    """Calls to browse and to match; safe to use from several threads."""

    def __init__(self, stored: StoredCalls) -> None:
        self._stored = stored
        self.version = stored.version
        self.provenance: Mapping[str, Any] = stored.provenance
        self._rows = {call.id: row for row, call in enumerate(stored.calls)}

    @property
    def n_calls(self) -> int:
        return len(self._stored.calls)

    def call(self, call_id: str) -> Call:
        """Return a call, whether or not it is still open; raises UnknownCall."""
        row = self._rows.get(call_id)
        if row is None:
            raise UnknownCall(call_id)
        return self._stored.calls[row]

    def open_on(self, day: dt.date) -> list[Call]:
        """Return the calls with a deadline still to come, the next one first."""
        found = [call for call in self._stored.calls if call.is_open_on(day)]
        return sorted(found, key=lambda call: (call.next_deadline(day) or dt.date.max, call.id))

    def fitting(self, text: str, *, day: dt.date, top: int) -> list[Opportunity]:
        """
        Return the open calls that suit what somebody writes, best first.

        :param text: in English, French or German
        :param top: how many calls at most
        """
        analysis = self._analysed(text, language_of(text))
        nearness = self._stored.nearness(analysis)
        found = []
        for row in self._best(nearness, day):
            words = self._stored.shared_words(analysis, row)
            if nearness[row] >= NEAR_ENOUGH and _is_enough(words, analysis):
                found.append(self._opportunity(row, nearness[row], day, words=words))
            if len(found) == top:
                break
        return found

    def opportunities(
        self, involvements: Sequence[Involvement], *, day: dt.date, top: int
    ) -> list[Opportunity]:
        """
        Return the open calls that an organisation's projects speak for, best first.

        :param involvements: of the organisation, the newest first, as `Index.projects_of` returns
        :param top: how many calls at most
        """
        # Projects before studies and works, of which there may be far more.
        projects = sorted(
            (each.project for each in involvements), key=lambda project: project.kind != "project"
        )[:PROJECTS_READ]
        analyses = [self._analysed(spoken(each), each.language) for each in projects]
        nearness = np.array([self._stored.nearness(each) for each in analyses])
        nearness = nearness.reshape(len(projects), self.n_calls)
        scores = (nearness**STEEPNESS).sum(axis=0)
        found = []
        for row in self._best(scores, day):
            grounds = self._grounds(row, nearness[:, row], projects, analyses)
            if grounds:
                found.append(self._opportunity(row, scores[row], day, grounds=grounds))
            if len(found) == top:
                break
        return found

    def _best(self, scores: NDArray[np.float64], day: dt.date) -> list[int]:
        """Return the rows of calls that somebody can still enter, the best first."""
        order = np.argsort(-scores, kind="stable").tolist()
        calls = self._stored.calls
        return [
            row
            for row in order
            if scores[row] > 0
            and calls[row].is_open_on(day)
            and not calls[row].is_for_the_invited_on(day)
        ]

    def _grounds(
        self,
        row: int,
        nearness: NDArray[np.float64],
        projects: Sequence[Project],
        analyses: Sequence[Analysis],
    ) -> tuple[Ground, ...]:
        """Return the projects that speak for a call; none if none comes near enough."""
        nearest = np.argsort(-nearness, kind="stable")[:REASONS_PER_CALL].tolist()
        return tuple(
            Ground(projects[place], words[:WORDS_PER_REASON])
            for place in nearest
            if nearness[place] >= SPEAKS_FROM
            and len(words := self._stored.shared_words(analyses[place], row)) >= FEWEST_WORDS
        )

    def _opportunity(self, row: int, score: float, day: dt.date, **why: Any) -> Opportunity:
        call = self._stored.calls[row]
        deadline = call.next_deadline(day)
        assert deadline is not None
        return Opportunity(call, deadline, float(score), **why)

    def _analysed(self, text: str, language: str) -> Analysis:
        """Return a text as it was said and, where that is another language, in English too."""
        if language not in LANGUAGES:
            return analyse(text)
        english = in_english(text, language=language, is_known=self._is_known)
        return analyse(f"{text} {english}")

    def _is_known(self, word: str) -> bool:
        return self._stored.knows(analyse(word).word_terms, fewest=FEWEST_TO_BE_A_WORD)


def load_call_index(folder: Path) -> CallIndex:
    """
    Return the calls that were indexed in this folder.

    :raises NoCalls: if none were
    :raises IndexUnreadable: if they are damaged or of another format version
    """
    return CallIndex(read_calls(folder))


def build_call_index(
    calls: "pa.Table",
    *,
    folder: Path,
    provenance: Mapping[str, Any],
    progress: Progress,
) -> None:
    """
    Index calls beside the index of the evidence, and put them in use once that is whole.

    How near projects usually come to each call is told by the evidence in this folder; without any,
    all calls count as near as calls are as a rule.

    :param calls: columns CALL_COLUMNS, key `id`
    :raises UnusableTable: if a column is missing or a key stands twice
    """
    write_calls(
        calls,
        evidence=[analyse(spoken(project)) for project in _sample(folder)],
        folder=folder,
        provenance=provenance,
        progress=progress,
    )


def _sample(folder: Path) -> list[Project]:
    """Return projects of the evidence, spread evenly over all of it; none without an index."""
    try:
        stored = open_stored(folder)
    except NoIndex:
        return []
    rows = np.flatnonzero(stored.arrays.are_projects)
    spread = np.linspace(0, len(rows) - 1, min(PROJECTS_SAMPLED, len(rows)))
    return stored.projects(rows[np.unique(spread.astype(np.int64))])


def spoken(project: Project) -> str:
    """Return all that a project says of itself; its title last, where capitals stand anywhere."""
    return ". ".join(filter(None, [project.text, project.keywords, project.title]))


def _is_enough(words: Iterable[str], analysis: Analysis) -> bool:
    """Tell whether enough of what was written is shared; of one word that one is enough."""
    return len(tuple(words)) >= min(FEWEST_WORDS, len(set(analysis.words)))
