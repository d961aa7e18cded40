"""Who may change what of the directory."""

from typing import Any

from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.models import Organisation


def can_edit(user: Any, organisation: Organisation) -> bool:
    """Say whether the user acts for the organisation, or is in the team of a cluster it is of."""
    return editable_by(user).filter(pk=organisation.pk).exists()
