"""Organisations that one acts for: claiming one, deciding on claims, inviting colleagues."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.accounts.choices import Role
from liaison.hub.claims import actions, policies, queries
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.membership.queries import get_organisation_to_apply_for, organisations_named
from liaison.hub.web.claims import forms
from liaison.hub.web.layout.views import found_or_404, sent


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = forms.SearchForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    context = {
        "held": queries.roles_in_organisations(for_user=user),
        "claims": queries.claims_of(for_user=user),
        "to_decide": list(queries.claims_to_decide(for_user=user)),
        "form": form,
        "name": name,
        "found": organisations_named(name, for_user=user),
    }
    return render(request, "claims/mine.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def make(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Claim an organisation of the directory, or ask those who answer for it to join."""
    organisation = found_or_404(
        get_organisation_to_apply_for, organisation_id, for_user=request.user
    )
    form = forms.ClaimForm(sent(request))
    if form.is_valid():
        try:
            made = actions.claim(
                organisation,
                cluster=current_cluster(host=request.get_host()),
                role=Role(form.cleaned_data["role"]),
                said=form.cleaned_data["said"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.AlreadyActs:
            messages.warning(request, _("You hold this role already."))
            return redirect("claims:mine")
        except actions.TooManyClaims:
            messages.warning(request, _("You have asked often today; please go on tomorrow."))
            return redirect("claims:mine")
        except actions.AlreadyClaimed:
            messages.warning(request, _("You have asked for this already; please wait a little."))
            return redirect("claims:mine")
        return redirect("claims:claim", made.public_id)
    context = {
        "organisation": organisation,
        "form": form,
        "has_owner": queries.has_owner(organisation),
    }
    return render(request, "claims/make.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def claim(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a claim; its claimant may have a letter sent that proves it."""
    shown = _claim(request, public_id)
    form = None
    if policies.can_send_letter(request.user, shown) and (
        domain := queries.domain_for(shown, now=timezone.now())
    ):
        form = forms.AddressForm(sent(request), domain=domain)
        if form.is_valid() and (answer := _send_proof(request, shown, form)):
            return answer
    context = {
        "claim": shown,
        "form": form,
        "is_own": shown.person == request.user,
        "can_decide": shown.is_waiting and policies.can_decide(request.user, shown),
        "has_owner": queries.has_owner(shown.organisation),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "claims/claim.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button that proves a claim; the link from the letter by itself decides nothing."""
    now = timezone.now()
    try:
        proved = queries.claim_with(secret, for_user=request.user, now=now)
        if request.method == "POST":
            actions.confirm_proof(secret, by=request.user, now=now)
            return _thank(request, proved.organisation)
    except (queries.NoClaim, actions.TooLate):
        return render(request, "claims/spent.html", status=404)
    except actions.HasOwner:
        messages.warning(
            request, _("Somebody answers for this organisation by now, and decides on your claim.")
        )
        return redirect("claims:mine")
    return render(request, "claims/confirm.html", {"claim": proved, "secret": secret})


@require_POST
def grant(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    granted = _claim(request, public_id)
    try:
        actions.grant(granted, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request)
    messages.success(request, _("Granted. They are told by e-mail."))
    return redirect("claims:mine")


@require_http_methods(["GET", "POST"])
@never_cache
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    refused = _claim(request, public_id)
    if not policies.can_decide(request.user, refused):
        raise Http404
    form = forms.RefusalForm(sent(request))
    if form.is_valid():
        try:
            actions.refuse(
                refused, said=form.cleaned_data["said"], by=request.user, now=timezone.now()
            )
        except actions.TooLate:
            return _too_late(request)
        messages.success(request, _("Not granted. They get your reason by e-mail."))
        return redirect("claims:mine")
    context = {"claim": refused, "form": form}
    return render(request, "claims/refuse.html", context, status=422 if form.is_bound else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    own = _claim(request, public_id)
    try:
        actions.withdraw(own, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request)
    messages.success(request, _("Your claim is taken back."))
    return redirect("claims:mine")


@require_http_methods(["GET", "POST"])
@never_cache
def colleagues(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Show who acts for an organisation to those who answer for it, and let them invite."""
    organisation = _own_organisation(request, organisation_id)
    form = forms.InvitationForm(sent(request))
    if form.is_valid():
        try:
            actions.invite(
                organisation,
                address=form.cleaned_data["address"],
                role=Role(form.cleaned_data["role"]),
                link=_to(request, "claims:accept"),
                by=request.user,
                now=timezone.now(),
            )
        except actions.TooManyLetters:
            form.add_error(None, _("Too many invitations wait already or went out today."))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("claims:colleagues", organisation_id)
    user = request.user
    context = {
        "organisation": organisation,
        "people": queries.people_of(organisation, for_user=user),
        "invitations": queries.invitations_of(organisation, for_user=user, now=timezone.now()),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "claims/colleagues.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def take_role(request: HttpRequest, organisation_id: uuid.UUID, role_id: int) -> HttpResponse:
    """Ask once more, then take a colleague's role."""
    organisation = _own_organisation(request, organisation_id)
    try:
        held = queries.get_person_of(role_id, organisation, for_user=request.user)
    except queries.NoRole:
        return redirect("claims:colleagues", organisation_id)
    refused = False
    if request.method == "POST":
        try:
            actions.take_role(held, by=request.user, now=timezone.now())
        except actions.LastOwner:
            refused = True
        else:
            messages.success(request, _("The role is taken back."))
            return redirect("claims:mine")
    context = {"held": held, "organisation": organisation, "refused": refused}
    return render(request, "claims/take_role.html", context, status=409 if refused else 200)


@require_POST
def withdraw_invitation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    invitation = found_or_404(queries.get_invitation, public_id, for_user=request.user)
    actions.withdraw_invitation(invitation, by=request.user, now=timezone.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect("claims:colleagues", invitation.organisation.public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button that accepts an invitation; the link by itself decides nothing."""
    now = timezone.now()
    try:
        invitation = queries.invitation_with(secret, for_user=request.user, now=now)
        if request.method == "POST":
            actions.accept_invitation(secret, by=request.user, now=now)
            return _thank(request, invitation.organisation)
    except (queries.NoInvitation, actions.NotAllowed):
        return render(request, "claims/spent.html", status=404)
    context = {"invitation": invitation, "secret": secret}
    return render(request, "claims/accept.html", context)


def _thank(request: HttpRequest, organisation: Any) -> HttpResponse:
    said = _("Thank you. You now act for %(organisation)s.")
    messages.success(request, said % {"organisation": organisation.name})
    return redirect("claims:mine")


def _send_proof(request: HttpRequest, about: Any, form: Any) -> HttpResponse | None:
    """Send the letter; None where the page says why not."""
    try:
        actions.send_proof(
            about,
            address=form.address,
            link=_to(request, "claims:confirm"),
            by=request.user,
            now=timezone.now(),
        )
    except actions.NotAnAddressThere:
        form.add_error("box", _("This is no e-mail address."))
        return None
    except actions.TooManyLetters:
        form.add_error(None, _("Three letters were sent. Please wait for the cluster team."))
        return None
    except (actions.TooLate, actions.NotAllowed):
        return _too_late(request)
    messages.success(request, _("The letter is on its way. Please open its link within two days."))
    return redirect("claims:claim", about.public_id)


def _to(request: HttpRequest, page: str) -> Any:
    """Return what makes the whole address of a page that a secret opens."""
    return lambda secret: request.build_absolute_uri(reverse(page, args=[secret]))


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Somebody was faster: this has been decided already."))
    return redirect("claims:mine")


def _claim(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_claim, public_id, for_user=request.user)


def _own_organisation(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_own_organisation, public_id, for_user=request.user)
