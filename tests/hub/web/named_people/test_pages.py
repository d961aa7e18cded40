"""Pages on which people are named, and choose who sees them; and all others, which keep silent."""

import datetime as dt
import html
import re
from urllib.parse import quote

import pytest
from django.core import mail

from liaison.hub.audit.models import Event
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import FieldChange, LookupWord, MapEntry, OrganisationPerson
from liaison.hub.lifecycle.actions import export_organisations
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationPersonFactory,
    OrganisationRoleFactory,
)

pytestmark = pytest.mark.django_db

LEA = {
    "full_name": "Léa Thill",
    "function": "Head of research",
    "email": "lea.thill@moselle.example",
    "phone": "+352 26 12 34",
    "language": "fr",
}
CHOICE = {
    "full_name": "Léa Thill",
    "function": "Directrice",
    "shown_to": "everybody",
    "email_shown_to": "everybody",
    "phone_shown_to": "nobody",
}


@pytest.fixture
def sensors(biohealth):
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    MapEntry.objects.create(cluster=biohealth, organisation=sensors, since=dt.date(2026, 1, 1))
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors, person__full_name="Ben Klein").person


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def address(sensors):
    return f"/en/directory/{sensors.public_id}/people/"


@pytest.fixture
def profile(sensors):
    return f"/en/directory/{sensors.public_id}/"


@pytest.fixture
def link(as_owner, address, django_capture_on_commit_callbacks):
    """The link of the letter to a colleague who was named."""
    with django_capture_on_commit_callbacks(execute=True):
        as_owner.post(address, LEA)
    (link,) = re.findall(r"http://testserver(/\S+)", mail.outbox[0].body)
    as_owner.logout()
    return link


def said(response):
    return html.unescape(response.content.decode())


class TestNaming:
    def test_begins_with_nobody(self, as_owner, address):
        assert "Nobody is named yet." in said(as_owner.get(address))

    def test_asks_the_colleague_in_their_language(self, link, client, owner, address):
        assert link.startswith("/fr/named/")
        assert "Moselle Sensors" in mail.outbox[0].subject
        client.force_login(owner)
        page = said(client.get(address))
        assert "Léa Thill" in page
        assert "has not chosen yet: shown to nobody" in page

    def test_says_what_is_wrong(self, as_owner, address):
        refused = as_owner.post(address, LEA | {"email": "lea", "phone": "call me"})

        assert refused.status_code == 422
        assert "Write a telephone number in digits" in said(refused)
        assert not OrganisationPerson.objects.exists()

    def test_is_not_for_strangers(self, client, address, sensors):
        person = OrganisationPersonFactory(organisation=sensors, shown_to="everybody")
        client.force_login(UserFactory())

        assert client.get(address).status_code == 404
        assert client.get(f"{address}me/").status_code == 404
        for what in ("remove", "letter"):
            assert client.post(f"/en/named/people/{person.public_id}/{what}/").status_code == 404

    def test_is_taken_back_by_colleagues(self, as_owner, address, sensors):
        person = OrganisationPersonFactory(organisation=sensors)

        page = as_owner.post(f"/en/named/people/{person.public_id}/remove/", follow=True)

        assert "Removed; all that was kept of them is erased." in said(page)


