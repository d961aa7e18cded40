"""What people changed of an organisation."""

from typing import Any

from django.db.models import QuerySet

from liaison.hub.directory.editing.rights import editable_by
from liaison.hub.directory.models import FieldChange, Organisation


def changes_of(organisation: Organisation, *, for_user: Any) -> QuerySet[FieldChange]:
    """Return what people changed of it, the newest first; nothing to those who may not edit it."""
    changes = FieldChange.objects.filter(organisation__in=editable_by(for_user))
    found = changes.filter(organisation=organisation).select_related("by")
    return found.order_by("-at", "-pk")
