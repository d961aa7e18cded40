"""A founder who looks for sensors, a maker of sensors, and the team between them."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail

from liaison.hub.introductions import actions
from liaison.hub.introductions.queries import answering_by_link, asked_of_directory
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TUESDAY_NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
BLURB = (
    "We build a watch that follows people with Parkinson's disease. We look for somebody whose "
    "sensors measure tremor at night; you would get data of two hundred wearers for your studies."
)
ANSWER_LINK = re.compile(r"/introductions/answer/([^/\s]+)/")
OUTCOME_LINK = re.compile(r"/introductions/what-came/([^/\s]+)/")
BY_LETTER = actions.Address(
    email="info@moselle.example",
    source="Their web site, under Contact",
    contact="Léa Thill",
    language="en",
)


@pytest.fixture
def cluster(biohealth):
    biohealth.contact_email = "team@biohealth.example"
    biohealth.save()
    return biohealth


@pytest.fixture
def manager(cluster):
    return ClusterRoleFactory(cluster=cluster, person__full_name="Ben Klein").person


@pytest.fixture
def second_manager(cluster):
    return ClusterRoleFactory(cluster=cluster, person__full_name="Nora Steffen").person


@pytest.fixture
def watchmaker():
    return OrganisationFactory(name="Uhrwerk Medical S.A.", visibility="public")


@pytest.fixture
def founder(watchmaker):
    return OrganisationRoleFactory(
        organisation=watchmaker,
        person__full_name="Claire Weber",
        person__email="claire@uhrwerk.example",
    ).person


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def sensors_owner(sensors):
    return OrganisationRoleFactory(
        organisation=sensors,
        person__full_name="Léa Thill",
        person__email="lea@moselle.example",
    ).person


@pytest.fixture
def stranger():
    return UserFactory(full_name="Max Muster")


@pytest.fixture
def propose(cluster, founder, watchmaker, sensors):
    """Propose that the founder meets the sensors' makers, or somebody else."""

    def do(*, asked=None, by=None, now=MONDAY_NOON, blurb=BLURB, person=None, **wish):
        return actions.propose(
            asked or asked_of_directory(sensors.public_id, for_user=founder),
            actions.Wish(blurb, **wish),
            asking_organisation=watchmaker,
            asking_person=person,
            cluster=cluster,
            by=by or founder,
            now=now,
        )

    return do


@pytest.fixture
def asked(propose, manager):
    """An introduction whose asked side, without an account, has its letter."""
    return actions.pass_on(propose(), to=BY_LETTER, by=manager, now=MONDAY_NOON)


@pytest.fixture
def token(asked):
    return link_to("info@moselle.example")


@pytest.fixture
def answering(token):
    return answering_by_link(token, now=TUESDAY_NOON)


def letters_to(address):
    return [letter for letter in mail.outbox if letter.to == [address]]


def link_to(address, pattern=ANSWER_LINK):
    """The link in the latest letter to an address that has one."""
    return [link for letter in letters_to(address) for link in pattern.findall(letter.body)][-1]


def again(record):
    return type(record).objects.get(pk=record.pk)
