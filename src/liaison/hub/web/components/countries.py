"""Names of countries in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language
from django_countries import countries


def country_name(code: str) -> str:
    """Return the name of the country with this ISO 3166-1 code; the code itself if unknown."""
    return _name(code, get_language()) if code else ""


@lru_cache(maxsize=2000)
def _name(code: str, language: str | None) -> str:
    return str(countries.name(code)) or code
