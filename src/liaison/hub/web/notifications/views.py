"""What we send to people: their own choice, the link that stops letters, letters that got stuck."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clocks.digests import choose_how_often
from liaison.hub.clocks.queries import how_often
from liaison.hub.notifications import actions
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import NotOurs, read_stop
from liaison.hub.notifications.queries import choices_of, letters_to_be_looked_at, returned_since
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.notifications.forms import ChoicesForm

LETTERS_PER_PAGE = 20


@require_http_methods(["GET", "POST"])
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """POST works=… says that letters to one's own address arrive again."""
    chosen = {kind.value: is_on for kind, is_on in choices_of(for_user=request.user).items()}
    if request.method == "POST" and "works" in request.POST:
        actions.try_address_again(by=request.user, now=timezone.now())
        messages.success(request, _("Good. We write to it again."))
        return redirect("notifications:mine")
    initial = chosen | {"how_often": how_often(for_user=request.user)}
    form = ChoicesForm(sent(request), initial=initial)
    if form.is_valid():
        now = timezone.now()
        with transaction.atomic():
            actions.choose(form.wanted, by=request.user, now=now)
            choose_how_often(form.how_often, by=request.user, now=now)
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("notifications:mine")
    always = [kind.label for kind in LetterKind if kind.value not in chosen]
    returned = returned_since(request.user.email)
    context = {"form": form, "always": always, "returned": returned}
    return render(request, "letters/mine.html", context)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """
    Stop a kind of letters at the press of a button, or of the one in a mail program (RFC 8058).

    Opening the page changes nothing: programs that scan mail open every link. The signed link is
    what shows who asks, so a mail program may post to it from anywhere.
    """
    try:
        stopped = read_stop(token)
    except NotOurs as error:
        raise Http404 from error
    done = ""
    if request.method == "POST":
        done = "again" if request.POST.get("again") else "stopped"
        action = actions.receive_again if done == "again" else actions.stop
        action(stopped, now=timezone.now())
    context = {"kind": stopped.kind.label, "done": done}
    return render(request, "letters/stop.html", context)


@require_safe
@never_cache
def stuck(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise Http404
    letters = Paginator(letters_to_be_looked_at(for_user=request.user), LETTERS_PER_PAGE)
    page = letters.get_page(request.GET.get("page"))
    return render(request, "letters/stuck.html", {"page": page})


@require_POST
def send_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _decide(request, public_id, actions.send_again, done=_("It goes out again."))


@require_POST
def set_aside(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _decide(request, public_id, actions.set_aside, done=_("It is not sent, and forgotten."))


def _decide(
    request: HttpRequest, public_id: uuid.UUID, action: Callable[..., Any], *, done: str
) -> HttpResponse:
    try:
        found_or_404(action, public_id, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("A colleague was faster: this letter is decided on already."))
    else:
        messages.success(request, done)
    return redirect("notifications:stuck")
