"""What is remembered of imports, so that each can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.lifecycle.choices import RunState


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
