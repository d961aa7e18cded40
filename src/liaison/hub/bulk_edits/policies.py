"""Who may edit many organisations at once; each organisation asks for its own right besides."""

from typing import Any

from liaison.hub.bulk_edits.models import BulkEdit
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.visibility import sight_of


def can_edit_together(user: Any, cluster: Cluster) -> bool:
    """Say whether the user works in the team of the cluster."""
    return cluster.pk in sight_of(user).team


def can_undo(user: Any, edit: BulkEdit) -> bool:
    """Say whether the user works in the team whose bulk edit it is."""
    return can_edit_together(user, edit.cluster)
