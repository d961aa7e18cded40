"""Facets as boxes to tick, each with how many organisations the choice would leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe

# More boxes than fit beside a list are scrolled through.
_MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Group:
    """The choices of one facet, as boxes to tick, each with how many organisations it leaves."""

    name: str
    label: str
    boxes: SafeString
    is_open: bool
    scrolls: bool


def group(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str, int | None]],
    *,
    chosen: Iterable[str],
    one_only: bool = False,
) -> Group:
    """
    Return the boxes of a facet.

    :param choices: of each the value, the words, and the number; None where nobody counted
    :param one_only: whether one choice takes the place of another
    """
    kind, chosen = ("radio" if one_only else "checkbox"), set(chosen)
    boxes = [
        _box(kind, name, escape(value), escape(words), count, is_chosen=value in chosen)
        for value, words, count in choices
    ]
    return Group(
        name,
        label,
        # Whatever is not ours is escaped in each box.
        boxes=mark_safe("".join(boxes)),
        is_open=bool(chosen),
        scrolls=len(boxes) > _MOST_AT_ONCE,
    )


def _box(
    kind: str, name: str, value: str, label: str, count: int | None, *, is_chosen: bool
) -> str:
    """
    Return one box; drawn here since a hundred of them take a template longer than the search.

    :param value: escaped, as `label` is
    """
    id_ = f"filter-{name}-{value}"
    checked = " checked" if is_chosen else ""
    number = "" if count is None else f"({intcomma(count)})"
    return (
        f'<label class="choice" for="{id_}"><input type="{kind}" name="{name}"'
        f' value="{value}" id="{id_}"{checked}>'
        f'<span>{label} <span class="quiet">{number}</span></span></label>\n'
    )
