"""Reading what the control of a cluster's entries found; to its team only."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.data_control.checking import Asked, Shared, entries_of, findings_of, read_facts
from liaison.hub.data_control.choices import ASKED_APART, COMPARED, OFF_AT_FIRST, RUNS_TOLD, Rule
from liaison.hub.data_control.models import (
    AskedToFix,
    ControlRun,
    ControlSetting,
    Finding,
    NoProblem,
)
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.jobs.models import Job

NoOrganisation = Organisation.DoesNotExist


@dataclass(frozen=True)
class Found:
    """
    One finding.

    :ivar is_settled: whether the entry was put right since
    :ivar others: names and public ids of organisations that are alike, of those the reader sees
    """

    finding: Finding
    is_settled: bool
    others: list[tuple[str, uuid.UUID]]


def setting_of(cluster: Cluster) -> ControlSetting:
    """Return how a cluster's entries are controlled, as by default where it has not said."""
    return ControlSetting.objects.filter(cluster=cluster).first() or ControlSetting(cluster=cluster)


def rules_of(setting: ControlSetting) -> list[Rule]:
    """Return the rules that are on."""
    return [
        rule
        for rule in Rule
        if rule not in setting.off and (rule not in OFF_AT_FIRST or rule in setting.also_on)
    ]


def asked_of(cluster: Cluster, *, shared: Shared, today: dt.date) -> Asked:
    """Return by what the entries of a cluster are looked at."""
    setting = setting_of(cluster)
    languages = [language for language in LANGUAGES if language in (cluster.languages or ["en"])]
    return Asked(rules_of(setting), today, setting.days_fresh, languages, shared)


def key_of(cluster: Cluster) -> str:
    """Return the key under which the control of a cluster waits or runs."""
    return f"data_control:{cluster.slug}"


def job_of(cluster: Cluster, *, for_user: Any) -> Job | None:
    """Return the job that controls a cluster's entries just now, to its team."""
    if not is_of_the_team(for_user, cluster):
        return None
    return Job.objects.open().filter(key=key_of(cluster)).first()


def last_run(cluster: Cluster, *, for_user: Any) -> ControlRun | None:
    """Return the last control that came to its end; None before the first, and for others."""
    return runs_of(cluster, for_user=for_user).first()


def runs_of(cluster: Cluster, *, for_user: Any) -> QuerySet[ControlRun]:
    """Return the controls that came to their end, the newest first; to the cluster's team."""
    if not is_of_the_team(for_user, cluster):
        return ControlRun.objects.none()
    runs = ControlRun.objects.filter(cluster=cluster, completed_at__isnull=False)
    return runs.order_by("-completed_at", "-pk")


def trend_of(cluster: Cluster, *, for_user: Any) -> list[ControlRun]:
    """Return the last controls, the oldest first."""
    return list(runs_of(cluster, for_user=for_user)[:RUNS_TOLD])[::-1]


def findings_in(run: ControlRun, *, for_user: Any) -> QuerySet[Finding]:
    """Return what a control found of organisations that the reader sees, nothing set aside."""
    if not is_of_the_team(for_user, run.cluster):
        return Finding.objects.none()
    seen = organisations_visible_to(for_user).living()
    found = Finding.objects.filter(run=run, organisation__in=seen.values("pk"))
    return without_no_problems(found, cluster=run.cluster).select_related("organisation")


def without_no_problems(found: QuerySet[Finding], *, cluster: Cluster) -> QuerySet[Finding]:
    """Return the findings that the team of a cluster has not set aside."""
    aside = NoProblem.objects.filter(
        cluster=cluster, organisation=OuterRef("organisation"), rule=OuterRef("rule")
    )
    return found.filter(~Exists(aside))


def counts_in(run: ControlRun, *, for_user: Any) -> dict[str, int]:
    """Return how many organisations each rule found, by its code."""
    found = findings_in(run, for_user=for_user).order_by()
    return dict(found.values_list("rule").annotate(number=Count("pk")))


def organisations_in_need(run: ControlRun, *, for_user: Any) -> QuerySet[Any]:
    """Return organisations with how much was found of each, those with most first."""
    found = findings_in(run, for_user=for_user).order_by().select_related(None)
    counted = found.values("organisation__public_id", "organisation__name")
    return counted.annotate(number=Count("pk")).order_by("-number", "organisation__plain")


def get_controlled(public_id: uuid.UUID, cluster: Cluster, *, for_user: Any) -> Organisation:
    """Return an organisation whose entry is the cluster's to control; raises NoOrganisation."""
    if not is_of_the_team(for_user, cluster):
        raise NoOrganisation
    seen = organisations_visible_to(for_user).values("pk")
    return entries_of(cluster).filter(pk__in=seen).get(public_id=public_id)


def found_of(
    organisation: Organisation, run: ControlRun, *, today: dt.date, for_user: Any
) -> list[Found]:
    """Return what a control found of an organisation, and what of it is settled since."""
    found = list(findings_in(run, for_user=for_user).filter(organisation=organisation))
    still = rules_broken_by(organisation, run.cluster, today=today)
    names = names_of_others(found, for_user=for_user)
    place = {rule.value: number for number, rule in enumerate(Rule)}
    found.sort(key=lambda each: place.get(each.rule, len(place)))
    return [
        Found(
            each,
            is_settled=each.rule not in COMPARED and each.rule not in still,
            others=[names[key] for key in each.details.get("others", ()) if key in names],
        )
        for each in found
    ]


def rules_broken_by(
    organisation: Organisation, cluster: Cluster, *, today: dt.date
) -> frozenset[Rule]:
    """Return the rules that find something of an entry as it is now, without comparing others."""
    asked = asked_of(cluster, shared=Shared(), today=today)
    facts = read_facts([organisation.pk], cluster=cluster, today=today)
    return frozenset(rule for each in facts for rule in findings_of(each, asked))


def names_of_others(found: list[Finding], *, for_user: Any) -> dict[int, tuple[str, uuid.UUID]]:
    """Return the names and public ids of those with which findings compare, if they are seen."""
    keys = {key for each in found for key in each.details.get("others", ())}
    if not keys:
        return {}
    seen = organisations_visible_to(for_user).living().filter(pk__in=keys)
    return {pk: (name, id_) for pk, name, id_ in seen.values_list("pk", "name", "public_id")}


def set_aside_of(
    organisation: Organisation, cluster: Cluster, *, for_user: Any
) -> QuerySet[NoProblem]:
    """Return what the team set aside of an organisation."""
    if not is_of_the_team(for_user, cluster):
        return NoProblem.objects.none()
    aside = NoProblem.objects.filter(cluster=cluster, organisation=organisation)
    return aside.select_related("by").order_by("-at", "pk")


def last_asked(organisation: Organisation, cluster: Cluster, *, for_user: Any) -> Any:
    """Return when the member was asked last to fix its entry; None for never."""
    if not is_of_the_team(for_user, cluster):
        return None
    asked = AskedToFix.objects.filter(cluster=cluster, organisation=organisation)
    return asked.select_related("by").order_by("-at").first()


def was_asked(organisation: Organisation, cluster: Cluster, *, now: dt.datetime) -> bool:
    """Say whether the member was asked a short time ago."""
    asked = AskedToFix.objects.filter(cluster=cluster, organisation=organisation)
    return asked.filter(at__gt=now - ASKED_APART).exists()
