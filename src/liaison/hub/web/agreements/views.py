"""
The pages of an agreement: for each of the two sides, by a link too, and for the team.

Programs that look into letters open their links: whatever is opened changes nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.agreements import actions, policies, queries
from liaison.hub.agreements.choices import SIGNING_SIDES, AgreementState
from liaison.hub.agreements.queries import Party, SeenAgreement
from liaison.hub.clusters.policies import can_manage_people
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.core.files import Kind, read
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.links import NotOurs
from liaison.hub.introductions.queries import Spent, as_seen_by
from liaison.hub.web.agreements import forms
from liaison.hub.web.agreements.presenting import (
    files_shown,
    happened,
    later_day_of,
    name_of_file,
    standing_of,
)
from liaison.hub.web.layout.files import as_download
from liaison.hub.web.layout.views import found_or_404

PER_PAGE = 25


@dataclass(frozen=True)
class Place:
    """
    Where a party reads: the address of its page, of a file, and of what the page belongs to.

    :ivar back: "" where there is nothing to lead back to
    """

    page: str
    file: Callable[[uuid.UUID], str]
    back: str


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the agreements of a manager's clusters, what moved last first."""
    found = queries.agreements_in(for_user=request.user)
    cluster = current_cluster(host=request.get_host())
    if not can_manage_people(request.user, cluster) and not found.exists():
        raise Http404
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agreements/desk.html", {"page": page})


@require_POST
def want(request: HttpRequest, introduction_id: uuid.UUID) -> HttpResponse:
    """Ask for an agreement, as one of the two sides."""
    party = found_or_404(queries.party_signed_in, introduction_id, for_user=request.user)
    return _want(request, party, reverse("introductions:introduction", args=[introduction_id]))


