"""What a person says of a suggestion is kept, led through legal states only, and can be undone."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import FeedbackState
from liaison.hub.partner_search.models import Feedback, Search
from liaison.hub.partner_search.queries import NoSearch, feedback_on, outcomes_in
from liaison.matching import UnknownOrganisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    FeedbackFactory,
    SearchFactory,
)

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]


@pytest.fixture
def search(founder):
    return SearchFactory(asked_by=founder)


@pytest.fixture
def anonymous_search():
    return SearchFactory(anonymous=True)


def shortlist(search, organisation_id=MOSELLE_SENSORS, *, by, browser_key="", now=MONDAY_NOON):
    return actions.shortlist(search, organisation_id, by=by, browser_key=browser_key, now=now)


def dismiss(search, *, by, reason="too_far", browser_key="", now=MONDAY_NOON):
    return actions.dismiss(
        search, MOSELLE_SENSORS, reason=reason, by=by, browser_key=browser_key, now=now
    )


def report(search, *, by, outcome="met", browser_key=""):
    return actions.report_outcome(
        search, MOSELLE_SENSORS, outcome=outcome, by=by, browser_key=browser_key, now=MONDAY_NOON
    )


def take_back(search, *, by, browser_key=""):
    actions.take_back_feedback(
        search, MOSELLE_SENSORS, by=by, browser_key=browser_key, now=MONDAY_NOON
    )


class TestShortlisting:
    def test_is_kept_with_who_and_when(self, search, founder):
        shortlist(search, by=founder)

        feedback = Feedback.objects.get()
        assert feedback.search == search
        assert feedback.organisation_id == MOSELLE_SENSORS
        assert feedback.state == "shortlisted"
        assert feedback.given_by == founder
        assert feedback.given_at == MONDAY_NOON

    def test_is_written_down_where_no_manager_reads_it(self, search, founder):
        shortlist(search, by=founder)

        event = Event.objects.get()
        assert event.verb == "feedback.shortlisted"
        assert event.subject == str(search.public_id)
        assert event.actor == str(founder.public_id)
        assert event.cluster == ""
        assert event.details == {"organisation": MOSELLE_SENSORS}

    def test_works_without_an_account_in_the_same_browser(self, anonymous_search, visitor):
        shortlist(anonymous_search, by=visitor, browser_key="visitor's browser")

        assert Feedback.objects.get().given_by is None
        assert Event.objects.get().actor == "visitor"

    def test_takes_the_search_along_for_someone_who_has_signed_in(self, anonymous_search, founder):
        shortlist(anonymous_search, by=founder, browser_key="visitor's browser")

        search = Search.objects.get()
        assert search.asked_by == founder
        assert search.browser_key == ""
        assert Feedback.objects.get().given_by == founder

    @pytest.mark.parametrize("browser_key", ["", "another browser"])
    def test_is_refused_in_another_browser(self, anonymous_search, visitor, browser_key):
        with pytest.raises(actions.NotAllowed):
            shortlist(anonymous_search, by=visitor, browser_key=browser_key)

        assert not Feedback.objects.exists()

    def test_is_refused_to_everybody_else(self, search, visitor):
        manager = ClusterRoleFactory(cluster=search.cluster).person

        for stranger in (UserFactory(), UserFactory(is_superuser=True), manager, visitor):
            with pytest.raises(actions.NotAllowed):
                shortlist(search, by=stranger)

        assert not Feedback.objects.exists()
        assert not Event.objects.exists()

    @pytest.mark.parametrize("organisation_id", ["", "999999999", "somebody@example.org"])
    def test_is_refused_for_what_open_data_does_not_know(self, search, founder, organisation_id):
        with pytest.raises(UnknownOrganisation):
            shortlist(search, organisation_id, by=founder)

        assert not Feedback.objects.exists()

    def test_is_refused_once_the_search_is_forgotten(self, search, founder):
        actions.forget_search(search)

        with pytest.raises(NoSearch):
            shortlist(search, by=founder)


class TestDismissing:
    def test_keeps_the_reason(self, search, founder):
        dismiss(search, by=founder, reason="competitor")

        feedback = Feedback.objects.get()
        assert feedback.state == "dismissed"
        assert feedback.reason == "competitor"

    def test_does_not_tell_the_history_why(self, search, founder):
        dismiss(search, by=founder, reason="competitor")

        event = Event.objects.get()
        assert event.verb == "feedback.dismissed"
        assert "competitor" not in str(event.details)

    def test_needs_one_of_the_reasons(self, search, founder):
        with pytest.raises(ValueError, match="ugly logo"):
            dismiss(search, by=founder, reason="ugly logo")

        assert not Feedback.objects.exists()

    def test_replaces_what_was_said_before(self, search, founder):
        dismiss(search, by=founder, reason="competitor")
        dismiss(search, by=founder, reason="too_far")
        shortlist(search, by=founder)

        feedback = Feedback.objects.get()
        assert feedback.state == "shortlisted"
        assert feedback.reason == ""
        assert Event.objects.count() == 3

    def test_leaves_other_searches_alone(self, search, founder):
        other = SearchFactory(asked_by=founder)

        dismiss(search, by=founder)

        assert feedback_on(other, for_user=founder, browser_key="") == {}


class TestTransitions:
    """Every pair of states; an introduction is asked for in test_hand_overs.py."""

    STEPS = {"shortlisted": shortlist, "dismissed": dismiss, "outcome": report}
    LEGAL = {
        (None, "shortlisted"),
        (None, "dismissed"),
        ("shortlisted", "shortlisted"),
        ("shortlisted", "dismissed"),
        ("dismissed", "shortlisted"),
        ("dismissed", "dismissed"),
        ("introduced", "outcome"),
    }

    @pytest.mark.parametrize("after", sorted(STEPS))
    @pytest.mark.parametrize("before", [None, *FeedbackState.values])
    def test_are_these_and_no_others(self, search, founder, before, after):
        if before is not None:
            FeedbackFactory(
                search=search,
                state=before,
                reason="too_far" if before == "dismissed" else "",
                outcome="no_fit" if before == "outcome" else "",
            )

        if (before, after) in self.LEGAL:
            self.STEPS[after](search, by=founder)
            assert Feedback.objects.get().state == after
        else:
            with pytest.raises(actions.NotFromHere):
                self.STEPS[after](search, by=founder)
            assert [each.state for each in Feedback.objects.all()] == ([before] if before else [])
            assert not Event.objects.exists()


class TestOutcome:
    def test_is_kept_and_counted_for_the_team_alone(self, biohealth, founder, manager):
        search = SearchFactory(asked_by=founder, cluster=biohealth)
        FeedbackFactory(search=search, state="introduced")
        FeedbackFactory(search__cluster=biohealth, state="outcome", outcome="met", given_by=founder)
        FeedbackFactory(state="outcome", outcome="no_answer")

        report(search, by=founder, outcome="met")

        assert outcomes_in(biohealth, for_user=manager) == {"met": 2}
        assert outcomes_in(biohealth, for_user=founder) == {}
        assert Event.objects.newest_first()[0].verb == "feedback.outcome_reported"

    def test_needs_an_account(self, anonymous_search, visitor):
        with pytest.raises(actions.NotAllowed):
            report(anonymous_search, by=visitor, browser_key="visitor's browser")

    def test_needs_one_of_the_codes(self, search, founder):
        FeedbackFactory(search=search, state="introduced")

        with pytest.raises(ValueError, match="splendid"):
            report(search, by=founder, outcome="splendid")


class TestTakingBack:
    @pytest.mark.parametrize(
        "said", [{"state": "shortlisted"}, {"state": "dismissed", "reason": "other"}]
    )
    def test_deletes_what_was_said(self, search, founder, said):
        FeedbackFactory(search=search, **said)

        take_back(search, by=founder)

        assert not Feedback.objects.exists()
        assert Event.objects.get().verb == "feedback.taken_back"

    def test_of_an_outcome_leaves_the_introduction(self, search, founder):
        FeedbackFactory(search=search, state="outcome", outcome="met")

        take_back(search, by=founder)

        feedback = Feedback.objects.get()
        assert feedback.state == "introduced"
        assert feedback.outcome == ""

    def test_of_an_introduction_is_the_hand_over_s_affair(self, search, founder):
        FeedbackFactory(search=search, state="introduced")

        with pytest.raises(actions.NotFromHere):
            take_back(search, by=founder)

        assert Feedback.objects.get().state == "introduced"

    def test_is_refused_when_nothing_was_said(self, search, founder):
        FeedbackFactory(search=search, organisation_id=INSTITUTE_OF_GAIT_RESEARCH)

        with pytest.raises(actions.NothingToTakeBack):
            take_back(search, by=founder)

        assert Feedback.objects.count() == 1
        assert not Event.objects.exists()

    def test_is_refused_to_others(self, search):
        FeedbackFactory(search=search)

        with pytest.raises(actions.NotAllowed):
            take_back(search, by=UserFactory())

        assert Feedback.objects.exists()


class TestFeedbackOnASearch:
    def test_is_read_by_its_owner_alone(self, search, founder, visitor):
        feedback = FeedbackFactory(search=search)

        assert feedback_on(search, for_user=founder, browser_key="") == {MOSELLE_SENSORS: feedback}
        for reader in (UserFactory(), UserFactory(is_superuser=True), visitor):
            with pytest.raises(NoSearch):
                feedback_on(search, for_user=reader, browser_key="visitor's browser")

    def test_goes_with_the_search(self, search):
        FeedbackFactory(search=search)

        actions.forget_search(search)

        assert not Feedback.objects.exists()

    def test_goes_with_the_person(self, search, founder):
        FeedbackFactory(search=search)
        of_another = FeedbackFactory()

        erase_account(founder, by=founder, now=MONDAY_NOON)

        assert list(Feedback.objects.all()) == [of_another]


class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"organisation_id": ""}, "feedback_is_about_an_organisation"),
            ({"state": "adored"}, "feedback_has_a_state_we_know"),
            ({"state": "dismissed"}, "feedback_has_a_coded_reason_if_it_dismisses"),
            (
                {"state": "dismissed", "reason": "ugly logo"},
                "feedback_has_a_coded_reason_if_it_dismisses",
            ),
            ({"reason": "too_far"}, "feedback_has_a_coded_reason_if_it_dismisses"),
            ({"state": "outcome"}, "feedback_has_a_coded_outcome_if_there_is_one"),
            ({"outcome": "met"}, "feedback_has_a_coded_outcome_if_there_is_one"),
            (
                {"state": "introduced", "given_by": None},
                "feedback_on_an_introduction_comes_from_an_account",
            ),
        ],
    )
    def test_hold_in_the_database(self, search, fields, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            FeedbackFactory(search=search, **fields)

    def test_keep_one_word_per_search_and_organisation(self, search):
        FeedbackFactory(search=search)

        with pytest.raises(IntegrityError), transaction.atomic():
            FeedbackFactory(search=search)


@pytest.mark.django_db(transaction=True)
class TestTwoTabsAtOnce:
    """
    One says of an organisation what the other says otherwise, at the same moment.

    SQLite lets one writer in at a time (`transaction_mode` IMMEDIATE), so there is no same moment;
    its test database, in memory and shared, cannot show it. PostgreSQL has one, and shows it.
    """

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
    def test_leave_one_word_that_of_the_later(self, search, founder):
        outcomes = []

        def dismiss_in_the_second_tab():
            try:
                outcomes.append(dismiss(search, by=founder).state)
            except Exception as error:
                outcomes.append(type(error))
            finally:
                connection.close()

        second = threading.Thread(target=dismiss_in_the_second_tab)
        with transaction.atomic():
            shortlist(search, by=founder)
            second.start()
            # Long enough to get past every check if nothing held it back.
            second.join(timeout=0.5)
            assert outcomes == []
        second.join(timeout=10)

        assert outcomes == ["dismissed"]
        assert Feedback.objects.get().state == "dismissed"
