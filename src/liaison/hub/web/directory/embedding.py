"""The directory on other sites: a frame with the list, and the page on which one gets it."""

from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, override
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
from django.views.decorators.http import require_safe

from liaison.hub.directory.listing import list_organisations
from liaison.hub.web.directory.listed import draw
from liaison.hub.web.directory.listing import choices_of

HEIGHTS = (400, 600, 800)
SECONDS_A_LIST_MAY_BE_OLD = 300
_OF_THE_FRAME = frozenset({"page", "language", "height"})


@require_safe
@login_not_required
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embedded(request: HttpRequest) -> HttpResponse:
    """Show what everybody sees of a selection; whoever is signed in sees no more of it here."""
    everybody = AnonymousUser()
    choices = choices_of(request, for_user=everybody)
    listing = list_organisations(
        choices.selection, page=request.GET.get("page"), for_user=everybody
    )
    context = {
        "choices": choices,
        "page": listing.page,
        "listed": mark_safe("".join(map(draw, listing.page))),
        "whole_list": f"{reverse('directory:index')}?{urlencode(_kept(request.GET))}",
    }
    response = render(request, "directory/embedded.html", context)
    patch_cache_control(response, public=True, max_age=SECONDS_A_LIST_MAY_BE_OLD)
    return response


@require_safe
@login_not_required
@xframe_options_sameorigin
def build(request: HttpRequest) -> HttpResponse:
    """Show the lines to put on another site, and what they show there."""
    languages = dict(settings.LANGUAGES)
    language = request.GET.get("language", "")
    language = language if language in languages else get_language() or settings.LANGUAGE_CODE
    height = request.GET.get("height", "")
    choices = choices_of(request, for_user=AnonymousUser())
    with override(language):
        address = reverse("directory:embedded")
    kept = _kept(request.GET)
    chosen = urlencode(kept)
    address = request.build_absolute_uri(f"{address}?{chosen}" if chosen else address)
    height = int(height) if height in map(str, HEIGHTS) else HEIGHTS[1]
    frame = {"address": address, "height": height, "language": language}
    context = {
        "choices": choices,
        "frame": mark_safe(render_to_string("directory/_frame.html", frame, request).strip()),
        "height": height,
        "heights": HEIGHTS,
        "language": language,
        "languages": [(code, get_language_info(code)["name_local"]) for code in languages],
        "kept": kept,
        "list_url": f"{reverse('directory:index')}?{chosen}",
    }
    return render(request, "directory/list_for_your_site.html", context)


def _kept(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was chosen of the list, beside its page and what the frame is like."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in _OF_THE_FRAME
        for value in values
        if value
    ]
