"""The cluster team's desk: what was handed over, taking it, answering it."""

import datetime as dt
import uuid

import pytest
from django.core import mail

from liaison.hub.accounts.choices import Role
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import FeedbackState, HandOverKind, HandOverState, Outcome
from liaison.hub.partner_search.models import HandOver
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import (
    MONDAY_MORNING,
    MOSELLE_SENSORS,
    FeedbackFactory,
    HandOverFactory,
    SearchFactory,
)

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def colleague(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Léa Hoffmann").person


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber")


@pytest.fixture
def search(founder, biohealth):
    return SearchFactory(asked_by=founder, cluster=biohealth)


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


def introduction(search, **fields):
    return HandOverFactory(
        search=search,
        kind=HandOverKind.INTRODUCTION,
        organisation_id=MOSELLE_SENSORS,
        **fields,
    )


def address_of(hand_over, after=""):
    return f"/en/handed-over/{hand_over.public_id}/{after}"


class TestDesk:
    def test_shows_need_message_and_whom_somebody_wants_to_meet(self, as_manager, search):
        introduction(search, message="Could we meet in May?")

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "Please introduce us" in page
        assert "Claire Weber" in page
        assert "Could we meet in May?" in page
        assert "Someone who measures gait" in page
        assert '<a href="/en/organisations/100000001/">Moselle Sensors</a>' in page

    def test_shows_first_what_has_waited_longest(self, as_manager, search, colleague):
        for day, state in ((4, "open"), (3, "open"), (2, "taken")):
            HandOverFactory(
                search=SearchFactory(cluster=search.cluster),
                message=f"of day {day}",
                created_at=dt.datetime(2026, 11, day, tzinfo=dt.UTC),
                state=state,
                taken_by=colleague if state == "taken" else None,
            )

        page = as_manager.get("/en/handed-over/").content.decode()

        places = [page.index(f"of day {day}") for day in (3, 4, 2)]
        assert places == sorted(places)
        assert "Léa Hoffmann looks into it." in page

    def test_does_not_show_the_address_of_a_visitor(self, as_manager, biohealth):
        HandOverFactory(search=SearchFactory(anonymous=True, cluster=biohealth))

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "someone without an account" in page
        assert "ben.klein@example.org" not in page

    def test_shows_what_people_wrote_as_they_wrote_it(self, as_manager, search):
        HandOverFactory(search=search, message="<b>Hello</b>")

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "&lt;b&gt;Hello&lt;/b&gt;" in page

    def test_names_by_number_whom_open_data_no_longer_knows(self, as_manager, search):
        HandOverFactory(search=search, kind=HandOverKind.INTRODUCTION, organisation_id="999999999")

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "its number was 999999999" in page

    def test_says_in_words_when_nobody_waits(self, as_manager):
        answer = as_manager.get("/en/handed-over/")

        assert answer.status_code == 200
        assert "Nobody waits for you." in answer.content.decode()

    def test_goes_on_to_a_second_page(self, as_manager, biohealth):
        for number in range(21):
            HandOverFactory(
                search=SearchFactory(cluster=biohealth),
                message=f"Message number {number}.",
                created_at=MONDAY_MORNING + dt.timedelta(minutes=number),
            )

        assert "Message number 20." not in as_manager.get("/en/handed-over/").content.decode()
        assert "Message number 20." in as_manager.get("/en/handed-over/?page=2").content.decode()

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, as_manager, search, colleague, django_assert_num_queries
    ):
        introduction(search)

        # Session, person, cluster; may the reader see it; how many, and them; whether the reader
        # is of the team, and the outcomes; around the page, the cluster again and what waits.
        with django_assert_num_queries(10):
            as_manager.get("/en/handed-over/")
        for _ in range(12):
            introduction(SearchFactory(cluster=search.cluster))
        with django_assert_num_queries(10):
            as_manager.get("/en/handed-over/")

    def test_is_not_there_for_all_others(self, client, biohealth, search, founder):
        handed_over = HandOverFactory(search=search)
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for person in (founder, officer, manager_of_another):
            client.force_login(person)
            assert client.get("/en/handed-over/").status_code == 404
            assert client.get(address_of(handed_over)).status_code == 404
            assert client.post(address_of(handed_over), {"answer": "Hi"}).status_code == 404
            assert client.post(address_of(handed_over, "take/")).status_code == 404
        assert HandOver.objects.get().is_open

    def test_leads_someone_who_is_not_signed_in_to_the_door(self, client, biohealth):
        answer = client.get("/en/handed-over/")

        assert answer["Location"].startswith("/en/account/login/")

    def test_is_kept_by_nothing_on_the_way(self, as_manager):
        assert "no-store" in as_manager.get("/en/handed-over/")["Cache-Control"]

    def test_shows_a_manager_of_two_clusters_both(self, as_manager, manager):
        elsewhere = ClusterRoleFactory(person=manager, cluster__name="Wood Cluster").cluster
        HandOverFactory(search=SearchFactory(cluster=elsewhere))

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "Wood Cluster" in page


