"""A team for a need, on its page."""

import pytest
from django.test import Client

from liaison.hub.partner_search.models import Feedback
from tests.factories.partner_search import INSTITUTE_OF_GAIT_RESEARCH, MOSELLE_SENSORS
from tests.hub.web.partner_search.test_requirements import LIST, state_need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

ONLY_GAIT = "We need wearable sensors that measure gait."


@pytest.fixture
def address(client):
    return f"{state_need(client)}team/"


def members(page):
    """What stands below the heading of the members."""
    return page[page.index("Who belongs to it") :]


class TestTeam:
    def test_says_who_is_in_it_for_what(self, client, address):
        page = client.get(address).content.decode()

        assert "In the team for:" in members(page)
        assert "wearable sensors that measure gait" in members(page)
        assert "answered by" in page
        assert "answered by nobody in the team" in page

    def test_is_linked_from_the_suggestions(self, client, address):
        page = client.get(address.removesuffix("team/")).content.decode()

        assert f'href="{address}"' in page

    def test_has_the_shortlist_in_it(self, client, address):
        shortlist = f"{address.removesuffix('team/')}shortlist/{MOSELLE_SENSORS}/"
        client.post(shortlist)

        page = client.get(address).content.decode()

        assert "Moselle Sensors" in members(page)
        assert "On your shortlist" in members(page)

    def test_leads_back_after_shortlisting(self, client, address):
        shortlist = f"{address.removesuffix('team/')}shortlist/{INSTITUTE_OF_GAIT_RESEARCH}/"

        response = client.post(shortlist, {"to": "team", "back": "size=3"})

        assert response["Location"] == f"{address}?size=3"
        assert Feedback.objects.count() == 1

    def test_names_whom_it_could_not_weigh(self, client, address):
        page_of_all = client.get(address).content.decode()
        assert "so not in the team" not in page_of_all
        elsewhere = state_need(client, "bridge of steel over a river")
        client.post(f"{elsewhere}shortlist/{MOSELLE_SENSORS}/")

        page = client.get(f"{elsewhere}team/").content.decode()

        assert "so not in the team: Moselle Sensors." in page

    def test_meets_what_a_european_project_asks_for(self, client, address):
        page = client.get(address, {"size": "5", "as_eu_consortium": "on"}).content.decode()

        assert members(page).count("match__name") >= 3
        assert "countries that count" not in page

    def test_says_what_is_missing(self, client, address):
        page = client.get(address, {"size": "5", "kinds": "public"}).content.decode()

        assert "Nobody of this kind fits into the team" in page

    def test_counts_oneself_where_one_takes_part(self, client, address):
        asked = {"size": "2", "own_country": "LU"}

        page = client.get(address, asked).content.decode()

        assert members(page).count("match__name") == 1

    def test_of_a_need_that_nobody_answers_says_so(self, client):
        nobody = state_need(client, "zzyzx")

        page = client.get(f"{nobody}team/").content.decode()

        assert "There is nobody to make a team of." in page

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"size": "99"}, "99 is not one of the available choices"),
            ({"size": "2", "as_eu_consortium": "on"}, "a team needs three members"),
            ({"size": "2", "own_country": "XX"}, "XX is not one of the available choices"),
            (
                {"size": "2", "kinds": ["company", "university", "public"]},
                "too few places for all these kinds",
            ),
        ],
    )
    def test_says_what_is_wrong_with_what_was_asked(self, client, address, asked, said):
        response = client.get(address, asked)

        assert response.status_code == 422
        assert said in response.content.decode()

    def test_is_for_the_one_who_searched_only(self, address):
        assert Client().get(address).status_code == 404

    def test_asks_the_database_a_fixed_number_of_questions(
        self, client, address, django_assert_num_queries
    ):
        client.get(address)

        with django_assert_num_queries(7):
            client.get(address)

    def test_of_a_single_requirement_has_one_member(self, client):
        page = client.get(f"{state_need(client, ONLY_GAIT)}team/").content.decode()

        assert members(page).count("match__name") == 1

    def test_escapes_what_people_wrote(self, client):
        written = state_need(client, LIST.replace("rare tumours", "<b>rare</b> tumours"))

        page = client.get(f"{written}team/").content.decode()

        assert "<b>rare</b>" not in page
