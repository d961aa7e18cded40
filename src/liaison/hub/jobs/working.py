"""
The worker: takes what is due, does it, and sees to it that a worker's death loses nothing.

Who takes a job gets a lease, renewed from a thread of its own for as long as the process lives.
When a lease runs out, another worker takes the job over.
"""

import datetime as dt
import logging
import os
import platform
import signal
import threading
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import (
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import override

from liaison.hub.jobs.choices import Failure, State
from liaison.hub.jobs.kinds import UnknownKind, get_kind
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.progress import Progress, clear_away, lay_aside
from liaison.hub.jobs.recurring import Schedule, recurring_key
from liaison.hub.jobs.work import Cancelled, GivenBack, Refused, Stopped, Work, conclude

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
SECONDS_BETWEEN_LOOKS = 1.0
# A job may end by itself within this time once its worker was asked to end.
SECONDS_OF_GRACE = 10
# Before the second attempt; each pause is four times the one before, up to the longest.
FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(hours=1)

Clock = Callable[[], dt.datetime]


class Worker:
    """
    Does one job after another until it is asked to end.

    :param schedule: the recurring jobs, which it queues when they are due
    :param lease: how long it may be silent before another worker takes over its job
    """

    def __init__(
        self, *, schedule: Schedule = (), lease: dt.timedelta = LEASE, clock: Clock = timezone.now
    ) -> None:
        self.name = f"{platform.node()}:{os.getpid()}"[:100]
        self._schedule = schedule
        self._lease = lease
        self._clock = clock
        self._slots: dict[str, dt.datetime] = {}
        self._is_to_end = threading.Event()
        self._pulse: Pulse | None = None

    def work(self, *, may_go_on: Callable[[], bool] = lambda: True) -> None:
        """Work until the process is told to end (SIGTERM, Ctrl-C) or may not go on."""
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, lambda *_: self.end())
        signal.signal(signal.SIGALRM, lambda *_: self._break_off())
        while not self._is_to_end.is_set() and may_go_on():
            try:
                did_something = self.do_next()
            except OperationalError:
                # The database is away or locked for long; a lease that runs out gives a job back.
                logger.error("The database did not answer; trying again.")
                connection.close()
                did_something = False
            if not did_something:
                self._is_to_end.wait(SECONDS_BETWEEN_LOOKS)

    def do_all(self) -> int:
        """Do what is due now, one after another; return how many attempts that took."""
        number = 0
        while not self._is_to_end.is_set() and self.do_next():
            number += 1
        return number

    def do_next(self) -> bool:
        """Do the next job that is due; return whether there was one."""
        close_old_connections()
        self.queue_recurring()
        job = take(worker=self.name, lease=self._lease, now=self._clock())
        if job is None:
            return False
        self._pulse = Pulse(job, lease=self._lease, clock=self._clock)
        try:
            with self._pulse:
                attempt(job, teller=self._pulse, clock=self._clock)
        finally:
            self._pulse = None
        return True

    def end(self) -> None:
        """End after the present job, which is given back unless it is through soon."""
        self._is_to_end.set()
        if self._pulse:
            self._pulse.stopped_by = GivenBack
            signal.alarm(SECONDS_OF_GRACE)

    def _break_off(self) -> None:
        if self._pulse:
            raise GivenBack

    def queue_recurring(self) -> None:
        """Queue what is due by the schedule; asks the database only when a new slot begins."""
        now = self._clock()
        for each in self._schedule:
            slot = each.when.slot(now)
            if self._slots.get(each.kind) != slot:
                queue_slot(each.kind, slot, now=now)
                self._slots[each.kind] = slot


