"""What waits for people starts, stands still, is taken over and ends."""

import datetime as dt
from uuid import uuid4

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.clocks import actions
from liaison.hub.clocks.kinds import UnknownKind, clock_kind
from liaison.hub.clocks.models import Clock
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory
from tests.support.clocks import a_kind, at, described

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(kind, shipyard, biohealth):
    def start(**whose):
        whose = {"cluster": biohealth, "by": None, "now": at(2)} | whose
        return actions.start_clock(kind, shipyard.public_id, **whose)

    return start


class TestStarting:
    def test_says_when_it_is_due_and_when_somebody_is_reminded(self, start, engineer):
        clock = start(person=engineer)

        # Ten working days after Monday the 2nd of November; three until Thursday, at eight.
        assert clock.due_on == dt.date(2026, 11, 16)
        assert clock.next_step_at == at(5, 8)
        event = Event.objects.get()
        assert (event.verb, event.actor) == ("clock.started", "")
        assert event.cluster == clock.cluster.slug

    def test_by_a_person_is_written_down_of_the_thing_alone(self, start, engineer):
        start(person=engineer, by=engineer)

        assert not Event.objects.exists()

    def test_of_what_has_a_promise_of_its_own_moves_the_steps_along(self, start):
        clock = start(working_days=15)

        assert clock.due_on == dt.date(2026, 11, 23)
        # Seven working days before it is due, as usual.
        assert clock.next_step_at == at(12, 8)

    def test_of_a_short_promise_reminds_on_the_next_day_at_the_earliest(self, start):
        clock = start(working_days=2)

        assert clock.next_step_at == at(3, 8)

    def test_happens_once_for_the_same_people(self, start, engineer, shipyard):
        first = start(person=engineer)

        assert start(person=engineer, now=at(4)) == first
        assert Clock.objects.count() == 1
        others = [start(), start(organisation=shipyard), start(cluster=ClusterFactory())]
        others.append(start(person=UserFactory()))
        assert len({first.pk, *(each.pk for each in others)}) == 5

    def test_begins_anew_once_it_was_met(self, start, kind, shipyard):
        first = start()
        actions.meet_clocks(kind, shipyard.public_id, by=None, now=at(3))

        assert start(now=at(4)) != first

    def test_needs_a_kind_that_is_known(self, biohealth):
        with pytest.raises(UnknownKind):
            actions.start_clock("test.unknown", uuid4(), cluster=biohealth, by=None, now=at(2))


class TestEnding:
    def test_meets_all_that_wait_for_it(self, start, kind, shipyard, engineer):
        clocks = [start(), start(person=engineer)]

        assert actions.meet_clocks(kind, shipyard.public_id, by=engineer, now=at(4)) == 2

        for clock in clocks:
            clock.refresh_from_db()
            assert (clock.state, clock.ended_at, clock.next_step_at) == ("met", at(4), None)

    def test_may_be_of_one_of_them_alone(self, start, kind, shipyard, engineer):
        of_the_team, own = start(), start(person=engineer)

        number = actions.cancel_clocks(
            kind, shipyard.public_id, person=engineer, by=engineer, now=at(4)
        )

        of_the_team.refresh_from_db()
        own.refresh_from_db()
        assert (number, of_the_team.state, own.state) == (1, "running", "cancelled")

    def test_of_what_does_not_run_does_nothing(self, kind, shipyard):
        assert actions.meet_clocks(kind, shipyard.public_id, by=None, now=at(4)) == 0
        assert not Event.objects.exists()


