"""Asking the cluster team: to be introduced, or to look where nobody fits."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import Feedback, HandOver, IntroductionRequest, Search
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import (
    MOSELLE_SENSORS,
    ExclusionFactory,
    FeedbackFactory,
    HandOverFactory,
    IntroductionRequestFactory,
    SoughtOrganisationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

NEED = "We need wearable sensors that measure gait of people with Parkinson's disease."
NOBODY_KNOWS = "xylophone zeppelin quokka"


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber", email="claire@example.org")


@pytest.fixture
def as_founder(founder):
    client = Client()
    client.force_login(founder)
    return client


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


def state_need(client, need=NEED):
    """State a need and return the address of its results."""
    return client.post("/en/search/", {"need": need})["Location"]


@pytest.fixture
def results(as_founder):
    """The results of the founder's search, with one organisation on its shortlist."""
    results = state_need(as_founder)
    FeedbackFactory(search=Search.objects.get())
    return results


def introduction_to(results, organisation_id=MOSELLE_SENSORS):
    return f"{results}introduction/{organisation_id}/"


def ask(client, results, message="Could we meet in May?"):
    return client.post(introduction_to(results), {"message": message}, follow=True)


def wear_out(cluster):
    """Have an organisation asked for as often as it may be, an hour ago."""
    sought = SoughtOrganisationFactory(cluster=cluster, organisation_id=MOSELLE_SENSORS)
    for _request in range(5):
        IntroductionRequestFactory(sought=sought, asked_at=timezone.now() - dt.timedelta(hours=1))
    free = timezone.localtime(timezone.now() - dt.timedelta(hours=1) + dt.timedelta(days=30))
    return date_format(free, "DATE_FORMAT")


class TestShortlist:
    def test_leads_people_with_an_account_to_ask(self, as_founder, results):
        page = as_founder.get(results).content.decode()

        assert f'href="{introduction_to(results)}">Ask for an introduction<' in page

    def test_leads_visitors_to_sign_in_and_to_ask_then(self, client, founder):
        results = state_need(client)
        client.post(f"{results}shortlist/{MOSELLE_SENSORS}/")
        door = f"/en/account/login/?next={introduction_to(results)}"
        assert f'<a class="small" href="{door}">' in client.get(results).content.decode()

        answer = client.post(
            "/en/account/login/",
            {"login": founder.email, "password": PASSWORD, "next": introduction_to(results)},
            follow=True,
        )

        assert answer.redirect_chain[-1] == (introduction_to(results), 302)
        assert "Ask the team to introduce me" in answer.content.decode()

    def test_says_from_when_one_asked_for_often_can_be_asked_again(
        self, as_founder, results, biohealth
    ):
        day = wear_out(biohealth)

        page = as_founder.get(results).content.decode()

        assert f"an introduction is possible again from {day}." in page
        assert introduction_to(results) not in page

    def test_offers_no_introduction_to_one_that_is_kept_out(self, as_founder, results, founder):
        ExclusionFactory(person=founder)

        assert introduction_to(results) not in as_founder.get(results).content.decode()


