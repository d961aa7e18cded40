"""What members told waits to be sorted, and what was answered to be told back."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.policy_needs.choices import ANSWER, SORT, TELL
from liaison.hub.policy_needs.describing import title_of
from liaison.hub.policy_needs.queries.addressees import addressees_called, carried_called
from liaison.hub.policy_needs.queries.challenges import answers_called
from liaison.hub.policy_needs.queries.signals import signals_called
from liaison.hub.policy_needs.ways import title_of as title_of_signal


def to_sort(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Say what waits and whose it is, to the team."""
    page = reverse("policy_needs:desk")
    return {
        each.public_id: Described(title_of_signal(each), f"{page}?only={each.public_id}")
        for each in signals_called(ids, for_user=for_user)
    }


def to_tell(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Say to which challenges answers came that wait to be told, to the team."""
    return {
        each.public_id: Described(
            title_of(each.addressee.challenge),
            reverse("policy_needs:challenge", args=[each.addressee.challenge.public_id]),
        )
        for each in answers_called(ids, for_user=for_user)
    }


def to_answer(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for an office, to its people; to the team as well, which may ask."""
    wanted = list(ids)
    seen = {
        each.public_id: Described(
            f"{title_of(each.challenge)} ({each.name})",
            reverse("policy_needs:challenge", args=[each.challenge.public_id]),
        )
        for each in addressees_called(wanted, for_user=for_user)
    }
    return seen | {
        each.public_id: Described(
            title_of(each.challenge),
            reverse("policy_needs:official", args=[each.public_id]),
        )
        for each in carried_called(wanted, for_user=for_user)
    }


clock_kind(
    SORT,
    words=_("What hinders a member waits for your team to sort it"),
    working_days=5,
    reminders=(3,),
    escalates_after=7,
    describe=to_sort,
)
clock_kind(
    TELL,
    words=_("An answer of a ministry or funder waits to be told to members"),
    working_days=3,
    reminders=(2,),
    escalates_after=4,
    describe=to_tell,
)
clock_kind(
    ANSWER,
    words=_("Members wait for an answer to what was carried to you"),
    working_days=20,
    reminders=(10, 16),
    escalates_after=20,
    describe=to_answer,
)
