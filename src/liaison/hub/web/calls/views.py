"""Open calls: to browse, to open, and as opportunities for an organisation."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.calls import queries
from liaison.hub.calls.choices import CALLS_PER_PAGE
from liaison.hub.directory.queries import (
    get_organisation,
    organisations_named,
    own_organisations,
)
from liaison.hub.web.calls.forms import DescriptionForm, FiltersForm, OrganisationForm
from liaison.hub.web.calls.presenting import Shown, paragraphs, show, show_all
from liaison.hub.web.layout.views import found_or_404
from liaison.matching import NoCalls, Organisation


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    day = _today()
    try:
        areas = queries.areas(day=day, for_user=request.user)
    except NoCalls:
        return _nothing_harvested(request)
    form = FiltersForm(request.GET, areas=areas)
    found = queries.open_calls(day=day, **form.narrowed(day), for_user=request.user)
    page = Paginator(found, CALLS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "calls/index.html",
        {
            "form": form,
            "description": DescriptionForm(areas=areas, auto_id="about_%s"),
            "page": page,
            "shown": [show(call, day=day) for call in page],
            "n_open": sum(areas.values()),
            "sources": queries.sources_of_calls(for_user=request.user),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def fitting(request: HttpRequest) -> HttpResponse:
    """Answer what was written, without an address that would tell it and without keeping it."""
    if request.method == "GET":
        return redirect("calls:index")
    day = _today()
    try:
        areas = queries.areas(day=day, for_user=request.user)
    except NoCalls:
        return _nothing_harvested(request)
    form = DescriptionForm(request.POST, areas=areas)
    found = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        found = queries.calls_fitting(text, day=day, **form.narrowed(day), for_user=request.user)
    return render(
        request,
        "calls/fitting.html",
        {
            "form": form,
            "shown": show_all(found or [], day=day),
            "is_answered": found is not None,
            "sources": queries.sources_of_calls(for_user=request.user),
        },
        status=422 if found is None else 200,
    )


@require_safe
@login_not_required
def call(request: HttpRequest, call_id: str) -> HttpResponse:
    found = found_or_404(queries.get_call, call_id, for_user=request.user)
    return render(
        request,
        "calls/call.html",
        {
            "shown": show(found, day=_today()),
            "paragraphs": paragraphs(found.body),
            "sources": queries.sources_of_calls(for_user=request.user),
        },
    )


@require_safe
@login_not_required
def of_organisation(request: HttpRequest, organisation_id: str) -> HttpResponse:
    organisation = found_or_404(get_organisation, organisation_id, for_user=request.user)
    day = _today()
    try:
        shown = _suiting(organisation, request, day)
        sources = queries.sources_of_calls(for_user=request.user)
    except NoCalls:
        return _nothing_harvested(request)
    context = {"organisation": organisation, "shown": shown, "sources": sources}
    return render(request, "calls/of_organisation.html", context)


@require_safe
@never_cache
def opportunities(request: HttpRequest) -> HttpResponse:
    day = _today()
    form = OrganisationForm(request.GET if "name" in request.GET else None)
    named = organisations_named(_name(form), for_user=request.user) if form.is_valid() else []
    try:
        areas = queries.areas(day=day, for_user=request.user)
        own = [
            (organisation, _suiting(organisation, request, day))
            for organisation in own_organisations(for_user=request.user)
        ]
        sources = queries.sources_of_calls(for_user=request.user)
    except NoCalls:
        return _nothing_harvested(request)
    return render(
        request,
        "calls/opportunities.html",
        {
            "own": own,
            "form": form,
            "named": named,
            "is_looked_up": form.is_bound and form.is_valid(),
            "description": DescriptionForm(areas=areas, auto_id="about_%s"),
            "n_open": sum(areas.values()),
            "sources": sources,
        },
        status=422 if form.errors else 200,
    )


def _suiting(organisation: Organisation, request: HttpRequest, day: dt.date) -> list[Shown]:
    found = queries.opportunities_of(organisation, day=day, for_user=request.user)
    return show_all(found, day=day)


def _name(form: Any) -> str:
    return str(form.cleaned_data["name"])


def _nothing_harvested(request: HttpRequest) -> HttpResponse:
    return render(request, "calls/none.html")


def _today() -> dt.date:
    """Return the day in Luxembourg, which is Brussels's, where deadlines are set."""
    return timezone.localdate()
