"""Files that were chosen in a form which could not be sent yet."""

import uuid

from django.conf import settings
from django.db import models

LONGEST_FORM = 60


class KeptUpload(models.Model):
    """A file that waits a day for its form to be sent: checked, and its person's alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Which form, and about which case.
    form = models.CharField(max_length=LONGEST_FORM)
    name = models.CharField(max_length=120)
    # A code of `files.Kind`.
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=80, unique=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(name="kept_uploads_of_a_form", fields=["person", "form"]),
            models.Index(name="kept_uploads_by_age", fields=["kept_at"]),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
