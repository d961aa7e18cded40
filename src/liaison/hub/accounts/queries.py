"""Finding people."""

from collections.abc import Iterable
from typing import Any

from liaison.hub.accounts.models import User

NoPerson = User.DoesNotExist


def get_person(email: str) -> User:
    """
    Return the person with this address who may sign in; raises NoPerson.

    For code that acts on somebody's order and never shows whether an address is known.
    """
    return User.objects.get(email=User.objects.normalize_email(email), is_active=True)


def names_of(public_ids: Iterable[str], *, for_user: Any) -> dict[str, str]:
    """Return the names of these people by public id; the erased and the unknown are left out."""
    if not for_user.is_authenticated:
        return {}
    people = User.objects.filter(public_id__in=set(public_ids), erased_at=None)
    return {str(person.public_id): person.full_name for person in people}
