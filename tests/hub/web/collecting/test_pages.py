"""The pages of collections: adding, working with one, sharing it."""

import datetime as dt

import pytest
from django.utils import timezone

from liaison.hub.collecting import actions
from liaison.hub.collecting.links import Link, token_of
from liaison.hub.collecting.models import Collected, Collection, Participant
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def firm():
    return OrganisationFactory(name="Moselle Sensors")


@pytest.fixture
def engineer(client, firm):
    person = OrganisationRoleFactory(organisation=firm, person__full_name="Anna Muller").person
    client.force_login(person)
    return person


@pytest.fixture
def optics():
    return OrganisationFactory(name="Sauer Optics", visibility="public")


@pytest.fixture
def collection(engineer, optics, firm):
    made = actions.make_collection(name="For Thursday", by=engineer, now=NOON)
    for each in (optics, firm):
        actions.gather(made.public_id, each.public_id, by=engineer, now=NOON)
    return made


def text(answer):
    return " ".join(answer.content.decode().split())


class TestAdding:
    def test_is_offered_in_the_directory_to_who_is_signed_in(self, client, optics, engineer):
        address = f"/en/my-collections/add/{optics.public_id}/"
        pages = ["/en/directory/", f"/en/directory/{optics.public_id}/"]

        assert all(address in text(client.get(page)) for page in pages)
        client.logout()
        assert not any(address in text(client.get(page)) for page in pages)

    def test_begins_ones_first_collection(self, client, engineer, optics):
        address = f"/en/my-collections/add/{optics.public_id}/"
        assert "Name of your first collection" in text(client.get(address))

        answer = client.post(address, {"name": "Optics"}, follow=True)

        assert "Sauer Optics is in the collection now." in text(answer)
        assert Collected.objects.get().collection.name == "Optics"

    def test_goes_into_one_that_is_there(self, client, engineer, optics):
        made = actions.make_collection(name="Optics", by=engineer, now=NOON)
        address = f"/en/my-collections/add/{optics.public_id}/"

        client.post(address, {"collection": str(made.public_id), "name": ""})
        answer = client.post(address, {"collection": str(made.public_id)}, follow=True)

        assert "Sauer Optics was in it already." in text(answer)
        assert made.collected.count() == 1

    def test_goes_into_a_new_one_where_a_name_is_written(self, client, engineer, optics):
        made = actions.make_collection(name="Optics", by=engineer, now=NOON)
        entered = {"collection": str(made.public_id), "name": "Lenses"}

        client.post(f"/en/my-collections/add/{optics.public_id}/", entered)

        assert Collected.objects.get().collection.name == "Lenses"

    def test_says_what_is_missing(self, client, engineer, optics):
        actions.make_collection(name="Optics", by=engineer, now=NOON)

        answer = client.post(f"/en/my-collections/add/{optics.public_id}/", {"name": " "})

        assert answer.status_code == 422
        assert "Please choose a collection, or write a name for a new one." in text(answer)

    def test_is_not_possible_for_what_one_may_not_see(self, client, engineer):
        hidden = OrganisationFactory()

        assert client.get(f"/en/my-collections/add/{hidden.public_id}/").status_code == 404


