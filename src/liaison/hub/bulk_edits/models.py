"""What is remembered of bulk edits, so that each can be undone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.bulk_edits.choices import BulkState, Outcome, What
from liaison.hub.clusters.models import Cluster


class BulkEdit(models.Model):
    """One thing that a cluster's team does, or did, to many organisations at once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="bulk_edits")
    # Empty while nobody has said what is to be done.
    what = models.CharField(max_length=20, choices=What.choices, blank=True)
    # A code of what is set, the slug of a cluster, or the key of a term or focus area.
    value = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.DRAFT)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    # How many organisations came to which outcome.
    counts = models.JSONField(default=dict)
    # The job that does or undoes it, or did so last; none where it needed none.
    job = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bulk_edit_that_is_begun_says_what_it_does",
                condition=Q(state=BulkState.DRAFT) | ~Q(what=""),
            ),
            models.CheckConstraint(
                name="bulk_edit_that_is_undone_says_when",
                condition=Q(state=BulkState.UNDONE, undone_at__isnull=False)
                | Q(~Q(state=BulkState.UNDONE), undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class BulkEditedRow(models.Model):
    """What a bulk edit does, or did, to one organisation."""

    edit = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="rows")
    # Its public id; no foreign key, since it may be gone.
    organisation = models.UUIDField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PLANNED)
    # What was there when it was planned.
    seen = models.JSONField(null=True)
    # What its way of editing needs to take it back.
    done = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(name="bulk_edited_row_by_outcome", fields=["edit", "outcome"])]
        constraints = [
            models.UniqueConstraint(
                name="bulk_edit_touches_an_organisation_once", fields=["edit", "organisation"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edit} {self.organisation}"
