"""The team sorts what hinders members: it ticks what belongs together, and gathers it or not."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.policy_needs.actions import gathering
from liaison.hub.policy_needs.actions.steps import TooLate
from liaison.hub.policy_needs.choices import SignalState, Theme
from liaison.hub.policy_needs.describing import title_of
from liaison.hub.policy_needs.queries import challenges as queries
from liaison.hub.web.layout.context import cluster_of, team_desk_of
from liaison.hub.web.layout.views import found_or_404
from liaison.hub.web.policy_needs.gathering_forms import BeginForm, GatherForm, SetAsideForm

PER_PAGE = 50
_TABS = (SignalState.WAITING, SignalState.SET_ASIDE)


def cluster_gathered(request: HttpRequest) -> Any:
    """Return the site's cluster to its team; raises PermissionDenied for everybody else."""
    # Every page asks for the team's desk; whoever has one is in the team.
    if team_desk_of(request) is None:
        raise PermissionDenied
    return cluster_of(request)


def _leads_to_the_list(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Lead to the list whoever only opens the address of a step: links of a refused form do."""

    @wraps(view)
    def step(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return view(request)
        asked = request.GET.urlencode()
        return redirect(reverse("policy_needs:desk") + (f"?{asked}" if asked else ""))

    return step


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits to be sorted, or what was set aside; also one signal alone."""
    return _page(request, cluster_gathered(request))


@require_http_methods(["GET", "POST"])
@_leads_to_the_list
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a challenge of what is ticked, and lead to its page."""
    cluster = cluster_gathered(request)
    form = BeginForm(request.POST)
    ticked = _ticked(request)
    if not (form.is_valid() and ticked):
        return _page(request, cluster, begin_form=form)
    try:
        begun = gathering.begin(
            cluster,
            ticked,
            title=form.cleaned_data["title"],
            theme=form.cleaned_data["theme"],
            language=get_language() or "",
            by=request.user,
            now=timezone.now(),
        )
    except TooLate:
        return _too_late(request)
    messages.success(
        request, _("Begun. Next, write in your words what hinders members and what would help.")
    )
    return redirect("policy_needs:challenge", begun.public_id)


@require_http_methods(["GET", "POST"])
@_leads_to_the_list
def gather(request: HttpRequest) -> HttpResponse:
    """Make what is ticked part of a challenge there is."""
    cluster = cluster_gathered(request)
    form = _gather_form(request, cluster, request.POST)
    ticked = _ticked(request)
    if not (form.is_valid() and ticked):
        return _page(request, cluster, gather_form=form)
    into = found_or_404(
        queries.get_challenge, form.cleaned_data["challenge"], for_user=request.user
    )
    if into.cluster != cluster:
        return _too_late(request)
    try:
        gathering.gather(into.public_id, ticked, by=request.user, now=timezone.now())
    except TooLate:
        return _too_late(request)
    messages.success(request, _("Gathered into “%(title)s”.") % {"title": title_of(into)})
    return _back(request)


@require_http_methods(["GET", "POST"])
@_leads_to_the_list
def set_aside(request: HttpRequest) -> HttpResponse:
    """Set aside what is ticked, with a word that its organisations get."""
    cluster = cluster_gathered(request)
    form = SetAsideForm(request.POST)
    ticked = _ticked(request)
    if not (form.is_valid() and ticked):
        return _page(request, cluster, aside_form=form)
    word = form.cleaned_data["word"]
    try:
        done = gathering.set_aside(cluster, ticked, word=word, by=request.user, now=timezone.now())
    except TooLate:
        return _too_late(request)
    said = ngettext(
        "It is set aside, and its organisation gets your word.",
        "%(number)d are set aside, and their organisations get your word.",
        len(done),
    )
    messages.success(request, said % {"number": len(done)})
    return _back(request)


@require_POST
def sort_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back that a signal was set aside."""
    try:
        found_or_404(gathering.sort_again, public_id, by=request.user, now=timezone.now())
    except TooLate:
        return _too_late(request)
    messages.success(request, _("It waits to be sorted again, and its organisation is told."))
    return redirect(reverse("policy_needs:desk") + f"?only={public_id}")


def _page(request: HttpRequest, cluster: Any, **forms: Any) -> HttpResponse:
    """Return the list, with a form as somebody filled it in, and what they ticked."""
    chosen, is_refused = _chosen(request), bool(forms)
    user = request.user
    show = SignalState(chosen["show"])
    every = {state: queries.signals_in(cluster, state, for_user=user) for state in _TABS}
    themes = queries.numbers_by_theme(every[show])
    found = every[show]
    if chosen["theme"]:
        found = found.filter(theme=chosen["theme"])
    if only := _uuid(chosen["only"]):
        found = found.filter(public_id=only)
    page = Paginator(found, PER_PAGE).get_page(chosen["page"])
    ticked = {str(each) for each in _ticked(request)} | ({str(only)} if only else set())
    context = {
        "page": page,
        "rows": [(each, str(each.public_id) in ticked) for each in page],
        "chosen": chosen,
        "is_one": bool(only),
        "tabs": [
            (SignalState.WAITING, _("To be sorted"), _number(every, show, themes, _TABS[0])),
            (SignalState.SET_ASIDE, _("Not carried on"), _number(every, show, themes, _TABS[1])),
        ],
        "themes": [(code, Theme(code).label, number) for code, number in themes.items()],
        "untold": [
            {"answer": each, "title": title_of(each.addressee.challenge)}
            for each in queries.answers_to_tell(cluster, for_user=user)
        ],
        "begin_form": BeginForm(),
        "gather_form": forms.pop("gather_form", None) or _gather_form(request, cluster),
        "aside_form": SetAsideForm(),
        "nothing_ticked": is_refused and not ticked,
        **forms,
    }
    status = 422 if is_refused else 200
    return render(request, "policy_needs/desk.html", context, status=status)


def _number(every: Any, show: SignalState, themes: dict[str, int], state: SignalState) -> int:
    return sum(themes.values()) if state == show else every[state].count()


def _gather_form(request: HttpRequest, cluster: Any, data: Any = None) -> GatherForm:
    return GatherForm(data, challenges=queries.open_challenges(cluster, for_user=request.user))


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return what narrows the list: from the address, or from the form that came from it."""
    is_form = request.method == "POST"
    asked = {
        name: request.POST.get(f"list-{name}", "") if is_form else request.GET.get(name, "")
        for name in ("show", "theme", "only", "page")
    }
    show = asked["show"] if asked["show"] in _TABS else str(SignalState.WAITING)
    theme = asked["theme"] if asked["theme"] in Theme.values else ""
    return asked | {"show": show, "theme": theme}


def _ticked(request: HttpRequest) -> list[uuid.UUID]:
    return [each for text in request.POST.getlist("signal") if (each := _uuid(text))]


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request,
        _("Somebody was faster with one of them, so nothing was done. Here is how it stands now."),
    )
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    kept = {name: chosen[name] for name in ("theme",) if chosen[name]}
    return redirect(reverse("policy_needs:desk") + (f"?{urlencode(kept)}" if kept else ""))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
