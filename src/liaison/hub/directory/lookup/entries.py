"""What leads to an organisation: words of its names, towns and numbers, and of what it does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from liaison.hub.directory.choices import NameKind
from liaison.hub.directory.lookup.spelling import (
    bare_number,
    initials,
    joined,
    telling_tokens,
    telling_words,
)
from liaison.hub.directory.lookup.stop_words import STOP_WORDS
from liaison.hub.directory.models.lookup_words import LEAST_OF_NAMES, LONGEST_LOOKUP_WORD
from liaison.opendata.resolution.words import tokens, word_of

# How much a word tells of the organisation, from 1 to 10.
_LEGAL_NAME, _NUMBER, _WRITTEN_AS_ONE, _INITIALS, _DOMAIN, _TOWN = 10, 10, 6, 4, 5, 3
_FURTHER_NAMES = {
    NameKind.TRADING: 9,
    NameKind.ACRONYM: 10,
    NameKind.ALIAS: 8,
    NameKind.FORMER: 7,
}
# Less than any word of a name: whoever bears it comes before whoever only has to do with it.
_TERM, _TERM_ABOVE, _TEXT = LEAST_OF_NAMES - 1, LEAST_OF_NAMES - 2, LEAST_OF_NAMES - 2
# So that no organisation fills the table by much that it says; what stands first counts.
_MOST_OF_TERMS, _MOST_OF_TEXTS = 150, 150
# Letters.
_SHORTEST_OF_TEXTS = 3
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
    :ivar terms: what its terms, its focus areas and what it says in their place are called, in any
        language, and their codes
    :ivar terms_above: the same of terms under which it counts too
    :ivar texts: its own words, the most telling first
    """

    name: str
    website: str = ""
    further_names: list[tuple[str, str]] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    terms_above: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def words_of_entry(entry: Entry) -> dict[str, int]:
    """Return the words that lead to an organisation, each with how much it tells of it."""
    weights: dict[str, int] = {}
    for word, weight in (*_words(entry), *_words_of_doing(entry)):
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


def words_of_term(name: str) -> list[str]:
    """Return the words of what a term is called, or of its code: "ISO 13485" as one too."""
    found = tokens(name)
    words = [word for token in found if token not in STOP_WORDS and (word := word_of(token))]
    return [*words, *(each for _, _, each in _joined_short(found))]


def words_of_text(text: str) -> list[str]:
    """Return the words of sentences that say something, in their order."""
    return [
        word
        for token in tokens(text)
        if len(token) >= _SHORTEST_OF_TEXTS and token not in STOP_WORDS
        if (word := word_of(token))
    ]


def _words_of_doing(entry: Entry) -> Iterator[tuple[str, int]]:
    """Yield the words of what an organisation does and has; of each kind only so many."""
    for names, weight in ((entry.terms, _TERM), (entry.terms_above, _TERM_ABOVE)):
        words = (word for name in names for word in words_of_term(name))
        yield from _weighted(islice(dict.fromkeys(words), _MOST_OF_TERMS), weight)
    words = (word for text in entry.texts for word in words_of_text(text))
    yield from _weighted(islice(dict.fromkeys(words), _MOST_OF_TEXTS), _TEXT)


def _joined_short(found: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what is written as one of tokens of which one is short, as in "Lux Space"."""
    for start, end, written in joined(found):
        if min(map(len, found[start:end])) <= _SHORT:
            yield start, end, written


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
