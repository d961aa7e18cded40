"""Changes that members ask for, what was said about them, and which a cluster looks at."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils.functional import cached_property

from liaison.hub.accounts.choices import TEAM
from liaison.hub.change_requests.choices import (
    ANSWER_CLOCK,
    CLOSED,
    LONGEST_MESSAGE,
    LONGEST_PROMISE,
    OPEN,
    WITH_THE_TEAM,
    ChangeState,
    NoteKind,
    RequestState,
    Scope,
)
from liaison.hub.clocks.ladders import local_day
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.working_days import days_left
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.models.applications import clusters_where_held

# None of the team has decided yet, and nobody has taken it back.
_UNDECIDED = Q(state=ChangeState.WAITING)


def _clocks_of(public_id):
    """Return the open clocks of a request, one for each cluster that decides, the first first."""
    about = Clock.objects.open().filter(kind=ANSWER_CLOCK, subject=public_id)
    return about.order_by("due_on", "pk")


class ReviewRule(models.Model):
    """Which changes of its members' entries a cluster looks at before they show, and how fast."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="review_rule")
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.NONE)
    # Of `policies.REVIEWABLE`; of no account unless fields are chosen.
    codes = models.JSONField(default=list, blank=True)
    # Working days within which the cluster promises an answer.
    answers_within_days = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_rule_promises_an_answer_within_sixty_working_days",
                condition=Q(answers_within_days__gte=1, answers_within_days__lte=LONGEST_PROMISE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.scope}"

    def covers(self, code: str) -> bool:
        """Say whether a change of this field has to wait."""
        return self.scope == Scope.ALL or (self.scope == Scope.CHOSEN and code in self.codes)


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def of_those_acting_for(self, user):
        """Those of organisations for which the user acts, whoever of them asked."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(organisation__in=user.organisation_roles.values("organisation"))

    def for_the_team_of(self, user):
        """Those on which a cluster decides in whose team the user works."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.decided_in(clusters_where_held(user, *TEAM))

    def decided_in(self, clusters):
        """Those on which one of these clusters decides."""
        through = ChangeRequest.clusters.through.objects.filter(cluster__in=clusters)
        return self.filter(pk__in=through.values("changerequest"))

    def open(self):
        return self.filter(state__in=OPEN)

    def with_the_team(self):
        return self.filter(state__in=WITH_THE_TEAM)

    def most_urgent_first(self):
        """Those that wait for the team by their clock, then for the member, then the closed."""
        urgency = Case(
            When(state__in=WITH_THE_TEAM, then=Value(0)),
            When(state=RequestState.ASKED_BACK, then=Value(1)),
            default=Value(2),
        )
        return self.with_clock().order_by(urgency, "clock_due_on", "-closed_at", "asked_at", "pk")

    def with_clock(self):
        """With the day by which the team that is to answer first does, read beside them."""
        clocks = _clocks_of(OuterRef("public_id"))
        return self.annotate(
            clock_due_on=Subquery(clocks.values("due_on")[:1]),
            clock_paused_at=Subquery(clocks.values("paused_at")[:1]),
        )


class ChangeRequest(models.Model):
    """
    Somebody who acts for an organisation asks to change fields of its entry.

    Seen by those who act for the organisation and by the teams of the clusters that decide.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="change_requests"
    )
    # Each of them may decide.
    clusters = models.ManyToManyField(Cluster, related_name="change_requests")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_request_that_is_closed_says_since_when",
                condition=Q(state__in=OPEN, closed_at=None)
                | Q(state__in=CLOSED, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_request_in_work_is_somebodys",
                condition=~Q(state=RequestState.IN_WORK) | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="change_request_that_waits_is_nobodys",
                condition=~Q(state=RequestState.WAITING) | Q(assignee=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @cached_property
    def clock_due_on(self) -> dt.date | None:
        """The last day of its clock, whether or not that stands still; None once it is closed."""
        return _clocks_of(self.public_id).values_list("due_on", flat=True).first()

    @cached_property
    def clock_paused_at(self) -> dt.datetime | None:
        return _clocks_of(self.public_id).values_list("paused_at", flat=True).first()

    @property
    def answer_due_on(self) -> dt.date | None:
        """By when the member hears; None while the team waits for the member."""
        return self.clock_due_on if self.state in WITH_THE_TEAM else None

    @property
    def days_left(self) -> int | None:
        """How many working days the team has once the member answers; None at other times."""
        due_on, paused_at = self.clock_due_on, self.clock_paused_at
        if self.state != RequestState.ASKED_BACK or due_on is None or paused_at is None:
            return None
        return max(1, days_left(local_day(paused_at), due_on))

    def is_late_on(self, day: dt.date) -> bool:
        """Say whether the team has not answered by the day it promised."""
        due = self.answer_due_on
        return self.state in WITH_THE_TEAM and due is not None and due < day


class RequestedChange(models.Model):
    """One field of an entry as it was, and as it is to be."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="changes")
    # That of the request; beside it for the constraint, and by itself once organisations merge.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="requested_changes"
    )
    # A code of `directory.editing`, or of a relation, see `directory.relations.values`.
    field = models.CharField(max_length=30)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    state = models.CharField(
        max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    # Why it is not taken over.
    reason = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    # What the field said when the change was taken over, and from where that was, to be put back.
    said_before = models.JSONField(null=True)
    origin_before = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="change_request_names_a_field_once", fields=["request", "field"]
            ),
            models.UniqueConstraint(
                name="field_of_an_organisation_has_one_change_that_waits",
                fields=["organisation", "field"],
                condition=_UNDECIDED,
            ),
            models.CheckConstraint(
                name="requested_change_that_is_decided_says_by_whom_and_when",
                condition=(_UNDECIDED & Q(decided_by=None, decided_at=None))
                | (~_UNDECIDED & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="requested_change_is_refused_for_a_reason",
                condition=Q(~Q(reason=""), state=ChangeState.REFUSED)
                | Q(~Q(state=ChangeState.REFUSED), reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.field}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING


class RequestNote(models.Model):
    """A word in the thread of a change request; internal ones are read by one cluster's team."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    # Of an internal one: whose team reads it.
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.CASCADE, related_name="+")
    said = models.TextField(max_length=LONGEST_MESSAGE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="request_note_within_a_team_says_which",
                condition=Q(kind=NoteKind.INTERNAL, cluster__isnull=False)
                | Q(~Q(kind=NoteKind.INTERNAL), cluster=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"
