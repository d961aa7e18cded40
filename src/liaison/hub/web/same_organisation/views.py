"""The same organisation? Pairs that the cluster team judges, and what it judged so far."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.identities import actions, policies, queries
from liaison.hub.identities.choices import Judgement
from liaison.hub.web.layout.views import sent
from liaison.hub.web.same_organisation.forms import JudgementForm, ReasonForm
from liaison.hub.web.same_organisation.presenting import ShownQuestion, show, show_side
from liaison.opendata import Member, Question

QUESTIONS_PER_PAGE = 10
JUDGED_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@never_cache
def questions(request: HttpRequest) -> HttpResponse:
    cluster = _managed_cluster(request)
    form = JudgementForm(sent(request))
    here = _page_address(request)
    if form.is_valid() and _is_judged(request, form, cluster):
        return redirect(here)
    try:
        asked = queries.questions(cluster, for_user=request.user)
    except queries.JudgementsUnreadable:
        return _unreadable(request)
    page = Paginator(asked, QUESTIONS_PER_PAGE).get_page(request.GET.get("page"))
    shown = _shown(page.object_list, form)
    if form.is_bound and not any(each.form.is_bound for each in shown):
        # The question is no longer on this page: somebody was faster, which has been said.
        return redirect(here)
    return render(
        request,
        "same_organisation/questions.html",
        {
            "page": page,
            "questions": shown,
            "judgements": Judgement,
            "is_joined": queries.current_pictures() is not None,
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def pair(request: HttpRequest) -> HttpResponse:
    """Any two entries, also such as the software has joined; ?one=KEY&other=KEY."""
    cluster = _managed_cluster(request)
    form = JudgementForm(sent(request))
    if form.is_valid() and _is_judged(request, form, cluster):
        return redirect("same_organisation:judged")
    one, other = (_member_or_404(request, name) for name in ("one", "other"))
    if one == other:
        raise Http404
    (shown,) = _shown([Question(one, other, 0.0, ())], form)
    return render(
        request,
        "same_organisation/pair.html",
        {"question": shown, "judgements": Judgement},
        status=422 if form.is_bound else 200,
    )


@require_safe
@never_cache
def judged(request: HttpRequest) -> HttpResponse:
    cluster = _managed_cluster(request)
    try:
        decisions = queries.judged(cluster, for_user=request.user)
    except queries.JudgementsUnreadable:
        return _unreadable(request)
    page = Paginator(decisions, JUDGED_PER_PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "decision": each.decision,
            "one": show_side(each.one) if each.one else None,
            "other": show_side(each.other) if each.other else None,
            "judgement": Judgement(each.decision.judgement.value).label,
            "by": each.by,
        }
        for each in queries.told(list(page.object_list), for_user=request.user)
    ]
    return render(request, "same_organisation/judged.html", {"page": page, "judged": shown})


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    cluster = _managed_cluster(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say in a few words why."))
        return redirect("same_organisation:judged")
    because = form.cleaned_data["because"]
    try:
        actions.take_back(
            number, because=because, cluster=cluster, by=request.user, now=timezone.now()
        )
    except actions.JudgementGone:
        messages.warning(request, _("Somebody was faster: this had been taken back already."))
    except actions.NotRecorded:
        messages.error(request, _not_recorded())
    else:
        messages.success(
            request,
            _("Taken back. Pages follow once the sources have been joined again, mostly tonight."),
        )
    return redirect("same_organisation:judged")


def _is_judged(request: HttpRequest, form: JudgementForm, cluster: Any) -> bool:
    """Record the judgement; where that cannot be, a message or the form says why."""
    try:
        actions.judge(
            **{name: form.cleaned_data[name] for name in ("one", "other", "judgement", "because")},
            cluster=cluster,
            by=request.user,
            now=timezone.now(),
        )
    except actions.UnknownEntry as error:
        raise Http404 from error
    except actions.JudgedAlready:
        messages.warning(request, _("A colleague was faster: this pair has been judged already."))
    except actions.ContradictsOthers:
        form.add_error(
            "because",
            _(
                "This contradicts what was judged of other pairs. "
                "Take one of those back first, if it was wrong."
            ),
        )
        return False
    except actions.NotRecorded:
        form.add_error("because", _not_recorded())
        return False
    else:
        messages.success(
            request,
            _(
                "Thank you, that is kept. Pages follow once the sources have been joined again, "
                "mostly tonight."
            ),
        )
    return True


def _not_recorded() -> str:
    return _("This cannot be kept at the moment. Please tell those who run this site.")


def _shown(asked: Sequence[Question], form: JudgementForm) -> list[ShownQuestion]:
    """Return questions with a form each; the one that was sent keeps what was written."""
    answered = (form.data.get("one"), form.data.get("other")) if form.is_bound else None
    return [
        show(each, form if (each.one.key, each.other.key) == answered else _form_for(each, place))
        for place, each in enumerate(asked)
    ]


def _form_for(question: Question, place: int) -> JudgementForm:
    initial = {"one": question.one.key, "other": question.other.key}
    # Each field on the page needs an id of its own.
    return JudgementForm(initial=initial, auto_id=f"id_{place}_%s")


def _member_or_404(request: HttpRequest, name: str) -> Member:
    source = request.POST if request.method == "POST" else request.GET
    found = queries.member(source.get(name, ""), for_user=request.user)
    if found is None:
        raise Http404
    return found


def _page_address(request: HttpRequest) -> str:
    page = request.GET.get("page", "")
    address = reverse("same_organisation:questions")
    return f"{address}?{urlencode({'page': page})}" if page else address


def _unreadable(request: HttpRequest) -> HttpResponse:
    return render(request, "same_organisation/unreadable.html", status=503)


def _managed_cluster(request: HttpRequest) -> Any:
    """Return the cluster whose site this is, to its managers only."""
    cluster = current_cluster(host=request.get_host())
    if not policies.can_judge(request.user, cluster):
        raise Http404
    return cluster
