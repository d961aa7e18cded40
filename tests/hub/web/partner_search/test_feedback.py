"""Saying of a suggestion what one makes of it: on the page of results, and back to it."""

import re

import pytest
from django.test import Client

from liaison.hub.partner_search.choices import DismissalReason
from liaison.hub.partner_search.models import Exclusion, Feedback, Search
from tests.factories.accounts import UserFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    UNIVERSITY_OF_UPPER_RHINE,
    ExclusionFactory,
    FeedbackFactory,
    IntroductionRequestFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

NEED = "We need wearable sensors that measure gait of people with Parkinson's disease."


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber")


@pytest.fixture
def as_founder(founder):
    client = Client()
    client.force_login(founder)
    return client


def state_need(client):
    """State a need and return the address of its results."""
    return client.post("/en/search/", {"need": NEED})["Location"]


def say(client, results, what, organisation_id=MOSELLE_SENSORS, **sent):
    """Press a button beside an organisation and return the page that follows."""
    answer = client.post(f"{results}{what}/{organisation_id}/", sent, follow=True)
    return answer.content.decode()


def suggested(page):
    """Return the ids of the organisations in the answer, best first."""
    return re.findall(r'<article class="match" id="organisation-([^"]+)"', page)


def above(page):
    """Return what stands above the answer."""
    return page[: page.index('id="found"')]


@pytest.fixture(params=["visitor", "signed in"])
def reader(request, client, as_founder):
    return client if request.param == "visitor" else as_founder


class TestAnswer:
    def test_offers_to_shortlist_and_to_set_aside_for_each_reason(self, reader):
        results = state_need(reader)

        page = reader.get(results).content.decode()

        assert f'formaction="{results}shortlist/{MOSELLE_SENSORS}/"' in page
        assert 'aria-label="Put on the shortlist: Moselle Sensors"' in page
        buttons = re.findall(
            rf'formaction="{results}set-aside/{MOSELLE_SENSORS}/" name="reason" value="(\w+)"', page
        )
        assert buttons == DismissalReason.values

    def test_holds_nothing_that_protects_a_form(self, client):
        results = state_need(client)

        answer = client.get(results, headers={"hx-request": "true"}).content.decode()

        assert 'form="say"' in answer
        assert "csrf" not in answer

    def test_tells_the_buttons_where_to_lead_back_to(self, client):
        results = state_need(client)

        answer = client.get(
            f"{results}?country=LU&kind=%22%3E", headers={"hx-request": "true"}
        ).content.decode()

        back = '<input type="hidden" name="back" value="country=LU&amp;kind=%22%3E" form="say">'
        assert back in answer

    def test_says_from_when_one_asked_for_often_can_be_asked_again(self, client, biohealth):
        from django.utils import timezone

        results = state_need(client)
        sought = IntroductionRequestFactory(
            sought__cluster=biohealth, asked_at=timezone.now()
        ).sought
        for _request in range(4):
            IntroductionRequestFactory(sought=sought, asked_at=timezone.now())

        page = client.get(results).content.decode()

        assert page.count("Asked for often of late; an introduction is possible again from") == 1

    def test_offers_nothing_more_where_an_introduction_was_asked_for(self, as_founder):
        results = state_need(as_founder)
        FeedbackFactory(search=Search.objects.get(), state="introduced")

        page = as_founder.get(results).content.decode()

        assert "You asked for an introduction; see above" in page
        assert f"{results}shortlist/{MOSELLE_SENSORS}/" not in page


