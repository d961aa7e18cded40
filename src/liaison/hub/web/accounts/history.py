"""The history of a cluster, told in sentences."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.accounts.choices import Role


@dataclass(frozen=True)
class Line:
    """One thing that was done, as the page tells it."""

    at: dt.datetime
    sentence: str


def tell(events: Iterable[Any], *, names: Mapping[str, str]) -> list[Line]:
    """
    Put events into words.

    :param names: the names of people by public id; those not in it have left
    """
    return [Line(at=event.at, sentence=_sentence(event, names)) for event in events]


def _sentence(event: Any, names: Mapping[str, str]) -> str:
    words = {
        "actor": _name(event.actor, names),
        "person": _name(event.subject, names),
        "role": _role(event.details.get("role", "")),
    }
    if event.verb == "role.granted":
        return _("%(actor)s gave %(person)s the role “%(role)s”.") % words
    if event.verb == "role.withdrawn":
        return _("%(actor)s took the role “%(role)s” from %(person)s.") % words
    if event.verb == "cluster.set_up":
        return _("The cluster was set up.")
    # A verb this page has no words for yet is shown rather than hidden.
    return f"{event.verb}: {event.subject}"


def _name(public_id: str, names: Mapping[str, str]) -> str:
    if not public_id:
        return _("The software")
    return names.get(public_id) or _("someone who has left")


def _role(code: str) -> str:
    return str(Role(code).label) if code in Role.values else code
