"""Claims run on clocks until somebody decides."""

import datetime as dt

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.claims import actions
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.support.clocks import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def optics():
    return OrganisationFactory(name="Sauer Optics", visibility="public")


@pytest.fixture
def engineer():
    return UserFactory(full_name="Anna Muller")


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def claim(optics, biohealth, engineer):
    return lambda: actions.claim(
        optics,
        cluster=biohealth,
        role=Role.ORGANISATION_OWNER,
        said="I founded it.",
        by=engineer,
        now=at(2),
    )


class TestTheClockOfAClaim:
    def test_waits_for_the_team_where_nobody_answers_for_the_organisation(self, claim, manager):
        made = claim()

        clock = Clock.objects.get()
        assert clock.is_of_the_team
        assert clock.due_on == dt.date(2026, 11, 9)
        (seen,) = described([clock], for_user=manager).values()
        assert seen.title == "Anna Muller asks to act for Sauer Optics"
        assert str(made.public_id) in seen.url

    def test_waits_for_who_answers_for_the_organisation(self, claim, optics, engineer):
        owner = OrganisationRoleFactory(organisation=optics).person
        claim()

        clock = Clock.objects.get()

        assert clock.organisation == optics
        assert len(described([clock], for_user=owner)) == 1
        assert described([clock], for_user=engineer) == {}

    @pytest.mark.parametrize(
        ("deed", "state"),
        [("grant", "met"), ("refuse", "met"), ("withdraw", "cancelled"), ("leave", "cancelled")],
    )
    def test_ends_with_it(self, claim, manager, engineer, deed, state):
        made = claim()

        if deed == "grant":
            actions.grant(made, by=manager, now=at(3))
        elif deed == "refuse":
            actions.refuse(made, said="We do not know you.", by=manager, now=at(3))
        elif deed == "withdraw":
            actions.withdraw(made, by=engineer, now=at(3))
        else:
            erase_account(engineer, by=engineer, now=at(3))

        assert Clock.objects.get().state == state

    def test_is_there_for_claims_from_before_the_clocks(self, claim):
        claim()
        Clock.objects.all().delete()

        assert check(now=at(3)) == {"started": 1, "cancelled": 0}
        assert check(now=at(4)) == {"started": 0, "cancelled": 0}