class TestShortlisting:
    def test_moves_it_above_the_answer_and_says_so(self, reader):
        results = state_need(reader)

        page = say(reader, results, "shortlist")

        assert "Moselle Sensors is on your shortlist" in page
        assert '<a href="/en/organisations/100000001/">Moselle Sensors</a>' in above(page)
        assert MOSELLE_SENSORS not in suggested(page)

    def test_says_what_moves_and_how_often_they_worked_together(self, client):
        results = state_need(client)

        page = say(client, results, "shortlist")

        assert "Your shortlist of 1 moves organisations up that worked with it." in page
        assert "worked with your shortlist in 1 project<" in page

    def test_can_be_left_out_of_account(self, client):
        results = state_need(client)
        before = suggested(client.get(results).content.decode())
        say(client, results, "shortlist")

        page = client.get(f"{results}?plain=1").content.decode()

        assert suggested(page) == before
        assert "This is the order without your shortlist." in page
        assert f'<a href="{results}?">Let the shortlist count</a>' in page
        assert "On your shortlist" in page
        assert "worked with your shortlist" not in page
        assert '<input type="hidden" name="plain" value="1">' in page

    def test_keeps_the_filters_when_the_order_is_changed(self, client):
        results = state_need(client)
        say(client, results, "shortlist")

        page = client.get(f"{results}?country=LU&page=1").content.decode()

        assert f'<a href="{results}?country=LU&amp;plain=1">Show the order without it</a>' in page

    def test_can_be_undone_from_the_message_and_from_the_list(self, client):
        results = state_need(client)
        undo = f'form="say" formaction="{results}take-back/{MOSELLE_SENSORS}/"'

        page = say(client, results, "shortlist")
        assert above(page).count(undo) == 2
        page = say(client, results, "take-back")

        assert "Moselle Sensors is no longer on your shortlist." in page
        assert MOSELLE_SENSORS in suggested(page)
        assert not Feedback.objects.exists()

    def test_of_one_already_asked_for_is_refused_in_words(self, as_founder):
        results = state_need(as_founder)
        FeedbackFactory(search=Search.objects.get(), state="introduced")

        page = say(as_founder, results, "shortlist")

        assert "You have asked for an introduction to Moselle Sensors." in page
        assert Feedback.objects.get().state == "introduced"

    def test_still_shows_one_that_open_data_no_longer_knows(self, client):
        results = state_need(client)
        FeedbackFactory(search=Search.objects.get(), organisation_id="<999>")

        page = above(client.get(results).content.decode())

        assert "&lt;999&gt;" in page
        assert "The open data no longer knows this organisation" in page
        page = say(client, results, "take-back", "%3C999%3E")
        assert "&lt;999&gt; is no longer on your shortlist." in page

    def test_says_who_keeps_a_shortlisted_one_out(self, as_founder, founder, biohealth):
        results = state_need(as_founder)
        for organisation_id in (MOSELLE_SENSORS, UNIVERSITY_OF_UPPER_RHINE):
            FeedbackFactory(search=Search.objects.get(), organisation_id=organisation_id)
        ExclusionFactory(person=founder)
        ExclusionFactory(cluster=biohealth, organisation_id=UNIVERSITY_OF_UPPER_RHINE)

        page = above(as_founder.get(results).content.decode())

        assert page.count("You never want to see it among suggestions") == 1
        assert page.count("The cluster suggests it to nobody") == 1


class TestSettingAside:
    @pytest.mark.parametrize("reason", DismissalReason.values)
    def test_takes_it_out_of_the_suggestions_and_keeps_the_reason(self, reader, reason):
        results = state_need(reader)

        page = say(reader, results, "set-aside", reason=reason)

        assert "Moselle Sensors is set aside" in page
        assert MOSELLE_SENSORS not in suggested(page)
        assert f"Your reason: {DismissalReason(reason).label}" in above(page)

    def test_leaves_the_others_in_their_order(self, client):
        results = state_need(client)
        before = suggested(client.get(results).content.decode())

        page = say(client, results, "set-aside", reason="too_far")

        before.remove(MOSELLE_SENSORS)
        assert suggested(page) == before

    def test_can_be_undone(self, client):
        results = state_need(client)
        say(client, results, "set-aside", reason="too_far")

        page = say(client, results, "take-back")

        assert "Moselle Sensors may be suggested in this search again." in page
        assert MOSELLE_SENSORS in suggested(page)

    @pytest.mark.parametrize("reason", ["", "because"])
    def test_asks_for_a_reason_that_exists(self, client, reason):
        results = state_need(client)

        page = say(client, results, "set-aside", reason=reason)

        assert "Please choose one of the reasons" in page
        assert not Feedback.objects.exists()

    @pytest.mark.parametrize(("reason", "offers"), [("competitor", 1), ("too_far", 0)])
    def test_as_a_competitor_offers_never_to_suggest_it(self, as_founder, reason, offers):
        results = state_need(as_founder)

        page = say(as_founder, results, "set-aside", reason=reason)

        assert page.count(f'formaction="{results}never-suggest/{MOSELLE_SENSORS}/"') == offers

    def test_offers_visitors_nothing_that_needs_an_account(self, client):
        results = state_need(client)

        page = say(client, results, "set-aside", reason="competitor")

        assert "never-suggest" not in page


class TestNeverSuggesting:
    def test_excludes_it_from_all_ones_searches(self, as_founder, founder):
        results = state_need(as_founder)
        say(as_founder, results, "set-aside", reason="competitor")

        page = say(as_founder, results, "never-suggest")

        exclusion = Exclusion.objects.get()
        assert (exclusion.person, exclusion.reason) == (founder, "competitor")
        assert "Moselle Sensors is suggested in none of your searches any more." in page
        assert '<a href="/en/exclusions/mine/">Your list</a>' in page

    def test_twice_says_that_it_was_done_already(self, as_founder):
        results = state_need(as_founder)
        say(as_founder, results, "never-suggest")

        page = say(as_founder, results, "never-suggest")

        assert "was on your list already" in page
        assert Exclusion.objects.count() == 1