class TestOutcomes:
    def test_are_told_in_words(self, as_manager, biohealth):
        for outcome in (Outcome.MET, Outcome.MET, Outcome.WORKING_TOGETHER):
            FeedbackFactory(search__cluster=biohealth, state=FeedbackState.OUTCOME, outcome=outcome)

        page = as_manager.get("/en/handed-over/").content.decode()

        assert "<li>1 introduction led to working together.</li>" in page
        assert "<li>2 introductions led to a meeting.</li>" in page
        assert "got no answer" not in page

    def test_are_said_to_be_unknown_where_nobody_told(self, as_manager):
        page = as_manager.get("/en/handed-over/").content.decode()

        assert "Nobody has told yet what an introduction came to." in page


class TestTaking:
    def test_tells_the_colleagues_who_does_it(self, as_manager, manager, search):
        handed_over = HandOverFactory(search=search)

        page = as_manager.post(address_of(handed_over, "take/"), follow=True).content.decode()

        assert HandOver.objects.get().taken_by == manager
        assert "You look into it." in page
        assert "I take this" not in page

    def test_needs_a_button(self, as_manager, search):
        handed_over = HandOverFactory(search=search)

        assert as_manager.get(address_of(handed_over, "take/")).status_code == 405

    def test_says_that_a_colleague_was_faster(self, as_manager, search, colleague):
        handed_over = HandOverFactory(search=search)
        actions.take(handed_over, by=colleague, now=MONDAY_NOON)

        page = as_manager.post(address_of(handed_over, "take/"), follow=True).content.decode()

        assert "A colleague was faster and looks into it already." in page
        assert "Léa Hoffmann looks into it." in page
        assert HandOver.objects.get().taken_by == colleague

    def test_says_that_the_person_has_taken_it_back(self, as_manager, search, founder):
        handed_over = HandOverFactory(search=search)
        address = address_of(handed_over, "take/")
        actions.take_back(handed_over, by=founder, now=MONDAY_NOON)

        answer = as_manager.post(address, follow=True)

        assert answer.redirect_chain == [("/en/handed-over/", 302)]
        assert "whoever handed it over has taken it back" in answer.content.decode()

    def test_says_so_even_if_that_happens_at_the_same_moment(
        self, as_manager, search, founder, monkeypatch
    ):
        handed_over = HandOverFactory(search=search)
        take = actions.take

        def take_too_late(*arguments, **keywords):
            actions.take_back(handed_over, by=founder, now=MONDAY_NOON)
            return take(*arguments, **keywords)

        monkeypatch.setattr(actions, "take", take_too_late)
        address = address_of(handed_over, "take/")

        page = as_manager.post(address, follow=True).content.decode()

        assert "whoever handed it over has taken it back" in page

    def test_of_something_unknown_is_not_found(self, as_manager):
        assert as_manager.post(f"/en/handed-over/{uuid.uuid4()}/take/").status_code == 404


