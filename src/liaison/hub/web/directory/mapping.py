"""Where the organisations of a list are: a page of its own, since it takes longer than the list."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.hub.directory.ecosystem import Town, Towns, towns_of
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.maps import Map, Place, results_map
from liaison.hub.web.directory.choices import KILOMETRES
from liaison.hub.web.directory.listing import choices_of, query_of

TOWNS_LISTED = 200
_REMEMBERED = 64


@dataclass(frozen=True)
class ShownTown:
    """A town in the list; where none is known, a country."""

    label: str
    country: str
    organisations: int
    url: str

    @property
    def in_words(self) -> str:
        """What stands at its dot."""
        return f"{self.label}: {self.organisations}"


@require_safe
@login_not_required
def towns(request: HttpRequest) -> HttpResponse:
    """The map of all organisations of a selection: a page, or what stands beside the list."""
    choices = choices_of(request)
    rest = choices.data.copy()
    for name in ("page", "near", "within", "sort"):
        rest.pop(name, None)
    found = towns_of(choices.selection, for_user=request.user)
    drawn, listed = _shown(found, rest.urlencode(), get_language() or "")
    response = render(
        request,
        "directory/_map.html" if request.htmx else "directory/map.html",
        {
            "map": drawn,
            "towns": listed,
            "left_out": len(found.towns) - len(listed),
            "choices": choices,
            "query": query_of(request),
        },
    )
    response["Vary"] = "HX-Request, Cookie"
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


@lru_cache(maxsize=_REMEMBERED)
def _shown(towns: Towns, query: str, language: str) -> tuple[Map | None, tuple[ShownTown, ...]]:
    """Return the map, and the towns with most organisations for the list beneath it."""
    before = f"{reverse('directory:index')}?{query}{'&' if query else ''}"
    shown = [_town(each, before) for each in towns.towns]
    places = (
        Place(
            town.latitude,
            town.longitude,
            f"{each.label}: {town.organisations}",
            each.url,
            town.organisations,
        )
        for town, each in zip(towns.towns, shown, strict=True)
    )
    return results_map(places, are_many=True), tuple(shown[:TOWNS_LISTED])


def _town(town: Town, before: str) -> ShownTown:
    """Return a town in words; whoever follows it sees the list near there."""
    # There are thousands: nothing is worked out here that is the same for all.
    near = f"near={quote_plus(town.name)}&within={KILOMETRES[0]}" if town.name else ""
    country = country_name(town.country)
    return ShownTown(
        town.name or country,
        country if town.name else "",
        town.organisations,
        f"{before}{near}".rstrip("&?"),
    )
