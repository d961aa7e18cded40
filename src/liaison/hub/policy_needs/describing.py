"""A challenge as somebody reads it: in their language where it is written in that one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from liaison.hub.directory.choices import TextState
from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.policy_needs.models import Challenge

TITLE, SUMMARY, ASK = "title", "summary", "ask"


@dataclass(frozen=True)
class Worded:
    """A text and the language in which it is; not the reader's own where there is none in it."""

    text: str
    language: str


@dataclass(frozen=True)
class ReadChallenge:
    """
    What is said of a challenge.

    :ivar ask: what would help; None where the team did not say
    """

    challenge: Challenge
    title: Worded
    summary: Worded | None
    ask: Worded | None


def worded(texts: Mapping[str, Any], part: str, language: str) -> Worded | None:
    """Return a part of a challenge's texts in a language, else as it was written, else in any."""
    there = {each: kept for each in LANGUAGES if (kept := texts.get(f"{part}_{each}"))}
    if not there:
        return None
    originals = [each for each, kept in there.items() if kept["state"] == TextState.ORIGINAL]
    chosen = language if language in there else next(iter([*originals, *there]))
    return Worded(there[chosen]["text"], chosen)


def read_challenge(challenge: Challenge) -> ReadChallenge:
    """Return a challenge as it is read in the language that is spoken now."""
    language = get_language() or ""
    title = worded(challenge.texts, TITLE, language)
    return ReadChallenge(
        challenge,
        title or Worded(str(challenge.get_theme_display()), language),  # type: ignore[attr-defined]
        worded(challenge.texts, SUMMARY, language),
        worded(challenge.texts, ASK, language),
    )


def title_of(challenge: Challenge) -> str:
    """Return the title of a challenge in the language that is spoken now."""
    return read_challenge(challenge).title.text
