"""Every text people read is there in every language, and what is compiled is what is written."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

LOCALE = Path(__file__).resolve().parents[2] / "src" / "liaison" / "hub" / "locale"
LANGUAGES = ["fr", "de"]
KEYWORDS = [
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
]


def catalogue(language: str):
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else [message.string]
    return all(forms)


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_leaves_nothing_untranslated(self, language):
        missing = [
            message.id
            for message in catalogue(language)
            if message.id and (message.fuzzy or not is_translated(message))
        ]

        assert missing == []

    def test_keeps_every_placeholder(self, language):
        wrong = [
            message.id
            for message in catalogue(language)
            if message.id and message.python_format and list(message.check())
        ]

        assert wrong == []

    def test_is_compiled_as_written(self, language):
        compiled = {_key(each): _plain(each) for each in built(language)}

        written = {_key(each): _plain(each) for each in catalogue(language) if each.id}
        del compiled["", None]
        assert compiled == written, "run scripts/messages"


class TestFrench:
    def test_begins_no_line_with_a_mark_that_belongs_to_the_word_before(self):
        forms = [form for each in built("fr") if each.id for form in _forms(each)]

        assert len(forms) > 200
        assert [form for form in forms if re.search("« | [:;?!»]", form)] == []


def built(language: str):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return read_mo(file)


def _key(message) -> tuple[str, str | None]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    context = message.context
    # Read from what is compiled it is left as bytes.
    return first, context.decode() if isinstance(context, bytes) else context


def _plain(message) -> list[str]:
    """Return what is said, whether lines may end at its spaces or not."""
    return [form.replace("\u00a0", " ") for form in _forms(message)]


def _forms(message) -> list[str]:
    # Catalogues read from text have tuples, those that are compiled lists.
    return [message.string] if isinstance(message.string, str) else list(message.string)


class TestWhatIsSaid:
    def test_stands_in_every_catalogue(self):
        said = {message for file in source_files() for message in messages_in(file)}

        assert len(said) > 200
        for language in LANGUAGES:
            known = {
                message.id[0] if isinstance(message.id, tuple) else message.id
                for message in catalogue(language)
            }
            assert said - known == set(), "run scripts/messages and translate"


def source_files() -> list[Path]:
    hub = LOCALE.parent
    return [
        file
        for pattern in ("*.py", "*.html", "*.txt")
        for file in hub.rglob(pattern)
        if "migrations" not in file.parts and "static" not in file.parts
    ]


def messages_in(file: Path) -> set[str]:
    """Return the messages that a source file or a template marks for translation."""
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # What is left of a template has indents that mean nothing.
        lines = templatize(source, origin=str(file)).splitlines()
        source = "\n".join(line.strip() for line in lines)
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    return {
        message
        for _, function, messages, _ in found
        if (message := first_message(function, messages))
    }


def first_message(function: str, messages) -> str | None:
    if isinstance(messages, str):
        return messages
    # A context stands before the message itself.
    return messages[1] if function.startswith("p") else messages[0]
