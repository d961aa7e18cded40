"""Editing many organisations at once: those that were, choosing, the preview, doing and undoing."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.bulk_edits import actions, queries
from liaison.hub.bulk_edits.choices import LEFT_OUT, BulkState, Outcome
from liaison.hub.bulk_edits.ways import NothingLikeThat
from liaison.hub.directory.listing import readers_clusters, this_minute, vocabulary_of
from liaison.hub.lifecycle.queries import chosen_as_file, listed_as_file
from liaison.hub.web.bulk_edits.forms import WhatForm, in_words
from liaison.hub.web.components.downloads import TYPES, as_download
from liaison.hub.web.components.progress import show_progress
from liaison.hub.web.directory.choices import Choices
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404

EDITS_PER_PAGE = 20
NAMES_SHOWN = 200


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    clusters = _clusters(request)
    found = queries.bulk_edits(for_user=request.user)
    page = Paginator(found, EDITS_PER_PAGE).get_page(request.GET.get("page"))
    terms = queries.offered_terms(for_user=request.user)
    edits = [(each, _heading(each, clusters, terms), _counts(each.counts)) for each in page]
    return render(request, "bulk_edits/index.html", {"page": page, "edits": edits})


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    clusters = _clusters(request)
    here = cluster_of(request)
    chosen = _chosen(request, here)
    if request.POST.get("go") in TYPES:
        return _as_file(request, chosen, request.POST["go"])
    try:
        edit = actions.choose(
            chosen,
            cluster=here if here in clusters else clusters[0],
            by=request.user,
            now=timezone.now(),
        )
    except actions.NobodyChosen:
        messages.warning(request, _("Please tick the organisations that you mean, or all."))
    except actions.TooMany:
        words = _("At most %(number)s organisations are edited at once. Please narrow the list.")
        messages.warning(request, words % {"number": localize(actions.MOST)})
    else:
        return redirect("bulk_edits:edit", edit.public_id)
    address = request.POST.get("selection", "")
    return redirect(f"{reverse('directory:index')}{'?' if address else ''}{address}")


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    clusters = _clusters(request)
    found = _found(request, public_id)
    terms = queries.offered_terms(for_user=request.user)
    form = _form(request, found, clusters, terms)
    if form.is_valid():
        try:
            actions.plan(found, what=form.what, value=form.value, by=request.user)
        except NothingLikeThat:
            form.add_error("do", _("This can be done no more. Please choose something else."))
        except actions.TooLate:
            return redirect("bulk_edits:edit", public_id)
        else:
            return redirect("bulk_edits:edit", public_id)
    return _page(request, found, form, clusters, terms)


@require_POST
def do(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    _clusters(request)
    found = _found(request, public_id)
    try:
        actions.do(found, by=request.user, now=timezone.now())
    except actions.NothingToDo:
        messages.warning(request, _("None of these organisations would change."))
    except (actions.TooLate, NothingLikeThat):
        messages.warning(request, _("This was begun already; here is how far it is."))
    return redirect("bulk_edits:edit", public_id)


@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    _clusters(request)
    found = _found(request, public_id)
    try:
        actions.undo(found, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("This was undone already, or is not done yet."))
    return redirect("bulk_edits:edit", public_id)


def _page(
    request: HttpRequest, edit: Any, form: WhatForm, clusters: list[Any], terms: Any
) -> HttpResponse:
    job = queries.job_of(edit, for_user=request.user)
    is_running = job is not None and not job.has_ended
    told = [*LEFT_OUT, Outcome.KEPT]
    names = queries.organisations_with(edit, told, most=NAMES_SHOWN, for_user=request.user)
    context = {
        "edit": edit,
        "heading": _heading(edit, clusters, terms) if edit.what else "",
        "form": form,
        "chosen": edit.rows.count(),
        "counts": _counts(edit.counts),
        "planned": edit.counts.get(Outcome.PLANNED, 0),
        "names": [(each, Outcome(outcome).label) for each, outcome in names],
        "is_draft": edit.state == BulkState.DRAFT,
        "may_undo": edit.state == BulkState.DONE
        or (edit.state in (BulkState.DOING, BulkState.UNDOING) and not is_running),
        "progress": show_progress(job) if job and (is_running or job.what_went_wrong) else None,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "bulk_edits/edit.html", context, status=status)


def _form(request: HttpRequest, edit: Any, clusters: list[Any], terms: Any) -> WhatForm:
    is_of_terms = edit.what in ("add_term", "remove_term")
    initial = {
        "do": f"{edit.what}:{'' if is_of_terms else edit.value}" if edit.what else "",
        "term": edit.value if is_of_terms else "",
    }
    data = request.POST if request.method == "POST" else None
    return WhatForm(data, initial=initial, clusters=clusters, terms=terms)


def _heading(edit: Any, clusters: list[Any], terms: Any) -> str:
    return in_words(edit.what, edit.value, terms, {each.slug: each.name for each in clusters})


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (str(outcome.label), counts[outcome.value])
        for outcome in Outcome
        if counts.get(outcome.value)
    ]


def _chosen(request: HttpRequest, cluster: Any) -> Any:
    """Return the selection of which all are meant, or the ids of those that were ticked."""
    if request.POST.get("all"):
        return Choices(
            QueryDict(request.POST.get("selection", "")),
            clusters=readers_clusters(),
            for_user=request.user,
            vocabulary=vocabulary_of(cluster.pk, minute=this_minute()),
        ).selection
    ticked = []
    for text in request.POST.getlist("organisation"):
        with suppress(ValueError):
            ticked.append(uuid.UUID(text))
    return ticked


def _as_file(request: HttpRequest, chosen: Any, ending: str) -> HttpResponseBase:
    name = f"organisations-{timezone.localdate().isoformat()}.{ending}"
    as_file = chosen_as_file if isinstance(chosen, list) else listed_as_file
    return as_download(as_file(chosen, ending, for_user=request.user), name)


def _found(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_bulk_edit, public_id, for_user=request.user)


def _clusters(request: HttpRequest) -> list[Any]:
    """Return the clusters in whose team the reader is; for others these pages are not there."""
    clusters = list(queries.clusters_of_team(for_user=request.user))
    if not clusters:
        raise Http404
    return clusters
