"""
The pages behind the links of letters: answering, never again, and what came of it.

Programs that look into letters open their links: whatever is opened changes nothing, only the
reader's own button does.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.agreements.messages import link_of
from liaison.hub.agreements.queries import Party
from liaison.hub.introductions import actions, queries
from liaison.hub.introductions.choices import KEPT_FOR, Side, State
from liaison.hub.web.agreements.presenting import section_of
from liaison.hub.web.introductions import forms
from liaison.hub.web.introductions.telling import standing_of
from liaison.hub.web.layout.views import sent

_REFUSALS = (queries.NotOurs, queries.Spent)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show who would like to meet the reader; once they press a button, keep their answer."""
    try:
        answering = queries.answering_by_link(token, now=timezone.now())
    except _REFUSALS:
        return _spent(request)
    return answer_page(
        request,
        answering,
        address=reverse("introductions:answer", args=[token]),
        never_address=reverse("introductions:never", args=[token]),
    )


def answer_page(
    request: HttpRequest, answering: queries.Answering, *, address: str, never_address: str
) -> HttpResponse:
    """
    Show what is asked, or keep the answer.

    :param never_address: where the reader says "never again"; "" for those with an account, who
        choose their letters there
    """
    now = timezone.now()
    kind = request.POST.get("answer", "") if request.method == "POST" else ""
    chosen = {code: sent(request) if code == kind else None for code in _ANSWERS}
    asked = {
        "yes": None if answering.person else _yes_form(answering, chosen["yes"]),
        "no": forms.NoForm(chosen["no"]),
        "not_now": forms.NotNowForm(chosen["not_now"], today=now.date()),
        "question": forms.QuestionForm(chosen["question"]),
        "colleague": forms.ColleagueForm(chosen["colleague"]),
    }
    form = asked.get(kind)
    if kind in _ANSWERS and (form is None or form.is_valid()):
        said = form.cleaned_data if form is not None else {}
        try:
            _ANSWERS[kind](answering, said, now)
        except actions.TooLate:
            return _spent(request)
        except actions.NOT_RELAYED as refusal:
            form.add_error("said", actions.why_not_relayed(refusal))
        except actions.DayNotUsable:
            form.add_error("until", _("Please choose a day after today, within a year."))
        else:
            if kind == "colleague":
                return render(request, "introductions/thanks.html", {"kind": kind})
            return redirect(address)
    status = 422 if form is not None and form.is_bound else 200
    return _shown(request, answering, asked, address, never_address, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def never(request: HttpRequest, token: str) -> HttpResponse:
    """Never write again, to the address or to the whole organisation; or take that back."""
    now = timezone.now()
    try:
        answering = queries.answering_by_link(token, now=now, even_late=True)
        if request.method == "POST":
            if request.POST.get("what") == "undo":
                actions.opt_in(answering, now=now)
            else:
                whole = request.POST.get("what") == "organisation"
                actions.opt_out(answering, whole_organisation=whole, now=now)
            return redirect("introductions:never", token)
    except (*_REFUSALS, actions.TooLate):
        return _spent(request)
    context = {
        "seen": queries.as_seen_by(answering.introduction, Side.ASKED),
        "is_off": not queries.is_written_to(answering.introduction),
        "speaks_for_all": queries.still_speaks(answering.introduction),
        "is_off_for_all": queries.opt_out_by(answering.introduction) is not None,
        "token": token,
    }
    return render(request, "introductions/never.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def what_came(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what an introduction came to; once a button is pressed, keep the answer."""
    now = timezone.now()
    form = forms.OutcomeForm(sent(request))
    try:
        found, side = queries.telling_by_link(token, now=now)
        if form.is_valid():
            outcome = form.cleaned_data["outcome"]
            actions.say_outcome(found, side=side, outcome=outcome, by=None, now=now)
            return render(request, "introductions/thanks.html", {"kind": "outcome"})
    except (*_REFUSALS, actions.TooLate):
        return _spent(request)
    context = {"seen": queries.as_seen_by(found, side), "form": form, "token": token}
    status = 422 if form.is_bound else 200
    return render(request, "introductions/what_came.html", context, status=status)


def _yes_form(answering: queries.Answering, data: Any) -> forms.YesForm:
    return forms.YesForm(data, initial={"contact": answering.introduction.asked_contact})


def _yes(answering: queries.Answering, said: dict[str, Any], now: Any) -> None:
    actions.accept(answering, contact=said.get("contact", ""), now=now)


def _no(answering: queries.Answering, said: dict[str, Any], now: Any) -> None:
    actions.decline(answering, reason=said["reason"], now=now)


def _not_now(answering: queries.Answering, said: dict[str, Any], now: Any) -> None:
    actions.say_not_now(answering, until=said["until"], now=now)


def _colleague(answering: queries.Answering, said: dict[str, Any], now: Any) -> None:
    actions.name_colleague(answering, name=said["name"], address=said["address"], now=now)


def _question(answering: queries.Answering, said: dict[str, Any], now: Any) -> None:
    actions.question(answering, said=said["said"], now=now)


_ANSWERS = {
    "yes": _yes,
    "no": _no,
    "not_now": _not_now,
    "question": _question,
    "colleague": _colleague,
}


def _shown(
    request: HttpRequest,
    answering: queries.Answering,
    asked: dict[str, Any],
    address: str,
    never_address: str,
    *,
    status: int,
) -> HttpResponse:
    introduction, now = answering.introduction, timezone.now()
    seen = queries.as_seen_by(introduction, Side.ASKED, with_messages=True)
    until = queries.changeable_until(introduction)
    context = {
        "seen": seen,
        "standing": standing_of(seen),
        "is_waiting": queries.waits_for_answer(introduction, now=now),
        "change_until": until if until and until >= now else None,
        "is_no": seen.state == State.DECLINED,
        "forms": asked,
        "address": address,
        "never_address": never_address,
        "kept": queries.kept_of_asked(introduction),
        "kept_days": KEPT_FOR.days,
        "entry": introduction.asked_organisation,
        "open_data_id": introduction.asked_open_data_id,
        "agreement": section_of(Party(introduction, Side.ASKED, answering.person)),
        "agreement_link": link_of(introduction, now=now)
        if seen.is_released and answering.person is None
        else "",
        "cluster_summary": introduction.cluster.summary_in(get_language()),
    }
    return render(request, "introductions/answer.html", context, status=status)


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "introductions/spent.html", status=410)
