"""Likely entries and proposed facts, in words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.directory.choices import NameKind, Scheme
from liaison.hub.enrichment.choices import Answer, Aspect
from liaison.hub.enrichment.queries import Said, Told
from liaison.hub.identities.choices import REASONS
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.registers import address_of, source_name
from liaison.hub.web.entry_editing.presenting import in_words

_LISTED = {*NameKind.values, *Scheme.values}
NAMES_SHOWN = 4


@dataclass(frozen=True)
class ShownEntry:
    """
    An entry that an organisation may be.

    :ivar also: further names
    :ivar reasons: what speaks for and against it, in sentences
    :ivar registers: where its sources show it: how it is called there, and the address or ""
    :ivar url: of its page among open data
    """

    key: str
    name: str
    where: str
    also: str
    reasons: list[str]
    registers: list[tuple[str, str]]
    url: str


@dataclass(frozen=True)
class ShownSaid:
    """What somebody said of an entry before."""

    number: int
    answer: str
    name: str
    identifier: str
    at: Any


@dataclass(frozen=True)
class ShownFact:
    """
    A fact that a source says and the entry does not.

    :ivar here: what the entry says, a line for each row; empty for nothing
    :ivar adds: whether it would stand beside what is here, not in its place
    """

    id: str
    label: str
    here: list[str]
    there: list[str]
    source: str
    since: Any
    on: Any
    is_empty_here: bool
    adds: bool


@dataclass(frozen=True)
class ShownTold:
    """What open data has for an organisation, as pages show it."""

    organisation: Any
    entries: list[ShownEntry]
    said: list[ShownSaid]
    facts: list[ShownFact]
    dismissed: list[ShownFact]
    linked_name: str

    @property
    def missing(self) -> int:
        """On how many of the proposed facts the entry says nothing."""
        return sum(fact.is_empty_here for fact in self.facts)


def show(told: Told) -> ShownTold:
    """Return what to show of one organisation."""
    return ShownTold(
        told.organisation,
        entries=[_entry(likely, picture) for likely, picture in told.likely],
        said=[_said(each) for each in told.said],
        facts=[show_fact(each) for each in told.proposals],
        dismissed=[show_fact(each) for each in told.dismissed],
        linked_name=told.picture.name if told.picture else "",
    )


def show_fact(proposal: Any) -> ShownFact:
    """Return what to show of a proposed fact."""
    return ShownFact(
        proposal.id,
        str(Aspect(proposal.aspect).label),
        _words(proposal.aspect, proposal.here, is_whole=True),
        _words(proposal.aspect, proposal.value, is_whole=False),
        source_name(proposal.source),
        proposal.since,
        proposal.on,
        proposal.is_empty_here,
        adds=proposal.aspect in _LISTED,
    )


def _words(aspect: str, value: Any, *, is_whole: bool) -> list[str]:
    if aspect == Aspect.COORDINATES:
        return [f"{value[0]:.4f}, {value[1]:.4f}"] if value else []
    if aspect in _LISTED and not is_whole:
        value = [value]
    return in_words(aspect, value)


def _entry(likely: Any, picture: opendata.Picture) -> ShownEntry:
    names = dict.fromkeys(fact.value for fact in picture.names if fact.value != picture.name)
    return ShownEntry(
        key=likely.key,
        name=picture.name,
        where=", ".join(filter(None, [picture.city, country_name(picture.country)])),
        also=" · ".join(list(names)[:NAMES_SHOWN]),
        reasons=_reasons(likely),
        registers=[_register(member) for member in picture.members],
        url=reverse("directory:organisation", args=[opendata.id_of_key(picture.id)]),
    )


def _reasons(likely: Any) -> list[str]:
    if likely.scheme == Scheme.ROR:
        return [_("They have the same ROR identifier.")]
    if likely.scheme == Scheme.PIC:
        return [_("They have the same PIC.")]
    return [str(REASONS.get(code, code)) for code in likely.reasons]


def _register(member: opendata.Member) -> tuple[str, str]:
    scheme, _colon, value = member.key.partition(":")
    identifier = opendata.id_of_key(member.key)
    return f"{source_name(member.source)} {identifier}", address_of(scheme, value)


def _said(said: Said) -> ShownSaid:
    return ShownSaid(
        said.decision.number,
        str(Answer(said.decision.judgement.value).label),
        said.member.name if said.member else said.key,
        opendata.id_of_key(said.key),
        said.decision.at,
    )
