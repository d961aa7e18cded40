"""Eight people press a button at the same moment; on PostgreSQL they really do."""

import datetime as dt

import pytest

from liaison.hub.collaborations import actions
from liaison.hub.collaborations.choices import (
    ClusterPart,
    CollaborationKind,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.collaborations.models import CollaborationPartner, CollaborationStep
from liaison.hub.interactions import actions as interactions
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.skill_cards.actions import write_card
from liaison.hub.skill_cards.models import SkillCard
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.support.racing import at_once

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
EIGHT = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("threads_share_no_memory"),
]


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def facts():
    return actions.Facts(
        title="Gait at home",
        kind=CollaborationKind.RESEARCH,
        began_on=NOON.date(),
        cluster_part=ClusterPart.BROKERED,
        cluster_part_since=NOON.date(),
        origin=Origin.EVENT,
    )


@pytest.fixture
def idea(biohealth, manager, facts):
    return actions.begin_collaboration(biohealth, facts, by=manager, now=NOON)


def firm():
    return OrganisationFactory(visibility="public")


def eight(deed):
    return at_once(*[deed] * EIGHT)


class TestAtOnce:
    def test_one_takes_it_on(self, idea, manager):
        outcomes = eight(
            lambda: actions.take_on(
                idea.public_id, seen=Stage.IDEA, to=Stage.SCOPING, by=manager, now=NOON
            )
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
        assert CollaborationStep.objects.count() == 2

    def test_one_writes_it_anew(self, idea, manager, facts):
        outcomes = eight(
            lambda: actions.change_collaboration(
                idea.public_id, facts, version=1, by=manager, now=NOON
            )
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]

    def test_one_adds_the_partner(self, idea, manager):
        partner = firm().public_id

        outcomes = eight(
            lambda: actions.add_partner(
                idea.public_id,
                organisation=partner,
                role=PartnerRole.PARTNER,
                by=manager,
                now=NOON,
            )
        )

        assert outcomes == ["PartnerAlready"] * 7 + ["done"]

    def test_one_leads(self, idea, manager):
        parts = [
            actions.add_partner(
                idea.public_id,
                organisation=firm().public_id,
                role=PartnerRole.PARTNER,
                by=manager,
                now=NOON,
            ).public_id
            for _number in range(EIGHT)
        ]

        def lead(part):
            return lambda: actions.change_partner(
                part, role=PartnerRole.PARTNER, is_lead=True, by=manager, now=NOON
            )

        assert at_once(*map(lead, parts)) == ["done"] * EIGHT
        assert CollaborationPartner.objects.filter(is_lead=True).count() == 1

    def test_one_changes_the_contact(self, biohealth, manager):
        written = interactions.Written(
            kind=InteractionKind.CALL,
            happened_at=NOON,
            summary="About sensors",
            organisations=(firm().public_id,),
        )
        call = interactions.log_interaction(biohealth, written, by=manager, now=NOON)

        outcomes = eight(
            lambda: interactions.change_interaction(
                call.public_id, written, version=1, by=manager, now=NOON
            )
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]

    def test_one_card_is_written(self, biohealth):
        member = firm()
        MembershipFactory(cluster=biohealth, organisation=member)
        person = OrganisationRoleFactory(organisation=member).person

        outcomes = eight(
            lambda: write_card(
                member, biohealth, {"can": "Sensors"}, language="en", by=person, now=NOON
            )
        )

        assert outcomes == ["done"] * EIGHT
        assert SkillCard.objects.get().version == EIGHT + 1
