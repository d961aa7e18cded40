"""The team reads answers before the other side does."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.interests import actions, queries
from liaison.hub.web.interests import forms
from liaison.hub.web.interests.presenting import proofs_shown
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404

PER_PAGE = 25


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of(request)
    if not is_of_the_team(request.user, cluster):
        raise PermissionDenied
    every = queries.all_for_team(cluster, for_user=request.user)
    context = {
        "waiting": queries.to_screen(cluster, for_user=request.user),
        "page": Paginator(every, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "interests/desk.html", context)


@require_safe
@never_cache
def screen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _interest(request, public_id))


@require_POST
def forward(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        actions.forward(_interest(request, public_id), by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Passed on. The other side gets a letter."))
    return redirect("interests:desk")


@require_POST
def turn_down(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = _interest(request, public_id)
    form = forms.TurnDownForm(request.POST)
    if not form.is_valid():
        return _page(request, interest, form)
    try:
        actions.turn_down(
            interest, form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(
        request, _("Not passed on. They hear of it in ten minutes; until then you can undo it.")
    )
    return redirect("interests:screen", public_id)


def _page(request: HttpRequest, interest: Any, form: Any = None) -> HttpResponse:
    context = {
        "interest": interest,
        "proofs": proofs_shown(interest),
        "notes": queries.notes_of(interest),
        "form": form or forms.TurnDownForm(),
        "can_undo": interest.state == "turned_down"
        and queries.can_be_taken_back(interest, now=timezone.now()),
    }
    return render(request, "interests/screen.html", context, status=422 if form else 200)


def _interest(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_to_screen, public_id, for_user=request.user)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("Somebody was faster; here is how it stands."))
    return redirect("interests:screen", public_id)
