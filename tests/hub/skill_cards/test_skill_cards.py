"""Skill cards: written by a member, looked at by the team, then seen by the other members."""

import datetime as dt

import pytest

from liaison.hub.clocks.models import Clock
from liaison.hub.skill_cards import actions, queries
from liaison.hub.skill_cards.models import SkillCard
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def firm(biohealth):
    made = OrganisationFactory(name="Moselle Sensors", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=made)
    return made


@pytest.fixture
def engineer(firm):
    return OrganisationRoleFactory(organisation=firm).person


@pytest.fixture
def other_member(biohealth):
    clinic = OrganisationFactory(kind="hospital", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=clinic)
    return OrganisationRoleFactory(organisation=clinic).person


@pytest.fixture
def card(firm, biohealth, engineer):
    return write(firm, biohealth, engineer)


def write(firm, cluster, by, *, language="en", **answers):
    said = answers or {"can": "Sensors in shoes", "meet": "Clinics"}
    return actions.write_card(firm, cluster, said, language=language, by=by, now=NOON)


def seen_by(person, cluster, *, language="en"):
    return [
        {each.question.value: each.text for each in read.answers}
        for card in queries.cards_shown(cluster, for_user=person)
        for read in [queries.read_card(card, card.shown_texts, language=language)]
    ]


class TestWriting:
    def test_waits_for_the_team(self, card, officer, biohealth, other_member):
        assert list(queries.cards_to_look_at(biohealth, for_user=officer)) == [card]
        assert Clock.objects.get().subject == card.public_id
        assert seen_by(other_member, biohealth) == []

    def test_is_for_those_who_act_for_a_member(self, firm, biohealth, officer, other_member):
        for person in (officer, other_member, UserFactory()):
            with pytest.raises(actions.NotAllowed):
                write(firm, biohealth, person)
        outsider = OrganisationRoleFactory()
        with pytest.raises(actions.NotAllowed):
            write(outsider.organisation, biohealth, outsider.person)

    def test_needs_an_answer(self, firm, biohealth, engineer):
        with pytest.raises(actions.NothingWritten):
            write(firm, biohealth, engineer, can=" ")

        assert not SkillCard.objects.exists()

    def test_in_another_language_is_a_translation_that_ages(self, card, firm, biohealth, engineer):
        write(firm, biohealth, engineer, language="fr", can="Des capteurs")
        write(firm, biohealth, engineer, can="Sensors in socks")

        card.refresh_from_db()
        (french,) = queries.read_card(card, card.texts, language="fr").answers
        assert (french.text, french.is_outdated) == ("Des capteurs", True)
        (german,) = queries.read_card(card, card.texts, language="de").answers
        assert (german.text, german.language) == ("Sensors in socks", "en")


class TestLooking:
    def test_shows_it_to_members_alone(self, card, officer, biohealth, other_member):
        actions.show_card(card.public_id, version=card.version, by=officer, now=NOON)

        assert seen_by(other_member, biohealth) == [{"can": "Sensors in shoes", "meet": "Clinics"}]
        assert seen_by(UserFactory(), biohealth) == []
        assert seen_by(ClusterRoleFactory().person, biohealth) == []
        assert Clock.objects.get().state == "met"

    def test_is_the_teams(self, card, engineer, other_member):
        for person in (engineer, other_member, ClusterRoleFactory().person):
            with pytest.raises(queries.NoCard):
                actions.show_card(card.public_id, version=card.version, by=person, now=NOON)

    def test_shows_what_was_seen_and_nothing_newer(
        self, card, firm, officer, engineer, biohealth, other_member
    ):
        seen = card.version
        write(firm, biohealth, engineer, can="Something else")

        with pytest.raises(actions.TooLate):
            actions.show_card(card.public_id, version=seen, by=officer, now=NOON)

        assert seen_by(other_member, biohealth) == []

    def test_leaves_the_old_one_while_a_new_one_waits_or_is_returned(
        self, card, firm, officer, engineer, biohealth, other_member
    ):
        actions.show_card(card.public_id, version=card.version, by=officer, now=NOON)
        newer = write(firm, biohealth, engineer, can="Something else")
        assert seen_by(other_member, biohealth)[0]["can"] == "Sensors in shoes"

        actions.return_card(
            card.public_id, version=newer.version, word="Too long", by=officer, now=NOON
        )

        assert seen_by(other_member, biohealth)[0]["can"] == "Sensors in shoes"
        assert queries.get_own_card(card.public_id, for_user=engineer).word == "Too long"

    def test_ends_once_the_member_takes_it_down(
        self, card, officer, engineer, biohealth, other_member
    ):
        actions.show_card(card.public_id, version=card.version, by=officer, now=NOON)
        with pytest.raises(queries.NoCard):
            actions.take_down(card.public_id, by=other_member, now=NOON)

        actions.take_down(card.public_id, by=engineer, now=NOON)

        assert seen_by(other_member, biohealth) == []
