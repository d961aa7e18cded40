import pytest
from django.test import Client

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.factories.clusters import ClusterRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, nadine):
    client.force_login(nadine)
    return client


class TestProfile:
    def test_shows_name_and_roles(self, signed_in, nadine, biotech):
        ClusterRoleFactory(person=nadine, cluster=biotech, role=Role.STRATEGIC_PARTNER)

        page = signed_in.get("/en/profile/").content.decode()

        assert 'value="Nadine Schmit"' in page
        assert "Strategic partner" in page
        assert "/en/people/" not in page

    def test_leads_a_manager_to_people_and_roles(self, client, manager):
        client.force_login(manager)

        assert 'href="/en/people/"' in client.get("/en/profile/").content.decode()

    def test_saves_and_goes_on_in_the_chosen_language(self, signed_in, nadine):
        answer = signed_in.post("/en/profile/", {"full_name": "Nadine Weber", "language": "fr"})

        nadine.refresh_from_db()
        assert (nadine.full_name, nadine.language) == ("Nadine Weber", "fr")
        assert answer["Location"] == "/fr/profile/"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"full_name": "", "language": "fr"},
            {"full_name": "x" * 201, "language": "fr"},
            {"full_name": "Nadine", "language": "xx"},
        ],
    )
    def test_says_what_is_wrong_and_saves_nothing(self, signed_in, nadine, wrong):
        answer = signed_in.post("/en/profile/", wrong)

        nadine.refresh_from_db()
        assert answer.status_code == 422
        assert nadine.full_name == "Nadine Schmit"

    def test_shows_a_name_with_angle_brackets_as_it_is(self, signed_in, nadine):
        nadine.full_name = "<script>alert(1)</script>"
        nadine.save()

        assert "<script>alert(1)" not in signed_in.get("/en/profile/").content.decode()


class TestErasing:
    def confirm_who_it_is(self, client):
        client.post("/en/account/reauthenticate/", {"password": PASSWORD})

    def test_asks_first_who_it_is(self, signed_in, nadine):
        answer = signed_in.post("/en/profile/erase/")

        nadine.refresh_from_db()
        assert answer["Location"].startswith("/en/account/reauthenticate/")
        assert nadine.erased_at is None

    def test_takes_a_button(self, signed_in, nadine):
        self.confirm_who_it_is(signed_in)

        answer = signed_in.get("/en/profile/erase/")

        nadine.refresh_from_db()
        assert answer.status_code == 200
        assert nadine.erased_at is None

    def test_signs_out_everywhere(self, signed_in, nadine):
        other_browser = Client()
        other_browser.force_login(nadine)
        self.confirm_who_it_is(signed_in)

        signed_in.post("/en/profile/erase/")

        assert User.objects.get().full_name == ""
        assert signed_in.get("/en/profile/").status_code == 302
        assert other_browser.get("/en/profile/").status_code == 302

    def test_is_refused_to_the_last_manager_with_a_way_out(self, client, manager):
        client.force_login(manager)
        self.confirm_who_it_is(client)

        answer = client.post("/en/profile/erase/")

        manager.refresh_from_db()
        assert answer.status_code == 409
        assert 'href="/en/people/"' in answer.content.decode()
        assert manager.is_active