class TestAskingForAnIntroduction:
    def test_says_before_the_button_who_will_read_what(self, as_founder, results, biohealth):
        page = as_founder.get(introduction_to(results)).content.decode()

        before = page[: page.index("Ask the team to introduce me")]
        assert f"The team of {biohealth.name} reads your need" in before
        assert "you would like to meet Moselle Sensors" in before
        assert "The answer goes to claire@example.org" in before
        assert "wearable sensors that measure gait" in before

    def test_hands_the_need_and_the_message_to_the_team(self, as_founder, results, founder):
        page = ask(as_founder, results).content.decode()

        handed_over = HandOver.objects.get()
        assert (handed_over.organisation_id, handed_over.person) == (MOSELLE_SENSORS, founder)
        assert handed_over.message == "Could we meet in May?"
        assert "has your wish to meet Moselle Sensors" in page
        assert "Introductions you asked for" in page
        assert "Waiting for the cluster team" in page
        assert "Your shortlist</h2>" not in page

    def test_needs_no_message(self, as_founder, results):
        ask(as_founder, results, message="")

        assert HandOver.objects.get().message == ""

    def test_of_too_many_words_asks_again_and_keeps_them(self, as_founder, results):
        answer = ask(as_founder, results, message="a<b" * 700)

        assert answer.status_code == 422
        assert "Please keep it to 2000 characters; you wrote 2100." in answer.content.decode()
        assert "a&lt;ba&lt;b" in answer.content.decode()
        assert not HandOver.objects.exists()

    def test_of_one_asked_for_too_often_says_from_when_it_is_possible(
        self, as_founder, results, biohealth
    ):
        day = wear_out(biohealth)

        before = as_founder.get(introduction_to(results)).content.decode()
        answer = ask(as_founder, results)

        assert "Moselle Sensors was asked for often of late." in before
        assert "<textarea" not in before
        assert answer.status_code == 422
        assert f"possible again from {day}." in answer.content.decode()
        assert "Could we meet in May?" in answer.content.decode()
        assert IntroductionRequest.objects.count() == 5

    @pytest.mark.parametrize(
        ("owner", "said"),
        [
            ("person", "is on your list of organisations that are never suggested to you"),
            ("cluster", "The cluster suggests Moselle Sensors to nobody"),
        ],
    )
    def test_of_an_excluded_one_says_who_excluded_it(
        self, as_founder, results, founder, biohealth, owner, said
    ):
        ExclusionFactory(**{owner: {"person": founder, "cluster": biohealth}[owner]})

        assert said in as_founder.get(introduction_to(results)).content.decode()
        answer = ask(as_founder, results)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"state": "introduced"}, "You have asked for an introduction to Moselle Sensors"),
            (
                {"state": "dismissed", "reason": "too_far"},
                "You have set Moselle Sensors aside in this search.",
            ),
        ],
    )
    def test_from_where_it_cannot_be_asked_is_refused_in_words(
        self, as_founder, results, fields, said
    ):
        Feedback.objects.update(**fields)

        answer = ask(as_founder, results)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not HandOver.objects.exists()

    def test_of_one_that_open_data_no_longer_knows_is_refused_in_words(self, as_founder, results):
        Feedback.objects.update(organisation_id="<999>")

        answer = as_founder.post(introduction_to(results, "%3C999%3E"), {"message": ""})

        assert answer.status_code == 422
        assert "The open data no longer knows &lt;999&gt;" in answer.content.decode()

    def test_of_an_unknown_one_leads_nowhere(self, as_founder, results):
        for unknown in ("1", "%00", "x" * 3000):
            assert as_founder.get(introduction_to(results, unknown)).status_code == 404

    def test_in_someone_elses_search_leads_nowhere(self, client, results):
        client.force_login(UserFactory())

        assert client.get(introduction_to(results)).status_code == 404
        assert client.post(introduction_to(results), {"message": ""}).status_code == 404
        assert not HandOver.objects.exists()

    def test_asks_the_database_a_fixed_number_of_questions(
        self, as_founder, results, django_assert_num_queries
    ):
        as_founder.get(introduction_to(results))

        # The session, the person, the search; what was said, where organisations stand (two more),
        # what was handed over; the search's cluster; the site's cluster and the reader's desk.
        with django_assert_num_queries(10):
            as_founder.get(introduction_to(results))


class TestHandingOver:
    @pytest.mark.parametrize("need", [NOBODY_KNOWS, NEED + " " + NOBODY_KNOWS * 3])
    def test_is_offered_where_nobody_fits(self, client, need):
        results = state_need(client, need)

        assert f'href="{results}hand-over/"' in client.get(results).content.decode()

    def test_is_offered_where_the_filters_leave_nobody(self, client):
        results = state_need(client)

        page = client.get(f"{results}?country=CH&kind=company").content.decode()

        assert f'href="{results}hand-over/"' in page

    def test_says_before_the_button_who_will_read_what(self, client, biohealth):
        results = state_need(client, NOBODY_KNOWS)

        page = client.get(f"{results}hand-over/").content.decode()

        before = page[: page.index("Hand it over")]
        assert f"The team of {biohealth.name} reads your need as it stands below" in before
        assert "We erase the address 180 days after the answer at the latest." in before
        assert NOBODY_KNOWS in before

    def test_of_a_visitor_asks_for_an_address(self, client):
        results = state_need(client, NOBODY_KNOWS)

        page = client.post(
            f"{results}hand-over/",
            {"message": "We have looked for months.", "email": " ben@example.org "},
            follow=True,
        ).content.decode()

        handed_over = HandOver.objects.get()
        assert (handed_over.email, handed_over.person) == ("ben@example.org", None)
        assert "has your need now" in page
        assert "In the hands of the cluster team" in page
        assert "We have looked for months." in page
        assert f'href="{results}hand-over/"' not in page

    def test_of_a_person_with_an_account_asks_for_none(self, as_founder, founder):
        results = state_need(as_founder, NOBODY_KNOWS)

        assert 'name="email"' not in as_founder.get(f"{results}hand-over/").content.decode()
        as_founder.post(f"{results}hand-over/", {"message": "", "email": "other@example.org"})

        handed_over = HandOver.objects.get()
        assert (handed_over.email, handed_over.person) == ("", founder)

    @pytest.mark.parametrize("email", ["", "nowhere", "x" * 250 + "@example.org"])
    def test_without_a_usable_address_asks_again_and_keeps_the_message(self, client, email):
        results = state_need(client, NOBODY_KNOWS)

        answer = client.post(
            f"{results}hand-over/", {"message": "We have <i>looked</i>.", "email": email}
        )

        assert answer.status_code == 422
        assert "aria-invalid" in answer.content.decode()
        assert "We have &lt;i&gt;looked&lt;/i&gt;." in answer.content.decode()
        assert not HandOver.objects.exists()

    def test_twice_is_not_needed_and_said_so(self, as_founder):
        results = state_need(as_founder, NOBODY_KNOWS)
        as_founder.post(f"{results}hand-over/", {"message": ""})

        opened = as_founder.get(f"{results}hand-over/", follow=True)
        sent = as_founder.post(f"{results}hand-over/", {"message": "Once more"}, follow=True)

        for answer in (opened, sent):
            assert "The team has this need already." in answer.content.decode()
        assert HandOver.objects.count() == 1

    def test_of_someone_elses_search_leads_nowhere(self, client, as_founder):
        results = state_need(as_founder, NOBODY_KNOWS)

        sent = {"message": "", "email": "ben@example.org"}

        assert client.get(f"{results}hand-over/").status_code == 404
        assert client.post(f"{results}hand-over/", sent).status_code == 404
        assert not HandOver.objects.exists()

    def test_asks_the_database_a_fixed_number_of_questions(self, client, django_assert_num_queries):
        results = state_need(client, NOBODY_KNOWS)
        client.get(f"{results}hand-over/")

        # The session, the search; what was said, where organisations stand (two more), what was
        # handed over; the search's cluster and the site's.
        with django_assert_num_queries(8):
            client.get(f"{results}hand-over/")


