"""The ecosystem as a picture: who of a selection worked with whom, and the same as a table."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from liaison.hub.directory.choices import Kind
from liaison.hub.directory.ecosystem import MOST_SHOWN, Ecosystem, ecosystem_of
from liaison.hub.web.components.graphs import HEIGHT, SHAPES, WIDTH, Line, Point, draw_graph, shape
from liaison.hub.web.directory.listing import choices_of

# Ties in the table, and in the picture: more make it heavy, and nobody sees through.
TIES_SHOWN, TIES_DRAWN = 100, 600
_REMEMBERED = 32
_KEY = 7.0


@dataclass(frozen=True)
class ShownTie:
    """Two organisations of the picture, as a row of the table."""

    one: str
    one_url: str
    other: str
    other_url: str
    projects: int
    since: int | None


@dataclass(frozen=True)
class ShownGraph:
    """
    The picture of an ecosystem.

    :ivar drawing: SVG
    :ivar key: what the shapes mean: a drawing and words
    :ivar left_out: how many ties the table leaves out; `undrawn` how many the picture does
    """

    drawing: SafeString
    key: tuple[tuple[SafeString, str], ...]
    ties: tuple[ShownTie, ...]
    left_out: int
    undrawn: int
    width: int = WIDTH
    height: int = HEIGHT


@require_safe
@login_not_required
def graph(request: HttpRequest) -> HttpResponse:
    """?around=PUBLIC-ID shows one organisation and those it worked with."""
    choices = choices_of(request)
    centre = _centre(request)
    shown = ecosystem_of(choices.selection, around=centre, for_user=request.user)
    response = render(
        request,
        "directory/graph.html",
        {
            "choices": choices,
            "ecosystem": shown,
            "centre": shown.nodes[0] if centre and shown.nodes else None,
            "is_around": centre is not None,
            "graph": _shown(shown, get_language() or "") if shown.ties else None,
            "query": _without_centre(request),
            "most": MOST_SHOWN,
        },
    )
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _centre(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("around", ""))
    except ValueError:
        return None


def _without_centre(request: HttpRequest) -> str:
    rest = request.GET.copy()
    rest.pop("around", None)
    return rest.urlencode()


@lru_cache(maxsize=_REMEMBERED)
def _shown(ecosystem: Ecosystem, language: str) -> ShownGraph:
    """Draw once for many readers; who sees what is decided where the ecosystem is put together."""
    urls = [reverse("directory:profile", args=[node.public_id]) for node in ecosystem.nodes]
    numbers = Counter(at for tie in ecosystem.ties for at in (tie.one, tie.other))
    points = [
        Point(node.name, _label(node, numbers[at]), node.kind, urls[at])
        for at, node in enumerate(ecosystem.nodes)
    ]
    lines = [
        Line(tie.one, tie.other, tie.projects, _tie_label(tie, ecosystem))
        for tie in ecosystem.ties[:TIES_DRAWN]
    ]
    rows = tuple(
        ShownTie(
            ecosystem.nodes[tie.one].name,
            urls[tie.one],
            ecosystem.nodes[tie.other].name,
            urls[tie.other],
            tie.projects,
            tie.since,
        )
        for tie in ecosystem.ties[:TIES_SHOWN]
    )
    return ShownGraph(
        mark_safe(draw_graph(points, lines)),
        tuple(_key(node.kind for node in ecosystem.nodes)),
        rows,
        len(ecosystem.ties) - len(rows),
        max(len(ecosystem.ties) - TIES_DRAWN, 0),
    )


def _label(node: Any, number: int) -> str:
    told = ngettext(
        "%(name)s, %(kind)s: worked with %(number)d of those shown",
        "%(name)s, %(kind)s: worked with %(number)d of those shown",
        number,
    )
    return told % {"name": node.name, "kind": Kind(node.kind).label, "number": number}


def _tie_label(tie: Any, ecosystem: Ecosystem) -> str:
    told = _together(tie.projects, get_language() or "")
    names = {"one": ecosystem.nodes[tie.one].name, "other": ecosystem.nodes[tie.other].name}
    return told % {**names, "number": tie.projects}


@lru_cache(maxsize=300)
def _together(number: int, language: str) -> str:
    """Remember words that hundreds of ties need."""
    return ngettext(
        "%(one)s and %(other)s: %(number)d project together",
        "%(one)s and %(other)s: %(number)d projects together",
        number,
    )


def _key(kinds: Iterable[str]) -> Iterable[tuple[SafeString, str]]:
    there = set(kinds)
    for kind in Kind:
        if kind.value in there:
            drawn = shape(kind.value if kind.value in SHAPES else "other", 8, 8, _KEY - 1)
            yield mark_safe(drawn), str(kind.label)
