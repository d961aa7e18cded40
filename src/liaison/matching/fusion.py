"""
One ranking from many signs: a function learnt from who worked together before.

A model holds three sums of trees: for needs that are described, for needs of a line or two, and for
those where it is also known who asks or for which call. Each comes with what its scores have been
worth: the share of organisations with such a score that really joined.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import Space, read_space
from liaison.matching.features import ALL_FEATURES, OF_THE_NEED
from liaison.matching.records import IndexUnreadable
from liaison.trees import Trees

MODEL_FORMAT = 3
# The sums of trees by name, and what each looks at.
RANKERS = {"description": OF_THE_NEED, "line": OF_THE_NEED, "context": ALL_FEATURES}
# In the index's folder: which trained model is in use.
POINTER = "model"
_COMES_ALONG = resources.files(__package__)


@dataclass(frozen=True)
class Calibration:
    """
    What a score has been worth: non-decreasing from step to step.

    :ivar scores: shape (n_steps,); ascending
    :ivar probabilities: shape (n_steps,); from 0 to 1
    """

    scores: NDArray[np.float64]
    probabilities: NDArray[np.float64]

    def probability(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how likely organisations with such scores are to join, straight between steps."""
        return np.interp(scores, self.scores, self.probabilities)


@dataclass(frozen=True)
class Ranker:
    """A learned ranking function with its calibration."""

    trees: Trees
    calibration: Calibration


@dataclass(frozen=True)
class Model:
    """
    What was learnt from one index.

    :ivar version: names just this content
    :ivar rankers: by the names in RANKERS
    :ivar learnt_from: which evidence, windows, seed and settings it was learnt from
    """

    version: str
    rankers: Mapping[str, Ranker]
    learnt_from: Mapping[str, Any]

    def ranker(self, *, is_line: bool, with_context: bool) -> Ranker:
        """Return the one for a need that is told like this."""
        if with_context:
            return self.rankers["context"]
        return self.rankers["line" if is_line else "description"]

    def as_json(self) -> dict[str, Any]:
        """Return the model as plain lists."""
        return {
            "format": MODEL_FORMAT,
            "version": self.version,
            "learnt_from": dict(self.learnt_from),
            "rankers": {
                name: {
                    **ranker.trees.as_json(),
                    "scores": ranker.calibration.scores.tolist(),
                    "probabilities": ranker.calibration.probabilities.tolist(),
                }
                for name, ranker in self.rankers.items()
            },
        }


def read_model(text: str) -> Model:
    """Return the model that `Model.as_json` described; raises IndexUnreadable."""
    try:
        written = json.loads(text)
        if written["format"] != MODEL_FORMAT:
            raise IndexUnreadable(
                f"The model has format {written['format']}, this version reads {MODEL_FORMAT};"
                " run: liaison train"
            )
        rankers = {name: _ranker(written["rankers"][name]) for name in RANKERS}
        model = Model(written["version"], rankers, written["learnt_from"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise IndexUnreadable(f"The model is damaged ({error}); run: liaison train") from error
    if any(rankers[name].trees.features != features for name, features in RANKERS.items()):
        raise IndexUnreadable(
            "The model was learnt by another version of this software; run: liaison train"
        )
    return model


def _ranker(written: Mapping[str, Any]) -> Ranker:
    return Ranker(
        Trees.from_json(written),
        Calibration(np.array(written["scores"]), np.array(written["probabilities"])),
    )


def load_model(folder: Path) -> Model:
    """
    Return the model trained on the index in this folder, or the one that comes with the software.

    :raises IndexUnreadable: if the trained one is damaged or of another version
    """
    pointer = folder / POINTER
    if not pointer.exists():
        return read_model(_COMES_ALONG.joinpath("model.json").read_text("utf-8"))
    file = folder / f"model-{pointer.read_text(encoding='utf-8').strip()}.json"
    try:
        return read_model(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnreadable(f"{file} cannot be read ({error}); run: liaison train") from error


def space_file(folder: Path, version: str) -> Path:
    """Return where the space of meaning that was learnt with a model is kept."""
    return folder / f"meaning-{version}.npz"


def load_space(folder: Path) -> Space:
    """
    Return the space of meaning to place new projects in: learnt with the model in use.

    :raises IndexUnreadable: if it is damaged
    """
    pointer = folder / POINTER
    trained = pointer.exists() and space_file(folder, pointer.read_text(encoding="utf-8").strip())
    file = trained if trained and trained.exists() else _COMES_ALONG / "meaning.npz"
    try:
        return read_space(file)
    except (OSError, ValueError) as error:
        raise IndexUnreadable(f"{file} cannot be read ({error}); run: liaison train") from error


def save_model(model: Model, folder: Path) -> Path:
    """Write a model beside the index and put it in use; earlier ones stay. Returns its file."""
    file = folder / f"model-{model.version}.json"
    _replace(file, json.dumps(model.as_json(), separators=(",", ":")))
    _replace(folder / POINTER, model.version)
    return file


def _replace(file: Path, text: str) -> None:
    """Write a file so that readers see the old or the new, never a part."""
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
