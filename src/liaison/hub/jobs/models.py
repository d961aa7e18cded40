"""Jobs: what is to be done, by when, how far it has come and what came of it."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.choices import ENDED, OPEN, Failure, State


class JobQuerySet(models.QuerySet["Job"]):
    def open(self):
        return self.filter(state__in=OPEN)

    def due(self, now: dt.datetime):
        """Those that wait and may begin, and those whose worker has not been heard of for long."""
        waits = Q(state=State.WAITING, not_before__lte=now)
        is_lost = Q(state=State.RUNNING, lease_until__lt=now)
        return self.filter(waits | is_lost).order_by("not_before", "pk")

    def held_as(self, job: "Job"):
        """The job as this attempt at it holds it; empty once it was taken over or has ended."""
        return self.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """
    One piece of work for later, in short codes and numbers; nothing about a person.

    The number of the attempt says who holds it: whoever took an attempt may write to the job until
    somebody takes the next one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    # Of two jobs with the same key only one waits or runs; empty for jobs that are all different.
    key = models.CharField(max_length=200, blank=True)
    # Of recurring jobs: the time at which it was due.
    slot = models.DateTimeField(null=True)
    # The slug of the cluster it belongs to; empty for none.
    cluster = models.SlugField(max_length=50, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    most_attempts = models.PositiveIntegerField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    # Machine and process, such as "web1:4711".
    worker = models.CharField(max_length=100, blank=True)
    stop_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    # Unknown until the work says it.
    total = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    failure = models.CharField(max_length=12, choices=Failure.choices, blank=True)
    # What a refusal said, in the language of whoever asked for the job.
    error = models.CharField(max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="jobs_that_are_not_ended", fields=["not_before"], condition=Q(state__in=OPEN)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="job_of_a_key_waits_or_runs_once",
                fields=["key"],
                condition=~Q(key="") & Q(state__in=OPEN),
            ),
            models.UniqueConstraint(
                name="job_that_recurs_is_there_once_a_slot", fields=["kind", "slot"]
            ),
            models.CheckConstraint(
                name="job_that_runs_has_a_worker_and_a_lease",
                condition=~Q(state=State.RUNNING) | (~Q(worker="") & Q(lease_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="job_has_an_end_once_it_has_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | Q(state__in=OPEN, ended_at=None),
            ),
            models.CheckConstraint(
                name="job_is_never_more_than_done",
                condition=Q(total=None) | Q(done__lte=F("total")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def can_be_cancelled(self) -> bool:
        return self.state in OPEN and not self.stop_asked

    @property
    def can_be_retried(self) -> bool:
        return self.state in (State.FAILED, State.CANCELLED)

    @property
    def what_went_wrong(self) -> Any:
        """One sentence for people; empty while nothing did."""
        if self.error:
            return self.error
        return Failure(self.failure).label if self.failure else ""

    @property
    def state_in_words(self) -> Any:
        if self.state == State.RUNNING and self.stop_asked:
            return _("Is being stopped")
        if self.state == State.WAITING and self.attempts:
            return _("Waits to be tried again")
        return State(self.state).label
