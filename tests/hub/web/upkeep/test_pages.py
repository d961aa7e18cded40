"""The link of a letter opens a page; only the reader's own button decides, and only once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from liaison.hub.audit.models import Event
from liaison.hub.directory.models import OrganisationRole
from liaison.hub.upkeep.links import read_link
from liaison.hub.upkeep.models import Question
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.upkeep.conftest import ask_all, links_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(sensors, owner):
    ask_all(timezone.now() - timedelta(days=3))
    (token,) = links_to(owner.email)
    return token


@pytest.fixture
def address(token):
    return f"/en/still-correct/{token}/"


def again(record):
    return type(record).objects.get(pk=record.pk)


class TestOpeningTheLink:
    def test_shows_the_entry_as_it_stands(self, client, address):
        page = client.get(address)

        assert page.status_code == 200
        assert "Moselle Sensors" in page.content.decode()
        assert "Wasserbillig" in page.content.decode()
        # Other sites do not learn the address, and a browser still says from where a form is sent.
        assert page.headers["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("method", ["get", "head", "options"])
    @pytest.mark.parametrize("further", ["", "changed/"])
    def test_changes_nothing_whatever_a_mail_scanner_does(
        self,
        client,
        address,
        sensors,
        method,
        further,
    ):
        events = Event.objects.count()

        for _ in range(3):
            getattr(client, method)(address + further)

        assert again(sensors).verified_on == sensors.verified_on
        assert Question.objects.get().answer == "none"
        assert Event.objects.count() == events

    def test_changes_nothing_by_a_form_that_another_site_sends(self, address, sensors):
        response = Client(enforce_csrf_checks=True).post(address)

        assert response.status_code == 403
        assert again(sensors).verified_on == sensors.verified_on


class TestStillCorrect:
    def test_is_noted_in_the_name_of_who_was_asked(self, client, address, sensors, owner):
        response = client.post(address)

        assert "Thank you" in response.content.decode()
        kept = again(sensors)
        assert (kept.verified_on, kept.verified_by) == (timezone.now().date(), owner)
        assert Question.objects.get().answer == "correct"

    def test_works_once_and_says_so(self, client, address, sensors):
        client.post(address)
        sensors.refresh_from_db()
        sensors.verified_on = None
        sensors.save()

        response = client.post(address)

        assert response.status_code == 410
        assert "You have answered already" in response.content.decode()
        assert again(sensors).verified_on is None
        assert "You have answered already" in client.get(address).content.decode()

    def test_is_refused_to_who_no_longer_acts_for_it(self, client, address, sensors):
        OrganisationRole.objects.all().delete()

        for response in (client.get(address), client.post(address)):
            assert response.status_code == 403
            assert "You no longer act for this organisation." in response.content.decode()
        assert again(sensors).verified_on == sensors.verified_on

    def test_is_refused_after_thirty_days(self, client, sensors, owner):
        ask_all(timezone.now() - timedelta(days=31))
        (token,) = links_to(owner.email)

        response = client.post(f"/en/still-correct/{token}/")

        assert response.status_code == 410
        assert "It has run out" in response.content.decode()
        assert Question.objects.get().answer == "none"

    def test_is_refused_to_a_link_that_somebody_changed(self, client, token, sensors):
        body, _, signature = token.rpartition(":")

        for forged in ("nothing", f"{body}x:{signature}", f"{body}:{signature[:-3]}abc"):
            assert client.post(f"/en/still-correct/{forged}/").status_code == 410
        assert again(sensors).verified_on == sensors.verified_on

    def test_counts_for_the_organisation_in_the_letter_alone(self, client, token, address):
        photonics = OrganisationFactory(name="Sauer Photonics")
        Question.objects.update(organisation=photonics)
        OrganisationRoleFactory(organisation=photonics, person=Question.objects.get().person)

        assert client.post(address).status_code == 410
        assert again(photonics).verified_on is None
        assert read_link(token).organisation != photonics.public_id

    def test_counts_for_the_person_in_the_letter_alone(self, client, address, sensors):
        other = UserFactory()
        OrganisationRoleFactory(organisation=sensors, person=other)
        Question.objects.update(person=other)

        assert client.post(address).status_code == 410
        assert again(sensors).verified_on == sensors.verified_on


class TestSomethingChanged:
    def test_leads_to_the_door_and_on_to_the_entry(self, client, address, sensors):
        page = client.get(f"{address}changed/").content.decode()

        assert f"/en/directory/{sensors.public_id}/edit/" in page
        door = client.get(f"/en/directory/{sensors.public_id}/edit/")
        assert door.url.startswith("/en/account/login/?next=")

    def test_passes_a_sentence_on_to_the_team_and_leaves_the_entry(
        self,
        client,
        address,
        sensors,
        owner,
    ):
        client.post(f"{address}changed/", {"said": "We moved to Mertert."})

        letter = mail.outbox[-1]
        assert letter.to == ["team@biohealth.example"]
        assert letter.reply_to == [owner.email]
        assert "We moved to Mertert." in letter.body
        assert "Claire Weber" in letter.body
        assert again(sensors).verified_on == sensors.verified_on
        assert Question.objects.get().answer == "changed"
        assert client.post(address).status_code == 410

    def test_without_a_word_asks_for_one(self, client, address):
        response = client.post(f"{address}changed/", {"said": "  "})

        assert response.status_code == 422
        assert "Please write a few words." in response.content.decode()
        assert Question.objects.get().answer == "none"

    def test_offers_no_sentence_where_no_team_reads_it(self, client, address, biohealth):
        biohealth.contact_email = ""
        biohealth.save()

        page = client.post(f"{address}changed/", {"said": "We moved."})

        assert "Or tell the team" not in page.content.decode()
        assert Question.objects.get().answer == "none"