class TestCollection:
    def test_says_what_to_do_while_there_is_none(self, client, engineer):
        assert "You have no collection yet." in text(client.get("/en/my-collections/"))

    def test_is_begun_and_renamed(self, client, engineer):
        client.post("/en/my-collections/", {"name": "Optics"})
        made = Collection.objects.get()
        client.post(f"/en/my-collections/{made.public_id}/", {"name": "Lenses"})

        made.refresh_from_db()
        assert made.name == "Lenses"

    def test_keeps_notes_and_an_order(self, client, collection, optics):
        each = f"/en/my-collections/{collection.public_id}/{optics.public_id}"
        client.post(f"{each}/note/", {"note": "Ask about <lenses>."})
        answer = client.post(f"{each}/move/", {"to": "down"}, follow=True)

        page = text(answer)
        assert "Ask about &lt;lenses&gt;." in page
        assert page.index("Moselle Sensors</a>") < page.index("Sauer Optics</a>")

    def test_says_that_a_note_is_too_long(self, client, collection, optics):
        each = f"/en/my-collections/{collection.public_id}/{optics.public_id}"

        answer = client.post(f"{each}/note/", {"note": "a" * 1001}, follow=True)

        assert "Please keep it to 1000 characters; you wrote 1001." in text(answer)

    def test_lets_one_be_taken_out_and_put_back(self, client, collection, optics):
        each = f"/en/my-collections/{collection.public_id}/{optics.public_id}"

        assert "Put Sauer Optics back" in text(client.post(f"{each}/take-out/", follow=True))
        assert "Put Sauer Optics back" not in text(client.post(f"{each}/put-back/", follow=True))

    def test_is_removed_and_brought_back(self, client, collection):
        address = f"/en/my-collections/{collection.public_id}"

        answer = client.post(f"{address}/remove/", follow=True)
        assert "“For Thursday” is removed." in text(answer)
        answer = client.post(f"{address}/bring-back/", follow=True)
        assert "“For Thursday” is back." in text(answer)

    def test_comes_as_a_file_in_its_order(self, client, collection):
        answer = client.get(f"/en/my-collections/{collection.public_id}/file.csv")

        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 3
        assert "Sauer Optics" in lines[1]
        assert "Moselle Sensors" in lines[2]

    def test_comes_as_a_file_for_excel(self, client, collection):
        answer = client.get(f"/en/my-collections/{collection.public_id}/file.xlsx")

        assert b"".join(answer.streaming_content)[:2] == b"PK"
        assert client.get(f"/en/my-collections/{collection.public_id}/file.exe").status_code == 404

    def test_is_not_a_strangers(self, client, collection):
        client.force_login(UserFactory())
        address = f"/en/my-collections/{collection.public_id}/"

        assert client.get(address).status_code == 404
        assert client.get(f"{address}file.csv").status_code == 404
        assert {
            client.post(f"{address}{what}/").status_code for what in ("remove", "withdraw-link")
        } == {404}


class TestSharing:
    def test_by_link_shows_what_everybody_sees_and_no_note(
        self, client, collection, optics, engineer
    ):
        actions.note(collection.public_id, optics.public_id, text="Cheap.", by=engineer, now=NOON)
        answer = client.post(
            f"/en/my-collections/{collection.public_id}/link/", {"days": "7"}, follow=True
        )
        token = token_of(Link(collection.public_id, 1))
        assert f"/en/my-collections/shared/{token}/" in text(answer)

        client.logout()
        answer = client.get(f"/en/my-collections/shared/{token}/")

        page = text(answer)
        assert "Sauer Optics" in page
        assert "1 more organisation is not open to you." in page
        assert "Moselle Sensors" not in page
        assert "Cheap." not in page
        assert answer["Referrer-Policy"] == "no-referrer"

    def test_by_link_ends_when_it_is_withdrawn(self, client, collection, engineer):
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=timezone.now())
        client.post(f"/en/my-collections/{collection.public_id}/withdraw-link/")
        client.logout()

        answer = client.get(f"/en/my-collections/shared/{token_of(Link(collection.public_id, 1))}/")

        assert answer.status_code == 404
        assert "This link opens nothing any more." in text(answer)
        assert "For Thursday" not in text(answer)

    def test_says_how_long_a_link_may_work(self, client, collection):
        answer = client.post(
            f"/en/my-collections/{collection.public_id}/link/", {"days": "9"}, follow=True
        )

        assert "Please choose for how long the link is to work." in text(answer)

    def test_with_a_colleague(self, client, collection, firm):
        colleague = OrganisationRoleFactory(organisation=firm, person__full_name="Ben Klein").person
        address = f"/en/my-collections/{collection.public_id}"
        assert "Ben Klein" in text(client.get(f"{address}/"))

        client.post(f"{address}/colleagues/", {"person": str(colleague.public_id)})
        client.force_login(colleague)

        assert "shared with you by Anna Muller" in text(client.get("/en/my-collections/"))
        page = text(client.get(f"{address}/"))
        assert "Anna Muller shares this collection with you" in page
        assert "Share by link" not in page

    def test_ends_for_a_colleague(self, client, collection, firm, engineer):
        colleague = OrganisationRoleFactory(organisation=firm).person
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)

        client.post(
            f"/en/my-collections/{collection.public_id}/colleagues/{colleague.public_id}/let-out/"
        )

        assert not Participant.objects.exists()

    def test_with_a_stranger_is_refused(self, client, collection):
        answer = client.post(
            f"/en/my-collections/{collection.public_id}/colleagues/",
            {"person": str(UserFactory().public_id)},
            follow=True,
        )

        assert "Only who acts for the same organisation" in text(answer)


class TestLanguages:
    def test_sharing_speaks_that_of_the_page(self, client, engineer, collection):
        client.get(f"/en/my-collections/{collection.public_id}/")

        german = text(client.get(f"/de/my-collections/{collection.public_id}/"))
        assert ">7 Tage</option>" in german
        french = text(client.get(f"/fr/my-collections/{collection.public_id}/"))
        assert ">7 jours</option>" in french
