"""What people changed of organisations."""

from django.conf import settings
from django.db import models

from liaison.hub.directory.choices import Teller
from liaison.hub.directory.models.organisations import Organisation


class FieldChange(models.Model):
    """Somebody changed one field of an organisation: what it said before, and since."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="field_changes"
    )
    # A code of `directory.editing`.
    field = models.CharField(max_length=30)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    teller = models.CharField(max_length=30, choices=Teller.choices)
    # Who asked for it, where it was not whoever made the change.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="field_change_by_day", fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.organisation} {self.field}"
