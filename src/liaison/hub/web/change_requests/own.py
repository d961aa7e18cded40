"""Pages of those who act for a member: what they asked for, taking it back, answering the team."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.change_requests import actions, queries
from liaison.hub.change_requests.choices import RequestState
from liaison.hub.web.change_requests import forms, presenting
from liaison.hub.web.entry_editing.presenting import label_of
from liaison.hub.web.layout.views import found_or_404, sent

REQUESTS_PER_PAGE = 20


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show what the reader's organisations asked for."""
    own = queries.own_requests(for_user=request.user)
    page = Paginator(own, REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenting.show_request(each) for each in page.object_list]
    return render(request, "change_requests/mine.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
def request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one request and its thread; what is sent is a word to the team."""
    shown = _own(request, public_id)
    is_asked = shown.state == RequestState.ASKED_BACK
    form = forms.SaidForm(
        sent(request),
        label=_("Your answer") if is_asked else _("A word to the team"),
        help_text=_("The team gets it by e-mail."),
    )
    if form.is_valid():
        return _do(
            request,
            shown,
            lambda **who: actions.answer(shown, said=form.cleaned_data["said"], **who),
            done=_("Thank you. We passed it on."),
        )
    context = {
        "shown": shown,
        "clusters": queries.clusters_of(shown),
        "changes": presenting.show_changes(queries.compared(shown, for_user=request.user)),
        "notes": presenting.show_notes(queries.thread_of(shown, for_user=request.user)),
        "form": form if shown.is_open else None,
        "is_late": shown.is_late_on(timezone.localdate()),
    }
    return render(
        request, "change_requests/own.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back one change, or all that wait."""
    shown = _own(request, public_id)
    if "change" not in request.POST:
        return _do(
            request,
            shown,
            lambda **who: actions.withdraw(shown, label_of=label_of, **who),
            done=_("All that waited is taken back. The entry stays as it is."),
        )
    change = change_of(shown, request.POST["change"])
    return _do(
        request,
        shown,
        lambda **who: actions.withdraw_change(change, label_of=label_of, **who),
        done=_("Taken back: %(field)s") % {"field": label_of(change.field)},
    )


def change_of(shown: Any, number: Any) -> Any:
    """Return a change of a request by its number, or answer that there is none."""
    if not str(number).isdecimal() or len(str(number)) > 18:
        raise Http404
    return found_or_404(shown.changes.select_related("request").get, pk=int(number))


def _do(request: HttpRequest, shown: Any, action: Any, *, done: str) -> HttpResponse:
    try:
        action(by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(
            request, _("The team was faster: this is decided already. Nothing else was done.")
        )
    except actions.TooManyNotes:
        messages.warning(request, _("This thread is full. Please write to the team by e-mail."))
    else:
        messages.success(request, done)
    return redirect("change_requests:own", shown.public_id)


def _own(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_own_request, public_id, for_user=request.user)