class TestStandingStill:
    def test_moves_the_day_by_the_working_days_it_stood_still(self, start, kind, shipyard):
        clock = start()
        subject = shipyard.public_id

        actions.pause_clocks(kind, subject, reason="The shipyard\nis asked", by=None, now=at(4))
        clock.refresh_from_db()
        assert (clock.state, clock.next_step_at) == ("paused", None)
        assert clock.pause_reason == "The shipyard is asked"

        # From Wednesday over a weekend to Tuesday: four working days.
        assert actions.resume_clocks(kind, subject, by=None, now=at(10)) == 1
        clock.refresh_from_db()
        assert (clock.state, clock.due_on) == ("running", dt.date(2026, 11, 20))
        assert clock.next_step_at == at(11, 8)
        assert clock.pause_reason == ""

    def test_can_end_in_the_middle(self, start, kind, shipyard):
        clock = start()
        actions.pause_clocks(kind, shipyard.public_id, reason="Asked", by=None, now=at(4))

        actions.meet_clocks(kind, shipyard.public_id, by=None, now=at(5))

        clock.refresh_from_db()
        assert (clock.state, clock.paused_at) == ("met", None)


class TestTheTeam:
    def test_takes_over_and_gives_back(self, start, manager, officer):
        clock = start()

        actions.assign(clock, to=officer, by=manager, now=at(3))
        clock.refresh_from_db()
        assert clock.assignee == officer

        actions.assign(clock, to=None, by=officer, now=at(3))
        clock.refresh_from_db()
        assert clock.assignee is None

    def test_alone_may_do_so_and_only_for_one_another(self, start, manager, engineer):
        clock = start()

        for to, by in [(engineer, engineer), (engineer, manager), (manager, engineer)]:
            with pytest.raises(actions.NotAllowed):
                actions.assign(clock, to=to, by=by, now=at(3))

    def test_puts_off_from_today_where_it_is_late(self, start, manager):
        clock = start()

        actions.put_off(clock, working_days=3, by=manager, now=at(18))

        clock.refresh_from_db()
        assert clock.due_on == dt.date(2026, 11, 23)

    def test_puts_off_from_its_day_where_that_is_to_come(self, start, manager):
        clock = start()

        actions.put_off(clock, working_days=3, by=manager, now=at(4))

        clock.refresh_from_db()
        assert clock.due_on == dt.date(2026, 11, 19)
        assert clock.next_step_at == at(10, 8)

    def test_is_too_late_once_it_has_ended(self, start, kind, shipyard, manager):
        clock = start()
        actions.meet_clocks(kind, shipyard.public_id, by=None, now=at(3))

        for change in ({"to": manager}, {"working_days": 1}):
            action = actions.assign if "to" in change else actions.put_off
            with pytest.raises(actions.TooLate):
                action(clock, by=manager, now=at(4), **change)


class TestWhoLeaves:
    def test_is_waited_for_no_more_and_has_taken_nothing(self, start, engineer, officer, manager):
        own, taken = start(person=officer), start()
        actions.assign(taken, to=officer, by=manager, now=at(3))

        erase_account(officer, by=officer, now=at(4))

        own.refresh_from_db()
        taken.refresh_from_db()
        assert (own.state, taken.state, taken.assignee) == ("cancelled", "running", None)


class TestKinds:
    def test_are_refused_with_reminders_out_of_order(self):
        with pytest.raises(ValueError, match="one after another"), a_kind(reminders=(6, 3)):
            pass

    def test_are_refused_with_an_end_and_nothing_that_holds_the_thing(self):
        with (
            pytest.raises(ValueError, match="is held"),
            a_kind(on_missed=lambda clock, now: None),
        ):
            pass

    def test_of_another_part_keep_their_code(self, kind):
        def other(ids, *, for_user):
            return described(ids, for_user=for_user)

        with pytest.raises(ValueError, match="already"):
            clock_kind(kind, words="Something else", working_days=1, describe=other)


class TestMergedOrganisations:
    def test_keep_one_clock(self, start, shipyard):
        """The constraint would refuse the second; see lifecycle.merging.references."""
        twin = OrganisationFactory()
        start(organisation=shipyard)
        clock = start(organisation=twin)
        clock.organisation = shipyard

        from liaison.hub.lifecycle.merging.references import Reference, can_lead_to

        assert not can_lead_to(Reference(clock, "organisation"), shipyard)
