"""What the software understood of a need, on the page of results, and how people change it."""

import pytest
from django.test import Client

from liaison.hub.partner_search.models import Search
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

LIST = (
    "- wearable sensors that measure gait\n- a biobank of rare tumours\n- astronauts who bake bread"
)
ONE_THING = "We need wearable sensors that measure gait."


def state_need(client, need=LIST, *, language="en"):
    """State a need and return the address of its results."""
    return client.post(f"/{language}/search/", {"need": need})["Location"]


def understood(page):
    """The list above the answer."""
    beginning = page.index('id="understood"')
    return page[beginning : page.index("</details>", beginning)]


def points(*texts):
    return {f"point-{place}": text for place, text in enumerate(texts, start=1)}


class TestUnderstood:
    def test_stands_above_the_answer_with_who_answers_what(self, client):
        found = understood(client.get(state_need(client)).content.decode())

        assert "What we understood you need" in found
        assert "wearable sensors that measure gait" in found
        assert "organisations shown here answer this" in found
        assert "nobody shown here answers this" in found

    def test_is_in_the_language_of_the_need(self, client):
        address = state_need(client, "- une biobanque\n- des capteurs", language="fr")

        page = client.get(address.replace("/fr/", "/en/")).content.decode()

        assert '<span lang="fr">une biobanque</span>' in understood(page)

    def test_is_not_repeated_where_the_need_is_one_thing(self, client):
        page = client.get(state_need(client, ONE_THING)).content.decode()

        assert 'id="understood"' not in page
        assert "things you ask for" not in page

    def test_stays_where_the_list_was_changed_to_one_thing(self, client):
        address = state_need(client)
        client.post(f"{address}requirements/", points("wearable sensors"))

        found = understood(client.get(address).content.decode())

        assert "wearable sensors" in found
        assert "biobank" not in found

    def test_stands_where_nobody_is_left_and_counts_nobody(self, client):
        page = client.get(f"{state_need(client)}?country=CH&kind=company").content.decode()

        assert "shown here" not in understood(page)

    def test_leads_to_the_form_and_keeps_the_filters(self, client):
        address = state_need(client)

        page = client.get(f"{address}?country=DE&kind=university").content.decode()

        assert f'href="{address}requirements/?country=DE&amp;kind=university"' in understood(page)

    def test_each_organisation_says_what_it_answers_of_it(self, client):
        page = client.get(state_need(client)).content.decode()

        first = page[page.index("<article") : page.index("</article>")]
        assert "answers 1 of the 3 things you ask for" in first
        assert "not answered: <span>astronauts who bake bread</span>" in first

    def test_the_figures_are_explained_once(self, client):
        page = client.get(state_need(client)).content.decode()

        assert page.count("What these figures mean") == 1

    def test_no_chance_is_explained_where_none_is_known(self, client):
        page = client.get(state_need(client)).content.decode()

        assert "of 100 such suggestions" not in page


class TestChangingTheList:
    def test_begins_with_what_was_understood_and_room_for_more(self, client):
        page = client.get(f"{state_need(client)}requirements/").content.decode()

        assert 'value="a biobank of rare tumours"' in page
        assert page.count('name="point-') == 8
        assert "read my need again" not in page

    def test_keeps_it_and_leads_back_to_the_filters(self, client):
        address = state_need(client)

        answer = client.post(
            f"{address}requirements/?country=DE",
            points("gait sensors", "", "a  clinic "),
            follow=True,
        )

        assert answer.redirect_chain == [(f"{address}?country=DE", 302)]
        assert Search.objects.get().requirements == ["gait sensors", "a clinic"]
        assert "Your list is kept." in answer.content.decode()
        assert "gait sensors" in understood(answer.content.decode())

    def test_begins_with_what_was_kept(self, client):
        address = f"{state_need(client)}requirements/"
        client.post(address, points("gait sensors", "a clinic"))

        page = client.get(address).content.decode()

        assert 'value="gait sensors"' in page
        assert "biobank" not in page[page.index("<form method") :]

    def test_can_be_left_to_the_software_again(self, client):
        address = f"{state_need(client)}requirements/"
        client.post(address, points("gait sensors"))

        answer = client.post(address, {"again": "yes", **points("gait")}, follow=True)

        assert Search.objects.get().requirements == []
        assert "a biobank of rare tumours" in understood(answer.content.decode())

    def test_says_at_the_field_what_is_too_long(self, client):
        answer = client.post(
            f"{state_need(client)}requirements/", points("gait sensors", "x" * 161)
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Please keep it to 160 characters; you wrote 161." in page
        assert page.count('aria-invalid="true"') == 1
        assert 'aria-describedby="id_point-2_error"' in page
        assert 'value="gait sensors"' in page
        assert Search.objects.get().requirements == []

    def test_asks_for_at_least_one_point(self, client):
        answer = client.post(f"{state_need(client)}requirements/", points("", "  "))

        assert answer.status_code == 422
        assert "Please write at least one point" in answer.content.decode()

    @pytest.mark.parametrize("odd", ["a\x00b", "<script>alert(1)</script>", "🦠", "!!! ???"])
    def test_survives_odd_points(self, client, odd):
        address = state_need(client)

        answer = client.post(f"{address}requirements/", points("gait", odd), follow=True)

        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.content.decode()

    def test_is_ones_own_business_for_visitors(self, client):
        address = f"{state_need(client)}requirements/"
        stranger = Client()

        assert stranger.get(address).status_code == 404
        assert stranger.post(address, points("gait")).status_code == 404
        assert stranger.post(address, {"again": "yes"}).status_code == 404
        assert Search.objects.get().requirements == []

    def test_is_ones_own_business_for_people_with_an_account(self, client):
        client.force_login(UserFactory())
        address = f"{state_need(client)}requirements/"
        assert client.post(address, points("gait")).status_code == 302

        client.force_login(UserFactory())

        assert client.get(address).status_code == 404
        assert client.post(address, points("tremor")).status_code == 404
        assert Search.objects.get().requirements == ["gait"]

    def test_is_not_kept_by_anything_on_the_way(self, client):
        answer = client.get(f"{state_need(client)}requirements/")

        assert "no-store" in answer["Cache-Control"]

    def test_asks_the_database_a_fixed_number_of_questions(self, client, django_assert_num_queries):
        address = f"{state_need(client)}requirements/"
        client.get(address)

        # The session, the search, the cluster, where organisations stand (three).
        with django_assert_num_queries(6):
            client.get(address)
