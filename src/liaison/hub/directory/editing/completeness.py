"""How complete the entry of an organisation is, and what would help most."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.hub.directory.choices import DAYS_FRESH, Kind, Scheme
from liaison.hub.directory.editing.entries import Entry
from liaison.hub.directory.editing.terms import lacking, over_or_ending
from liaison.hub.directory.texts import DESCRIPTION, HEADLINE, LANGUAGES, TEXTS
from liaison.hub.taxonomies.queries import Demand

NUMBERS, VERIFIED, TRANSLATIONS = "numbers", "verified", "translations"
OVER = "over"
REQUIRED = "required:"
_WEIGHT_OF_DEMAND = 3
# How much each tells those who look for partners; the most telling is asked for first.
WEIGHTS = {
    "kind": 2,
    "country": 3,
    "city": 3,
    "website": 3,
    NUMBERS: 3,
    HEADLINE: 3,
    DESCRIPTION: 3,
    VERIFIED: 2,
    TRANSLATIONS: 2,
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
    :ivar missing: codes of fields, "numbers" for any number, "headline" or "description" in any
        language, "translations" or "verified", the most telling first; before these "required:"
        with the slug of each taxonomy of which a cluster asks for a term; before all else "over"
        for a certificate that has ended, which lowers no percentage
    :ivar untranslated: codes of the texts that are there in other languages only
    :ivar asked_for: what clusters ask for and is not there
    """

    percent: int
    missing: tuple[str, ...]
    untranslated: tuple[str, ...] = ()
    asked_for: tuple[Demand, ...] = ()

    @property
    def next_step(self) -> str:
        """What would help most; "" where nothing is missing."""
        return next(iter(self.missing), "")


def completeness_of(
    entry: Entry,
    *,
    verified_on: dt.date | None,
    today: dt.date,
    languages: Sequence[str] = LANGUAGES,
    demands: Sequence[Demand] = (),
) -> Completeness:
    """
    Return how complete an entry is on a day.

    :param demands: of its clusters; each that asks for a term counts as a field
    :param languages: codes of those in which its texts are wanted
    """
    untranslated = _untranslated(entry, languages)
    there = {
        NUMBERS: any(until is None for scheme in Scheme for *_number, until in entry[scheme]),
        VERIFIED: verified_on is not None and (today - verified_on).days <= DAYS_FRESH,
        "kind": entry["kind"] != Kind.OTHER,
        HEADLINE: bool(_languages_of(HEADLINE, entry)),
        DESCRIPTION: bool(_languages_of(DESCRIPTION, entry)),
        TRANSLATIONS: not untranslated and any(entry[code] for code in TEXTS),
    }
    missing = [code for code in WEIGHTS if not there.get(code, entry.get(code) not in (None, ""))]
    missing.sort(key=lambda code: -WEIGHTS[code])
    asked_for = lacking(entry, demands)
    missing = [*(f"{REQUIRED}{each.taxonomy.slug}" for each in asked_for), *missing]
    total = sum(WEIGHTS.values()) + _WEIGHT_OF_DEMAND * sum(each.is_required for each in demands)
    lost = sum(WEIGHTS.get(code, _WEIGHT_OF_DEMAND) for code in missing)
    over = [OVER] if _has_ended(entry, today) else []
    percent = round(100 * (total - lost) / total)
    return Completeness(percent, (*over, *missing), tuple(untranslated), tuple(asked_for))


def _has_ended(entry: Entry, today: dt.date) -> bool:
    certificates = entry.get("terms:certificates", ())
    return any(is_over for _row, is_over in over_or_ending(certificates, today=today))


def _languages_of(kind: str, entry: Entry) -> list[str]:
    return [language for language in LANGUAGES if entry[f"{kind}_{language}"]]


def _untranslated(entry: Entry, languages: Sequence[str]) -> list[str]:
    """Return the texts that are not there in these languages, but in others."""
    return [
        f"{kind}_{language}"
        for kind in (HEADLINE, DESCRIPTION)
        if (there := _languages_of(kind, entry))
        for language in LANGUAGES
        if language in languages and language not in there
    ]
