"""Changing what the software understood of a need, point by point."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.partner_search import actions
from liaison.hub.partner_search.queries import standing, suggestions
from liaison.hub.web.partner_search.forms import RequirementsForm
from liaison.hub.web.partner_search.own import actor, own_search, reader
from liaison.matching import Filters


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def change_requirements(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    search = own_search(request, public_id)
    if "again" in request.POST:
        actions.state_requirements(search, [], **actor(request))
        messages.success(request, _("We have read your need again. This is what we understood."))
        return _to_results(request, search)
    form = _form(request, search)
    if form.is_bound and form.is_valid() and _is_kept(request, search, form):
        messages.success(
            request, _("Your list is kept. See below who answers which of your points.")
        )
        return _to_results(request, search)
    return render(
        request,
        "partner_search/requirements.html",
        {"search": search, "form": form, "back": _results(request, search)},
        status=422 if form.is_bound else 200,
    )


def _form(request: HttpRequest, search: Any) -> RequirementsForm:
    if request.method == "POST":
        return RequirementsForm(request.POST, spoken=search.language)
    return RequirementsForm(
        spoken=search.language, requirements=search.requirements or _understood(request, search)
    )


def _understood(request: HttpRequest, search: Any) -> Sequence[str]:
    """Return what the software reads in the need."""
    stands = standing(search, **reader(request), now=timezone.now())
    return suggestions(search, standing=stands, filters=Filters(), top=1).requirements


def _is_kept(request: HttpRequest, search: Any, form: RequirementsForm) -> bool:
    """Keep what was entered; where that cannot be, the form says why."""
    try:
        actions.state_requirements(search, form.requirements, **actor(request))
    except actions.RequirementsNotUsable:
        form.add_error(None, _("There are too many points, or one of them is too long."))
    return not form.errors


def _to_results(request: HttpRequest, search: Any) -> HttpResponse:
    return redirect(_results(request, search))


def _results(request: HttpRequest, search: Any) -> str:
    """Return the address of the results, with the filters that the reader came from."""
    address = reverse("partner_search:results", args=[search.public_id])
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address
