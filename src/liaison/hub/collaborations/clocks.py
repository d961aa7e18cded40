"""A partner's people are asked whether it takes part, and to whom it may be named."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.collaborations.choices import PART
from liaison.hub.collaborations.queries import own_parts, partners_called


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say which part waits to be confirmed, to those whose it is; to the team as well."""
    wanted = list(ids)
    own = own_parts(for_user=for_user).filter(public_id__in=wanted)
    pages = [
        (each, "collaborations:collaboration", each.collaboration)
        for each in partners_called(wanted, for_user=for_user)
    ] + [(each, "collaborations:part", each) for each in own]
    return {
        part.public_id: Described(part.collaboration.title, reverse(page, args=[about.public_id]))
        for part, page, about in pages
    }


clock_kind(
    PART,
    words=_("A part in a collaboration waits to be confirmed"),
    working_days=10,
    reminders=(1, 5),
    escalates_after=None,
    describe=described,
)
