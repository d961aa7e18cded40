"""Who writes skill cards, and who looks at them."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.membership.models import Membership
from liaison.hub.membership.policies import can_look_after_members


def can_write(user: Any, organisation: Organisation, cluster: Cluster) -> bool:
    """Say whether the user acts for the organisation, and that is a member of the cluster."""
    running = Membership.objects.giving_rights()
    is_member = running.filter(organisation=organisation, cluster=cluster).exists()
    return acts_for(user, organisation) and is_member


def can_look(user: Any, cluster: Cluster) -> bool:
    """Say whether the user is in the cluster's team, which looks at cards before members do."""
    return can_look_after_members(user, cluster)
