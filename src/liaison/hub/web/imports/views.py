"""Importing organisations from a file: past imports, one that is under way, undoing one."""

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.jobs.actions import TooLate
from liaison.hub.jobs.queries import NoJob
from liaison.hub.lifecycle import actions, drafting, policies, queries
from liaison.hub.lifecycle.choices import DraftState, Outcome, RunState
from liaison.hub.lifecycle.importing.errors import write_errors
from liaison.hub.web.components.downloads import as_download
from liaison.hub.web.components.progress import show_progress
from liaison.hub.web.imports import presenting
from liaison.hub.web.imports.forms import ColumnsForm, UploadForm, WriteForm
from liaison.hub.web.imports.templating import explained, template_file
from liaison.hub.web.layout.views import found_or_404, sent

IMPORTS_PER_PAGE = 20
ROWS_PER_PAGE = 50
PAIRS_SHOWN = 50
KEPT_SHOWN = 100


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    _only_for_managers(request)
    runs = queries.imports(for_user=request.user).select_related("written_by", "cluster")
    page = Paginator(runs, IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/index.html",
        {
            "page": page,
            "runs": [(run, presenting.show_counts(run.counts)) for run in page],
            "drafts": queries.drafts(for_user=request.user)[:IMPORTS_PER_PAGE],
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    _only_for_managers(request)
    clusters = queries.clusters_to_import_for(for_user=request.user)
    here = clusters.filter(pk=current_cluster(host=request.get_host()).pk).first()
    form = UploadForm(
        sent(request), request.FILES or None, clusters=clusters, initial={"cluster": here}
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = drafting.upload(
                file.chunks(),
                name=file.name,
                cluster=form.cleaned_data["cluster"],
                by=request.user,
                now=timezone.now(),
            )
        except drafting.UnusableFile as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:columns", draft.public_id)
    return render(
        request,
        "imports/new.html",
        {
            "form": form,
            "asks_for_cluster": clusters.count() > 1,
            "largest": drafting.largest_in_mebibytes(),
            "columns": explained(),
        },
        status=422 if form.is_bound else 200,
    )


@require_GET
@never_cache
def template(request: HttpRequest, ending: str) -> HttpResponseBase:
    _only_for_managers(request)
    if ending not in ("csv", "xlsx"):
        raise Http404
    return as_download(template_file(ending), f"organisations.{ending}")


@require_http_methods(["GET", "POST"])
@never_cache
def columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _draft(request, public_id)
    if draft.state == DraftState.WRITTEN:
        return redirect("imports:written", draft.run.code)
    try:
        seen = drafting.columns_of(draft)
    except drafting.UnusableFile as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:index")
    form = ColumnsForm(sent(request), seen=seen)
    if form.is_valid():
        try:
            drafting.compare(draft, columns=form.said, by=request.user, now=timezone.now())
        except drafting.Busy:
            messages.warning(request, _("This was begun already; here is how far it is."))
        return redirect("imports:draft", draft.public_id)
    context = {"draft": draft, "form": form}
    return render(request, "imports/columns.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _draft(request, public_id)
    return _show_draft(request, found, WriteForm(cluster=found.cluster.name))


@require_POST
def write(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _draft(request, public_id)
    form = WriteForm(request.POST, cluster=found.cluster.name)
    if not form.is_valid():
        return _show_draft(request, found, form, status=422)
    try:
        drafting.write(found, **form.cleaned_data, by=request.user, now=timezone.now())
    except drafting.Busy:
        messages.warning(request, _("This was begun already; here is how far it is."))
    return redirect("imports:draft", public_id)


@require_GET
@never_cache
def refused(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    found = _draft(request, public_id)
    name = Path(found.file_name)
    ending = ".xlsx" if name.suffix.lower() == ".xlsx" else ".csv"
    try:
        with drafting.plan_of(found) as plan, TemporaryDirectory() as folder:
            path = Path(folder) / f"refused{ending}"
            write_errors(plan, path)
            # Open already, so that it can be sent when its folder is gone.
            file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=f"{name.stem}-refused{ending}")


@require_POST
def stop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _draft(request, public_id)
    try:
        drafting.stop(found, by=request.user, now=timezone.now())
    except (NoJob, TooLate):
        messages.warning(request, _("It had come to its end already."))
    else:
        messages.success(request, _("It is cancelled. If it was running, it stops within moments."))
    return redirect("imports:draft", public_id)


@require_POST
def give_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _draft(request, public_id)
    try:
        drafting.give_up(found, by=request.user)
    except drafting.Busy:
        messages.warning(request, _("This was begun already; here is how far it is."))
        return redirect("imports:draft", public_id)
    messages.success(request, _("The file is erased. Nothing of it was written."))
    return redirect("imports:index")


@require_safe
@never_cache
def written(request: HttpRequest, code: str) -> HttpResponse:
    run = _run(request, code)
    job = drafting.job_of(run.undoing_job, for_user=request.user)
    is_open = job is not None and not job.has_ended
    pairs = run.likely_duplicates if run.state == RunState.WRITTEN else []
    return render(
        request,
        "imports/written.html",
        {
            "run": run,
            "counts": presenting.show_counts(run.counts),
            "pairs": presenting.show_pairs(pairs[:PAIRS_SHOWN], is_written=True),
            "progress": show_progress(job) if job and (is_open or job.what_went_wrong) else None,
            "is_open": is_open,
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def undo(request: HttpRequest, code: str) -> HttpResponse:
    run = _run(request, code)
    try:
        if request.method == "POST":
            drafting.undo(run, by=request.user, now=timezone.now())
            return redirect("imports:written", code)
        undoing = actions.what_undoing_does(run, by=request.user, progress=_tell_nobody)
    except actions.UndoneAlready:
        messages.warning(request, _("This import was undone already."))
        return redirect("imports:written", code)
    return render(
        request,
        "imports/undo.html",
        {
            "run": run,
            "counts": undoing.counts,
            "kept": [presenting.show_kept(each) for each in undoing.kept[:KEPT_SHOWN]],
        },
    )


def _show_draft(
    request: HttpRequest, draft: Any, form: WriteForm, *, status: int = 200
) -> HttpResponse:
    if draft.state == DraftState.WRITTEN:
        return redirect("imports:written", draft.run.code)
    job = drafting.job_of(draft.job, for_user=request.user)
    state = drafting.stands_at(draft, job)
    if state == DraftState.UPLOADED and job is None:
        return redirect("imports:columns", draft.public_id)
    context = {
        "draft": draft,
        "state": state,
        "progress": show_progress(job)
        if job and (not job.has_ended or job.what_went_wrong)
        else None,
        "form": form,
    }
    if state in (DraftState.COMPARED, DraftState.OUTDATED):
        context |= _compared(request, draft)
    return render(request, "imports/draft.html", context, status=status)


def _compared(request: HttpRequest, draft: Any) -> dict[str, Any]:
    """Return what is shown of a comparison: all numbers, and a page of the rows of one outcome."""
    shown = request.GET.get("show", "")
    told = {Outcome.NEW, Outcome.CHANGED, Outcome.REFUSED}
    if shown not in told:
        shown = next(
            (each for each in (Outcome.REFUSED, Outcome.CHANGED) if draft.counts.get(each)),
            Outcome.NEW,
        )
    # As many places as there are rows; the rows themselves are read from the plan.
    places = range(draft.counts.get(shown, 0))
    page = Paginator(places, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    start, stop = max(page.start_index() - 1, 0), page.end_index()
    with drafting.plan_of(draft) as plan:
        context: dict[str, Any] = {
            "ignored": plan.ignored,
            "unchecked": presenting.show_unchecked(plan.unchecked),
        }
        if shown == Outcome.REFUSED:
            context["refused"] = presenting.show_refused(plan, start, stop)
        else:
            some = plan.some_changes(start, stop, is_new=shown == Outcome.NEW)
            context["changes"] = presenting.show_changes(some)
    return context | {
        "counts": presenting.show_counts(draft.counts),
        "told": told,
        "shown": shown,
        "page": page,
        "pairs": presenting.show_pairs(draft.likely_duplicates[:PAIRS_SHOWN], is_written=False),
        "does_something": draft.counts.get(Outcome.NEW) or draft.counts.get(Outcome.CHANGED),
    }


def _draft(request: HttpRequest, public_id: uuid.UUID) -> Any:
    _only_for_managers(request)
    return found_or_404(queries.get_draft, public_id, for_user=request.user)


def _run(request: HttpRequest, code: str) -> Any:
    _only_for_managers(request)
    return found_or_404(queries.get_import, code, for_user=request.user)


def _only_for_managers(request: HttpRequest) -> None:
    if not policies.can_import(request.user):
        raise Http404


def _tell_nobody(done: int, total: int | None, what: str) -> None:
    """How far undoing is looked into is shown nowhere."""
