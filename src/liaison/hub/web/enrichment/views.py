"""What open data says of an entry: which one it is there, and facts to take over or dismiss."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.change_requests.actions import NeedsReview
from liaison.hub.enrichment import actions, queries
from liaison.hub.enrichment.choices import LINK, Answer
from liaison.hub.enrichment.policies import can_see_lists
from liaison.hub.web.components.registers import source_name
from liaison.hub.web.enrichment.presenting import show
from liaison.hub.web.layout.views import found_or_404

ORGANISATIONS_PER_PAGE = 10


@require_safe
@never_cache
def entry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation = found_or_404(queries.get_editable, public_id, for_user=request.user)
    try:
        told = queries.what_open_data_says(organisation, for_user=request.user)
    except queries.JudgementsUnreadable:
        return _unreadable(request)
    return render(
        request,
        "enrichment/entry.html",
        {
            "told": show(told),
            "organisation": organisation,
            "answers": Answer,
            "is_joined": queries.is_joined(),
            "is_known": told.picture is not None,
        },
    )


@require_safe
@never_cache
def likely(request: HttpRequest) -> HttpResponse:
    """Organisations that look like entries of open data, page by page."""
    return _list(request, "enrichment/likely.html", queries.likely_findings(for_user=request.user))


@require_safe
@never_cache
def proposed(request: HttpRequest) -> HttpResponse:
    """Linked organisations of which open data says more."""
    found = queries.proposing_findings(for_user=request.user)
    return _list(request, "enrichment/proposed.html", found)


def _list(request: HttpRequest, template: str, findings: Any) -> HttpResponse:
    if not can_see_lists(request.user):
        raise Http404
    page = Paginator(findings, ORGANISATIONS_PER_PAGE).get_page(request.GET.get("page"))
    try:
        shown = [show(each) for each in queries.what_was_found(page)]
    except queries.JudgementsUnreadable:
        return _unreadable(request)
    return render(
        request,
        template,
        {
            "page": page,
            "shown": shown,
            "answers": Answer,
            "is_joined": queries.is_joined(),
            # After an answer the next question has the focus, so that Enter answers it.
            "goes_on": "go-on" in request.GET,
            "back": f"{request.path}?{urlencode({'page': page.number, 'go-on': 1})}",
        },
    )


@require_POST
def say(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Is it this one? Yes, no, or unsure."""
    said, key = request.POST.get("said", ""), request.POST.get("entry", "")
    if said not in Answer.values:
        raise Http404
    name = found_or_404(queries.get_editable, public_id, for_user=request.user).name

    def answer() -> str:
        actions.answer(public_id, key, said=said, by=request.user, now=timezone.now())
        if said == Answer.SAME:
            return _("“%(name)s” is linked. What open data says of it stands below.") % {
                "name": name
            }
        return _("Thank you, that is kept: we do not ask of this entry again.")

    return _done(request, public_id, answer)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    found_or_404(queries.get_editable, public_id, for_user=request.user)

    def withdraw() -> str:
        actions.take_back(public_id, number, by=request.user, now=timezone.now())
        return _("Taken back.")

    return _done(request, public_id, withdraw)


@require_POST
def unlink(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found_or_404(queries.get_editable, public_id, for_user=request.user)

    def undo() -> str:
        actions.unlink(public_id, by=request.user, now=timezone.now())
        return _("The link is taken back. What was taken over from open data stays.")

    return _done(request, public_id, undo)


@require_POST
def facts(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take over one fact or all that are missing, dismiss one, or propose it again."""
    found_or_404(queries.get_editable, public_id, for_user=request.user)
    chosen: dict[str, Any] = {"by": request.user, "now": timezone.now()}

    def do() -> str:
        if id_ := request.POST.get("apply"):
            (fact,) = actions.apply_facts(public_id, [id_], **chosen)
            return _("Taken over: %(what)s, from %(source)s.") % _named(fact)
        if id_ := request.POST.get("dismiss"):
            fact = actions.dismiss_fact(public_id, id_, **chosen)
            return _(
                "Dismissed: %(what)s. We ask again when %(source)s says something else."
            ) % _named(fact)
        if id_ := request.POST.get("again"):
            fact = actions.propose_fact_again(public_id, id_, **chosen)
            return _("Proposed again: %(what)s.") % _named(fact)
        if "missing" in request.POST:
            taken = actions.apply_facts_missing_here(public_id, **chosen)
            labels = dict.fromkeys(str(fact.aspect.label) for fact in taken)
            return _("Taken over: %(fields)s.") % {"fields": ", ".join(labels)}
        raise Http404

    return _done(request, public_id, do)


def _named(fact: Any) -> dict[str, str]:
    return {"what": str(fact.aspect.label), "source": source_name(fact.source)}


def _done(request: HttpRequest, public_id: uuid.UUID, do: Callable[[], str]) -> HttpResponse:
    """Do what was asked, say what came of it, and lead back to where the reader was."""
    try:
        messages.success(request, do())
    except actions.UnknownEntry as error:
        raise Http404 from error
    except actions.AnotherIsLinked:
        messages.warning(
            request,
            _(
                "Another organisation of the directory is linked to this entry. Perhaps it is"
                " recorded twice; the cluster team can make one of two."
            ),
        )
    except (actions.LinkedAlready, actions.NotLinked, actions.NothingSaid, actions.ProposalGone):
        messages.warning(request, _("Somebody was faster: this has been answered already."))
    except actions.ChangedMeanwhile:
        messages.warning(request, _("Somebody changed the entry meanwhile. Please look again."))
    except actions.NumberTaken:
        messages.warning(
            request,
            _(
                "Another organisation of the directory has this number, so nothing was taken over."
                " Perhaps it is recorded twice; the cluster team can make one of two."
            ),
        )
    except NeedsReview as refusal:
        messages.warning(request, _review(refusal))
    except (actions.NotRecorded, actions.NotJoined):
        messages.error(
            request, _("This cannot be kept at the moment. Please tell those who run this site.")
        )
    return redirect(_way_back(request, public_id))


def _review(refusal: NeedsReview) -> str:
    if LINK in refusal.codes:
        return _(
            "The cluster looks at all changes first, and its team links entries to open data."
            " Please write to the team which entry it is."
        )
    return _(
        "The cluster team looks at such changes first. Please write it into the entry,"
        " where you can send it to the team."
    )


def _way_back(request: HttpRequest, public_id: uuid.UUID) -> str:
    back = request.POST.get("back", "")
    # A path, and not one that begins with a host.
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else reverse("enrichment:entry", args=[public_id])


def _unreadable(request: HttpRequest) -> HttpResponse:
    return render(request, "same_organisation/unreadable.html", status=503)
