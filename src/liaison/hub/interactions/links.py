"""What may come of a contact: other parts register their things here, by a code."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class OutcomeKind:
    """
    A kind of things that come of contacts.

    :ivar code: as it is stored with an outcome, such as "collaboration"
    :ivar words: what one is called
    :ivar titles: gives the titles of those among some public ids that a person may see
    :ivar open_in: gives what may be chosen in a cluster, as public ids with titles, newest first
    :ivar page: the name of the page that shows one
    """

    code: str
    words: str | Promise
    titles: Callable[[Iterable[uuid.UUID], Any], dict[uuid.UUID, str]]
    open_in: Callable[[Any, Any], list[tuple[uuid.UUID, str]]]
    page: str


_kinds: dict[str, OutcomeKind] = {}


def register_outcome(kind: OutcomeKind) -> None:
    """Have things of another part be outcomes of contacts; called once, when the part is ready."""
    _kinds[kind.code] = kind


def outcome_kinds() -> list[OutcomeKind]:
    return list(_kinds.values())


def outcome_kind(code: str) -> OutcomeKind | None:
    """Return a kind; none for one that no part of this installation has any more."""
    return _kinds.get(code)
