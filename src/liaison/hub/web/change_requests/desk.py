"""Pages of the team: what waits, one request field by field, each decision on it."""

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

from liaison.hub.change_requests import actions, policies, queries
from liaison.hub.change_requests.choices import ChangeState, RequestState
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.directory.actions import ChangedMeanwhile, NumberTaken
from liaison.hub.directory.identifiers import WrongIdentifier
from liaison.hub.directory.relations.actions import ClosesRing
from liaison.hub.web.change_requests import forms, presenting
from liaison.hub.web.change_requests.own import change_of
from liaison.hub.web.entry_editing.presenting import label_of
from liaison.hub.web.layout.seen import Seal
from liaison.hub.web.layout.views import found_or_404, sent

REQUESTS_PER_PAGE = 20
OPEN, MINE, ALL = "open", "mine", "all"
_SEAL = Seal("liaison.fields-as-seen")


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the team what members asked for: what waits first, by its clock."""
    cluster = current_cluster(host=request.get_host())
    user = request.user
    if not is_of_the_team(user, cluster):
        raise Http404
    show = request.GET.get("show", OPEN)
    found = queries.requests_in(cluster, for_user=user)
    if show == MINE:
        found = found.open().filter(assignee=user)
    elif show != ALL:
        show, found = OPEN, found.open()
    page = Paginator(found, REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenting.show_request(each) for each in page.object_list]
    counts = queries.counts_in(cluster, for_user=user)
    tabs = {OPEN: _("Open"), MINE: _("Mine"), ALL: _("All of them")}
    context = {
        "page": page,
        "show": show,
        "tabs": [(code, name, counts[code]) for code, name in tabs.items()],
        "looks_at_something": queries.reviewing(cluster).exists(),
        "can_change_rule": policies.can_change_rule(user, cluster),
    }
    return render(request, "change_requests/desk.html", context)


@require_safe
@never_cache
def request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _read(request, public_id))


@require_POST
def take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    return _do(
        request,
        shown,
        lambda **who: actions.take(shown, **who),
        done=_("You look into it. Your colleagues see that."),
    )


@require_POST
def give_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    return _do(
        request,
        shown,
        lambda **who: actions.give_back(shown, **who),
        done=_("It waits for whoever of the team takes it."),
    )


@require_POST
def apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take over one change, or all that nobody changed since."""
    shown = _read(request, public_id)
    if "change" not in request.POST:
        return _do(request, shown, lambda **who: _apply_all(request, shown, **who), done="")
    change = change_of(shown, request.POST["change"])
    seen = _SEAL.open(request, {})
    return _do(
        request,
        shown,
        lambda **who: actions.apply_change(change, seen=seen, label_of=label_of, **who),
        done=_("Taken over: %(field)s") % {"field": label_of(change.field)},
    )


@require_POST
def leave(request: HttpRequest, public_id: uuid.UUID, change_id: int) -> HttpResponse:
    shown = _read(request, public_id)
    change = change_of(shown, change_id)
    return _do(
        request,
        shown,
        lambda **who: actions.leave_change(change, label_of=label_of, **who),
        done=_("Left as it is: %(field)s") % {"field": label_of(change.field)},
    )


@require_http_methods(["GET", "POST"])
@never_cache
def refuse(request: HttpRequest, public_id: uuid.UUID, change_id: int) -> HttpResponse:
    shown = _read(request, public_id)
    change = change_of(shown, change_id)
    form = forms.SaidForm(
        sent(request),
        label=_("Why it is not taken over"),
        help_text=_("The member gets this by e-mail."),
    )
    if form.is_valid():
        reason = form.cleaned_data["said"]
        return _do(
            request,
            shown,
            lambda **who: actions.refuse_change(change, reason=reason, label_of=label_of, **who),
            done=_("Not taken over: %(field)s") % {"field": label_of(change.field)},
        )
    (found,) = (each for each in _changes(request, shown) if each.change.pk == change.pk)
    context = {"shown": shown, "found": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "change_requests/refuse.html", context, status=status)


