"""What every change of a cluster has in common: who may, one after another, written down."""

from django.core.exceptions import PermissionDenied

from liaison.hub.accounts.models import User
from liaison.hub.clusters import policies
from liaison.hub.clusters.models import Cluster


class NotAllowed(PermissionDenied):
    """This person may not do this in this cluster."""


def lock(cluster: Cluster) -> Cluster:
    """
    Let nobody else change this cluster until the transaction ends; returns it as it is now.

    What only belongs to it is written meanwhile: whoever closes their account holds the cluster,
    then themselves, and would otherwise stand in the way of who writes to them first.
    """
    return Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)


def lock_to_change(cluster: Cluster, *, by: User) -> Cluster:
    """
    Lock a cluster that `by` may change.

    :raises NotAllowed: if `by` does not manage it (any more)
    """
    current = lock(cluster)
    if not policies.can_change_cluster(by, current):
        raise NotAllowed
    return current
