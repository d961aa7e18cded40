"""What a cluster's managers do with the way it admits members: rules, form, charter."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.membership import policies
from liaison.hub.membership.actions.steps import NotAllowed
from liaison.hub.membership.choices import MOST_QUESTIONS, AnswerKind, AskedFact, Asking
from liaison.hub.membership.models import Admission, ApplicationQuestion, Charter

RULES = (
    *("is_open", "shows_members", "decided_by", "votes_needed"),
    *("answers_within_days", "reviews_after_months"),
)
WORDS = ("brings_en", "brings_fr", "brings_de", "asks_en", "asks_fr", "asks_de")
_QUESTION = (
    *("text_en", "text_fr", "text_de", "help_en", "help_fr", "help_de"),
    *("kind", "choices", "is_required"),
)


class TooManyQuestions(Exception):
    """The form has as many questions as anybody could be asked."""


class NoChoices(ValueError):
    """A choice needs two things to choose from."""


class SomebodyElsePublished(Exception):
    """A colleague published a charter in the meantime."""


@transaction.atomic
def set_up_admission(cluster: Cluster, spec: Mapping[str, Any], *, now: dt.datetime) -> bool:
    """
    Give a cluster a way to admit members to start from, where it has none yet.

    :param spec: as in `membership.starting_sets`
    :returns: whether it was made; what managers changed is never touched
    """
    if Admission.objects.filter(cluster=cluster).exists():
        return False
    Admission.objects.create(cluster=cluster, is_starting_set=True, **spec["admission"])
    for position, question in enumerate(spec["questions"], start=1):
        ApplicationQuestion.objects.create(cluster=cluster, position=position, **question)
    Charter.objects.create(
        cluster=cluster, version=1, is_draft=True, published_at=now, **spec["charter"]
    )
    _record("admission.set_up", cluster, by=None, now=now)
    return True


@transaction.atomic
def change_admission(
    cluster: Cluster, facts: Mapping[str, Any], *, by: Any, now: dt.datetime
) -> Admission:
    """
    Change who decides, by when, and what the cluster says to those who come.

    :param facts: some of RULES and WORDS
    :raises NotAllowed: if `by` does not manage the cluster
    """
    _check_manages(by, cluster)
    chosen = {name: facts[name] for name in (*RULES, *WORDS) if name in facts}
    admission, _is_new = Admission.objects.update_or_create(
        cluster=cluster, defaults=chosen | {"is_starting_set": False}
    )
    _record("admission.changed", cluster, by=by, now=now)
    return admission


@transaction.atomic
def ask_of_organisations(
    cluster: Cluster, asked: Mapping[str, str], *, by: Any, now: dt.datetime
) -> None:
    """
    Choose what is asked of organisations that the directory does not have yet.

    Applications that are written keep what they say.

    :param asked: by the code of an `AskedFact` one of `Asking`
    :raises NotAllowed: if `by` does not manage the cluster
    :raises ValueError: if there is no such fact, or no such way to ask for it
    """
    _check_manages(by, cluster)
    chosen = {AskedFact(fact).value: Asking(asking).value for fact, asking in asked.items()}
    Admission.objects.update_or_create(cluster=cluster, defaults={"asked_facts": chosen})
    _record("admission.facts_chosen", cluster, by=by, now=now)


@transaction.atomic
def add_question(
    cluster: Cluster, facts: Mapping[str, Any], *, by: Any, now: dt.datetime
) -> ApplicationQuestion:
    """
    Ask one more thing of those who apply, at the end of the form.

    :param facts: see `ApplicationQuestion`; its code is made of its English words
    :raises NotAllowed: if `by` does not manage the cluster
    :raises TooManyQuestions: if there are MOST_QUESTIONS already
    :raises NoChoices: if it is a choice between fewer than two things
    """
    _check_manages(by, cluster)
    asked = _locked_questions(cluster)
    if len(asked) >= MOST_QUESTIONS:
        raise TooManyQuestions
    question = ApplicationQuestion.objects.create(
        cluster=cluster,
        code=_new_code(facts["text_en"], {each.code for each in asked}),
        position=max((each.position for each in asked), default=0) + 1,
        **_question_facts(facts),
    )
    _record("admission.question_added", cluster, by=by, now=now, question=question.code)
    return question


@transaction.atomic
def change_question(
    question: ApplicationQuestion, facts: Mapping[str, Any], *, by: Any, now: dt.datetime
) -> None:
    """
    Change what is asked from now on; answers keep the question as it was when they were given.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NoChoices: if it is a choice between fewer than two things
    """
    _check_manages(by, question.cluster)
    for name, value in _question_facts(facts).items():
        setattr(question, name, value)
    question.save()
    _record("admission.question_changed", question.cluster, by=by, now=now, question=question.code)


@transaction.atomic
def remove_question(question: ApplicationQuestion, *, by: Any, now: dt.datetime) -> None:
    """
    Ask this no more; answers given to it stay.

    :raises NotAllowed: if `by` does not manage the cluster
    """
    _check_manages(by, question.cluster)
    _record("admission.question_removed", question.cluster, by=by, now=now, question=question.code)
    question.delete()


@transaction.atomic
def move_question(question: ApplicationQuestion, *, up: bool, by: Any, now: dt.datetime) -> None:
    """
    Let a question change places with the one before it, or after it; the ends stay.

    :raises NotAllowed: if `by` does not manage the cluster
    """
    _check_manages(by, question.cluster)
    asked = _locked_questions(question.cluster)
    place = next((i for i, each in enumerate(asked) if each.pk == question.pk), None)
    if place is None:
        return
    other = place + (-1 if up else 1)
    if not 0 <= other < len(asked):
        return
    asked[place], asked[other] = asked[other], asked[place]
    for position, each in enumerate(asked, start=1):
        each.position = position
    ApplicationQuestion.objects.bulk_update(asked, ["position"])
    _record("admission.question_moved", question.cluster, by=by, now=now, question=question.code)


def publish_charter(
    cluster: Cluster, *, after: int, texts: Mapping[str, str], by: Any, now: dt.datetime
) -> Charter:
    """
    Publish a new version of the charter; whoever accepted an earlier one accepted that one.

    :param after: the version that `by` saw in force; 0 if there was none
    :param texts: by language, English at least
    :raises NotAllowed: if `by` does not manage the cluster
    :raises SomebodyElsePublished: if there is a newer one than `by` saw
    """
    _check_manages(by, cluster)
    try:
        with transaction.atomic():
            charter = Charter.objects.create(
                cluster=cluster,
                version=after + 1,
                published_at=now,
                published_by=by,
                **{f"text_{language}": text for language, text in texts.items()},
            )
            _record("charter.published", cluster, by=by, now=now, version=str(charter.version))
            return charter
    except IntegrityError as error:
        raise SomebodyElsePublished from error


def _question_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: facts[name] for name in _QUESTION if name in facts}
    if kept["kind"] != AnswerKind.CHOICE:
        kept["choices"] = []
    elif len(kept.get("choices", [])) < 2:
        raise NoChoices
    return kept


def _locked_questions(cluster: Cluster) -> list[ApplicationQuestion]:
    # The cluster is locked, not the questions: there may be none yet.
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    return list(ApplicationQuestion.objects.filter(cluster=cluster))


def _new_code(text: str, taken: set[str]) -> str:
    stem = slugify(text)[:40].strip("-") or "question"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, MOST_QUESTIONS + 2)))
    return next(code for code in candidates if code not in taken)


def _check_manages(by: Any, cluster: Cluster) -> None:
    if not policies.can_change_admission(by, cluster):
        raise NotAllowed


def _record(verb: str, cluster: Cluster, *, by: Any, now: dt.datetime, **details: str) -> None:
    record_done(verb, cluster.slug, cluster=cluster.slug, by=by, now=now, **details)
