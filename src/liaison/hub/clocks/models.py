"""Clocks: one table for everything that waits for a person."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import TEAM
from liaison.hub.clocks.choices import LONGEST_REASON, OPEN, ClockState, Deed, HowOften
from liaison.hub.clusters.models import Cluster

_IS_OPEN = Q(state__in=OPEN)
# Of what is open, what the team itself is to do, and all else.
FOR_THE_TEAM = Q(state=ClockState.RUNNING, person=None, organisation=None, waits_outside=False)
FOR_OTHERS = (
    Q(state=ClockState.PAUSED)
    | Q(person__isnull=False)
    | Q(organisation__isnull=False)
    | Q(waits_outside=True)
)
_BY_WHICH_A_DESK_IS_NARROWED = ("cluster", "kind", "assignee")


class ClockQuerySet(models.QuerySet["Clock"]):
    def open(self):
        return self.filter(_IS_OPEN)

    def due(self, now: dt.datetime):
        """Those of which a step is due."""
        return self.filter(state=ClockState.RUNNING, next_step_at__lte=now)

    def of_the_team(self):
        return self.filter(person=None, organisation=None)

    def for_the_team_of(self, user):
        """Those of clusters in whose team the user works."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        held = user.cluster_roles.filter(role__in=TEAM)
        return self.filter(cluster__in=held.values("cluster"))

    def for_person(self, user):
        """Those that wait for the user, or for an organisation for which the user acts."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        acted_for = user.organisation_roles.values("organisation")
        return self.filter(Q(person=user) | Q(organisation__in=acted_for))

    def of_the_same(self, clock: "Clock"):
        """Those that wait for the same: of one kind, about one thing, for the same people."""
        whose = {"person": clock.person_id, "organisation": clock.organisation_id}
        if clock.is_of_the_team:
            whose["cluster"] = clock.cluster_id
        return self.filter(kind=clock.kind, subject=clock.subject, **whose)


class Clock(models.Model):
    """
    Something waits for a person, for the people of an organisation, or for a cluster's team.

    It is met when they did it, whoever of them; it never decides anything by itself.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A code of `clocks.kinds`.
    kind = models.CharField(max_length=40)
    # The public id of what it is about; of which table, its kind knows.
    subject = models.UUIDField()
    # In whose name people are reminded, and whose managers hear of what stays undone.
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="clocks")
    # For whom it waits; neither: the cluster's team.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="clocks"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, on_delete=models.CASCADE, related_name="clocks"
    )
    # For neither, but for somebody without an account, to whom its kind writes letters.
    waits_outside = models.BooleanField(default=False)
    # Who of the team took it.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    due_on = models.DateField()
    # How many of its kind's reminders have gone, or were passed over.
    step = models.PositiveSmallIntegerField(default=0)
    # Empty: nothing more happens by itself.
    next_step_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # Why it stands still, in the words of who paused it.
    pause_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        indexes = [
            # In the orders of the desk, with all by which it is narrowed: a page of it is found,
            # and its parts are counted, without sorting all and without reading rows.
            models.Index(
                fields=["due_on", "id", *_BY_WHICH_A_DESK_IS_NARROWED],
                name="clocks_for_a_team_by_day",
                condition=FOR_THE_TEAM,
            ),
            models.Index(
                fields=["started_at", "id", *_BY_WHICH_A_DESK_IS_NARROWED],
                name="clocks_for_a_team_by_age",
                condition=FOR_THE_TEAM,
            ),
            models.Index(
                fields=["due_on", "id", *_BY_WHICH_A_DESK_IS_NARROWED],
                name="clocks_for_others_by_day",
                condition=_IS_OPEN & FOR_OTHERS,
            ),
            models.Index(
                fields=["next_step_at"],
                name="clocks_with_a_step_to_come",
                condition=Q(state=ClockState.RUNNING),
            ),
            models.Index(fields=["kind", "subject"], name="clocks_about_a_thing"),
        ]
        constraints = [
            models.CheckConstraint(
                name="clock_waits_for_a_person_or_an_organisation_or_the_team",
                condition=Q(person=None) | Q(organisation=None),
            ),
            models.CheckConstraint(
                name="clock_that_is_paused_says_since_when",
                condition=Q(state=ClockState.PAUSED, paused_at__isnull=False, next_step_at=None)
                | (~Q(state=ClockState.PAUSED) & Q(paused_at=None)),
            ),
            models.CheckConstraint(
                name="clock_that_has_ended_says_when_and_has_no_more_steps",
                condition=Q(state__in=OPEN, ended_at=None)
                | (~Q(state__in=OPEN) & Q(ended_at__isnull=False, next_step_at=None)),
            ),
            models.UniqueConstraint(
                name="clock_about_a_thing_runs_once_for_a_person",
                fields=["kind", "subject", "person"],
                condition=_IS_OPEN & Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="clock_about_a_thing_runs_once_for_an_organisation",
                fields=["kind", "subject", "organisation"],
                condition=_IS_OPEN & Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="clock_about_a_thing_runs_once_for_a_team",
                fields=["kind", "subject", "cluster"],
                condition=_IS_OPEN & Q(person=None, organisation=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_of_the_team(self) -> bool:
        return self.person_id is None and self.organisation_id is None

    @property
    def is_for_the_team(self) -> bool:
        """Whether the team itself is to do it."""
        return self.is_of_the_team and not self.waits_outside


class DigestWish(models.Model):
    """A person wants one letter a day or a week with all that waits, instead of each reminder."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_wish"
    )
    how_often = models.CharField(
        max_length=10,
        choices=[(each.value, each.label) for each in HowOften if each != HowOften.EACH],
    )
    # On which day the last one was due, whether or not anything waited then.
    last_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.how_often


class Move(models.Model):
    """
    Something one person of a team did to several clocks at once, to be undone for some minutes.

    :ivar before: of each clock, by its key, what it said before
    :ivar after: what it said then; whoever changed it since is not overwritten
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)
