"""Small translations between stored codes and words on a page."""

import datetime as dt

from django import template

from liaison.hub.directory.choices import Kind, Part
from liaison.hub.web.components import countries

register = template.Library()

_KINDS = dict(Kind.choices)
_PARTS = dict(Part.choices)


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language."""
    return countries.country_name(code)


@register.filter
def kind_name(code: str) -> str:
    """What kind of organisation it is, in words."""
    return str(_KINDS.get(code, ""))


@register.filter
def part_name(code: str) -> str:
    """The part an organisation takes in a project, in words."""
    return str(_PARTS.get(code, ""))


@register.filter
def as_day(moment: str) -> dt.date | None:
    """The day of a date or moment written in ISO 8601; none if it is not readable."""
    try:
        return dt.date.fromisoformat(moment[:10])
    except (TypeError, ValueError):
        return None
