"""A new site's first cluster, and the person who manages it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from liaison.hub.accounts.actions import AddressInUse, open_account
from liaison.hub.clusters.actions import NotAllowed, appoint_first_manager, set_up_cluster
from liaison.hub.clusters.starting_sets import BIOHEALTH
from liaison.hub.membership.actions import set_up_admission
from liaison.hub.membership.starting_sets import NEUTRAL
from liaison.hub.taxonomies import starting_sets as taxonomies
from liaison.hub.taxonomies.setting_up import set_up_taxonomies


class NotSetUp(Exception):
    """The address is none, is in use, or the cluster has a manager who is to decide."""


@transaction.atomic
def set_up_first_cluster(*, email: str, language: str, now: dt.datetime) -> None:
    """
    Set up the BioHealth Cluster and let the person with this address manage it.

    :raises NotSetUp: if that cannot be decided here any more; then nothing is changed
    """
    try:
        validate_email(email)
        cluster = set_up_cluster(BIOHEALTH, by=None, now=now)
        # Criteria, fee and form of this cluster are not published: its managers replace these.
        set_up_admission(cluster, NEUTRAL, now=now)
        set_up_taxonomies(taxonomies.BIOHEALTH, cluster=cluster, now=now)
        manager = open_account(
            email=email, full_name="", language=language, password=None, by=None, now=now
        )
        appoint_first_manager(manager, cluster=cluster, now=now)
    except ValidationError:
        raise NotSetUp(f"{email!r} is no e-mail address.") from None
    except AddressInUse:
        raise NotSetUp(f"{email} has an account already.") from None
    except NotAllowed:
        raise NotSetUp(
            "The cluster has a manager already, who decides under People and roles."
        ) from None
