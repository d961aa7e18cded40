"""The results name an organisation by what was said of it before its entries were joined."""

import pytest

from liaison.hub.partner_search.models import Feedback, Search
from tests.factories.accounts import UserFactory
from tests.factories.partner_search import FeedbackFactory, HandOverFactory
from tests.support.pictures import INSTITUTE, INSTITUTE_AGAIN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("joined", "biohealth")]


@pytest.fixture
def results(client):
    """The results of somebody's search, of which the institute is one."""
    client.force_login(UserFactory())
    results = client.post("/en/search/", {"need": "A biobank for rare tumours"})["Location"]
    page = client.get(results).content.decode()
    assert f"{results}shortlist/{INSTITUTE}/" in page
    return results


def say(state):
    FeedbackFactory(search=Search.objects.get(), organisation_id=INSTITUTE_AGAIN, state=state)


class TestResults:
    def test_show_the_shortlist_and_offer_nothing_twice(self, client, results):
        say("shortlisted")

        page = client.get(results).content.decode()

        assert "Your shortlist" in page
        assert f"{results}shortlist/{INSTITUTE}/" not in page

    def test_show_whom_one_asked_to_meet(self, client, results):
        say("introduced")
        HandOverFactory(
            search=Search.objects.get(), kind="introduction", organisation_id=INSTITUTE_AGAIN
        )

        page = client.get(results).content.decode()

        assert "You asked for an introduction; see above the suggestions." in page
        assert f"{results}shortlist/{INSTITUTE}/" not in page

    @pytest.mark.parametrize("organisation_id", [INSTITUTE, INSTITUTE_AGAIN])
    def test_take_back_under_any_number(self, client, results, organisation_id):
        say("shortlisted")

        page = client.post(f"{results}take-back/{organisation_id}/", follow=True).content.decode()

        assert "Castle Institute is no longer on your shortlist." in page
        assert not Feedback.objects.exists()

    @pytest.mark.parametrize("organisation_id", [INSTITUTE, INSTITUTE_AGAIN])
    def test_ask_for_no_second_introduction(self, client, results, organisation_id):
        say("introduced")

        page = client.get(f"{results}introduction/{organisation_id}/").content.decode()

        assert "You have asked for an introduction to Castle Institute already." in page
