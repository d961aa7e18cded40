"""An affiliation as people write it, taken apart: segments, words, and the countries it names."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from liaison.opendata.resolution.words import OF, tokens, word_of, words_of
from liaison.opendata.texts import repaired

# Longer texts are acknowledgements or whole pages: their beginning must do.
MOST_LETTERS = 1_200
_BORDER = re.compile(r"[,;|\n\r\t()\[\]{}/•:]+|\s[-–—]+\s|\s[–—]|[–—]\s|(?<=\w\w\w)\.\s|\s\s+")
# Two words without a space between: "ofUniversity", "CONICETUniversidad".
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z][a-z])|(?<=[A-Z]{3})(?=[A-Z][a-z]{3})")
_WORD = re.compile(r"[^\W_]+")
_WAS_UTF_8 = re.compile(r"[ÃÂÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
# A letter that was lost on the way.
_LOST = re.compile(r"(?<=\w)[?\ufffd](?=\w)")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_OPENING = re.compile(
    r"^[\s%\ufffd*\d.]*(?:current(?:ly)?|present(?:ly)?|permanent(?:ly)?|now|also)\s*"
    r"(?:address|affiliation|with|at|from)?\s*(?:[:,]|(?=[A-Z\s]))",
    re.IGNORECASE,
)
_STATES = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
    NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC
"""
_AMERICAN_STATES = frozenset(_STATES.split())


@dataclass(slots=True)
class Text:
    """
    The words of an affiliation, linking words left out.

    :ivar words: what each comes to
    :ivar segments: shape (n_words,); in which segment each stands, from 0
    :ivar n_segments: how many segments have words
    :ivar after_of: shape (n_words,); whether "of", "de", "der" … stands before a word
    :ivar capitals: shape (n_words,); whether a word is in capital letters, where not all are
    :ivar countries: what countries it names: code, first word, word after the last
    """

    words: list[str] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    n_segments: int = 0
    after_of: list[bool] = field(default_factory=list)
    capitals: list[bool] = field(default_factory=list)
    countries: list[tuple[str, int, int]] = field(default_factory=list)


class _Countries(NamedTuple):
    """How countries are written: the code for the words of each name, and all codes."""

    names: dict[str, str]
    longest: int
    codes: frozenset[str]


def read_text(raw: str, *, knows: Callable[[str], bool]) -> Text:
    """
    Take an affiliation apart.

    :param knows: whether the registry has a word; one that it lacks may be two without a space
    """
    text = Text()
    cleaned = _cleaned(raw[:MOST_LETTERS])
    has_small_letters = not cleaned.isupper()
    for segment in _BORDER.split(cleaned):
        if _GLUED.search(segment):
            segment = _unglued(segment, knows)
        _take(text, segment, has_small_letters=has_small_letters)
    text.countries = _countries_in(text.words)
    if code := _code_at_the_end(text):
        text.countries.append((code, len(text.words) - 1, len(text.words)))
    return text


def country_named(name: str) -> str:
    """Return the code of the country that a text says and nothing else; "" if it says none."""
    return _countries().names.get(" ".join(words_of(name)), "")


def country_names() -> dict[str, list[str]]:
    """Return how each country is written, by its code, the English name first."""
    written = resources.files(__package__).joinpath("countries.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in written.splitlines() if not line.startswith("#")]
    return {code: [name.strip() for name in names.split(";")] for code, names in lines}


def _cleaned(raw: str) -> str:
    if "&" in raw:
        raw = html.unescape(raw)
    if _WAS_UTF_8.search(raw):
        raw = repaired(raw)
    if "?" in raw or "\ufffd" in raw:
        raw = _LOST.sub("", raw)
    if "@" in raw or "http" in raw or "www." in raw:
        raw = _ADDRESS.sub(" ; ", raw)
    return _OPENING.sub("", raw, count=1)


def _unglued(segment: str, knows: Callable[[str], bool]) -> str:
    def apart(found: re.Match[str]) -> str:
        whole = found.group()
        folded = tokens(whole)
        is_known = len(folded) == 1 and knows(word_of(folded[0]))
        return whole if is_known else _GLUED.sub(" ", whole)

    return _WORD.sub(apart, segment)


def _take(text: Text, segment: str, *, has_small_letters: bool) -> None:
    capitals = _in_capitals(segment) if has_small_letters else set()
    after_of, has_words = False, False
    for token in tokens(segment):
        word = word_of(token)
        if not word:
            after_of = after_of or token in OF
            continue
        text.words.append(word)
        text.segments.append(text.n_segments)
        text.after_of.append(after_of)
        text.capitals.append(token in capitals)
        after_of, has_words = False, True
    text.n_segments += has_words


def _in_capitals(segment: str) -> set[str]:
    """Return the tokens that a segment has in capital letters."""
    words = [word for word in _WORD.findall(segment) if len(word) > 1 and word.isupper()]
    return {token for word in words for token in tokens(word)}


@cache
def _countries() -> _Countries:
    listed = country_names()
    names = {
        " ".join(words): code
        for code, written in listed.items()
        for name in written
        if (words := words_of(name))
    }
    return _Countries(names, max(len(name.split()) for name in names), frozenset(listed))


def _countries_in(words: list[str]) -> list[tuple[str, int, int]]:
    """Return the countries that words name, the longest names first at each word."""
    names, longest, _ = _countries()
    found, start = [], 0
    while start < len(words):
        for end in range(min(start + longest, len(words)), start, -1):
            if code := names.get(" ".join(words[start:end])):
                found.append((code, start, end))
                start = end
                break
        else:
            start += 1
    return found


def _code_at_the_end(text: Text) -> str:
    """Return the country whose ISO code, or American state, ends a text in capitals; else ""."""
    if len(text.words) < 2 or not text.capitals[-1]:
        return ""
    code = text.words[-1].upper()
    if code in _AMERICAN_STATES:
        return "US"
    return code if code in _countries().codes else ""
