"""Every text people read is there in every language, and what is compiled is what is written."""

import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "src" / "liaison" / "hub" / "locale"
LANGUAGES = ["fr", "de"]


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
