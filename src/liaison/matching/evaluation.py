"""
How good rankings are: against the organisations that really joined.

Relevant to a need are the organisations that the judgements name, without the asker, as far as the
index knows them: nobody can find the others. A need for which none is left is not counted.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from liaison.matching.pipeline import Index
from liaison.matching.records import Need, UnusableFile

Ranking = Sequence[str]
DEPTH = 100
# An organisation with at most this many projects is a newcomer.
NEWCOMER_PROJECTS = 1
# Texts of a need's line: those that must be there, and those that may be missing or null.
_DEMANDED_KEYS = ("id", "text")
_OTHER_KEYS = ("title", "keywords", "asker", "call_topic", "programme", "funding_scheme")


@dataclass(frozen=True)
class StatedNeed:
    """A need with its name, and whether its project is about health."""

    id: str
    need: Need
    health: bool


def evaluate(*, needs: Path, qrels: Path, run: Path | None, index: Index) -> dict[str, float | int]:
    """
    Return the measures of a run, or of the index's own ranking where no run is given.

    :raises UnusableFile: if a file cannot be read; names file, line and reason
    """
    stated = read_needs_with_health(needs)
    joined = read_qrels(qrels)
    if run is None:
        rankings = {each.id: _ids(index.rank(each.need, top=DEPTH)) for each in stated}
    else:
        rankings = read_run(run)
    return measure(rankings, stated=stated, joined=joined, index=index)


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

    :param rankings: organisation ids, best first, by need; a need without one found nobody
    :param joined: the organisations that really joined, by need
    :param index: the history: who was known, and who had worked with whom
    """
    counts = index.project_counts()
    per_need = [
        _NeedResult.of(each, joined.get(each.id, ()), rankings.get(each.id, ()), counts, index)
        for each in stated
    ]
    return _summary([result for result in per_need if result.relevant])


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
    return [(each.id, each.need) for each in read_needs_with_health(file)]


def read_needs_with_health(file: Path) -> list[StatedNeed]:
    """Return the needs of a JSON Lines file, also saying which are about health."""
    needs: dict[str, StatedNeed] = {}
    for place, line in _json_lines(file):
        for key in (*_DEMANDED_KEYS, *_OTHER_KEYS):
            missing = line.get(key) is None and key not in _DEMANDED_KEYS
            if not missing and not isinstance(line.get(key), str):
                raise UnusableFile(f"{file}, line {place}: {key} is missing or no text.")
        if line["id"] in needs:
            raise UnusableFile(f"{file}, line {place}: the need {line['id']} stands twice.")
        needs[line["id"]] = StatedNeed(line["id"], Need.from_json(line), line.get("health") is True)
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


def _ids(ranking: Sequence[tuple[str, float]]) -> list[str]:
    return [organisation for organisation, _ in ranking]


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
