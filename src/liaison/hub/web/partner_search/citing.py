"""How a page cites a project or an organisation: its address, its years, its language."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liaison.matching import Project

NO_TEXT = SafeString("")


@lru_cache(maxsize=10_000)
def address(page: str, id_: str, *, language: str | None) -> str:
    """Return the address of the page of that name about what has this id."""
    return f"{_before_id(page, language)}{quote(id_, safe='/:@')}/"


def years(project: Project, *, undated: str) -> str:
    """
    Return when a project ran.

    :param undated: what to say where that is not known
    """
    starts, ends = project.starts, project.ends
    if starts is None:
        return undated
    first, last = sorted([starts.year, ends.year if ends else starts.year])
    return f"{first}" if first == last else f"{first}–{last}"


@lru_cache(maxsize=512)
def in_language(spoken: str, *, language: str | None) -> SafeString:
    """Return an attribute with the language of a text where it is not the page's, else nothing."""
    return format_html(' lang="{}"', spoken) if spoken not in ("", language) else NO_TEXT


@lru_cache(maxsize=32)
def _before_id(page: str, language: str | None) -> str:
    """Return the address of such pages up to the id; resolved once, not a hundred times a page."""
    return reverse(page, args=["0"]).removesuffix("0/")
