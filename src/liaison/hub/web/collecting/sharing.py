"""Sharing a collection: by a secret link, and with colleagues."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.collecting import actions, queries
from liaison.hub.collecting.links import NotOurs, read_token
from liaison.hub.web.collecting.forms import ColleagueForm, LinkForm
from liaison.hub.web.layout.views import found_or_404


@login_not_required
@require_safe
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show a collection to whoever has its link, as far as they may see what is in it anyway."""
    try:
        collection = queries.get_shared(read_token(token), now=timezone.now())
    except (NotOurs, queries.LinkClosed):
        return render(request, "collecting/closed.html", status=404)
    gathered = queries.gathered_in(collection, for_user=request.user)
    context = {"collection": collection, "gathered": gathered}
    response = render(request, "collecting/shared.html", context)
    # Whoever is led on from here must not learn the link.
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        days = form.cleaned_data["days"]
        found_or_404(
            actions.share_by_link, public_id, days=days, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Here is the link. Links from before open nothing any more."))
    else:
        messages.error(request, _("Please choose for how long the link is to work."))
    return redirect("collecting:collection", public_id)


@require_POST
def withdraw_link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found_or_404(actions.withdraw_link, public_id, by=request.user, now=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("collecting:collection", public_id)


@require_POST
def let_in(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    collection = found_or_404(queries.get_collection, public_id, for_user=request.user)
    colleagues = queries.colleagues_to_share_with(collection, for_user=request.user)
    form = ColleagueForm(request.POST, colleagues=colleagues)
    try:
        if not form.is_valid():
            raise actions.NoColleague
        person = uuid.UUID(form.cleaned_data["person"])
        found_or_404(actions.let_in, public_id, person, by=request.user, now=timezone.now())
    except actions.NoColleague:
        messages.error(
            request,
            _("Only who acts for the same organisation, or is in the same team, can be let in."),
        )
    else:
        messages.success(request, _("Your colleague finds it under “My collections”."))
    return redirect("collecting:collection", public_id)


@require_POST
def let_out(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    found_or_404(actions.let_out, public_id, person_id, by=request.user, now=timezone.now())
    messages.success(request, _("Your colleague sees this collection no longer."))
    return redirect("collecting:collection", public_id)
