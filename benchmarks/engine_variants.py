"""
What was tried before the engine's ranking was settled, measured anew: one table.

    .venv/bin/python benchmarks/engine_variants.py --data DIR \\
        --needs needs-2024H2.jsonl --qrels qrels-2024H2.tsv

DIR holds an index of the history (liaison index --projects ... --participations ...).
Choices were made on the needs signed before October 2024 alone (first two columns of figures); the
later ones only report. "One line" asks with the need's plain title in place of its description.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching import Index, load_index
from liaison.matching import indexes as indexes_module
from liaison.matching import text as text_module
from liaison.matching.evaluation import StatedNeed, measure, read_qrels, read_stated_needs
from liaison.matching.indexes import ROLES, Arrays, index_texts, open_stored
from liaison.matching.ranking import STEEPNESS, VOTERS, WEIGHT_OF_ROLE, best
from liaison.matching.retrieval import pose, score_projects
from liaison.matching.text import analyse

REPORTED_FROM = "2024-10"
EQUAL_ROLES = dict.fromkeys(ROLES, 1.0)
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Voting:
    """
    How projects vote.

    :ivar half_life: years in which a project's vote loses half its weight; none means never
    :ivar size_discount: power of the number of participants by which a vote is divided
    :ivar count_discount: power of an organisation's number of projects by which its score is
    """

    voters: int = VOTERS
    steepness: float = STEEPNESS
    roles: Mapping[str, float] | None = None
    half_life: float | None = None
    size_discount: float = 0.0
    count_discount: float = 0.0


@dataclass(frozen=True)
class World:
    """The history, and what is asked of it; `signed` holds dates by need."""

    index: Index
    arrays: Arrays
    days: NDArray[np.float64]
    texts: list[str]
    stated: list[StatedNeed]
    one_lines: list[StatedNeed]
    signed: dict[str, str]
    joined: dict[str, set[str]]


VARIANTS: dict[str, dict[str, Any]] = {
    "plain: TF-IDF cosine, 300 vote with cos³": {
        "pair_weight": 1.0,
        "plurals_apart": True,
        "voting": Voting(roles=EQUAL_ROLES),
    },
    "plain, roles weighed": {"pair_weight": 1.0, "plurals_apart": True},
    "plain, roles weighed, plurals as one": {"pair_weight": 1.0},
    "plain, roles weighed, pairs 0.7": {"plurals_apart": True},
    "**the engine**: all three": {},
    "pairs 0.4": {"pair_weight": 0.4},
    "100 vote": {"voting": Voting(voters=100)},
    "200 vote": {"voting": Voting(voters=200)},
    "500 vote": {"voting": Voting(voters=500)},
    "1000 vote": {"voting": Voting(voters=1000)},
    "cos²": {"voting": Voting(steepness=2)},
    "cos⁴": {"voting": Voting(steepness=4)},
    "200 vote with cos²": {"voting": Voting(voters=200, steepness=2)},
    "all roles equal": {"voting": Voting(roles=EQUAL_ROLES)},
    "roles 1.3, 1, 0.8, 0.6": {
        "voting": Voting(
            roles={"coordinator": 1.3, "participant": 1, "associated": 0.8, "third_party": 0.6}
        )
    },
    "votes halve in 4 years": {"voting": Voting(half_life=4)},
    "votes halve in 8 years": {"voting": Voting(half_life=8)},
    "large consortia count less (power 0.15)": {"voting": Voting(size_discount=0.15)},
    "large consortia count less (power 0.5)": {"voting": Voting(size_discount=0.5)},
    "frequent winners count less (power 0.1)": {"voting": Voting(count_discount=0.1)},
}


def main() -> None:
    parser = argparse.ArgumentParser(description="What was tried before ranking was settled.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--qrels", type=Path, required=True)
    arguments = parser.parse_args()
    world = read_world(arguments.data / "index", arguments.needs, arguments.qrels)
    print_heading()
    chance = np.random.default_rng(20240529)
    popularity = np.diff(world.arrays.involvement_starts).astype(float)
    print_row("random", world, lambda stated: chance.random(len(popularity)))
    print_row("popularity: number of projects", world, lambda stated: popularity.copy())
    texts_read: dict[tuple[float, bool], Arrays] = {}
    for name, variant in VARIANTS.items():
        print_row(name, world, scorer(world, texts_read, **variant))


def read_world(folder: Path, needs: Path, qrels: Path) -> World:
    stored = open_stored(folder)
    projects = stored.projects(np.arange(stored.n_projects))
    lines = [json.loads(line) for line in needs.read_text(encoding="utf-8").split("\n") if line]
    plain = {line["id"]: line.get("plain_title") for line in lines}
    stated = read_stated_needs(needs)
    return World(
        index=load_index(folder),
        arrays=stored.arrays,
        days=np.array([each.signed.toordinal() if each.signed else np.nan for each in projects]),
        texts=[
            ". ".join(filter(None, [each.title, each.text, each.keywords])) for each in projects
        ],
        stated=stated,
        one_lines=[
            replace(each, need=replace(each.need, title="", text=plain[each.id]))
            for each in stated
            if plain[each.id]
        ],
        signed={line["id"]: line["signed"] for line in lines},
        joined=read_qrels(qrels),
    )


def scorer(
    world: World,
    texts_read: dict[tuple[float, bool], Arrays],
    *,
    pair_weight: float = indexes_module.PAIR_WEIGHT,
    plurals_apart: bool = False,
    voting: Voting | None = None,
) -> Callable[[StatedNeed], NDArray[np.float64]]:
    """Return what gives every organisation a score for a need."""
    with analysing(plurals_apart=plurals_apart, pair_weight=pair_weight):
        if (pair_weight, plurals_apart) not in texts_read:
            postings = index_texts(
                world.texts,
                n_texts=len(world.texts),
                scratch=Path(tempfile.mkdtemp()),
                progress=lambda *_: None,
            )
            texts_read[pair_weight, plurals_apart] = replace(world.arrays, **postings.arrays)
    arrays = texts_read[pair_weight, plurals_apart]
    tally = tallier(arrays, world.days, voting or Voting())

    def score(stated: StatedNeed) -> NDArray[np.float64]:
        with analysing(plurals_apart=plurals_apart, pair_weight=pair_weight):
            query = pose(analyse(stated.need.words), arrays)
        return tally(score_projects(query, arrays))

    return score


def tallier(
    arrays: Arrays, days: NDArray[np.float64], voting: Voting
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return what turns similarities of projects into scores of organisations."""
    weights = (voting.roles or WEIGHT_OF_ROLE).get
    of_role = np.array([weights(role, 1.0) for role in ROLES])[arrays.member_roles]
    of_project = np.diff(arrays.member_starts).clip(1) ** -voting.size_discount
    if voting.half_life:
        years = np.nan_to_num((np.nanmax(days) - days) / DAYS_A_YEAR)
        of_project = of_project * 0.5 ** (years / voting.half_life)
    of_organisation = np.diff(arrays.involvement_starts).clip(1) ** -voting.count_discount

    def tally(similarities: NDArray[np.float64]) -> NDArray[np.float64]:
        limit = np.partition(similarities, -voting.voters)[-voting.voters]
        votes = np.where(similarities >= limit, similarities, 0) ** voting.steepness * of_project
        strengths = votes[arrays.member_projects] * of_role
        n_organisations = len(arrays.organisation_ids)
        return np.bincount(arrays.members, strengths, n_organisations) * of_organisation

    return tally


