"""Starting a control, deciding on what it found, asking members to fix their entries."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_event
from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control import messages, policies, queries
from liaison.hub.data_control.checking import (
    Asked,
    entries_of,
    findings_of,
    read_facts,
    shared_among,
)
from liaison.hub.data_control.choices import (
    ASKS,
    FEWEST_DAYS,
    LONGEST_REASON,
    MOST_DAYS,
    OFF_AT_FIRST,
    PIECE,
    Rule,
)
from liaison.hub.data_control.models import (
    AskedToFix,
    ControlRun,
    ControlSetting,
    Finding,
    NoProblem,
)
from liaison.hub.directory.models import Organisation
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.work import Work

RUN = "data_control.run"


class NotAllowed(PermissionDenied):
    """This person may not do this to the entries of this cluster."""


class NotSaid(ValueError):
    """A reason is missing or too long, or a number is out of its bounds."""


class AskedAlready(Exception):
    """The member was asked a short time ago."""


class NothingToAsk(Exception):
    """There is nothing that a member could fix, or all of it is settled."""


class NobodyToAsk(Exception):
    """Nobody answers for the organisation, or none of them wants such letters."""


@transaction.atomic
def start_run(cluster: Cluster, *, by: Any, now: dt.datetime) -> Job:
    """
    Have all entries of a cluster looked at; while that goes on, return the job that does it.

    What the last control found stays until this one has come to its end.
    """
    _check(policies.can_control(by, cluster))
    run = ControlRun.objects.create(cluster=cluster, asked_at=now)
    job = enqueue(
        RUN,
        arguments={"run": str(run.public_id)},
        key=queries.key_of(cluster),
        by=by,
        now=now,
        cluster=cluster.slug,
    )
    if job.arguments["run"] != str(run.public_id):
        run.delete()
        return job
    # Of controls that were cancelled or failed.
    unfinished = ControlRun.objects.filter(cluster=cluster, completed_at=None)
    unfinished.exclude(pk=run.pk).delete()
    return job


def go_through(work: Work) -> None:
    """
    Look at the entries of a cluster piece by piece, from where another worker left off.

    Each piece is written by itself, and is the same when it is written twice.
    """
    run = (
        ControlRun.objects.select_related("cluster").filter(public_id=work.arguments["run"]).first()
    )
    if run is None or run.completed_at is not None:
        return
    entries = entries_of(run.cluster)
    total = entries.count()
    asked = queries.asked_of(run.cluster, shared=shared_among(entries), today=work.now.date())
    done = run.organisations
    while keys := _next_piece(entries, run.position):
        work.report(done, total)
        done += len(keys)
        _look_at(keys, run, asked, done=done)
    with work.concluding() as result:
        result.update(_complete(run, asked, organisations=done, now=work.now))


@transaction.atomic
def change_setting(
    cluster: Cluster, *, on: Collection[Rule], days_fresh: int, by: Any, now: dt.datetime
) -> None:
    """
    Say by which rules a cluster's entries are controlled from the next control on.

    :raises NotSaid: if the days are not within their bounds
    """
    _check(policies.can_change_setting(by, cluster))
    if not FEWEST_DAYS <= days_fresh <= MOST_DAYS:
        raise NotSaid
    off = [rule.value for rule in Rule if rule not in on]
    ControlSetting.objects.update_or_create(
        cluster=cluster,
        defaults={
            "off": off,
            "also_on": [rule.value for rule in OFF_AT_FIRST if rule in on],
            "days_fresh": days_fresh,
        },
    )
    _record("data_control.set", cluster.slug, cluster, by=by, now=now, off=off, days=days_fresh)


@transaction.atomic
def set_aside(
    organisation: Organisation,
    rule: Rule,
    *,
    cluster: Cluster,
    reason: str,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Decide that what a rule finds of an organisation is no problem in this cluster.

    :raises NoOrganisation: if its entry is not the cluster's to control
    :raises NotSaid: if the reason is missing or too long
    """
    _check(policies.can_control(by, cluster))
    organisation = queries.get_controlled(organisation.public_id, cluster, for_user=by)
    reason = reason.replace("\x00", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise NotSaid
    NoProblem.objects.update_or_create(
        cluster=cluster,
        organisation=organisation,
        rule=rule,
        defaults={"reason": reason, "by": by, "at": now},
    )
    _record_on(organisation, "data_control.set_aside", cluster, by=by, now=now, rule=rule)


@transaction.atomic
def take_up_again(
    organisation: Organisation, rule: Rule, *, cluster: Cluster, by: Any, now: dt.datetime
) -> None:
    """Undo `set_aside`; harmless where nothing is set aside."""
    _check(policies.can_control(by, cluster))
    organisation = queries.get_controlled(organisation.public_id, cluster, for_user=by)
    aside = NoProblem.objects.filter(cluster=cluster, organisation=organisation, rule=rule)
    number, _ = aside.delete()
    if number:
        _record_on(organisation, "data_control.taken_up", cluster, by=by, now=now, rule=rule)


@transaction.atomic
def ask_to_fix(organisation: Organisation, *, cluster: Cluster, by: Any, now: dt.datetime) -> int:
    """
    Write to those who answer for an organisation what the last control found and is still so.

    :returns: to how many people
    :raises NoOrganisation: if its entry is not the cluster's to control
    :raises AskedAlready: if that was done less than ASKED_APART ago
    :raises NothingToAsk: if nothing was found that they could fix, or it is settled
    :raises NobodyToAsk: if there is nobody who would get a letter
    """
    _check(policies.can_control(by, cluster))
    organisation = queries.get_controlled(organisation.public_id, cluster, for_user=by)
    # Of two of the team who ask at once, the second waits here and finds it done.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if queries.was_asked(organisation, cluster, now=now):
        raise AskedAlready
    run = queries.last_run(cluster, for_user=by)
    found = queries.found_of(organisation, run, today=now.date(), for_user=by) if run else []
    broken = [Rule(each.finding.rule) for each in found if not each.is_settled]
    rules = [rule for rule in broken if rule in ASKS]
    if not rules:
        raise NothingToAsk
    owners = User.objects.filter(
        is_active=True,
        organisation_roles__organisation=organisation,
        organisation_roles__role=Role.ORGANISATION_OWNER,
    ).order_by("pk")
    letters = messages.ask_to_fix(
        organisation, rules, cluster=cluster, people=list(owners), now=now
    )
    if not letters:
        raise NobodyToAsk
    codes = [rule.value for rule in rules]
    AskedToFix.objects.create(
        cluster=cluster, organisation=organisation, rules=codes, by=by, at=now
    )
    _record_on(organisation, "data_control.asked_to_fix", cluster, by=by, now=now, rules=codes)
    return letters


def _next_piece(entries: Any, position: int) -> list[int]:
    further = entries.filter(pk__gt=position).order_by("pk").values_list("pk", flat=True)
    return list(further[:PIECE])


@transaction.atomic
def _look_at(keys: list[int], run: ControlRun, asked: Asked, *, done: int) -> None:
    facts = read_facts(keys, cluster=run.cluster, today=asked.today)
    Finding.objects.bulk_create(
        (
            Finding(run=run, organisation=each.organisation, rule=rule, details=details)
            for each in facts
            for rule, details in findings_of(each, asked).items()
        ),
        batch_size=PIECE,
        ignore_conflicts=True,
    )
    run.position, run.organisations = keys[-1], done
    run.save(update_fields=["position", "organisations"])


def _complete(
    run: ControlRun, asked: Asked, *, organisations: int, now: dt.datetime
) -> dict[str, int]:
    """Note what was counted, and put it in the place of what the control before had found."""
    found = queries.without_no_problems(Finding.objects.filter(run=run), cluster=run.cluster)
    counted = dict(found.order_by().values_list("rule").annotate(number=Count("pk")))
    run.counts = {rule.value: counted.get(rule.value, 0) for rule in asked.rules}
    run.organisations, run.completed_at = organisations, now
    run.save()
    earlier = Finding.objects.filter(run__cluster=run.cluster).exclude(run=run)
    earlier.filter(run__completed_at__isnull=False).delete()
    return {"organisations": organisations, "findings": sum(run.counts.values())}


def _check(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed


def _record_on(
    organisation: Organisation,
    verb: str,
    cluster: Cluster,
    *,
    by: Any,
    now: dt.datetime,
    **details: Any,
) -> None:
    _record(verb, str(organisation.public_id), cluster, by=by, now=now, **details)


def _record(
    verb: str, subject: str, cluster: Cluster, *, by: Any, now: dt.datetime, **details: Any
) -> None:
    record_event(
        verb=verb,
        subject=subject,
        actor=str(by.public_id),
        at=now,
        cluster=cluster.slug,
        details=details,
    )