class TestAnswering:
    def test_sends_the_answer_and_shows_it(
        self, as_manager, manager, search, founder, django_capture_on_commit_callbacks
    ):
        handed_over = HandOverFactory(search=search)

        with django_capture_on_commit_callbacks(execute=True):
            answer = as_manager.post(address_of(handed_over), {"answer": "Try the gait lab."})

        assert answer["Location"] == "/en/handed-over/"
        answered = HandOver.objects.get()
        assert (answered.state, answered.answered_by) == (HandOverState.ANSWERED, manager)
        assert mail.outbox[0].to == [founder.email]
        page = as_manager.get(address_of(handed_over)).content.decode()
        assert "Try the gait lab." in page
        assert "<textarea" not in page

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "Please write a few words"),
            ("   ", "Please write a few words"),
            ("x" * 2001, "Please keep it to 2000 characters; you wrote 2001."),
            ("a\x00b", "Null characters"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_written(self, as_manager, search, text, words):
        handed_over = HandOverFactory(search=search)

        answer = as_manager.post(address_of(handed_over), {"answer": text})

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert text.strip() in answer.content.decode()
        assert HandOver.objects.get().is_open

    def test_counts_a_new_line_once_as_the_browser_does(self, as_manager, search):
        handed_over = HandOverFactory(search=search)

        as_manager.post(address_of(handed_over), {"answer": "x" * 999 + "\r\n" + "y" * 1000})

        assert HandOver.objects.get().answer == "x" * 999 + "\n" + "y" * 1000

    def test_says_that_a_colleague_has_answered(self, as_manager, search, colleague):
        handed_over = HandOverFactory(search=search)
        actions.answer(handed_over, text="Write to us.", by=colleague, now=MONDAY_NOON)

        page = as_manager.post(
            address_of(handed_over), {"answer": "Too late."}, follow=True
        ).content.decode()

        assert "A colleague was faster: this has been answered already." in page
        assert "Write to us." in page
        assert HandOver.objects.get().answer == "Write to us."

    def test_says_that_the_person_has_taken_it_back(self, as_manager, search, founder):
        handed_over = HandOverFactory(search=search)
        address = address_of(handed_over)
        actions.take_back(handed_over, by=founder, now=MONDAY_NOON)

        answer = as_manager.post(address, {"answer": "Too late."}, follow=True)

        assert "whoever handed it over has taken it back" in answer.content.decode()

    def test_of_a_search_that_was_forgotten_is_not_found(self, as_manager, search):
        handed_over = HandOverFactory(search=search)
        actions.forget_search(search)

        assert as_manager.post(address_of(handed_over), {"answer": "Hi"}).status_code == 404


class TestLinkInTheNavigation:
    def test_says_how_many_needs_wait(self, as_manager, search, colleague):
        HandOverFactory(search=search)
        introduction(search)
        introduction(
            SearchFactory(cluster=search.cluster), state=HandOverState.TAKEN, taken_by=colleague
        )

        page = as_manager.get("/en/accessibility/").content.decode()

        assert 'href="/en/handed-over/"' in page
        assert "(2 needs wait)" in page

    def test_is_there_for_a_manager_for_whom_nothing_waits(self, as_manager):
        page = as_manager.get("/en/accessibility/").content.decode()

        assert 'href="/en/handed-over/"' in page
        assert "nav__number" not in page

    def test_is_there_for_whoever_runs_the_installation(self, client, search):
        HandOverFactory(search=search)
        client.force_login(UserFactory(is_superuser=True))

        assert "(1 need waits)" in client.get("/en/accessibility/").content.decode()

    def test_is_not_there_for_others(self, client, biohealth, founder):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for person in (None, founder, officer, manager_of_another):
            if person:
                client.force_login(person)
            assert "handed-over" not in client.get("/en/accessibility/").content.decode()

    def test_costs_one_question_and_visitors_none(
        self, client, biohealth, manager, founder, django_assert_num_queries
    ):
        # The cluster.
        with django_assert_num_queries(1):
            client.get("/en/accessibility/")
        for person in (founder, manager):
            client.force_login(person)
            # The session, the person, the cluster, and what waits.
            with django_assert_num_queries(4):
                client.get("/en/accessibility/")
