"""What of policy needs waits for people, and for how long."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.policy_needs.choices import SORT
from liaison.hub.policy_needs.queries.signals import signals_called
from liaison.hub.policy_needs.ways import title_of


def to_sort(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits to be sorted, to the team."""
    return {
        each.public_id: Described(
            title_of(each), reverse("policy_needs:noted", args=[each.public_id])
        )
        for each in signals_called(ids, for_user=for_user)
    }


clock_kind(
    SORT,
    words=_("What hinders a member waits for your team to sort it"),
    working_days=5,
    reminders=(3,),
    escalates_after=6,
    describe=to_sort,
)
