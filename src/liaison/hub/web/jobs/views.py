"""Work in the background: what runs, waits, failed; for who asked for it and who runs the site."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liaison.hub.jobs import actions
from liaison.hub.jobs.choices import State
from liaison.hub.jobs.queries import get_job, jobs_visible_to, waiting_in_vain
from liaison.hub.web.components.progress import show_progress
from liaison.hub.web.layout.views import found_or_404

JOBS_PER_PAGE = 20


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    jobs = jobs_visible_to(request.user)
    state = request.GET.get("state", "")
    if state in State.values:
        jobs = jobs.filter(state=state)
    page = Paginator(jobs, JOBS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [(job, show_progress(job)) for job in page.object_list]
    context = {
        "page": page,
        "state": state,
        "states": State,
        "in_vain_since": waiting_in_vain(now=timezone.now()),
    }
    return render(request, "jobs/index.html", context)


@require_safe
@never_cache
def job(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(get_job, public_id, for_user=request.user)
    return render(request, "jobs/job.html", {"job": found, "progress": show_progress(found)})


@require_safe
@never_cache
def progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Return the part of a page that shows how far a job is; the whole page when it has ended."""
    shown = show_progress(found_or_404(get_job, public_id, for_user=request.user))
    if not shown.is_open and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"progress": shown, "tell": request.GET.get("told") != shown.step}
    return render(request, "components/_progress_now.html", context)


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _change(
        request,
        public_id,
        actions.cancel,
        done=_("It is cancelled. If it was running, it stops within moments."),
        too_late=_("It had come to its end already."),
    )


@require_POST
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _change(
        request,
        public_id,
        actions.retry,
        done=_("It is tried again."),
        too_late=_("It is being tried already, or done."),
    )


def _change(
    request: HttpRequest,
    public_id: uuid.UUID,
    action: Callable[..., Any],
    *,
    done: str,
    too_late: str,
) -> HttpResponse:
    try:
        found_or_404(action, public_id, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, too_late)
    else:
        messages.success(request, done)
    return redirect("jobs:job", public_id)
