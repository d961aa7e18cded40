"""Pages of the team: what is wrong with the cluster's entries, and what to do about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.data_control import actions, policies, queries
from liaison.hub.data_control.choices import ASKS, Rule
from liaison.hub.web.components.progress import show_progress
from liaison.hub.web.data_control import presenting
from liaison.hub.web.data_control.forms import ReasonForm, SettingForm
from liaison.hub.web.layout.views import found_or_404, sent

FINDINGS_PER_PAGE = 50


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show how the last control went, rule by rule, and how the one under way goes."""
    cluster = _cluster_of_team(request)
    run = queries.last_run(cluster, for_user=request.user)
    job = queries.job_of(cluster, for_user=request.user)
    trend, series = presenting.show_trend(queries.trend_of(cluster, for_user=request.user))
    counts = queries.counts_in(run, for_user=request.user) if run else {}
    context = {
        "run": run,
        "rules": presenting.show_rules(counts, run.counts) if run else [],
        "job": job,
        "progress": show_progress(job) if job else None,
        "trend": trend,
        "series": series,
        "can_change_setting": policies.can_change_setting(request.user, cluster),
    }
    return render(request, "data_control/index.html", context)


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    actions.start_run(_cluster_of_team(request), by=request.user, now=timezone.now())
    messages.success(
        request,
        _("The entries are looked through. What was found before stays here until then."),
    )
    return redirect("data_control:index")


@require_http_methods(["GET", "POST"])
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    cluster = _cluster_of_team(request)
    if not policies.can_change_setting(request.user, cluster):
        raise Http404
    setting = queries.setting_of(cluster)
    initial = {"on": queries.rules_of(setting), "days_fresh": setting.days_fresh}
    form = SettingForm(sent(request), initial=initial)
    if form.is_valid():
        actions.change_setting(
            cluster,
            on=[Rule(code) for code in form.cleaned_data["on"]],
            days_fresh=form.cleaned_data["days_fresh"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. It holds from the next control on."))
        return redirect("data_control:index")
    status = 422 if form.is_bound else 200
    return render(request, "data_control/settings.html", {"form": form}, status=status)


@require_safe
@never_cache
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Show what one rule found."""
    cluster = _cluster_of_team(request)
    found = _rule(rule)
    run = queries.last_run(cluster, for_user=request.user)
    if run is None:
        raise Http404
    findings = queries.findings_in(run, for_user=request.user).filter(rule=found)
    ordered = findings.order_by("organisation__plain", "organisation")
    page = Paginator(ordered, FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = queries.names_of_others(shown, for_user=request.user)
    trend, series = presenting.show_trend(
        queries.trend_of(cluster, for_user=request.user), rule=found.value
    )
    page.object_list = [
        (
            each.organisation,
            presenting.show_finding(
                each,
                others=[names[key] for key in each.details.get("others", ()) if key in names],
            ),
        )
        for each in shown
    ]
    context = {"rule": found, "page": page, "run": run, "trend": trend, "series": series}
    return render(request, "data_control/rule.html", context)


@require_safe
@never_cache
def organisations(request: HttpRequest) -> HttpResponse:
    """Show the organisations of which most was found."""
    cluster = _cluster_of_team(request)
    run = queries.last_run(cluster, for_user=request.user)
    if run is None:
        raise Http404
    found = queries.organisations_in_need(run, for_user=request.user)
    page = Paginator(found, FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "data_control/organisations.html", {"page": page, "run": run})


@require_safe
@never_cache
def organisation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what was found of one organisation, and what was set aside."""
    cluster = _cluster_of_team(request)
    user = request.user
    shown = found_or_404(queries.get_controlled, public_id, cluster, for_user=user)
    run = queries.last_run(cluster, for_user=user)
    today = timezone.now().date()
    found = queries.found_of(shown, run, today=today, for_user=user) if run else []
    findings = [
        presenting.show_finding(each.finding, others=each.others, is_settled=each.is_settled)
        for each in found
    ]
    context = {
        "organisation": shown,
        "run": run,
        "findings": findings,
        "set_aside": [
            (each, presenting.label_of_rule(each.rule))
            for each in queries.set_aside_of(shown, cluster, for_user=user)
        ],
        "asked": queries.last_asked(shown, cluster, for_user=user),
        "can_ask": any(not each.is_settled and each.rule in ASKS for each in findings)
        and not queries.was_asked(shown, cluster, now=timezone.now()),
    }
    return render(request, "data_control/organisation.html", context)


@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the member to fix what was found."""
    cluster = _cluster_of_team(request)
    shown = found_or_404(queries.get_controlled, public_id, cluster, for_user=request.user)
    try:
        people = actions.ask_to_fix(shown, cluster=cluster, by=request.user, now=timezone.now())
    except actions.AskedAlready:
        messages.warning(
            request, _("They were asked less than two weeks ago; please give them time.")
        )
    except actions.NothingToAsk:
        messages.warning(request, _("There is nothing any more that they could fix."))
    except actions.NobodyToAsk:
        messages.warning(
            request,
            _(
                "Nobody who answers for this organisation gets such letters. Please write to it "
                "yourself, or invite somebody to act for it."
            ),
        )
    else:
        told = ngettext(
            "A letter is on its way to %(number)d person.",
            "Letters are on their way to %(number)d people.",
            people,
        )
        messages.success(request, told % {"number": people})
    return redirect("data_control:organisation", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def set_aside(request: HttpRequest, public_id: uuid.UUID, rule: str) -> HttpResponse:
    """Ask why something is no problem, and remember it."""
    cluster = _cluster_of_team(request)
    found = _rule(rule)
    shown = found_or_404(queries.get_controlled, public_id, cluster, for_user=request.user)
    form = ReasonForm(sent(request))
    if form.is_valid():
        actions.set_aside(
            shown,
            found,
            cluster=cluster,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Set aside. Further controls do not tell of it here."))
        return redirect("data_control:organisation", public_id)
    context = {"organisation": shown, "rule": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "data_control/set_aside.html", context, status=status)


@require_POST
def take_up(request: HttpRequest, public_id: uuid.UUID, rule: str) -> HttpResponse:
    cluster = _cluster_of_team(request)
    shown = found_or_404(queries.get_controlled, public_id, cluster, for_user=request.user)
    actions.take_up_again(shown, _rule(rule), cluster=cluster, by=request.user, now=timezone.now())
    messages.success(request, _("It is told of again."))
    return redirect("data_control:organisation", public_id)


def _cluster_of_team(request: HttpRequest) -> Any:
    cluster = current_cluster(host=request.get_host())
    if not policies.can_control(request.user, cluster):
        raise Http404
    return cluster


def _rule(code: str) -> Rule:
    if code not in Rule.values:
        raise Http404
    return Rule(code)