@contextmanager
def analysing(*, plurals_apart: bool, pair_weight: float) -> Iterator[None]:
    """Let the engine read texts otherwise than it does."""
    singular = (lambda folded: folded) if plurals_apart else text_module._singular
    with (
        changed(text_module, _singular=singular),
        changed(indexes_module, PAIR_WEIGHT=pair_weight),
    ):
        yield


@contextmanager
def changed(module: ModuleType, **values: Any) -> Iterator[None]:
    before = {name: getattr(module, name) for name in values}
    try:
        for name, value in values.items():
            setattr(module, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def print_heading() -> None:
    print(
        "| | Jun-Sep nDCG@10 | R@100 | one line | Oct-Dec nDCG@10 | R@100 | one line"
        " | all nDCG@10 | MRR | R@50 | R@100 | health | new | newcomer R@100 | one line |"
    )
    print("|---|" + "---|" * 14)


def print_row(name: str, world: World, score: Callable[[StatedNeed], NDArray[np.float64]]) -> None:
    long = rankings_of(world, world.stated, score)
    short = rankings_of(world, world.one_lines, score)
    earlier = figures(world, long, short, lambda date: date < REPORTED_FROM)
    later = figures(world, long, short, lambda date: date >= REPORTED_FROM)
    all_ = figures(world, long, short, lambda date: True)
    narrow = ("nDCG@10", "R@100", "one line")
    wide = ("nDCG@10", "MRR", "R@50", "R@100", "health nDCG@10", "new nDCG@10", "newcomer R@100")
    cells = [
        *(earlier[key] for key in narrow),
        *(later[key] for key in narrow),
        *(all_[key] for key in (*wide, "one line")),
    ]
    print(f"| {name} | {' | '.join(f'{cell:.4f}'.lstrip('0') for cell in cells)} |", flush=True)


def figures(
    world: World,
    long: Mapping[str, Sequence[str]],
    short: Mapping[str, Sequence[str]],
    chosen: Callable[[str], bool],
) -> dict[str, float | int]:
    def measured(rankings: Mapping[str, Sequence[str]], stated: list[StatedNeed]) -> dict[str, Any]:
        within = [each for each in stated if chosen(world.signed[each.id])]
        return measure(rankings, stated=within, joined=world.joined, index=world.index)

    return {
        **measured(long, world.stated),
        "one line": measured(short, world.one_lines)["nDCG@10"],
    }


def rankings_of(
    world: World, stated: list[StatedNeed], score: Callable[[StatedNeed], NDArray[np.float64]]
) -> dict[str, list[str]]:
    ids = world.arrays.organisation_ids
    rankings = {}
    for each in stated:
        # One more than is measured: the asker is taken out later.
        rows = best(score(each), 101)
        rankings[each.id] = [ids[row].decode() for row in rows.tolist()]
    return rankings


if __name__ == "__main__":
    main()