class TestTakingBack:
    def test_of_nothing_is_said_so(self, client):
        results = state_need(client)

        assert "There was nothing to take back any more." in say(client, results, "take-back")


class TestEveryButton:
    BUTTONS = ("shortlist", "set-aside", "take-back", "never-suggest")

    @pytest.mark.parametrize("what", BUTTONS)
    def test_of_someone_elses_search_leads_nowhere(self, as_founder, client, what):
        results = state_need(as_founder)
        client.force_login(UserFactory())

        answer = client.post(f"{results}{what}/{MOSELLE_SENSORS}/", {"reason": "too_far"})

        assert answer.status_code == 404
        assert not Feedback.objects.exists()
        assert not Exclusion.objects.exists()

    @pytest.mark.parametrize("what", ["shortlist", "set-aside", "take-back"])
    def test_of_a_persons_search_leads_visitors_nowhere(self, as_founder, client, what):
        results = state_need(as_founder)

        answer = client.post(f"{results}{what}/{MOSELLE_SENSORS}/", {"reason": "too_far"})

        assert answer.status_code == 404
        assert not Feedback.objects.exists()

    @pytest.mark.parametrize("what", BUTTONS)
    @pytest.mark.parametrize("unknown", ["1", "x" * 3000, "%00", "🦠"])
    def test_of_an_unknown_organisation_leads_nowhere(self, as_founder, what, unknown):
        results = state_need(as_founder)

        answer = as_founder.post(f"{results}{what}/{unknown}/", {"reason": "too_far"})

        assert answer.status_code == 404

    @pytest.mark.parametrize("what", BUTTONS)
    def test_does_nothing_when_its_address_is_only_opened(self, as_founder, what):
        results = state_need(as_founder)

        assert as_founder.get(f"{results}{what}/{MOSELLE_SENSORS}/").status_code == 405

    def test_in_a_search_that_was_forgotten_in_another_tab_leads_nowhere(self, client, monkeypatch):
        from liaison.hub.web.partner_search import feedback

        results = state_need(client)

        def forget_meanwhile(*arguments):
            Search.objects.all().delete()
            return "Moselle Sensors"

        monkeypatch.setattr(feedback, "name_of", forget_meanwhile)

        assert client.post(f"{results}shortlist/{MOSELLE_SENSORS}/").status_code == 404

    def test_names_are_escaped(self, client, monkeypatch):
        from dataclasses import replace

        from liaison.hub.web.partner_search import feedback

        results = state_need(client)
        real = feedback.get_organisation
        monkeypatch.setattr(
            feedback,
            "get_organisation",
            lambda id_, **reader: replace(real(id_, **reader), name="<b>Bold</b>"),
        )

        page = say(client, results, "shortlist")

        assert "&lt;b&gt;Bold&lt;/b&gt; is on your shortlist" in page
        assert "<b>Bold" not in page


class TestWayBack:
    @pytest.mark.parametrize(
        ("back", "query"),
        [
            ("", ""),
            ("country=LU&kind=company&page=2", "?country=LU&kind=company&page=2"),
            ("//evil.example/", "?%2F%2Fevil.example%2F="),
            ("https://evil.example/?a=b", "?https%3A%2F%2Fevil.example%2F%3Fa=b"),
            ("a=b\r\nSet-Cookie: x=y", "?a=b%0D%0ASet-Cookie%3A+x%3Dy"),
            ("q=#top", "?q=%23top"),
        ],
    )
    def test_leads_to_the_same_filters_and_nowhere_else(self, client, back, query):
        results = state_need(client)

        answer = client.post(f"{results}shortlist/{MOSELLE_SENSORS}/", {"back": back})

        assert answer["Location"] == f"{results}{query}"

    def test_of_far_too_much_is_refused(self, client):
        results = state_need(client)

        answer = client.post(
            f"{results}shortlist/{MOSELLE_SENSORS}/", {"back": "&".join(["a=b"] * 6000)}
        )

        assert answer.status_code == 400


class TestPage:
    def test_asks_the_database_a_fixed_number_of_questions(
        self, as_founder, django_assert_num_queries
    ):
        results = state_need(as_founder)
        search = Search.objects.get()
        as_founder.get(results)
        for organisation_id, fields in {
            MOSELLE_SENSORS: {},
            INSTITUTE_OF_GAIT_RESEARCH: {},
            UNIVERSITY_OF_UPPER_RHINE: {"state": "dismissed", "reason": "too_far"},
        }.items():
            FeedbackFactory(search=search, organisation_id=organisation_id, **fields)

        # As without anything said, and the person and the desk of their team.
        with django_assert_num_queries(10):
            as_founder.get(results)
