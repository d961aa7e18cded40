"""Finding people."""

import uuid
from collections.abc import Iterable
from typing import Any

from liaison.hub.accounts.models import User

NoPerson = User.DoesNotExist


def get_person(email: str) -> User:
    """
    Return the person with this address who may sign in; raises NoPerson.

    For code that acts on somebody's order and never shows whether an address is known.
    """
    # What no database stores is in no address, and must not end up in a question to one.
    address = User.objects.normalize_email(email).replace("\x00", "")
    return User.objects.get(email=address, is_active=True)


def get_person_confirmed(email: str) -> User:
    """Return the person of `get_person` whose address is confirmed; raises NoPerson."""
    person = get_person(email)
    if not person.emailaddress_set.filter(email__iexact=person.email, verified=True).exists():
        raise NoPerson
    return person


def names_of(public_ids: Iterable[str], *, for_user: Any) -> dict[str, str]:
    """Return the names of these people by public id; the erased and the unknown are left out."""
    if not for_user.is_authenticated:
        return {}
    known = [id_ for id_ in set(public_ids) if _is_public_id(id_)]
    people = User.objects.filter(public_id__in=known, erased_at=None)
    return {str(person.public_id): person.full_name for person in people}


def _is_public_id(text: str) -> bool:
    """Tell a person from what else the history names: the software, a cluster."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
