"""Reading who of an organisation is named; what others see of them is `listing.people_shown`."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.models import Organisation, OrganisationPerson, TakenOut
from liaison.hub.directory.policies import can_edit
from liaison.hub.directory.visibility import acts_for

NoPerson = OrganisationPerson.DoesNotExist
# How long a link from a letter opens the choice.
LETTER_COUNTS_FOR = dt.timedelta(days=30)
_LETTER, _TAKEN_OUT = "liaison.letter-to-named-person", "liaison.taken-out"


def named_people_of(organisation: Organisation, *, for_user: Any) -> QuerySet[OrganisationPerson]:
    """
    Return who of an organisation is named, by name: to its own people all of them.

    The cluster's team sees those who have not chosen yet, and those who chose to be shown to it.
    """
    people = OrganisationPerson.objects.filter(organisation=organisation)
    if acts_for(for_user, organisation):
        seen = people
    elif can_edit(for_user, organisation):
        seen = people.filter(Q(chosen_at=None) | ~Q(shown_to=ShownTo.NOBODY))
    else:
        seen = people.none()
    return seen.order_by("full_name", "pk")


def get_named_person(public_id: uuid.UUID, *, for_user: Any) -> OrganisationPerson:
    """Return one of `named_people_of` any organisation; raises NoPerson."""
    person = OrganisationPerson.objects.select_related("organisation").get(public_id=public_id)
    return named_people_of(person.organisation, for_user=for_user).get(pk=person.pk)


def own_entry(organisation: Organisation, *, for_user: Any) -> OrganisationPerson | None:
    """Return how somebody is named as a person of an organisation; None if they are not."""
    if not for_user.is_authenticated:
        return None
    own = Q(account=for_user) | Q(account=None, email=for_user.email)
    return OrganisationPerson.objects.filter(own, organisation=organisation).first()


def person_with(token: str, *, now: dt.datetime) -> OrganisationPerson:
    """Return whom the link of a letter is for; raises NoPerson if it opens nothing (any more)."""
    try:
        public_id, number = signing.loads(token, salt=_LETTER)
    except signing.BadSignature as error:
        raise NoPerson from error
    return OrganisationPerson.objects.select_related("organisation").get(
        public_id=public_id,
        letters_sent=number,
        letter_is_open=True,
        letter_sent_at__gt=now - LETTER_COUNTS_FOR,
    )


def token_for(person: OrganisationPerson) -> str:
    """Return what the link of the letter sent last holds: whom it is for, and its number."""
    return signing.dumps([str(person.public_id), person.letters_sent], salt=_LETTER)


def is_taken_out(email: str) -> bool:
    """Say whether whoever has this address wants to be named nowhere."""
    return TakenOut.objects.filter(digest__in=digests_of(email)).exists()


def digests_of(email: str) -> list[str]:
    """Return by what an address is remembered: that of today's key first, then of former ones."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    address = email.strip().lower()
    return [
        salted_hmac(_TAKEN_OUT, address, secret=key, algorithm="sha256").hexdigest() for key in keys
    ]
