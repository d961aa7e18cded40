"""A need is put into the cluster team's hands, read by nobody else, and answered once."""

import datetime as dt
import threading
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.clusters.queries import history_of
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import Feedback, HandOver, IntroductionRequest, Search
from liaison.hub.partner_search.queries import (
    NoHandOver,
    get_hand_over_of,
    get_handed_over,
    hand_overs_of,
    handed_over,
)
from liaison.matching import UnknownOrganisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    ExclusionFactory,
    FeedbackFactory,
    HandOverFactory,
    IntroductionRequestFactory,
    SearchFactory,
    SoughtOrganisationFactory,
)

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
BROWSER = "visitor's browser"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]


@pytest.fixture
def search(founder, biohealth):
    return SearchFactory(asked_by=founder, cluster=biohealth)


@pytest.fixture
def anonymous_search(biohealth):
    return SearchFactory(anonymous=True, cluster=biohealth)


def ask(search, *, by, organisation_id=MOSELLE_SENSORS, message="", browser_key="", now=None):
    return actions.ask_for_introduction(
        search,
        organisation_id,
        message=message,
        by=by,
        browser_key=browser_key,
        now=now or MONDAY_NOON,
    )


def hand_over(search, *, by, message="Please help.", email="", browser_key=""):
    return actions.hand_over(
        search, message=message, email=email, by=by, browser_key=browser_key, now=MONDAY_NOON
    )


def ask_five_times(cluster, *, organisation_id=MOSELLE_SENSORS, at=MONDAY_NOON):
    sought = SoughtOrganisationFactory(cluster=cluster, organisation_id=organisation_id)
    IntroductionRequestFactory.create_batch(5, sought=sought, asked_at=at)


class TestAskingForAnIntroduction:
    def test_hands_the_need_to_the_team(self, search, founder, manager):
        asked = ask(search, by=founder, message="  Gait at home? ")

        seen = handed_over(for_user=manager).get()
        assert seen == asked
        assert seen.kind == "introduction"
        assert seen.organisation_id == MOSELLE_SENSORS
        assert seen.message == "Gait at home?"
        assert seen.person == founder
        assert seen.search.need == search.need
        assert seen.is_open

    def test_is_said_of_the_organisation(self, search, founder):
        FeedbackFactory(search=search, state="shortlisted")

        ask(search, by=founder)

        feedback = Feedback.objects.get()
        assert feedback.state == "introduced"
        assert feedback.given_by == founder

    def test_is_written_down(self, search, founder, biohealth, manager):
        asked = ask(search, by=founder)

        said, made = Event.objects.exclude(verb="cluster.set_up").order_by("pk")
        assert said.verb == "feedback.introduction_asked_for"
        assert made.verb == "hand_over.made"
        assert made.subject == str(asked.public_id)
        assert history_of(biohealth, for_user=manager)[0] == made

    def test_needs_an_account(self, anonymous_search, visitor):
        with pytest.raises(actions.NotAllowed):
            ask(anonymous_search, by=visitor, browser_key=BROWSER)

    def test_takes_the_search_along_for_someone_who_has_signed_in(self, anonymous_search, founder):
        ask(anonymous_search, by=founder, browser_key=BROWSER)

        assert Search.objects.get().asked_by == founder

    def test_is_refused_for_another_s_search(self, search, manager):
        with pytest.raises(actions.NotAllowed):
            ask(search, by=manager)

        assert not HandOver.objects.exists()

    @pytest.mark.parametrize(
        "said",
        [
            {"state": "dismissed", "reason": "competitor"},
            {"state": "introduced"},
            {"state": "outcome", "outcome": "no_fit"},
        ],
    )
    def test_is_refused_when_set_aside_or_asked_for_before(self, search, founder, said):
        FeedbackFactory(search=search, **said)

        with pytest.raises(actions.NotFromHere):
            ask(search, by=founder)

        assert not HandOver.objects.exists()
        assert not IntroductionRequest.objects.exists()

    def test_is_refused_for_what_open_data_does_not_know(self, search, founder):
        with pytest.raises(UnknownOrganisation):
            ask(search, by=founder, organisation_id="999999999")

    def test_is_refused_for_what_the_person_excluded(self, search, founder):
        ExclusionFactory(person=founder)

        with pytest.raises(actions.IsExcluded):
            ask(search, by=founder)

    def test_is_refused_for_what_the_cluster_excluded(self, search, founder, biohealth):
        ExclusionFactory(cluster=biohealth)

        with pytest.raises(actions.IsExcluded):
            ask(search, by=founder)

        assert not Feedback.objects.exists()

    def test_does_not_mind_what_others_excluded(self, search, founder):
        ExclusionFactory()
        ExclusionFactory(cluster=ClusterFactory())

        assert ask(search, by=founder).is_open

    def test_takes_2000_characters_and_not_one_more(self, search, founder):
        ask(search, by=founder, message="x" * 2_000)

        with pytest.raises(actions.MessageNotUsable):
            ask(
                search,
                by=founder,
                organisation_id=INSTITUTE_OF_GAIT_RESEARCH,
                message="x" * 2_001,
            )


