"""Changes that members ask for, what was said about them, and which a cluster looks at."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from liaison.hub.accounts.choices import TEAM
from liaison.hub.change_requests.choices import (
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
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.models.applications import clusters_where_held

# None of the team has decided yet, and nobody has taken it back.
_UNDECIDED = Q(state=ChangeState.WAITING)


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
        return self.order_by(urgency, "answer_due_on", "-closed_at", "asked_at", "pk")


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
    # By when the member hears; while the team waits for the member the clock stands still.
    answer_due_on = models.DateField(null=True)
    days_left = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_request_with_the_team_is_due_on_a_day",
                condition=Q(
                    state__in=WITH_THE_TEAM,
                    answer_due_on__isnull=False,
                    days_left=None,
                    closed_at=None,
                )
                | Q(
                    state=RequestState.ASKED_BACK,
                    answer_due_on=None,
                    days_left__isnull=False,
                    closed_at=None,
                )
                | Q(
                    state__in=CLOSED,
                    answer_due_on=None,
                    days_left=None,
                    closed_at__isnull=False,
                ),
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
