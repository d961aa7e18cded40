"""A partner's people are asked whether it takes part, and to whom it may be named."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.collaborations.choices import PART
from liaison.hub.collaborations.queries import own_parts, partners_kept


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Describe the parts that wait for their partners, to these and to the team that keeps them."""
    ids = list(ids)
    parts = own_parts(for_user=for_user).filter(public_id__in=ids)
    kept = {
        each.public_id: Described(
            each.collaboration.title,
            reverse("collaborations:collaboration", args=[each.collaboration.public_id]),
        )
        for each in partners_kept(ids, for_user=for_user)
    }
    return kept | {
        each.public_id: Described(
            each.collaboration.title, reverse("collaborations:part", args=[each.public_id])
        )
        for each in parts
    }


clock_kind(
    PART,
    words=_("A part in a collaboration waits to be confirmed"),
    working_days=10,
    reminders=(1, 5),
    escalates_after=None,
    describe=described,
)
