"""The directory: the list of those recorded here, narrowed and sorted."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from liaison.hub.directory.listing import list_organisations, this_minute, vocabulary_of
from liaison.hub.web.directory.choices import Choices
from liaison.hub.web.directory.listed import draw
from liaison.hub.web.layout.context import cluster_of, clusters_of, team_desk_of


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    choices = choices_of(request)
    listing = list_organisations(
        choices.selection, page=request.GET.get("page"), for_user=request.user
    )
    may_gather = request.user.is_authenticated
    edits_together = team_desk_of(request) is not None
    response = render(
        request,
        "directory/index.html",
        {
            "choices": choices,
            "groups": choices.groups(listing.counted),
            "page": listing.page,
            "listed": mark_safe(
                "".join(
                    draw(each, may_gather=may_gather, with_box=edits_together)
                    for each in listing.page
                )
            ),
            "edits_together": edits_together,
            "is_whole": listing.is_whole,
            "frame_url": f"{reverse('directory:list-for-your-site')}?{request.GET.urlencode()}",
            "keep_url": f"{reverse('watching:keep')}?{request.GET.urlencode()}",
            "query": query_of(request),
            "canonical_url": request.build_absolute_uri(reverse("directory:index")),
        },
    )
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def choices_of(request: HttpRequest, *, for_user: Any = None) -> Choices:
    """
    Return what was chosen, for the list, and for files, frames and pictures of the same selection.

    :param for_user: whose sight counts, if not that of whoever asks
    """
    return Choices(
        request.GET,
        clusters={each.slug: each.name for each in sorted(clusters_of(request), key=str)},
        for_user=for_user or request.user,
        vocabulary=vocabulary_of(cluster_of(request).pk, minute=this_minute()),
    )


def query_of(request: HttpRequest) -> str:
    """Return what was chosen, for other views of the same selection."""
    rest = request.GET.copy()
    for name in ("page", "sort"):
        rest.pop(name, None)
    return rest.urlencode()
