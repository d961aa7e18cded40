"""What leads to an organisation: the words of its names, its towns, its numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from liaison.hub.directory.choices import NameKind
from liaison.hub.directory.lookup.spelling import (
    bare_number,
    initials,
    joined,
    telling_tokens,
    telling_words,
)
from liaison.hub.directory.models.lookup_words import LONGEST_LOOKUP_WORD
from liaison.opendata.resolution.words import tokens

# How much a word tells of the organisation, from 1 to 10.
_LEGAL_NAME, _NUMBER, _WRITTEN_AS_ONE, _INITIALS, _DOMAIN, _TOWN = 10, 10, 6, 4, 5, 3
_FURTHER_NAMES = {
    NameKind.TRADING: 9,
    NameKind.ACRONYM: 10,
    NameKind.ALIAS: 8,
    NameKind.FORMER: 7,
}
# Whoever writes "nanoyellowscan" for a name of more words than this is not looking for it.
_MOST_WORDS_WRITTEN_AS_ONE = 3
_SHORT = 3


@dataclass
class Entry:
    """
    What is written down of one organisation and may be looked for.

    :ivar further_names: kind and name
    :ivar towns: as written
    :ivar numbers: of registers, as written
    """

    name: str
    website: str = ""
    further_names: list[tuple[str, str]] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def words_of_entry(entry: Entry) -> dict[str, int]:
    """Return the words that lead to an organisation, each with how much it tells of it."""
    weights: dict[str, int] = {}
    for word, weight in _words(entry):
        if word and len(word) <= LONGEST_LOOKUP_WORD:
            weights[word] = max(weight, weights.get(word, 0))
    return weights


def _words(entry: Entry) -> Iterator[tuple[str, int]]:
    names = [(entry.name, _LEGAL_NAME)]
    names += [(name, _FURTHER_NAMES[NameKind(kind)]) for kind, name in entry.further_names]
    for name, weight in names:
        yield from _words_of_name(name, weight)
    for kind, name in entry.further_names:
        if kind == NameKind.ACRONYM:
            yield "".join(tokens(name)), _FURTHER_NAMES[NameKind.ACRONYM]
    for town in entry.towns:
        yield from _weighted(telling_words(tokens(town)), _TOWN)
    for number in entry.numbers:
        yield bare_number(number), _NUMBER
    yield _domain(entry.website), _DOMAIN


def _words_of_name(name: str, weight: int) -> Iterator[tuple[str, int]]:
    found = telling_tokens(name)
    yield from _weighted(telling_words(found), weight)
    yield from _weighted(initials(found), _INITIALS)
    for start, end, written in joined(found):
        is_short = min(map(len, found[start:end])) <= _SHORT
        if is_short or ((start, end) == (0, len(found)) and end <= _MOST_WORDS_WRITTEN_AS_ONE):
            yield written, _WRITTEN_AS_ONE


def _weighted(words: Iterable[str], weight: int) -> Iterator[tuple[str, int]]:
    for word in words:
        yield word, weight


def _domain(website: str) -> str:
    """Return what tells most in the name of a web site: "lih" of www.lih.lu."""
    host = (urlsplit(website).hostname or "").removeprefix("www.") if website else ""
    parts = host.split(".")
    return "".join(tokens(max(parts[:-1], key=len))) if len(parts) > 1 else ""
