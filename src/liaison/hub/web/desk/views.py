"""The desk: what waits for a team or for a person, and what is done with several at once."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.clocks import moves
from liaison.hub.clocks.actions import NotAllowed, TooLate
from liaison.hub.clocks.choices import Deed, Section
from liaison.hub.clocks.ladders import local_day
from liaison.hub.clocks.queries import (
    clocks_for,
    clocks_on_desk,
    colleagues,
    counts_on_desk,
    desk_clusters,
    desk_of,
    move_to_undo,
    with_related,
)
from liaison.hub.core.counting import MOST_COUNTED
from liaison.hub.interactions.queries import silent_members
from liaison.hub.membership.queries import SILENT_FOR
from liaison.hub.notifications.actions import try_team_again
from liaison.hub.notifications.queries import team_addresses_returned
from liaison.hub.web.desk.forms import DeedForm, FilterForm, chosen_of
from liaison.hub.web.desk.presenting import rows_of
from liaison.hub.web.layout.views import found_or_404

ROWS_PER_PAGE = 25


class CountedPaginator(Paginator):
    """Pages of a list of which it is known already how long it is."""

    def __init__(self, found: Any, number: int) -> None:
        super().__init__(found, ROWS_PER_PAGE)
        self.count = number


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show a team what waits for it; whoever is of no team, what waits for them."""
    desk = desk_of(for_user=request.user)
    if not desk.clusters:
        return own(request)
    now = timezone.now()
    today = local_day(now)
    chosen = chosen_of(request.GET)
    counts = counts_on_desk(chosen, desk=desk, today=today, now=now)
    found = clocks_on_desk(chosen, desk=desk, today=today, now=now)
    page = CountedPaginator(found, counts[chosen.section]).get_page(request.GET.get("page"))
    page.object_list = rows_of(
        with_related(page.object_list, desk=desk),
        today=today,
        host=request.get_host().rsplit(":", 1)[0],
        with_headings=chosen.section == Section.TO_DO,
        for_user=request.user,
    )
    context = {
        "page": page,
        "chosen": chosen,
        "is_narrowed": bool(chosen.kind or chosen.whose or chosen.cluster),
        "tabs": [(section, section.label, counts[section]) for section in Section],
        "most": MOST_COUNTED,
        "is_cut": page.paginator.count >= MOST_COUNTED,
        "filters": FilterForm(chosen, list(desk.clusters)),
        "deeds": DeedForm(None, colleagues(for_user=request.user)),
        "has_several_clusters": len(desk.clusters) > 1,
        "move": move_to_undo(now=now, for_user=request.user),
        "query": request.GET.urlencode(),
        "unreached": team_addresses_returned(desk.clusters),
    }
    return render(request, "desk/index.html", context)


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """Show a person what waits for them and for the organisations they act for."""
    today = local_day(timezone.now())
    page = Paginator(clocks_for(for_user=request.user), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = rows_of(
        list(page.object_list),
        today=today,
        host=request.get_host().rsplit(":", 1)[0],
        with_headings=False,
        for_user=request.user,
    )
    # What one may not see any more waits for nobody.
    page.object_list = [row for row in rows if row.url]
    is_of_a_team = bool(desk_clusters(for_user=request.user))
    return render(request, "desk/own.html", {"page": page, "is_of_a_team": is_of_a_team})


@require_safe
@never_cache
def silent(request: HttpRequest) -> HttpResponse:
    """Show a team of which members nothing was heard for long."""
    found = silent_members(today=local_day(timezone.now()), for_user=request.user)
    if not desk_clusters(for_user=request.user):
        return own(request)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    months = round(SILENT_FOR / dt.timedelta(days=30))
    return render(request, "desk/silent.html", {"page": page, "months": months})


@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Do something with what was ticked, or with the one row of which the button was pressed."""
    form = DeedForm(request.POST, colleagues(for_user=request.user))
    if not form.is_valid():
        for error in [each for errors in form.errors.values() for each in errors]:
            messages.error(request, error)
        return _back(request)
    deed = Deed(form.cleaned_data["deed"])
    try:
        moved = moves.move_clocks(
            form.cleaned_data["clocks"],
            deed,
            to=form.cleaned_data["to"],
            working_days=form.cleaned_data.get("working_days") or 1,
            by=request.user,
            now=timezone.now(),
        )
    except NotAllowed:
        messages.error(
            request, _("This colleague does not work in the team of all that. Nothing was changed.")
        )
        return _back(request)
    _tell(request, deed, moved, form.cleaned_data["to"])
    return _back(request)


@require_POST
def reached(request: HttpRequest, cluster: str) -> HttpResponse:
    """Note that letters to the address of a team arrive again."""
    for each in desk_clusters(for_user=request.user):
        if each.slug == cluster:
            try_team_again(each, by=request.user, now=timezone.now())
            messages.success(request, _("Good. We write to it again."))
    return redirect("desk:index")


@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put back what was done to several at once."""
    try:
        moved = found_or_404(moves.undo_move, public_id, by=request.user, now=timezone.now())
    except TooLate:
        messages.warning(request, _("It is too late to undo this. Nothing was changed."))
        return _back(request)
    messages.success(request, _("Put back as it was."))
    if moved.left:
        messages.warning(request, _left(moved.left))
    return _back(request)


def _tell(request: HttpRequest, deed: Deed, moved: moves.Moved, to: Any) -> None:
    if moved.done:
        words = {"number": moved.done, "person": to.full_name if to else ""}
        messages.success(request, _done(deed, moved.done) % words)
    if moved.left:
        messages.warning(request, _left(moved.left))


def _done(deed: Deed, number: int) -> str:
    sentences = {
        Deed.TAKE_OVER: ngettext(
            "%(number)d thing is yours now.", "%(number)d things are yours now.", number
        ),
        Deed.ASSIGN: ngettext(
            "%(person)s has %(number)d thing more now.",
            "%(person)s has %(number)d things more now.",
            number,
        ),
        Deed.GIVE_BACK: ngettext(
            "%(number)d thing waits for whoever of the team takes it.",
            "%(number)d things wait for whoever of the team takes them.",
            number,
        ),
        Deed.PUT_OFF: ngettext(
            "%(number)d thing was put off.", "%(number)d things were put off.", number
        ),
        Deed.REMIND: ngettext(
            "A reminder of %(number)d thing is on its way.",
            "A reminder of %(number)d things is on its way.",
            number,
        ),
    }
    return sentences[deed]


def _left(number: int) -> str:
    return ngettext(
        "%(number)d thing stayed as it is: somebody has dealt with it meanwhile, it stands still, "
        "others were told its last day, or whoever was to have it may not see it.",
        "%(number)d things stayed as they are: somebody has dealt with them meanwhile, they stand "
        "still, others were told their last day, or whoever was to have them may not see them.",
        number,
    ) % {"number": number}


def _back(request: HttpRequest) -> HttpResponse:
    """Lead back to the part of the desk from which the form was sent."""
    # Read and written anew: the address of another site, or half a header, does not survive that.
    part = QueryDict(request.POST.get("back", "").removeprefix("?")).urlencode()
    response = redirect("desk:index")
    response["Location"] += f"?{part}" if part else ""
    return response
