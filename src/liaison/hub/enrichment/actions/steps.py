"""What the actions of this part have in common."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment import policies
from liaison.hub.identities.queries import current_pictures


class NotAllowed(PermissionDenied):
    """This person may not edit this organisation."""


class NotJoined(Exception):
    """The sources were not joined yet, so no entry can be named."""


class NotRecorded(Exception):
    """The file of judgements cannot be read or written; those who run the site must look at it."""


def locked(public_id: uuid.UUID, *, by: Any) -> Organisation:
    """Return an organisation that nobody else changes until the transaction ends."""
    found = Organisation.objects.select_for_update().filter(public_id=public_id).first()
    if found is None or not policies.can_enrich(by, found):
        raise NotAllowed
    return found


def editable(public_id: uuid.UUID, *, by: Any) -> Organisation:
    """Return an organisation; raises NotAllowed if `by` may not edit it."""
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None or not policies.can_enrich(by, found):
        raise NotAllowed
    return found


def joined_pictures() -> opendata.Pictures:
    """Return what the sources say; raises NotJoined before they were joined first."""
    pictures = current_pictures()
    if pictures is None:
        raise NotJoined(
            _("The sources have not been joined yet; run: liaison link (or harvest all).")
        )
    return pictures


def data() -> Path:
    """Return the folder of what was harvested and decided."""
    return Path(settings.DATA_FOLDER)
