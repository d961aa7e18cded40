"""Needs that people put into the hands of the cluster team."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from liaison.hub.clusters.models import Cluster
from liaison.hub.partner_search.choices import (
    ADDRESSES_ARE_KEPT_FOR,
    LONGEST_MESSAGE,
    WAITING,
    HandOverKind,
    HandOverState,
)
from liaison.hub.partner_search.models.requests import IntroductionRequest
from liaison.hub.partner_search.models.searches import Search


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def for_the_team_of(self, user):
        """Those handed to clusters that the user is accountable for."""
        return self.filter(search__cluster__in=Cluster.objects.managed_by(user).values("pk"))

    def waiting_first(self):
        """Those nobody has taken yet, then those taken, then the answered; the oldest first."""
        urgency = Case(
            When(state=HandOverState.OPEN, then=Value(0)),
            When(state=HandOverState.TAKEN, then=Value(1)),
            default=Value(2),
        )
        return self.order_by(urgency, "created_at", "pk")

    def open(self):
        return self.filter(state=HandOverState.OPEN)

    def waiting(self):
        return self.filter(state__in=WAITING)

    def whose_address_has_served(self, now: dt.datetime):
        """Those of people without an account who were answered long ago."""
        return self.exclude(email="").filter(answered_at__lt=now - ADDRESSES_ARE_KEPT_FOR)

    def given_up(self, now: dt.datetime):
        """Those of people without an account that nobody answered, long after they asked."""
        return self.exclude(email="").filter(
            answered_at=None, created_at__lt=now - ADDRESSES_ARE_KEPT_FOR
        )


class HandOver(models.Model):
    """
    A need that a person hands to the cluster team, because nobody fits or to be introduced.

    A need is shown to nobody but its author. The one exception is made here: whoever presses
    "hand over" thereby agrees that the managers of the search's cluster read the need and the
    message. Taking it back, while nobody works on it yet, ends that; so does forgetting the search.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="hand_overs")
    kind = models.CharField(max_length=20, choices=HandOverKind.choices)
    organisation_id = models.CharField(max_length=100, blank=True)
    message = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    # Who is to be answered: a person with an account, or whoever reads mail at this address.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(max_length=254, blank=True)
    # What it counts as towards the cap; gone once it no longer counts.
    request = models.OneToOneField(
        IntroductionRequest, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whether taking it back leads back to the shortlist.
    was_shortlisted = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=HandOverState.choices, default=HandOverState.OPEN
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=LONGEST_MESSAGE, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hand_over_names_an_organisation_if_it_is_an_introduction",
                condition=Q(~Q(organisation_id=""), kind=HandOverKind.INTRODUCTION)
                | Q(kind=HandOverKind.NOBODY_FITS, organisation_id=""),
            ),
            models.CheckConstraint(
                name="hand_over_of_an_introduction_comes_from_an_account",
                condition=Q(kind=HandOverKind.NOBODY_FITS) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="hand_over_says_whom_to_answer",
                condition=Q(person__isnull=False, email="")
                | Q(~Q(email=""), person=None)
                | Q(person=None, email="", state=HandOverState.ANSWERED),
            ),
            models.CheckConstraint(
                name="hand_over_is_taken_by_a_person",
                condition=Q(state=HandOverState.OPEN, taken_by=None)
                | Q(state=HandOverState.TAKEN, taken_by__isnull=False)
                | Q(state=HandOverState.ANSWERED),
            ),
            models.CheckConstraint(
                name="hand_over_answer_has_words_a_person_and_a_time",
                condition=Q(
                    ~Q(answer=""),
                    state=HandOverState.ANSWERED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                )
                | Q(state__in=WAITING, answered_by=None, answered_at=None, answer=""),
            ),
            models.UniqueConstraint(
                name="hand_over_waits_once_per_search_and_matter",
                fields=["search", "kind", "organisation_id"],
                condition=Q(state__in=WAITING),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state == HandOverState.OPEN

    @property
    def is_answered(self) -> bool:
        return self.state == HandOverState.ANSWERED
