"""Contacts of a cluster's team with organisations, and what is to be done after them."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import TEAM
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation, OrganisationPerson
from liaison.hub.interactions.choices import (
    LONGEST_FOLLOW_UP,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    InteractionKind,
    InteractionState,
    Missing,
    NoteSeenBy,
)
from liaison.hub.membership.models.applications import clusters_where_held


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def for_the_team_of(self, user):
        """Those of clusters in whose team the user works; drafts are their writers' alone."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = self.filter(removed_at=None).filter(
            Q(state=InteractionState.KEPT) | Q(written_by=user)
        )
        return (
            seen if user.is_superuser else seen.filter(cluster__in=clusters_where_held(user, *TEAM))
        )

    def kept(self):
        return self.filter(state=InteractionState.KEPT, removed_at=None)


class Interaction(models.Model):
    """
    Somebody of a cluster's team was in contact with people of organisations.

    Seen by the team alone: neither members nor strategic partners read any of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=InteractionKind.choices)
    state = models.CharField(max_length=10, choices=InteractionState.choices)
    # Of one whose time of day nobody noted: the beginning of the day.
    happened_at = models.DateTimeField(null=True)
    is_timed = models.BooleanField(default=False)
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    note = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    note_seen_by = models.CharField(
        max_length=10, choices=NoteSeenBy.choices, default=NoteSeenBy.TEAM
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    # Grows with each change, so that nobody writes over what a colleague wrote meanwhile.
    version = models.PositiveIntegerField(default=1)
    # Of one taken from a mail or a calendar entry: the checksum of what names that, so that it is
    # taken once by each of the team; and how often the entry had been sent anew.
    origin = models.CharField(max_length=64, blank=True)
    origin_sequence = models.PositiveIntegerField(default=0)
    # Removed ones can be brought back for a while.
    removed_at = models.DateTimeField(null=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["cluster", "-happened_at"], name="interaction_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="interaction_in_the_register_says_when_and_what",
                condition=Q(state=InteractionState.DRAFT)
                | (Q(happened_at__isnull=False) & ~Q(summary="")),
            ),
            models.UniqueConstraint(
                name="interaction_is_taken_from_a_mail_once_by_each_of_a_team",
                fields=["cluster", "written_by", "origin"],
                condition=~Q(origin=""),
            ),
        ]

    def __str__(self) -> str:
        # Never what it was about: this text ends up in logs and in the history.
        return str(self.public_id)

    @property
    def is_draft(self) -> bool:
        return self.state == InteractionState.DRAFT

    def missing(self, *, has_organisations: bool) -> list[Missing]:
        """Return what it lacks before it can stand in the register."""
        missing = [] if self.happened_at else [Missing.HAPPENED_AT]
        missing += [] if has_organisations else [Missing.ORGANISATIONS]
        return missing if self.summary else [*missing, Missing.SUMMARY]


class InteractionOrganisation(models.Model):
    """With which organisation the team was in contact."""

    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="with_organisations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="interactions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="interaction_is_with_an_organisation_once",
                fields=["interaction", "organisation"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id}/{self.organisation_id}"


class InteractionColleague(models.Model):
    """Somebody of the team who took part."""

    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="colleagues"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="colleague_takes_part_in_an_interaction_once",
                fields=["interaction", "person"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id}/{self.person_id}"


class PersonMet(models.Model):
    """
    Somebody who was met: a named person of the directory, or a name that is erased after a while.

    A named person who is taken out of the directory is taken out here too.
    """

    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="people_met"
    )
    named = models.ForeignKey(
        OrganisationPerson, null=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=LONGEST_NAME, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_met_is_a_named_person_or_a_name",
                condition=Q(named__isnull=False, name="") | (Q(named=None) & ~Q(name="")),
            ),
            models.UniqueConstraint(
                name="named_person_is_met_in_an_interaction_once",
                fields=["interaction", "named"],
                condition=Q(named__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id}/{self.pk}"


class FollowUp(models.Model):
    """What somebody of the team does after a contact, and until when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="follow_ups"
    )
    what = models.CharField(max_length=LONGEST_FOLLOW_UP)
    # Nobody's once the account of whoever had it is erased; the team sees it and takes it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="follow_up_says_what_to_do", condition=~Q(what="")),
            models.CheckConstraint(
                name="follow_up_that_is_done_says_when_and_by_whom",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def is_late(self, today: dt.date) -> bool:
        return self.done_at is None and self.due_on < today


class Outcome(models.Model):
    """What came of a contact: something of another part, by its code and public id."""

    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="outcomes")
    # A code of `interactions.links`.
    kind = models.CharField(max_length=30)
    what = models.UUIDField()
    added_at = models.DateTimeField()
    # Of what was written down for an organisation: since when that has erased it.
    not_kept_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="interaction_leads_to_an_outcome_once",
                fields=["interaction", "kind", "what"],
            ),
        ]
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"
