"""The team notes what hinders an organisation that it met, and reads what members told."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.interactions.queries import get_kept, get_met
from liaison.hub.listings.queries import has_people, is_member
from liaison.hub.policy_needs import policies
from liaison.hub.policy_needs.actions import noting
from liaison.hub.policy_needs.choices import LONGEST_WORDS
from liaison.hub.policy_needs.describing import read_challenge
from liaison.hub.policy_needs.queries import signals
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.policy_needs import forms
from liaison.hub.web.policy_needs.mine import complain


@require_http_methods(["GET", "POST"])
@never_cache
def note(request: HttpRequest, contact_id: uuid.UUID, organisation_id: uuid.UUID) -> HttpResponse:
    """Note what hinders one of the organisations of a contact."""
    contact = found_or_404(get_kept, contact_id, for_user=request.user)
    organisation = found_or_404(get_met, contact, organisation_id, for_user=request.user)
    is_own = policies.acts_for(request.user, organisation)
    belongs = is_member(organisation, contact.cluster)
    can_note = belongs and not is_own
    form = forms.NotedForm(sent(request) if can_note else None, initial=_of_contact(contact))
    if form.is_valid():
        try:
            signal = noting.note_after(
                contact_id, organisation_id, form.noted, by=request.user, now=timezone.now()
            )
        except noting.NotAMember:
            # Not any more; the page says so.
            return redirect("policy_needs:note", contact_id, organisation_id)
        except noting.NotUsable as error:
            complain(form, error)
        else:
            messages.success(request, _("It is written down; you can gather it with others."))
            return redirect("policy_needs:noted", signal.public_id)
    context = {
        "contact": contact,
        "organisation": organisation,
        "form": form,
        "is_own": is_own,
        "is_member": belongs,
        "can_note": can_note,
        **_whom(request, organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policy_needs/note.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def noted(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show to the team what hinders a member; what only it has said is its to change."""
    signal = found_or_404(signals.get_for_team, public_id, for_user=request.user)
    can_change = policies.can_change_noted(request.user, signal)
    if request.method == "POST" and not can_change:
        return _taken_up(request, public_id)
    codes = ("theme", "words", "language", "version")
    form = forms.NotedAnewForm(
        sent(request),
        initial={code: getattr(signal, code) for code in codes} if can_change else None,
    )
    if form.is_valid():
        try:
            noting.change_noted(
                signal,
                form.noted,
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except noting.TooLate:
            return _taken_up(request, public_id)
        except noting.NotUsable as error:
            complain(form, error)
        else:
            messages.success(request, _("Kept as you wrote it now."))
            return redirect("policy_needs:noted", public_id)
    context = {
        "signal": signal,
        "form": form,
        "can_change": can_change,
        "read": read_challenge(signal.challenge) if signal.challenge else None,
        **_whom(request, signal.organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policy_needs/noted.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    signal = found_or_404(signals.get_for_team, public_id, for_user=request.user)
    organisation = signal.organisation.public_id
    try:
        noting.withdraw_noted(signal, by=request.user, now=timezone.now())
    except noting.TooLate:
        return _taken_up(request, public_id)
    messages.success(request, _("What you noted is erased."))
    return redirect("interactions:organisation", organisation)


def _of_contact(contact: Any) -> dict[str, str]:
    """Return how the form begins: with the summary, never with the private note."""
    # What is too long would have to be shortened by whoever reads it anyway.
    words = contact.summary if len(contact.summary) <= LONGEST_WORDS else ""
    return {"language": get_language() or "", "words": words}


def _whom(request: HttpRequest, organisation: Any) -> dict[str, Any]:
    """Return whether anybody reads it there, and where they say that they speak for it."""
    address = reverse("claims:make", args=[organisation.public_id])
    return {
        "has_people": has_people(organisation),
        "claim_address": request.build_absolute_uri(address),
    }


def _taken_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("It was changed or taken up meanwhile; here is how it stands."))
    return redirect("policy_needs:noted", public_id)
