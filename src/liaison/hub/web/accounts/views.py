"""One's own account, and who may do what in the cluster."""

from contextlib import suppress
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.accounts import actions as account_actions
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.accounts.queries import NoPerson, get_person, names_of
from liaison.hub.bulk_edits.queries import works_in_a_team
from liaison.hub.clusters import actions, policies, queries
from liaison.hub.web.accounts import forms
from liaison.hub.web.accounts.history import tell
from liaison.hub.web.accounts.sign_in import waits_for_code
from liaison.hub.web.layout.views import found_or_404

EVENTS_SHOWN = 50


@require_http_methods(["GET", "POST"])
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = forms.ProfileForm(
        request.POST or None,
        initial={"full_name": person.full_name, "language": person.language},
    )
    if form.is_valid():
        account_actions.update_profile(
            person, **form.cleaned_data, by=request.user, now=timezone.now()
        )
        with translation.override(person.language):
            messages.success(request, _("Your profile is saved."))
            return redirect("accounts:profile")
    cluster = queries.current_cluster(host=request.get_host())
    context = {
        "form": form,
        "roles": _described(queries.roles_of(person, cluster)),
        "works_in_a_team": works_in_a_team(person),
        "can_manage_people": policies.can_manage_people(person, cluster),
    }
    return render(request, "accounts/profile.html", context, status=_status_of(form))


@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    refused = False
    if request.method == "POST":
        try:
            account_actions.erase_account(request.user, by=request.user, now=timezone.now())
        except actions.LastManager:
            refused = True
        else:
            logout(request)
            messages.success(request, _("Your account and your name are erased."))
            return redirect("home:index")
    return render(
        request, "accounts/erase.html", {"refused": refused}, status=409 if refused else 200
    )


@require_safe
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    return _people_page(request, forms.GrantRoleForm())


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    cluster = _managed_cluster(request)
    form = forms.GrantRoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            # Whether an address is known is told to the cluster's managers alone (see above).
            person = get_person(form.cleaned_data["email"])
            actions.grant_role(
                person=person, role=role, cluster=cluster, by=request.user, now=timezone.now()
            )
        except NoPerson:
            form.add_error("email", _("Nobody with an account here uses this address."))
        except actions.AlreadyHolds:
            form.add_error(None, _("This person already holds this role."))
        else:
            messages.success(
                request,
                _("%(person)s now holds the role “%(role)s”.")
                % {"person": person.full_name, "role": role.label},
            )
            return redirect("accounts:people")
    return _people_page(request, form)


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, role_id: int) -> HttpResponse:
    cluster = _managed_cluster(request)
    held = found_or_404(queries.get_role, role_id, cluster=cluster, for_user=request.user)
    refused = False
    if request.method == "POST":
        try:
            _withdraw(request, held)
        except actions.LastManager:
            refused = True
        else:
            return redirect("accounts:people")
    context = {"held": held, "refused": refused, "is_own": held.person == request.user}
    return render(request, "accounts/withdraw.html", context, status=409 if refused else 200)


@require_safe
@never_cache
@login_not_required
def sign_in_link(request: HttpRequest, code: str) -> HttpResponse:
    """
    Open the page on which a button signs in; the link itself decides nothing.

    A code counts only in the browser that asked for it: a link that someone else was tricked into
    asking for, or that a mail scanner follows, opens nothing.
    """
    if waits_for_code(request):
        address = reverse("account_confirm_login_code")
        return redirect(f"{address}?{urlencode({'code': code})}")
    return render(request, "accounts/other_browser.html")


def _people_page(request: HttpRequest, form: forms.GrantRoleForm) -> HttpResponse:
    cluster = _managed_cluster(request)
    history = queries.history_of(cluster, for_user=request.user)
    # What the software reminds people of, day by day, would leave no room for what people did.
    events = list(history.exclude(verb__startswith="clock.", actor="")[:EVENTS_SHOWN])
    mentioned = {public_id for event in events for public_id in (event.actor, event.subject)}
    context = {
        "form": form,
        "people": queries.people_of(cluster, for_user=request.user),
        "roles": _described(CLUSTER_ROLES),
        "history": tell(events, names=names_of(mentioned, for_user=request.user)),
    }
    return render(request, "accounts/people.html", context, status=_status_of(form))


def _managed_cluster(request: HttpRequest) -> Any:
    """Return the cluster whose site this is, if the reader manages it."""
    cluster = queries.current_cluster(host=request.get_host())
    if not policies.can_manage_people(request.user, cluster):
        raise PermissionDenied
    return cluster


def _withdraw(request: HttpRequest, held: Any) -> None:
    words = {"person": held.person.full_name, "role": held.get_role_display()}
    # Where somebody else was faster, what was wanted has happened.
    with suppress(actions.DoesNotHold):
        actions.withdraw_role(
            person=held.person,
            role=Role(held.role),
            cluster=held.cluster,
            by=request.user,
            now=timezone.now(),
        )
    messages.success(request, _("%(person)s no longer holds the role “%(role)s”.") % words)


def _described(roles: Any) -> list[Role]:
    """Return roles in the order in which we name them."""
    return [role for role in Role if role in roles]


def _status_of(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200
