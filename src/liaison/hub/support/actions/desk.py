"""How a cluster's desk is set up: topics, promises, who is away, answers at hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from liaison.hub.audit.actions import record_event
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.support import policies
from liaison.hub.support.actions.steps import NotAllowed
from liaison.hub.support.actions.working import NotOfTheTeam
from liaison.hub.support.choices import MOST_CANNED, MOST_TOPICS
from liaison.hub.support.models import Absence, CannedAnswer, CaseTopic, Promise
from liaison.hub.support.starting_sets import TOPICS


class TooMany(Exception):
    """A cluster has MOST_TOPICS topics and MOST_CANNED answers at hand at most."""


class NameTaken(ValueError):
    """The cluster has one of this name already."""


class LastTopic(Exception):
    """Where nobody may choose a topic, nobody can ask."""


def kept_topic(topic: CaseTopic, *, now: dt.datetime) -> CaseTopic:
    """Return a topic as it is kept; those to start with are kept from now on."""
    if topic.pk is not None:
        return topic
    set_up_topics(topic.cluster, now=now)
    return CaseTopic.objects.get(cluster=topic.cluster, code=topic.code)


@transaction.atomic
def set_up_topics(cluster: Cluster, *, now: dt.datetime) -> None:
    """Give a cluster that has none the topics to start with; harmless to repeat."""
    # Two who ask first take their turns here.
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    if CaseTopic.objects.filter(cluster=cluster).exists():
        return
    for position, topic in enumerate(TOPICS):
        CaseTopic.objects.create(cluster=cluster, position=position, **asdict(topic))
    _record("case_topics.set_up", cluster, by=None, now=now)


@transaction.atomic
def add_topic(
    cluster: Cluster, said: Mapping[str, str], *, answered_by: Any, by: Any, now: dt.datetime
) -> CaseTopic:
    """
    Let people ask about one topic more.

    :param said: name and help in three languages, by the names of the fields
    :param answered_by: to whom its cases go; None for the team
    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotOfTheTeam: if `answered_by` is not of the team
    :raises TooMany: if there are MOST_TOPICS
    :raises NameTaken: if there is one of this name
    """
    _check_sets_up(by, cluster, answered_by)
    set_up_topics(cluster, now=now)
    own = CaseTopic.objects.filter(cluster=cluster)
    if own.count() >= MOST_TOPICS:
        raise TooMany
    last = own.aggregate(last=Max("position"))["last"]
    code = slugify(said["name_en"])[:50] or "topic"
    if own.filter(code=code).exists():
        raise NameTaken
    topic = CaseTopic.objects.create(
        cluster=cluster,
        code=code,
        position=0 if last is None else last + 1,
        answered_by=answered_by,
        **said,
    )
    _record("case_topic.added", cluster, by=by, now=now, topic=code)
    return topic


@transaction.atomic
def change_topic(
    topic: CaseTopic,
    said: Mapping[str, str],
    *,
    answered_by: Any,
    is_open: bool,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Change what a topic is called, to whom its cases go from now on, and whether it can be chosen.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotOfTheTeam: if `answered_by` is not of the team
    :raises LastTopic: if it is the only one that can be chosen
    """
    _check_sets_up(by, topic.cluster, answered_by)
    topic = kept_topic(topic, now=now)
    others = CaseTopic.objects.filter(cluster=topic.cluster, is_open=True).exclude(pk=topic.pk)
    if not is_open and not others.exists():
        raise LastTopic
    for field, text in said.items():
        setattr(topic, field, text)
    topic.answered_by, topic.is_open = answered_by, is_open
    topic.save()
    _record("case_topic.changed", topic.cluster, by=by, now=now, topic=topic.code)


@transaction.atomic
def promise(cluster: Cluster, days: Mapping[str, int | None], *, by: Any, now: dt.datetime) -> None:
    """
    Say within how many working days cases of each priority are answered from now on.

    :param days: by priority, and as "closes_after" after how many cases close by themselves; None
        there for never
    :raises NotAllowed: if `by` does not manage the cluster
    """
    if not policies.can_set_up(by, cluster):
        raise NotAllowed
    Promise.objects.update_or_create(cluster=cluster, defaults=dict(days))
    _record("case_promise.changed", cluster, by=by, now=now, **days)


@transaction.atomic
def go_away(cluster: Cluster, *, since: dt.date, until: dt.date, by: Any, now: dt.datetime) -> None:
    """
    Say that one is away; new cases of one's topics go to the whole team meanwhile.

    :raises NotAllowed: if `by` is not of the team
    :raises ValueError: if it ends before it begins
    """
    if not is_of_the_team(by, cluster):
        raise NotAllowed
    if until < since:
        raise ValueError("An absence ends on its first day or later.")
    Absence.objects.update_or_create(
        cluster=cluster, person=by, defaults={"since": since, "until": until}
    )
    _record("absence.said", cluster, by=by, now=now)


@transaction.atomic
def come_back(cluster: Cluster, *, by: Any, now: dt.datetime) -> None:
    """Say that one is there again, or does not go away."""
    gone, _models = Absence.objects.filter(cluster=cluster, person=by).delete()
    if gone:
        _record("absence.ended", cluster, by=by, now=now)


def put_at_hand(
    cluster: Cluster,
    said: Mapping[str, Any],
    *,
    changed: CannedAnswer | None = None,
    by: Any,
    now: dt.datetime,
) -> CannedAnswer:
    """
    Keep an answer at hand, or change one.

    :param said: topic, name and text in three languages, by the names of the fields
    :raises NotAllowed: if `by` is not of the team
    :raises TooMany: if there are MOST_CANNED
    :raises NameTaken: if there is another of this name
    """
    if not is_of_the_team(by, cluster):
        raise NotAllowed
    if changed is None and CannedAnswer.objects.filter(cluster=cluster).count() >= MOST_CANNED:
        raise TooMany
    answer = changed or CannedAnswer(cluster=cluster)
    for field, value in said.items():
        # A topic to start with is kept from now on.
        is_topic = isinstance(value, CaseTopic)
        setattr(answer, field, kept_topic(value, now=now) if is_topic else value)
    try:
        with transaction.atomic():
            answer.save()
            verb = "canned_answer.changed" if changed else "canned_answer.added"
            _record(verb, cluster, by=by, now=now)
    except IntegrityError as error:
        same = CannedAnswer.objects.filter(cluster=cluster, name=said["name"])
        if same.exclude(pk=answer.pk).exists():
            raise NameTaken from error
        raise
    return answer


@transaction.atomic
def throw_away(answer: CannedAnswer, *, by: Any, now: dt.datetime) -> None:
    """Keep an answer at hand no more; what was sent stays. Raises NotAllowed."""
    if not is_of_the_team(by, answer.cluster):
        raise NotAllowed
    answer.delete()
    _record("canned_answer.removed", answer.cluster, by=by, now=now)


def _check_sets_up(by: Any, cluster: Cluster, answered_by: Any) -> None:
    if not policies.can_set_up(by, cluster):
        raise NotAllowed
    if answered_by is not None and not policies.can_own(answered_by, cluster):
        raise NotOfTheTeam


def _record(verb: str, cluster: Cluster, *, by: Any, now: dt.datetime, **details: Any) -> None:
    record_event(
        verb=verb,
        subject=cluster.slug,
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=cluster.slug,
        details=details,
    )
