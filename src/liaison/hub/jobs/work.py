"""What a running job is told, and what it tells."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from liaison.hub.jobs.choices import State
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.progress import Progress

LONGEST_NOTE = 200


class Stopped(BaseException):
    """The work is to stop; no ordinary exception, so that no `except Exception` swallows it."""


class Cancelled(Stopped):
    """Somebody cancelled the job; or it was taken over by another worker, and this one is late."""


class GivenBack(Stopped):
    """The worker ends, and leaves the job to the next one."""


class Refused(Exception):
    """The work cannot be done, and trying again would not help; says why in one sentence."""


class Teller(Protocol):
    """Passes on how far a job has come; raises `Stopped` when it is to stop."""

    def tell(self, progress: Progress) -> None: ...


class Work:
    """
    One attempt at a job, as its function sees it.

    :ivar arguments: as they were given to `enqueue`
    :ivar by: who asked for it; None when the software did
    :ivar now: when this attempt began
    """

    def __init__(self, job: Job, *, now: dt.datetime, teller: Teller) -> None:
        self.arguments: dict[str, Any] = job.arguments
        self.by = job.created_by
        self.now = now
        self.is_concluded = False
        self._job = job
        self._teller = teller

    @property
    def public_id(self) -> uuid.UUID:
        return self._job.public_id

    @property
    def cluster(self) -> str:
        """The slug of the cluster the job belongs to; empty for none."""
        return self._job.cluster

    def report(self, done: int, total: int | None = None, note: str = "") -> None:
        """
        Tell how far the work has come; others see it at once, also within a transaction.

        Call it as often as you like: it is cheap, and the place where the work can be stopped.

        :param done: pieces of work; more than `total` counts as all
        :raises Cancelled: if somebody cancelled the job
        :raises GivenBack: if the worker is to end
        """
        done = done if total is None else min(done, total)
        self._teller.tell(Progress(done, total, note[:LONGEST_NOTE]))

    @contextmanager
    def concluding(self) -> Iterator[dict[str, Any]]:
        """
        Write the effect of the job and its end in one transaction, so that it happens once.

        Gives the result, to be filled in. A worker that is killed before the end of the transaction
        has done nothing, and one that is killed after it has done everything.

        :raises Cancelled: if somebody cancelled the job meanwhile; nothing is written then
        """
        result: dict[str, Any] = {}
        with transaction.atomic():
            yield result
            if not conclude(self._job, result, now=timezone.now()):
                raise Cancelled
        self.is_concluded = True


def conclude(job: Job, result: dict[str, Any], *, now: dt.datetime) -> bool:
    """Note that the job is done, unless it was cancelled or taken over; return whether it was."""
    return bool(
        Job.objects.held_as(job)
        .filter(stop_asked=False)
        .update(
            state=State.DONE,
            ended_at=now,
            lease_until=None,
            note="",
            result=result,
            failure="",
            error="",
        )
    )
