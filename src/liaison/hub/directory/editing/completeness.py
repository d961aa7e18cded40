"""How complete the entry of an organisation is, and what would help most."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liaison.hub.directory.choices import Kind, Scheme
from liaison.hub.directory.editing.entries import Entry
from liaison.hub.directory.editing.terms import over_or_ending

NUMBERS, VERIFIED, OVER = "numbers", "verified", "over"
# After so many days an entry should be looked at again.
DAYS_FRESH = 365
# How much each tells those who look for partners; the most telling is asked for first.
WEIGHTS = {
    "kind": 2,
    "country": 3,
    "city": 3,
    "website": 3,
    NUMBERS: 3,
    VERIFIED: 2,
    "size_class": 2,
    "nace": 1,
    "founded_year": 1,
    "address": 1,
}


@dataclass(frozen=True)
class Completeness:
    """
    How complete an entry is.

    :ivar percent: from 0 to 100
    :ivar missing: codes of fields, "numbers" for any number, "verified", the most telling first;
        before all else "over" for a certificate that has ended, which lowers no percentage
    """

    percent: int
    missing: tuple[str, ...]

    @property
    def next_step(self) -> str:
        """What would help most; "" where nothing is missing."""
        return next(iter(self.missing), "")


def completeness_of(entry: Entry, *, verified_on: dt.date | None, today: dt.date) -> Completeness:
    """Return how complete an entry is on a day."""
    missing = [code for code in WEIGHTS if not _is_there(code, entry, verified_on, today)]
    missing.sort(key=lambda code: -WEIGHTS[code])
    total, lacking = sum(WEIGHTS.values()), sum(WEIGHTS[code] for code in missing)
    over = [OVER] if _has_ended(entry, today) else []
    return Completeness(round(100 * (total - lacking) / total), (*over, *missing))


def _has_ended(entry: Entry, today: dt.date) -> bool:
    certificates = entry.get("terms:certificates", ())
    return any(is_over for _row, is_over in over_or_ending(certificates, today=today))


def _is_there(
    code: str, entry: Mapping[str, Any], verified_on: dt.date | None, today: dt.date
) -> bool:
    if code == NUMBERS:
        return any(until is None for scheme in Scheme for *_number, until in entry[scheme])
    if code == VERIFIED:
        return verified_on is not None and (today - verified_on).days <= DAYS_FRESH
    if code == "kind":
        return bool(entry[code] != Kind.OTHER)
    return entry[code] not in (None, "")
