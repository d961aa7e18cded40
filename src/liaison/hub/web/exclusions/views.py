"""Organisations that are never suggested: one's own list, and that of a cluster."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.clusters.queries import get_cluster
from liaison.hub.directory.queries import get_organisation, organisations_named
from liaison.hub.partner_search import actions, policies, queries
from liaison.hub.partner_search.choices import CLUSTER_EXCLUSION_REASONS, ExclusionReason
from liaison.hub.web.exclusions.forms import ExclusionForm
from liaison.hub.web.layout.views import found_or_404, found_or_none, sent
from liaison.matching import Organisation, UnknownOrganisation

EXCLUSIONS_PER_PAGE = 50
NAMES_OFFERED = 8


@dataclass(frozen=True)
class Shown:
    """One line of a list, and the organisation if open data still knows it."""

    exclusion: Any
    organisation: Organisation | None


@require_http_methods(["GET", "POST"])
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    form = ExclusionForm(
        sent(request), reasons=ExclusionReason, note_is_for=_("For yourself; nobody else sees it.")
    )
    exclude = partial(actions.exclude_for_oneself, by=request.user, now=timezone.now())
    if form.is_valid() and _is_excluded(form, exclude):
        messages.success(
            request, _("This organisation is never suggested to you again. Your list is below.")
        )
        return redirect("exclusions:mine")
    exclusions = queries.exclusions_of(for_user=request.user)
    context = {"form": form, "page": _page(request, exclusions)}
    return render(request, "exclusions/mine.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def in_cluster(request: HttpRequest, slug: str) -> HttpResponse:
    cluster = _managed_cluster(request, slug)
    form = ExclusionForm(
        sent(request),
        reasons=CLUSTER_EXCLUSION_REASONS,
        note_is_for=_("For your team; nobody else sees it."),
    )
    exclude = partial(
        actions.exclude_in_cluster, cluster=cluster, by=request.user, now=timezone.now()
    )
    if form.is_valid() and _is_excluded(form, exclude):
        messages.success(request, _("From now on, this organisation is suggested to nobody."))
        return redirect("exclusions:cluster", slug)
    exclusions = queries.exclusions_in(cluster, for_user=request.user)
    context = {"form": form, "page": _page(request, exclusions), "of_cluster": cluster}
    return render(request, "exclusions/cluster.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        exclusion = queries.get_exclusion(public_id, for_user=request.user)
        actions.remove_exclusion(exclusion, by=request.user, now=timezone.now())
    except queries.NoExclusion as error:
        raise Http404 from error
    except actions.NotExcluded:
        messages.warning(request, _("Somebody was faster: this had been removed already."))
    else:
        messages.success(request, _("This organisation may be suggested again."))
    return redirect(_list_of(exclusion))


def _is_excluded(form: ExclusionForm, exclude: Callable[..., Any]) -> bool:
    """Exclude what was entered; where that cannot be, the form says why."""
    entered = form.cleaned_data
    try:
        exclude(entered["organisation"], reason=entered["reason"], note=entered["note"])
    except UnknownOrganisation:
        # Names are public, whoever looks for them.
        form.offer(organisations_named(entered["organisation"], for_user=None, top=NAMES_OFFERED))
    except actions.AlreadyExcluded:
        form.add_error("organisation", _("This organisation is on the list already."))
    return not form.errors


def _managed_cluster(request: HttpRequest, slug: str) -> Any:
    """Return the cluster with this name in the address, to its managers only."""
    cluster = found_or_404(get_cluster, slug)
    if not policies.can_exclude_in(request.user, cluster):
        raise Http404
    return cluster


def _list_of(exclusion: Any) -> str:
    if exclusion.cluster is None:
        return reverse("exclusions:mine")
    return reverse("exclusions:cluster", args=[exclusion.cluster.slug])


def _page(request: HttpRequest, exclusions: Any) -> Page:
    page = Paginator(exclusions, EXCLUSIONS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [
        Shown(
            exclusion=exclusion,
            organisation=found_or_none(
                get_organisation, exclusion.organisation_id, for_user=request.user
            ),
        )
        for exclusion in page.object_list
    ]
    return page
