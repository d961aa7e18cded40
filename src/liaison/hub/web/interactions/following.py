"""What follows a contact: follow-ups of the team, and what came of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liaison.hub.clusters.queries import people_in_team
from liaison.hub.interactions import actions, queries
from liaison.hub.web.interactions.forms import FollowUpForm, OutcomeForm
from liaison.hub.web.interactions.views import show
from liaison.hub.web.layout.views import found_or_404


@require_POST
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interaction = found_or_404(queries.get_interaction, public_id, for_user=request.user)
    team = list(people_in_team(interaction.cluster))
    today = timezone.localdate()
    form = FollowUpForm(request.POST, team=team, writer=request.user, today=today)
    if not form.is_valid():
        return show(request, interaction, follow_up_form=form, status=422)
    said = form.cleaned_data | {"owner": uuid.UUID(form.cleaned_data["owner"])}
    try:
        actions.add_follow_up(public_id, **said, by=request.user, now=timezone.now())
    except actions.TooMany:
        messages.error(request, _("There are as many follow-ups as may be. Finish some first."))
    else:
        messages.success(request, _("Noted."))
    return redirect("interactions:interaction", public_id)


@require_POST
def done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    follow_up = found_or_404(
        actions.finish_follow_up, public_id, by=request.user, now=timezone.now()
    )
    messages.success(request, _("Done. You find it under the contact, where it can be reopened."))
    return _back(request, follow_up)


@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    follow_up = found_or_404(
        actions.reopen_follow_up, public_id, by=request.user, now=timezone.now()
    )
    messages.success(request, _("It is to be done again."))
    return _back(request, follow_up)


@require_POST
def add_outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interaction = found_or_404(queries.get_interaction, public_id, for_user=request.user)
    offered = queries.outcomes_to_choose(interaction.cluster, for_user=request.user)
    form = OutcomeForm(request.POST, offered=offered)
    try:
        if not form.is_valid():
            raise actions.UnknownOutcome
        kind, what = form.chosen
        actions.add_outcome(public_id, kind=kind, what=what, by=request.user, now=timezone.now())
    except actions.UnknownOutcome:
        messages.error(request, _("Please choose what came of it from the list."))
    else:
        messages.success(request, _("Noted."))
    return redirect("interactions:interaction", public_id)


@require_POST
def remove_outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interaction = found_or_404(queries.get_interaction, public_id, for_user=request.user)
    kind, _colon, key = request.POST.get("outcome", "").partition(":")
    if any(f"{each.kind}:{each.what}" == f"{kind}:{key}" for each in interaction.outcomes.all()):
        actions.remove_outcome(
            public_id, kind=kind, what=uuid.UUID(key), by=request.user, now=timezone.now()
        )
        messages.success(request, _("Taken back."))
    return redirect("interactions:interaction", public_id)


def _back(request: HttpRequest, follow_up: Any) -> HttpResponse:
    """Lead back to where the button was: the register, or the contact."""
    if request.POST.get("from") == "register":
        return redirect("interactions:index")
    return redirect("interactions:interaction", follow_up.interaction.public_id)