class Pulse:
    """
    Renews the lease of a running job and writes its progress, over a connection of its own.

    So both go on while the job's own transaction is open. Used as a context around the job.
    """

    def __init__(self, job: Job, *, lease: dt.timedelta, clock: Clock) -> None:
        self.stopped_by: type[Stopped] | None = None
        self._job = job
        self._lease = lease
        self._clock = clock
        self._progress = Progress(job.done, job.total, job.note)
        self._has_news = threading.Event()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: Any) -> None:
        self._is_over.set()
        self._has_news.set()
        self._thread.join()
        clear_away(self._job.public_id)

    def tell(self, progress: Progress) -> None:
        self._progress = progress
        self._has_news.set()
        if self.stopped_by:
            raise self.stopped_by

    def _beat_on(self) -> None:
        try:
            self._wait_little_for_others()
            while not self._is_over.is_set():
                self._has_news.wait(self._lease.total_seconds() / 4)
                self._has_news.clear()
                self._beat()
                # People do not read faster than that.
                self._is_over.wait(0.3)
        finally:
            connection.close()

    def _wait_little_for_others(self) -> None:
        """On SQLite, lay progress aside at once while the job's own transaction is open."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 100")

    def _beat(self) -> None:
        told = self._progress
        held = Job.objects.held_as(self._job)
        try:
            is_held = held.update(
                lease_until=self._clock() + self._lease,
                done=told.done,
                total=told.total,
                note=told.note,
            )
            is_unwanted = is_held and held.filter(stop_asked=True).exists()
        except OperationalError:
            # Nobody can take the job over either while the database is locked.
            lay_aside(self._job.public_id, told)
            return
        clear_away(self._job.public_id)
        if not is_held or is_unwanted:
            self.stopped_by = self.stopped_by or Cancelled


def take(*, worker: str, lease: dt.timedelta, now: dt.datetime) -> Job | None:
    """Take the job that has waited longest, so that no other worker has it; None if none is due."""
    due = Job.objects.due(now)
    # Asked without locking anything: most of the time there is nothing to do.
    if not due.exists():
        return None
    _end_those_lost_for_good(now)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        same = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
        taken = same.update(
            state=State.RUNNING,
            worker=worker,
            lease_until=now + lease,
            attempts=F("attempts") + 1,
            started_at=now,
            done=0,
            total=None,
            note="",
        )
    return Job.objects.select_related("created_by").get(pk=job.pk) if taken else None


def attempt(job: Job, *, teller: Any, clock: Clock = timezone.now) -> None:
    """Do a job that was taken, and write down what came of it."""
    language = job.created_by.language if job.created_by else settings.LANGUAGE_CODE
    work = Work(job, now=clock(), teller=teller)
    try:
        with override(language):
            result = get_kind(job.kind).run(work)
        if not work.is_concluded and not conclude(job, result or {}, now=clock()):
            raise Cancelled
    except Cancelled:
        _end(job, State.CANCELLED, now=clock())
    except GivenBack:
        _give_back(job, now=clock())
    except Refused as refusal:
        _end(job, State.FAILED, failure=Failure.REFUSED, error=str(refusal)[:500], now=clock())
    except UnknownKind:
        logger.error("Job %s is of a kind that this version does not know.", job.public_id)
        _end(job, State.FAILED, failure=Failure.UNEXPECTED, now=clock())
    except Exception as error:
        _log(job, error)
        if job.attempts < job.most_attempts:
            _try_again(job, now=clock())
        else:
            _end(job, State.FAILED, failure=Failure.UNEXPECTED, now=clock())


def queue_slot(kind: str, slot: dt.datetime, *, now: dt.datetime) -> None:
    """Queue a recurring job for the time at which it was due, unless that has been done."""
    try:
        with transaction.atomic():
            Job.objects.create(
                kind=kind,
                slot=slot,
                # Never beside itself: while the last one waits or runs, this one is left out.
                key=recurring_key(kind),
                most_attempts=get_kind(kind).attempts,
                not_before=slot,
                created_at=now,
            )
    except IntegrityError:
        if not Job.objects.filter(Q(kind=kind, slot=slot) | Q(key=recurring_key(kind))).exists():
            raise


def pause_before(attempt_number: int) -> dt.timedelta:
    """Return how long to wait before an attempt, from the second on."""
    return min(FIRST_PAUSE * 4 ** min(attempt_number - 2, 10), LONGEST_PAUSE)


def _end_those_lost_for_good(now: dt.datetime) -> None:
    lost = Job.objects.filter(state=State.RUNNING, lease_until__lt=now)
    lost.filter(stop_asked=True).update(state=State.CANCELLED, ended_at=now, lease_until=None)
    lost.filter(attempts__gte=F("most_attempts")).update(
        state=State.FAILED, failure=Failure.LOST, ended_at=now, lease_until=None
    )


def _end(job: Job, state: State, *, now: dt.datetime, failure: str = "", error: str = "") -> None:
    Job.objects.held_as(job).update(
        state=state, ended_at=now, lease_until=None, failure=failure, error=error
    )


def _give_back(job: Job, *, now: dt.datetime) -> None:
    Job.objects.held_as(job).update(
        state=State.WAITING,
        not_before=now,
        lease_until=None,
        # It was not the job that failed.
        most_attempts=F("most_attempts") + 1,
    )


def _try_again(job: Job, *, now: dt.datetime) -> None:
    Job.objects.held_as(job).update(
        state=State.WAITING,
        not_before=now + pause_before(job.attempts + 1),
        lease_until=None,
        failure=Failure.UNEXPECTED,
    )


def _log(job: Job, error: BaseException) -> None:
    """Log where it went wrong, not what the error says: that may hold somebody's data."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error(
        "Job %s (%s), attempt %d: %s\n%s",
        *(job.public_id, job.kind, job.attempts, type(error).__name__, frames),
    )
