"""What becomes of introductions once two entries turn out to be one organisation."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from liaison.hub.directory.actions import organisations_merged
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions import messages
from liaison.hub.introductions.actions.proposing import cancel_by_itself
from liaison.hub.introductions.actions.steps import lock
from liaison.hub.introductions.choices import State
from liaison.hub.introductions.models import Introduction


@receiver(organisations_merged)
def end_what_is_doubled(
    sender: Any, *, absorbed: Organisation, now: dt.datetime, **signal: Any
) -> None:
    """
    End what is open and could not be led to the kept entry, and tell the asking side.

    The kept one has an open introduction with the same side, or would be introduced to itself; and
    nobody acts for the absorbed one any more, so it could be answered by nobody.
    """
    left = Q(asking_organisation=absorbed) | Q(asked_organisation=absorbed)
    for introduction in Introduction.objects.open().filter(left).order_by("pk"):
        locked = lock(introduction)
        has_heard = locked.asking_agreed_at is not None or locked.state == State.CONFIRMING
        cancel_by_itself(locked, now=now)
        if has_heard:
            messages.tell_is_one(locked, now=now)
