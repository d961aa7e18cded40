"""Saying of a suggestion what one makes of it, and taking that back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liaison.hub.directory.queries import current_id, get_organisation
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import (
    DismissalReason,
    ExclusionReason,
    FeedbackState,
    Outcome,
)
from liaison.hub.partner_search.queries import feedback_on
from liaison.hub.web.layout.views import found_or_none
from liaison.hub.web.partner_search.own import actor, in_own_search, reader


@require_POST
@login_not_required
@in_own_search
def shortlist(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    name = name_of(request, search, organisation_id)
    try:
        actions.shortlist(search, organisation_id, **actor(request), now=timezone.now())
    except actions.NotFromHere:
        _say_too_late(request, name)
    else:
        said = _("%(name)s is on your shortlist. Those who worked with it move up.")
        undo = _button(search, organisation_id, "take-back", _("Undo"))
        messages.success(request, _with_buttons(said % {"name": name}, undo))
    return back_to_results(request, search)


@require_POST
@login_not_required
@in_own_search
def set_aside(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    name = name_of(request, search, organisation_id)
    reason = request.POST.get("reason", "")
    if reason not in DismissalReason.values:
        messages.warning(request, _("Please choose one of the reasons for setting it aside."))
        return back_to_results(request, search)
    try:
        actions.dismiss(
            search, organisation_id, reason=reason, **actor(request), now=timezone.now()
        )
    except actions.NotFromHere:
        _say_too_late(request, name)
    else:
        _say_it_is_set_aside(request, search, organisation_id, name, reason)
    return back_to_results(request, search)


@require_POST
@login_not_required
@in_own_search
def take_back(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    name = name_of(request, search, organisation_id)
    said = feedback_on(search, **reader(request)).get(current_id(organisation_id))
    try:
        actions.take_back_feedback(search, organisation_id, **actor(request), now=timezone.now())
    except actions.NothingToTakeBack:
        messages.warning(request, _("There was nothing to take back any more."))
    except actions.NotFromHere:
        _say_too_late(request, name)
    else:
        messages.success(request, _taken_back(said.state if said else "") % {"name": name})
    return back_to_results(request, search)


@require_POST
@in_own_search
def outcome(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    """Keep what an introduction came to."""
    name = name_of(request, search, organisation_id)
    told = request.POST.get("outcome", "")
    if told not in Outcome.values:
        messages.warning(request, _("Please choose what the introduction came to."))
        return back_to_results(request, search)
    try:
        actions.report_outcome(
            search, organisation_id, outcome=told, **actor(request), now=timezone.now()
        )
    except actions.NotFromHere:
        said = _("You have told already what came of %(name)s, or never asked to be introduced.")
        messages.warning(request, said % {"name": name})
    else:
        said = _("Thank you for telling what the introduction to %(name)s came to.")
        undo = _button(search, organisation_id, "take-back", _("Undo"))
        messages.success(request, _with_buttons(said % {"name": name}, undo))
    return back_to_results(request, search)


@require_POST
@in_own_search
def never_suggest(request: HttpRequest, search: Any, organisation_id: str) -> HttpResponse:
    """Exclude a competitor from all one's searches, once it was set aside as one in this."""
    name = name_of(request, search, organisation_id)
    reason = ExclusionReason.COMPETITOR
    try:
        actions.exclude_for_oneself(
            organisation_id, reason=reason, by=request.user, now=timezone.now()
        )
    except actions.AlreadyExcluded:
        said = _("%(name)s was on your list already and is suggested in none of your searches.")
    else:
        said = _("%(name)s is suggested in none of your searches any more.")
    your_list = format_html('<a href="{}">{}</a>', reverse("exclusions:mine"), _("Your list"))
    messages.success(request, _with_buttons(said % {"name": name}, your_list))
    return back_to_results(request, search)


def name_of(request: HttpRequest, search: Any, organisation_id: str) -> str:
    """
    Return what to call an organisation: its id where open data has dropped it since.

    :raises Http404: if neither open data nor this search has ever known it
    """
    organisation = found_or_none(get_organisation, organisation_id, for_user=request.user)
    if organisation:
        return organisation.name
    if organisation_id not in feedback_on(search, **reader(request)):
        raise Http404
    return organisation_id


def back_to_results(request: HttpRequest, search: Any) -> HttpResponse:
    """Lead back to the filters and the page the reader came from, and to no other address."""
    page = "team" if request.POST.get("to") == "team" else "results"
    address = reverse(f"partner_search:{page}", args=[search.public_id])
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{address}?{query}" if query else address)


def _say_it_is_set_aside(
    request: HttpRequest, search: Any, organisation_id: str, name: str, reason: str
) -> None:
    said = _("%(name)s is set aside and leaves the suggestions of this search.") % {"name": name}
    buttons = [_button(search, organisation_id, "take-back", _("Undo"))]
    if reason == DismissalReason.COMPETITOR and request.user.is_authenticated:
        never = _("Never suggest it to me")
        buttons.append(_button(search, organisation_id, "never-suggest", never))
    messages.success(request, _with_buttons(said, *buttons))


def _say_too_late(request: HttpRequest, name: str) -> None:
    said = _(
        "You have asked for an introduction to %(name)s. "
        "Take that back first, as long as the team has not begun to work on it."
    )
    messages.warning(request, said % {"name": name})


def _taken_back(state: str) -> str:
    """Return the sentence for what was said before."""
    if state == FeedbackState.OUTCOME:
        return _("What you told of the introduction to %(name)s is taken back.")
    if state == FeedbackState.DISMISSED:
        return _("%(name)s may be suggested in this search again.")
    return _("%(name)s is no longer on your shortlist.")


def _button(search: Any, organisation_id: str, page: str, words: str) -> SafeString:
    """Return a button of the form "say", which stands on the page that shows the message."""
    return format_html(
        '<button class="button button--quiet button--small" form="say" formaction="{}">{}</button>',
        reverse(f"partner_search:{page}", args=[search.public_id, organisation_id]),
        words,
    )


def _with_buttons(said: str, *buttons: SafeString) -> SafeString:
    together = format_html("{}", said)
    for button in buttons:
        together = format_html("{} {}", together, button)
    return together
