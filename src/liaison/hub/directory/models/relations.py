"""What organisations are to each other: subsidiaries, parts, spin-offs, members."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from liaison.hub.directory.choices import RelationKind, RelationState, Side
from liaison.hub.directory.models.organisations import Organisation

LONGEST_RELATION_SOURCE = 200


class Relation(models.Model):
    """One organisation is something to another, as one side says and the other may answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="relations"
    )
    other = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="relations_of_others"
    )
    # Read from `organisation` to `other`.
    kind = models.CharField(max_length=20, choices=RelationKind.choices)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=LONGEST_RELATION_SOURCE, blank=True)
    state = models.CharField(
        max_length=15, choices=RelationState.choices, default=RelationState.TOLD
    )
    # Which of the two said so, or the team.
    told_by = models.CharField(max_length=10, choices=Side.choices)
    verified_on = models.DateField()
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="relation_is_between_two_organisations",
                condition=~Q(organisation=F("other")),
            ),
            models.UniqueConstraint(
                name="relation_stands_once_per_pair_and_kind",
                fields=["organisation", "other", "kind"],
            ),
            models.UniqueConstraint(
                Least("organisation", "other"),
                Greatest("organisation", "other"),
                name="partners_stand_once_whoever_is_named_first",
                condition=Q(kind=RelationKind.PARTNER),
            ),
            models.CheckConstraint(
                name="relation_ends_after_it_began",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
