"""Asking how it was once a case is closed, and what people answer without signing in."""

import datetime as dt

from django.db import transaction

from liaison.hub.support import messages
from liaison.hub.support.actions.steps import NotSaid, record, usable
from liaison.hub.support.choices import ASKED_AFTER, LONGEST_FEEDBACK, CaseState, Face
from liaison.hub.support.links import NotOurs, read_link
from liaison.hub.support.models import Case

# Letters of one run of the job.
_MOST_LETTERS = 500


class Spent(Exception):
    """
    The link opens nothing any more.

    :ivar is_answered: whether that is because it was answered
    """

    def __init__(self, *, is_answered: bool = False) -> None:
        super().__init__("answered" if is_answered else "run out")
        self.is_answered = is_answered


def ask_how_it_was(*, now: dt.datetime) -> int:
    """
    Write to those whose cases were closed a while ago, once each; return how many.

    Harmless to repeat. Of one that is open again nobody is asked.
    """
    closed = Case.objects.not_joined().filter(
        state=CaseState.CLOSED,
        closed_at__lte=now - ASKED_AFTER,
        face_asked_at=None,
        first_answer_at__isnull=False,
        asked_by__is_active=True,
    )
    keys = closed.exclude(subject="").order_by("pk").values_list("pk", flat=True)
    return sum(_ask(key, now=now) for key in list(keys[:_MOST_LETTERS]))


def case_behind(token: str, *, now: dt.datetime) -> Case:
    """
    Return the case that a link asks about, answered or not; nothing is used up.

    :raises NotOurs: if the link was not signed here
    :raises Spent: if it has run out, or who asked has left
    """
    asked = read_link(token)
    case = (
        Case.objects.select_related("cluster", "topic", "asked_by")
        .filter(public_id=asked.case, asked_by__public_id=asked.person)
        .first()
    )
    if case is None or asked.until < now or not case.asked_by.is_active or not case.subject:
        raise Spent
    return case


@transaction.atomic
def give_face(token: str, face: Face, *, now: dt.datetime) -> Case:
    """
    Say how content one is; the first answer counts. Who answered hears of one who is not.

    :raises NotOurs: if the link was not signed here
    :raises Spent: if it was answered before, or has run out
    """
    case = case_behind(token, now=now)
    unanswered = Case.objects.filter(pk=case.pk, face="")
    if not unanswered.update(face=face, face_given_at=now):
        raise Spent(is_answered=True)
    # Not in whose name: the link shows that somebody has the letter, and the history need not know.
    record("face_given", case, by=None, now=now, face=str(face))
    if face == Face.POOR:
        messages.tell_discontent(case.pk, now=now)
    return case


@transaction.atomic
def add_words(token: str, *, said: str, now: dt.datetime) -> Case:
    """
    Add words to a face, once; who answered hears of them, unless they heard of the face.

    :raises NotSaid: if nothing is said, or too much
    :raises NotOurs: if the link was not signed here
    :raises Spent: if there is no face to it, words were added before, or it has run out
    """
    case = case_behind(token, now=now)
    said = usable(said, longest=LONGEST_FEEDBACK)
    waiting = Case.objects.filter(pk=case.pk, feedback="").exclude(face="")
    if not waiting.update(feedback=said):
        raise Spent(is_answered=True)
    if case.face != Face.POOR:
        messages.tell_of_feedback(case.pk, now=now)
    return case


def _ask(key: int, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        waiting = Case.objects.filter(pk=key, face_asked_at=None, state=CaseState.CLOSED)
        # Two workers may come to the same case: one of them finds it asked.
        if not waiting.update(face_asked_at=now):
            return False
        messages.ask_how_it_was(key, now=now)
    return True


__all__ = [
    "NotOurs",
    "NotSaid",
    "Spent",
    "add_words",
    "ask_how_it_was",
    "case_behind",
    "give_face",
]
