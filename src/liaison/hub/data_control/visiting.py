"""Visiting the web sites of entries in the background: one at a time, the longest ago first."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control.checking import entries_of
from liaison.hub.data_control.choices import MOST_VISITS, VISITED_APART, Rule
from liaison.hub.data_control.models import ControlSetting, WebsiteVisit
from liaison.hub.data_control.queries import rules_of
from liaison.hub.directory.models import Organisation
from liaison.hub.jobs.work import Work
from liaison.opendata.fetch import Answers, Visit, visit


def visit_websites(work: Work) -> dict[str, Any]:
    """
    Visit the web sites of the clusters that want it; each result is kept at once.

    Whoever goes on after a worker died visits only what was not visited lately.
    """
    due = _due(work.now)
    failed = 0
    for done, organisation in enumerate(due, start=1):
        found = visit(organisation.website, may_be_inside=settings.LIAISON_VISITS_INSIDE)
        failed += note_visit(organisation, found, now=work.now).days_failed > 0
        work.report(done, len(due))
    return {"visited": len(due), "failed": failed}


def note_visit(organisation: Organisation, found: Visit, *, now: dt.datetime) -> WebsiteVisit:
    """Keep how a web site answered; of failures only different days count."""
    before = WebsiteVisit.objects.filter(
        organisation=organisation, website=organisation.website
    ).first()
    since, days, today = None, 0, now.date()
    if found.answers != Answers.WELL:
        since, days = today, 1
        if before and before.fails_since:
            is_another_day = before.visited_at.date() < today
            since, days = before.fails_since, before.days_failed + is_another_day
    kept, _is_new = WebsiteVisit.objects.update_or_create(
        organisation=organisation,
        defaults={
            "website": organisation.website,
            "visited_at": now,
            "answers": found.answers.value,
            "led_to": found.led_to[:255],
            "fails_since": since,
            "days_failed": days,
        },
    )
    return kept


def _due(now: dt.datetime) -> list[Organisation]:
    wanted = [
        setting.cluster
        for setting in ControlSetting.objects.select_related("cluster").order_by("pk")
        if Rule.WEBSITE_FAILS in rules_of(setting)
    ]
    keys = {key for cluster in wanted for key in _with_website(cluster)}
    lately = WebsiteVisit.objects.filter(
        visited_at__gt=now - VISITED_APART, website=F("organisation__website")
    )
    visited = dict(WebsiteVisit.objects.values_list("organisation", "visited_at"))
    left = keys - set(lately.values_list("organisation", flat=True))
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    first = sorted(left, key=lambda key: (visited.get(key, earliest), key))[:MOST_VISITS]
    found = Organisation.objects.in_bulk(first)
    return [found[key] for key in first if key in found]


def _with_website(cluster: Cluster) -> list[int]:
    return list(entries_of(cluster).filter(~Q(website="")).values_list("pk", flat=True))
