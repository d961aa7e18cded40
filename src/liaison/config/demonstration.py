"""The demonstration's cluster and one account a role; every person in it is invented."""

import datetime as dt

from liaison.config.site import DemoAccount
from liaison.hub.accounts.actions import open_account
from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.actions import set_up_cluster
from liaison.hub.clusters.starting_sets import BIOHEALTH


def set_up(*, password: str, now: dt.datetime) -> list[DemoAccount]:
    """Make the cluster and its accounts where they are missing; a second call changes nothing."""
    raise NotImplementedError
