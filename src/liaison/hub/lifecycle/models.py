"""What is remembered of imports and mergers, so that each can be undone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.choices import DraftState, MergerState, RunState


class OfManagersQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the clusters a user manages; whoever runs the installation sees all."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(cluster__in=Cluster.objects.managed_by(user).values("pk"))


class ImportRun(models.Model):
    """One file of organisations that was taken in."""

    # What people call it by: the beginning of the file's checksum, and a number.
    code = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    # Whose team imported it; none where those did who run the installation.
    cluster = models.ForeignKey(
        Cluster, null=True, on_delete=models.SET_NULL, related_name="imports"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    # How many rows were new, changed, unchanged and refused.
    counts = models.JSONField(default=dict)
    # Pairs that look alike, for people to judge; the likeliest first.
    likely_duplicates = models.JSONField(default=list)
    # Versions of taxonomies that came with it, as `openxeco.taxonomies` notes them.
    taxonomies = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WRITTEN)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    # The job that undoes it.
    undoing_job = models.UUIDField(null=True)

    objects = OfManagersQuerySet.as_manager()

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
    # The key of its entry on a sector map, if the import brought that.
    map_entry = models.PositiveBigIntegerField(null=True)

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


class ImportDraft(models.Model):
    """A file that somebody uploaded to import it, until it is written or forgotten."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="import_drafts")
    file_name = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    # When the file is erased at the latest.
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.UPLOADED)
    # By the label of a column what it is taken for; "" for one that is left out.
    columns = models.JSONField(default=dict)
    # How many rows would be new, changed, unchanged and refused.
    counts = models.JSONField(default=dict)
    likely_duplicates = models.JSONField(default=list)
    likely_count = models.PositiveIntegerField(default=0)
    # The job that compares or writes it, or did so last.
    job = models.UUIDField(null=True)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.CASCADE, related_name="+")

    objects = OfManagersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_draft_that_is_written_says_as_which_import",
                condition=Q(state=DraftState.WRITTEN, run__isnull=False)
                | Q(~Q(state=DraftState.WRITTEN), run=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RememberedColumns(models.Model):
    """What a cluster's team said that the columns of files with the same headings hold."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    # The checksum of the headings in their order.
    headings = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="columns_of_the_same_headings_are_remembered_once",
                fields=["cluster", "headings"],
            ),
        ]

    def __str__(self) -> str:
        return self.headings


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
