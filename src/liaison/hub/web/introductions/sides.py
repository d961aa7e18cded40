"""Introductions of the reader: as asking and as asked side; each sees what it may know."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.agreements.queries import party_signed_in
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.introductions import actions, policies, queries
from liaison.hub.introductions.choices import About, Side, State
from liaison.hub.partner_search.queries import (
    NoSearch,
    get_search,
    matches_for,
    standing,
    suggestions,
)
from liaison.hub.web.agreements.presenting import section_of
from liaison.hub.web.introductions.answering import answer_page
from liaison.hub.web.introductions.forms import ExplanationForm, OutcomeForm
from liaison.hub.web.introductions.telling import happened, standing_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.matching import Filters, IndexUnreadable, NoIndex

PER_PAGE = 20
OTHERS_SHOWN = 3
# Whoever asked may ask somebody else.
_LEAVES_FREE = (State.VETOED, State.DECLINED, State.EXPIRED, State.NOT_NOW)


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    own = queries.introductions_of(for_user=request.user)
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [_shown(each, request) for each in page.object_list]
    context = {"page": page, "opt_outs": queries.own_opt_outs(for_user=request.user)}
    return render(request, "introductions/mine.html", context)


@require_POST
def be_asked(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back, for one's own organisation, that it does not want to be asked."""
    noted = found_or_404(queries.get_own_opt_out, public_id, for_user=request.user)
    cluster = current_cluster(host=request.get_host())
    with suppress(actions.TooLate):
        actions.lift_opt_out(noted, cluster=cluster, by=request.user, now=timezone.now())
    messages.success(request, _("Taken back: your organisation may be asked again."))
    return redirect("introductions:mine")


