"""Letters to the asked side that come back: the team has to find another address."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.introductions.actions.steps import TooLate, lock, move
from liaison.hub.introductions.choices import Side, State, Step
from liaison.hub.introductions.models import Introduction
from liaison.hub.notifications.actions import address_unknown


@transaction.atomic
def ask_elsewhere(introduction: Introduction, *, now: dt.datetime) -> None:
    """
    Have the team decide anew whom to ask, as nobody reads where the asked side was to be asked.

    :raises TooLate: if it was answered, taken back or has run out
    """
    locked = lock(introduction)
    move(
        locked,
        Step.RETURNED,
        State.PROPOSED,
        from_=(State.CONFIRMING, State.ASKED, State.NOT_NOW),
        side=Side.SOFTWARE,
        by=None,
        now=now,
        # The link of that letter opens nothing any more.
        letter_number=locked.letter_number + 1,
        asked_person=None,
        asked_email="",
        asked_email_source="",
        asked_contact="",
        answer_until=None,
    )


@receiver(address_unknown)
def give_back_to_team(sender: Any, *, address: str, now: dt.datetime, **signal: Any) -> None:
    """Have no introduction wait for an answer from an address at which nobody reads."""
    # Who has an account finds it there.
    waiting = Introduction.objects.filter(
        state=State.ASKED, asked_person=None, asked_email__iexact=address
    )
    for introduction in waiting.order_by("pk"):
        with suppress(TooLate):
            ask_elsewhere(introduction, now=now)
