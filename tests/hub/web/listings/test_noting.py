"""The pages on which a team writes down what an organisation that it met needs."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.interactions import actions
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.listings.models import Listing
from liaison.hub.membership.models import Membership
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
FILLED_IN = {
    "kind": "clinical_site",
    "money": "we_pay",
    "language": "en",
    "title": "A clinic to test a gait sensor",
    "public_text": "We seek a neurological clinic.",
}


@pytest.fixture
def optics(biohealth):
    optics = OrganisationFactory(name="Sauer Optics", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return optics


@pytest.fixture
def founder(optics):
    return OrganisationRoleFactory(organisation=optics, person__full_name="Marc Sauer").person


@pytest.fixture
def officer(client, biohealth):
    person = ClusterRoleFactory(
        cluster=biohealth, role="cluster_officer", person__full_name="Anna Muller"
    ).person
    client.force_login(person)
    return person


@pytest.fixture
def meeting(biohealth, officer, optics):
    return logged(biohealth, optics, by=officer)


def logged(cluster, organisation, *, by, **facts):
    usual = {
        "kind": InteractionKind.VISIT,
        "happened_at": NOON,
        "summary": "They look for a clinic in Trier.",
        "note": "They have little money left.",
        "organisations": (organisation.public_id,),
    }
    return actions.log_interaction(cluster, actions.Written(**usual | facts), by=by, now=NOON)


def address_for(meeting, organisation):
    return f"/en/needs-and-offers/from-contact/{meeting.public_id}/{organisation.public_id}/"


def text(answer):
    return " ".join(answer.content.decode().split())


class TestForm:
    def test_begins_with_the_summary_and_never_with_the_note(
        self, client, meeting, optics, founder
    ):
        contact = text(client.get(f"/en/register/{meeting.public_id}/"))
        assert address_for(meeting, optics) in contact
        assert "Write down what Sauer Optics needs" in contact

        form = text(client.get(address_for(meeting, optics)))

        assert "They look for a clinic in Trier." in form
        assert "They have little money left." not in form
        assert "Whoever acts for Sauer Optics gets a letter" in form
        assert not Listing.objects.exists()

    def test_puts_a_long_summary_where_few_read_it(
        self, client, biohealth, officer, optics, founder
    ):
        meeting = logged(biohealth, optics, by=officer, summary="They talk. " * 100)

        form = client.get(address_for(meeting, optics)).context["form"]

        assert set(form.initial) == {"language", "private_brief"}

    def test_says_plainly_that_nobody_has_an_account(self, client, meeting, optics):
        page = text(client.get(address_for(meeting, optics)))

        assert "Nobody has an account to act for Sauer Optics yet." in page
        assert f"http://testserver/en/my-organisations/{optics.public_id}/claim/" in page

    def test_is_not_there_for_whom_it_cannot_be(self, client, meeting, optics, officer):
        Membership.objects.all().delete()
        assert "Sauer Optics is no member here." in text(client.get(address_for(meeting, optics)))
        client.post(address_for(meeting, optics), FILLED_IN)

        OrganisationRoleFactory(organisation=optics, person=officer)
        page = text(client.get(address_for(meeting, optics)))
        assert "You act for Sauer Optics yourself" in page
        assert not Listing.objects.exists()

    def test_is_the_teams_alone(self, client, meeting, optics, founder, officer):
        other = OrganisationFactory(name="Moselle Lenses", visibility="public")
        assert client.get(address_for(meeting, other)).status_code == 404
        client.force_login(founder)

        assert client.get(address_for(meeting, optics)).status_code == 404
        assert client.post(address_for(meeting, optics), FILLED_IN).status_code == 404

    def test_says_what_is_missing(self, client, meeting, optics, founder):
        answer = client.post(address_for(meeting, optics), {"public_text": "We seek a clinic."})

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"kind", "money", "language", "title"}
        assert "We seek a clinic." in text(answer)


class TestFromContactToTheirs:
    def test_goes_from_the_team_to_the_organisation(
        self, client, meeting, optics, founder, officer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address_for(meeting, optics), FILLED_IN, follow=True)
        noted = Listing.objects.get()
        base = f"/en/needs-and-offers/{noted.public_id}/"
        assert "It is written down, and waits for them." in text(answer)
        assert f"{base}own/" in mail.outbox[0].body
        contact = text(client.get(f"/en/register/{meeting.public_id}/"))
        assert "A clinic to test a gait sensor (waits for Sauer Optics)" in contact
        assert client.get(f"{base}review/").url == f"{base}noted/"
        anew = FILLED_IN | {"title": "A clinic in Trier"}
        assert client.post(f"{base}noted/", anew).status_code == 302

        client.force_login(founder)
        assert "A clinic in Trier" in text(client.get("/en/desk/own/"))
        own = text(client.get(f"{base}own/"))
        assert "wrote this down for you on" in own
        assert f"{base}discard/" in own
        assert client.get(f"{base}noted/").status_code == 404
        client.post(f"{base}write/words/", {"title": "A clinic in Metz", "stay": ""})

        client.force_login(officer)
        page = text(client.get(f"{base}noted/"))
        assert "Sauer Optics took it up on" in page
        assert "Metz" not in page
        late = client.post(f"{base}noted/", anew, follow=True)
        assert "They have taken it up meanwhile" in text(late)
        assert client.post(f"{base}noted/erase/", follow=True).status_code == 200
        assert "Metz" not in text(client.get(f"/en/register/organisations/{optics.public_id}/"))
        assert Listing.objects.get().title == "A clinic in Metz"

    def test_is_said_at_the_contact_where_they_do_not_keep_it(
        self, client, meeting, optics, founder, officer
    ):
        client.post(address_for(meeting, optics), FILLED_IN)
        client.force_login(founder)
        client.post(f"/en/needs-and-offers/{Listing.objects.get().public_id}/discard/")

        client.force_login(officer)
        contact = text(client.get(f"/en/register/{meeting.public_id}/"))

        assert "its organisation did not keep it, and erased the draft on" in contact
        assert "gait sensor" not in contact

    def test_is_erased_by_the_team_until_then(self, client, meeting, optics, founder):
        client.post(address_for(meeting, optics), FILLED_IN)
        noted = Listing.objects.get()

        page = client.post(f"/en/needs-and-offers/{noted.public_id}/noted/erase/", follow=True)

        assert "The draft is erased." in text(page)
        assert not Listing.objects.exists()
