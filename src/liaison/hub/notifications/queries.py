"""Reading what people chose to receive, and letters that need a person's decision."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster
from liaison.hub.notifications.choices import CHOOSABLE, LetterKind
from liaison.hub.notifications.models import Letter, Preference, ReturnedAddress, digest_of

NoLetter = Letter.DoesNotExist


def choices_of(*, for_user: Any) -> dict[LetterKind, bool]:
    """Return the kinds of letters that a person may choose, and which of them they receive."""
    refused = Preference.objects.filter(Q(person=for_user) | Q(digest=digest_of(for_user.email)))
    off = set(refused.values_list("kind", flat=True))
    return {kind: kind not in off for kind in CHOOSABLE}


def is_wanted(kind: LetterKind, *, address: str, digest: str) -> bool:
    """
    Say whether who reads at an address receives this kind of letters; most cannot be refused.

    What can be is not written either where the last letter came back.
    """
    if kind not in CHOOSABLE:
        return True
    if ReturnedAddress.objects.filter(digest=digest).exists():
        return False
    off = Preference.objects.filter(kind=kind)
    if off.filter(digest=digest).exists():
        return False
    return not off.filter(person__email=User.objects.normalize_email(address)).exists()


def is_wanted_by(kind: LetterKind, person: Any) -> bool:
    """Say whether a person receives this kind of letters."""
    return is_wanted(kind, address=person.email, digest=digest_of(person.email))


def returned_since(address: str) -> dt.datetime | None:
    """Return since when letters to an address come back; None if they do not."""
    returned = ReturnedAddress.objects.filter(digest=digest_of(address))
    return returned.values_list("since", flat=True).first()


def team_addresses_returned(clusters: Iterable[Cluster]) -> list[tuple[Cluster, dt.datetime]]:
    """Return which of some clusters' teams our letters do not reach, and since when."""
    digests = {digest_of(each.contact_email): each for each in clusters if each.contact_email}
    returned = ReturnedAddress.objects.filter(digest__in=digests).order_by("since", "pk")
    return [(digests[each.digest], each.since) for each in returned]


def letters_to_be_looked_at(*, for_user: Any) -> Any:
    """Return letters that need a decision, newest first; to those who run the installation."""
    if not (for_user.is_active and for_user.is_superuser):
        return Letter.objects.none()
    return Letter.objects.to_be_looked_at().order_by("-created_at", "-pk")


def get_letter(public_id: uuid.UUID, *, for_user: Any) -> Letter:
    """Return one of `letters_to_be_looked_at`; raises NoLetter."""
    return letters_to_be_looked_at(for_user=for_user).get(public_id=public_id)
