"""Whoever is asked would like to know something first; neither side sees the other's address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import asked_of_open_data
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.partner_search import MOSELLE_SENSORS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FOUNDER, ASKED = "claire@uhrwerk.example", "info@moselle.example"
QUESTION, ANSWER = "How many people wear the watch?", "Two hundred, for six months each."
LINK = re.compile(r"https?://[^/\s]+(/\S+/introductions/answer/\S+)")


@pytest.fixture
def founder(biohealth, language):
    watchmaker = OrganisationFactory(name="Uhrwerk Medical", visibility="public")
    return OrganisationRoleFactory(
        organisation=watchmaker,
        person__full_name="Claire Weber",
        person__email=FOUNDER,
        person__language=language,
    ).person


@pytest.fixture
def asked(founder, biohealth, language, evidence):
    """An introduction whose asked side has its letter, since yesterday, and no account."""
    yesterday = timezone.now() - timedelta(days=1)
    proposed = actions.propose(
        asked_of_open_data(MOSELLE_SENSORS, for_user=founder),
        actions.Wish("We build a watch for people with Parkinson's disease."),
        asking_organisation=founder.organisation_roles.get().organisation,
        cluster=biohealth,
        by=founder,
        now=yesterday,
    )
    manager = ClusterRoleFactory(cluster=biohealth).person
    address = actions.Address(ASKED, "Their web site", "Léa Thill", language)
    return actions.pass_on(proposed, to=address, by=manager, now=yesterday)


def last_letter_to(address):
    return [letter for letter in mail.outbox if letter.to == [address]][-1]


def last_link():
    return LINK.findall(last_letter_to(ASKED).body)[-1]


def is_sound(page, find_barriers):
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return fits and find_barriers(page) == []


class TestFromQuestion:
    def test_to_yes_without_showing_addresses(
        self, new_page, site, founder, asked, language, find_barriers
    ):
        reader, asker, door = new_page(), new_page(), Client()
        door.force_login(founder)
        session = door.cookies["sessionid"].value
        asker.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])

        # What leads past the team is not passed on, and the words are kept.
        reader.goto(last_link())
        question = reader.locator("section[aria-labelledby=question]")
        question.locator("textarea").fill(f"{QUESTION} Write to {ASKED}.")
        question.locator("button[value=question]").click()
        expect(question.locator("textarea")).to_have_value(f"{QUESTION} Write to {ASKED}.")
        assert is_sound(reader, find_barriers)
        question.locator("textarea").fill(QUESTION)
        question.locator("button[value=question]").press("Enter")
        expect(reader.locator("main")).to_contain_text(QUESTION)
        assert Introduction.objects.get().question_since is not None

        letter = last_letter_to(FOUNDER)
        assert QUESTION in letter.body
        assert ASKED not in str(letter.message())
        assert "Thill" not in str(letter.message())
        asker.goto(f"/{language}/introductions/{asked.public_id}/")
        assert is_sound(asker, find_barriers)
        asker.locator("section[aria-labelledby=messages] textarea").fill(ANSWER)
        asker.locator("section[aria-labelledby=messages] button").press("Enter")
        expect(asker.locator("section[aria-labelledby=messages]")).to_contain_text(ANSWER)
        assert ASKED not in asker.content()

        letter = last_letter_to(ASKED)
        assert ANSWER in letter.body
        assert FOUNDER not in str(letter.message())
        reader.goto(last_link())
        expect(reader.locator("main")).to_contain_text(ANSWER)
        assert FOUNDER not in reader.content()
        assert is_sound(reader, find_barriers)

        reader.locator("button[value=yes]").press("Enter")
        expect(reader.locator("main")).to_contain_text(FOUNDER)
        asker.reload()
        expect(asker.locator("main")).to_contain_text(ASKED)
