"""My lists: keeping what was chosen of the directory, looking again, stopping the letters."""

import datetime as dt

import pytest

from liaison.hub.directory.listing import Selection
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.watching import actions
from liaison.hub.watching.choices import HowOften
from liaison.hub.watching.links import stop_token
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.selections import Chosen, read
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]

SUNDAY = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
COMPANIES = Chosen(Selection(chosen=(("kind", frozenset({"company"})),)))


@pytest.fixture
def engineer(client):
    person = UserFactory(full_name="Anna Muller")
    client.force_login(person)
    return person


@pytest.fixture
def kept(engineer):
    return actions.keep_list(
        COMPANIES, name="Companies", how_often=HowOften.DAILY, by=engineer, now=SUNDAY
    )


@pytest.fixture
def optics():
    optics = OrganisationFactory(
        name="Sauer Optics", size_class="", city="Wiltz", visibility="public"
    )
    PlaceFactory(organisation=optics, city="Wiltz", latitude=49.97, longitude=5.93)
    refresh_lookup()
    return optics


def text(answer):
    return " ".join(answer.content.decode().split())


class TestKeeping:
    def test_is_offered_below_the_directory(self, client, optics):
        page = text(client.get("/en/directory/?q=sauer&kind=company"))

        assert "/en/my-lists/keep/?q=sauer&amp;kind=company" in page

    def test_is_offered_where_nobody_answers_yet(self, client, optics):
        page = text(client.get("/en/directory/?kind=hospital"))

        assert "/en/my-lists/keep/?kind=hospital" in page

    def test_suggests_a_name_by_what_was_chosen(self, client, engineer, optics):
        page = text(client.get("/en/my-lists/keep/?q=sauer&kind=company"))

        assert 'value="“sauer” · Company"' in page

    def test_keeps_all_that_was_chosen_and_leads_back_to_it(self, client, engineer, optics):
        query = "q=sauer&kind=company&size=unknown&near=Wiltz&within=25&sort=nearest"
        answer = client.post(
            f"/en/my-lists/keep/?{query}", {"name": "Near me", "how_often": "weekly"}, follow=True
        )

        kept = KeptList.objects.get(person=engineer)
        chosen = read(kept.selection)
        assert (kept.name, kept.how_often) == ("Near me", "weekly")
        assert chosen.selection.of("size") == {""}
        assert (chosen.town, chosen.selection.near.kilometres) == ("Wiltz", 25.0)
        assert f"/en/directory/?{query}".replace("&", "&amp;") in text(answer)
        assert "<p>1 organisation</p>" in text(answer)

    def test_says_what_is_wrong(self, client, kept):
        answer = client.post("/en/my-lists/keep/", {"name": "Companies", "how_often": "weekly"})

        assert answer.status_code == 422
        assert "You keep another list of this name." in text(answer)

    def test_keeps_no_list_around_a_town_that_nobody_is_in(self, client, engineer):
        answer = client.post(
            "/en/my-lists/keep/?near=Atlantis", {"name": "Far", "how_often": "weekly"}
        )

        assert answer.status_code == 422
        assert "Nobody in the directory is in “Atlantis”" in text(answer)
        assert not KeptList.objects.exists()


class TestMyLists:
    def test_say_what_to_do_while_there_are_none(self, client, engineer):
        assert "You keep no list yet." in text(client.get("/en/my-lists/"))

    def test_say_how_many_are_new(self, client, kept, optics):
        page = text(client.get("/en/my-lists/"))

        assert "1 organisation · <strong>1 new since you looked</strong>" in page

    def test_change_nothing_when_they_are_opened(self, client, kept, optics):
        client.get("/en/my-lists/")
        page = text(client.get(f"/en/my-lists/{kept.public_id}/"))

        assert "Sauer Optics" in page
        kept.refresh_from_db()
        assert kept.looked_at == SUNDAY

    def test_note_that_one_has_looked(self, client, kept, optics):
        answer = client.post(f"/en/my-lists/{kept.public_id}/look/", follow=True)

        assert "Nobody new has come since you looked." in text(answer)

    def test_can_be_called_otherwise(self, client, kept):
        client.post(f"/en/my-lists/{kept.public_id}/", {"name": "Firms", "how_often": "never"})

        kept.refresh_from_db()
        assert (kept.name, kept.how_often) == ("Firms", "never")

    def test_can_be_removed_and_brought_back(self, client, kept):
        answer = client.post(f"/en/my-lists/{kept.public_id}/remove/", follow=True)
        assert "“Companies” is removed." in text(answer)

        answer = client.post(f"/en/my-lists/{kept.public_id}/bring-back/", follow=True)
        assert "“Companies” is kept again." in text(answer)

    def test_are_not_another_persons(self, client, kept):
        client.force_login(UserFactory())

        address = f"/en/my-lists/{kept.public_id}/"
        assert client.get(address).status_code == 404
        assert [client.post(f"{address}{what}/").status_code for what in ("look", "remove")] == [
            404,
            404,
        ]

    def test_say_that_one_can_no_longer_be_read(self, client, kept):
        KeptList.objects.update(selection={"colour": "green"})

        assert "can no longer be narrowed" in text(client.get("/en/my-lists/"))
        assert "can no longer be narrowed" in text(client.get(f"/en/my-lists/{kept.public_id}/"))
        assert client.post(f"/en/my-lists/{kept.public_id}/look/").status_code == 404


class TestStopping:
    def test_needs_no_account_and_a_press_of_a_button(self, client, kept):
        client.logout()
        address = f"/en/my-lists/stop/{stop_token(kept.public_id)}/"

        assert "No more letters about this list?" in text(client.get(address))
        kept.refresh_from_db()
        assert kept.how_often == "daily"

        answer = client.post(address)
        kept.refresh_from_db()
        assert kept.how_often == "never"
        assert 'name="again" value="daily"' in text(answer)

        client.post(address, {"again": "daily"})
        kept.refresh_from_db()
        assert kept.how_often == "daily"

    def test_is_not_possible_by_a_link_that_is_not_ours(self, client, kept):
        assert client.get(f"/en/my-lists/stop/{kept.public_id}/").status_code == 404

    def test_says_that_a_list_is_gone(self, client, kept):
        KeptList.objects.all().delete()

        answer = client.post(f"/en/my-lists/stop/{stop_token(kept.public_id)}/")

        assert "This list is not kept any more." in text(answer)
