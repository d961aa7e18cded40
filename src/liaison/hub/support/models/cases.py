"""A case, what is said about it, files that belong to it, and what was done to several at once."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from liaison.hub.accounts.choices import TEAM
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.models.applications import clusters_where_held, in_teams_of
from liaison.hub.support.choices import (
    LONGEST_FEEDBACK,
    LONGEST_SUBJECT,
    LONGEST_WORD,
    OPEN,
    WITH_THE_TEAM,
    BulkKind,
    CaseState,
    Face,
    Priority,
    WordKind,
)
from liaison.hub.support.models.desk import CaseTopic

# The day of those that wait for nobody of the team.
NEVER = dt.date.max


class CaseQuerySet(models.QuerySet["Case"]):
    def of_those_who_ask(self, user):
        """Those the user asked, and those of a colleague who let the organisation see them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.organisation_roles.values("organisation")
        return self.filter(Q(asked_by=user) | Q(is_shared=True, organisation__in=own))

    def for_the_team_of(self, user):
        """Those of clusters in whose team the user works."""
        return in_teams_of(self, user)

    def in_cluster_of_the_team(self, user, cluster: Cluster):
        """Those of one cluster, where the user works in its team; asked once, not of each case."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        inside = self.filter(cluster=cluster)
        if user.is_superuser:
            return inside
        held = clusters_where_held(user, *TEAM).filter(cluster=cluster)
        return inside.filter(models.Exists(held))

    def open(self):
        return self.filter(state__in=OPEN)

    def with_the_team(self):
        return self.filter(state__in=WITH_THE_TEAM)

    def late_on(self, day: dt.date):
        """Those that the team has not answered by the day it promised."""
        return self.with_the_team().filter(answer_due_on__lt=day)

    def not_joined(self):
        """Those that were not found to be the same as another."""
        return self.filter(joined_to=None)

    def most_urgent_first(self):
        """Those that wait for the team by their clock, then the others by their last word."""
        return self.order_by("turn_ends_on", "-last_word_at", "pk")


class Case(models.Model):
    """
    A person asks the team of a cluster something.

    Seen by that person, by the team, and by those who act for the organisation only where the
    person wished so.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="cases")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # For which the person asks; empty: for themselves.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    # Whether everybody who acts for the organisation reads it.
    is_shared = models.BooleanField(default=False)
    topic = models.ForeignKey(CaseTopic, on_delete=models.PROTECT, related_name="cases")
    # Empty once who asked has left.
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    # Who of the team answers; a new one has one where its topic goes to somebody.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    # Since when it is the team's turn, or was the last time.
    turn_since = models.DateTimeField()
    last_word_at = models.DateTimeField()
    first_answer_at = models.DateTimeField(null=True)
    # By when the team answers; while it waits for who asked, the clock stands still.
    answer_due_on = models.DateField(null=True)
    # The same for the order of lists; never, where it is not the team's turn.
    turn_ends_on = models.GeneratedField(
        expression=Coalesce("answer_due_on", models.Value(NEVER)),
        output_field=models.DateField(),
        db_persist=True,
    )
    days_left = models.PositiveSmallIntegerField(null=True)
    # When who asked was reminded of an answer that waits for them; empty again after any word.
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The case that this one was found to be the same as.
    joined_to = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="joined"
    )
    # How content who asked was, in a face and in words; and when they were asked for it.
    face = models.CharField(max_length=10, choices=Face.choices, blank=True)
    feedback = models.TextField(max_length=LONGEST_FEEDBACK, blank=True)
    face_asked_at = models.DateTimeField(null=True)
    face_given_at = models.DateTimeField(null=True)
    # Grows with every step, so that undoing knows whether something came after.
    step = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            # All that is counted, or chosen by its state.
            models.Index(
                name="cases_by_state",
                fields=["cluster", "state", "answer_due_on"],
                condition=Q(joined_to=None),
            ),
            # In the order of the list, with all by which it is narrowed: read without the cases.
            models.Index(
                name="cases_most_urgent_first",
                fields=[
                    *("cluster", "turn_ends_on", "-last_word_at", "id"),
                    *("state", "owner", "topic"),
                ],
                condition=Q(joined_to=None),
            ),
            models.Index(name="cases_of_a_person", fields=["asked_by", "asked_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_with_the_team_is_due_on_a_day",
                condition=Q(
                    state__in=WITH_THE_TEAM,
                    answer_due_on__isnull=False,
                    days_left=None,
                    closed_at=None,
                )
                | Q(
                    state=CaseState.WAITING,
                    answer_due_on=None,
                    days_left__isnull=False,
                    closed_at=None,
                )
                | Q(state=CaseState.ANSWERED, answer_due_on=None, days_left=None, closed_at=None)
                | Q(
                    state=CaseState.CLOSED,
                    answer_due_on=None,
                    days_left=None,
                    closed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="case_in_hand_is_somebodys",
                condition=~Q(state=CaseState.IN_HAND) | Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="case_is_shared_with_an_organisation_only",
                condition=Q(is_shared=False) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="case_that_is_joined_to_another_is_closed",
                condition=Q(joined_to=None) | Q(state=CaseState.CLOSED),
            ),
            models.CheckConstraint(
                name="case_has_a_face_since_a_moment",
                condition=Q(face="", feedback="", face_given_at=None)
                | Q(~Q(face=""), face_given_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # Never the subject: this text ends up in the history.
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_with_the_team(self) -> bool:
        return self.state in WITH_THE_TEAM

    def is_late_on(self, day: dt.date) -> bool:
        """Say whether the team has not answered by the day it promised."""
        due = self.answer_due_on
        return self.is_with_the_team and due is not None and due < day


class Word(models.Model):
    """Something said about a case; internal ones are read by the team alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="words")
    kind = models.CharField(max_length=10, choices=WordKind.choices)
    # Empty once who asked has left.
    said = models.TextField(max_length=LONGEST_WORD, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseFile(models.Model):
    """A file that came with a word; what it is was found out, not believed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    # A code of `files.Kind`.
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    # Where it lies, in words that say nothing of it.
    path = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.public_id)


class BulkStep(models.Model):
    """What somebody of a team did to several cases at once, and what they were before."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # By the key of a case: what it was, and after which of its steps this can be undone.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)
