"""What is to be done after a contact waits for whoever of the team has it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.interactions.choices import FOLLOW_UP
from liaison.hub.interactions.queries import follow_ups_called


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    return {
        each.public_id: Described(
            each.what, reverse("interactions:interaction", args=[each.interaction.public_id])
        )
        for each in follow_ups_called(ids, for_user=for_user)
    }


# A day before it is due, a day after, and a week after the managers hear of it.
clock_kind(
    FOLLOW_UP,
    words=_("Something is to be done after a contact"),
    working_days=10,
    reminders=(9, 11),
    escalates_after=15,
    is_team_work=True,
    describe=described,
)
