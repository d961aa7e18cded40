"""Organisations that are never to be suggested, to one person or in a whole cluster."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.partner_search.choices import (
    CLUSTER_EXCLUSION_REASONS,
    LONGEST_NOTE,
    ExclusionReason,
)


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user):
        """One's own, and those of the clusters one is accountable for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(person=user) | Q(cluster__in=Cluster.objects.managed_by(user).values("pk"))
        )

    def that_concern(self, user, *, cluster_id: int):
        """What holds for this user's searches in this cluster, whoever decided it."""
        concern = Q(cluster=cluster_id)
        if user.is_authenticated:
            concern |= Q(person=user)
        return self.filter(concern)


class Exclusion(models.Model):
    """An organisation that one person never wants to see, or a cluster suggests to nobody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="exclusions"
    )
    cluster = models.ForeignKey(
        "clusters.Cluster", null=True, on_delete=models.CASCADE, related_name="exclusions"
    )
    organisation_id = models.CharField(max_length=100)
    reason = models.CharField(max_length=20, choices=ExclusionReason.choices)
    # For the one who excludes, or for the cluster's team; shown to nobody else.
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_holds_for_one_person_or_one_cluster",
                condition=Q(person__isnull=False, cluster=None)
                | Q(person=None, cluster__isnull=False),
            ),
            models.UniqueConstraint(
                name="exclusion_by_a_person_is_made_once",
                fields=["person", "organisation_id"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="exclusion_by_a_cluster_is_made_once",
                fields=["cluster", "organisation_id"],
                condition=Q(cluster__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_is_about_an_organisation", condition=~Q(organisation_id="")
            ),
            models.CheckConstraint(
                name="exclusion_has_a_reason_that_its_owner_may_give",
                condition=Q(cluster=None, reason__in=ExclusionReason.values)
                | Q(cluster__isnull=False, reason__in=CLUSTER_EXCLUSION_REASONS),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
