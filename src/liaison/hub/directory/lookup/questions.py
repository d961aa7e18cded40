"""What people write when they look for an organisation, read word by word."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log

from django.db.models import Count
from rapidfuzz.distance import DamerauLevenshtein

from liaison.hub.core.beginnings import begins_with
from liaison.hub.directory.lookup.spelling import (
    SHORTEST_MISTYPED,
    bare_number,
    both_numbers,
    joined,
    one_slip_away,
    telling_tokens,
    word,
)
from liaison.hub.directory.lookup.stop_words import without_asking
from liaison.hub.directory.models import LookupWord
from liaison.hub.directory.models.lookup_words import LONGEST_LOOKUP_WORD
from liaison.opendata.resolution.words import word_of

# More words than any name has; what follows them is not looked at.
MOST_WORDS = 12
# Letters of which a word at least consists that may be the beginning of another.
SHORTEST_BEGINNING = 3
_MOST_READINGS = 8
# As if there were so many organisations; only how far the words' numbers lie apart counts.
_MANY = 1_000_000
# Rare words are looked up until so many organisations have one; a more usual one only adds weight.
ENOUGH = 1_000
# In the order of candidates, what each word counts beside its weight: whoever has all that was
# written, by name or not, is to come before those of whom a town or one word of a name is right.
EACH_WORD = 4
# How much a reading counts against what stands there.
_AS_WRITTEN, _WRITTEN_AS_ONE, _BEGINNING, _MISTYPED = 1.0, 0.9, 0.7, 0.8


class _UsualWords:
    """
    How many organisations have the words that very many have: what takes long to count.

    It need not be exact, so the numbers are kept in the process for ten minutes.
    """

    LEAST, SECONDS_KEPT = 500, 600

    def __init__(self) -> None:
        self._kept: dict[str, int] = {}
        self._since = time.monotonic()

    def get(self, each: str) -> int | None:
        if time.monotonic() - self._since > self.SECONDS_KEPT:
            self._kept, self._since = {}, time.monotonic()
        return self._kept.get(each)

    def keep(self, numbers: dict[str, int]) -> None:
        self._kept |= {each: number for each, number in numbers.items() if number >= self.LEAST}


_usual = _UsualWords()


@dataclass
class Term:
    """
    One word of what was written, and how it may be read.

    :ivar readings: words that organisations have, and from 0 to 1 how well each fits
    :ivar number: of organisations that have one of them
    """

    written: str
    readings: dict[str, float] = field(default_factory=dict)
    number: int = 0

    @property
    def weight(self) -> float:
        """How much the word tells: the fewer organisations have it, the more."""
        return log(_MANY / max(self.number, 1))


@dataclass
class Question:
    """What was written, as words that organisations have; rarest first."""

    text: str
    tokens: list[str]
    terms: list[Term]

    @property
    def known(self) -> list[Term]:
        """The words that at least one organisation has."""
        return [term for term in self.terms if term.readings]

    @property
    def is_known(self) -> bool:
        """Whether every word may be read as one that an organisation has."""
        return bool(self.terms) and all(term.readings for term in self.terms)


def read_question(text: str) -> Question:
    """
    Return what may be meant by a text, by the words that organisations have.

    A word that none has is read as mistyped, or as the beginning of another.
    """
    is_number = text.strip().lower().startswith(("https://", "http://"))
    tokens = telling_tokens(bare_number(text) if is_number else text)
    tokens = without_asking(tokens[: MOST_WORDS * 2])[:MOST_WORDS]
    places = [at for at, token in enumerate(tokens) if word_of(token)] or list(range(len(tokens)))
    written = {at: {*both_numbers(word(tokens[at])), tokens[at]} for at in places}
    together = [(start, end, one) for start, end, one in joined(tokens)]
    numbers = _numbers_of({*(one for _, _, one in together), *set().union(*written.values())})
    terms = {at: Term(tokens[at]) for at in places}
    for at, term in terms.items():
        _read_as(term, dict.fromkeys(written[at], _AS_WRITTEN), numbers)
    for start, end, one in together:
        for at in set(range(start, end)) & set(places):
            _read_as(terms[at], {one: _WRITTEN_AS_ONE}, numbers)
    _read_otherwise([term for term in terms.values() if not term.readings])
    return _question(text, tokens, terms.values())


def doubted(question: Question) -> Question:
    """Return the same question with every word read as mistyped too, not only the unknown ones."""
    terms = [replace(term, readings=dict(term.readings)) for term in question.terms]
    _read_otherwise([term for term in terms if _AS_WRITTEN in term.readings.values()])
    return _question(question.text, question.tokens, terms)


def telling_terms(terms: Iterable[Term]) -> Iterator[Term]:
    """Yield the rarest words until enough organisations have one of them; one in any case."""
    number = 0
    for term in terms:
        if number and number + term.number > ENOUGH:
            return
        number += term.number
        yield term


def _question(text: str, tokens: list[str], terms: Iterable[Term]) -> Question:
    return Question(text, tokens, sorted(terms, key=lambda term: term.number))


def _read_as(term: Term, readings: dict[str, float], numbers: dict[str, int]) -> None:
    for reading, fits in readings.items():
        if reading in numbers and reading not in term.readings:
            term.readings[reading] = fits
            term.number += numbers[reading]


def _read_otherwise(terms: Sequence[Term]) -> None:
    """Add the words that may have been meant by those that nobody has, or that seem wrong."""
    slips = [_slips(term.written) for term in terms]
    numbers = _numbers_of(set().union(*slips))
    for term, variants in zip(terms, slips, strict=True):
        meant = _likeliest({each: numbers[each] for each in variants & set(numbers)}, term.written)
        _read_as(term, dict.fromkeys(meant, _MISTYPED), numbers)
        beginning = word(term.written)
        if not term.readings and len(beginning) >= SHORTEST_BEGINNING:
            begun = _numbers_of_beginning(beginning)
            _read_as(term, dict.fromkeys(begun, _BEGINNING), begun)


def _slips(written: str) -> set[str]:
    # One letter too many at most; of a longer one nobody's word is a slip away.
    if not SHORTEST_MISTYPED <= len(written) <= LONGEST_LOOKUP_WORD + 1:
        return set()
    return one_slip_away(word(written)) | one_slip_away(written)


def _likeliest(numbers: dict[str, int], mistyped: str) -> Sequence[str]:
    """Return the words that differ least, of those the more usual: two exchanged letters first."""
    return sorted(
        numbers, key=lambda each: (DamerauLevenshtein.distance(each, mistyped), -numbers[each])
    )[:_MOST_READINGS]


def _numbers_of(words: Iterable[str]) -> dict[str, int]:
    """Return of how many organisations each word is; of those that none has nothing."""
    wanted = sorted(each for each in words if each and len(each) <= LONGEST_LOOKUP_WORD)
    known = {each: number for each in wanted if (number := _usual.get(each))}
    asked = [each for each in wanted if each not in known]
    if not asked:
        return known
    counted = LookupWord.objects.filter(word__in=asked).values_list("word")
    numbers = dict(counted.annotate(number=Count("organisation")).order_by())
    _usual.keep(numbers)
    return numbers | known


def _numbers_of_beginning(beginning: str) -> dict[str, int]:
    begun = LookupWord.objects.filter(begins_with(beginning, field="word"))
    counted = begun.values_list("word")
    return dict(counted.annotate(number=Count("organisation")).order_by("-number")[:_MOST_READINGS])
