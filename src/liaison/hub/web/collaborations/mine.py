"""Collaborations for those who take part, and the flagships for everybody."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.collaborations import actions, queries
from liaison.hub.collaborations.choices import Answer
from liaison.hub.web.collaborations.forms import PartForm
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent


@require_safe
@never_cache
def ours(request: HttpRequest) -> HttpResponse:
    """List the parts that one's organisations have in collaborations."""
    parts = queries.own_parts(for_user=request.user)
    return render(request, "collaborations/ours.html", {"parts": parts})


@require_http_methods(["GET", "POST"])
@never_cache
def part(request: HttpRequest, partner_id: uuid.UUID) -> HttpResponse:
    """Say whether one's organisation takes part, and to whom it may be named."""
    own = found_or_404(queries.get_own_part, partner_id, for_user=request.user)
    told = _told(own, request.user)
    answered = {Answer.CONFIRMED: "yes", Answer.DENIED: "no"}.get(Answer(own.answer), "")
    form = PartForm(sent(request), initial={"takes_part": answered, "named_to": own.named_to})
    if form.is_valid():
        found_or_404(
            actions.answer_part, partner_id, **form.said, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Thank you, it is noted. You can change it here at any time."))
        return redirect("collaborations:ours")
    context = {"own": own, "told": told, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "collaborations/part.html", context, status=status)


@require_safe
@login_not_required
def flagships(request: HttpRequest) -> HttpResponse:
    """List the cluster's flagships whose partners let themselves be named to everybody."""
    cluster = cluster_of(request)
    context = {
        "flagships": queries.flagships_of(cluster),
        "reads_figures": queries.can_read_figures(request.user, cluster),
    }
    return render(request, "collaborations/flagships.html", context)


def _told(own: Any, user: Any) -> queries.Told | None:
    """Return what is to be read of it; nothing to who takes no part, unless others read it too."""
    try:
        return queries.get_told(own.collaboration.public_id, for_user=user)
    except queries.NoCollaboration:
        return None
