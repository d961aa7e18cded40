"""An organisation's own words on its form: language by language, and who translated what."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import TextState
from liaison.hub.directory.editing import Entry, earlier_text
from liaison.hub.directory.texts import (
    DESCRIPTION,
    HEADLINE,
    LANGUAGES,
    LONGEST,
    TEXTS,
    Text,
    Wanted,
    is_outdated,
    original_of,
    parted,
    settle,
)
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.web.components.differences import Piece, differences
from liaison.hub.web.components.languages import language_name
from liaison.hub.web.layout.fields import LimitedField, WrittenField

# The button beside a translation that says: it is still right.
STILL_RIGHT = "still_right"
_ROWS = 10


@dataclass(frozen=True)
class Ageing:
    """
    A translation whose original was changed since.

    :ivar changed: the original then and now; empty where nobody can tell what it said then
    """

    text_in: str
    original_in: str
    changed: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class ShownText:
    """One text of the form."""

    code: str
    text: Any
    state: Any
    ageing: Ageing | None


@dataclass(frozen=True)
class ShownTexts:
    """All languages of a headline, or of a description; originals come first."""

    title: str
    help: str
    texts: list[ShownText]


class TextsForm(forms.Form):
    """A headline and a description in each language."""

    def __init__(self, entry: Entry, data: QueryDict | None = None) -> None:
        """
        :param entry: what is written now
        :param data: what was sent; None where the form is only opened
        """
        self._seen = {code: entry.get(code) for code in TEXTS}
        self.order = {kind: _in_order(kind, self._seen) for kind in LONGEST}
        super().__init__(data, initial=_initial(self._seen, self.order))
        for code in TEXTS:
            kind, language = parted(code)
            self.fields[code] = _field(kind, language, str(Column(code).label))
            self.fields[_state(code)] = forms.ChoiceField(
                label=gettext("%(text)s: original or translation") % {"text": Column(code).label},
                choices=TextState.choices,
                required=False,
            )
            self.fields[code].help_text = self._counted(code)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for code in TEXTS:
            try:
                text = str(said.get(code) or "").strip()
                said[code] = value_of(Column(code), text, country="", this_year=0) or ""
            except WrongCell as wrong:
                self.add_error(code, str(wrong))
        for kind in LONGEST:
            self._look_for_original(kind, said)
        return said

    def entry(self, *, on: dt.date) -> dict[str, Text | None]:
        """Return the texts as the directory keeps them; only of a valid form."""
        said = self.cleaned_data
        wanted = {
            code: Wanted(said[code], said[_state(code)] or TextState.HUMAN)
            for code in TEXTS
            # What was not asked for is not taken away.
            if code in self.data
        }
        still_right = self.data.getlist(STILL_RIGHT)
        return self._seen | settle(self._seen, wanted, on=on, still_right=still_right)

    def shown(self, ageing: Mapping[str, Ageing]) -> Iterator[ShownTexts]:
        """Yield what stands on the page, by kind."""
        titles = {HEADLINE: gettext("Headline"), DESCRIPTION: gettext("Description")}
        helps = {
            HEADLINE: gettext("What you do, in one sentence; it stands in the list too."),
            DESCRIPTION: gettext("What others should know of you before they write to you."),
        }
        for kind, codes in self.order.items():
            texts = [
                ShownText(code, self[code], self[_state(code)], ageing.get(code)) for code in codes
            ]
            yield ShownTexts(titles[kind], helps[kind], texts)

    def _look_for_original(self, kind: str, said: dict[str, Any]) -> None:
        """Of several texts at least one is the original; one that stands alone is it."""
        written = [code for code in self.order[kind] if said.get(code)]
        states = [said.get(_state(code)) for code in written]
        if not written or TextState.ORIGINAL in states:
            return
        if len(written) > 1:
            why = _("Say which of these texts is the original.")
            self.add_error(_state(written[0]), why)
        elif states != [TextState.MACHINE]:
            said[_state(written[0])] = TextState.ORIGINAL.value

    def _counted(self, code: str) -> str:
        """Return how long a text is and may be; the number is kept up to date by liaison.js."""
        written = self.data.get(code, "") if self.is_bound else self.initial[code]
        number = format_html('<span data-count-of="id_{}">{}</span>', code, len(written or ""))
        sentence = gettext("%(count)s of at most %(longest)d characters")
        kind, _language = parted(code)
        return format_html(
            sentence.replace("%(count)s", "{0}").replace("%(longest)d", "{1}"),
            number,
            LONGEST[kind],
        )


def ageing_of(organisation: Any, entry: Entry, *, for_user: Any) -> dict[str, Ageing]:
    """Return by code the translations whose originals were changed since, and how."""
    found = {}
    for code in TEXTS:
        text, original = entry[code], original_of(code, entry)
        if text is None or original is None or not is_outdated(code, entry):
            continue
        kind, language = parted(code)
        before = earlier_text(
            organisation, f"{kind}_{text['language']}", text["of"], for_user=for_user
        )
        changed = differences(before, original["text"]) if before is not None else []
        found[code] = Ageing(language_name(language), language_name(text["language"]), changed)
    return found


def words_of(text: Text | None) -> list[str]:
    """Return what a text says and what it is, a line for each."""
    if not text:
        return []
    lines = [line for line in text["text"].splitlines() if line]
    state = str(TextState(text["state"]).label)
    if not text.get("on"):
        return [*lines, f"({state})"]
    said = {"state": state, "day": text["on"]}
    return [*lines, gettext("(%(state)s; compared with its original on %(day)s)") % said]


def _state(code: str) -> str:
    return f"{code}_state"


def _in_order(kind: str, texts: Mapping[str, Text | None]) -> list[str]:
    """Originals come first, then what is there, then the reader's language."""
    reader = (get_language() or "")[:2]

    def place(language: str) -> tuple[bool, bool, bool]:
        text = texts[f"{kind}_{language}"]
        is_original = text is not None and text["state"] == TextState.ORIGINAL
        return not is_original, text is None, language != reader

    return [f"{kind}_{language}" for language in sorted(LANGUAGES, key=place)]


def _initial(
    texts: Mapping[str, Text | None], order: Mapping[str, list[str]]
) -> dict[str, str | None]:
    initial: dict[str, str | None] = {}
    for codes in order.values():
        is_told = any(texts[code] for code in codes)
        for code in codes:
            text = texts[code]
            likely = TextState.HUMAN if is_told or code != codes[0] else TextState.ORIGINAL
            initial[code] = text["text"] if text else ""
            initial[_state(code)] = text["state"] if text else likely.value
    return initial


def _field(kind: str, language: str, label: str) -> forms.CharField:
    if kind == HEADLINE:
        return LimitedField(
            label=label,
            max_length=LONGEST[kind],
            required=False,
            widget=forms.Textarea(attrs={"lang": language, "rows": 3}),
        )
    return WrittenField(
        label=label,
        max_length=LONGEST[kind],
        required=False,
        widget=forms.Textarea(attrs={"lang": language, "rows": _ROWS}),
    )
