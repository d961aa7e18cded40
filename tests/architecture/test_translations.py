"""Every text people read is there in every language, and what is compiled is what is written."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
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
        compiled = io.BytesIO()
        write_mo(compiled, catalogue(language))

        stored = (LOCALE / language / "LC_MESSAGES" / "django.mo").read_bytes()

        assert stored == compiled.getvalue()


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
