"""Pages of the team about members: the list, one membership, its evidence, review and end."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.membership import actions, policies, queries
from liaison.hub.membership.choices import Category, CommitmentKind, EndReason, MembershipState
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.membership import forms

MEMBERS_PER_PAGE = 50


@dataclass(frozen=True)
class Shown:
    """One membership in the list, and how it stands today."""

    membership: Any
    state: MembershipState

    @property
    def is_due(self) -> bool:
        return self.state == MembershipState.REVIEW_DUE


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    cluster = _cluster_looked_after(request)
    today = timezone.localdate()
    state = request.GET.get("state", "")
    found = queries.members(cluster, for_user=request.user)
    if state == MembershipState.REVIEW_DUE:
        found = found.filter(state=MembershipState.ACTIVE, review_on__lte=today)
    elif state == MembershipState.ACTIVE:
        found = found.filter(state=MembershipState.ACTIVE, review_on__gt=today)
    elif state in (MembershipState.SUSPENDED, MembershipState.ENDED):
        found = found.filter(state=state)
    page = Paginator(found, MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [Shown(each, each.state_on(today)) for each in page.object_list]
    figures = queries.membership_figures(cluster, on=today)
    context = {
        "page": page,
        "state": state,
        "filters": [(each, figures[each]) for each in MembershipState if figures[each]],
        "number": queries.number_of_members(cluster),
        "number_on_map": queries.number_on_sector_map(cluster),
        "can_record": policies.can_end_memberships(request.user, cluster),
    }
    return render(request, "membership/members.html", context)


@require_safe
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Look for an organisation that has been a member before this site was there."""
    cluster = _cluster_looked_after(request, as_manager=True)
    form = forms.SearchForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    found = queries.organisations_to_record(name, cluster=cluster, for_user=request.user)
    context = {"form": form, "name": name, "found": found}
    return render(request, "membership/look_up_member.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def record(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    cluster = _cluster_looked_after(request, as_manager=True)
    organisation = found_or_404(
        queries.get_organisation_to_record,
        organisation_id,
        cluster=cluster,
        for_user=request.user,
    )
    form = forms.RecordForm(sent(request))
    if form.is_valid():
        facts = form.cleaned_data | {"category": Category(form.cleaned_data["category"])}
        try:
            membership = actions.record_membership(
                cluster, organisation, **facts, by=request.user, now=timezone.now()
            )
        except actions.InTheFuture:
            form.add_error("since", _("Please give a day that is not in the future."))
        except actions.AlreadyMember:
            messages.warning(request, _("This organisation is a member already."))
            return redirect("membership:members")
        else:
            messages.success(request, _("The membership is written down."))
            return redirect("membership:member", membership.public_id)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "membership/record_member.html", context, status=status)


@require_safe
@never_cache
def member(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _read(request, public_id))


@require_POST
def add_commitment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    membership = _read(request, public_id)
    form = forms.CommitmentForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data | {"kind": CommitmentKind(form.cleaned_data["kind"])}
        try:
            actions.add_commitment(membership, **facts, by=request.user, now=timezone.now())
        except actions.InTheFuture:
            form.add_error("on", _("Please give a day that is not in the future."))
        except actions.TooLate:
            return _too_late(request, public_id)
        else:
            messages.success(request, _("The evidence is kept."))
            return redirect("membership:member", public_id)
    return _page(request, membership, commitment_form=form, status=422)


@require_POST
def confirm_review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    membership = _read(request, public_id)
    done = _("Reviewed. The next review is set.")
    return _do(request, membership, actions.confirm_review, done=done, said="")


@require_http_methods(["GET", "POST"])
@never_cache
def suspend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    membership = _read_to_end(request, public_id)
    form = forms.SaidForm(sent(request), label=_("Why the membership is suspended"))
    if form.is_valid():
        done = _("The membership is suspended.")
        said = form.cleaned_data["said"]
        return _do(request, membership, actions.suspend, done=done, said=said)
    return _decision(request, "membership/suspend.html", membership, form)


@require_POST
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    membership = _read_to_end(request, public_id)
    return _do(request, membership, actions.resume, done=_("The membership runs again."), said="")


@require_http_methods(["GET", "POST"])
@never_cache
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    membership = _read_to_end(request, public_id)
    form = forms.EndForm(sent(request))
    if form.is_valid():
        return _do(
            request,
            membership,
            actions.end,
            done=_("The membership has ended."),
            reason=EndReason(form.cleaned_data["reason"]),
            said=form.cleaned_data["said"],
        )
    return _decision(request, "membership/end.html", membership, form)


def _page(
    request: HttpRequest, membership: Any, *, commitment_form: Any = None, status: int = 200
) -> HttpResponse:
    state = membership.state_on(timezone.localdate())
    steps, commitments = queries.kept_of(membership, for_user=request.user)
    context = {
        "membership": membership,
        "state": state,
        "is_due": state == MembershipState.REVIEW_DUE,
        "is_running": membership.state != MembershipState.ENDED,
        "is_suspended": membership.state == MembershipState.SUSPENDED,
        "steps": steps[::-1],
        "commitments": commitments,
        "form": commitment_form or forms.CommitmentForm(),
        "can_end": policies.can_end_memberships(request.user, membership.cluster),
    }
    return render(request, "membership/member.html", context, status=status)


def _do(
    request: HttpRequest, membership: Any, action: Any, *, done: str, **keywords: Any
) -> HttpResponse:
    try:
        action(membership, **keywords, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, membership.public_id)
    messages.success(request, done)
    return redirect("membership:member", membership.public_id)


def _decision(request: HttpRequest, template: str, membership: Any, form: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"membership": membership, "form": form}, status=status)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("Somebody was faster: please look at how it stands now."))
    return redirect("membership:member", public_id)


def _read(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_membership, public_id, for_user=request.user)


def _read_to_end(request: HttpRequest, public_id: uuid.UUID) -> Any:
    membership = _read(request, public_id)
    if not policies.can_end_memberships(request.user, membership.cluster):
        raise PermissionDenied
    return membership


def _cluster_looked_after(request: HttpRequest, *, as_manager: bool = False) -> Any:
    cluster = current_cluster(host=request.get_host())
    may = policies.can_end_memberships if as_manager else policies.can_look_after_members
    if not may(request.user, cluster):
        raise PermissionDenied
    return cluster
