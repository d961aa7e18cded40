"""What goes into the engine and what comes out: small frozen records, and the errors it names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class NoIndex(Exception):
    """There is no index where one was looked for."""


class IndexUnreadable(Exception):
    """The index is of another format version, or damaged."""


class UnusableTable(Exception):
    """A table to index lacks a column or holds what cannot be used."""


class UnusableFile(Exception):
    """A file of needs, judgements or rankings cannot be read; names file, line and reason."""


class UnknownOrganisation(KeyError):
    """No organisation of the index has this id."""


class UnknownProject(KeyError):
    """No project of the index has this id."""


@dataclass(frozen=True)
class Need:
    """
    What somebody is looking for.

    :ivar text: in their own words, of any length
    :ivar keywords: as a publisher gives them; not matched, since they are often written afterwards
    :ivar asker: id of the organisation that asks; it is left out of its own answer, and whom it
        knows stands higher
    :ivar chosen: ids of partners already chosen; treated like the asker
    :ivar requirements: what the need asks for, piece by piece; taken from the text if empty
    :ivar call_topic: the funding call it is meant for, as the publisher codes it; likewise
        `programme` and `scheme`
    """

    text: str
    title: str = ""
    keywords: str = ""
    asker: str | None = None
    chosen: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    call_topic: str | None = None
    programme: str | None = None
    scheme: str | None = None

    @property
    def words(self) -> str:
        """All that was said, in one text."""
        return " ".join(filter(None, [self.title, self.text]))

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> "Need":
        """Return the need of one line of a needs file; only `text` must be there."""
        return cls(
            text=line["text"],
            title=line.get("title") or "",
            keywords=line.get("keywords") or "",
            asker=line.get("asker"),
            call_topic=line.get("call_topic"),
            programme=line.get("programme"),
            scheme=line.get("funding_scheme"),
        )


@dataclass(frozen=True)
class Filters:
    """
    Which organisations may answer; empty means any.

    :ivar countries: ISO 3166-1 alpha-2 codes
    :ivar kinds: of company, university, research, public, other
    :ivar sme: True for small and medium-sized enterprises only, False for all others
    :ivar terms: words or two-word phrases; only evidence that holds one of them counts
    :ivar excluded: ids of organisations that may not answer
    """

    countries: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sme: bool | None = None
    terms: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Organisation:
    """An organisation, as open data knows it; `lat` and `lon` in degrees (WGS 84)."""

    id: str
    name: str
    short_name: str
    kind: str
    sme: bool | None
    country: str
    city: str
    lat: float | None
    lon: float | None
    website: str
    vat_number: str
    project_count: int


@dataclass(frozen=True)
class Project:
    """
    A dated piece of evidence; `contribution` is public money in EUR.

    :ivar kind: project, study or work
    :ivar source: the code of the source that tells of it; "" if unknown
    """

    id: str
    acronym: str
    title: str
    text: str
    keywords: str
    signed: dt.date | None
    starts: dt.date | None
    ends: dt.date | None
    topic: str
    programme: str
    scheme: str
    contribution: float | None
    doi: str
    url: str
    invented: bool
    language: str
    kind: str = "project"
    source: str = ""


@dataclass(frozen=True)
class Involvement:
    """An organisation in a project; `contribution` is its own share of the money in EUR."""

    project: Project
    organisation: Organisation
    role: str
    contribution: float | None


@dataclass(frozen=True)
class Partner:
    """An organisation and in how many projects it worked with the one asked about."""

    organisation: Organisation
    projects: int


@dataclass(frozen=True)
class Joint:
    """
    Two organisations that did projects together.

    :ivar one: id of an organisation, likewise `other`
    :ivar projects: in how many both take part
    :ivar since: the year in which the first was signed; none where that is not known
    """

    one: str
    other: str
    projects: int
    since: int | None


@dataclass(frozen=True)
class Network:
    """
    Who of some organisations did projects with whom.

    :ivar organisations: ids, the most connected first
    :ivar joints: between these, those with most projects first
    :ivar connected: how many did a project with another of them, shown here or not
    """

    organisations: tuple[str, ...] = ()
    joints: tuple[Joint, ...] = ()
    connected: int = 0


@dataclass(frozen=True)
class Reason:
    """
    Why an organisation matches: one project it took part in.

    :ivar share: of the evidence found for this organisation, from 0 to 1
    :ivar words: of the need, as written, that the project answers, the strongest first
    """

    project: Project
    role: str
    contribution: float | None
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """Who is suggested, without the evidence; for `score` and `probability` see `Match`."""

    organisation_id: str
    score: float
    probability: float | None


@dataclass(frozen=True)
class Coverage:
    """
    How far an organisation's evidence answers one requirement.

    :ivar strength: share of what the requirement says, rare words counting more, from 0 to 1
    :ivar project: the piece of evidence that answers it best; none if nothing does
    :ivar words: of the requirement, as written, that this project answers
    """

    strength: float
    project: Project | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """
    An organisation that has proven it can meet the need, and how.

    :ivar score: above 0, comparable within one answer only
    :ivar evidence_count: how many of its projects speak of the need
    :ivar probability: how many of a hundred such suggestions joined in the past, from 0 to 1; none
        where too little is known to say
    :ivar together: in how many projects it worked with the asker or a chosen partner
    :ivar is_newcomer: placed for its evidence alone, since it has hardly a record yet
    :ivar coverage: for each of the answer's requirements
    """

    organisation: Organisation
    score: float
    reasons: tuple[Reason, ...]
    evidence_count: int
    probability: float | None = None
    together: int = 0
    is_newcomer: bool = False
    coverage: tuple[Coverage, ...] = ()


class Fit(StrEnum):
    """How well the best of an answer fit its need."""

    GOOD = "good"
    PARTLY = "partly"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Facets:
    """How many organisations each choice of a filter would leave, the other filters given."""

    countries: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    sme: int = 0


@dataclass(frozen=True)
class Answer:
    """
    The organisations that answer a need, best first.

    :ivar found: how many answer it at all, of which `matches` are the best
    :ivar fit: whether anybody answers it well; the matches are the nearest misses if not
    :ivar requirements: what the need asks for, piece by piece
    :ivar known_words: words of the need, as written, that some evidence holds
    :ivar unknown_words: words of the need that no evidence holds
    """

    matches: tuple[Match, ...]
    found: int
    fit: Fit
    requirements: tuple[str, ...]
    facets: Facets
    known_words: tuple[str, ...]
    unknown_words: tuple[str, ...]
