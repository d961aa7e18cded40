"""The lists of the directory that a person keeps, and the link that stops letters about one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.directory.listing import readers_clusters
from liaison.hub.watching import actions, queries
from liaison.hub.watching.choices import MOST_LISTS, REMOVED_ARE_KEPT_FOR, HowOften
from liaison.hub.watching.links import NotOurs, read_stop
from liaison.hub.watching.selections import Unreadable
from liaison.hub.web.directory.listing import choices_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.watching.forms import ListForm
from liaison.hub.web.watching.shown import chosen_in, show, suggested_name


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    clusters = readers_clusters()
    lists = queries.lists_of(for_user=request.user)
    context = {
        "lists": [show(each, clusters=clusters, for_user=request.user) for each in lists],
        "removed": queries.removed_lists_of(for_user=request.user),
        "removed_are_kept_for": REMOVED_ARE_KEPT_FOR.days,
    }
    return render(request, "watching/mine.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the address says was chosen of the directory."""
    choices = choices_of(request)
    suggested = {"name": suggested_name(choices), "how_often": HowOften.WEEKLY}
    form = ListForm(sent(request), initial=suggested)
    if form.is_bound and choices.town_is_unknown:
        form.add_error(None, _town_is_unknown(choices.town))
    if form.is_valid():
        try:
            actions.keep_list(
                chosen_in(request, choices), **form.entered, by=request.user, now=timezone.now()
            )
        except actions.NameTaken:
            form.add_error("name", _name_is_taken())
        except actions.TooMany:
            form.add_error(None, _too_many())
        else:
            messages.success(request, _("The list is kept. You find it here whenever you like."))
            return redirect("watching:mine")
    context = {"form": form, "choices": choices, "query": request.GET.urlencode()}
    return render(request, "watching/keep.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who is new in a list; what it is called and how often we write can be changed."""
    standing = found_or_404(queries.get_list, public_id, for_user=request.user)
    kept = standing.kept
    form = ListForm(sent(request), initial={"name": kept.name, "how_often": kept.how_often})
    if form.is_valid():
        try:
            actions.change_list(public_id, **form.entered, by=request.user, now=timezone.now())
        except actions.NameTaken:
            form.add_error("name", _name_is_taken())
        else:
            messages.success(request, _("Saved."))
            return redirect("watching:list", public_id)
    new_ones = queries.new_ones(standing, for_user=request.user)
    context = {
        "shown": show(standing, clusters=readers_clusters(), for_user=request.user),
        "kept": kept,
        "new_ones": new_ones,
        "other_new_ones": standing.new_number - len(new_ones),
        "form": form,
    }
    return render(request, "watching/list.html", context, status=422 if form.errors else 200)


@require_POST
def look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that the new ones were seen."""
    try:
        found_or_404(actions.look, public_id, by=request.user, now=timezone.now())
    except Unreadable as error:
        raise Http404 from error
    messages.success(request, _("Noted: from now on, new is who comes after today’s look."))
    return redirect("watching:list", public_id)


@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    kept = found_or_404(actions.remove_list, public_id, by=request.user, now=timezone.now())
    said = _("“%(name)s” is removed. You can bring it back below.")
    messages.success(request, said % {"name": kept.name})
    return redirect("watching:mine")


@require_POST
def bring_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        kept = found_or_404(actions.bring_back, public_id, by=request.user, now=timezone.now())
    except actions.NameTaken:
        messages.error(
            request, _("You keep another list of that name by now. Please call that one otherwise.")
        )
    except actions.TooMany:
        messages.error(request, _too_many())
    else:
        messages.success(request, _("“%(name)s” is kept again.") % {"name": kept.name})
    return redirect("watching:mine")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """
    Stop the letters about one list at the press of a button, with or without signing in.

    Opening the page changes nothing: programs that scan mail open every link. The signed link is
    what shows who asks.
    """
    try:
        public_id = read_stop(token)
    except NotOurs as error:
        raise Http404 from error
    context: dict[str, object] = {"how_often": "", "done": ""}
    try:
        if request.method == "POST":
            context = _stop(request, public_id)
        context["kept"] = queries.get_list_to_stop(public_id)
    except queries.NoList:
        context["is_gone"] = True
    return render(request, "watching/stop.html", context)


def _stop(request: HttpRequest, public_id: uuid.UUID) -> dict[str, object]:
    again = request.POST.get("again", "")
    if again in (HowOften.DAILY, HowOften.WEEKLY):
        actions.start_again(public_id, how_often=HowOften(again), now=timezone.now())
        return {"done": "again"}
    before = actions.stop(public_id, now=timezone.now())
    # Pressed twice: there is nothing to undo but what the first press did.
    return {"done": "stopped", "how_often": before if before != HowOften.NEVER else "weekly"}


def _name_is_taken() -> str:
    return _("You keep another list of this name. Please choose one that tells them apart.")


def _too_many() -> str:
    return _("You keep %(number)d lists, which is the most. Please remove one first.") % {
        "number": MOST_LISTS
    }


def _town_is_unknown(town: str) -> str:
    return _(
        "Nobody in the directory is in “%(town)s”, so the list cannot be kept around it. Please go "
        "back and write the town as in addresses."
    ) % {"town": town}
