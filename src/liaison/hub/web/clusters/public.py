"""The clusters of this installation as cards, for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.hub.clusters.policies import can_set_up_clusters
from liaison.hub.clusters.queries import clusters_to_change, clusters_with_focus_areas
from liaison.hub.directory.listing import numbers_of_members_shown, numbers_on_maps
from liaison.hub.membership.queries import numbers_of_members


@dataclass(frozen=True)
class _Numbers:
    """Of all clusters, by key or by slug."""

    members: Mapping[int, int]
    shown: Mapping[str, int]
    on_maps: Mapping[str, int]


@dataclass(frozen=True)
class Card:
    """
    One cluster, as everybody sees it.

    :ivar site: the address of its own site; "" where it has none
    :ivar members: how many organisations it has admitted
    :ivar shown: how many of them the directory shows to the reader
    :ivar on_map: how many organisations of its sector map the reader may see
    """

    cluster: Any
    accent: str
    site: str
    summary: str
    summary_language: str
    areas: list[str]
    members: int
    shown: int
    on_map: int
    can_change: bool


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    numbers = _Numbers(
        members=numbers_of_members(),
        shown=numbers_of_members_shown(for_user=request.user),
        on_maps=numbers_on_maps(for_user=request.user),
    )
    own = {each.pk for each in clusters_to_change(for_user=request.user)}
    cards = [_card(each, request, numbers, own) for each in clusters_with_focus_areas()]
    canonical_url = request.build_absolute_uri(reverse("clusters:index"))
    context = {
        "cards": cards,
        "canonical_url": canonical_url,
        "can_set_up": can_set_up_clusters(request.user),
    }
    response = render(request, "clusters/index.html", context)
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _card(cluster: Any, request: HttpRequest, numbers: _Numbers, own: set[int]) -> Card:
    language = get_language()
    return Card(
        cluster=cluster,
        accent=cluster.accent,
        site=_site(cluster, request),
        summary=cluster.summary_in(language),
        summary_language=cluster.summary_language(language),
        areas=[area.name_in(language) for area in cluster.focus_areas.all()],
        members=numbers.members.get(cluster.pk, 0),
        shown=numbers.shown.get(cluster.slug, 0),
        on_map=numbers.on_maps.get(cluster.slug, 0),
        can_change=cluster.pk in own,
    )


def _site(cluster: Any, request: HttpRequest) -> str:
    """Return the address of a cluster's own site, reached as this page was; "" for none."""
    if not cluster.host:
        return ""
    _name, colon, port = request.get_host().rpartition(":")
    is_port = colon and port.isdigit()
    return f"{request.scheme}://{cluster.host}{f':{port}' if is_port else ''}/"
