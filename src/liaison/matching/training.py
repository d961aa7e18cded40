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
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from liaison.matching.features import (
    Asked,
    Known,
    Nearby,
    candidates,
    features_of,
    known_on,
)
from liaison.matching.fusion import RANKERS, Calibration, Model, Ranker
from liaison.matching.indexes import ROLES, Arrays, Progress, Stored
from liaison.matching.records import Project
from liaison.matching.retrieval import place_of, pose, score_by_meaning, score_projects
from liaison.matching.sentence_encoder import SentenceEncoder
from liaison.matching.text import analyse
from liaison.trees import MOST_LEAVES, Trees

if TYPE_CHECKING:
    import lightgbm

# So many windows before the newest project, each so many days long.
WINDOWS = 6
WINDOW_DAYS = 91
# A consortium has at least as many; smaller projects are nobody's search for partners.
SMALLEST_CONSORTIUM = 3
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
ROUNDS = 220
SETTINGS = {
    "objective": "rank_xendcg",
    "learning_rate": 0.05,
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
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# In letters: what is shorter tells no need.
_SHORTEST_TOLD = 30
# Shorter names are more often words.
_SHORTEST_NAME = 3
_COORDINATOR = ROLES.index("coordinator")


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


def train(stored: Stored, *, seed: int, progress: Progress) -> Model:
    """
    Return a model learnt from the index, the newest windows teaching what scores are worth.

    :param seed: of everything that is drawn by chance
    :raises TooLittleToLearnFrom: if there are fewer than FEWEST_NEEDS consortia in the windows
    :raises TrainingNotInstalled: if LightGBM is missing
    """
    _library()
    lessons = list(_lessons(stored, seed=seed, progress=progress))
    number = len({each.project for each in lessons})
    if number < FEWEST_NEEDS:
        raise TooLittleToLearnFrom(
            f"Only {number} consortia were signed in the {WINDOWS} windows of"
            f" {WINDOW_DAYS} days; {FEWEST_NEEDS} are needed. The model that comes with Liaison"
            " stays in use."
        )
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
        "until": (
            dt.date(1970, 1, 1) + dt.timedelta(days=int(stored.arrays.project_days.max()))
        ).isoformat(),
        "seed": seed,
        "rounds": ROUNDS,
        "settings": SETTINGS,
    }
    return Model(_digest(Model("", rankers, learnt_from)), rankers, learnt_from)


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


def _lessons(stored: Stored, *, seed: int, progress: Progress) -> Iterator[Lesson]:
    arrays = stored.arrays
    random = np.random.default_rng(seed)
    newest = int(arrays.project_days.max(initial=0))
    sizes = np.diff(arrays.member_starts)
    for window in range(WINDOWS):
        first = newest - (WINDOWS - window) * WINDOW_DAYS
        last = first + WINDOW_DAYS
        known = known_on(first, arrays)
        if not known.projects.any():
            continue
        rows = np.flatnonzero(
            (arrays.project_days > first)
            & (arrays.project_days <= last)
            & (sizes >= SMALLEST_CONSORTIUM)
        )
        what = f"Looking back at {window + 1} of {WINDOWS} windows"
        for done, row in enumerate(rows.tolist()):
            progress(done, len(rows), what)
            yield from _lessons_of(row, window, known, stored, random)
        progress(len(rows), len(rows), what)


def _lessons_of(
    row: int, window: int, known: Known, stored: Stored, random: np.random.Generator
) -> Iterator[Lesson]:
    """Yield the need with its whole description, and in several ways as one line."""
    arrays = stored.arrays
    project = stored.projects(np.array([row]))[0]
    members, asker = _members(row, arrays)
    joined = np.zeros(len(arrays.organisation_ids), np.bool_)
    joined[members] = True
    if asker >= 0:
        joined[asker] = False
    knows_asker, knows_call = random.random(2) >= WITHHELD
    partners = stored.organisations(members)
    names = [project.acronym, *(name for each in partners for name in (each.name, each.short_name))]
    for told, text in _tellings(project, random).items():
        if not text:
            continue
        asked = _asked(
            _without(names, text),
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


def _tellings(project: Project, random: np.random.Generator) -> dict[str, str]:
    """Return the ways in which a project may be told as a need; "" for one that it has not."""
    sentences = [each for each in _SENTENCE_END.split(project.text) if len(each) > _SHORTEST_TOLD]
    return {
        "description": f"{project.title}. {project.text}",
        "title": project.title,
        "keywords": project.keywords,
        "beginning": sentences[0] if sentences else "",
        "sentence": sentences[random.integers(len(sentences))] if sentences else "",
    }


def _members(row: int, arrays: Arrays) -> tuple[NDArray[np.int32], int]:
    """Return who takes part, and the one that coordinates; -1 for none."""
    positions = slice(arrays.member_starts[row], arrays.member_starts[row + 1])
    members = arrays.members[positions]
    leading = np.flatnonzero(arrays.member_roles[positions] == _COORDINATOR)
    return members, int(members[leading[0]]) if len(leading) else -1


def _without(names: Sequence[str], text: str) -> str:
    """Return the text without the names of the project and of its partners: a need has none yet."""
    told = sorted({name for name in names if len(name) >= _SHORTEST_NAME}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, told))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "", text, flags=re.IGNORECASE) if told else text


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
