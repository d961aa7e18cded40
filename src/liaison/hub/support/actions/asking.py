"""What those who ask can do: ask, write more, say that it is settled, erase it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from liaison.hub.clusters.models import Cluster
from liaison.hub.core.files import Checked, nothing_kept_in_vain
from liaison.hub.directory.models import Organisation
from liaison.hub.support import messages, policies
from liaison.hub.support.actions.desk import kept_topic
from liaison.hub.support.actions.steps import (
    NotAllowed,
    TooLate,
    erase_files,
    is_said_already,
    locked,
    record,
    save,
    say,
    stop_clock,
    to_the_team,
    usable,
)
from liaison.hub.support.choices import (
    COUNTED_FOR,
    LONGEST_SUBJECT,
    MOST_CASES,
    OPEN,
    CaseState,
    WordKind,
)
from liaison.hub.support.lookup import keep_words
from liaison.hub.support.models import Case, CaseTopic
from liaison.hub.support.queries import answering, words_about


class TooManyCases(Exception):
    """This person has asked MOST_CASES times within a day."""


class WrongTopic(ValueError):
    """The topic is another cluster's, or given up."""


def ask(
    *,
    cluster: Cluster,
    topic: CaseTopic,
    subject: str,
    said: str,
    organisation: Organisation | None = None,
    is_shared: bool = False,
    uploads: Sequence[Checked] = (),
    public_id: uuid.UUID | None = None,
    by: Any,
    now: dt.datetime,
) -> Case:
    """
    Ask the team of a cluster something; it goes to whoever answers the topic, else to the team.

    :param is_shared: whether all who act for the organisation read it
    :param public_id: of the case to be; the same asked twice by one person is one
    :raises NotAllowed: if `by` does not act for the organisation
    :raises WrongTopic: if nobody may choose the topic
    :raises NotSaid: if subject or words are missing, or too long
    :raises TooManyCases: if `by` asked very often today
    """
    if not policies.can_ask(by, organisation):
        raise NotAllowed
    topic = kept_topic(topic, now=now)
    if topic.cluster_id != cluster.pk or not topic.is_open:
        raise WrongTopic
    case = Case(
        public_id=public_id or uuid.uuid4(),
        cluster=cluster,
        topic=topic,
        subject=" ".join(usable(subject, longest=LONGEST_SUBJECT).split()),
        organisation=organisation,
        is_shared=is_shared and organisation is not None,
        asked_by=by,
    )
    try:
        return _ask(case, said, uploads, by=by, now=now)
    except IntegrityError:
        there = Case.objects.filter(public_id=case.public_id).first()
        if there is None:
            raise
    if _is_same(there, case, said):
        # Pressed twice: the first one is there.
        return there
    # Something else, written on a page that was sent before.
    case.public_id = uuid.uuid4()
    return _ask(case, said, uploads, by=by, now=now)


def write(
    case: Case, *, said: str, uploads: Sequence[Checked] = (), by: Any, now: dt.datetime
) -> Case:
    """
    Say more about a case; where the team waits its clock goes on, and a closed one is open again.

    :raises NotAllowed: if `by` neither asked it nor shares it
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it was joined to another
    :raises TooManyWords: if the thread is full
    """
    if not policies.can_write(by, case):
        raise NotAllowed
    with nothing_kept_in_vain():
        own = locked(case)
        if is_said_already(own, said, uploads=uploads, by=by):
            return own
        word = say(own, WordKind.ASKER, said, uploads=uploads, by=by, now=now)
        was_closed = own.state == CaseState.CLOSED
        if not own.is_with_the_team:
            to_the_team(own, by=by, now=now)
        save(own)
        record("reopened" if was_closed else "written", own, by=by, now=now)
        messages.tell_team_of_word(word.pk, now=now)
    return own


@transaction.atomic
def settle(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Say that nothing more is to be done.

    :raises NotAllowed: if `by` neither asked it nor shares it
    :raises TooLate: if it is closed
    """
    if not policies.can_write(by, case):
        raise NotAllowed
    own = locked(case, *OPEN)
    stop_clock(own, CaseState.CLOSED, by=by, now=now)
    save(own)
    record("settled", own, by=by, now=now)


@transaction.atomic
def erase(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Erase for good what was said about a closed case, with its files; only that it was remains.

    :raises NotAllowed: if `by` did not ask it
    :raises TooLate: if it is not closed
    """
    if case.asked_by_id != by.pk:
        raise NotAllowed
    own = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if own.state != CaseState.CLOSED:
        raise TooLate
    erase_words_of(own)
    record("erased", own, by=by, now=now)


def erase_words_of(case: Case) -> None:
    """
    Erase subject, words and files of a case and of those joined to it; figures keep the rest.

    What somebody else asked stands by itself again.
    """
    of_others = Case.objects.filter(joined_to=case).exclude(asked_by=case.asked_by_id)
    apart = list(of_others.values_list("pk", flat=True))
    of_others.update(joined_to=None, step=F("step") + 1)
    words = words_about(case)
    erase_files(words)
    words.delete()
    Case.objects.filter(Q(pk=case.pk) | Q(joined_to=case)).update(
        subject="", feedback="", step=F("step") + 1
    )
    keep_words([case.pk, *filter(None, [case.joined_to_id]), *apart])


def _is_same(there: Case, case: Case, said: str) -> bool:
    first = there.words.first()
    return (
        (there.asked_by_id, there.topic_id) == (case.asked_by_id, case.topic_id)
        and there.subject == case.subject
        and first is not None
        and first.said == usable(said)
    )


def _ask(case: Case, said: str, uploads: Sequence[Checked], *, by: Any, now: dt.datetime) -> Case:
    with nothing_kept_in_vain():
        _write_down(case, said, uploads, by=by, now=now)
    return case


def _write_down(
    case: Case, said: str, uploads: Sequence[Checked], *, by: Any, now: dt.datetime
) -> None:
    asked = Case.objects.filter(asked_by=by, asked_at__gt=now - COUNTED_FOR)
    if asked.count() >= MOST_CASES and not asked.filter(public_id=case.public_id).exists():
        raise TooManyCases
    case.asked_at = case.turn_since = case.last_word_at = now
    case.owner = answering(case.topic, on=timezone.localdate(now))
    to_the_team(case, by=by, now=now)
    # Whoever answers the topic has it from the start; that they look into it they say themselves.
    case.state = CaseState.NEW
    case.save(force_insert=True)
    word = say(case, WordKind.ASKER, said, uploads=uploads, by=by, now=now)
    record("asked", case, by=by, now=now, topic=case.topic.code)
    messages.tell_team_of_word(word.pk, now=now)
