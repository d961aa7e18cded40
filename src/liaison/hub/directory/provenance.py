"""From where each field of an organisation is, and who saw when that it is so."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from liaison.hub.directory.models import Organisation


@dataclass(frozen=True)
class Verified:
    """
    What is known of one field's origin.

    :ivar source: a publisher, a file, a member's own word; never a person's name
    :ivar on: the day on which somebody saw last that it is so
    :ivar by: the public id of who did; "" when the software did it by itself
    """

    source: str
    on: dt.date
    by: str = ""


class Provenance:
    """
    The origins of an organisation's fields, by the field's code.

    A code is the name of a field, a scheme of identifiers or a kind of further names; what is
    noted here is stored with the organisation.
    """

    def __init__(self, organisation: Organisation) -> None:
        self._kept: dict[str, dict[str, str]] = organisation.provenance

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def of(self, field: str) -> Verified | None:
        """Return the origin of a field; None if nobody noted it."""
        kept = self._kept.get(field)
        return read_origin(kept) if kept else None

    def note(self, fields: Iterable[str], origin: Verified) -> None:
        """Note one origin for several fields, in the place of what was noted before."""
        for field in fields:
            self._kept[field] = write_origin(origin)

    def forget(self, fields: Iterable[str]) -> None:
        """Take back what was noted for these fields."""
        for field in fields:
            self._kept.pop(field, None)


def write_origin(origin: Verified) -> dict[str, str]:
    """Return an origin as it is stored."""
    return {"source": origin.source, "on": origin.on.isoformat(), "by": origin.by}


def read_origin(kept: dict[str, Any]) -> Verified:
    """Return an origin from what is stored of it."""
    return Verified(kept["source"], dt.date.fromisoformat(kept["on"]), kept["by"])