@require_POST
def want_for_team(request: HttpRequest, introduction_id: uuid.UUID) -> HttpResponse:
    party = found_or_404(queries.party_of_the_team, introduction_id, for_user=request.user)
    return _want(request, party, reverse("introductions:for-team", args=[introduction_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agreement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show an agreement to one of its sides, with an account."""
    found, party = found_or_404(queries.get_agreement, public_id, for_user=request.user)
    return _page(request, found, party, _place("agreement", "file", public_id, party))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def for_team(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, party = found_or_404(queries.get_agreement_for_team, public_id, for_user=request.user)
    return _page(request, found, party, _place("for-team", "file-for-team", public_id, party))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the agreement to who holds the link of a letter; only their button changes anything."""
    try:
        party = queries.party_by_link(token, now=timezone.now())
    except (NotOurs, Spent):
        return _spent(request)
    place = _place("by-link", "file-by-link", token, party)
    found = queries.agreement_of(party.introduction)
    if request.method == "POST" and request.POST.get("do") == "want":
        return _want(request, party, place.page)
    if found is None:
        context = {"seen": as_seen_by(party.introduction, party.side), "place": place}
        return render(request, "agreements/none.html", context)
    return _page(request, found, party, place)


@require_safe
def file(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    found, _party = found_or_404(queries.get_agreement, public_id, for_user=request.user)
    return _file(request, found, file_id)


@require_safe
def file_for_team(request: HttpRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    found, _party = found_or_404(queries.get_agreement_for_team, public_id, for_user=request.user)
    return _file(request, found, file_id)


@login_not_required
@require_safe
def file_by_link(request: HttpRequest, token: str, file_id: uuid.UUID) -> HttpResponse:
    try:
        party = queries.party_by_link(token, now=timezone.now())
    except (NotOurs, Spent):
        return _spent(request)
    found = queries.agreement_of(party.introduction)
    if found is None:
        raise Http404
    return _file(request, found, file_id)


def _place(page: str, file: str, known_by: uuid.UUID | str, party: Party) -> Place:
    """
    Return where a party reads.

    :param page: the view of the agreement, and `file` that of one of its files
    :param known_by: what both name in their addresses: its public id, or the link of a letter
    """
    introduction = {Side.TEAM: "for-team"}.get(party.side, "introduction")
    return Place(
        page=reverse(f"agreements:{page}", args=[known_by]),
        file=lambda file_id: reverse(f"agreements:{file}", args=[known_by, file_id]),
        # Who holds a link has no page of the introduction.
        back=reverse(f"introductions:{introduction}", args=[party.introduction.public_id])
        if party.person is not None
        else "",
    )


def _want(request: HttpRequest, party: Party, page: str) -> HttpResponse:
    try:
        found = actions.want(party, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("There is one already, or nothing comes of it any more."))
        return redirect(page)
    except actions.TooOften:
        return _too_often(request, page)
    if found.state == AgreementState.WANTED:
        messages.success(request, _("Noted. It begins once both sides said yes."))
        return redirect(page)
    messages.success(request, _("Asked for. Please bring the document now, or later."))
    pages = {Side.TEAM: "agreements:for-team"}
    if party.person is None:
        return redirect(page)
    return redirect(pages.get(party.side, "agreements:agreement"), found.public_id)


def _page(request: HttpRequest, found: Any, party: Party, place: Place) -> HttpResponse:
    """Show an agreement, or do what its reader asks for; 422 where a form is wrong."""
    did = request.POST.get("do", "") if request.method == "POST" else ""
    seen = queries.as_seen(found, party)
    asked = _forms(request, found, seen, did)
    form = asked.get(did)
    if did in _DEEDS and (did not in _WITH_FORM or (form is not None and form.is_valid())):
        try:
            done = _DEEDS[did](request, found, party, form)
        except actions.TooLate:
            messages.warning(request, _("Somebody was faster. You see below how it stands now."))
            return redirect(place.page)
        except actions.TooOften:
            return _too_often(request, place.page)
        except actions.TooManyFiles:
            form.add_error("document", _("There are as many files as an agreement may have."))
        else:
            messages.success(request, done)
            return redirect(place.page)
    elif did in _WITH_FORM and form is None:
        messages.warning(request, _("Somebody was faster. You see below how it stands now."))
        return redirect(place.page)
    status = 422 if form is not None and form.is_bound else 200
    shown = _shown(found, party, place, seen) | {"forms": asked}
    return render(request, "agreements/agreement.html", shown, status=status)


def _shown(found: Any, party: Party, place: Place, seen: SeenAgreement) -> dict[str, Any]:
    return {
        "seen": seen,
        "place": place,
        "standing": standing_of(seen),
        "later_day": later_day_of(seen),
        "can_agree": policies.can_agree_to_later_day(found, party),
        "is_team": party.side == Side.TEAM,
        "signatures": [
            (side, name, day, policies.can_unsign(found, party, side))
            for side, name, day in seen.sides
        ],
        "files": files_shown(seen, place.file),
        "happened": happened(seen),
        "can_call_off": policies.can_call_off(found, party),
        "can_want": policies.can_want(party, found),
        "introduction": party.introduction.public_id,
        "cluster_name": party.introduction.cluster.name,
    }


def _forms(request: HttpRequest, found: Any, seen: SeenAgreement, did: str) -> dict[str, Any]:
    """Return the forms for what its reader may do now; bound the one that was sent."""
    today = timezone.localdate()
    may_sign = [
        (str(side), name)
        for side, name, _day in seen.sides
        if seen.side in (side, Side.TEAM) and policies.can_sign(found, side)
    ]

    def data(deed: str) -> tuple[Any, Any]:
        return (request.POST, request.FILES) if did == deed else (None, None)

    asked: dict[str, Any] = {}
    if policies.can_bring(found):
        asked["bring"] = forms.BringForm(*data("bring"), prefix="bring")
    if may_sign:
        document = queries.document_to_sign(found)
        asked["sign"] = forms.SignForm(
            *data("sign"), prefix="sign", sides=may_sign, of=document, today=today
        )
    if policies.can_note_last_day(found):
        asked["last_day"] = forms.LastDayForm(
            *data("last_day"),
            prefix="last",
            initial={"valid_until": found.valid_until},
            today=today,
        )
    return asked


def _bring(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    document = form.cleaned_data["document"]
    actions.bring(found, document, party=party, now=timezone.now())
    return _("The document is there. Those who are to sign hear of it.")


def _sign(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    said = form.cleaned_data
    actions.sign(
        found,
        Side(form.side),
        said["signed_on"],
        of=said["of"],
        document=said["document"],
        valid_until=said["valid_until"],
        party=party,
        now=timezone.now(),
    )
    return _("Noted. The other side hears of it.")


def _note_last_day(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    day = form.cleaned_data["valid_until"]
    if actions.note_last_day(found, day, party=party, now=timezone.now()):
        return _("The last day is noted.")
    return _("Proposed. The later day counts once the other side has agreed.")


def _agree_to_later_day(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    try:
        day = parse_date(request.POST.get("later_day", ""))
    except ValueError as error:
        raise actions.TooLate from error
    actions.agree_to_later_day(found, day, party=party, now=timezone.now())
    return _("Agreed. The later last day counts from now on.")


def _leave_later_day(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    actions.leave_later_day(found, party=party, now=timezone.now())
    return _("The last day stays as it is.")


def _unsign(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    side = request.POST.get("side", "")
    if side not in SIGNING_SIDES:
        raise actions.TooLate
    try:
        actions.unsign(found, Side(side), party=party, now=timezone.now())
    except actions.NotAllowed as error:
        raise actions.TooLate from error
    return _("The signature is taken back.")


def _call_off(request: HttpRequest, found: Any, party: Party, form: Any) -> str:
    try:
        actions.call_off(found, party=party, now=timezone.now())
    except actions.NotAllowed as error:
        raise actions.TooLate from error
    return _("Called off. The introduction goes on without an agreement.")


_WITH_FORM = ("bring", "sign", "last_day")
_DEEDS = {
    "bring": _bring,
    "sign": _sign,
    "last_day": _note_last_day,
    "agree_to_later_day": _agree_to_later_day,
    "leave_later_day": _leave_later_day,
    "unsign": _unsign,
    "call_off": _call_off,
}


def _file(request: HttpRequest, found: Any, file_id: uuid.UUID) -> HttpResponse:
    kept = found_or_404(partial(queries.get_file, found), file_id)
    try:
        content = read(kept.path)
    except FileNotFoundError:
        return render(request, "agreements/file_gone.html", status=410)
    return as_download(content, content_type=Kind[kept.kind].content_type, name=name_of_file(kept))


def _too_often(request: HttpRequest, page: str) -> HttpResponse:
    messages.warning(
        request,
        _("This changed very often. Please write to the cluster team, which notes more for you."),
    )
    return redirect(page)


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "introductions/spent.html", status=410)
