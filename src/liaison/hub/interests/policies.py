"""Who may answer a need or an offer, and what each side may do with an answer."""

import datetime as dt
from enum import Enum
from typing import Any

from liaison.hub.directory.choices import Kind
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.interests.choices import WAITING, WITH_THE_OTHER_SIDE, InterestState
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import for_team, state_for_sender
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import is_open
from liaison.hub.listings.visibility import can_be_seen_by


class Hindrance(Enum):
    """Why an organisation cannot answer."""

    NOT_YOURS = "not_yours"
    ITS_OWN = "its_own"
    NOT_OPEN = "not_open"
    SERVICE_PROVIDER = "service_provider"
    TOO_LATE = "too_late"


def hindrance(
    user: Any, organisation: Organisation, listing: Listing, *, day: dt.date
) -> Hindrance | None:
    """Return why the user cannot answer a listing in the name of an organisation; None if so."""
    if not (user.is_authenticated and user.is_active and acts_for(user, organisation)):
        return Hindrance.NOT_YOURS
    if organisation.pk == listing.organisation_id or acts_for(user, listing.organisation):
        return Hindrance.ITS_OWN
    if not (is_open(listing, now=day) and can_be_seen_by(user, listing, day=day)):
        return Hindrance.NOT_OPEN
    if organisation.kind == Kind.SERVICE_PROVIDER and not listing.welcomes_service_providers:
        return Hindrance.SERVICE_PROVIDER
    if listing.deadline and listing.deadline < day:
        return Hindrance.TOO_LATE
    return None


def is_sender(user: Any, interest: Interest) -> bool:
    return user.is_active and acts_for(user, interest.organisation)


def is_owner(user: Any, interest: Interest) -> bool:
    """Say whether the user acts for the side whose need or offer it is."""
    return user.is_active and acts_for(user, interest.listing.organisation)


def can_screen(user: Any, interest: Interest) -> bool:
    return for_team(user).filter(pk=interest.pk).exists()


def can_withdraw(user: Any, interest: Interest) -> bool:
    return state_for_sender(interest) in WAITING and is_sender(user, interest)


def can_answer(user: Any, interest: Interest) -> bool:
    return interest.state in WITH_THE_OTHER_SIDE and is_owner(user, interest)


def can_say_more(user: Any, interest: Interest) -> bool:
    return state_for_sender(interest) == InterestState.MORE_INFO and is_sender(user, interest)
