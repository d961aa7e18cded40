"""
How good rankings are: against the organisations that really joined.

Relevant to a need are the organisations that the judgements name, without the asker, as far as the
index knows them: nobody can find the others. A need for which none is left is not counted.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from liaison.matching.pipeline import Index
from liaison.matching.ranking import NEWCOMER_PROJECTS
from liaison.matching.records import Need, UnusableFile

Ranking = Sequence[str]
DEPTH = 100
# How many suggestions the calibration is measured on: what a person sees of an answer.
SEEN = 20
# Equal steps of probability that are compared with what came true.
_BINS = 10
# Texts of a need's line: those that must be there, and those that may be missing or null.
_DEMANDED_KEYS = ("id", "text")
_OTHER_KEYS = (
    *("title", "keywords", "asker", "call_topic", "programme", "funding_scheme"),
    *("plain_title", "signed"),
)


@dataclass(frozen=True)
class StatedNeed:
    """
    A need with its name.

    :ivar health: whether its project is about health
    :ivar one_line: the same need in one plain line; "" where there is none
    :ivar signed: when its project was signed, as YYYY-MM-DD; "" where unknown
    """

    id: str
    need: Need
    health: bool
    one_line: str = ""
    signed: str = ""

    def told(self, *, asker: bool = True, call: bool = True, one_line: bool = False) -> Need:
        """Return the need as far as it is told: with its asker and call or without, or short."""
        need = self.need
        if not asker:
            need = replace(need, asker=None)
        if not call:
            need = replace(need, call_topic=None, programme=None, scheme=None)
        return replace(need, title="", text=self.one_line) if one_line else need


def evaluate(
    *,
    needs: Path,
    qrels: Path,
    run: Path | None,
    index: Index,
    asker: bool = True,
    call: bool = True,
    one_line: bool = False,
) -> dict[str, float | int]:
    """
    Return the measures of a run, or of the index's own ranking where no run is given.

    :param asker: whether the ranking is told who asks; likewise `call`
    :param one_line: whether it is told the plain title only; needs without one are left out
    :raises UnusableFile: if a file cannot be read; names file, line and reason
    """
    stated = read_stated_needs(needs)
    joined = read_qrels(qrels)
    if one_line:
        stated = [each for each in stated if each.one_line]
    if run is not None:
        return measure(read_run(run), stated=stated, joined=joined, index=index)
    rankings: dict[str, list[str]] = {}
    chances: dict[str, list[tuple[str, float]]] = {}
    for each in stated:
        # One more than counted: the asker, where it is not told, is taken out afterwards.
        told = each.told(asker=asker, call=call, one_line=one_line)
        suggestions = index.suggest(told, top=DEPTH + 1)
        rankings[each.id] = [suggestion.organisation_id for suggestion in suggestions]
        chances[each.id] = [
            (suggestion.organisation_id, suggestion.probability)
            for suggestion in suggestions[:SEEN]
            if suggestion.probability is not None
        ]
    figures = measure(rankings, stated=stated, joined=joined, index=index)
    return {**figures, "calibration error": calibration_error(chances, joined)}


def measure(
    rankings: Mapping[str, Ranking],
    *,
    stated: Sequence[StatedNeed],
    joined: Mapping[str, Collection[str]],
    index: Index,
) -> dict[str, float | int]:
    """
    Return how well rankings found those who joined.

    `nDCG@10`, `MRR`, `R@50`, `R@100` are means over all needs, `health nDCG@10` over those about
    health. `new nDCG@10` counts only partners that the asker never worked with; the known ones are
    taken out of the ranking as well. `newcomer R@100` is the share, over all needs together, of
    relevant newcomers found among the first 100.

    Who is shown at all: `never shown` counts organisations of the history in nobody's first 100,
    `newcomer exposure` is the newcomers' share of the first 100 beside their share of those who
    joined (1 is fair), `popularity bias` how many projects the first 10 have beside those who
    joined (geometric means; 1 is fair).

    :param rankings: organisation ids, best first, by need; a need without one found nobody
    :param joined: the organisations that really joined, by need
    :param index: the history: who was known, and who had worked with whom
    """
    counts = index.project_counts()
    per_need = [
        _NeedResult.of(each, joined.get(each.id, ()), rankings.get(each.id, ()), counts, index)
        for each in stated
    ]
    results = [result for result in per_need if result.relevant]
    return {**_summary(results), **_exposure(results, counts)}


def calibration_error(
    chances: Mapping[str, Sequence[tuple[str, float]]], joined: Mapping[str, Collection[str]]
) -> float:
    """
    Return how far the stated probabilities are from what came true, from 0 to 1.

    The expected calibration error over equal steps of probability (Naeini et al., AAAI 2015).

    :param chances: organisations and their stated probability of joining, by need
    :param joined: the organisations that really joined, by need
    """
    pairs = [
        (probability, organisation in joined.get(need, ()))
        for need, stated in chances.items()
        for organisation, probability in stated
    ]
    if not pairs:
        return 0.0
    probabilities, came_true = np.array(pairs, float).T
    steps = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(steps, weights=probabilities - came_true, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(pairs))


def ndcg(ranking: Ranking, relevant: Collection[str], *, depth: int = 10) -> float:
    """
    Return the normalised discounted cumulative gain, gains 0 and 1 (Järvelin and Kekäläinen, 2002).

    :returns: from 0 to 1; 0 if nothing is relevant
    """
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    gains = np.array([each in relevant for each in ranking[:depth]], float)
    ideal = discounts[: min(len(relevant), depth)].sum()
    return float(gains @ discounts[: len(gains)] / ideal) if ideal else 0.0


def reciprocal_rank(ranking: Ranking, relevant: Collection[str]) -> float:
    """Return one over the position of the first relevant organisation; 0 if there is none."""
    found = (1 / place for place, each in enumerate(ranking, start=1) if each in relevant)
    return next(found, 0.0)


def recall(ranking: Ranking, relevant: Collection[str], *, depth: int) -> float:
    """Return the share of relevant organisations among the first; 0 if nothing is relevant."""
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant) if relevant else 0.0


def read_needs(file: Path) -> list[tuple[str, Need]]:
    """Return ids and needs of a JSON Lines file; raises UnusableFile."""
    return [(each.id, each.need) for each in read_stated_needs(file)]


def read_stated_needs(file: Path) -> list[StatedNeed]:
    """Return the needs of a JSON Lines file with all that is said of them; raises UnusableFile."""
    needs: dict[str, StatedNeed] = {}
    for place, line in _json_lines(file):
        for key in (*_DEMANDED_KEYS, *_OTHER_KEYS):
            missing = line.get(key) is None and key not in _DEMANDED_KEYS
            if not missing and not isinstance(line.get(key), str):
                raise UnusableFile(f"{file}, line {place}: {key} is missing or no text.")
        if line["id"] in needs:
            raise UnusableFile(f"{file}, line {place}: the need {line['id']} stands twice.")
        needs[line["id"]] = StatedNeed(
            line["id"],
            Need.from_json(line),
            line.get("health") is True,
            line.get("plain_title") or "",
            line.get("signed") or "",
        )
    return list(needs.values())


def read_run(file: Path) -> dict[str, list[str]]:
    """Return the rankings of a run file, best first, by need; raises UnusableFile."""
    rankings: dict[str, list[str]] = {}
    for place, line in _json_lines(file):
        try:
            need_id, ranking = str(line["id"]), [str(each) for each, _ in line["ranking"]]
        except (KeyError, TypeError, ValueError):
            raise UnusableFile(
                f'{file}, line {place}: expected {{"id": …, "ranking": [[id, score], …]}}.'
            ) from None
        if need_id in rankings or len(set(ranking)) < len(ranking):
            raise UnusableFile(f"{file}, line {place}: a need or an organisation stands twice.")
        rankings[need_id] = ranking
    return rankings


def read_qrels(file: Path) -> dict[str, set[str]]:
    """Return who really joined, by need, from a file in TREC's format; raises UnusableFile."""
    joined: dict[str, set[str]] = {}
    for place, line in _lines(file):
        fields = line.split()
        if len(fields) != 4 or not fields[3].lstrip("-").isdigit():
            raise UnusableFile(
                f"{file}, line {place}: expected need, 0, organisation and grade, tabs between."
            )
        if int(fields[3]) > 0:
            joined.setdefault(fields[0], set()).add(fields[2])
    return joined


