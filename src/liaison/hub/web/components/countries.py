"""Names of countries in the reader's language."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language
from django_countries import countries

from liaison.matching import fold


def country_name(code: str) -> str:
    """Return the name of the country with this ISO 3166-1 code; the code itself if unknown."""
    return _name(code, get_language()) if code else ""


def country_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of these countries by code, sorted by name; accents do not count."""
    language = get_language()
    names = {code: _name(code, language) if code else "" for code in codes}
    return dict(sorted(names.items(), key=lambda each: _folded(each[1])))


_folded = lru_cache(maxsize=2000)(fold)


@lru_cache(maxsize=2000)
def _name(code: str, language: str | None) -> str:
    return str(countries.name(code)) or code
