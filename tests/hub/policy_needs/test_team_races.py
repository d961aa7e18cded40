"""The team presses a button eight times at the same moment; on PostgreSQL it really does."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection

from liaison.hub.audit.models import Event
from liaison.hub.policy_needs.actions import gathering, telling_back
from liaison.hub.policy_needs.models import Challenge
from liaison.hub.policy_needs.queries.challenges import mark_of
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationRoleFactory
from tests.factories.policy_needs import (
    AddresseeFactory,
    ChallengeFactory,
    OfficialAnswerFactory,
    SignalFactory,
)
from tests.support.racing import at_once

NOON = dt.datetime(2026, 11, 4, 12, tzinfo=dt.UTC)
EIGHT = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _threads_share_no_memory():
    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite's database in memory; PostgreSQL tries this.")


@pytest.fixture
def usual(biohealth):
    return {"by": ClusterRoleFactory(cluster=biohealth).person, "now": NOON}


class TestAtOnce:
    def test_what_is_ticked_goes_one_way(self, biohealth, usual):
        first, second = SignalFactory(cluster=biohealth), SignalFactory(cluster=biohealth)
        both = [second.public_id, first.public_id]
        into = ChallengeFactory(cluster=biohealth).public_id

        outcomes = at_once(
            *[lambda: gathering.gather(into, both, **usual)] * 3,
            *[lambda: gathering.set_aside(biohealth, both, word="No.", **usual)] * 3,
            *[lambda: gathering.begin(biohealth, both[::-1], title="Data", language="en", **usual)]
            * 2,
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.challenge) == (second.state, second.challenge)
        assert Challenge.objects.count() <= 2

    def test_an_answer_is_told_once(self, biohealth, usual):
        challenge = ChallengeFactory(cluster=biohealth, state="answered")
        signal = SignalFactory(cluster=biohealth, challenge=challenge)
        OrganisationRoleFactory(organisation=signal.organisation)
        answer = OfficialAnswerFactory(addressee=AddresseeFactory(challenge=challenge))
        seen = mark_of(answer)

        outcomes = at_once(
            *[lambda: telling_back.tell_back(answer.public_id, word="So.", seen=seen, **usual)]
            * EIGHT
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
        assert len(mail.outbox) == 1
        assert Event.objects.filter(verb="challenge.answer_told").count() == 1

    def test_it_is_closed_once(self, biohealth, usual):
        challenge = ChallengeFactory(cluster=biohealth)
        said = {"outcome": "dropped", "word": "Not ours.", "seen": "gathering"}

        outcomes = at_once(
            *[lambda: telling_back.close(challenge.public_id, **said, **usual)] * EIGHT
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
