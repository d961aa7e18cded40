"""What becomes of cases when a person leaves."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.support.actions.asking import erase_words_of
from liaison.hub.support.actions.steps import (
    erase_files,
    record,
    save,
    stand_apart,
    stop_clock,
)
from liaison.hub.support.actions.uploads import forget_uploads_of
from liaison.hub.support.choices import CaseState, WordKind
from liaison.hub.support.lookup import keep_words
from liaison.hub.support.models import Absence, BulkStep, Case, CaseTopic, Word


@receiver(person_leaves)
@transaction.atomic
def let_go_of_cases(sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any) -> None:
    """Erase what a person who leaves asked and said; what they had in hand is the team's again."""
    for case in _locked(asked_by=person):
        if case.is_open:
            stop_clock(case, CaseState.CLOSED, by=by, now=now)
            save(case)
            record("settled", case, by=person, now=now)
            _give_back_to_others(case, by=by, now=now)
        erase_words_of(case)
    said = Word.objects.filter(by=person, kind=WordKind.ASKER)
    erase_files(said)
    threads = said.values_list(Coalesce("case__joined_to", "case"), flat=True)
    changed = list(threads.order_by().distinct())
    said.update(said="")
    keep_words(changed)
    for case in _locked(owner=person):
        if case.state == CaseState.IN_HAND:
            case.state, case.owner = CaseState.NEW, None
        elif case.is_open:
            case.owner = None
        save(case)
    CaseTopic.objects.filter(answered_by=person).update(answered_by=None)
    forget_uploads_of(person)
    Absence.objects.filter(person=person).delete()
    BulkStep.objects.filter(by=person).delete()


def _give_back_to_others(case: Case, *, by: Any, now: dt.datetime) -> None:
    """Open again what colleagues asked and was joined to an open case of somebody who leaves."""
    for other in _locked(joined_to=case):
        if other.asked_by_id != case.asked_by_id:
            stand_apart(other, by=by, now=now)


def _locked(**whose: Any) -> list[Case]:
    return list(
        Case.objects.select_for_update(of=("self",))
        .select_related("cluster")
        .filter(**whose)
        .order_by("pk")
    )
