"""
Learning to rank from the past: each consortium was once a need.

For every window of time the projects signed in it are needs, and only what was signed before is
known: nobody is found by what they did later. LambdaMART's relative with a listwise loss (Bruch,
"An alternative cross entropy loss for learning-to-rank", WWW 2021), as LightGBM implements it; the
same seed on the same index gives the same model.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from liaison.matching.building import cell_arrays
from liaison.matching.encoding import Space, write_space
from liaison.matching.features import (
    Asked,
    Known,
    Nearby,
    candidates,
    features_of,
    known_on,
    newest_day,
    profiles_of,
)
from liaison.matching.fusion import (
    RANKERS,
    Calibration,
    Model,
    Ranker,
    save_model,
    space_file,
)
from liaison.matching.indexes import TABLES, Arrays, Progress, Stored, write_stored
from liaison.matching.meaning import part_of, place_projects, sharpen
from liaison.matching.retrieval import place_of, pose, score_by_meaning, score_projects
from liaison.matching.sentence_encoder import SentenceEncoder
from liaison.matching.telling import SMALLEST_CONSORTIUM, members_of, tellings_of
from liaison.matching.text import analyse
from liaison.trees import MOST_LEAVES, Trees

if TYPE_CHECKING:
    import lightgbm

# So many windows before the newest project, each so many days long.
WINDOWS = 6
WINDOW_DAYS = 91
# Fewer needs teach nothing that holds elsewhere.
FEWEST_NEEDS = 300
# The share of needs of which the asker, or the call, is withheld, so that either may be missing.
WITHHELD = 0.15
# Which way of telling a need teaches which ranking.
TAUGHT_BY = {
    "description": ("description", "title"),
    "line": ("title", "keywords", "beginning", "sentence"),
    "context": ("description", "title"),
}
ROUNDS = 330
SETTINGS = {
    "objective": "rank_xendcg",
    "learning_rate": 0.033,
    "num_leaves": MOST_LEAVES,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "deterministic": True,
    "verbose": -1,
}
# Organisations of equal standing in the calibration: a step of it has at least as many.
_STEP = 400


class TooLittleToLearnFrom(Exception):
    """The index holds too few consortia signed one after the other."""


class TrainingNotInstalled(Exception):
    """The library that learns is an optional extra and not here."""


@dataclass(frozen=True)
class Lesson:
    """
    A past need with its candidates.

    :ivar project: its row
    :ivar told: how the need is told, see TAUGHT_BY
    :ivar window: which window it is from, 0 the oldest
    :ivar features: shape (n_candidates, n_features); without those of the context where no ranking
        by them is taught
    :ivar joined: shape (n_candidates,); who really joined
    """

    project: int
    told: str
    window: int
    features: NDArray[np.float32]
    joined: NDArray[np.bool_]


@dataclass(frozen=True)
class Trained:
    """
    What was learnt from an index.

    :ivar space: of meaning, to place the projects in; None where a sentence encoder places them
    """

    model: Model
    space: Space | None


def train(stored: Stored, *, seed: int, progress: Progress) -> Trained:
    """
    Learn from the index, the newest windows teaching what scores are worth.

    Features of a past need are told by a space of meaning that was learnt without it.

    :param seed: of everything that is drawn by chance
    :raises TooLittleToLearnFrom: if there are fewer than FEWEST_NEEDS consortia in the windows
    :raises TrainingNotInstalled: if LightGBM is missing
    """
    _library()
    windows = _windows(stored.arrays)
    number = sum(len(rows) for _, rows in windows)
    if number < FEWEST_NEEDS:
        raise TooLittleToLearnFrom(
            f"Only {number} consortia were signed in the {WINDOWS} windows of"
            f" {WINDOW_DAYS} days; {FEWEST_NEEDS} are needed. The model that comes with Liaison"
            " stays in use."
        )
    space = None
    views: tuple[Arrays, ...] = (stored.arrays,)
    if stored.encoder is None:
        sharpened = sharpen(stored, seed=seed, progress=progress)
        space = sharpened.space
        views = tuple(in_space(each, stored.arrays) for each in sharpened.without)
    lessons = list(_lessons(windows, stored, views, seed=seed, progress=progress))
    rankers = {}
    for done, (name, features) in enumerate(RANKERS.items()):
        progress(done, len(RANKERS), "Learning")
        taught = [each for each in lessons if each.told in TAUGHT_BY[name]]
        rankers[name] = _ranker(taught, features, seed)
    progress(len(RANKERS), len(RANKERS), "Learning")
    learnt_from = {
        "index": stored.version,
        "needs": sum(each.told == "description" for each in lessons),
        "windows": WINDOWS,
        "window_days": WINDOW_DAYS,
        "until": (dt.date(1970, 1, 1) + dt.timedelta(days=newest_day(stored.arrays))).isoformat(),
        "seed": seed,
        "rounds": ROUNDS,
        "settings": SETTINGS,
    }
    return Trained(Model(_digest(Model("", rankers, learnt_from)), rankers, learnt_from), space)


def put_in_use(trained: Trained, stored: Stored, folder: Path) -> Path:
    """
    Rank by what was learnt from now on, and place the projects in the space learnt.

    :param folder: of the index that `stored` is a version of
    :returns: the file of the model
    """
    if trained.space:
        write_space(trained.space, space_file(folder, trained.model.version))
        write_stored(
            folder,
            arrays=in_space(trained.space, stored.arrays),
            tables={name: stored.table(name) for name in TABLES},
            provenance=stored.provenance,
        )
    return save_model(trained.model, folder)


def in_space(space: Space, arrays: Arrays) -> Arrays:
    """Return the arrays of an index with all projects placed in a space of its words."""
    places = place_projects(space, arrays)
    placed = replace(
        arrays,
        dense_terms=space.terms,
        dense_idf=space.idf,
        dense_directions=space.directions,
        dense_projects=places,
        **cell_arrays(places),
    )
    return replace(placed, profiles=profiles_of(placed.are_projects, placed))


def _digest(model: Model) -> str:
    return hashlib.blake2b(json.dumps(model.as_json()).encode(), digest_size=8).hexdigest()


def _library() -> "type[lightgbm.Dataset]":
    try:
        import lightgbm
    except (ImportError, OSError) as error:
        raise TrainingNotInstalled(
            "Training needs LightGBM and the system library libgomp1; install them with:"
            ' pip install "liaison[train]"'
        ) from error
    return lightgbm.Dataset


def _windows(arrays: Arrays) -> list[tuple[int, NDArray[np.int64]]]:
    """Return the first day of each window and the consortia signed in it, the oldest first."""
    newest = newest_day(arrays)
    are_consortia = np.diff(arrays.member_starts) >= SMALLEST_CONSORTIUM
    are_consortia &= arrays.are_projects
    windows = []
    for number in range(WINDOWS):
        first = newest - (WINDOWS - number) * WINDOW_DAYS
        signed = (arrays.project_days > first) & (arrays.project_days <= first + WINDOW_DAYS)
        windows.append((first, np.flatnonzero(signed & are_consortia)))
    return windows


def _lessons(
    windows: list[tuple[int, NDArray[np.int64]]],
    stored: Stored,
    views: tuple[Arrays, ...],
    *,
    seed: int,
    progress: Progress,
) -> Iterator[Lesson]:
    """
    Yield what each past need teaches.

    :param views: the arrays to look at for the needs of each part, see `part_of`
    """
    random = np.random.default_rng(seed)
    for window, (first, rows) in enumerate(windows):
        known = [known_on(first, arrays) for arrays in views]
        if not known[0].projects.any():
            continue
        what = f"Looking back at {window + 1} of {WINDOWS} windows"
        for done, row in enumerate(rows.tolist()):
            progress(done, len(rows), what)
            # Where a sentence encoder places the projects, there is one view of all parts.
            part = part_of(row) % len(views)
            yield from _lessons_of(row, window, known[part], views[part], stored, random)
        progress(len(rows), len(rows), what)


def _lessons_of(
    row: int,
    window: int,
    known: Known,
    arrays: Arrays,
    stored: Stored,
    random: np.random.Generator,
) -> Iterator[Lesson]:
    """Yield the need with its whole description, and in several ways as one line."""
    members, asker = members_of(row, arrays)
    joined = np.zeros(len(arrays.organisation_ids), np.bool_)
    joined[members] = True
    if asker >= 0:
        joined[asker] = False
    knows_asker, knows_call = random.random(2) >= WITHHELD
    for told, text in tellings_of(row, stored, random).items():
        if not text:
            continue
        asked = _asked(
            text,
            row,
            asker if knows_asker else -1,
            knows_call=bool(knows_call),
            known=known,
            arrays=arrays,
            encoder=stored.encoder,
        )
        allowed = np.arange(len(joined)) != asker
        nearby = Nearby.of(asked, known, arrays)
        found = candidates(asked, nearby, allowed, arrays)
        features = features_of(
            found, asked, nearby, known, arrays, with_context=told in TAUGHT_BY["context"]
        )
        joins = joined[found]
        if joins.any():
            yield Lesson(row, told, window, features, joins)


def _asked(
    text: str,
    row: int,
    asker: int,
    *,
    knows_call: bool,
    known: Known,
    arrays: Arrays,
    encoder: SentenceEncoder | None,
) -> Asked:
    analysis = analyse(text)
    place = place_of(text, analysis.word_terms, arrays, encoder)
    scheme, programme, family = (
        int(labels[row]) if knows_call else -1
        for labels in (arrays.schemes, arrays.programmes, arrays.families)
    )
    return Asked(
        lexical=score_projects(pose(analysis, arrays), arrays) * known.projects,
        dense=score_by_meaning(place, arrays) * known.projects,
        place=place,
        asker=asker,
        circle=np.array([asker] if asker >= 0 else [], np.int64),
        scheme=scheme,
        programme=programme,
        family=family,
        length=len(analysis.words),
    )


def _ranker(lessons: list[Lesson], features: tuple[str, ...], seed: int) -> Ranker:
    """Return trees learnt from all lessons, calibrated on the newest windows held back before."""
    newest = max(lesson.window for lesson in lessons)
    earlier = [lesson for lesson in lessons if lesson.window < newest - 1] or lessons
    later = [lesson for lesson in lessons if lesson.window >= newest - 1]
    tried = _learn(earlier, features, seed)
    calibration = calibrate(
        np.concatenate([tried.score(each.features[:, : len(features)]) for each in later]),
        np.concatenate([each.joined for each in later]),
    )
    return Ranker(_learn(lessons, features, seed), calibration)


def _learn(lessons: list[Lesson], features: tuple[str, ...], seed: int) -> Trees:
    import lightgbm

    data = lightgbm.Dataset(
        np.concatenate([each.features[:, : len(features)] for each in lessons]),
        np.concatenate([each.joined for each in lessons]).astype(np.int32),
        group=[len(each.joined) for each in lessons],
        feature_name=list(features),
    )
    booster = lightgbm.train({**SETTINGS, "seed": seed}, data, ROUNDS)
    return Trees.from_lightgbm(features, booster.dump_model())


def calibrate(scores: NDArray[np.float64], joined: NDArray[np.bool_]) -> Calibration:
    """
    Return what scores are worth: isotonic regression by pooling adjacent violators.

    After Zadrozny and Elkan (KDD 2002); equal numbers of organisations make a step at first, then
    neighbours that fall are pooled (Ayer et al., 1955).
    """
    order = np.argsort(scores, kind="stable")
    parts = np.array_split(order, max(len(order) // _STEP, 1))
    blocks: list[list[float]] = []
    for part in parts:
        blocks.append([float(scores[part].sum()), float(joined[part].sum()), float(len(part))])
        while len(blocks) > 1 and _rate(blocks[-2]) >= _rate(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    return Calibration(
        np.array([block[0] / block[2] for block in blocks]), np.array([_rate(b) for b in blocks])
    )


def _rate(block: list[float]) -> float:
    return block[1] / block[2]
