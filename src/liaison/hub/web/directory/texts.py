"""An organisation's own words, in the reader's language where there are any in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from liaison.hub.directory.choices import TextState
from liaison.hub.directory.texts import (
    DESCRIPTION,
    HEADLINE,
    Reading,
    original_of,
    read_text,
)
from liaison.hub.web.components.languages import language_name


@dataclass(frozen=True)
class ShownText:
    """
    One text.

    :ivar lang: the language it is in, by its code
    :ivar notes: what there is to know of it, in sentences
    :ivar original: what it was translated from, where that says more than the translation
    """

    text: str
    lang: str
    notes: tuple[str, ...] = ()
    original: str = ""
    original_lang: str = ""


@dataclass(frozen=True)
class OwnWords:
    """What an organisation says of itself; None where it says nothing."""

    headline: ShownText | None
    description: ShownText | None

    @property
    def in_brief(self) -> str:
        """The shortest that it says, in the reader's language; "" for nothing in it."""
        told = (each for each in (self.headline, self.description) if each)
        return next((each.text for each in told if each.lang == _reader()), "")


def own_words(organisation: Any) -> OwnWords:
    """Return what to show of an organisation's texts."""
    texts = organisation.texts
    return OwnWords(*(_show(texts, kind) for kind in (HEADLINE, DESCRIPTION)))


def headline_of(organisation: Any) -> Reading | None:
    """Return the headline as the reader of a list reads it."""
    return read_text(HEADLINE, organisation.texts, _reader())


def _show(texts: Any, kind: str) -> ShownText | None:
    reading = read_text(kind, texts, _reader())
    if reading is None:
        return None
    original = original_of(reading.code, texts)
    is_to_compare = reading.is_outdated or reading.state == TextState.MACHINE
    if original is None or not is_to_compare:
        return ShownText(reading.text, reading.language, tuple(_notes(reading, "")))
    original_lang = texts[reading.code]["language"]
    return ShownText(
        reading.text,
        reading.language,
        tuple(_notes(reading, original_lang)),
        original["text"],
        original_lang,
    )


def _notes(reading: Reading, original_lang: str) -> list[str]:
    notes = []
    if reading.language != _reader():
        told = {"language": language_name(reading.language), "wanted": language_name(_reader())}
        notes.append(
            gettext("This text is in %(language)s; there is none in %(wanted)s yet.") % told
        )
    if reading.state == TextState.MACHINE:
        notes.append(gettext("Translated by a machine."))
    if reading.is_outdated:
        notes.append(
            gettext("The text in %(language)s was changed after this one was translated from it.")
            % {"language": language_name(original_lang)}
        )
    return notes


def _reader() -> str:
    return (get_language() or "en")[:2]
