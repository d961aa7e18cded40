"""Applications run on clocks: the cluster has promised an answer by a day."""

import datetime as dt

import pytest

from liaison.hub.clocks.actions import assign
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check
from liaison.hub.membership import actions
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.hub.membership.test_applications import completed
from tests.support.clocks import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(submitted):
    """That of an application which was there before the clocks were."""
    assert check(now=at(3)) == {"started": 1, "cancelled": 0}
    return Clock.objects.get()


class TestTheClockOfAnApplication:
    def test_is_due_when_the_cluster_promised(self, clock, submitted):
        assert (clock.subject, clock.due_on) == (submitted.public_id, submitted.answer_due_on)
        assert clock.is_of_the_team

    def test_stands_still_while_the_applicant_completes_it(
        self, clock, submitted, officer, founder
    ):
        actions.return_for_completion(submitted, said="The number?", by=officer, now=at(4))
        clock.refresh_from_db()
        assert clock.state == "paused"

        submitted.refresh_from_db()
        completed(submitted, by=founder)
        actions.submit(submitted, by=founder, now=at(10))

        clock.refresh_from_db()
        submitted.refresh_from_db()
        assert (clock.state, clock.due_on) == ("running", submitted.answer_due_on)

    def test_keeps_whoever_took_it_over_through_every_step(self, clock, submitted, officer):
        assign(clock, to=officer, by=officer, now=at(3))

        actions.return_for_completion(submitted, said="The number?", by=officer, now=at(4))

        clock.refresh_from_db()
        assert clock.assignee == officer

    def test_is_met_by_the_decision(self, clock, submitted, manager):
        actions.approve(submitted, by=manager, now=at(4))

        clock.refresh_from_db()
        assert (clock.state, clock.ended_at) == ("met", at(4))

    def test_is_cancelled_by_who_withdraws(self, clock, submitted, founder):
        actions.withdraw(submitted, by=founder, now=at(4))

        clock.refresh_from_db()
        assert clock.state == "cancelled"

    def test_starts_anew_with_a_promise_of_its_own_when_a_decision_is_reopened(
        self, clock, submitted, manager
    ):
        actions.refuse(submitted, reason="other", said="Not now.", by=manager, now=at(4))
        submitted.refresh_from_db()

        actions.reopen(submitted, said="A mistake.", by=manager, now=at(30))

        # Thirty days, as the cluster promises.
        assert Clock.objects.open().get().due_on == dt.date(2026, 12, 30)

    def test_is_described_to_the_team_alone(self, clock, officer, founder, biohealth):
        partner = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person

        seen = described([clock], for_user=officer)

        assert [each.title for each in seen.values()] == [
            "Moselle Biosensors applies for membership"
        ]
        assert seen[clock.public_id].url.endswith(f"/applications/{clock.subject}/")
        for other in (founder, partner, UserFactory()):
            assert described([clock], for_user=other) == {}
