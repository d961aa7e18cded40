"""Setting up a cluster from the command line, and the person who manages it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from liaison.hub.accounts.actions import AddressInUse, open_account
from liaison.hub.accounts.models import User
from liaison.hub.accounts.queries import get_person
from liaison.hub.clusters.actions import NotAllowed, appoint_first_manager, set_up_cluster
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.starting_sets import BIOHEALTH, STARTING_SETS
from liaison.hub.membership.actions import set_up_admission
from liaison.hub.membership.starting_sets import NEUTRAL
from liaison.hub.taxonomies import starting_sets as taxonomies
from liaison.hub.taxonomies.setting_up import set_up_taxonomies


class NotSetUp(Exception):
    """The address is none, is in use, or the cluster has a manager who is to decide."""


@transaction.atomic
def set_up_first_cluster(
    *, email: str, language: str, now: dt.datetime, cluster: str = BIOHEALTH["slug"]
) -> None:
    """
    Set up a cluster and let the person with this address manage it.

    Somebody who manages one may so get a further one; else an account is opened.

    :param cluster: which of STARTING_SETS
    :raises NotSetUp: if that cannot be decided here any more; then nothing is changed
    """
    try:
        validate_email(email)
        is_further = Cluster.objects.exclude(slug=cluster).exists()
        set_up = set_up_cluster(STARTING_SETS[cluster], by=None, now=now)
        # Criteria, fee and form of this cluster are not published: its managers replace these.
        set_up_admission(set_up, NEUTRAL, now=now)
        if cluster == BIOHEALTH["slug"]:
            set_up_taxonomies(taxonomies.BIOHEALTH, cluster=set_up, now=now)
        manager = _manager(email, language=language, may_be_known=is_further, now=now)
        appoint_first_manager(manager, cluster=set_up, now=now)
    except ValidationError:
        raise NotSetUp(f"{email!r} is no e-mail address.") from None
    except AddressInUse:
        raise NotSetUp(f"{email} has an account already.") from None
    except NotAllowed:
        raise NotSetUp(
            "The cluster has a manager already, who decides under People and roles."
        ) from None


def _manager(email: str, *, language: str, may_be_known: bool, now: dt.datetime) -> User:
    """Open an account; of a further cluster, its manager may have one already."""
    try:
        with transaction.atomic():
            return open_account(
                email=email, full_name="", language=language, password=None, by=None, now=now
            )
    except AddressInUse:
        if not may_be_known:
            raise
        return get_person(email)
