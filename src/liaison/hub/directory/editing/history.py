"""What people changed of an organisation."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from liaison.hub.directory.editing.rights import editable_by
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.directory.texts import digest_of


def changes_of(organisation: Organisation, *, for_user: Any) -> QuerySet[FieldChange]:
    """Return what people changed of it, the newest first; nothing to those who may not edit it."""
    changes = FieldChange.objects.filter(organisation__in=editable_by(for_user))
    found = changes.filter(organisation=organisation).select_related("by", "asked_by")
    return found.order_by("-at", "-pk")


def changes_lately(
    *, by: str = "", field: str = "", day: dt.date | None = None, for_user: Any
) -> QuerySet[FieldChange]:
    """
    Return what people changed of all organisations that `for_user` may edit, the newest first.

    :param by: the public id of the person who changed it; "" for anybody
    :param field: a code of a field; "" for any
    :param day: on which it was changed, as the site counts days; None for any
    """
    changes = FieldChange.objects.filter(organisation__in=editable_by(for_user))
    if by:
        changes = changes.filter(by__public_id=by)
    if field:
        changes = changes.filter(field=field)
    if day:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        changes = changes.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    found = changes.select_related("organisation", "by", "asked_by")
    return found.order_by("-at", "-pk")


def people_who_changed(*, for_user: Any) -> list[tuple[str, str]]:
    """Return public ids and names of those who changed what `for_user` may edit, by name."""
    changes = FieldChange.objects.filter(organisation__in=editable_by(for_user))
    people = get_user_model().objects.filter(pk__in=changes.values("by"), is_active=True)
    found = people.order_by("full_name", "pk").values_list("public_id", "full_name")
    return [(str(public_id), name) for public_id, name in found]


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
