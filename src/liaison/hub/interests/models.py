"""Expressions of interest and what is asked and answered about them."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from liaison.hub.directory.models import Organisation
from liaison.hub.interests.choices import (
    AGREED,
    LONGEST_BRINGS,
    LONGEST_NOTE,
    OPEN,
    TOLD_LATER,
    WAITING,
    DeclineReason,
    InterestOutcome,
    InterestState,
    NotPassedOn,
    Side,
)
from liaison.hub.listings.models import Listing


def _person(**options: object) -> models.ForeignKey:
    on_delete = {"on_delete": models.PROTECT, "related_name": "+"}
    return models.ForeignKey(settings.AUTH_USER_MODEL, **on_delete, **options)


class Interest(models.Model):
    """
    An organisation says in one page what it would bring to a need or an offer.

    Its sender does not learn whose an anonymous listing is, nor that others answered it; the other
    side learns who would be the contact once it accepted.

    :ivar evidence: of each the kind, a label and an address ("" for none), as it was when sent
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="interests"
    )
    written_by = _person()
    # Who of the organisation would be the contact; known to the other side once it accepted.
    contact = _person()
    brings = models.TextField(max_length=LONGEST_BRINGS)
    evidence = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, choices=InterestState.choices, default=InterestState.SUBMITTED
    )
    state_since = models.DateTimeField()
    # What stands there for its sender until they are told of what it is in now.
    state_before = models.CharField(max_length=12, choices=InterestState.choices, blank=True)
    submitted_at = models.DateTimeField()
    screened_by = _person(null=True)
    # When the team passed it on, or decided not to.
    screened_at = models.DateTimeField(null=True)
    forwarded_at = models.DateTimeField(null=True)
    not_passed_on = models.CharField(max_length=12, choices=NotPassedOn.choices, blank=True)
    answered_by = _person(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason.choices, blank=True)
    tells_reason = models.BooleanField(default=False)
    not_now_until = models.DateField(null=True)
    # When its sender was told of what it is in now; empty while that can be taken back.
    told_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=InterestOutcome.choices, blank=True)
    # The public id of the introduction that came of it.
    introduction = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_one_open_interest_in_a_listing",
                fields=["listing", "organisation"],
                condition=Q(state__in=OPEN),
            ),
            models.CheckConstraint(name="interest_says_what_it_brings", condition=~Q(brings="")),
            models.CheckConstraint(
                name="interest_that_left_the_team_was_screened",
                condition=Q(screened_by__isnull=False, screened_at__isnull=False)
                | Q(
                    state__in=[
                        InterestState.SUBMITTED,
                        InterestState.WITHDRAWN,
                        InterestState.EXPIRED,
                        InterestState.ONE_SIDE,
                    ]
                ),
            ),
            models.CheckConstraint(
                name="interest_that_was_accepted_says_by_whom_and_when",
                condition=~Q(state__in=AGREED)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="interest_that_is_declined_has_a_reason",
                condition=(Q(state=InterestState.DECLINED) & ~Q(decline_reason=""))
                | (~Q(state=InterestState.DECLINED) & Q(decline_reason="", tells_reason=False)),
            ),
            models.CheckConstraint(
                name="interest_keeps_what_stood_before_only_until_it_is_told",
                condition=Q(state_before="") | Q(state__in=TOLD_LATER, told_at=None),
            ),
            models.CheckConstraint(
                name="interest_not_now_says_until_when",
                condition=Q(state=InterestState.NOT_NOW, not_now_until__isnull=False)
                | Q(~Q(state=InterestState.NOT_NOW), not_now_until=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_agreed(self) -> bool:
        return self.state in AGREED


class EndedByMerger(models.Model):
    """An answer ended because both its sides were merged; undoing that brings it back."""

    interest = models.OneToOneField(Interest, on_delete=models.CASCADE, related_name="+")
    # The public ids of the two organisations.
    kept = models.UUIDField()
    absorbed = models.UUIDField()
    # What belonged to the state it was in, by field.
    before = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return str(self.interest_id)


class InterestNote(models.Model):
    """Something that one side asked or answered before they know each other."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="notes")
    side = models.CharField(max_length=10, choices=Side.choices)
    by = _person()
    at = models.DateTimeField()
    said = models.TextField(max_length=LONGEST_NOTE)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="interest_note_says_something", condition=~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"{self.interest_id} {self.side}"
