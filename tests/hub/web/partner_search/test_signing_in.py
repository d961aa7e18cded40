"""Whoever searches first and signs in afterwards finds the search in the account."""

import pytest

from liaison.hub.partner_search.models import Search
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.partner_search import FeedbackFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber")


@pytest.fixture
def results(client):
    return client.post("/en/search/", {"need": "Sensors that measure gait"})["Location"]


def sign_in(client, person, **sent):
    return client.post(
        "/en/account/login/", {"login": person.email, "password": PASSWORD, **sent}, follow=True
    )


class TestSigningIn:
    def test_takes_the_search_and_the_shortlist_along(self, client, founder, results):
        FeedbackFactory(search=Search.objects.get(), given_by=None)

        page = sign_in(client, founder, next=results).content.decode()

        assert "Your shortlist" in page
        assert "Moselle Sensors" in page
        search = Search.objects.get()
        assert (search.asked_by, search.browser_key) == (founder, "")
        assert search.feedback.get().given_by == founder

    def test_leaves_nothing_behind_for_the_next_who_uses_the_browser(
        self, client, founder, results
    ):
        sign_in(client, founder)
        client.post("/en/account/logout/")

        assert client.get(results).status_code == 404

    def test_takes_nothing_from_other_browsers(self, founder, results):
        from django.test import Client

        sign_in(Client(), founder)

        assert Search.objects.get().asked_by is None

    def test_without_a_search_before_takes_nothing(self, client, founder):
        answer = sign_in(client, founder)

        assert answer.status_code == 200
        assert not Search.objects.exists()
