"""
Needs in French and German, and evidence in English: a vocabulary of our own, and a few rules.

`vocabulary.tsv` was written for Liaison: English words that are frequent in descriptions of
research, each with what French and German say for it. Words it lacks are taken apart (German
joins words) or tried with an English ending (science shares its Latin and Greek).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources

import snowballstemmer

from liaison.matching.text import content_words, function_words, words_of

# Languages that are translated, with the column of the vocabulary and the stemmer of each.
LANGUAGES = {"fr": "french", "de": "german"}
# The first translations of a word are the likeliest; more blur the need.
MOST_TRANSLATIONS = 2
LONGEST_PHRASE = 3
# German words shorter than this are not taken apart, and no part is shorter than the other.
_SHORTEST_COMPOUND, _SHORTEST_PART = 9, 4
# The longest that anybody wrote in earnest has 79 letters; thousands would take minutes.
_LONGEST_COMPOUND = 80
_LINKS = ("", "s", "es", "n", "en", "er", "e")
# Endings of learned words, and what English makes of them; tried in this order.
_ENDINGS = {
    "fr": (
        ("ique", "ic"), ("ique", "ical"), ("iques", "ics"), ("aire", "ary"), ("aire", "ar"),
        ("ite", "ity"), ("te", "ty"), ("eur", "or"), ("eur", "er"), ("euse", "er"), ("ie", "y"),
        ("isme", "ism"), ("iste", "ist"), ("ence", "ency"), ("if", "ive"), ("el", "al"),
        ("elle", "al"), ("ale", "al"), ("aux", "al"), ("ose", "osis"), ("ement", "ment"),
        ("iser", "ize"), ("iser", "ise"), ("eux", "ous"), ("oire", "ory"), ("e", ""),
    ),
    "de": (
        ("isch", "ic"), ("isch", "ical"), ("ische", "ic"), ("ischen", "ic"), ("ik", "ics"),
        ("ik", "ic"), ("tat", "ty"), ("taten", "ty"), ("ierung", "ation"), ("ie", "y"),
        ("ien", "y"), ("ismus", "ism"), ("iv", "ive"), ("ell", "al"), ("elle", "al"), ("or", "or"),
        ("enz", "ence"), ("anz", "ance"), ("ose", "osis"), ("ieren", "ate"), ("e", ""), ("en", ""),
    ),
}  # fmt: skip


def language_of(text: str) -> str:
    """
    Return the language of a text, "en", "fr" or "de", by its function words.

    A text without any, or with as many of two languages, counts as English: then nothing is done.
    """
    words = words_of(text)
    counts = {
        language: sum(map(own.__contains__, words)) for language, own in function_words().items()
    }
    best = max(counts.values())
    winners = [language for language, count in counts.items() if count == best]
    return winners[0] if best and len(winners) == 1 else "en"


def in_english(
    text: str,
    *,
    language: str,
    is_known: Callable[[str], bool],
    most: int = MOST_TRANSLATIONS,
) -> str:
    """
    Return the content words of a French or German text in English; any other text as it is.

    A word for which no translation is found stays as it is: names and terms are often the same.

    :param language: of the text, ISO 639-1
    :param is_known: whether the evidence holds an English word
    :param most: translations of each word, the likeliest first
    """
    if language not in LANGUAGES:
        return text
    return " ".join(_translated(content_words(text), language, is_known, most))


def _translated(
    words: list[str], language: str, is_known: Callable[[str], bool], most: int
) -> Iterator[str]:
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = words[place : place + length]
            found = _dictionary(language).get(_key(phrase, language))
            if found:
                yield from found[:most]
                break
        else:
            length = 1
            yield from _guessed(words[place], language, is_known, most)
        place += length


def _guessed(word: str, language: str, is_known: Callable[[str], bool], most: int) -> Iterable[str]:
    """Return English for a word that the vocabulary lacks; the word itself where nothing helps."""
    if language == "de":
        parts = _parts(word, language)
        if parts:
            return [english for part in parts for english in part[:most]]
    if is_known(word):
        return [word]
    for ending, english in _ENDINGS[language]:
        if word.endswith(ending):
            candidate = word.removesuffix(ending) + english
            if len(candidate) > _SHORTEST_PART and is_known(candidate):
                return [candidate]
    return [word]


def _parts(word: str, language: str) -> list[tuple[str, ...]]:
    """Return the translations of the words that a German word joins; none if some part is new."""
    if not _SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND:
        return []
    dictionary = _dictionary(language)
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head, tail = word[:cut], word[cut:]
        first = next(
            (
                found
                for link in _LINKS
                if head.endswith(link)
                and len(head) - len(link) >= _SHORTEST_PART
                and (found := dictionary.get(_key([head.removesuffix(link)], language)))
            ),
            None,
        )
        if first is None:
            continue
        last = dictionary.get(_key([tail], language))
        rest = [last] if last else _parts(tail, language)
        if rest:
            return [first, *rest]
    return []


@lru_cache(maxsize=2)
def _dictionary(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return English words by the stems of what a language says for them, the likeliest first."""
    column = list(LANGUAGES).index(language) + 1
    ranked: dict[str, dict[str, int]] = {}
    file = resources.files(__package__).joinpath("vocabulary.tsv")
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        for rank, phrase in enumerate(cells[column].split(",")):
            key = _key(content_words(phrase), language)
            if key:
                ranks = ranked.setdefault(key, {})
                ranks[cells[0]] = min(rank, ranks.get(cells[0], rank))
    return {key: tuple(sorted(found, key=found.__getitem__)) for key, found in ranked.items()}


def _key(words: list[str], language: str) -> str:
    return " ".join(_stem(word, language) for word in words)


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    stemmed: str = _stemmer(language).stemWord(word)
    return stemmed


@lru_cache(maxsize=2)
def _stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(LANGUAGES[language])
