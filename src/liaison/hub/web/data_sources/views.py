"""Where the evidence comes from, how old it is, and what it cannot tell."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.hub.directory import queries
from liaison.hub.web.components.bars import shares
from liaison.hub.web.data_sources import presenting


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "data_sources/about.html",
        {
            "sources": [
                *queries.sources(for_user=request.user),
                *queries.other_sources(for_user=request.user),
            ],
            "totals": queries.figures(for_user=request.user),
            "readings": _readings(request),
            "countries": shares(queries.organisations_by_country(for_user=request.user)[:12]),
        },
    )


def _readings(request: HttpRequest) -> list[presenting.Reading] | None:
    """Return when sources were read; None if it cannot be told which are read."""
    try:
        return presenting.readings(for_user=request.user, now=timezone.now())
    except queries.SourcesUnknown:
        return None
