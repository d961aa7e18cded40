"""Small translations between stored codes and words on a page, and parts that never differ."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from liaison.hub.directory.choices import (
    Evidence,
    Kind,
    evidence_in_words,
    part_in_words,
)
from liaison.hub.web.components import countries, languages
from liaison.matching import Involvement

register = template.Library()


@register.simple_tag
def same_for_all(part: str, **flags: bool) -> SafeString:
    """A part of a page that tells of nobody: it sees the flags alone; drawn once a language."""
    return _drawn_once(part, get_language(), **flags)


@lru_cache(maxsize=100)
def _drawn_once(part: str, language: str | None, **flags: bool) -> SafeString:
    return render_to_string(part, flags)


_KINDS = dict(Kind.choices)
_EVIDENCE = dict(Evidence.choices)


@register.simple_tag
def title_of(listing: Any, *, is_marked: bool = True) -> str:
    """
    The title of a need or an offer, in the reader's language where somebody wrote it in that.

    In another one it is marked with its language, unless it stands where no marks can be.
    """
    language, words = listing.words_in(get_language())
    if not is_marked or language == get_language():
        return words["title"]
    return format_html('<span lang="{}">{}</span>', language, words["title"])


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language."""
    return countries.country_name(code)


@register.filter
def language_in_sentence(code: str) -> str:
    """The language's name in the reader's own, as within a sentence."""
    return languages.language_name(code)


@register.filter
def kind_name(code: str) -> str:
    """What kind of organisation it is, in words."""
    return str(_KINDS.get(code, ""))


@register.filter
def part_name(involvement: Involvement) -> str:
    """The part an organisation takes in a project, study or work, in words."""
    return part_in_words(involvement.project.kind, involvement.role)


@register.filter
def evidence_and_part(involvement: Involvement) -> str:
    """What a piece of evidence is, unless it is a project, and which part was taken in it."""
    return evidence_in_words(involvement.project.kind, involvement.role)


@register.filter
def evidence_name(kind: str) -> str:
    """What a piece of evidence is, in words."""
    return str(_EVIDENCE.get(kind, ""))


@register.filter
def as_day(moment: str) -> dt.date | None:
    """The day of a date or moment written in ISO 8601; none if it is not readable."""
    try:
        return dt.date.fromisoformat(moment[:10])
    except (TypeError, ValueError):
        return None


@register.filter
def keyword_list(keywords: str) -> list[str]:
    """The keywords a source gives in one line, each once; sources part them by commas or so."""
    found = (keyword.strip() for keyword in re.split(r"[,;\n]", keywords))
    return list(dict.fromkeys(keyword for keyword in found if keyword))


@register.filter
def elided_pages(page: Page) -> list[int | None]:
    """The numbers of the first, last and neighbouring pages; None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [None if number == Paginator.ELLIPSIS else number for number in numbers]
