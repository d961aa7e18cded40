"""Where the evidence comes from, how old it is, and what it cannot tell."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.hub.directory import queries
from liaison.hub.web.components.bars import shares


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "data_sources/about.html",
        {
            "sources": queries.sources(for_user=request.user),
            "totals": queries.figures(for_user=request.user),
            "countries": shares(queries.organisations_by_country(for_user=request.user)[:12]),
        },
    )
