"""The team's desk of introductions: what waits, whom to ask, who is asked for how often."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.agreements.queries import Party
from liaison.hub.clusters.policies import can_manage_people
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.introductions import actions, queries
from liaison.hub.introductions.choices import OPEN, OVER, RELEASED, Side, State
from liaison.hub.membership.queries import get_organisation_to_record, organisations_to_record
from liaison.hub.partner_search.choices import REQUESTS_ARE_COUNTED_FOR, REQUESTS_PER_ORGANISATION
from liaison.hub.web.agreements.presenting import section_of
from liaison.hub.web.introductions import forms
from liaison.hub.web.layout.views import found_or_404, sent

PER_PAGE = 25
SHOWN = {
    "waiting": (pgettext_lazy("introductions", "Wait for you"), (State.PROPOSED,)),
    "open": (pgettext_lazy("introductions", "Under way"), OPEN),
    "released": (pgettext_lazy("introductions", "Both said yes"), RELEASED),
    "over": (pgettext_lazy("introductions", "Over"), OVER),
    "all": (pgettext_lazy("introductions", "All"), ()),
}


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    every = queries.introductions_in(for_user=request.user)
    if not _manages(request) and not every.exists():
        raise Http404
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    found = queries.introductions_in(for_user=request.user, states=SHOWN[show][1])
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [(code, name) for code, (name, _states) in SHOWN.items()],
        "show": show,
    }
    return render(request, "introductions/desk.html", context)


@require_safe
@never_cache
def introduction(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    return _page(request, found)


@require_POST
def pass_on(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    form = _pass_on_form(request, found, sent(request))
    if not form.is_valid():
        return _page(request, found, pass_on_form=form)
    try:
        actions.pass_on(found, to=_address(form), by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    except actions.NobodyToAsk:
        form.add_error(None, _("Nobody can be asked there. Please enter another address."))
        return _page(request, found, pass_on_form=form)
    except actions.AddressUnknown:
        form.add_error(
            "email",
            _("The last letter to this address came back; nothing was sent. Please enter another."),
        )
        return _page(request, found, pass_on_form=form)
    except actions.NotAvailable:
        form.add_error(
            None,
            _("They do not want to be asked; nothing was sent. Please do not pass it on."),
        )
        return _page(request, found, pass_on_form=form)
    messages.success(request, _("Passed on. The letter is on its way."))
    return redirect("introductions:for-team", public_id)


@require_POST
def reword(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change what is passed on, before it is."""
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    form = forms.RewordForm(sent(request))
    if not form.is_valid():
        return _page(request, found, reword_form=form)
    try:
        actions.reword(found, form.cleaned_data["blurb"], by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    except actions.RevealsName:
        form.add_error("blurb", _("These words, or the description, tell who they are."))
        return _page(request, found, reword_form=form)
    except (actions.WordsNotUsable, actions.RevealsContact):
        form.add_error(
            "blurb",
            _("Please leave out addresses, telephone numbers and links; they come after the yes."),
        )
        return _page(request, found, reword_form=form)
    messages.success(request, _("Changed. The asking side reads the new words."))
    return redirect("introductions:for-team", public_id)


@require_POST
def veto(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    form = forms.VetoForm(sent(request))
    if not form.is_valid():
        return _page(request, found, veto_form=form)
    try:
        reason = form.cleaned_data["reason"]
        actions.veto(found, reason=reason, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Not passed on. They hear that it is not possible, not why."))
    return redirect("introductions:for-team", public_id)


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    try:
        actions.cancel(found, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Taken back. Links that were sent open nothing any more."))
    return redirect("introductions:for-team", public_id)


@require_POST
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down what one of the two told the team."""
    found = found_or_404(queries.get_for_team, public_id, for_user=request.user)
    form = forms.ToldOutcomeForm(sent(request))
    if not form.is_valid():
        return _page(request, found, outcome_form=form)
    try:
        actions.say_outcome(
            found,
            side=Side(form.cleaned_data["side"]),
            outcome=form.cleaned_data["outcome"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Written down."))
    return redirect("introductions:for-team", public_id)


@require_safe
@never_cache
def asked_for(request: HttpRequest) -> HttpResponse:
    """Show who is asked for too often, and which members nobody ever asks for."""
    cluster, user, now = current_cluster(host=request.get_host()), request.user, timezone.now()
    if not _manages(request):
        raise Http404
    rows = queries.most_asked_for(cluster, now=now, for_user=user)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "never": queries.never_asked_for(cluster, now=now, for_user=user),
        "most": REQUESTS_PER_ORGANISATION,
        "days": REQUESTS_ARE_COUNTED_FOR.days,
    }
    return render(request, "introductions/asked_for.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def opt_outs(request: HttpRequest) -> HttpResponse:
    """Show who does not want to be asked; write down who told the team so."""
    if not _manages(request):
        raise Http404
    cluster, user = current_cluster(host=request.get_host()), request.user
    if request.method == "POST":
        return _note_opt_out(request, cluster)
    form = forms.OptOutForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    found = queries.opt_outs(for_user=user)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "name": name,
        "found": organisations_to_record(name, cluster=cluster, for_user=user),
    }
    return render(request, "introductions/opt_outs.html", context)


@require_POST
def lift_opt_out(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    noted = found_or_404(queries.get_opt_out, public_id, for_user=request.user)
    cluster = current_cluster(host=request.get_host())
    try:
        actions.lift_opt_out(noted, cluster=cluster, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("A colleague was faster: it is taken back already."))
    else:
        messages.success(request, _("Taken back: they may be asked again."))
    return redirect("introductions:opt-outs")


def _note_opt_out(request: HttpRequest, cluster: Any) -> HttpResponse:
    try:
        public_id = uuid.UUID(request.POST.get("organisation", ""))
    except ValueError as error:
        raise Http404 from error
    entry = found_or_404(
        get_organisation_to_record, public_id, cluster=cluster, for_user=request.user
    )
    asked = queries.asked_of_directory(entry.public_id, for_user=request.user)
    try:
        actions.note_opt_out(asked, cluster=cluster, by=request.user, now=timezone.now())
    except actions.AlreadyOptedOut:
        messages.warning(request, _("That stands here already."))
    else:
        messages.success(request, _("Written down: they are not asked any more."))
    return redirect("introductions:opt-outs")


def _page(request: HttpRequest, found: Any, **bound: Any) -> HttpResponse:
    """Show all of an introduction to the team, with what it can do; 422 where a form is wrong."""
    is_waiting = found.state == State.PROPOSED
    context = {
        "introduction": found,
        "thread": queries.messages_of(found, for_user=request.user),
        "steps": queries.steps_of(found, for_user=request.user),
        "asks_organisation": queries.asked_in(found),
        "has_opted_out": queries.has_opted_out(queries.asked_in(found)),
        "pass_on_form": _pass_on_form(request, found, None) if is_waiting else None,
        "reword_form": forms.RewordForm(initial={"blurb": found.blurb}) if is_waiting else None,
        "veto_form": forms.VetoForm() if is_waiting else None,
        "outcome_form": forms.ToldOutcomeForm() if found.is_released else None,
        "agreement": section_of(Party(found, Side.TEAM, request.user)),
    }
    status = 422 if bound else 200
    return render(request, "introductions/for_team.html", context | bound, status=status)


def _pass_on_form(request: HttpRequest, found: Any, data: Any) -> forms.PassOnForm:
    spoken = found.cluster.main_language
    by_country = {"FR": "fr", "DE": "de", "AT": "de"}.get(found.asked_country, spoken)
    has_person = queries.who_answers_for(found) is not None
    return forms.PassOnForm(data, has_person=has_person, language=by_country)


def _address(form: forms.PassOnForm) -> actions.Address | None:
    said = form.cleaned_data
    if said["whom"] == "person":
        return None
    return actions.Address(
        email=said["email"],
        source=said["source"],
        contact=said["contact"],
        language=said["language"],
    )


def _manages(request: HttpRequest) -> bool:
    return can_manage_people(request.user, current_cluster(host=request.get_host()))


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("Somebody was faster. You see below how it stands now."))
    return redirect("introductions:for-team", public_id)
