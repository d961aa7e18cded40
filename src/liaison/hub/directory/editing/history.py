"""What people changed of an organisation."""

from typing import Any

from django.db.models import QuerySet

from liaison.hub.directory.editing.rights import editable_by
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.directory.texts import digest_of


def changes_of(organisation: Organisation, *, for_user: Any) -> QuerySet[FieldChange]:
    """Return what people changed of it, the newest first; nothing to those who may not edit it."""
    changes = FieldChange.objects.filter(organisation__in=editable_by(for_user))
    found = changes.filter(organisation=organisation).select_related("by", "asked_by")
    return found.order_by("-at", "-pk")


def earlier_text(
    organisation: Organisation, code: str, digest: str, *, for_user: Any
) -> str | None:
    """Return what a text said when it had this digest; None if nobody changed that by hand."""
    changes = changes_of(organisation, for_user=for_user).filter(field=code)
    for old, new in changes.values_list("old", "new"):
        for text in (old, new):
            if text and digest_of(text["text"]) == digest:
                return str(text["text"])
    return None
