"""Proposing an introduction: to an entry, to one of open data, or for a handed-over need."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.interactions.actions import UnknownOutcome, add_outcome
from liaison.hub.interactions.queries import NoInteraction
from liaison.hub.interactions.ways import INTRODUCTION
from liaison.hub.introductions import actions, policies, queries
from liaison.hub.introductions.choices import LONGEST_BLURB, About
from liaison.hub.partner_search.choices import HandOverKind
from liaison.hub.partner_search.queries import NoSearch, get_handed_over, get_search
from liaison.hub.web.introductions.forms import OWN_NAME, ProposalForm, ProposalForOthersForm
from liaison.hub.web.layout.views import found_or_404, sent

_REFUSALS = (
    actions.AlreadyProposed,
    actions.AskedTooOften,
    actions.IsExcluded,
    actions.NotAllowed,
    actions.NotAvailable,
    actions.SameSide,
    actions.WordsNotUsable,
)


@require_http_methods(["GET", "POST"])
@never_cache
def with_entry(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    asked = found_or_404(queries.asked_of_directory, organisation_id, for_user=request.user)
    return _propose(request, asked)


@require_http_methods(["GET", "POST"])
@never_cache
def with_open_data(request: HttpRequest, organisation_id: str) -> HttpResponse:
    asked = found_or_404(queries.asked_of_open_data, organisation_id, for_user=request.user)
    return _propose(request, asked)


@require_http_methods(["GET", "POST"])
@never_cache
def for_hand_over(request: HttpRequest, hand_over_id: uuid.UUID) -> HttpResponse:
    """Make an introduction of what somebody handed to the team; their words are the draft."""
    handed_over = found_or_404(get_handed_over, hand_over_id, for_user=request.user)
    if handed_over.kind != HandOverKind.INTRODUCTION:
        return redirect("hand_overs:hand-over", hand_over_id)
    asked = found_or_404(
        queries.asked_of_open_data, handed_over.organisation_id, for_user=request.user
    )
    own = _visible_ones_of(handed_over.person, request)
    initial = {"blurb": handed_over.message[:LONGEST_BLURB], "organisation": _first(own)}
    form = ProposalForm(sent(request), own=own, initial=initial)

    def propose(wish: actions.Wish) -> Any:
        return actions.propose_for(
            handed_over,
            wish,
            asking_organisation=form.chosen,
            by=request.user,
            now=timezone.now(),
        )

    if form.is_valid() and (made := _made(form, asked, propose)):
        return _to_team_page(request, made)
    context = {"asked": asked, "form": form, "person": handed_over.person}
    status = 422 if form.is_bound else 200
    return render(request, "introductions/propose.html", context, status=status)


def _propose(request: HttpRequest, asked: queries.Asked) -> HttpResponse:
    cluster = current_cluster(host=request.get_host())
    manages = policies.manages(request.user, cluster)
    form = _form(request, manages=manages)
    if form.is_valid() and (person := _person(request, form)):
        chosen_person = None if person == request.user else person

        def propose(wish: actions.Wish) -> Any:
            return actions.propose(
                asked,
                wish,
                asking_organisation=form.chosen,
                asking_person=chosen_person,
                cluster=cluster,
                by=request.user,
                now=timezone.now(),
            )

        made = _made(form, asked, propose, search=_search(request, form))
        if made:
            _note_as_outcome(request, made)
        if made and chosen_person:
            return _to_team_page(request, made)
        if made:
            messages.success(request, _("Thank you. The team looks at it, and then asks them."))
            return redirect("introductions:introduction", made.public_id)
    context = {"asked": asked, "form": form, "cluster_name": cluster.name}
    status = 422 if form.is_bound else 200
    return render(request, "introductions/propose.html", context, status=status)


def _form(request: HttpRequest, *, manages: bool) -> ProposalForm:
    own = queries.own_organisations(for_user=request.user)
    data = sent(request)
    initial = {"organisation": _first(own), "search": request.GET.get("search", "")}
    if not manages:
        return ProposalForm(data, own=own, initial=initial)
    if data and data.get("person"):
        try:
            own = _visible_ones_of(get_person(data["person"]), request)
        except NoPerson:
            own = []
    return ProposalForOthersForm(data, own=own, initial=initial | {"organisation": OWN_NAME})


def _person(request: HttpRequest, form: ProposalForm) -> Any:
    """Return for whom somebody asks; None where the form says why not."""
    address = form.cleaned_data.get("person")
    if not address:
        return request.user
    try:
        person = get_person(address)
    except NoPerson:
        form.add_error("person", _("Nobody with this address has an account that can be used."))
        return None
    return person


def _made(
    form: ProposalForm,
    asked: queries.Asked,
    propose: Callable[[actions.Wish], Any],
    *,
    search: uuid.UUID | None = None,
) -> Any:
    """Return what was proposed; None where the form says why not."""
    said = form.cleaned_data
    wish = actions.Wish(
        blurb=said["blurb"],
        is_anonymous=said["is_anonymous"],
        described_as=said["described_as"],
        about_kind=About.SEARCH if search else "",
        about_id=search,
    )
    try:
        return propose(wish)
    except actions.RevealsContact:
        form.add_error(
            "blurb",
            _("Please leave out addresses, telephone numbers and links; they come after the yes."),
        )
    except actions.RevealsName:
        form.add_error("blurb", _("These words, or the description, tell who you are."))
    except _REFUSALS as refusal:
        form.add_error(None, _refused(refusal) % {"name": asked.name})
    return None


def _refused(refusal: Exception) -> str:
    sentences = {
        actions.AlreadyProposed: _("An introduction to %(name)s is under way already."),
        actions.AskedTooOften: _(
            "%(name)s was asked for often of late. So that nobody is worn out by requests, please "
            "try again in a few weeks."
        ),
        actions.IsExcluded: _(
            "%(name)s is not suggested here: it asked for that, or you excluded it."
        ),
        actions.NotAllowed: _("Please ask in a name for which you, or they, may speak."),
        actions.NotAvailable: _("%(name)s is not available for introductions."),
        actions.SameSide: _("%(name)s cannot be introduced to itself."),
        actions.WordsNotUsable: _("Please look through the words: something is missing."),
    }
    return sentences[type(refusal)]


def _note_as_outcome(request: HttpRequest, made: Any) -> None:
    """Have it come of the contact from whose page somebody of the team proposed it."""
    try:
        contact = uuid.UUID(request.GET.get("contact", ""))
        add_outcome(
            contact, kind=INTRODUCTION, what=made.public_id, by=request.user, now=timezone.now()
        )
    except (ValueError, NoInteraction, UnknownOutcome):
        # No contact that the reader may write to: the introduction stands by itself.
        return


def _visible_ones_of(person: Any, request: HttpRequest) -> list[Any]:
    return queries.organisations_to_ask_for(person, for_user=request.user)


def _first(own: list[Any]) -> str:
    return str(own[0].public_id) if own else OWN_NAME


def _search(request: HttpRequest, form: ProposalForm) -> uuid.UUID | None:
    """Return the reader's own search that it is about; none where it is not theirs."""
    public_id = form.cleaned_data["search"]
    if public_id is None:
        return None
    try:
        return get_search(public_id, for_user=request.user, browser_key="").public_id
    except NoSearch:
        return None


def _to_team_page(request: HttpRequest, made: Any) -> HttpResponse:
    messages.success(request, _("Proposed. Please say now whom we ask; then they are asked first."))
    return redirect("introductions:for-team", made.public_id)