@require_safe
@never_cache
def introduction(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show an introduction to one of its sides; a manager is led to the page of the team."""
    found = _own_or_none(request, public_id)
    if found is None:
        found_or_404(queries.get_for_team, public_id, for_user=request.user)
        return redirect("introductions:for-team", public_id)
    return _page(request, found)


@require_POST
def explain(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer, as the asking side, what the asked one would like to know."""
    found = found_or_404(queries.get_own, public_id, for_user=request.user)
    if queries.side_of(found, for_user=request.user) != Side.ASKING:
        raise Http404
    form = ExplanationForm(sent(request))
    if not form.is_valid():
        return _page(request, found, explanation=form)
    try:
        said = form.cleaned_data["said"]
        actions.explain(found, said=said, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    except actions.NOT_RELAYED as refusal:
        form.add_error("said", actions.why_not_relayed(refusal))
        return _page(request, found, explanation=form)
    messages.success(request, _("Passed on. They know more now, and decide."))
    return redirect("introductions:introduction", public_id)


def _page(request: HttpRequest, found: Any, *, explanation: Any = None) -> HttpResponse:
    """Show an introduction to one of its sides; 422 where their answer is not passed on."""
    side = queries.side_of(found, for_user=request.user)
    if side is None:
        raise Http404
    seen = queries.as_seen_by(found, side, with_steps=True, with_messages=True)
    user, now = request.user, timezone.now()
    may_explain = side == Side.ASKING and queries.can_explain(found, now=now)
    context = {
        "seen": seen,
        "standing": standing_of(seen),
        "happened": happened(seen),
        "can_confirm": policies.can_confirm(user, found),
        "can_cancel": side == Side.ASKING and policies.can_cancel(user, found, now=now),
        "can_ask_again": side == Side.ASKING
        and seen.not_now_until is not None
        and seen.not_now_until <= now.date(),
        "can_answer": side == Side.ASKED and found.is_open,
        "explanation": explanation or (ExplanationForm() if may_explain else None),
        "outcome_form": OutcomeForm(initial={"outcome": seen.outcome})
        if seen.is_released
        else None,
        "agreement": _agreement(request, found),
        **(_others(request, found) if side == Side.ASKING else {}),
    }
    status = 200 if explanation is None else 422
    return render(request, "introductions/introduction.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_own, public_id, for_user=request.user)
    return _asked(request, found, actions.confirm)


@require_POST
def ask_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_own, public_id, for_user=request.user)
    return _asked(request, found, actions.ask_again)


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_own, public_id, for_user=request.user)
    try:
        actions.cancel(found, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Taken back. Links that were sent open nothing any more."))
    return redirect("introductions:introduction", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with an account, on the same page as those without one."""
    answering = found_or_404(queries.answering_signed_in, public_id, for_user=request.user)
    address = reverse("introductions:answer-signed-in", args=[public_id])
    return answer_page(request, answering, address=address, never_address="")


@require_POST
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_own, public_id, for_user=request.user)
    side = queries.side_of(found, for_user=request.user)
    form = OutcomeForm(sent(request))
    if side is None or not form.is_valid():
        messages.warning(request, _("Please choose what the introduction came to."))
        return redirect("introductions:introduction", public_id)
    try:
        actions.say_outcome(
            found,
            side=side,
            outcome=form.cleaned_data["outcome"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Thank you for telling us."))
    return redirect("introductions:introduction", public_id)


def _asked(request: HttpRequest, found: Any, ask: Any) -> HttpResponse:
    now = timezone.now()
    try:
        ask(found, by=request.user, now=now)
    except actions.TooLate:
        return _too_late(request, found.public_id)
    except actions.AddressUnknown:
        actions.ask_elsewhere(found, now=now)
        messages.warning(
            request,
            _("Our last letter did not reach them. The cluster team looks for another way."),
        )
    except actions.NotAvailable:
        actions.end_unavailable(found, now=now)
        messages.warning(request, _("They are not available any more. Nobody was written to."))
    else:
        messages.success(request, _("Thank you. They are asked now."))
    return redirect("introductions:introduction", found.public_id)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("Somebody was faster. You see below how it stands now."))
    return redirect("introductions:introduction", public_id)


def _agreement(request: HttpRequest, found: Any) -> Any:
    """Return what the page tells of an agreement; None to who does not act for its side now."""
    try:
        party = party_signed_in(found.public_id, for_user=request.user)
    except queries.NoIntroduction:
        return None
    return section_of(party)


def _others(request: HttpRequest, found: Any) -> dict[str, Any]:
    """Return who else answers what it is about, once this one will not."""
    if found.state not in _LEAVES_FREE:
        return {}
    try:
        search = _search_of(found, request.user)
    except NoSearch:
        return _others_by_words(request, found)
    who = {"for_user": request.user, "browser_key": ""}
    stands = standing(search, **who, now=timezone.now())
    tried = queries.open_data_ids_asked(for_user=request.user)
    kept_out = Filters(excluded=frozenset(tried) | stands.over_asked)
    try:
        answer = suggestions(search, standing=stands, filters=kept_out, top=OTHERS_SHOWN)
    except (NoIndex, IndexUnreadable):
        return {"search": search.public_id}
    others = [each.organisation for each in answer.matches]
    return {"search": search.public_id, "others": others}


def _search_of(found: Any, person: Any) -> Any:
    """Return the search that an introduction is about; raises NoSearch."""
    if found.about_kind != About.SEARCH:
        raise NoSearch
    return get_search(found.about_id, for_user=person, browser_key="")


def _others_by_words(request: HttpRequest, found: Any) -> dict[str, Any]:
    """Return who has evidence for the words that were passed on, where no search is behind them."""
    if not found.blurb:
        return {}
    tried = queries.open_data_ids_asked(for_user=request.user)
    own = {each.open_data_id for each in queries.own_organisations(for_user=request.user)}
    try:
        matches = matches_for(
            found.blurb,
            cluster=found.cluster,
            but=(tried | own) - {""},
            top=OTHERS_SHOWN,
            for_user=request.user,
        )
    except IndexUnreadable:
        return {}
    return {"others": [each.organisation for each in matches]}


def _own_or_none(request: HttpRequest, public_id: uuid.UUID) -> Any:
    try:
        return queries.get_own(public_id, for_user=request.user)
    except queries.NoIntroduction:
        return None


def _shown(found: Any, request: HttpRequest) -> dict[str, Any]:
    side = queries.side_of(found, for_user=request.user) or Side.ASKED
    seen = queries.as_seen_by(found, side)
    return {"seen": seen, "standing": standing_of(seen)}
