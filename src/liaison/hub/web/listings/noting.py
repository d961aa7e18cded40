"""The team writes down what an organisation that it met needs or offers; theirs is the rest."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.interactions.actions import write_down
from liaison.hub.interactions.queries import get_kept, get_met
from liaison.hub.listings import actions, policies, queries
from liaison.hub.listings.choices import WORDS, ListingState
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.listings import forms
from liaison.hub.web.listings.presenting import language_now


@require_http_methods(["GET", "POST"])
@never_cache
def note(request: HttpRequest, contact_id: uuid.UUID, organisation_id: uuid.UUID) -> HttpResponse:
    """Write down what one of the organisations of a contact needs or offers."""
    contact = found_or_404(get_kept, contact_id, for_user=request.user)
    organisation = found_or_404(get_met, contact, organisation_id, for_user=request.user)
    is_own = policies.acts_for(request.user, organisation)
    is_member = queries.is_member(organisation, contact.cluster)
    can_note = is_member and not is_own
    form = forms.NotedForm(sent(request) if can_note else None, initial=_of_contact(contact))
    if form.is_valid():
        try:
            listing = write_down(
                contact_id, organisation_id, form.noted, by=request.user, now=timezone.now()
            )
        except actions.NotAMember:
            # Not any more; the page says so.
            return redirect("listings:note", contact_id, organisation_id)
        except actions.NotUsable as error:
            _complain(form, error)
        except actions.TooManyListings:
            form.add_error(
                None, _("It has fifty needs and offers already. Some have to be closed first.")
            )
        else:
            messages.success(request, _("It is written down, and waits for them."))
            return redirect("listings:noted", listing.public_id)
    context = {
        "contact": contact,
        "organisation": organisation,
        "form": form,
        "is_own": is_own,
        "is_member": is_member,
        "can_note": can_note,
        **_whom(request, organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "listings/note.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def noted(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show how far it is; while nobody took it up, it is the team's to change."""
    listing = found_or_404(queries.get_noted, public_id, for_user=request.user)
    if listing.state != ListingState.DRAFT:
        return redirect("listings:review", public_id)
    can_change = policies.can_change_noted(request.user, listing)
    if request.method == "POST" and not can_change:
        return _taken_up(request, public_id)
    codes = ("kind", "money", "language", *WORDS, "private_brief")
    form = forms.NotedForm(
        sent(request),
        initial={code: getattr(listing, code) for code in codes} if can_change else None,
    )
    if form.is_valid():
        try:
            actions.change_noted(listing, form.noted, by=request.user, now=timezone.now())
        except actions.TooLate:
            return _taken_up(request, public_id)
        except actions.NotUsable as error:
            _complain(form, error)
        else:
            messages.success(request, _("Kept. It waits for them as you wrote it now."))
            return redirect("listings:noted", public_id)
    context = {
        "listing": listing,
        "form": form,
        "can_change": can_change,
        **_whom(request, listing.organisation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "listings/noted.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = found_or_404(queries.get_noted, public_id, for_user=request.user)
    organisation = listing.organisation.public_id
    try:
        actions.withdraw_noted(listing, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _taken_up(request, public_id)
    messages.success(request, _("The draft is erased."))
    return redirect("interactions:organisation", organisation)


def _of_contact(contact: Any) -> dict[str, str]:
    """Return how the form begins: with the summary, never with the private note."""
    # What is too long for the public text may still be read by few.
    is_short = len(contact.summary) <= WORDS["public_text"][1]
    place = "public_text" if is_short else "private_brief"
    return {"language": language_now(), place: contact.summary}


def _whom(request: HttpRequest, organisation: Any) -> dict[str, Any]:
    """Return whether anybody can take it up, and where they say that they speak for it."""
    address = reverse("claims:make", args=[organisation.public_id])
    return {
        "has_people": queries.has_people(organisation),
        "claim_address": request.build_absolute_uri(address),
    }


def _complain(form: Any, error: actions.NotUsable) -> None:
    field = error.field if error.field in form.fields else None
    form.add_error(field, _("This cannot be kept as it is; please look at it again."))


def _taken_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("They have taken it up meanwhile: it is theirs to change now."))
    return redirect("listings:noted", public_id)
