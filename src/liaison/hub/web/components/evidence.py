"""A project's text, shortened and with the words of a need marked; how much evidence there is."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from html import escape

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from liaison.hub.directory.choices import Evidence
from liaison.matching import stem as stem_anew

# One set of characters first: so most of a text is passed over without trying anything.
_SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)|(?=\s+[A-ZÀ-Þ0-9•\-(]))")
_WORD = re.compile(r"\w+")
LONGEST_EXCERPT = 320

# The same words stand in every project; asking the memory is several times faster.
stem = lru_cache(maxsize=100_000)(stem_anew)


def excerpt(text: str, words: Collection[str]) -> SafeString:
    """Return the sentence of `text` that holds most of the words, marked; its beginning if none."""
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    in_small_letters = text.lower()
    held: dict[int, set[str]] = {}
    for beginning in {word.lower().removesuffix("s") for word in words}:
        for place in _places_of(beginning, in_small_letters):
            held.setdefault(bisect_left(ends, place), set()).add(beginning)
    # The earliest of those that hold as many.
    best = max(sorted(held), key=lambda number: len(held[number]), default=0)
    bounds = [0, *ends, len(text)]
    sentence = text[bounds[best] : bounds[best + 1]].strip()
    return marked(_shortened(sentence, frozenset(map(stem, words))), words)


def counted(counts: Mapping[str, int]) -> list[str]:
    """Say how many pieces of evidence there are of each kind, but for kinds that there are not."""
    projects, studies, works = (counts.get(kind, 0) for kind in Evidence.values)
    told = [
        (
            projects,
            ngettext(
                "%(number)s project or documented fact",
                "%(number)s projects or documented facts",
                projects,
            ),
        ),
        (studies, ngettext("%(number)s clinical study", "%(number)s clinical studies", studies)),
        (works, ngettext("%(number)s published work", "%(number)s published works", works)),
    ]
    there_are = [each for each in told if each[0]] or told[:1]
    return [
        words % {"number": number_format(number, force_grouping=True)}
        for number, words in there_are
    ]


def _places_of(beginning: str, text: str) -> Iterator[int]:
    """Return where words with this beginning stand; good enough to choose a sentence by."""
    place = text.find(beginning)
    while place >= 0:
        if place == 0 or not text[place - 1].isalnum():
            yield place
        place = text.find(beginning, place + 1)


def marked(text: str, words: Collection[str]) -> SafeString:
    """Return the text with the words in a <mark>; accents, capitals, plurals do not count."""
    wanted = frozenset(map(stem, words))
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        if stem(found[0]) in wanted:
            pieces += [escape(text[end : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            end = found.end()
    # Every piece is escaped above; only the marks are ours.
    return mark_safe("".join([*pieces, escape(text[end:])]))


def _shortened(sentence: str, wanted: frozenset[str]) -> str:
    """Return the part of a long sentence around the first of the words."""
    if len(sentence) <= LONGEST_EXCERPT:
        return sentence
    first = next((word.start() for word in _WORD.finditer(sentence) if stem(word[0]) in wanted), 0)
    start = max(0, min(first - 60, len(sentence) - LONGEST_EXCERPT))
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    end = sentence.rfind(" ", start, start + LONGEST_EXCERPT)
    beginning, ending = "… " if start else "", " …" if end < len(sentence) else ""
    return f"{beginning}{sentence[start:end]}{ending}"
