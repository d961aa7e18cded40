"""Two people press a button at the same moment; on PostgreSQL they really do."""

import pytest

from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange
from liaison.hub.directory.editing import read_entry
from liaison.hub.directory.models import FieldChange, Organisation
from tests.hub.change_requests.conftest import MONDAY, label_of
from tests.support.racing import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("threads_share_no_memory"),
]


class TestAtOnce:
    def test_two_of_the_team_give_one_decision(self, asked, manager, officer):
        change = asked.changes.select_related("request").get(field="name")

        outcomes = at_once(
            lambda: actions.apply_change(
                change, seen={}, label_of=label_of, by=manager, now=MONDAY
            ),
            lambda: actions.refuse_change(
                change, reason="No.", label_of=label_of, by=officer, now=MONDAY
            ),
        )

        assert outcomes == ["TooLate", "done"]
        state = RequestedChange.objects.get(field="name").state
        changed = FieldChange.objects.filter(field="name").count()
        assert (state, changed) in {("applied", 1), ("refused", 0)}

    def test_the_member_and_the_team_do_not_wait_for_each_other(
        self, asked, owner, manager, sensors
    ):
        seen = read_entry(sensors)

        outcomes = at_once(
            lambda: actions.save_entry(
                sensors.public_id,
                seen=seen,
                wanted=seen | {"name": "Moselle Lasers", "kind": "research"},
                label_of=label_of,
                by=owner,
                now=MONDAY,
            ),
            lambda: actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY),
        )

        name = Organisation.objects.get().name
        if name == "Moselle Sensors":
            # The member was first: the later wish took the place of the earlier one.
            assert outcomes == ["TooLate", "done"]
            assert RequestedChange.objects.filter(state="replaced").count() == 2
        else:
            assert outcomes == ["ChangedMeanwhile", "done"]
            assert name == "Moselle Photonics"
            assert ChangeRequest.objects.get().state == "decided"

    def test_two_colleagues_have_one_change_of_a_field_wait(self, save, owner, colleague, sensors):
        seen = read_entry(sensors)

        outcomes = at_once(
            lambda: save(name="Moselle Lasers", by=owner, seen=seen),
            lambda: save(name="Moselle Optics", by=colleague, seen=seen),
        )

        assert outcomes == ["done", "done"]
        states = sorted(RequestedChange.objects.values_list("state", flat=True))
        assert states == ["replaced", "waiting"]
