"""One letter a day or a week with all that waits for a person, instead of single reminders."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q

from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.choices import AT_WORK_FROM, AT_WORK_UNTIL, ClockState, HowOften
from liaison.hub.clocks.ladders import local_day
from liaison.hub.clocks.messages import write_digest
from liaison.hub.clocks.models import Clock, DigestWish
from liaison.hub.clocks.working_days import is_at_work


@transaction.atomic
def choose_how_often(how_often: HowOften, *, by: Any, now: dt.datetime) -> None:
    """Have oneself written to each time, or once a day or a week, from the next day on."""
    wish = DigestWish.objects.filter(person=by).select_for_update().first()
    if HowOften(wish.how_often if wish else HowOften.EACH) == how_often:
        return
    if how_often == HowOften.EACH:
        DigestWish.objects.filter(person=by).delete()
    else:
        chosen = {"how_often": how_often, "last_on": local_day(now)}
        DigestWish.objects.update_or_create(person=by, defaults=chosen)
    record_done("letters.digest_chosen", by.public_id, by=by, now=now, how_often=how_often.value)


def write_digests(
    *, now: dt.datetime, report: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, int]:
    """
    Write to everybody whose letter is due, if anything waits for them; return how many letters.

    Each letter is saved together with the mark that it was due: repeating writes nothing twice.

    :param report: told how many people of how many were dealt with; may raise to end here
    """
    if not is_at_work(now, opens=AT_WORK_FROM, closes=AT_WORK_UNTIL):
        return {"letters": 0}
    today = local_day(now)
    keys = list(_due(today).order_by("pk").values_list("pk", flat=True))
    letters = 0
    for number, key in enumerate(keys):
        report(number, len(keys))
        letters += _write(key, today, now=now)
    return {"letters": letters}


@transaction.atomic
def _write(key: int, today: dt.date, *, now: dt.datetime) -> bool:
    wish = _due(today).select_for_update(of=("self",)).filter(pk=key).first()
    if wish is None:
        return False
    wish.last_on = today
    wish.save()
    person = User.objects.get(pk=wish.person_id)
    return person.is_active and write_digest(person, _waiting_for(person), now=now)


def _due(today: dt.date) -> Any:
    monday = today - dt.timedelta(days=today.weekday())
    return DigestWish.objects.filter(
        Q(last_on=None)
        | Q(how_often=HowOften.DAILY, last_on__lt=today)
        | Q(how_often=HowOften.WEEKLY, last_on__lt=monday)
    )


def _waiting_for(person: Any) -> list[Clock]:
    """Return what waits for a person, for organisations they act for, or was taken by them."""
    running = Clock.objects.filter(state=ClockState.RUNNING)
    taken = running.for_the_team_of(person).of_the_team().filter(assignee=person)
    own = running.for_person(person)
    both = running.filter(Q(pk__in=own.values("pk")) | Q(pk__in=taken.values("pk")))
    return list(both.select_related("cluster").order_by("due_on", "pk"))