class TestCap:
    def test_lets_five_ask_in_thirty_days(self, biohealth, founder):
        for _ in range(5):
            ask(SearchFactory(asked_by=founder, cluster=biohealth), by=founder)

        with pytest.raises(actions.AskedTooOften):
            ask(SearchFactory(asked_by=founder, cluster=biohealth), by=founder)

        assert IntroductionRequest.objects.count() == 5
        assert HandOver.objects.count() == 5
        assert Feedback.objects.count() == 5

    def test_does_not_count_what_was_asked_thirty_days_ago(self, search, founder, biohealth):
        ask_five_times(biohealth, at=MONDAY_NOON - dt.timedelta(days=30))

        assert ask(search, by=founder).is_open

    def test_counts_what_was_asked_a_moment_later(self, search, founder, biohealth):
        ask_five_times(biohealth, at=MONDAY_NOON - dt.timedelta(days=30, seconds=-1))

        with pytest.raises(actions.AskedTooOften):
            ask(search, by=founder)

    def test_holds_for_each_organisation_and_each_cluster(self, search, founder, biohealth):
        ask_five_times(ClusterFactory())
        ask_five_times(biohealth, organisation_id=INSTITUTE_OF_GAIT_RESEARCH)

        assert ask(search, by=founder).is_open

    def test_does_not_count_what_was_taken_back(self, search, founder, biohealth):
        ask_five_times(biohealth)
        IntroductionRequest.objects.first().delete()
        asked = ask(search, by=founder)

        actions.take_back(asked, by=founder, now=MONDAY_NOON)

        assert IntroductionRequest.objects.count() == 4
        assert ask(search, by=founder).is_open

    def test_still_counts_what_was_forgotten_after_the_team_acted(self, search, founder, manager):
        actions.take(ask(search, by=founder), by=manager, now=MONDAY_NOON)

        actions.forget_search(search)

        assert not HandOver.objects.exists()
        assert IntroductionRequest.objects.count() == 1

    def test_does_not_count_what_was_forgotten_before_that(self, search, founder):
        ask(search, by=founder)

        actions.forget_search(search)

        assert not IntroductionRequest.objects.exists()


class TestHandingOver:
    def test_hands_the_need_to_the_team(self, search, founder, manager):
        hand_over(search, by=founder, email="not.used@example.org")

        seen = handed_over(for_user=manager).get()
        assert seen.kind == "nobody_fits"
        assert seen.organisation_id == ""
        assert seen.person == founder
        assert seen.email == ""

    def test_says_where_to_answer_someone_without_an_account(self, anonymous_search, visitor):
        hand_over(
            anonymous_search, by=visitor, email=" ben.klein@example.org ", browser_key=BROWSER
        )

        assert HandOver.objects.get().email == "ben.klein@example.org"
        event = Event.objects.newest_first()[0]
        assert event.actor == "visitor"
        assert "example.org" not in str(event.details)

    @pytest.mark.parametrize("email", ["", "ben.klein", "ben@klein@example.org", "ben@example"])
    def test_needs_an_address_that_works_from_them(self, anonymous_search, visitor, email):
        with pytest.raises(actions.AddressNotUsable):
            hand_over(anonymous_search, by=visitor, email=email, browser_key=BROWSER)

        assert not HandOver.objects.exists()

    def test_is_refused_while_the_team_has_it(self, search, founder):
        hand_over(search, by=founder)

        with pytest.raises(actions.AlreadyHandedOver):
            hand_over(search, by=founder)

        assert HandOver.objects.count() == 1

    def test_may_be_done_again_after_an_answer(self, search, founder, manager):
        actions.answer(hand_over(search, by=founder), text="Sorry.", by=manager, now=MONDAY_NOON)

        hand_over(search, by=founder)

        assert HandOver.objects.count() == 2

    def test_is_refused_for_another_s_search(self, search, manager, visitor):
        for stranger in (manager, visitor):
            with pytest.raises(actions.NotAllowed):
                hand_over(search, by=stranger, email="ben.klein@example.org", browser_key=BROWSER)


