"""The board of needs and offers, and one of them as others see it."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import focus_areas_of
from liaison.hub.interests.queries import own_answers_to, standing_for_sender
from liaison.hub.listings import policies, queries
from liaison.hub.listings.choices import LISTINGS_PER_PAGE
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404
from liaison.hub.web.listings.presenting import (
    facets,
    facts_of,
    language_now,
    read_choice,
)


@require_safe
@never_cache
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of(request)
    today = timezone.localdate()
    choice = read_choice(request.GET, today=today)
    board = queries.board(
        choice,
        cluster=cluster,
        language=language_now(),
        for_user=request.user,
        now=today,
    )
    page = Paginator(board.shown, LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "choice": choice,
        "is_narrowed": choice.is_narrow,
        "groups": facets(
            choice, board.counts, focus_areas_of(cluster.pk), within=request.GET.get("within", "")
        ),
    }
    return render(request, "listings/index.html", context)


@require_safe
@never_cache
@login_not_required
def listing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    shown = found_or_404(
        queries.get_shown, public_id, language=language_now(), for_user=user, now=today
    )
    is_open = queries.is_open(shown.listing, now=today)
    own = own_answers_to(shown.listing, for_user=user)
    context = {
        "shown": shown,
        "facts": facts_of(shown, for_user=user),
        "call": queries.call_of(shown.listing, for_user=user),
        "brief": queries.brief_of(shown.listing, for_user=user),
        "is_open": is_open,
        "can_answer": is_open and not shown.is_own and own.can_answer,
        "answers": [(each, standing_for_sender(each)) for each in own.sent],
        "can_review": policies.can_review(user, shown.listing),
    }
    return render(request, "listings/listing.html", context)
