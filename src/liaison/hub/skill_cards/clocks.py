"""A skill card waits for the team to look at it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.skill_cards.choices import LOOK
from liaison.hub.skill_cards.queries import cards_called


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    return {
        card.public_id: Described(
            card.organisation.name, reverse("skill_cards:look", args=[card.public_id])
        )
        for card in cards_called(ids, for_user=for_user)
    }


clock_kind(
    LOOK,
    words=_("A skill card waits for your team to look at it"),
    working_days=5,
    reminders=(3, 6),
    escalates_after=8,
    describe=described,
)
