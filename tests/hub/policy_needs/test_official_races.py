"""Eight people carry or answer at the same moment; on PostgreSQL they really do."""

import datetime as dt

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.policy_needs.actions import answering, carrying
from liaison.hub.policy_needs.actions.answering import Given
from liaison.hub.policy_needs.models import Addressee, OfficialAnswer
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.policy_needs import AddresseeFactory, ChallengeFactory, SignalFactory
from tests.support.racing import at_once

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
EIGHT = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("threads_share_no_memory"),
]


@pytest.fixture
def challenge(biohealth):
    made = ChallengeFactory(cluster=biohealth)
    SignalFactory(cluster=biohealth, challenge=made)
    return made


class TestAtOnce:
    def test_one_carries_it_there(self, biohealth, challenge):
        manager = ClusterRoleFactory(cluster=biohealth).person

        outcomes = at_once(
            *[lambda: carrying.carry(challenge, office="Invented Ministry", by=manager, now=NOON)]
            * EIGHT
        )

        assert outcomes == ["CarriedAlready"] * 7 + ["done"]
        assert Addressee.objects.count() == 1

    def test_who_closes_their_account_at_that_moment_stands_in_nobodys_way(
        self, biohealth, challenge
    ):
        manager = ClusterRoleFactory(cluster=biohealth).person
        leaving = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person

        outcomes = at_once(
            lambda: erase_account(leaving, by=leaving, now=NOON),
            *[
                lambda office=f"Invented Office {number}": carrying.carry(
                    challenge, office=office, people=[leaving], by=manager, now=NOON
                )
                for number in range(5)
            ],
        )

        assert set(outcomes) <= {"done", "NotForThem"}
        assert not Addressee.objects.filter(people=leaving).exists()

    def test_one_answers_for_the_office(self, biohealth, challenge):
        partners = [
            ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
            for _number in range(EIGHT)
        ]
        addressee = AddresseeFactory(challenge=challenge, people=partners)

        def answers(person):
            given = Given("agreed", f"Words of number {person.pk}.", "en")
            return lambda: answering.answer(addressee, given, seen=0, by=person, now=NOON)

        outcomes = at_once(*map(answers, partners))

        assert outcomes == ["TooLate"] * 7 + ["done"]
        assert OfficialAnswer.objects.count() == 1
