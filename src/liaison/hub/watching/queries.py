"""Reading the lists that a person keeps, and who is new in them."""

import uuid
from dataclasses import dataclass
from typing import Any

from liaison.hub.directory.listing import organisations_answering
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import Sight, sight_of
from liaison.hub.watching.known import unpack
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.selections import Chosen, Unreadable, read

NoList = KeptList.DoesNotExist

NEW_ONES_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """
    A list and how it stands.

    :ivar chosen: none where what was chosen cannot be understood any more
    :ivar number: of organisations in it now, of those that its person may see
    :ivar new: keys of those that were not when the person looked last
    """

    kept: KeptList
    chosen: Chosen | None = None
    number: int = 0
    new: frozenset[int] = frozenset()

    @property
    def new_number(self) -> int:
        return len(self.new)


def lists_of(*, for_user: Any) -> list[Standing]:
    """Return the lists that a person keeps, by name."""
    sight = sight_of(for_user)
    kept = KeptList.objects.of(for_user).kept().order_by("name", "pk")
    return [_standing(each, sight) for each in kept]


def removed_lists_of(*, for_user: Any) -> Any:
    """Return the lists that a person has removed and can still bring back, latest first."""
    return KeptList.objects.of(for_user).exclude(removed_at=None).order_by("-removed_at", "-pk")


def get_list(public_id: uuid.UUID, *, for_user: Any) -> Standing:
    """Return one of the lists that a person keeps; raises NoList."""
    kept = KeptList.objects.of(for_user).kept().get(public_id=public_id)
    return _standing(kept, sight_of(for_user))


def new_ones(standing: Standing, *, for_user: Any) -> list[Organisation]:
    """Return who is new in a list, by name: the first `NEW_ONES_SHOWN`."""
    if not standing.new or standing.chosen is None:
        return []
    answering = organisations_answering(standing.chosen.selection, sight=sight_of(for_user))
    ordered = answering.order_by("plain", "pk").values_list("pk", flat=True)
    first = [key for key in ordered if key in standing.new][:NEW_ONES_SHOWN]
    return list(Organisation.objects.filter(pk__in=first).order_by("plain", "pk"))


def get_list_to_stop(public_id: uuid.UUID) -> KeptList:
    """Return a list for whoever holds its signed link; raises NoList."""
    return KeptList.objects.kept().get(public_id=public_id)


def _standing(kept: KeptList, sight: Sight) -> Standing:
    try:
        chosen = read(kept.selection)
    except Unreadable:
        return Standing(kept)
    answering = organisations_answering(chosen.selection, sight=sight)
    present = frozenset(answering.values_list("pk", flat=True))
    return Standing(kept, chosen, len(present), present - unpack(kept.seen))
