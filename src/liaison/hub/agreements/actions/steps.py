"""What every step of an agreement has in common: taking turns, clocks, the history, its files."""

import datetime as dt
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from liaison.hub.agreements.choices import (
    MOST_STEPS,
    OF_A_SIDE,
    OF_THE_TEAM,
    OTHER_SIDE,
    OVER,
    SIGNING_SIDES,
    AgreementState,
    AgreementStepKind,
)
from liaison.hub.agreements.models import Agreement, AgreementFile
from liaison.hub.agreements.queries import (
    Party,
    interest_of,
    is_reachable,
    opened_by_another,
)
from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import meet_clocks, start_clock
from liaison.hub.clocks.models import Clock
from liaison.hub.core import files
from liaison.hub.introductions.actions import keep_until
from liaison.hub.introductions.choices import Side
from liaison.hub.listings.actions import forget_agreement, note_agreement


class NotAllowed(PermissionDenied):
    """This party may not do this to this agreement."""


class TooOften(Exception):
    """The two have noted so much that anything more is for the team."""


class TooLate(Exception):
    """Somebody was faster: the agreement stands otherwise by now."""


def locked(agreement: Agreement) -> Agreement:
    """Return it as it is now, to be changed by nobody else meanwhile; raises TooLate if gone."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related(
        *("introduction__cluster", "introduction__asking_person"),
        *("introduction__asking_organisation", "introduction__asked_person"),
        "introduction__asked_organisation",
    )
    found = rows.filter(pk=agreement.pk).first()
    if found is None:
        raise TooLate
    return found


def locked_for(agreement: Agreement, party: Party) -> Agreement:
    """Return it as `locked`, for a further step of a party; raises TooOften for one of the two."""
    found = locked(agreement)
    if party.side != Side.TEAM and found.steps.count() >= MOST_STEPS:
        raise TooOften
    return found


def move(agreement: Agreement, state: AgreementState, *, by: Any, now: dt.datetime) -> None:
    """
    Bring a locked agreement into a state and save it, with all that depends on that.

    Clocks run for whoever is to do something, the brief is open while both have signed, and
    addresses are kept as long as there is something to tell.
    """
    was_signed = agreement.is_signed
    if agreement.state != state:
        agreement.state, agreement.state_since = state, now
    if state in OVER:
        agreement.later_day_by, agreement.later_day = "", None
    agreement.save()
    _keep_clocks(agreement, by=by, now=now)
    if agreement.is_signed != was_signed:
        _keep_brief(agreement, by=by, now=now)
    until = agreement.valid_until if agreement.state == AgreementState.SIGNED else None
    keep_until(agreement.introduction, until)


def note(
    agreement: Agreement,
    kind: AgreementStepKind,
    *,
    side: Side,
    by: Any,
    now: dt.datetime,
    day: dt.date | None = None,
) -> None:
    """Write a step into the history of an agreement, and of its cluster."""
    agreement.steps.create(kind=kind, side=side, by=by, at=now, day=day)
    record_done(
        f"agreement.{kind}",
        agreement.public_id,
        cluster=agreement.introduction.cluster.slug,
        by=by,
        now=now,
        side=side,
        **({"day": day} if day else {}),
    )


@receiver(post_delete, sender=AgreementFile)
def erase_file(sender: Any, *, instance: AgreementFile, **signal: Any) -> None:
    """Erase the bytes with their row, however that goes, once that is saved."""
    transaction.on_commit(partial(files.forget, instance.path))


def sides_waited_for(agreement: Agreement) -> set[Side]:
    """Return who is to bring the document, to sign it, or to agree to a later last day."""
    asked = {OTHER_SIDE[Side(agreement.later_day_by)]} if agreement.later_day_by else set()
    if agreement.state == AgreementState.DOCUMENT:
        return asked | {Side(agreement.brings)}
    if agreement.state == AgreementState.SIGNING:
        return asked | {side for side in SIGNING_SIDES if agreement.signed_on(side) is None}
    return asked


def _keep_clocks(agreement: Agreement, *, by: Any, now: dt.datetime) -> None:
    """Have a clock run for each of those it waits for, and for nobody else."""
    wanted = {_clock_of(agreement, side) for side in sides_waited_for(agreement)}
    running = Clock.objects.open().filter(subject=agreement.public_id)
    for kind, person in set(running.values_list("kind", "person")) - {
        (kind, person and person.pk) for kind, person in wanted
    }:
        meet_clocks(kind, agreement.public_id, person=person, by=by, now=now)
    for kind, person in wanted:
        start_clock(
            kind,
            agreement.public_id,
            cluster=agreement.introduction.cluster,
            person=person,
            by=by,
            now=now,
        )


def _clock_of(agreement: Agreement, side: Side) -> tuple[str, Any]:
    """Return the kind of clock, and for whom it runs; a side without anybody is the team's."""
    introduction = agreement.introduction
    if side == Side.TEAM or not is_reachable(introduction, side):
        return OF_THE_TEAM, None
    return OF_A_SIDE, introduction.person_on(side)


def _keep_brief(agreement: Agreement, *, by: Any, now: dt.datetime) -> None:
    """Open the private brief of the need or the offer it came from, or close it again."""
    interest = interest_of(agreement)
    signed = [day for side in SIGNING_SIDES if (day := agreement.signed_on(side))]
    if interest is None:
        return
    if agreement.is_signed:
        on = max(signed)
        note_agreement(interest.listing, interest.organisation, on, by=by, now=now)
    elif not opened_by_another(agreement, interest):
        forget_agreement(interest.listing, interest.organisation, by=by, now=now)
