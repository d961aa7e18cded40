"""Not being asked any more: for an address, or for a whole organisation; and taking that back."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.visibility import acts_for
from liaison.hub.introductions.actions.steps import NotAllowed, TooLate, lock, move
from liaison.hub.introductions.choices import DeclineReason, Side, State, Step
from liaison.hub.introductions.messages import tell_not_available
from liaison.hub.introductions.models import Introduction, OptOut
from liaison.hub.introductions.policies import manages
from liaison.hub.introductions.queries import Answering, Asked, asked_in, opt_out_by, still_speaks
from liaison.hub.notifications.actions import receive_again, stop
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import Stop
from liaison.hub.notifications.models import digest_of


class AlreadyOptedOut(Exception):
    """It was noted before that this organisation does not want to be asked."""


@transaction.atomic
def opt_out(answering: Answering, *, whole_organisation: bool, now: dt.datetime) -> Introduction:
    """
    Never write to this address again, nor, if they say so, to anybody of the organisation.

    What they were asked about is declined by that. Harmless to repeat. Who no longer acts for the
    asked organisation speaks for their own address alone.

    :raises TooLate: if a later letter took the place of this one, or they speak for themselves
        alone and said it for the organisation
    """
    locked = _locked(answering)
    speaks = still_speaks(locked)
    if whole_organisation and not speaks:
        raise TooLate
    stop(Stop(_digest(locked), LetterKind.CONTACT), now=now)
    if speaks and locked.state in (State.ASKED, State.NOT_NOW):
        move(
            locked,
            Step.OPTED_OUT,
            State.DECLINED,
            from_=(State.ASKED, State.NOT_NOW),
            side=Side.ASKED,
            by=answering.person,
            now=now,
            decline_reason=DeclineReason.OPTED_OUT,
        )
        tell_not_available(locked, now=now)
    if whole_organisation:
        _note(asked_in(locked), Side.ASKED, introduction=locked, by=answering.person, now=now)
    return locked


@transaction.atomic
def opt_in(answering: Answering, *, now: dt.datetime) -> Introduction:
    """
    Undo `opt_out`; what was declined by it stays declined, and a later letter may come.

    What was said for the organisation stays, where they no longer act for it.

    :raises TooLate: if a later letter took the place of this one
    """
    locked = _locked(answering)
    receive_again(Stop(_digest(locked), LetterKind.CONTACT), now=now)
    noted = opt_out_by(locked)
    if noted is not None and still_speaks(locked):
        noted.delete()
        record_done("introduction.opt_out_withdrawn", noted, by=answering.person, now=now)
    return locked


def note_opt_out(asked: Asked, *, cluster: Cluster, by: Any, now: dt.datetime) -> OptOut:
    """
    Write down, as a cluster's team, that an organisation does not want to be asked.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises AlreadyOptedOut: if that stands there already
    """
    if not manages(by, cluster):
        raise NotAllowed
    with transaction.atomic():
        noted = _note(asked, Side.TEAM, introduction=None, by=by, now=now)
    if noted is None:
        raise AlreadyOptedOut
    return noted


@transaction.atomic
def lift_opt_out(noted: OptOut, *, cluster: Cluster, by: Any, now: dt.datetime) -> None:
    """
    Take back that an organisation does not want to be asked.

    Whoever acts for it may always; a team only what a team wrote down.

    :raises NotAllowed: if `by` may not
    :raises TooLate: if somebody has taken it back
    """
    is_own = noted.organisation is not None and acts_for(by, noted.organisation)
    if not is_own and not (noted.side == Side.TEAM and manages(by, cluster)):
        raise NotAllowed
    if not OptOut.objects.filter(pk=noted.pk).delete()[0]:
        raise TooLate
    record_done("introduction.opt_out_withdrawn", noted, by=by, now=now)


def _locked(answering: Answering) -> Introduction:
    locked = lock(answering.introduction)
    if locked.letter_number != answering.number:
        raise TooLate
    return locked


def _digest(introduction: Introduction) -> str:
    person = introduction.asked_person
    return digest_of(person.email if person else introduction.asked_email)


def _note(
    asked: Asked, side: Side, *, introduction: Introduction | None, by: Any, now: dt.datetime
) -> OptOut | None:
    """Write it down once; None where it stands there already."""
    try:
        with transaction.atomic():
            noted = OptOut.objects.create(
                organisation=asked.organisation,
                open_data_id=asked.open_data_id,
                name=asked.name,
                since=now,
                side=side,
                noted_by=by,
                introduction=introduction,
            )
    except IntegrityError:
        # Two may say so at once; one line is enough.
        return None
    record_done("introduction.opt_out", noted, by=by, now=now)
    return noted