class TestChoosing:
    def test_changes_nothing_before_a_button_is_pressed(self, link, client, profile):
        page = client.get(link)

        assert "lea.thill@moselle.example" in said(page)
        assert page["Cache-Control"].startswith("max-age=0, no-cache")
        assert "Léa Thill" not in said(client.get(profile))
        assert not OrganisationPerson.objects.get().has_chosen

    def test_shows_what_they_chose(self, link, client, profile):
        done = client.post(link, CHOICE, follow=True)

        assert "Merci" in said(done)
        page = said(client.get(profile))
        assert "Léa Thill" in page
        assert "Directrice" in page
        assert "mailto:lea.thill@moselle.example" in page
        assert "26 12 34" not in page

    def test_is_done_once_and_can_be_asked_for_again(self, link, client):
        client.post(link, CHOICE)

        spent = client.get(link.replace("/fr/", "/en/"))

        assert spent.status_code == 404
        assert "This link opens nothing any more." in said(spent)
        answers = {
            said(client.post("/en/named/", {"email": email}, follow=True)).count(
                "If somebody with this address is named here, a letter is on its way."
            )
            for email in ("lea.thill@moselle.example", "nobody@moselle.example")
        }
        assert answers == {1}

    def test_takes_them_out_with_one_click(self, link, client, owner, address):
        client.post(f"{link}take-out/")

        assert not OrganisationPerson.objects.exists()
        client.force_login(owner)
        refused = client.post(address, LEA)
        assert "does not want to be named in the directory" in said(refused)

    def test_of_oneself_needs_no_letter(self, as_owner, address, profile):
        as_owner.post(f"{address}me/", CHOICE | {"full_name": "Ben Klein"})

        assert "Ben Klein" in said(as_owner.get(f"{address}me/"))
        as_owner.logout()
        assert "Ben Klein" in said(as_owner.get(profile))

    def test_takes_oneself_out(self, as_owner, address, sensors):
        as_owner.post(f"{address}me/", CHOICE | {"full_name": "Ben Klein"})

        as_owner.post(f"{address}me/take-out/")

        assert not OrganisationPerson.objects.exists()


class TestNothingElse:
    """Who is hidden, and who is shown to some, is found by no other way."""

    SECRETS = ("Thill", "Zytologie", "lea.thill", "26 12 34", "Quantenoptik")

    @pytest.fixture
    def hidden(self, sensors):
        for number, shown_to in enumerate(("nobody", "team", "members")):
            OrganisationPersonFactory(
                organisation=sensors,
                function="Zytologie",
                focus="Quantenoptik",
                email=f"lea.thill.{number}@moselle.example",
                shown_to=shown_to,
                email_shown_to=shown_to,
                phone_shown_to=shown_to,
            )
        refresh_lookup()
        return sensors

    @pytest.mark.parametrize(
        "page",
        [
            "directory/",
            "directory/?q=Thill",
            "directory/?q=lea.thill.2@moselle.example",
            "directory/?q=Zytologie",
            "directory/?q=Quantenoptik",
            "directory/{id}/",
            "membership/",
        ],
    )
    def test_tells_of_them_on_any_page(self, client, hidden, page):
        answer = client.get(f"/en/{page.format(id=hidden.public_id)}")

        assert answer.status_code == 200
        text = said(answer)
        # What was asked for stands in the box for it, and in the links to the next pages.
        for asked in filter(None, (page.partition("=")[2], quote(page.partition("=")[2]))):
            text = text.replace(asked, "")
        assert [secret for secret in self.SECRETS if secret in text] == []

    def test_finds_an_organisation_by_them(self, client, hidden):
        for asked in ("Zytologie", "Quantenoptik"):
            assert "Moselle Sensors" not in said(client.get("/en/directory/", {"q": asked}))
        words = set(LookupWord.objects.values_list("word", flat=True))
        assert words == {"moselle", "sensor", "mosellesensor"}

    def test_describes_people_to_search_engines(self, client, hidden):
        OrganisationPersonFactory(organisation=hidden, full_name="Tom Reuter", shown_to="everybody")

        page = said(client.get(f"/en/directory/{hidden.public_id}/"))

        (described,) = re.findall(r"application/ld\+json.*?</script>", page, re.DOTALL)
        assert "Reuter" not in described
        assert "Tom Reuter" in page

    def test_takes_people_into_a_file(self, hidden, tmp_path):
        OrganisationPersonFactory(organisation=hidden, full_name="Tom Reuter", shown_to="everybody")

        export_organisations(tmp_path / "all.csv", by=None, progress=lambda *_: None)

        text = (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
        assert "Moselle Sensors" in text
        assert [secret for secret in (*self.SECRETS, "Reuter") if secret in text] == []

    def test_stands_in_the_history(self, link, client, biohealth, sensors):
        client.post(link, CHOICE)
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        page = said(client.get(f"/en/directory/{sensors.public_id}/history/"))

        assert "Thill" not in page
        assert not FieldChange.objects.exists()
        written = str(list(Event.objects.values()))
        assert "Thill" not in written
        assert "moselle.example" not in written
