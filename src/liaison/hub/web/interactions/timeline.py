"""What happened with one organisation, for the team; and members who are silent."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.hub.agreements.choices import AgreementStepKind
from liaison.hub.change_requests.choices import RequestState
from liaison.hub.claims.choices import ClaimState
from liaison.hub.collaborations.choices import Stage
from liaison.hub.directory.choices import FigureKind
from liaison.hub.directory.listing import get_visible
from liaison.hub.interactions import queries
from liaison.hub.interactions.choices import (
    USUALLY_SILENT_AFTER,
    Happening,
    InteractionKind,
)
from liaison.hub.interactions.timeline import Happened, read_happened, timeline_of
from liaison.hub.interests.choices import InterestState
from liaison.hub.introductions.choices import Step as IntroductionStep
from liaison.hub.listings.choices import ListingState
from liaison.hub.membership.choices import MembershipStepKind, StepKind
from liaison.hub.policy_needs.choices import Theme
from liaison.hub.support.choices import CaseState
from liaison.hub.web.entry_editing.presenting import label_of
from liaison.hub.web.interactions.forms import SilentForm, TimelineForm
from liaison.hub.web.interactions.reading import cluster_kept
from liaison.hub.web.layout.views import found_or_404

PER_PAGE = 30
DAYS_A_MONTH = 30.44
# The page that shows what something on a timeline is about.
_PAGES = {
    Happening.CONTACT: "interactions:interaction",
    Happening.MEMBERSHIP: "membership:member",
    Happening.APPLICATION: "membership:application",
    Happening.CHANGE_REQUEST: "change_requests:request",
    Happening.CLAIM: "claims:claim",
    Happening.LISTING: "listings:review",
    Happening.INTEREST: "interests:screen",
    Happening.INTRODUCTION: "introductions:for-team",
    Happening.COLLABORATION: "collaborations:collaboration",
    Happening.AGREEMENT: "agreements:for-team",
    Happening.POLICY_NEED: "policy_needs:noted",
    Happening.CASE: "support:answer",
}
_WORDS: dict[Happening, Any] = {
    Happening.CONTACT: InteractionKind,
    Happening.MEMBERSHIP: MembershipStepKind,
    Happening.APPLICATION: StepKind,
    Happening.CHANGE_REQUEST: RequestState,
    Happening.CLAIM: ClaimState,
    Happening.FIGURES: FigureKind,
    Happening.LISTING: ListingState,
    Happening.INTEREST: InterestState,
    Happening.INTRODUCTION: IntroductionStep,
    Happening.COLLABORATION: Stage,
    Happening.AGREEMENT: AgreementStepKind,
    Happening.POLICY_NEED: Theme,
    Happening.CASE: CaseState,
}


@dataclass(frozen=True)
class Shown:
    """One thing on a timeline, in words."""

    at: dt.datetime
    part: str
    what: str
    url: str
    said: str
    by: str
    is_contact: bool


@require_safe
@never_cache
def organisation(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Show what happened with an organisation, newest first."""
    cluster = cluster_kept(request)
    found = found_or_404(get_visible, organisation_id, for_user=request.user)
    form = TimelineForm(request.GET)
    chosen = form.cleaned_data["show"] if form.is_valid() else []
    rows = timeline_of(found, cluster, happenings=map(Happening, chosen), for_user=request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": found,
        "form": form,
        "page": page,
        "happened": _shown(page, request.user),
        "is_narrowed": bool(chosen),
        "last": queries.last_contact(found, cluster, for_user=request.user),
    }
    return render(request, "interactions/timeline.html", context)


@require_safe
@never_cache
def silent(request: HttpRequest) -> HttpResponse:
    """List the members with whom nobody of the team was in contact for so many months."""
    cluster = cluster_kept(request)
    form = SilentForm(request.GET if "months" in request.GET else None)
    months = form.cleaned_data["months"] if form.is_valid() else USUALLY_SILENT_AFTER
    since = timezone.now() - dt.timedelta(days=months * DAYS_A_MONTH)
    found = queries.silent_organisations(cluster, since)
    context = {
        "form": form,
        "months": months,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "interactions/silent.html", context)


def _shown(page: Iterable[Any], user: Any) -> list[Shown]:
    happened = [read_happened(row) for row in page]
    keys = {each.person for each in happened if each.person is not None}
    names = queries.names_by_key(keys, for_user=user)
    return [_show(each, names) for each in happened]


def _show(happened: Happened, names: dict[int, str]) -> Shown:
    page = _PAGES.get(happened.happening)
    return Shown(
        happened.at,
        part=str(happened.happening.label),
        what=_in_words(happened),
        url=reverse(page, args=[uuid.UUID(happened.link)]) if page and happened.link else "",
        said=happened.said,
        by=names.get(happened.person or 0, ""),
        is_contact=happened.happening == Happening.CONTACT,
    )


def _in_words(happened: Happened) -> str:
    if happened.happening == Happening.ENTRY:
        return label_of(happened.what)
    if happened.happening == Happening.INTRODUCTION and not happened.what:
        return _("Somebody asked to meet it")
    words = _WORDS.get(happened.happening)
    if not happened.what:
        return _("Asked") if words else str(happened.happening.label)
    return str(words(happened.what).label) if words else happened.what