class TestWhatTheTeamReads:
    def test_comes_open_ones_first_and_oldest_first(self, biohealth, manager):
        def made(day, **fields):
            return HandOverFactory(
                search__cluster=biohealth,
                created_at=dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC),
                **fields,
            )

        answered = made(
            1,
            state="answered",
            answer="Ask the institute.",
            answered_by=manager,
            answered_at=MONDAY_NOON,
        )
        taken = made(2, state="taken", taken_by=manager)
        recent = made(4)
        old = made(3)

        assert list(handed_over(for_user=manager)) == [old, recent, taken, answered]

    def test_is_read_by_the_managers_of_the_cluster_alone(self, search, founder, visitor):
        made = HandOverFactory(search=search)
        officer = ClusterRoleFactory(cluster=search.cluster, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for reader in (founder, officer, manager_of_another, visitor):
            assert not handed_over(for_user=reader).exists()
            with pytest.raises(NoHandOver):
                get_handed_over(made.public_id, for_user=reader)

    def test_is_one_question_to_the_database(self, biohealth, manager, django_assert_num_queries):
        HandOverFactory.create_batch(3, search__cluster=biohealth)

        with django_assert_num_queries(1):
            for each in handed_over(for_user=manager):
                assert each.search.need
                assert each.person.full_name


class TestWhatThePersonReads:
    def test_is_their_own(self, search, founder, manager, visitor):
        made = HandOverFactory(search=search)

        assert list(hand_overs_of(search, for_user=founder, browser_key="")) == [made]
        assert get_hand_over_of(search, made.public_id, for_user=founder, browser_key="") == made
        for reader in (manager, visitor):
            assert not hand_overs_of(search, for_user=reader, browser_key=BROWSER).exists()

    def test_is_kept_for_their_browser(self, anonymous_search, visitor):
        made = HandOverFactory(search=anonymous_search)

        assert list(hand_overs_of(anonymous_search, for_user=visitor, browser_key=BROWSER)) == [
            made
        ]
        assert not hand_overs_of(anonymous_search, for_user=visitor, browser_key="").exists()


class TestTaking:
    def test_names_who_looks_into_it(self, search, manager):
        taken = actions.take(HandOverFactory(search=search), by=manager, now=MONDAY_NOON)

        taken.refresh_from_db()
        assert taken.state == "taken"
        assert taken.taken_by == manager
        assert Event.objects.newest_first()[0].verb == "hand_over.taken"

    def test_is_refused_when_a_colleague_was_faster(self, search, manager):
        made = HandOverFactory(search=search)
        colleague = ClusterRoleFactory(cluster=search.cluster).person
        actions.take(made, by=colleague, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.take(made, by=manager, now=MONDAY_NOON)

        made.refresh_from_db()
        assert made.taken_by == colleague

    def test_is_refused_when_it_was_taken_back(self, search, founder, manager):
        made = HandOverFactory(search=search)
        actions.take_back(HandOver.objects.get(), by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.take(made, by=manager, now=MONDAY_NOON)

    def test_is_refused_to_others(self, search, founder, visitor):
        made = HandOverFactory(search=search)

        for person in (founder, ClusterRoleFactory().person, visitor):
            with pytest.raises(actions.NotAllowed):
                actions.take(made, by=person, now=MONDAY_NOON)


class TestAnswering:
    def test_is_kept_with_who_and_when(self, search, manager):
        made = HandOverFactory(search=search)

        actions.answer(made, text=" Ask the institute. ", by=manager, now=MONDAY_NOON)

        made.refresh_from_db()
        assert made.is_answered
        assert made.answer == "Ask the institute."
        assert made.answered_by == manager
        assert made.answered_at == MONDAY_NOON
        assert Event.objects.newest_first()[0].verb == "hand_over.answered"

    def test_may_come_from_a_colleague_of_who_took_it(self, search, manager):
        colleague = ClusterRoleFactory(cluster=search.cluster).person
        made = HandOverFactory(search=search, state="taken", taken_by=colleague)

        answered = actions.answer(made, text="Yes.", by=manager, now=MONDAY_NOON)

        assert answered.taken_by == colleague
        assert answered.answered_by == manager

    def test_happens_once(self, search, manager):
        made = HandOverFactory(search=search)
        actions.answer(made, text="Yes.", by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.answer(made, text="No.", by=manager, now=MONDAY_NOON)

        made.refresh_from_db()
        assert made.answer == "Yes."

    @pytest.mark.parametrize("text", ["", " \n", "x" * 2_001])
    def test_needs_words_and_not_too_many(self, search, manager, text):
        made = HandOverFactory(search=search)

        with pytest.raises(actions.MessageNotUsable):
            actions.answer(made, text=text, by=manager, now=MONDAY_NOON)

        made.refresh_from_db()
        assert made.is_open

    def test_is_refused_to_others(self, search, founder, visitor):
        made = HandOverFactory(search=search)

        for person in (founder, ClusterRoleFactory().person, visitor):
            with pytest.raises(actions.NotAllowed):
                actions.answer(made, text="Yes.", by=person, now=MONDAY_NOON)


class TestLetterWithTheAnswer:
    @pytest.fixture
    def answer(self, manager, django_capture_on_commit_callbacks):
        def answer(made):
            with django_capture_on_commit_callbacks(execute=True):
                actions.answer(made, text="Ask the institute.", by=manager, now=MONDAY_NOON)

        return answer

    def test_reaches_someone_without_an_account(self, anonymous_search, answer, mailoutbox):
        answer(HandOverFactory(search=anonymous_search))

        letter = mailoutbox[0]
        assert letter.to == ["ben.klein@example.org"]
        assert letter.reply_to == ["biohealth@cluster.example"]
        assert letter.subject == "An answer from Luxembourg BioHealth Cluster"
        assert "Ask the institute." in letter.body

    def test_reaches_a_person_where_they_sign_in(self, search, founder, answer, mailoutbox):
        answer(HandOverFactory(search=search))

        assert mailoutbox[0].to == [founder.email]

    def test_does_not_repeat_the_need(self, search, answer, mailoutbox):
        answer(HandOverFactory(search=search, message="We have looked for months."))

        assert search.need not in mailoutbox[0].body
        assert "months" not in mailoutbox[0].body

    def test_is_not_sent_before_the_answer_is_saved(self, search, manager, mailoutbox):
        actions.answer(HandOverFactory(search=search), text="Yes.", by=manager, now=MONDAY_NOON)

        assert mailoutbox == []

    def test_that_the_mail_server_refuses_still_stands_on_the_page(
        self, search, answer, caplog, monkeypatch
    ):
        def refuse(backend, letters):
            raise SMTPRecipientsRefused({letters[0].to[0]: (550, b"no such box")})

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)

        answer(HandOverFactory(search=search))

        assert HandOver.objects.get().is_answered
        assert "refused by the mail server" in caplog.text
        assert "@" not in caplog.text


class TestTakingBack:
    def test_takes_the_need_out_of_the_team_s_hands(self, search, founder, manager):
        made = hand_over(search, by=founder)

        actions.take_back(made, by=founder, now=MONDAY_NOON)

        assert not handed_over(for_user=manager).exists()
        assert not HandOver.objects.exists()
        assert Event.objects.newest_first()[0].verb == "hand_over.taken_back"

    def test_erases_the_address_of_someone_without_an_account(self, anonymous_search, visitor):
        made = HandOverFactory(search=anonymous_search)

        actions.take_back(made, by=visitor, browser_key=BROWSER, now=MONDAY_NOON)

        assert not HandOver.objects.exists()

    def test_of_an_introduction_leads_back_to_the_shortlist(self, search, founder):
        FeedbackFactory(search=search, state="shortlisted")
        asked = ask(search, by=founder)

        actions.take_back(asked, by=founder, now=MONDAY_NOON)

        assert Feedback.objects.get().state == "shortlisted"

    def test_of_an_introduction_leads_back_to_nothing_said(self, search, founder):
        asked = ask(search, by=founder)

        actions.take_back(asked, by=founder, now=MONDAY_NOON)

        assert not Feedback.objects.exists()

    def test_is_refused_once_the_team_acted(self, search, founder, manager):
        made = HandOverFactory(search=search)
        actions.take(made, by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.take_back(made, by=founder, now=MONDAY_NOON)

        assert HandOver.objects.exists()

    def test_is_refused_to_others(self, search, manager, visitor):
        made = HandOverFactory(search=search)

        for person in (manager, UserFactory(), visitor):
            with pytest.raises(actions.NotAllowed):
                actions.take_back(made, by=person, browser_key=BROWSER, now=MONDAY_NOON)


class TestWhatPeopleWithoutAnAccountLeftBehind:
    """Forgotten by whoever searches next."""

    DAY = dt.timedelta(days=1)

    def answered(self, search, manager, *, at):
        return HandOverFactory(
            search=search,
            state="answered",
            answer="Ask the institute.",
            answered_by=manager,
            answered_at=at,
            created_at=at,
        )

    def test_goes_180_days_after_the_answer(self, anonymous_search, manager):
        self.answered(anonymous_search, manager, at=MONDAY_NOON - 181 * self.DAY)

        actions.forget_what_was_left_behind(now=MONDAY_NOON)

        assert HandOver.objects.get().email == ""

    def test_goes_with_the_search_if_that_is_old_too(self, biohealth, manager):
        search = SearchFactory(
            anonymous=True, cluster=biohealth, asked_at=MONDAY_NOON - 182 * self.DAY
        )
        self.answered(search, manager, at=MONDAY_NOON - 181 * self.DAY)

        actions.forget_what_was_left_behind(now=MONDAY_NOON)

        assert not HandOver.objects.exists()
        assert not Search.objects.exists()

    def test_stays_until_then(self, biohealth, manager):
        search = SearchFactory(
            anonymous=True, cluster=biohealth, asked_at=MONDAY_NOON - 182 * self.DAY
        )
        self.answered(search, manager, at=MONDAY_NOON - 179 * self.DAY)

        actions.forget_what_was_left_behind(now=MONDAY_NOON)

        assert HandOver.objects.get().email == "ben.klein@example.org"

    def test_goes_when_nobody_ever_answered(self, biohealth):
        search = SearchFactory(
            anonymous=True, cluster=biohealth, asked_at=MONDAY_NOON - 182 * self.DAY
        )
        HandOverFactory(search=search, created_at=MONDAY_NOON - 181 * self.DAY)

        actions.forget_what_was_left_behind(now=MONDAY_NOON)

        assert not HandOver.objects.exists()
        assert not Search.objects.exists()

    def test_leaves_what_people_with_an_account_handed_over(self, search, manager):
        made = self.answered(search, manager, at=MONDAY_NOON - 400 * self.DAY)

        actions.forget_what_was_left_behind(now=MONDAY_NOON)

        assert list(HandOver.objects.all()) == [made]


class TestLeaving:
    def test_erases_what_the_person_handed_over(self, search, founder):
        ask(search, by=founder)
        of_another = HandOverFactory()

        erase_account(founder, by=founder, now=MONDAY_NOON)

        assert list(HandOver.objects.all()) == [of_another]
        assert not IntroductionRequest.objects.exists()

    def test_leaves_the_answers_one_has_given(self, search, manager):
        ClusterRoleFactory(cluster=search.cluster)
        made = HandOverFactory(search=search)
        actions.answer(made, text="Yes.", by=manager, now=MONDAY_NOON)

        erase_account(manager, by=manager, now=MONDAY_NOON)

        assert HandOver.objects.get().answer == "Yes."


class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            (
                {"kind": "introduction"},
                "hand_over_names_an_organisation_if_it_is_an_introduction",
            ),
            (
                {"organisation_id": MOSELLE_SENSORS},
                "hand_over_names_an_organisation_if_it_is_an_introduction",
            ),
            (
                {
                    "kind": "introduction",
                    "organisation_id": MOSELLE_SENSORS,
                    "person": None,
                    "email": "ben.klein@example.org",
                },
                "hand_over_of_an_introduction_comes_from_an_account",
            ),
            ({"email": "ben.klein@example.org"}, "hand_over_says_whom_to_answer"),
            ({"person": None, "email": ""}, "hand_over_says_whom_to_answer"),
            ({"state": "taken"}, "hand_over_is_taken_by_a_person"),
            (
                {"state": "answered", "answer": "Yes."},
                "hand_over_answer_has_words_a_person_and_a_time",
            ),
            ({"answer": "Yes."}, "hand_over_answer_has_words_a_person_and_a_time"),
        ],
    )
    def test_hold_in_the_database(self, search, fields, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            HandOverFactory(search=search, **fields)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
class TestTwoAtOnce:
    """
    Two people do something at the same moment.

    SQLite lets one writer in at a time (`transaction_mode` IMMEDIATE), so there is no same moment;
    its test database, in memory and shared, cannot show it. PostgreSQL has one, and shows it.
    """

    def race(self, first, second):
        """Do the second while the first is not yet saved; return what the second came to."""
        outcomes = []

        def do_the_second():
            try:
                second()
                outcomes.append(None)
            except Exception as error:
                outcomes.append(type(error))
            finally:
                connection.close()

        thread = threading.Thread(target=do_the_second)
        with transaction.atomic():
            first()
            thread.start()
            # Long enough to get past every check if nothing held it back.
            thread.join(timeout=0.5)
            assert outcomes == []
        thread.join(timeout=10)
        return outcomes

    def test_ask_for_the_last_introduction(self, biohealth, founder):
        ask_five_times(biohealth)
        IntroductionRequest.objects.first().delete()
        another = UserFactory()
        searches = {
            person: SearchFactory(asked_by=person, cluster=biohealth)
            for person in (founder, another)
        }

        outcomes = self.race(
            lambda: ask(searches[founder], by=founder), lambda: ask(searches[another], by=another)
        )

        assert outcomes == [actions.AskedTooOften]
        assert IntroductionRequest.objects.count() == 5
        assert HandOver.objects.get().person == founder

    def test_ask_for_the_first_introduction(self, biohealth, founder):
        another = UserFactory()
        searches = {
            person: SearchFactory(asked_by=person, cluster=biohealth)
            for person in (founder, another)
        }

        outcomes = self.race(
            lambda: ask(searches[founder], by=founder), lambda: ask(searches[another], by=another)
        )

        assert outcomes == [None]
        assert IntroductionRequest.objects.count() == 2

    def test_take_and_take_back(self, search, founder, manager):
        made = HandOverFactory(search=search)

        outcomes = self.race(
            lambda: actions.take(made, by=manager, now=MONDAY_NOON),
            lambda: actions.take_back(
                HandOver.objects.get(pk=made.pk), by=founder, now=MONDAY_NOON
            ),
        )

        assert outcomes == [actions.TooLate]
        assert HandOver.objects.get().taken_by == manager

    def test_ask_for_an_introduction_and_set_aside(self, search, founder):
        outcomes = self.race(
            lambda: ask(search, by=founder),
            lambda: actions.dismiss(
                search,
                MOSELLE_SENSORS,
                reason="too_far",
                by=founder,
                browser_key="",
                now=MONDAY_NOON,
            ),
        )

        assert outcomes == [actions.NotFromHere]
        assert Feedback.objects.get().state == "introduced"
