"""The directory: the list of those recorded here, narrowed and sorted, and where they are."""

from collections.abc import Iterable, Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from liaison.hub.directory.listing import (
    list_organisations,
    this_minute,
    vocabulary_of,
)
from liaison.hub.directory.listing.reading import Listed
from liaison.hub.web.components.maps import Place, results_map
from liaison.hub.web.directory.choices import Choices
from liaison.hub.web.directory.listed import draw
from liaison.hub.web.layout.context import cluster_of, clusters_of


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of(request)
    choices = Choices(
        request.GET,
        clusters={each.slug: each.name for each in sorted(clusters_of(request), key=str)},
        for_user=request.user,
        vocabulary=vocabulary_of(cluster.pk, minute=this_minute()),
    )
    listing = list_organisations(
        choices.selection, page=request.GET.get("page"), for_user=request.user
    )
    response = render(
        request,
        "directory/index.html",
        {
            "choices": choices,
            "groups": choices.groups(listing.counted),
            "page": listing.page,
            "listed": mark_safe("".join(map(draw, listing.page))),
            "is_whole": listing.is_whole,
            "frame_url": f"{reverse('directory:list-for-your-site')}?{request.GET.urlencode()}",
            "map": results_map(_places(listing.page)),
            "canonical_url": request.build_absolute_uri(reverse("directory:index")),
        },
    )
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _places(page: Iterable[Listed]) -> Iterator[Place]:
    for each in page:
        place = each.main_place
        if place and place.latitude is not None and place.longitude is not None:
            url = reverse("directory:profile", args=[each.organisation.public_id])
            yield Place(place.latitude, place.longitude, each.organisation.name, url)
