"""
The kinds of jobs there are; each part registers its own in its module `jobs`.

    @job_kind("import.plan", words=_("Reading a file of organisations"), attempts=3)
    def plan(work: Work) -> dict[str, Any]:
        ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from liaison.hub.jobs.work import Cancelled, GivenBack, Refused, Work

__all__ = [
    "Cancelled",
    "GivenBack",
    "Kind",
    "Refused",
    "UnknownKind",
    "Work",
    "get_kind",
    "job_kind",
    "kinds",
]

Run = Callable[[Work], dict[str, Any] | None]


class UnknownKind(LookupError):
    """No part registered a kind of jobs under this code."""


@dataclass(frozen=True)
class Kind:
    """
    A kind of jobs.

    :ivar words: what it does, for people
    :ivar attempts: how often it is tried before it counts as failed
    """

    code: str
    words: str | Promise
    attempts: int
    run: Run


_kinds: dict[str, Kind] = {}


def job_kind(code: str, *, words: str | Promise = "", attempts: int = 3) -> Callable[[Run], Run]:
    """
    Register the function below as what does the jobs of a kind.

    It may be called again for the same job, after a failure or when the worker was killed in the
    middle, so it writes what it changes within `work.concluding()`, or can be repeated harmlessly.
    What it returns becomes the job's result.

    :param words: what it does, for people
    :raises ValueError: if the code is taken
    """

    def register(run: Run) -> Run:
        if code in _kinds and _kinds[code].run.__module__ != run.__module__:
            raise ValueError(f"There is a kind of jobs {code} already.")
        _kinds[code] = Kind(code=code, words=words or code, attempts=attempts, run=run)
        return run

    return register


def get_kind(code: str) -> Kind:
    """Return the kind with this code; raises UnknownKind."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def kinds() -> list[Kind]:
    """Return all kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
