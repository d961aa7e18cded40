"""Needs in the team's hands run on clocks until they are answered."""

import datetime as dt

import pytest

from liaison.hub.clocks import moves
from liaison.hub.clocks.choices import Deed
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check
from liaison.hub.partner_search import actions
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import HandOverFactory, SearchFactory
from tests.support.clocks import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_over(founder, biohealth):
    search = SearchFactory(asked_by=founder, cluster=biohealth)
    return actions.hand_over(search, message="We looked for months.", by=founder, now=at(2))


class TestTheClockOfAHandOver:
    def test_runs_until_it_is_answered(self, handed_over, manager):
        clock = Clock.objects.get()
        assert (clock.due_on, clock.assignee) == (dt.date(2026, 11, 9), None)

        actions.take(handed_over, by=manager, now=at(3))
        assert Clock.objects.get().assignee == manager

        actions.answer(handed_over, text="Ask Moselle Sensors.", by=manager, now=at(4))
        assert Clock.objects.get().state == "met"

    def test_is_cancelled_when_it_is_taken_back(self, handed_over, founder):
        actions.take_back(handed_over, by=founder, now=at(3))

        assert Clock.objects.get().state == "cancelled"

    def test_ends_in_the_night_after_the_search_was_forgotten(self, handed_over):
        handed_over.search.delete()

        assert check(now=at(3)) == {"started": 0, "cancelled": 1}

    def test_runs_for_somebody_without_an_account(self, biohealth, visitor, manager):
        search = SearchFactory(anonymous=True, cluster=biohealth)
        actions.hand_over(
            search,
            message="",
            email="ben@example.org",
            by=visitor,
            browser_key="visitor's browser",
            now=at(2),
        )

        (seen,) = described(Clock.objects.all(), for_user=manager).values()

        assert "without an account" in seen.title

    def test_never_says_the_need(self, handed_over, manager, founder):
        (seen,) = described(Clock.objects.all(), for_user=manager).values()

        assert seen.title == "Claire Weber found nobody who fits, and asks for help"
        assert described(Clock.objects.all(), for_user=founder) == {}

    def test_is_there_for_those_from_before_the_clocks(self, biohealth):
        HandOverFactory(search__cluster=biohealth)

        assert check(now=at(3))["started"] == 1


class TestAHandOverOnTheDesk:
    def test_is_taken_with_its_clock_and_put_back(self, handed_over, manager):
        clock = Clock.objects.get()
        moved = moves.move_clocks([clock.public_id], Deed.TAKE_OVER, by=manager, now=at(3))
        handed_over.refresh_from_db()
        assert (handed_over.state, handed_over.taken_by) == ("taken", manager)

        moves.undo_move(moved.move.public_id, by=manager, now=at(3))

        handed_over.refresh_from_db()
        assert (handed_over.state, handed_over.taken_by) == ("open", None)

    def test_stays_with_those_who_may_read_it(self, handed_over, biohealth):
        officer = ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person
        clock = Clock.objects.get()

        moved = moves.move_clocks([clock.public_id], Deed.TAKE_OVER, by=officer, now=at(3))

        assert (moved.done, moved.left) == (0, 1)
        handed_over.refresh_from_db()
        assert (handed_over.state, Clock.objects.get().assignee) == ("open", None)