@dataclass(frozen=True)
class _NeedResult:
    ranking: Ranking
    relevant: frozenset[str]
    new_ranking: Ranking
    new_relevant: frozenset[str]
    newcomers: frozenset[str]
    health: bool

    @classmethod
    def of(
        cls,
        stated: StatedNeed,
        joined: Collection[str],
        ranking: Ranking,
        counts: Mapping[str, int],
        index: Index,
    ) -> "_NeedResult":
        asker = stated.need.asker
        ranking = [each for each in ranking if each != asker]
        relevant = frozenset(each for each in joined if each != asker and each in counts)
        known = index.partner_ids(asker) if asker else frozenset()
        return cls(
            ranking=ranking,
            relevant=relevant,
            new_ranking=[each for each in ranking if each not in known],
            new_relevant=relevant - known,
            newcomers=frozenset(each for each in relevant if counts[each] <= NEWCOMER_PROJECTS),
            health=stated.health,
        )


def _summary(results: Sequence[_NeedResult]) -> dict[str, float | int]:
    def mean(measure: Callable[[_NeedResult], float], over: Sequence[_NeedResult]) -> float:
        return float(np.mean([measure(result) for result in over])) if over else 0.0

    newcomers = sum(len(result.newcomers) for result in results)
    found = sum(len(result.newcomers & set(result.ranking[:DEPTH])) for result in results)
    return {
        "needs": len(results),
        "nDCG@10": mean(lambda result: ndcg(result.ranking, result.relevant), results),
        "MRR": mean(lambda result: reciprocal_rank(result.ranking, result.relevant), results),
        "R@50": mean(lambda result: recall(result.ranking, result.relevant, depth=50), results),
        "R@100": mean(lambda result: recall(result.ranking, result.relevant, depth=100), results),
        "health nDCG@10": mean(
            lambda result: ndcg(result.ranking, result.relevant),
            [result for result in results if result.health],
        ),
        "new nDCG@10": mean(
            lambda result: ndcg(result.new_ranking, result.new_relevant),
            [result for result in results if result.new_relevant],
        ),
        "newcomer R@100": found / newcomers if newcomers else 0.0,
    }


