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


def tree(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str, int, int]],
    *,
    chosen: Iterable[str],
    more: str,
) -> Group:
    """
    Return the boxes of a facet whose choices lie under one another: those at the top first.

    :param choices: of each the value, the words, the depth from 0, and the number; each after the
        one that it lies under
    :param more: what opens those beyond the first eight, and those below
    """
    choices, chosen = list(choices), set(chosen)
    top = [each for each in choices if not each[2]][:_MOST_AT_ONCE]
    rest = [each for each in choices if each not in top]
    # A parent that stands at the top says where those below it belong.
    shown = {each[0] for each in top}
    folded = [each for each in choices if each in rest or _has_below(each, choices)]
    boxes = "".join(_branch(name, each, chosen) for each in top)
    if rest:
        is_open = " open" if any(each[0] in chosen for each in rest) else ""
        lines = "".join(
            f'<p class="choice__above">{escape(each[1])}</p>\n'
            if each[0] in shown
            else _branch(name, each, chosen)
            for each in folded
        )
        boxes += (
            f'<details class="choice__more"{is_open}><summary>{escape(more)}</summary>'
            f"{lines}</details>\n"
        )
    return Group(name, label, mark_safe(boxes), is_open=bool(chosen), scrolls=len(choices) > 8)


def _has_below(choice: tuple[str, str, int, int], choices: list[tuple[str, str, int, int]]) -> bool:
    following = choices[choices.index(choice) + 1 :]
    return bool(following) and following[0][2] > choice[2]


def _branch(name: str, choice: tuple[str, str, int, int], chosen: set[str]) -> str:
    value, words, depth, count = choice
    box = _box("checkbox", name, escape(value), escape(words), count, is_chosen=value in chosen)
    return f'<div class="choice__below">{box}</div>\n' if depth else box


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
