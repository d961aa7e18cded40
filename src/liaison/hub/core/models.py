"""The fields that every record of the directory carries."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from liaison.hub.core.choices import Visibility


class Record(models.Model):
    """Something we keep about the world: where it is from, who checked it last, who may see it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    source = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Closed by default here too: whoever adds a record opens it on purpose.
    visibility = models.CharField(
        max_length=20, choices=Visibility.choices, default=Visibility.PRIVATE
    )

    class Meta:
        abstract = True
