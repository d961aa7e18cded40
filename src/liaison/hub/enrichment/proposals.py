"""Facts that open data says of a linked organisation and that its entry here does not."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from liaison import opendata
from liaison.hub.directory.choices import KINDS_IN_OPEN_DATA, Kind, NameKind, Scheme
from liaison.hub.directory.editing import LISTS, PLACES, Entry
from liaison.hub.directory.identifiers import WrongIdentifier, normalised
from liaison.hub.directory.listing import Near
from liaison.hub.directory.models.organisations import EARLIEST_YEAR, LATEST_YEAR
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.enrichment.choices import Aspect
from liaison.opendata.resolution.entries import domain_of
from liaison.opendata.resolution.places import Position

# Whose word counts first where several say otherwise; who is not named says too little.
_TRUSTED = ("ror", "cordis", "h2020", "fp7", "openalex-institutions")
_NAMES = ("name", "label", "alias", "short_name", "acronym")
_LONGEST_NAME, _LONGEST_CITY, _LONGEST_ADDRESS = 300, 200, 500
_LONGEST_ACRONYM = 12
# Sources put an organisation into the middle of its town; kilometres from which that is elsewhere.
_ELSEWHERE = 25.0
# What open data does not tell apart from a kind of its own.
_COUNTED_AS = {
    Kind.SERVICE_PROVIDER: {Kind.COMPANY},
    Kind.INVESTOR: {Kind.COMPANY},
    Kind.HOSPITAL: set(KINDS_IN_OPEN_DATA),
    Kind.ASSOCIATION: set(KINDS_IN_OPEN_DATA),
}
_is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Proposal:
    """
    One fact that a source says and the entry here does not.

    :ivar value: as `directory.editing` writes it: a text or number, a row of names or numbers, or
        latitude and longitude
    :ivar here: what the entry says instead; empty for nothing
    :ivar source: code of the source
    :ivar since: the first day on which it said so, as far as we know; `on` the last
    """

    aspect: Aspect
    value: Any
    here: Any
    source: str
    since: dt.date
    on: dt.date

    @property
    def is_empty_here(self) -> bool:
        """Whether the entry says nothing on it."""
        return self.here in (None, "", [], Kind.OTHER)

    @property
    def written(self) -> str:
        """The value as it is remembered when somebody dismisses it; until when does not count."""
        said = self.value[:2] if isinstance(self.value, list) else self.value
        return json.dumps(said, ensure_ascii=False)

    @property
    def id(self) -> str:
        """By which forms name it."""
        return hashlib.sha256(f"{self.aspect} {self.written}".encode()).hexdigest()[:16]

    @property
    def codes(self) -> tuple[str, ...]:
        """The fields of the entry that it is about."""
        if self.aspect is Aspect.COORDINATES:
            return ("latitude", "longitude")
        return (self.aspect.value,)

    def put_into(self, entry: Entry) -> None:
        """Have the entry say so: in the place of what it says, or beside other names or numbers."""
        if self.aspect in LISTS:
            entry[self.aspect.value] = [*entry[self.aspect.value], self.value]
        elif self.aspect is Aspect.COORDINATES:
            entry["latitude"], entry["longitude"] = self.value
        else:
            entry[self.aspect.value] = self.value


def proposals_of(
    entry: Entry, picture: opendata.Picture, positions: Mapping[str, Position]
) -> list[Proposal]:
    """
    Return what open data says of an organisation and its entry does not, in the order of aspects.

    :param entry: what is written here; see `directory.editing`
    :param positions: where the sources put its entries, by key
    """
    compared = _Compared(entry, picture, positions)
    found = {each.id: each for each in reversed(list(compared.differences()))}
    order = {aspect: place for place, aspect in enumerate(Aspect)}
    return sorted(found.values(), key=lambda each: (order[each.aspect], each.written))


class _Compared:
    """An entry of the directory beside the picture of the same organisation."""

    def __init__(
        self, entry: Entry, picture: opendata.Picture, positions: Mapping[str, Position]
    ) -> None:
        self._entry, self._picture, self._positions = entry, picture, positions
        gone = {each.entry for each in picture.facts if each.value == "withdrawn"}
        living = [each for each in picture.facts if each.entry not in gone]
        trusted = [each for each in living if each.source in _TRUSTED]
        trusted.sort(key=lambda each: (_TRUSTED.index(each.source), each.value.isupper()))
        self._facts = trusted
        self._known = {plain_name(entry["name"])}
        self._known |= {plain_name(row[0]) for kind in NameKind for row in entry[kind]}

    def differences(self) -> Iterator[Proposal]:
        yield from self._names()
        yield from self._single("kind", Aspect.KIND, self._kind)
        yield from self._single("country", Aspect.COUNTRY, self._country)
        yield from self._single("city", Aspect.CITY, self._city)
        yield from self._single("website", Aspect.WEBSITE, self._website)
        yield from self._single("founded", Aspect.FOUNDED, self._founded)
        yield from self._coordinates()
        yield from self._numbers()

    def _said(self, *fields: str, current: bool = True) -> Iterator[opendata.Fact]:
        return (each for each in self._facts if each.field in fields and each.current is current)

    def _names(self) -> Iterator[Proposal]:
        # Acronyms first: a short name is none of the other names.
        for fact in self._said("acronym", "short_name"):
            if 2 <= len(fact.value.replace(".", "")) <= _LONGEST_ACRONYM:
                yield from self._name(fact, Aspect.ACRONYM)
        for fact in self._said("name", "label", "alias"):
            yield from self._name(fact, Aspect.ALIAS)
        for fact in self._said("name", current=False):
            yield from self._name(fact, Aspect.FORMER, until=fact.last_seen.isoformat())

    def _name(
        self, fact: opendata.Fact, aspect: Aspect, until: str | None = None
    ) -> Iterator[Proposal]:
        plain = plain_name(fact.value)
        if plain and plain not in self._known and len(fact.value) <= _LONGEST_NAME:
            self._known.add(plain)
            language = fact.language if len(fact.language) == 2 else ""
            yield self._proposal(aspect, [fact.value, language, until], fact)

    def _single(self, field: str, aspect: Aspect, differing: Any) -> Iterator[Proposal]:
        """Yield what the most trusted source says, unless another agrees with what is here."""
        said = [(each, differing(each.value)) for each in self._said(field)]
        differ = [(fact, value) for fact, value in said if value is not None]
        is_empty = self._entry[aspect.value] in (None, "", Kind.OTHER)
        if differ and (is_empty or len(differ) == len(said)):
            fact, value = differ[0]
            yield self._proposal(aspect, value, fact)

    def _kind(self, value: str) -> str | None:
        here = Kind(self._entry["kind"])
        alike = {here, Kind.OTHER} | _COUNTED_AS.get(here, set())
        return None if value in alike or value not in Kind.values else value

    def _country(self, value: str) -> str | None:
        is_other = value != self._entry["country"] and re.fullmatch("[A-Z]{2}", value)
        return value if is_other else None

    def _city(self, value: str) -> str | None:
        here = {self._entry["city"], *(row[2] for row in self._entry[PLACES])}
        known = {plain_name(each) for each in here if each}
        plain = plain_name(value)
        return None if not plain or plain in known or len(value) > _LONGEST_CITY else value

    def _website(self, value: str) -> str | None:
        address = value if "//" in value else f"https://{value}"
        here = self._entry["website"]
        try:
            _is_address(address)
        except ValidationError:
            return None
        same = address.rstrip("/") == here.rstrip("/")
        same = same or (bool(domain_of(here)) and domain_of(here) == domain_of(address))
        return None if same or len(address) > _LONGEST_ADDRESS else address

    def _founded(self, value: str) -> int | None:
        year = int(value) if value.isdecimal() and len(value) <= 4 else 0
        is_year = EARLIEST_YEAR <= year <= LATEST_YEAR
        return year if is_year and year != self._entry["founded_year"] else None

    def _coordinates(self) -> Iterator[Proposal]:
        latitude, longitude = self._entry["latitude"], self._entry["longitude"]
        here = None if latitude is None or longitude is None else [latitude, longitude]
        ordered = sorted(self._positions.values(), key=lambda each: _TRUSTED.index(each.source))
        first = next(iter(ordered), None)
        if first is None:
            return
        if (
            here
            and Near(*here, kilometres=_ELSEWHERE).distance_to(first.latitude, first.longitude)
            <= _ELSEWHERE
        ):
            return
        there = [round(first.latitude, 6), round(first.longitude, 6)]
        yield Proposal(Aspect.COORDINATES, there, here, first.source, first.on, first.on)

    def _numbers(self) -> Iterator[Proposal]:
        days = {each.entry: each for each in self._facts if each.current}
        for member in self._picture.members:
            scheme = member.key.partition(":")[0]
            if scheme in (Scheme.ROR, Scheme.PIC) and member.key in days:
                fact = days[member.key]
                yield from self._number(Scheme(scheme), opendata.id_of_key(member.key), fact)
        for field, scheme in (("vat_number", Scheme.VAT), ("lei", Scheme.LEI)):
            for fact in self._said(field):
                yield from self._number(scheme, fact.value, fact)

    def _number(self, scheme: Scheme, text: str, fact: opendata.Fact) -> Iterator[Proposal]:
        # A source may have a number that is none.
        with suppress(WrongIdentifier):
            number = normalised(scheme, text, country=self._picture.country)
            if number not in (row[1] for row in self._entry[scheme]):
                yield self._proposal(Aspect(scheme.value), ["", number, None], fact)

    def _proposal(self, aspect: Aspect, value: Any, fact: opendata.Fact) -> Proposal:
        here = self._entry[aspect.value]
        return Proposal(aspect, value, here, fact.source, fact.first_seen, fact.last_seen)


def without(proposals: Iterable[Proposal], dismissed: Iterable[tuple[str, str]]) -> list[Proposal]:
    """Return the proposals that nobody dismissed; `dismissed` are aspects and values as written."""
    gone = set(dismissed)
    return [each for each in proposals if (each.aspect.value, each.written) not in gone]
