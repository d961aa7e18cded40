"""The ecosystem as a picture: what ties those of a selection, and the same as tables."""

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
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from liaison.hub.directory.choices import Kind, RelationKind, Side
from liaison.hub.directory.ecosystem import (
    KINDS_OF_TIES,
    MOST_SHOWN,
    PROJECTS,
    Ecosystem,
    RelationTie,
    ecosystem_of,
)
from liaison.hub.web.components.facets import Group, group
from liaison.hub.web.components.graphs import (
    HEIGHT,
    SHAPES,
    WIDTH,
    Line,
    MarkedLine,
    Point,
    dash,
    draw_graph,
    mark,
    shape,
)
from liaison.hub.web.directory.listing import choices_of

# Ties in the table, and in the picture: more make it heavy, and nobody sees through.
TIES_SHOWN, TIES_DRAWN = 100, 600
_REMEMBERED = 32
_KEY = 7.0
# What stands in the middle of a line for a relation of each kind.
_MARKS = {kind: str(number) for number, kind in enumerate(RelationKind, start=1)}


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
class ShownRelation:
    """A relation of the picture, as a row of the table; `state` says who says so."""

    one: str
    one_url: str
    kind: str
    other: str
    other_url: str
    state: str


@dataclass(frozen=True)
class ShownGraph:
    """
    The picture of an ecosystem.

    :ivar drawing: SVG
    :ivar key: what shapes, marks and lines mean: a drawing and words
    :ivar left_out: how many ties the table leaves out; `undrawn` how many the picture does
    :ivar relations_left_out: how many relations both leave out
    """

    drawing: SafeString
    key: tuple[tuple[SafeString, str], ...]
    ties: tuple[ShownTie, ...]
    left_out: int
    undrawn: int
    relations: tuple[ShownRelation, ...]
    relations_left_out: int
    width: int = WIDTH
    height: int = HEIGHT


