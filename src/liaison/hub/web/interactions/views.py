"""The register of contacts: the latest ones, and one contact with all that belongs to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.clusters.queries import people_in_team
from liaison.hub.interactions import actions, queries
from liaison.hub.interactions.choices import REMOVED_ARE_KEPT_FOR, InteractionKind
from liaison.hub.web.interactions.forms import FollowUpForm, OutcomeForm
from liaison.hub.web.interactions.reading import cluster_kept
from liaison.hub.web.layout.views import found_or_404

CONTACTS_PER_PAGE = 25
REMOVED_SHOWN = 10
FOLLOW_UPS_SHOWN = 20


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the contacts of the team, the drafts of the reader, and what is still to be done."""
    cluster = cluster_kept(request)
    kind = request.GET.get("kind", "")
    register = queries.register_of(cluster, for_user=request.user)
    found = register.contacts
    if kind in InteractionKind.values:
        found = found.filter(kind=kind)
    context = {
        "page": Paginator(found, CONTACTS_PER_PAGE).get_page(request.GET.get("page")),
        "kinds": InteractionKind,
        "kind": kind,
        "drafts": register.drafts,
        "removed": register.removed[:REMOVED_SHOWN],
        "removed_are_kept_for": REMOVED_ARE_KEPT_FOR.days,
        "follow_ups": register.follow_ups[:FOLLOW_UPS_SHOWN],
        "today": timezone.localdate(),
    }
    return render(request, "interactions/index.html", context)


@require_safe
@never_cache
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interaction = found_or_404(queries.get_interaction, public_id, for_user=request.user)
    return show(request, interaction)


def show(
    request: HttpRequest, interaction: Any, *, follow_up_form: Any = None, status: int = 200
) -> HttpResponse:
    """Return the page of a contact, with a form as somebody filled it in."""
    today = timezone.localdate()
    team = list(people_in_team(interaction.cluster))
    offered = queries.outcomes_to_choose(interaction.cluster, for_user=request.user)
    context = {
        "whole": queries.whole_of(interaction, for_user=request.user),
        "interaction": interaction,
        "today": today,
        "follow_up_form": follow_up_form
        or FollowUpForm(team=team, writer=request.user, today=today),
        "outcome_form": OutcomeForm(offered=offered) if offered else None,
    }
    return render(request, "interactions/interaction.html", context, status=status)


@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found_or_404(actions.remove_interaction, public_id, by=request.user, now=timezone.now())
    messages.success(request, _("It is removed. You can bring it back below."))
    return redirect("interactions:index")


@require_POST
def bring_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found_or_404(actions.bring_back, public_id, by=request.user, now=timezone.now())
    messages.success(request, _("It is back."))
    return redirect("interactions:interaction", public_id)
