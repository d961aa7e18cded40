"""The collections of a person: all of them, one with what is in it, adding an organisation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.collecting import actions, queries
from liaison.hub.collecting.choices import MOST_COLLECTIONS, MOST_IN_ONE, REMOVED_ARE_KEPT_FOR
from liaison.hub.directory.listing import get_visible
from liaison.hub.lifecycle.queries import these_as_file
from liaison.hub.web.collecting.forms import AddForm, ColleagueForm, LinkForm, NameForm, NoteForm
from liaison.hub.web.collecting.shown import link_to
from liaison.hub.web.components.downloads import TYPES, as_download
from liaison.hub.web.layout.views import found_or_404, sent


@require_http_methods(["GET", "POST"])
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List the collections of a person; a new one can be begun."""
    form = NameForm(sent(request))
    if form.is_valid() and (made := _made(request, form)):
        return redirect("collecting:collection", made.public_id)
    context = {
        "collections": queries.collections_of(for_user=request.user),
        "removed": queries.removed_collections_of(for_user=request.user),
        "removed_are_kept_for": REMOVED_ARE_KEPT_FOR.days,
        "form": form,
    }
    return render(request, "collecting/mine.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Put an organisation into a collection that is there, or into a new one."""
    organisation = found_or_404(get_visible, organisation_id, for_user=request.user)
    collections = list(queries.collections_of(for_user=request.user))
    form = AddForm(sent(request), collections=collections)
    if form.is_valid() and (chosen := _chosen(request, form)):
        if _is_gathered(request, chosen, organisation):
            return redirect("collecting:collection", chosen)
        form.add_error(None, _is_full())
    context = {"form": form, "organisation": organisation}
    return render(request, "collecting/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a collection; its owner may call it otherwise."""
    collection = found_or_404(queries.get_collection, public_id, for_user=request.user)
    is_own = collection.person == request.user
    form = NameForm(sent(request), initial={"name": collection.name})
    if form.is_valid():
        try:
            found_or_404(
                actions.rename_collection,
                public_id,
                name=form.cleaned_data["name"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.NameTaken:
            form.add_error("name", _name_is_taken())
        else:
            messages.success(request, _("Saved."))
            return redirect("collecting:collection", public_id)
    context = {
        "collection": collection,
        "gathered": queries.gathered_in(collection, for_user=request.user),
        "is_own": is_own,
        "form": form,
        "removed_are_kept_for": REMOVED_ARE_KEPT_FOR.days,
        **(_sharing(request, collection) if is_own else {}),
    }
    return render(
        request, "collecting/collection.html", context, status=422 if form.errors else 200
    )


@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    removed = found_or_404(
        actions.remove_collection, public_id, by=request.user, now=timezone.now()
    )
    said = _("“%(name)s” is removed. You can bring it back below.")
    messages.success(request, said % {"name": removed.name})
    return redirect("collecting:mine")


@require_POST
def bring_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        back = found_or_404(actions.bring_back, public_id, by=request.user, now=timezone.now())
    except actions.NameTaken:
        messages.error(
            request,
            _("You have another collection of that name by now. Please call that one otherwise."),
        )
    except actions.TooMany:
        messages.error(request, _too_many())
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": back.name})
    return redirect("collecting:mine")


@require_safe
@never_cache
def download(request: HttpRequest, public_id: uuid.UUID, ending: str) -> HttpResponseBase:
    """Send what the reader sees of a collection as a file, in its order."""
    if ending not in TYPES:
        raise Http404
    collection = found_or_404(queries.get_collection, public_id, for_user=request.user)
    gathered = queries.gathered_in(collection, for_user=request.user)
    keys = [each.organisation_id for each in gathered.collected]
    pieces = these_as_file(keys, ending, for_user=request.user)
    return as_download(pieces, f"collection-{timezone.localdate().isoformat()}.{ending}")


@require_POST
def note(request: HttpRequest, public_id: uuid.UUID, organisation_id: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        _change(request, actions.note, public_id, organisation_id, text=form.cleaned_data["note"])
        messages.success(request, _("The note is saved."))
    else:
        messages.error(request, " ".join(form.errors["note"]))
    return redirect("collecting:collection", public_id)


@require_POST
def move(request: HttpRequest, public_id: uuid.UUID, organisation_id: uuid.UUID) -> HttpResponse:
    up = request.POST.get("to") == "up"
    _change(request, actions.move, public_id, organisation_id, up=up)
    return redirect("collecting:collection", public_id)


@require_POST
def take_out(
    request: HttpRequest, public_id: uuid.UUID, organisation_id: uuid.UUID
) -> HttpResponse:
    _change(request, actions.take_out, public_id, organisation_id)
    messages.success(request, _("Taken out. You can put it back below."))
    return redirect("collecting:collection", public_id)


@require_POST
def put_back(
    request: HttpRequest, public_id: uuid.UUID, organisation_id: uuid.UUID
) -> HttpResponse:
    try:
        _change(request, actions.gather, public_id, organisation_id)
    except actions.TooMany:
        messages.error(request, _is_full())
    else:
        messages.success(request, _("It is in the collection again."))
    return redirect("collecting:collection", public_id)


def _sharing(request: HttpRequest, collection: Any) -> dict[str, Any]:
    """Return what an owner may do so that others see a collection."""
    colleagues = queries.colleagues_to_share_with(collection, for_user=request.user)
    return {
        "link": link_to(request, collection, now=timezone.now()),
        "link_form": LinkForm(),
        "participants": queries.participants_in(collection, for_user=request.user),
        "colleague_form": ColleagueForm(colleagues=colleagues) if colleagues else None,
    }


def _change(request: HttpRequest, action: Any, *which: uuid.UUID, **what: Any) -> None:
    found_or_404(action, *which, **what, by=request.user, now=timezone.now())


def _chosen(request: HttpRequest, form: AddForm) -> uuid.UUID | None:
    """Return the collection that was chosen or newly named; none where the form says why not."""
    if form.cleaned_data["name"]:
        made = _made(request, form)
        return made.public_id if made else None
    return uuid.UUID(form.cleaned_data["collection"])


def _made(request: HttpRequest, form: Any) -> Any:
    """Begin a collection; where that cannot be, the form says why."""
    try:
        return actions.make_collection(
            name=form.cleaned_data["name"], by=request.user, now=timezone.now()
        )
    except actions.NameTaken:
        form.add_error("name", _name_is_taken())
    except actions.TooMany:
        form.add_error(None, _too_many())
    return None


def _is_gathered(request: HttpRequest, chosen: uuid.UUID, organisation: Any) -> bool:
    """Put an organisation into a collection, and say so; return whether there was room."""
    try:
        is_new = found_or_404(
            actions.gather, chosen, organisation.public_id, by=request.user, now=timezone.now()
        )
    except actions.TooMany:
        return False
    said = _("%(name)s is in the collection now.") if is_new else _("%(name)s was in it already.")
    messages.success(request, said % {"name": organisation.name})
    return True


def _name_is_taken() -> str:
    return _("You have another collection of this name. Please choose one that tells them apart.")


def _too_many() -> str:
    return _("You have %(number)d collections, which is the most. Please remove one first.") % {
        "number": MOST_COLLECTIONS
    }


def _is_full() -> str:
    return _("This collection holds %(number)d organisations, which is the most.") % {
        "number": MOST_IN_ONE
    }
