"""Pages on which a desk is set up: topics and who answers, promises, absences, answers at hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.lifecycle.tables import file_in_pieces
from liaison.hub.support import actions, policies, queries
from liaison.hub.support.choices import Priority
from liaison.hub.support.figures import figures_of
from liaison.hub.web.components.downloads import as_download
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.support import forms, presenting
from liaison.hub.web.support.desk import cluster_of_team

_IN_THREE = ("en", "fr", "de")


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show topics, who is away, and the promises; what is sent are new promises."""
    cluster = cluster_of_team(request)
    user, language = request.user, get_language()
    promise = queries.promise_of(cluster)
    days: dict[str, int | None] = {priority.value: promise.days(priority) for priority in Priority}
    days["closes_after"] = promise.closes_after
    form = forms.PromiseForm(sent(request), initial=days)
    if form.is_valid():
        actions.promise(cluster, form.cleaned_data, by=user, now=timezone.now())
        messages.success(request, _("Saved. It holds for what is asked from now on."))
        return redirect("support:settings")
    today = timezone.localdate()
    context = {
        "topics": [
            (each, each.name_in(language)) for each in queries.all_topics(cluster, for_user=user)
        ],
        "absences": queries.absences_in(cluster, on=today, for_user=user),
        "form": form,
        "can_set_up": policies.can_set_up(user, cluster),
    }
    status = 422 if form.is_bound else 200
    return render(request, "support/settings.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def topic(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add a topic, or change one."""
    cluster = cluster_of_team(request)
    if not policies.can_set_up(request.user, cluster):
        raise PermissionDenied
    shown = (
        found_or_404(queries.get_topic_to_change, code, cluster=cluster, for_user=request.user)
        if code
        else None
    )
    team = queries.team_of(cluster, for_user=request.user)
    form = forms.TopicForm(
        sent(request), team=team, is_new=shown is None, initial=_as_entered(shown)
    )
    if form.is_valid() and _save_topic(request, cluster, shown, form, team):
        messages.success(request, _("Saved. It holds for what is asked from now on."))
        return redirect("support:settings")
    context = {"form": form, "shown": shown}
    return render(request, "support/topic.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def away(request: HttpRequest) -> HttpResponse:
    """Say from when until when one is away."""
    cluster = cluster_of_team(request)
    form = forms.AwayForm(sent(request))
    if form.is_valid():
        actions.go_away(cluster, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Noted. New questions go to your team meanwhile."))
        return redirect("support:settings")
    return render(
        request, "support/away.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of_team(request)
    actions.come_back(cluster, by=request.user, now=timezone.now())
    messages.success(request, _("Welcome back. Your topics come to you again."))
    return redirect("support:settings")


@require_safe
@never_cache
def answers(request: HttpRequest) -> HttpResponse:
    """Show the answers at hand."""
    cluster = cluster_of_team(request)
    language = get_language()
    found = queries.canned_answers(cluster, for_user=request.user)
    context = {
        "answers": [
            {
                "answer": each,
                "topic": each.topic.name_in(language) if each.topic else _("Any topic"),
                "lacks": [code for code in _IN_THREE if not getattr(each, f"text_{code}")],
            }
            for each in found
        ]
    }
    return render(request, "support/answers.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def canned(request: HttpRequest, key: int = 0) -> HttpResponse:
    """Keep an answer at hand, change it, or throw it away."""
    cluster = cluster_of_team(request)
    user, now = request.user, timezone.now()
    shown = (
        found_or_404(queries.get_canned_answer, key, cluster=cluster, for_user=user)
        if key
        else None
    )
    if shown and "throw-away" in request.POST:
        actions.throw_away(shown, by=user, now=now)
        messages.success(request, _("It is no longer at hand. What was sent stays."))
        return redirect("support:answers")
    topics = queries.all_topics(cluster, for_user=user)
    initial = {f"text_{code}": getattr(shown, f"text_{code}", "") for code in _IN_THREE}
    initial |= {
        "name": getattr(shown, "name", ""),
        "topic": shown.topic.code if shown and shown.topic else "",
    }
    form = forms.CannedForm(sent(request), topics=topics, language=get_language(), initial=initial)
    if form.is_valid():
        said = form.cleaned_data | {
            "topic": next(
                (each for each in topics if each.code == form.cleaned_data["topic"]), None
            )
        }
        try:
            actions.put_at_hand(cluster, said, changed=shown, by=user, now=now)
        except actions.NameTaken:
            form.add_error("name", _("There is another of this name. Please choose another."))
        except actions.TooMany:
            form.add_error(None, _("There are a hundred already. Please throw one away first."))
        else:
            messages.success(request, _("It is at hand."))
            return redirect("support:answers")
    context = {"form": form, "shown": shown, "places": forms.places()}
    return render(request, "support/canned.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Show how many questions there were, how fast they were answered, how content people are."""
    found = _figures(request)
    language = get_language()
    whole = found.whole
    context = {
        "whole": presenting.show_tally("", whole),
        "bars": presenting.by_month(found),
        "topics": [
            presenting.show_tally(topic.name_in(language), found.of_topic(topic))
            for topic in found.topics
        ],
        "months": [
            presenting.show_tally(presenting.month_name(month), found.of_month(month))
            for month in reversed(presenting.months_of(found))
        ],
    }
    return render(request, "support/figures.html", context)


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """Answer with the figures as a file for spreadsheet programs."""
    headings, rows = presenting.table_of(_figures(request))
    name = f"questions-{timezone.localdate():%Y-%m}.csv"
    return as_download(file_in_pieces(headings, rows, "csv"), name)


def _figures(request: HttpRequest) -> Any:
    cluster = cluster_of_team(request)
    return figures_of(cluster, on=timezone.localdate(), for_user=request.user)


def _as_entered(topic: Any) -> dict[str, Any]:
    if topic is None:
        return {}
    fields = [f"{field}_{code}" for field in ("name", "help") for code in _IN_THREE]
    answers = str(topic.answered_by.public_id) if topic.answered_by else ""
    return {field: getattr(topic, field) for field in (*fields, "is_open")} | {
        "answered_by": answers
    }


def _save_topic(request: HttpRequest, cluster: Any, shown: Any, form: Any, team: list[Any]) -> bool:
    said = dict(form.cleaned_data)
    chosen, is_open = said.pop("answered_by"), said.pop("is_open", True)
    person = next((each for each in team if str(each.public_id) == chosen), None)
    who = {"answered_by": person, "by": request.user, "now": timezone.now()}
    try:
        if shown is None:
            actions.add_topic(cluster, said, **who)
        else:
            actions.change_topic(shown, said, is_open=is_open, **who)
    except actions.NameTaken:
        form.add_error("name_en", _("There is such a topic already. Please choose another name."))
    except actions.TooMany:
        form.add_error(
            None, _("There are thirty topics already; more would help nobody to choose.")
        )
    except actions.LastTopic:
        form.add_error("is_open", _("It is the last one: without a topic nobody can ask."))
    return not form.errors
