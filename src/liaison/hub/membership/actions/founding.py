"""Setting up a further cluster: with a form and a charter to start from, and its manager."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.actions import grant_role, set_up_new_cluster
from liaison.hub.clusters.models import Cluster
from liaison.hub.membership.actions.admission import set_up_admission
from liaison.hub.membership.starting_sets import NEUTRAL


@transaction.atomic
def found_cluster(
    spec: Mapping[str, Any], *, manager: Any = None, by: Any, now: dt.datetime
) -> Cluster:
    """
    Set up a further cluster that can admit members, and let somebody manage it.

    :param spec: as in `clusters.starting_sets`
    :param manager: who is to manage it; none where that is decided later
    :raises NotAllowed: if `by` does not run the installation, or the manager's account is closed
    :raises AlreadySetUp: if there is one under this name in addresses; then nothing is changed
    """
    cluster = set_up_new_cluster(spec, by=by, now=now)
    # Criteria, fee and form are the cluster's own to say: its managers replace these.
    set_up_admission(cluster, NEUTRAL, now=now)
    if manager is not None:
        grant_role(person=manager, role=Role.CLUSTER_MANAGER, cluster=cluster, by=by, now=now)
    return cluster
