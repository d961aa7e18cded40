"""
An organisation's own words: a headline and a description, each in several languages.

A text is what is written under one code, such as "headline_fr". Of a translation is kept of which
words of its original it is one; whether it is older than its original is worked out, never stored.
As it is kept, a text has:

- text, state
- of a translation also: the language of its original, a digest of what that said ("of"), the day
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liaison.hub.directory.choices import TextState

Text = dict[str, str]
Texts = Mapping[str, Text | None]
HEADLINE, DESCRIPTION = "headline", "description"
LANGUAGES = ("en", "fr", "de")
LONGEST = {HEADLINE: 160, DESCRIPTION: 4_000}
TEXTS = tuple(f"{kind}_{language}" for kind in LONGEST for language in LANGUAGES)
_DIGITS = 16
_SPACES_AT_ENDS, _EMPTY_LINES = re.compile(r"[ \t]+$", re.MULTILINE), re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Wanted:
    """A text as it is to be; "" for none."""

    text: str
    state: str = TextState.ORIGINAL


@dataclass(frozen=True)
class Reading:
    """
    A text as somebody reads it.

    :ivar code: under which it is kept
    :ivar language: in which it is; not the reader's own where there is none in that one
    :ivar is_outdated: whether it is a translation of what its original said before
    """

    code: str
    text: str
    language: str
    state: str
    is_outdated: bool


def parted(code: str) -> tuple[str, str]:
    """Return what a text is, "headline" or "description", and its language."""
    kind, _, language = code.rpartition("_")
    return kind, language


def tidy(kind: str, text: str) -> str:
    """Return a text as it is kept: a headline is one line, a description has paragraphs."""
    if kind == HEADLINE:
        return " ".join(text.split())
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _EMPTY_LINES.sub("\n\n", _SPACES_AT_ENDS.sub("", lines)).strip()


def check_text(code: str, text: Text | None) -> None:
    """
    Refuse what cannot be kept as a text.

    :raises ValueError: if it is empty or too long, or its state is none
    """
    if text is None:
        return
    kind, _language = parted(code)
    if not text["text"] or len(text["text"]) > LONGEST[kind] or text["state"] not in TextState:
        raise ValueError(code)


def settle(
    seen: Texts, wanted: Mapping[str, Wanted], *, on: dt.date, still_right: Iterable[str] = ()
) -> dict[str, Text | None]:
    """
    Return texts as they are to be kept, by their codes.

    A translation that is written, or found still right, is one of what its original says now; one
    that stays as it is remains a translation of what it was translated from.

    :param seen: the texts there are
    :param wanted: those that are to be others, or the same
    :param still_right: codes of translations that somebody compared with their originals
    """
    whole = {code: Wanted(text["text"], text["state"]) for code, text in seen.items() if text}
    whole |= wanted
    settled: dict[str, Text | None] = {}
    for code, each in wanted.items():
        if not each.text:
            settled[code] = None
        elif each.state == TextState.ORIGINAL:
            settled[code] = {"text": each.text, "state": TextState.ORIGINAL.value}
        else:
            before = None if code in still_right else seen.get(code)
            settled[code] = _translation(code, each, before, whole, on)
    return settled


def taken_over(seen: Texts, said: Mapping[str, str]) -> dict[str, Wanted]:
    """
    Return texts of which nobody says who wrote them, such as those of a file.

    Each stays what the one was whose place it takes. Of those that are new the first is an
    original, unless there is one already, and the others are translations.
    """
    wanted: dict[str, Wanted] = {}
    for code, text in said.items():
        before = seen.get(code)
        if before:
            wanted[code] = Wanted(text, before["state"])
            continue
        whole = {each: kept["state"] for each, kept in seen.items() if kept}
        whole |= {each: new.state for each, new in wanted.items()}
        alike = [state for each, state in whole.items() if parted(each)[0] == parted(code)[0]]
        is_first = TextState.ORIGINAL not in alike
        wanted[code] = Wanted(text, TextState.ORIGINAL if is_first else TextState.HUMAN)
    return wanted


def is_outdated(code: str, texts: Texts) -> bool:
    """Tell whether a text is a translation of what its original said before."""
    original = original_of(code, texts)
    return original is not None and digest_of(original["text"]) != _there(code, texts)["of"]


def original_of(code: str, texts: Texts) -> Text | None:
    """Return the text of which this one is a translation; None for an original."""
    text = texts.get(code)
    if not text or not text.get("language"):
        return None
    return texts.get(f"{parted(code)[0]}_{text['language']}")


def read_text(kind: str, texts: Texts, language: str) -> Reading | None:
    """Return a text in a language; where there is none, the original, or any; None without one."""
    there = [code for code in TEXTS if parted(code)[0] == kind and texts.get(code)]
    there.sort(key=lambda code: _there(code, texts)["state"] != TextState.ORIGINAL)
    wanted = f"{kind}_{language}"
    code = wanted if wanted in there else next(iter(there), "")
    if not code:
        return None
    text = _there(code, texts)
    return Reading(code, text["text"], parted(code)[1], text["state"], is_outdated(code, texts))


def digest_of(text: str) -> str:
    """Return a mark that is another one for any other words."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _translation(
    code: str, wanted: Wanted, before: Text | None, whole: Mapping[str, Wanted], on: dt.date
) -> Text:
    kind, _language = parted(code)
    known = (before or {}).get("language", "")
    originals = [
        language
        for language in (known, *LANGUAGES)
        if (text := whole.get(f"{kind}_{language}")) and text.text
        if text.state == TextState.ORIGINAL
    ]
    language = next(iter(originals), "")
    said = {"text": wanted.text, "state": str(wanted.state)}
    if before and before["text"] == wanted.text and known == language and "of" in before:
        return before | said
    of = digest_of(whole[f"{kind}_{language}"].text) if language else ""
    return said | {"language": language, "of": of, "on": on.isoformat()}


def _there(code: str, texts: Texts) -> Text:
    text = texts[code]
    assert text is not None
    return text
