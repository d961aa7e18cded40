"""The team reads needs and offers before others do."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.listings import actions, policies, queries
from liaison.hub.listings.actions.reviewing import REMARKED
from liaison.hub.listings.messages import remarked
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.listings import forms
from liaison.hub.web.listings.presenting import facts_of, findings_shown, language_now, texts_of

PER_PAGE = 25


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of(request)
    if not is_of_the_team(request.user, cluster):
        raise PermissionDenied
    every = queries.all_for_team(cluster, for_user=request.user)
    context = {
        "waiting": queries.to_review(cluster, for_user=request.user),
        "page": Paginator(every, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "listings/desk.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what waits; publish it with marks. What the team wrote down has a page of its own."""
    if noted := _noted(request, public_id):
        return noted
    listing = _listing(request, public_id)
    version = queries.waiting_version(listing)
    form = forms.MarksForm(sent(request))
    if version and form.is_valid() and (answer := _publish(request, listing, form)):
        return answer
    return _page(request, listing, version, marks=form)


def _noted(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse | None:
    """Lead to the page of what the team wrote down and nobody has submitted; None for others."""
    if queries.noted_for_team([public_id], for_user=request.user):
        return redirect("listings:noted", public_id)
    return None


@require_POST
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = _listing(request, public_id)
    try:
        actions.begin_review(listing, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("Somebody was faster; here is how it stands."))
    return redirect("listings:review", public_id)


@require_POST
def return_for_changes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = _listing(request, public_id)
    version = queries.waiting_version(listing)
    form = _remarks_form(request.POST)
    if version is None or not form.is_valid():
        return _page(request, listing, version, remarks=form)
    try:
        actions.return_for_changes(
            listing,
            form.cleaned_data,
            version=_number(request),
            by=request.user,
            now=timezone.now(),
        )
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Returned. They get your remarks by e-mail."))
    return redirect("listings:desk")


def _publish(request: HttpRequest, listing: Any, form: Any) -> HttpResponse | None:
    """Publish it; None where the page says why not."""
    try:
        actions.publish(
            listing, form.marks, version=_number(request), by=request.user, now=timezone.now()
        )
    except actions.MarksTooLow:
        form.add_error(
            None,
            _(
                "With fewer than ten marks in all, or none for one of the four, it is not "
                "published. Please return it with remarks."
            ),
        )
        return None
    except actions.GivesAway:
        form.add_error(None, _("It gives something away, see above. Please return it."))
        return None
    except actions.TooLate:
        return _too_late(request, listing.public_id)
    messages.success(request, _("Published. Whoever wrote it is told by e-mail."))
    return redirect("listings:desk")


def _page(
    request: HttpRequest, listing: Any, version: Any, *, marks: Any = None, remarks: Any = None
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    words = version.words if version else listing.words()
    checked = queries.check(listing, words)
    shown = queries.get_shown(listing.public_id, language=language_now(), for_user=user, now=today)
    bound = next((form for form in (marks, remarks) if form is not None and form.is_bound), None)
    context = {
        "listing": listing,
        "shown": shown,
        "version": version,
        "words": words,
        "facts": facts_of(shown, for_user=user),
        "brief": queries.brief_of(listing, for_user=user),
        "findings": findings_shown(
            checked.findings, texts_of(listing, words), checked.allowed, listing=listing
        ),
        "similar": queries.similar_to(listing, language=language_now(), for_user=user, now=today),
        "kept_from": queries.kept_from(listing),
        "versions": queries.versions_of(listing),
        "marks_form": marks or forms.MarksForm(),
        "remarks_form": remarks or _remarks_form(None),
        "can_begin": listing.state == "submitted",
        "can_match": policies.can_match(user, listing),
    }
    return render(request, "listings/review.html", context, status=422 if bound else 200)


def _remarks_form(data: Any) -> Any:
    return forms.RemarksForm(data, parts={code: remarked(code) for code in REMARKED}, prefix="say")


def _number(request: HttpRequest) -> int:
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 0


def _listing(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_to_review, public_id, for_user=request.user)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("Somebody was faster; here is how it stands."))
    return redirect("listings:review", public_id)
