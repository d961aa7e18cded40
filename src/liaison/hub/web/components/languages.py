"""The names of languages, as they stand within a sentence."""

from django.utils.translation import get_language, get_language_info


def language_name(code: str) -> str:
    """Return what a language is called in the reader's own, by its code."""
    name = str(get_language_info(code)["name_translated"])
    # French writes the names of languages small; a list of languages begins them with a capital.
    return name.lower() if get_language() == "fr" else name