@require_safe
@login_not_required
def graph(request: HttpRequest) -> HttpResponse:
    """?around=PUBLIC-ID shows one organisation and those tied to it; ?tie=KIND only such ties."""
    choices = choices_of(request)
    centre = _centre(request)
    kinds = KINDS_OF_TIES.intersection(request.GET.getlist("tie")) or KINDS_OF_TIES
    shown = ecosystem_of(choices.selection, around=centre, kinds=kinds, for_user=request.user)
    response = render(
        request,
        "directory/graph.html",
        {
            "choices": choices,
            "ecosystem": shown,
            "centre": shown.nodes[0] if centre and shown.nodes else None,
            "is_around": centre is not None,
            "graph": _shown(shown, get_language() or "") if shown.nodes else None,
            "ties": _ties_to_choose(shown, kinds),
            "of_projects": PROJECTS in kinds,
            "of_relations": kinds != {PROJECTS},
            "kept": [(name, value) for name, value in _said(request) if name != "tie"],
            "query": _query(request, "around"),
            "list_query": _query(request, "around", "tie"),
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


def _said(request: HttpRequest) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, values in request.GET.lists() for value in values)


def _query(request: HttpRequest, *without: str) -> str:
    rest = request.GET.copy()
    for name in without:
        rest.pop(name, None)
    return rest.urlencode()


def _ties_to_choose(ecosystem: Ecosystem, kinds: frozenset[str]) -> Group:
    """Return the kinds of ties as boxes: projects, and of relations those that there are."""
    choices: list[tuple[str, str, int | None]] = [(PROJECTS, gettext("Projects together"), None)]
    choices += [
        (kind.value, str(kind.label), ecosystem.recorded.get(kind, 0))
        for kind in RelationKind
        if kind in ecosystem.recorded or (kind in kinds and kinds != KINDS_OF_TIES)
    ]
    return group("tie", gettext("What ties them"), choices, chosen=kinds)


@lru_cache(maxsize=_REMEMBERED)
def _shown(ecosystem: Ecosystem, language: str) -> ShownGraph:
    """Draw once for many readers; who sees what is decided where the ecosystem is put together."""
    urls = [reverse("directory:profile", args=[node.public_id]) for node in ecosystem.nodes]
    points = [
        Point(node.name, _label(node, *numbers), node.kind, url)
        for node, url, numbers in zip(ecosystem.nodes, urls, _numbers(ecosystem), strict=True)
    ]
    relations = ecosystem.relations[:TIES_DRAWN]
    marked = [
        MarkedLine(
            each.one,
            each.other,
            _MARKS[each.kind],
            not each.kind.is_symmetric,
            each.said_by is None,
            _relation_label(each, ecosystem),
        )
        for each in relations
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
        mark_safe(draw_graph(points, lines, marked)),
        (
            *_key(node.kind for node in ecosystem.nodes),
            *_key_of_relations(relations),
        ),
        rows,
        len(ecosystem.ties) - len(rows),
        max(len(ecosystem.ties) - TIES_DRAWN, 0),
        tuple(_row(each, ecosystem, urls) for each in relations),
        len(ecosystem.relations) - len(relations),
    )


def _numbers(ecosystem: Ecosystem) -> list[tuple[int, int]]:
    """Return of each node how many it worked with, and how many relations it has."""
    partners = Counter(at for tie in ecosystem.ties for at in (tie.one, tie.other))
    relations = Counter(at for each in ecosystem.relations for at in (each.one, each.other))
    return [(partners[at], relations[at]) for at in range(len(ecosystem.nodes))]


def _label(node: Any, partners: int, relations: int) -> str:
    said = [_worked_with(node, partners)] if partners or not relations else []
    if relations:
        told = ngettext(
            "%(name)s, %(kind)s: %(number)d relation to those shown",
            "%(name)s, %(kind)s: %(number)d relations to those shown",
            relations,
        )
        said.append(told % _named(node, relations))
    return "; ".join(said)


def _named(node: Any, number: int) -> dict[str, Any]:
    return {"name": node.name, "kind": Kind(node.kind).label, "number": number}


def _row(relation: RelationTie, ecosystem: Ecosystem, urls: list[str]) -> ShownRelation:
    return ShownRelation(
        ecosystem.nodes[relation.one].name,
        urls[relation.one],
        str(relation.kind.label),
        ecosystem.nodes[relation.other].name,
        urls[relation.other],
        _state(relation, ecosystem),
    )


def _relation_label(relation: RelationTie, ecosystem: Ecosystem) -> str:
    names = (ecosystem.nodes[at].name for at in (relation.one, relation.other))
    told = f" ({relation.kind.label}) ".join(names)
    return told if relation.said_by is None else f"{told}: {_state(relation, ecosystem)}"


def _state(relation: RelationTie, ecosystem: Ecosystem) -> str:
    if relation.said_by is None:
        return gettext("confirmed")
    if relation.said_by == Side.TEAM:
        name = str(Side.TEAM.label)
    else:
        teller = relation.one if relation.said_by == Side.FIRST else relation.other
        name = ecosystem.nodes[teller].name
    return gettext("said by %(name)s, not confirmed") % {"name": name}


def _key_of_relations(relations: Iterable[RelationTie]) -> Iterable[tuple[SafeString, str]]:
    relations = list(relations)
    for kind in RelationKind:
        if any(each.kind == kind for each in relations):
            yield mark_safe(mark(_MARKS[kind], 8, 8)), str(kind.label)
    for is_settled, words in ((True, _("a relation, confirmed")), (False, _SAID_BY_ONE_SIDE)):
        if any((each.said_by is None) == is_settled for each in relations):
            yield mark_safe(dash(is_settled=is_settled)), str(words)


_SAID_BY_ONE_SIDE = _("a relation that one side says, not confirmed")


def _worked_with(node: Any, number: int) -> str:
    told = ngettext(
        "%(name)s, %(kind)s: worked with %(number)d of those shown",
        "%(name)s, %(kind)s: worked with %(number)d of those shown",
        number,
    )
    return told % _named(node, number)


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
