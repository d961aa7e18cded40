"""The desk of the cluster team: needs that people put into its hands, and its answers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.policies import can_manage_people
from liaison.hub.clusters.queries import current_cluster, history_of
from liaison.hub.directory.queries import get_organisation
from liaison.hub.partner_search import actions, queries
from liaison.hub.partner_search.choices import Outcome
from liaison.hub.web.hand_overs.forms import AnswerForm
from liaison.hub.web.layout.views import found_or_none
from liaison.matching import Organisation

HAND_OVERS_PER_PAGE = 20


@dataclass(frozen=True)
class Shown:
    """One need that was handed over, and whom it asks to meet, if open data still knows them."""

    hand_over: Any
    organisation: Organisation | None


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    cluster = current_cluster(host=request.get_host())
    handed_over = Paginator(queries.handed_over(for_user=request.user), HAND_OVERS_PER_PAGE)
    # Whoever manages another cluster than this site's finds that one's needs here too.
    if not can_manage_people(request.user, cluster) and not handed_over.count:
        raise Http404
    page = handed_over.get_page(request.GET.get("page"))
    page.object_list = [_shown(hand_over, request) for hand_over in page.object_list]
    outcomes = queries.outcomes_in(cluster, for_user=request.user)
    return render(
        request, "hand_overs/desk.html", {"page": page, "outcomes": _told_in_words(outcomes)}
    )


@require_http_methods(["GET", "POST"])
@never_cache
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        handed_over = queries.get_handed_over(public_id, for_user=request.user)
    except queries.NoHandOver:
        return _gone(request, public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answer(request, handed_over, form.cleaned_data["answer"])
    return render(
        request,
        "hand_overs/hand_over.html",
        {"shown": _shown(handed_over, request), "form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
def take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        handed_over = queries.get_handed_over(public_id, for_user=request.user)
    except queries.NoHandOver:
        return _gone(request, public_id)
    try:
        actions.take(handed_over, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("It is yours now. Your colleagues see that you look into it."))
    return redirect("hand_overs:hand-over", public_id)


def _answer(request: HttpRequest, handed_over: Any, text: str) -> HttpResponse:
    try:
        actions.answer(handed_over, text=text, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, handed_over.public_id)
    messages.success(request, _("Thank you. Your answer is on its way."))
    return redirect("hand_overs:desk")


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say who was faster, and lead to what has become of it."""
    try:
        handed_over = queries.get_handed_over(public_id, for_user=request.user)
    except queries.NoHandOver:
        return _taken_back(request)
    if handed_over.is_answered:
        said = _("A colleague was faster: this has been answered already. Nothing else was sent.")
    else:
        said = _("A colleague was faster and looks into it already.")
    messages.warning(request, said)
    return redirect("hand_overs:hand-over", public_id)


def _gone(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that a need was taken back, where it was in the hands of the reader's team; else 404."""
    cluster = current_cluster(host=request.get_host())
    history = history_of(cluster, for_user=request.user)
    if not history.filter(verb="hand_over.taken_back", subject=str(public_id)).exists():
        raise Http404
    return _taken_back(request)


def _taken_back(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request, _("This need is no longer here: whoever handed it over has taken it back.")
    )
    return redirect("hand_overs:desk")


def _shown(handed_over: Any, request: HttpRequest) -> Shown:
    organisation_id = handed_over.organisation_id
    organisation = (
        found_or_none(get_organisation, organisation_id, for_user=request.user)
        if organisation_id
        else None
    )
    return Shown(hand_over=handed_over, organisation=organisation)


def _told_in_words(outcomes: Mapping[str, int]) -> list[str]:
    """Return a sentence for each outcome that somebody told of, the best first."""
    best_first = (Outcome.WORKING_TOGETHER, Outcome.MET, Outcome.NO_FIT, Outcome.NO_ANSWER)
    return [
        _outcome_in_words(outcome, outcomes[outcome])
        for outcome in best_first
        if outcomes.get(outcome)
    ]


def _outcome_in_words(outcome: Outcome, number: int) -> str:
    sentences = {
        Outcome.WORKING_TOGETHER: ngettext(
            "%(number)d introduction led to working together.",
            "%(number)d introductions led to working together.",
            number,
        ),
        Outcome.MET: ngettext(
            "%(number)d introduction led to a meeting.",
            "%(number)d introductions led to a meeting.",
            number,
        ),
        Outcome.NO_FIT: ngettext(
            "%(number)d introduction led to a meeting after which it did not fit.",
            "%(number)d introductions led to a meeting after which it did not fit.",
            number,
        ),
        Outcome.NO_ANSWER: ngettext(
            "%(number)d introduction got no answer.",
            "%(number)d introductions got no answer.",
            number,
        ),
    }
    return sentences[outcome] % {"number": number}
