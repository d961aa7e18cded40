"""Agreements, what happened to them, and their files."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.agreements.choices import (
    BRINGING_SIDES,
    OPEN,
    OVER,
    SIGNING_SIDES,
    AgreementState,
    AgreementStepKind,
    FileOf,
)
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.models import Introduction

_BOTH_SIGNED = Q(signed_by_asking_on__isnull=False, signed_by_asked_on__isnull=False)


def _person() -> models.ForeignKey:
    # None for who has no account, has left, and for the software.
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class Agreement(models.Model):
    """
    The two sides of an introduction promise each other to keep to themselves what they tell.

    It is between the two: here are kept its dates and its files, and nothing is said of its words.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="agreements"
    )
    state = models.CharField(max_length=10, choices=AgreementState.choices)
    state_since = models.DateTimeField()
    # One of the two, the team, or the software: a need or an offer says that there is to be one.
    wanted_by = models.CharField(max_length=10, choices=Side.choices)
    # Who is to bring the document.
    brings = models.CharField(max_length=10, choices=Side.choices)
    # On which day the document that counts was sent to both.
    sent_on = models.DateField(null=True)
    signed_by_asking_on = models.DateField(null=True)
    signed_by_asked_on = models.DateField(null=True)
    # Its last day; None where it names none.
    valid_until = models.DateField(null=True)
    # Which of the two would prolong it, and until when (None: without a last day); that counts once
    # the other one has agreed.
    later_day_by = models.CharField(max_length=10, choices=Side.choices, blank=True)
    later_day = models.DateField(null=True)
    # The two and the team were told that its last day comes.
    end_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="introduction_has_one_agreement_at_a_time",
                fields=["introduction"],
                condition=Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="agreement_has_a_state_we_know", condition=Q(state__in=AgreementState.values)
            ),
            models.CheckConstraint(
                name="agreement_says_who_brings_the_document",
                condition=Q(brings__in=BRINGING_SIDES),
            ),
            models.CheckConstraint(
                name="agreement_is_in_force_once_both_signed",
                condition=Q(_BOTH_SIGNED, state__in=[AgreementState.SIGNED, AgreementState.LAPSED])
                | Q(
                    ~_BOTH_SIGNED,
                    state__in=[
                        AgreementState.WANTED,
                        AgreementState.DOCUMENT,
                        AgreementState.SIGNING,
                    ],
                )
                | Q(state=AgreementState.ENDED),
            ),
            models.CheckConstraint(
                name="agreement_is_prolonged_by_one_of_the_two_and_while_it_runs",
                condition=Q(later_day_by="", later_day=None)
                | Q(Q(later_day_by__in=SIGNING_SIDES), ~Q(state__in=OVER)),
            ),
            models.CheckConstraint(
                name="agreement_that_lapsed_had_a_last_day",
                condition=~Q(state=AgreementState.LAPSED) | Q(valid_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def signed_on(self, side):
        """Return on which day one of the two signed; None where it has not."""
        return self.signed_by_asking_on if side == Side.ASKING else self.signed_by_asked_on

    @property
    def is_signed(self) -> bool:
        return self.state == AgreementState.SIGNED


class AgreementStep(models.Model):
    """What happened to an agreement, when, and who noted it; never changed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=AgreementStepKind.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    by = _person()
    at = models.DateTimeField()
    # The day that was noted: of a signature, or the last one.
    day = models.DateField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind}"


class AgreementFile(models.Model):
    """A file of an agreement; how it was called before is not kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="files")
    of = models.CharField(max_length=10, choices=FileOf.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    by = _person()
    at = models.DateTimeField()
    # A code of `core.files.Kind`.
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    # Where it lies, in words that say nothing of it.
    path = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)
