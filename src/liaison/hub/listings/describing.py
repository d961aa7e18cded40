"""
Describe a need once, and see at the same time what else answers it.

Parts register what they know to say to a need; the page that shows a need as it is written asks all
of them. So a part that comes later joins without a change here.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from liaison.hub.clusters.models import Cluster


@dataclass(frozen=True)
class Answer:
    """
    Something that answers a need: a partner, a call, and what later parts know of.

    :ivar reason: why, in few words; "" where the title says it
    :ivar view: which page shows it, with these arguments
    :ivar language: in which the title is; "" if it is a name
    :ivar until: until when it can be used, if it ends
    """

    title: str
    reason: str
    view: str
    arguments: tuple[Any, ...] = ()
    language: str = ""
    until: dt.date | None = None


class Answers(Protocol):
    """Gives what answers a text, the best first; nothing while it has nothing to say."""

    def __call__(
        self, text: str, *, cluster: Cluster, for_user: Any, day: dt.date
    ) -> list[Answer]: ...


_known: dict[str, Answers] = {}


def tell_answers(code: str, answers: Answers) -> None:
    """Have needs answered by what a part knows; `code` says of what kind that is."""
    _known[code] = answers


def what_answers(
    text: str, *, cluster: Cluster, for_user: Any, day: dt.date
) -> Mapping[str, list[Answer]]:
    """Return what answers a text, by the codes of those who know; nothing for an empty one."""
    if not text.strip():
        return {}
    given = {
        code: answers(text, cluster=cluster, for_user=for_user, day=day)
        for code, answers in _known.items()
    }
    return {code: answers for code, answers in given.items() if answers}
