"""Asking whether entries are still correct, and what people answer without signing in."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.directory.actions import confirm_organisation
from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.queries import is_wanted_by
from liaison.hub.upkeep import messages, queries
from liaison.hub.upkeep.choices import LONGEST_WORD, MOST_ENTRIES, Answer
from liaison.hub.upkeep.links import NotOurs
from liaison.hub.upkeep.models import Question
from liaison.hub.upkeep.queries import NoLongerActs, Spent

__all__ = ["NoLongerActs", "NotOurs", "NotSaid", "Spent", "ask", "say_changed", "still_correct"]


class NotSaid(ValueError):
    """Words are missing, there are too many, or no team has an address to get them."""


@transaction.atomic
def ask(person_id: int, *, now: dt.datetime) -> int:
    """
    Ask a person about all their entries that nobody verified for long, in one letter.

    Harmless to repeat: nobody is written to twice within LETTERS_APART.

    :returns: about how many entries; 0 if there is nothing to ask any more, or no letter is wanted
    """
    # Two workers may come to the same person: the second waits here, and finds it done.
    person = User.objects.select_for_update().get(pk=person_id)
    if queries.was_written_to(person, now=now) or not is_wanted_by(LetterKind.UPKEEP, person):
        return 0
    entries = queries.entries_to_ask(person, now=now, most=MOST_ENTRIES)
    if not entries:
        return 0
    questions = [_asked_once_more(person, entry, now=now) for entry in entries]
    clusters = queries.clusters_caring_for(entries[0])
    messages.ask_whether_correct(
        person,
        questions,
        cluster=clusters[0] if clusters else None,
        key=f"upkeep:{person.public_id}:{now.date()}",
        now=now,
    )
    return len(entries)


@transaction.atomic
def still_correct(token: str, *, now: dt.datetime) -> Organisation:
    """
    Note that an entry is still correct, in the name of the person to whom the link was sent.

    :raises NotOurs: if the link was not signed here
    :raises Spent: if it was used or has run out
    :raises NoLongerActs: if the person does not act for the organisation any more
    """
    question = _answered(token, Answer.CORRECT, now=now)
    organisation = question.organisation
    confirm_organisation(organisation.public_id, by=question.person, now=now)
    return organisation


@transaction.atomic
def say_changed(token: str, *, said: str, now: dt.datetime) -> Organisation:
    """
    Pass on to the cluster's team what changed; the entry stays as it is.

    :raises NotSaid: if nothing is said, too much, or there is no team to read it
    """
    said = said.replace("\x00", "").strip()
    if not 0 < len(said) <= LONGEST_WORD:
        raise NotSaid
    question = _answered(token, Answer.CHANGED, now=now)
    clusters = teams_that_read(question.organisation)
    if not clusters:
        raise NotSaid
    messages.tell_team_of_change(question, said=said, clusters=clusters, now=now)
    record_done(
        "organisation.said_to_have_changed",
        question.organisation.public_id,
        by=question.person,
        now=now,
    )
    return question.organisation


def teams_that_read(organisation: Organisation) -> list[Any]:
    """Return the clusters whose teams get what is said of an organisation."""
    return [each for each in queries.clusters_caring_for(organisation) if each.contact_email]


def _asked_once_more(person: Any, organisation: Organisation, *, now: dt.datetime) -> Question:
    question = queries.open_question(person, organisation, now=now)
    if question is None:
        return Question.objects.create(person=person, organisation=organisation, last_letter_at=now)
    question.letters += 1
    question.last_letter_at = now
    question.save()
    return question


def _answered(token: str, answer: Answer, *, now: dt.datetime) -> Question:
    """Use up a link; of two who do so at once, one is late."""
    question = queries.question_with(token, now=now)
    still_open = Question.objects.filter(pk=question.pk, answer=Answer.NONE)
    if not still_open.update(answer=answer, answered_at=now):
        raise Spent(is_answered=True)
    return question


@receiver(person_leaves)
def forget_questions(sender: Any, *, person: Any, **signal: Any) -> None:
    """Forget what a person who leaves was asked."""
    Question.objects.filter(person=person).delete()
