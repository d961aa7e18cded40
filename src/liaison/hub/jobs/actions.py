"""Queueing work for the background, cancelling it and trying it again."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from liaison.hub.audit.actions import record_done
from liaison.hub.jobs.choices import ENDED, State
from liaison.hub.jobs.kinds import get_kind
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.queries import get_job


class NotAllowed(PermissionDenied):
    """This person may not do this to this job."""


class TooLate(Exception):
    """The job has ended, or was queued anew, meanwhile."""


def enqueue(
    kind: str,
    *,
    arguments: dict[str, Any],
    key: str = "",
    by: Any,
    now: dt.datetime,
    not_before: dt.datetime | None = None,
    cluster: str = "",
) -> Job:
    """
    Queue a job; it begins once the caller's transaction is saved.

    :param arguments: short codes and numbers, as JSON; nothing about a person
    :param key: what the job is about; while one with this key waits or runs, that one is returned
    :param by: who asks for it; None when the software does
    :param not_before: begin then at the earliest
    :param cluster: the slug of the cluster whose managers may see it; empty for none
    :raises UnknownKind: if no part has registered the kind
    """
    job = Job(
        kind=kind,
        arguments=arguments,
        key=key,
        cluster=cluster,
        most_attempts=get_kind(kind).attempts,
        not_before=not_before or now,
        created_by=by,
        created_at=now,
    )
    # Twice: the other job of the key may end between the two questions.
    for is_last_try in (False, True):
        try:
            with transaction.atomic():
                job.save(force_insert=True)
                _record("job.queued", job, by=by, now=now)
            return job
        except IntegrityError:
            # The constraint decides, not a look-up beforehand: two may ask for the same at once.
            same = Job.objects.open().filter(key=key).first() if key else None
            if same is not None:
                return same
            if not key or is_last_try:
                raise
    raise AssertionError("The second try returns or raises.")


@transaction.atomic
def cancel(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Cancel a job: at once while it waits; while it runs, as soon as it reports how far it is.

    :raises NoJob: if `by` may not see it
    :raises TooLate: if it has ended meanwhile
    """
    job = get_job(public_id, for_user=by)
    if not job.can_be_cancelled:
        raise TooLate
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    if not waiting.update(state=State.CANCELLED, ended_at=now):
        running = Job.objects.filter(pk=job.pk, state=State.RUNNING, stop_asked=False)
        if not running.update(stop_asked=True):
            raise TooLate
    _record("job.cancelled", job, by=by, now=now)


def retry(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> None:
    """
    Try a job again that failed or was cancelled, with as many attempts as in the beginning.

    :raises NoJob: if `by` may not see it
    :raises TooLate: if it waits, runs or is done, or another one with its key does
    """
    job = get_job(public_id, for_user=by)
    try:
        with transaction.atomic():
            ended = Job.objects.filter(pk=job.pk, state__in=set(ENDED) - {State.DONE})
            again = ended.update(
                state=State.WAITING,
                not_before=now,
                ended_at=None,
                lease_until=None,
                # Attempts are counted on: the number says who holds the job.
                most_attempts=job.attempts + get_kind(job.kind).attempts,
                stop_asked=False,
                failure="",
                error="",
                done=0,
                total=None,
                note="",
            )
            if not again:
                raise TooLate
            _record("job.retried", job, by=by, now=now)
    except IntegrityError as error:
        if Job.objects.open().filter(key=job.key).exists():
            raise TooLate from error
        raise


def _record(verb: str, job: Job, *, by: Any, now: dt.datetime) -> None:
    """Write down what a person did; what the software queues for itself would drown that."""
    if by is not None:
        record_done(verb, job.public_id, cluster=job.cluster, by=by, now=now, kind=job.kind)


def forget_ended(*, before: dt.datetime) -> int:
    """Delete the jobs that ended before a moment; return how many there were."""
    number, _ = Job.objects.filter(ended_at__lt=before).delete()
    return number
