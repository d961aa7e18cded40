"""Answering a need or an offer, and following one's answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.interests import actions, policies, queries
from liaison.hub.listings.queries import get_listing, get_shown
from liaison.hub.web.interests import forms
from liaison.hub.web.interests.presenting import (
    complaint,
    introduction_of,
    proofs_shown,
    sent_shown,
    why_not,
)
from liaison.hub.web.layout.views import found_or_404, sent


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    context = {
        "sent": [sent_shown(each) for each in queries.sent_by(for_user=request.user)],
        "received": queries.received(for_user=request.user),
    }
    return render(request, "interests/mine.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def express(request: HttpRequest, listing_id: uuid.UUID) -> HttpResponse:
    """Say what one would bring; without an organisation it is explained how to get one."""
    user, today = request.user, timezone.localdate()
    shown = found_or_404(
        get_shown, listing_id, language=get_language() or "en", for_user=user, now=today
    )
    listing = found_or_404(get_listing, listing_id, for_user=user, now=today)
    own = queries.own_of(user)
    organisation = _chosen(request, [*queries.own_answers_to(listing, for_user=user).left, *own])
    if organisation and (under_way := queries.open_interest_of(listing.pk, [organisation])):
        return redirect("interests:sent", under_way.public_id)
    if organisation is None or (why := _why_not(user, organisation, listing)):
        context = {"shown": shown, "why": why if organisation else ""}
        return render(request, "interests/cannot.html", context, status=403)
    form = forms.InterestForm(
        sent(request),
        initial={"contact": str(user.public_id)},
        proofs=queries.proofs_of(organisation),
        colleagues=queries.colleagues_in(organisation),
    )
    if form.is_valid() and (answer := _express(request, listing, organisation, form)):
        return answer
    context = {
        "shown": shown,
        "form": form,
        "organisation": organisation,
        "organisations": own,
    }
    return render(request, "interests/express.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def sent_one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show an answer to its sender, who may say more where that is asked."""
    interest = found_or_404(queries.get_sent, public_id, for_user=request.user)
    form = None
    if policies.can_say_more(request.user, interest):
        form = forms.NoteForm(sent(request))
        if form.is_valid():
            try:
                actions.say_more(
                    interest, form.cleaned_data["said"], by=request.user, now=timezone.now()
                )
            except (actions.NotUsable, actions.GivesContact) as error:
                form.add_error("said", complaint(error))
            except actions.TooLate:
                return _too_late(request, public_id)
            else:
                messages.success(request, _("Passed on. You hear from us."))
                return redirect("interests:sent", public_id)
    context = {
        "shown": sent_shown(interest),
        "interest": interest,
        "proofs": proofs_shown(interest),
        "notes": queries.notes_of(interest),
        "form": form,
        "can_withdraw": policies.can_withdraw(request.user, interest),
        "other": interest.listing.organisation if interest.is_agreed else None,
        "introduction": introduction_of(interest, interest.contact, request.user),
        "outcome_form": forms.OutcomeForm() if interest.is_agreed else None,
        "came_to_nothing": queries.came_to_nothing(interest),
    }
    if context["came_to_nothing"]:
        reader = {"language": get_language() or "en", "for_user": request.user}
        context["others"] = queries.others_to_answer(interest, **reader, now=timezone.localdate())
    return render(request, "interests/sent.html", context, status=_status(form))


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interest = found_or_404(queries.get_sent, public_id, for_user=request.user)
    try:
        actions.withdraw(interest, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Your answer is taken back."))
    return redirect("interests:mine")


@require_POST
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what came of it; either side may."""
    try:
        interest, page = queries.get_sent(public_id, for_user=request.user), "interests:sent"
    except queries.NoInterest:
        interest = found_or_404(queries.get_received, public_id, for_user=request.user)
        page = "interests:received"
    form = forms.OutcomeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please choose what came of it."))
        return redirect(page, public_id)
    try:
        actions.say_outcome(
            interest, form.cleaned_data["outcome"], by=request.user, now=timezone.now()
        )
    except actions.TooLate:
        raise Http404 from None
    messages.success(request, _("Thank you for telling us."))
    return redirect(page, public_id)


def _express(
    request: HttpRequest, listing: Any, organisation: Any, form: Any
) -> HttpResponse | None:
    """Send it to the team; None where the page says why not."""
    said = form.cleaned_data
    try:
        interest = actions.express(
            listing,
            organisation,
            brings=said["brings"],
            evidence=said.get("evidence", []),
            contact=form.colleagues[said["contact"]],
            by=request.user,
            now=timezone.now(),
        )
    except actions.GivesContact as error:
        form.add_error("brings", complaint(error))
        return None
    except actions.NotUsable as error:
        form.add_error(None, complaint(error))
        return None
    except actions.NotPossible as error:
        form.add_error(None, why_not(error.hindrance))
        return None
    except actions.TooSoon:
        form.add_error(
            None,
            _("You have just taken an answer back. Please send another one in ten minutes."),
        )
        return None
    except actions.AlreadyAnswered:
        form.add_error(None, _not_available())
        return None
    except actions.TooMany:
        form.add_error(None, _("You have answered ten times today; please go on tomorrow."))
        return None
    except actions.AlreadyOpen:
        messages.warning(request, _("A colleague of yours has just answered it."))
        return redirect("interests:mine")
    messages.success(request, _("Thank you. The cluster team reads it and passes it on."))
    return redirect("interests:sent", interest.public_id)


def _why_not(user: Any, organisation: Any, listing: Any) -> str:
    """Return why an organisation cannot answer, before anything is written; "" if it can."""
    hindered = policies.hindrance(user, organisation, listing, day=timezone.localdate())
    if hindered:
        return why_not(hindered)
    if queries.is_refused(listing.pk, organisation, now=timezone.now()):
        return _not_available()
    return ""


def _not_available() -> str:
    return _("It is not available to your organisation.")


def _chosen(request: HttpRequest, own: list[Any]) -> Any:
    """Return in whose name one answers: as chosen, else the first that may."""
    named = {str(each.public_id): each for each in own}
    asked = request.GET.get("organisation", "")
    return named.get(asked) or next(iter(own), None)


def _status(form: Any) -> int:
    return 422 if form is not None and form.is_bound else 200


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("That is not possible any more; here is how it stands."))
    return redirect("interests:sent", public_id)