@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the member back."""
    shown = _read(request, public_id)
    form = _ask_form(request.POST)
    if not form.is_valid():
        return _page(request, shown, ask_form=form, status=422)
    return _do(
        request,
        shown,
        lambda **who: actions.ask_back(shown, said=form.cleaned_data["said"], **who),
        done=_("The question is on its way. The clock stands still until the answer comes."),
    )


@require_POST
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note something within the team."""
    shown = _read(request, public_id)
    form = _note_form(request.POST)
    if not form.is_valid():
        return _page(request, shown, note_form=form, status=422)
    cluster = current_cluster(host=request.get_host())
    return _do(
        request,
        shown,
        lambda **who: actions.note_internally(
            shown, said=form.cleaned_data["said"], cluster=cluster, **who
        ),
        done=_("Noted. Only your team reads it."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def put_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then put back what was taken over."""
    shown = _read(request, public_id)
    if request.method == "POST":
        return _do(
            request,
            shown,
            lambda **who: actions.put_back(shown, label_of=label_of, **who),
            done=_("Put back. The entry is as it was before, and the changes wait again."),
        )
    applied = [
        each for each in _changes(request, shown) if each.change.state == ChangeState.APPLIED
    ]
    context = {"shown": shown, "changes": applied}
    return render(request, "change_requests/put_back.html", context)


def _page(
    request: HttpRequest,
    shown: Any,
    *,
    ask_form: Any = None,
    note_form: Any = None,
    status: int = 200,
) -> HttpResponse:
    compared = queries.compared(shown, for_user=request.user)
    changes = presenting.show_changes(compared)
    cluster = current_cluster(host=request.get_host())
    clusters = queries.clusters_of(shown)
    waiting = [each for each in changes if each.change.is_waiting]
    speaks = policies.still_speaks(shown)
    can_take_over = speaks and any(not (each.why_not or each.is_outdated) for each in waiting)
    applied = any(each.change.state == ChangeState.APPLIED for each in changes)
    notes_here = cluster in clusters and is_of_the_team(request.user, cluster)
    context = {
        "shown": shown,
        "changes": changes,
        "seen": _SEAL.close({each.change.field: each.now for each in compared if each.is_seen}),
        "clusters": clusters,
        "notes": presenting.show_notes(queries.thread_of(shown, for_user=request.user)),
        "speaks": speaks,
        "can_take_over_all": can_take_over and len(waiting) > 1,
        "can_put_back": shown.state == RequestState.DECIDED and applied,
        "is_late": shown.is_late_on(timezone.localdate()),
        "ask_form": (ask_form or _ask_form()) if shown.is_open else None,
        "note_form": (note_form or _note_form()) if notes_here else None,
    }
    return render(request, "change_requests/request.html", context, status=status)


def _apply_all(request: HttpRequest, shown: Any, *, by: Any, now: Any) -> None:
    left = actions.apply_all(shown, label_of=label_of, by=by, now=now)
    if not left:
        messages.success(request, _("All that waited is taken over."))
        return
    messages.warning(
        request,
        _("Somebody changed these since, or they are gone; please decide on each: %(fields)s")
        % {"fields": ", ".join(label_of(code) for code in left)},
    )


def _do(request: HttpRequest, shown: Any, action: Any, *, done: str) -> HttpResponse:
    """Do something with a request, and say what became of it."""
    try:
        action(by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(
            request, _("Somebody was faster: this is done already. Nothing else was done.")
        )
    except ChangedMeanwhile as met:
        messages.warning(
            request,
            _(
                "Nothing was done, because somebody has changed this in the meantime: %(fields)s. "
                "Please look at what it says now."
            )
            % {"fields": ", ".join(label_of(each.code) for each in met.conflicts)},
        )
    except (
        *(NumberTaken, WrongIdentifier, ClosesRing),
        *(actions.NoLongerActs, actions.CannotBeApplied),
    ) as error:
        messages.warning(request, _refusal(error))
    except actions.TooManyNotes:
        messages.warning(request, _("This thread is full. Please write to the member by e-mail."))
    else:
        if done:
            messages.success(request, done)
    return redirect("change_requests:request", shown.public_id)


def _refusal(error: Exception) -> str:
    if isinstance(error, NumberTaken):
        return _(
            "Another organisation of the directory has the number %(number)s by now. Nothing was "
            "taken over; please compare it with its register."
        ) % {"number": error.value}
    if isinstance(error, ClosesRing):
        return _(
            "Then an organisation would stand above itself. Look through who belongs to whom, and"
            " correct what is wrong there first."
        )
    if isinstance(error, actions.NoLongerActs):
        return _(
            "Whoever asked no longer acts for the organisation, so that nothing is taken over in "
            "its name. Refuse the changes, or edit the entry yourself where they are right."
        )
    if isinstance(error, actions.CannotBeApplied):
        return _(
            "What this would be written to, or a term that it names, is there no more. Please "
            "refuse it."
        )
    return str(error)


def _changes(request: HttpRequest, shown: Any) -> list[presenting.ShownChange]:
    return presenting.show_changes(queries.compared(shown, for_user=request.user))


def _ask_form(data: Any = None) -> forms.SaidForm:
    return forms.SaidForm(
        data,
        label=_("What you want to know"),
        help_text=_("The member gets it by e-mail. The clock stands still until the answer comes."),
        prefix="ask",
    )


def _note_form(data: Any = None) -> forms.SaidForm:
    return forms.SaidForm(
        data,
        label=_("A note for your team"),
        help_text=_("Neither the member nor another cluster ever reads it."),
        prefix="note",
    )


def _read(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_request, public_id, for_user=request.user)
