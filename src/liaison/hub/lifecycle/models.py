"""What is remembered of imports and mergers, so that each can be undone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.choices import MergerState, RunState


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user):
        """All of them, to those who run the installation or manage a cluster."""
        if not user.is_active:
            return self.none()
        manages = Cluster.objects.managed_by(user).exists()
        return self if user.is_superuser or manages else self.none()


class ImportRun(models.Model):
    """One file of organisations that was taken in."""

    # What people call it by: the beginning of the file's checksum, and a number.
    code = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    # How many rows were new, changed, unchanged and refused.
    counts = models.JSONField(default=dict)
    # Pairs that look alike, for people to judge; the likeliest first.
    likely_duplicates = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WRITTEN)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="import_run_has_a_code_of_its_own", fields=["code"]),
            models.CheckConstraint(
                name="import_run_that_is_undone_says_when",
                condition=Q(state=RunState.UNDONE, undone_at__isnull=False)
                | Q(~Q(state=RunState.UNDONE), undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ImportedRow(models.Model):
    """What one row of a file did to one organisation, and what was there before."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    # As a spreadsheet program counts.
    number = models.PositiveIntegerField()
    # Its public id; no foreign key, since it may be gone.
    organisation = models.UUIDField()
    is_new = models.BooleanField()
    # By part, as `lifecycle.records` tells them; of a new organisation nothing.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    updated_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="import_run_touches_an_organisation_once", fields=["run", "organisation"]
            ),
            models.CheckConstraint(
                name="imported_row_of_a_change_says_what_was_before",
                condition=Q(is_new=True, updated_before=None)
                | Q(is_new=False, updated_before__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class MergerQuerySet(models.QuerySet["Merger"]):
    def visible_to(self, user):
        """Those of which the user may merge, and sees, the organisation that is kept."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if not Cluster.objects.managed_by(user).exists():
            return self.none()
        return self.filter(kept__in=organisations_visible_to(user).values("public_id"))


class Merger(models.Model):
    """Two organisations that were found to be one: what was done, so that it can be undone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Public ids; no foreign keys, since either may be gone.
    kept = models.UUIDField()
    absorbed = models.UUIDField()
    # As they were called then.
    kept_name = models.CharField(max_length=300)
    absorbed_name = models.CharField(max_length=300)
    because = models.CharField(max_length=500)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField()
    # As `merging.writing` tells it: keys and marks of rows, and values of organisations' fields.
    done = models.JSONField(default=dict)
    # The pair decision that was kept with it; none where people had decided so before.
    decision = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MergerState.choices, default=MergerState.MERGED)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = MergerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_is_absorbed_once_at_a_time",
                fields=["absorbed"],
                condition=Q(state=MergerState.MERGED),
            ),
            models.CheckConstraint(
                name="merger_is_of_two_organisations", condition=~Q(kept=F("absorbed"))
            ),
            models.CheckConstraint(
                name="merger_that_is_undone_says_when",
                condition=Q(state=MergerState.UNDONE, undone_at__isnull=False)
                | Q(~Q(state=MergerState.UNDONE), undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} into {self.kept}"
