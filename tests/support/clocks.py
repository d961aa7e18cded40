"""A kind of clocks that tests alone have: somebody waits for an answer about an organisation."""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

from django.urls import reverse

from liaison.hub.clocks import kinds
from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.directory.models import Organisation

ANSWER = "test.answer"


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say the name of the organisation, to whoever is not called a stranger."""
    if for_user.full_name.startswith("Stranger"):
        return {}
    found = Organisation.objects.filter(public_id__in=list(ids))
    return {
        each.public_id: Described(
            f"An answer to {each.name}", reverse("directory:profile", args=[each.public_id])
        )
        for each in found
    }


def hold(subject: uuid.UUID) -> None:
    """Lock the organisation."""
    Organisation.objects.select_for_update().filter(public_id=subject).first()


@contextmanager
def a_kind(code: str = ANSWER, **settings: Any):
    """Have this kind of clocks for a while; by default ten days with reminders after 3 and 6."""
    chosen = {"working_days": 10, "reminders": (3, 6), "escalates_after": 11} | settings
    clock_kind(code, words="An organisation waits for an answer", describe=described, **chosen)
    try:
        yield code
    finally:
        del kinds._kinds[code]


def at(day: int, hour: int = 9, month: int = 11) -> dt.datetime:
    """Return an hour of a day of 2026 in Luxembourg's winter time."""
    return dt.datetime(2026, month, day, hour - 1, tzinfo=dt.UTC)
