"""Pages of plain text: what we promise, and how to reach us."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from liaison.hub.introductions.choices import KEPT_FOR
from liaison.hub.partner_search.choices import (
    ADDRESSES_ARE_KEPT_FOR,
    ANONYMOUS_SEARCHES_ARE_KEPT_FOR,
)
from liaison.hub.watching.choices import REMOVED_ARE_KEPT_FOR


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {
            "searches_are_kept_for": ANONYMOUS_SEARCHES_ARE_KEPT_FOR.days,
            "addresses_are_kept_for": ADDRESSES_ARE_KEPT_FOR.days,
            "introductions_are_kept_for": KEPT_FOR.days,
            "removed_lists_are_kept_for": REMOVED_ARE_KEPT_FOR.days,
        },
    )


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Ask search engines to leave searches and accounts alone, and say what there is for them."""
    lines = [
        "User-agent: *",
        "Disallow: /*/search/",
        "Disallow: /*/account/",
        "Disallow: /*/staff/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
