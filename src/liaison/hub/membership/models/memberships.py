"""Memberships: who is a member of which cluster, since when, and what shows its commitment."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.choices import (
    LONGEST_MESSAGE,
    Category,
    CommitmentKind,
    EndReason,
    MembershipState,
    MembershipStepKind,
)
from liaison.hub.membership.models.applications import Application, in_teams_of


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_the_team_of(self, user):
        """Those in clusters in whose team the user works."""
        return in_teams_of(self, user)

    def running(self):
        """Those that have not ended; a suspended one runs, but gives no rights."""
        return self.exclude(state=MembershipState.ENDED)

    def giving_rights(self):
        return self.filter(state=MembershipState.ACTIVE)


class Membership(models.Model):
    """An organisation is a member of a cluster, for a time; not the same as its sector map."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    # By which it was admitted; empty for one that was a member before.
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.CharField(max_length=20, choices=Category.choices)
    since = models.DateField()
    until = models.DateField(null=True)
    state = models.CharField(
        max_length=10,
        choices=[
            (state.value, state.label)
            for state in MembershipState
            if state != MembershipState.REVIEW_DUE
        ],
        default=MembershipState.ACTIVE,
    )
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)
    review_on = models.DateField()
    # Whether it agreed to be named among the members.
    is_listed = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_is_a_member_of_a_cluster_once_at_a_time",
                fields=["cluster", "organisation"],
                condition=~Q(state=MembershipState.ENDED),
            ),
            models.CheckConstraint(
                name="membership_that_ended_says_when_and_why",
                condition=Q(~Q(end_reason=""), state=MembershipState.ENDED, until__isnull=False)
                | Q(
                    state__in=[MembershipState.ACTIVE, MembershipState.SUSPENDED],
                    until=None,
                    end_reason="",
                ),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def state_on(self, day: dt.date) -> MembershipState:
        """Return its state; an active one whose day of review has come is due for it."""
        if self.state == MembershipState.ACTIVE and self.review_on <= day:
            return MembershipState.REVIEW_DUE
        return MembershipState(self.state)


class MembershipStep(models.Model):
    """One thing that was done with a membership: by whom, when, and what was said."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=MembershipStepKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(max_length=LONGEST_MESSAGE, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.membership_id}"


class Commitment(models.Model):
    """One piece of evidence that a member takes part in the life of its cluster."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=15, choices=CommitmentKind.choices)
    what = models.CharField(max_length=300)
    on = models.DateField()
    # Where it can be checked: a page, minutes, a list of participants; never a person's name.
    source = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="commitment_says_what_and_from_where",
                condition=~Q(what="") & ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.membership_id}"
