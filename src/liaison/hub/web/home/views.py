"""The first page: what this is, in one sentence, and the box for a need."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.hub.directory.queries import figures
from liaison.hub.partner_search.queries import example_needs
from liaison.hub.web.components.maps import density_map
from liaison.hub.web.partner_search.forms import NeedForm


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
            "map": density_map(),
        },
    )
