"""Learns from affiliations that people looked up in the registry; needs the `train` extra."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liaison.opendata.fetch import Progress
from liaison.opendata.resolution.affiliations import Model, Resolution, registry_of, shared_out
from liaison.opendata.resolution.features import FEATURES, features_of
from liaison.opendata.resolution.judgements import Judged, measure
from liaison.opendata.resolution.practice import made_up_affiliations
from liaison.opendata.resolution.registry import Registry
from liaison.opendata.resolution.texts import read_text
from liaison.opendata.snapshots import Snapshot
from liaison.trees import MOST_LEAVES, Trees

ROUNDS = 400
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": MOST_LEAVES,
    "learning_rate": 0.04,
    "min_child_samples": 15,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
# What a lesson weighs. The same affiliation once more, its organisation taken out of the registry,
# teaches to refuse. Affiliations of another origin, and those made up, teach forms that those
# judged lack: whole addresses. Those made up name new entries as often as old ones; people do not.
_HELD_BACK, _ELSEWHERE, _MADE_UP = 0.6, 0.5, 0.05
_N_MADE_UP = 1_000
# Which way a feature may push, where sense leaves only one.
_FOR = """
    exact coverage rarest_shared capitals letters confirmed country city worse_placed whole_segment
    share_of_segments kind_of_name rarest_of_name name_weight known_elsewhere from_grid
"""
_AGAINST = """
    rarest_missing mistyped share_of_common namesakes old_namesakes rarest_before rarest_after
    next_before next_after after_of_next after_body inside_longer heaviest_other heaviest_alike
    others is_inactive
