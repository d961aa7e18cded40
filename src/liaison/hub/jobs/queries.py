"""Reading jobs."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Min, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.jobs.choices import LONGEST_QUEUE, State
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.progress import Progress, laid_aside

NoJob = Job.DoesNotExist


def jobs_visible_to(user: Any) -> Any:
    """
    Return jobs, newest first: one's own, those of clusters one manages.

    Whoever runs the installation sees all.
    """
    if not user.is_authenticated:
        return Job.objects.none()
    jobs = Job.objects.order_by("-created_at", "-pk")
    if user.is_superuser:
        return jobs
    managed = Cluster.objects.managed_by(user).values("slug")
    return jobs.filter(Q(created_by=user) | Q(cluster__in=managed))


def get_job(public_id: uuid.UUID, *, for_user: Any) -> Job:
    """Return a job that `for_user` may see; raises NoJob."""
    return jobs_visible_to(for_user).get(public_id=public_id)


def waiting_in_vain(*, now: dt.datetime) -> dt.datetime | None:
    """
    Return since when work waits that nobody does; None where workers are at work.

    For whoever may see any job: it says nothing of what the work is.
    """
    if Job.objects.filter(state=State.RUNNING, lease_until__gte=now).exists():
        return None
    waiting = Job.objects.filter(state=State.WAITING, not_before__lt=now - LONGEST_QUEUE)
    return waiting.aggregate(since=Min("not_before"))["since"]


def progress_of(job: Job) -> Progress:
    """Return how far a job has come, also while its own transaction is open."""
    kept = Progress(job.done, job.total, job.note)
    return (laid_aside(job.public_id) or kept) if job.state == State.RUNNING else kept
