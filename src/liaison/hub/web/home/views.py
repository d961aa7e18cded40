"""The first page: what this is, in one sentence, and the box for a need."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.hub.directory.queries import current_index, figures
from liaison.hub.partner_search.queries import example_needs
from liaison.hub.web.components.maps import Map, density_map
from liaison.hub.web.partner_search.forms import NeedForm
from liaison.matching import Index


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "home/index.html",
        {
            "form": NeedForm(),
            "examples": example_needs(language=get_language(), for_user=request.user)[:3],
            "figures": figures(for_user=request.user),
            "map": _map_of_all(current_index()),
        },
    )


# The same for every reader until there is a new index; tens of thousands of places to draw.
@lru_cache(maxsize=1)
def _map_of_all(index: Index) -> Map:
    return density_map(index.places())
