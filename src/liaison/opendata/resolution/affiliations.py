"""Which organisation of a registry an affiliation means, or that it means none of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from liaison.opendata.resolution.features import FEATURES, features_of
from liaison.opendata.resolution.registry import Registry
from liaison.opendata.resolution.texts import read_text
from liaison.opendata.snapshots import Snapshot, current_snapshot
from liaison.trees import Trees

# Raised when models of before would be read wrongly.
FORMAT = 1


class NoRegistry(Exception):
    """There is no snapshot of the registry to look organisations up in."""


class ModelUnusable(Exception):
    """What was learnt cannot be read, or looks at other features."""


class Resolution(NamedTuple):
    """
    The organisation that an affiliation means.

    :ivar id: its identifier in the registry; "" if the affiliation means none of it
    :ivar score: probability that the likeliest organisation is the right one, 0 to 1
    """

    id: str
    score: float


@dataclass(frozen=True)
class Model:
    """
    What was learnt from affiliations whose organisation people had looked up.

    :ivar trees: their sum is the log odds that a candidate, on its own, is the right one
    :ivar threshold: the least probability of an answer, 0 to 1
    :ivar learnt_from: what it was learnt from, for people to read
    """

    trees: Trees
    threshold: float
    learnt_from: Mapping[str, Any]

    def save(self, file: Path) -> None:
        """Write the model as JSON."""
        written = {
            "format": FORMAT,
            "learnt_from": dict(self.learnt_from),
            "threshold": self.threshold,
            **self.trees.as_json(),
        }
        file.write_text(json.dumps(written, ensure_ascii=False) + "\n", "utf-8")

    @classmethod
    def read(cls, text: str) -> "Model":
        """Return the model that `save` wrote; raises ModelUnusable."""
        try:
            written = json.loads(text)
            if written["format"] != FORMAT or tuple(written["features"]) != FEATURES:
                raise ModelUnusable("This model was learnt for another version; learn it anew.")
            return cls(Trees.from_json(written), written["threshold"], written["learnt_from"])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ModelUnusable(f"This is no model of affiliations ({error!r}).") from error


class Resolver:
    """Resolves affiliations against one registry."""

    def __init__(self, registry: Registry, model: Model, *, threshold: float | None = None) -> None:
        """Take what was learnt; a threshold of one's own, 0 to 1, in the place of the learnt."""
        self._registry = registry
        self._model = model
        self._threshold = model.threshold if threshold is None else threshold

    def resolve(self, affiliations: Sequence[str]) -> list[Resolution]:
        """Return the organisation of each affiliation, in their order; many at once are faster."""
        rows: list[int] = []
        features: list[list[float]] = []
        starts = [0]
        for affiliation in affiliations:
            text = read_text(affiliation, knows=self._registry.knows)
            candidates, figures = features_of(self._registry, text)
            rows += [each.row for each in candidates]
            features += figures
            starts.append(len(rows))
        if not rows:
            return [Resolution("", 0.0)] * len(affiliations)
        log_odds = self._model.trees.score(np.array(features, np.float64))
        return [
            self._best(rows[start:end], shared_out(log_odds[start:end]).tolist())
            for start, end in pairwise(starts)
        ]

    def _best(self, rows: Sequence[int], scores: Sequence[float]) -> Resolution:
        if not rows:
            return Resolution("", 0.0)
        score, row = max(zip(scores, rows, strict=True), key=lambda each: (each[0], -each[1]))
        # One that the registry only mentions is known well enough to say that none of it is meant.
        is_listed = row < self._registry.n_listed
        if score < self._threshold or not is_listed:
            return Resolution("", score if is_listed else 0.0)
        return Resolution(self._registry.ids[row], score)


def shared_out(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Return the probability of each candidate of one affiliation, of which at most one is meant.

    Two that are equally likely on their own are each half as likely together.

    :param log_odds: shape (n_candidates,); of each on its own
    """
    odds = np.exp(log_odds)
    shares: NDArray[np.float64] = odds / (1.0 + odds.sum())
    return shares


def open_snapshot(data: Path) -> Snapshot:
    """Return the snapshot of the registry in use; raises NoRegistry."""
    snapshot = current_snapshot(data, "ror")
    if snapshot is None:
        raise NoRegistry(f"{data} holds no registry of organisations yet; run: liaison harvest ror")
    return snapshot


def open_registry(data: Path) -> Registry:
    """Return the registry in use; raises NoRegistry."""
    return registry_of(open_snapshot(data))


def registry_of(snapshot: Snapshot) -> Registry:
    """Return the registry of a snapshot; raises NoRegistry if its tables cannot be read."""
    names = ("organisations", "names", "relationships", "places", "identifiers")
    try:
        tables = [snapshot.table(name) for name in names]
    except (OSError, ValueError) as error:
        raise NoRegistry(
            f"{snapshot.folder}: cannot be read ({error}); run: liaison harvest ror"
        ) from error
    return Registry(*tables, with_mentioned=True)


def shipped_model() -> Model:
    """Return the model that comes with Liaison; raises ModelUnusable."""
    return Model.read(resources.files(__package__).joinpath("model.json").read_text("utf-8"))
