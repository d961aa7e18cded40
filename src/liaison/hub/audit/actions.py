"""Writing the history."""

import datetime as dt
import re
from typing import Any

from liaison.hub.audit.models import Event

ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


class PersonalDataInHistory(ValueError):
    """An e-mail address was about to be written where nothing can be erased any more."""


def record_event(
    *,
    verb: str,
    subject: str,
    actor: str,
    at: dt.datetime,
    cluster: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """
    Write down that `actor` did `verb` to `subject`; call it in the transaction that does it.

    :param verb: what was done, as "thing.past_tense"
    :param subject: what it was done to; a person stands here under their public id
    :param actor: the public id of who did it; empty when the software did it by itself
    :param cluster: the slug of the cluster it belongs to; empty for none
    :param details: short codes and numbers that help to understand it; nothing about a person
    :raises PersonalDataInHistory: if a text holds an e-mail address
    """
    details = details or {}
    if any(ADDRESS.search(text) for text in (subject, actor, *map(str, details.values()))):
        raise PersonalDataInHistory(verb)
    return Event.objects.create(
        verb=verb, subject=subject, actor=actor, at=at, cluster=cluster, details=details
    )


def record_done(
    verb: str, subject: Any, /, *, by: Any, now: dt.datetime, cluster: str = "", **details: Any
) -> None:
    """
    Write down what a person did, or the software by itself, as `record_event` does.

    :param subject: what it was done to, as its public id or whatever else stands for it as text
    :param by: None when the software did it by itself
    :param details: kept as text; numbers and lists are kept as such by `record_event`
    """
    record_event(
        verb=verb,
        subject=str(subject),
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=cluster,
        details={name: str(value) for name, value in details.items()},
    )