"""
_DIRECTIONS = dict.fromkeys(_FOR.split(), 1) | dict.fromkeys(_AGAINST.split(), -1)
_FOLDS = 10
LEAST_PRECISE, LEAST_REFUSED = 0.93, 0.95


class LearningNotInstalled(Exception):
    """LightGBM is missing; one line that says how to install it."""


@dataclass(frozen=True)
class _Lessons:
    """
    What is learnt from, one row a candidate.

    :ivar judged: shape (n_rows,); number of the affiliation judged, -1 for one from elsewhere
    :ivar is_as_given: shape (n_rows,); whether the whole registry was there
    :ivar organisations: shape (n_rows,); rows in the registry
    """

    features: NDArray[np.float64]
    is_right: NDArray[np.bool_]
    weights: NDArray[np.float64]
    judged: NDArray[np.int64]
    is_as_given: NDArray[np.bool_]
    organisations: NDArray[np.int64]


def learn(
    snapshot: Snapshot,
    judged: Sequence[Judged],
    *,
    elsewhere: Sequence[Judged] = (),
    seed: int,
    progress: Progress,
) -> Model:
    """
    Return what was learnt from affiliations that people looked up.

    The threshold is where answers, each by trees that did not see its affiliation, have the best F1
    among those thresholds at which LEAST_PRECISE of the answers are right, and LEAST_REFUSED of the
    affiliations that mean none are refused.

    :param elsewhere: affiliations of another origin: learnt from, but the threshold is not for them
    :raises LearningNotInstalled: if LightGBM is missing
    """
    registry = registry_of(snapshot)
    made_up = list(made_up_affiliations(snapshot, _N_MADE_UP, seed=seed))
    lessons = _lessons(registry, judged, elsewhere, made_up, progress)
    apart = _scores_left_out(lessons, len(judged), seed=seed, progress=progress)
    threshold, measured = _best_threshold(registry, judged, lessons, apart)
    trees = _trees(lessons, np.ones(len(lessons.weights), np.bool_), seed)
    return Model(
        trees,
        threshold,
        {
            "affiliations": len(judged),
            "elsewhere": len(elsewhere),
            "made_up": _N_MADE_UP,
            "seed": seed,
            **measured,
        },
    )


def _lessons(
    registry: Registry,
    judged: Sequence[Judged],
    elsewhere: Sequence[Judged],
    made_up: Sequence[Judged],
    progress: Progress,
) -> _Lessons:
    rows: list[tuple[Any, ...]] = []
    read_from = [(1.0, number, each) for number, each in enumerate(judged)]
    read_from += [(_ELSEWHERE, -1, each) for each in elsewhere]
    read_from += [(_MADE_UP, -1, each) for each in made_up]
    for at, (weight, number, each) in enumerate(read_from):
        progress(at, len(read_from), "Reading affiliations")
        rows += [(weight, number, *lesson) for lesson in _rows_of(registry, each)]
    weights, numbers, features, is_right, is_as_given, organisations = zip(*rows, strict=True)
    held_back = np.where(is_as_given, 1.0, _HELD_BACK)
    return _Lessons(
        np.array(features, np.float64),
        np.array(is_right, np.bool_),
        np.array(weights, np.float64) * held_back,
        np.array(numbers, np.int64),
        np.array(is_as_given, np.bool_),
        np.array(organisations, np.int64),
    )


def _rows_of(registry: Registry, judged: Judged) -> Iterator[tuple[list[float], bool, bool, int]]:
    """
    Yield the candidates of an affiliation: as it is, and with the right ones held back.

    Each with its features, whether it is right, whether nothing is held back, and its row.
    """
    text = read_text(judged.affiliation, knows=registry.knows)
    rows = {registry.row_of(id_) for id_ in judged.ids} - {None}
    listed = {row for row in rows if row is not None and row < registry.n_listed}
    for held_back in (set(), listed) if listed else (set(),):
        candidates, figures = features_of(registry, text, without=held_back)
        for each, features in zip(candidates, figures, strict=True):
            yield features, each.row in rows, not held_back, each.row


def _scores_left_out(
    lessons: _Lessons, n_judged: int, *, seed: int, progress: Progress
) -> NDArray[np.float64]:
    """Return the log odds of each row, by trees that did not see its affiliation."""
    folds = np.random.default_rng(seed).integers(0, _FOLDS, n_judged)
    fold_of_row = np.where(lessons.judged < 0, -1, folds[lessons.judged])
    scores = np.zeros(len(lessons.weights))
    for fold in range(_FOLDS):
        progress(fold, _FOLDS, "Looking for the threshold")
        left_out = fold_of_row == fold
        if left_out.any():
            trees = _trees(lessons, ~left_out, seed)
            scores[left_out] = trees.score(lessons.features[left_out])
    return scores


def _trees(lessons: _Lessons, seen: NDArray[np.bool_], seed: int) -> Trees:
    try:
        import lightgbm
    except (ImportError, OSError) as error:
        raise LearningNotInstalled(
            "Learning needs LightGBM and the system library libgomp1; install them with:"
            ' pip install "liaison[train]"'
        ) from error
    data = lightgbm.Dataset(
        lessons.features[seen], lessons.is_right[seen], weight=lessons.weights[seen]
    )
    directions = [_DIRECTIONS.get(feature, 0) for feature in FEATURES]
    settings = {**SETTINGS, "monotone_constraints": directions, "seed": seed}
    booster = lightgbm.train(settings, data, ROUNDS)
    return Trees.from_lightgbm(FEATURES, booster.dump_model())


def _best_threshold(
    registry: Registry, judged: Sequence[Judged], lessons: _Lessons, scores: NDArray[np.float64]
) -> tuple[float, dict[str, float]]:
    """Return the best threshold (see `learn`), and what it reaches."""
    answers = [Resolution("", 0.0)] * len(judged)
    as_given = lessons.is_as_given & (lessons.judged >= 0)
    for number in np.unique(lessons.judged[as_given]).tolist():
        own = np.flatnonzero(as_given & (lessons.judged == number))
        chances = shared_out(scores[own])
        best = int(chances.argmax())
        row = int(lessons.organisations[own[best]])
        if row < registry.n_listed:
            answers[number] = Resolution(registry.ids[row], float(chances[best]))
    listed = frozenset(registry.ids[: registry.n_listed])
    reached = [
        (threshold, measure(answers, judged, listed, threshold=threshold))
        for threshold in np.arange(0.05, 1.0, 0.01).round(2).tolist()
    ]
    careful = [
        each
        for each in reached
        if each[1].precision >= LEAST_PRECISE and each[1].refusals >= LEAST_REFUSED
    ]
    threshold, figures = max(careful or reached, key=lambda each: (each[1].f1, -each[0]))
    return threshold, {name: round(value, 4) for name, value in figures._asdict().items()}
