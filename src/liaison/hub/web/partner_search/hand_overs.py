"""Putting a need into the hands of the cluster team: to be introduced, or because nobody fits."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.directory.queries import current_id, get_organisation
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import ADDRESSES_ARE_KEPT_FOR, FeedbackState
from liaison.hub.partner_search.queries import NoHandOver, get_hand_over_of
from liaison.hub.web.layout.views import found_or_none, sent
from liaison.hub.web.partner_search.feedback import back_to_results, name_of
from liaison.hub.web.partner_search.forms import HandOverForm, IntroductionForm
from liaison.hub.web.partner_search.own import actor, in_own_search, reader
from liaison.hub.web.partner_search.saying import ASKED_FOR, day_of, sayings_in
from liaison.matching import UnknownOrganisation


@require_http_methods(["GET", "POST"])
@never_cache
@in_own_search
def introduction(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    name = name_of(request, search, organisation_id)
    form = IntroductionForm(sent(request))
    if form.is_valid() and _is_asked_for(request, search, organisation_id, name, form):
        said = _("The team of %(cluster)s has your wish to meet %(name)s. Its answer comes here.")
        messages.success(request, said % {"cluster": search.cluster.name, "name": name})
        return redirect("partner_search:results", search.public_id)
    obstacle = "" if form.is_bound else _obstacle(request, search, organisation_id, name)
    return render(
        request,
        "partner_search/introduction.html",
        {
            "search": search,
            "organisation_id": organisation_id,
            "name": name,
            "form": form,
            "obstacle": obstacle,
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
@in_own_search
def hand_over(request: HttpRequest, search: Any) -> HttpResponse:
    form = HandOverForm(sent(request), has_account=request.user.is_authenticated)
    if form.is_valid():
        return _hand_over(request, search, form)
    if not form.is_bound and sayings_in(search, request).is_handed_over:
        return _handed_over_already(request, search)
    return render(
        request,
        "partner_search/hand_over.html",
        {"search": search, "form": form, "days": ADDRESSES_ARE_KEPT_FOR.days},
        status=422 if form.is_bound else 200,
    )


@require_POST
@login_not_required
@in_own_search
def take_back(request: HttpRequest, search: Any, hand_over_id: uuid.UUID) -> HttpResponse:
    try:
        handed_over = get_hand_over_of(search, hand_over_id, **reader(request))
        actions.take_back(handed_over, **actor(request), now=timezone.now())
    except NoHandOver as error:
        raise Http404 from error
    except actions.TooLate:
        messages.warning(
            request,
            _("Somebody of the team has begun to work on it, so it cannot be taken back any more."),
        )
    else:
        messages.success(request, _("Taken back: the team does not have it any more."))
    return back_to_results(request, search)


def _is_asked_for(
    request: HttpRequest, search: Any, organisation_id: str, name: str, form: IntroductionForm
) -> bool:
    """Ask for the introduction; where that cannot be, the form says why."""
    try:
        actions.ask_for_introduction(
            search,
            organisation_id,
            message=form.cleaned_data["message"],
            **actor(request),
            now=timezone.now(),
        )
    except (
        actions.NotFromHere,
        actions.IsExcluded,
        actions.AskedTooOften,
        UnknownOrganisation,
    ):
        # What stood in the way may be gone a moment later.
        obstacle = _obstacle(request, search, organisation_id, name)
        form.add_error(None, obstacle or _("That did not work. Please try once more."))
    return not form.errors


def _obstacle(request: HttpRequest, search: Any, organisation_id: str, name: str) -> str:
    """Return why no introduction to an organisation can be asked for; "" if one can."""
    organisation_id = current_id(organisation_id)
    sayings = sayings_in(search, request)
    said = sayings.feedback.get(organisation_id)
    free_from = day_of(sayings.stands.free_from.get(organisation_id))
    if said and said.state in ASKED_FOR:
        text = _("You have asked for an introduction to %(name)s already.")
    elif said and said.state == FeedbackState.DISMISSED:
        text = _("You have set %(name)s aside in this search. Please undo that first.")
    elif organisation_id in sayings.stands.excluded:
        text = _kept_out_by(sayings.stands.excluded[organisation_id])
    elif found_or_none(get_organisation, organisation_id, for_user=request.user) is None:
        text = _("The open data no longer knows %(name)s, so nobody can be asked.")
    elif free_from:
        text = _(
            "%(name)s was asked for often of late. So that nobody is worn out by requests, "
            "an introduction is possible again from %(day)s."
        )
    else:
        return ""
    return text % {"name": name, "day": date_format(free_from, "DATE_FORMAT") if free_from else ""}


def _kept_out_by(whom: str) -> str:
    if whom == "yours":
        return _("%(name)s is on your list of organisations that are never suggested to you.")
    return _("The cluster suggests %(name)s to nobody, mostly because it asked for that.")


def _hand_over(request: HttpRequest, search: Any, form: HandOverForm) -> HttpResponse:
    try:
        actions.hand_over(search, **form.cleaned_data, **actor(request), now=timezone.now())
    except actions.AlreadyHandedOver:
        return _handed_over_already(request, search)
    said = _("The team of %(cluster)s has your need now. Its answer comes here and by e-mail.")
    messages.success(request, said % {"cluster": search.cluster.name})
    return redirect("partner_search:results", search.public_id)


def _handed_over_already(request: HttpRequest, search: Any) -> HttpResponse:
    messages.warning(
        request, _("The team has this need already. You see below how far it has come.")
    )
    return redirect("partner_search:results", search.public_id)
