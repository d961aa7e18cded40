"""Changes that members ask for run on clocks."""

import datetime as dt

import pytest

from liaison.hub.change_requests import actions
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check, tick
from liaison.hub.notifications.models import Letter
from tests.hub.change_requests.conftest import label_of
from tests.support.clocks import at

pytestmark = pytest.mark.django_db


class TestTheClockOfAChangeRequest:
    def test_is_due_when_the_cluster_promised(self, asked):
        clock = Clock.objects.get()

        assert (clock.subject, clock.due_on) == (asked.public_id, dt.date(2026, 11, 9))

    def test_knows_who_looks_into_it(self, asked, officer):
        actions.take(asked, by=officer, now=at(3))
        assert Clock.objects.get().assignee == officer

        actions.give_back(asked, by=officer, now=at(3))
        assert Clock.objects.get().assignee is None

    def test_stands_still_while_the_member_is_asked(self, asked, officer, owner):
        actions.ask_back(asked, said="Since when?", by=officer, now=at(4))
        assert Clock.objects.get().state == "paused"

        actions.answer(asked, said="Since May.", by=owner, now=at(10))

        clock, request = Clock.objects.get(), type(asked).objects.get()
        assert (clock.state, clock.due_on) == ("running", request.answer_due_on)

    def test_is_met_once_all_is_decided_and_starts_again_when_it_is_put_back(self, asked, officer):
        actions.apply_all(asked, label_of=label_of, by=officer, now=at(4))
        assert Clock.objects.get().state == "met"

        actions.put_back(asked, label_of=label_of, by=officer, now=at(5))

        assert Clock.objects.open().get().due_on == dt.date(2026, 11, 12)

    def test_is_cancelled_once_all_is_taken_back(self, asked, owner):
        actions.withdraw(asked, label_of=label_of, by=owner, now=at(4))

        assert Clock.objects.get().state == "cancelled"

    def test_reminds_the_team_and_tells_its_manager_in_the_end(self, asked, manager):
        Letter.objects.all().delete()

        counts = [tick(now=at(day)) for day in (5, 9, 10)]

        assert [each["reminded"] for each in counts] == [1, 1, 0]
        assert [each["escalated"] for each in counts] == [0, 0, 1]
        subjects = list(Letter.objects.order_by("pk").values_list("address", "subject"))
        assert subjects[0] == (
            "team@biohealth.example",
            "Rappel : Moselle Sensors demande 2 modifications de sa fiche",
        )
        assert subjects[2][0] == "ben@biohealth.example"

    def test_is_there_for_requests_from_before_the_clocks(self, asked):
        Clock.objects.all().delete()

        assert check(now=at(3))["started"] == 1
        assert Clock.objects.get().due_on == dt.date(2026, 11, 9)

    def test_is_described_to_the_team_alone(self, asked, officer, owner):
        clock = Clock.objects.get()

        (seen,) = described([clock], for_user=officer).values()

        assert seen.title == "Moselle Sensors asks for 2 changes of its entry"
        assert described([clock], for_user=owner) == {}
