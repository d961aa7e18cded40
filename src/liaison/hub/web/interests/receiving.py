"""Answering what was passed on."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.interests import actions, policies, queries
from liaison.hub.interests.choices import InterestState
from liaison.hub.web.interests import forms
from liaison.hub.web.interests.presenting import complaint, introduction_of, proofs_shown
from liaison.hub.web.layout.views import found_or_404, sent


@require_safe
@never_cache
def received(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _received(request, public_id))


@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = _received(request, public_id)
    try:
        actions.accept(interest, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Accepted. Both of you get the contact of the other by e-mail."))
    return redirect("interests:received", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = _to_answer(request, public_id)
    form = forms.DeclineForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.decline(
                interest,
                said["reason"],
                tells_reason=said["tells_reason"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.TooLate:
            return _too_late(request, public_id)
        messages.success(
            request, _("Declined. They hear of it in ten minutes; until then you can undo it.")
        )
        return redirect("interests:received", public_id)
    context = {"interest": interest, "form": form}
    return render(request, "interests/decline.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def not_now(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = _to_answer(request, public_id)
    form = forms.NotNowForm(sent(request))
    if form.is_valid():
        try:
            actions.say_not_now(
                interest, form.cleaned_data["until"], by=request.user, now=timezone.now()
            )
        except actions.NotUsable:
            form.add_error("until", _("Please choose a day within a year from now."))
        except actions.TooLate:
            return _too_late(request, public_id)
        else:
            messages.success(
                request, _("Put off. They hear of it in ten minutes; until then you can undo it.")
            )
            return redirect("interests:received", public_id)
    context = {"interest": interest, "form": form}
    return render(request, "interests/not_now.html", context, status=_status(form))


@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = _received(request, public_id)
    form = forms.NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_for_more(
                interest, form.cleaned_data["said"], by=request.user, now=timezone.now()
            )
        except (actions.NotUsable, actions.GivesContact) as error:
            form.add_error("said", complaint(error))
        except actions.TooLate:
            return _too_late(request, public_id)
        else:
            messages.success(request, _("Your question is passed on."))
            return redirect("interests:received", public_id)
    return _page(request, interest, form)


@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back an answer of a few minutes ago: one's own, or the team's."""
    try:
        interest, page = queries.get_received(public_id, for_user=request.user), "received"
    except queries.NoInterest:
        interest = found_or_404(queries.get_to_screen, public_id, for_user=request.user)
        page = "screen"
    try:
        actions.take_back_answer(interest, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("They have been told by now, so it cannot be undone."))
    else:
        messages.success(request, _("Undone. Nobody heard of it."))
    return redirect(f"interests:{page}", public_id)


def _page(request: HttpRequest, interest: Any, form: Any = None) -> HttpResponse:
    can_answer = policies.can_answer(request.user, interest)
    context = {
        "interest": interest,
        "proofs": proofs_shown(interest),
        "notes": queries.notes_of(interest),
        "can_answer": can_answer,
        "can_ask": can_answer and interest.state == InterestState.FORWARDED,
        "can_undo": queries.can_be_taken_back(interest, now=timezone.now()),
        "form": form or forms.NoteForm(),
        # Whoever has left since is not reached there any more.
        "contact": interest.contact if interest.is_agreed and interest.contact.is_active else None,
        "introduction": introduction_of(interest, interest.answered_by, request.user),
        "outcome_form": forms.OutcomeForm() if interest.is_agreed else None,
    }
    return render(request, "interests/received.html", context, status=_status(form))


def _received(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_received, public_id, for_user=request.user)


def _to_answer(request: HttpRequest, public_id: uuid.UUID) -> Any:
    interest = _received(request, public_id)
    if not policies.can_answer(request.user, interest):
        raise Http404
    return interest


def _status(form: Any) -> int:
    return 422 if form is not None and form.is_bound else 200


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("That is not possible any more; here is how it stands."))
    return redirect("interests:received", public_id)