def _exposure(results: Sequence[_NeedResult], counts: Mapping[str, int]) -> dict[str, float | int]:
    """Return who is shown, beside who joined."""
    shown = [each for result in results for each in result.ranking[:DEPTH] if each in counts]
    first = [each for result in results for each in result.ranking[:10] if each in counts]
    joined = [each for result in results for each in result.relevant]
    return {
        "never shown": len(counts) - len(set(shown)),
        "newcomer exposure": _ratio(
            _newcomer_share(shown, counts), _newcomer_share(joined, counts)
        ),
        "popularity bias": _ratio(_typical_count(first, counts), _typical_count(joined, counts)),
    }


def _newcomer_share(organisations: Sequence[str], counts: Mapping[str, int]) -> float:
    new = sum(counts[each] <= NEWCOMER_PROJECTS for each in organisations)
    return new / max(len(organisations), 1)


def _typical_count(organisations: Sequence[str], counts: Mapping[str, int]) -> float:
    """Return the geometric mean of their numbers of projects; 0 for nobody."""
    logs = np.log([max(counts[each], 1) for each in organisations])
    return float(np.exp(logs.mean())) if len(logs) else 0.0


def _ratio(one: float, other: float) -> float:
    return one / other if other else 0.0


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        # Line by line as the file has them: str.splitlines would also cut within a text.
        with file.open(encoding="utf-8-sig") as content:
            for place, line in enumerate(content, start=1):
                if line.strip():
                    yield place, line
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{file} is no UTF-8 text (byte {error.start}).") from None
    except OSError as error:
        raise UnusableFile(f"{file} cannot be read: {error.strerror}.") from None


def _json_lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, line in _lines(file):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnusableFile(f"{file}, line {place}: no JSON ({error}).") from None
        if not isinstance(value, dict):
            raise UnusableFile(f"{file}, line {place}: expected one JSON object a line.")
        yield place, value
