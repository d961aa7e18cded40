"""Changes that members ask for run on clocks."""

import datetime as dt

import pytest

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.models import Event
from liaison.hub.change_requests import actions, queries
from liaison.hub.clocks import moves
from liaison.hub.clocks.choices import Deed
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


def on_the_desk(deed, *, by, to=None, working_days=1):
    clocks = Clock.objects.open().values_list("public_id", flat=True)
    return moves.move_clocks(clocks, deed, to=to, working_days=working_days, by=by, now=at(3))


class TestARequestOnTheDesk:
    def test_is_looked_into_by_whoever_takes_it_over_there(self, asked, officer):
        on_the_desk(Deed.TAKE_OVER, by=officer)

        asked.refresh_from_db()
        assert (asked.state, asked.assignee) == ("in_work", officer)
        history = Event.objects.filter(verb="change_request.taken")
        assert history.get().actor == str(officer.public_id)
        with pytest.raises(actions.TooLate):
            actions.take(asked, by=officer, now=at(3))

    def test_is_given_to_a_colleague_and_put_back(self, asked, officer, manager):
        moved = on_the_desk(Deed.ASSIGN, to=manager, by=officer)
        asked.refresh_from_db()
        assert (asked.state, asked.assignee) == ("in_work", manager)

        moves.undo_move(moved.move.public_id, by=officer, now=at(3))

        asked.refresh_from_db()
        assert (asked.state, asked.assignee) == ("waiting", None)
        assert Clock.objects.get().assignee is None

    def test_waits_for_whoever_takes_it_once_the_member_answers(self, asked, officer, owner):
        actions.ask_back(asked, said="Since when?", by=officer, now=at(3))
        on_the_desk(Deed.GIVE_BACK, by=officer)

        actions.answer(asked, said="Since May.", by=owner, now=at(4))

        asked.refresh_from_db()
        assert (asked.state, asked.assignee) == ("waiting", None)

    def test_promises_the_member_the_day_to_which_it_was_put_off(self, asked, officer, owner):
        on_the_desk(Deed.PUT_OFF, working_days=2, by=officer)

        # Friday, Monday the 9th, and two working days more.
        seen = queries.get_own_request(asked.public_id, for_user=owner)
        assert seen.answer_due_on == dt.date(2026, 11, 11)
        assert not seen.is_late_on(dt.date(2026, 11, 11))

    def test_is_free_for_colleagues_when_its_person_leaves(self, asked, officer):
        actions.take(asked, by=officer, now=at(3))

        person_leaves.send(sender=None, person=officer, by=officer, now=at(4))

        asked.refresh_from_db()
        assert (asked.state, asked.assignee) == ("waiting", None)