class TestWhatBecomesOfIt:
    def test_stands_on_the_page_of_the_search_with_the_answer(self, as_founder, results, manager):
        handed_over = HandOverFactory(search=Search.objects.get(), message="")
        assert "Waiting for the cluster team" in as_founder.get(results).content.decode()

        actions.take(handed_over, by=manager, now=timezone.now())
        taken = as_founder.get(results).content.decode()
        actions.answer(handed_over, text="Ask <b>Lux</b>.", by=manager, now=timezone.now())
        answered = as_founder.get(results).content.decode()

        assert "Somebody is looking into it" in taken
        assert "Take the request back" not in taken
        assert "Ask &lt;b&gt;Lux&lt;/b&gt;." in answered
        assert "by Ben Klein" in answered

    @pytest.mark.parametrize("back", ["", "country=LU"])
    def test_is_nothing_once_it_is_taken_back(self, as_founder, results, back):
        ask(as_founder, results)
        handed_over = HandOver.objects.get()
        address = f"{results}hand-over/{handed_over.public_id}/take-back/"
        assert f'formaction="{address}"' in as_founder.get(results).content.decode()

        answer = as_founder.post(address, {"back": back})

        assert answer["Location"] == (f"{results}?{back}" if back else results)
        assert "Taken back" in as_founder.get(results).content.decode()
        assert not HandOver.objects.exists()
        assert Feedback.objects.get().state == "shortlisted"

    def test_cannot_be_taken_back_once_somebody_works_on_it(self, as_founder, results, manager):
        handed_over = HandOverFactory(search=Search.objects.get())
        actions.take(handed_over, by=manager, now=timezone.now())

        answer = as_founder.post(
            f"{results}hand-over/{handed_over.public_id}/take-back/", follow=True
        )

        assert "has begun to work on it" in answer.content.decode()
        assert HandOver.objects.exists()

    def test_is_taken_back_by_nobody_else(self, client, as_founder, results):
        handed_over = HandOverFactory(search=Search.objects.get())
        elsewhere = HandOverFactory()

        by_visitor = client.post(f"{results}hand-over/{handed_over.public_id}/take-back/")
        of_another = as_founder.post(f"{results}hand-over/{elsewhere.public_id}/take-back/")

        assert (by_visitor.status_code, of_another.status_code) == (404, 404)
        assert HandOver.objects.count() == 2


class TestTellingTheOutcome:
    def tell(self, client, results, outcome):
        return client.post(
            f"{results}outcome/{MOSELLE_SENSORS}/", {"outcome": outcome}, follow=True
        ).content.decode()

    def test_is_asked_of_introductions_only(self, as_founder, results):
        address = f'formaction="{results}outcome/{MOSELLE_SENSORS}/"'
        before = as_founder.get(results).content.decode()

        ask(as_founder, results)

        assert before.count(address) == 0
        assert as_founder.get(results).content.decode().count(address) == 4

    def test_keeps_it_and_lets_it_be_taken_back(self, as_founder, results):
        ask(as_founder, results)

        told = self.tell(as_founder, results, "working_together")
        kept = Feedback.objects.get().outcome
        as_founder.post(f"{results}take-back/{MOSELLE_SENSORS}/")

        assert "What came of it: We work together" in told
        assert kept == "working_together"
        assert Feedback.objects.get().state == "introduced"

    def test_asks_for_one_that_exists(self, as_founder, results):
        ask(as_founder, results)

        assert "Please choose what the introduction came to." in self.tell(
            as_founder, results, "married"
        )
        assert Feedback.objects.get().state == "introduced"

    def test_without_an_introduction_is_refused_in_words(self, as_founder, results):
        page = self.tell(as_founder, results, "met")

        assert "or never asked to be introduced" in page
        assert Feedback.objects.get().state == "shortlisted"

    def test_in_someone_elses_search_leads_nowhere(self, client, as_founder, results):
        ask(as_founder, results)
        client.force_login(UserFactory())

        answer = client.post(f"{results}outcome/{MOSELLE_SENSORS}/", {"outcome": "met"})

        assert answer.status_code == 404
        assert Feedback.objects.get().state == "introduced"
