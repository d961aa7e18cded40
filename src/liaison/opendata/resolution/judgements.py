"""How good resolutions are, against what people found in the registry."""

import csv
import hashlib
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from liaison.opendata.resolution.affiliations import Resolution

NONE = "NP"


class UnusableJudgements(Exception):
    """A file of affiliations with their organisations cannot be used; one line says why."""


class Judged(NamedTuple):
    """An affiliation, and the identifiers of the organisations it means; none if it means none."""

    affiliation: str
    ids: frozenset[str]


class Figures(NamedTuple):
    """
    How good answers are, each 0 to 1.

    An answer is right if it is one of the identifiers people found and the registry lists. Where it
    lists none of them, the right answer is to refuse.

    :ivar precision: share of the answers given that are right
    :ivar recall: share of right answers among the affiliations that have one
    :ivar refusals: share refused among those that have none
    """

    f1: float
    precision: float
    recall: float
    refusals: float


def read_judged(file: Path) -> list[Judged]:
    """
    Return judged affiliations: CSV with `affiliation` and `ror_id`, or JSON as ROR publishes it.

    In CSV several identifiers have ";" between; "NP", or nothing, says that none is meant.

    :raises UnusableJudgements: if it cannot be read or lacks a column
    """
    try:
        if file.suffix == ".json":
            return _from_json(json.loads(file.read_text("utf-8-sig")))
        with file.open(encoding="utf-8-sig", newline="") as content:
            return [
                _judged(row["affiliation"], row["ror_id"].split(";"))
                for row in csv.DictReader(content, strict=True)
            ]
    except (OSError, ValueError, csv.Error) as error:
        raise UnusableJudgements(f"{file}: cannot be read ({error}).") from error
    except (KeyError, TypeError, AttributeError):
        raise UnusableJudgements(
            f"{file}: every row needs an affiliation and its ror_id ({NONE} for none)."
        ) from None


def is_for_learning(judged: Judged) -> bool:
    """Tell by its SHA-256 whether an affiliation is in the half of a file that is learnt from."""
    return hashlib.sha256(judged.affiliation.encode()).digest()[0] % 2 == 0


def measure(
    answers: Sequence[Resolution],
    judged: Sequence[Judged],
    listed: Collection[str],
    *,
    threshold: float = 0.0,
) -> Figures:
    """
    Compare answers, those below a threshold taken as refusals, with what people found.

    :param listed: the identifiers that the registry lists
    """
    given = right = refused = answerable = 0
    for answer, each in zip(answers, judged, strict=True):
        ids = [id_ for id_ in each.ids if id_ in listed]
        answerable += bool(ids)
        if answer.id and answer.score >= threshold:
            given += 1
            right += answer.id in ids
        elif not ids:
            refused += 1
    precision = right / given if given else 0.0
    recall = right / answerable if answerable else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    n_none = len(judged) - answerable
    return Figures(f1, precision, recall, refused / n_none if n_none else 1.0)


def _from_json(rows: Sequence[dict[str, object]]) -> list[Judged]:
    judged = []
    for row in rows:
        ids = row["ror_ids"] if "ror_ids" in row else [row["ror-id"]]
        judged.append(_judged(row["affiliation"], ids))
    return judged


def _judged(affiliation: object, ids: object) -> Judged:
    if not isinstance(affiliation, str) or not isinstance(ids, list):
        raise TypeError
    return Judged(affiliation, frozenset(str(each).strip() for each in ids if each) - {"", NONE})
