import uuid

import pytest
from django.core import mail

from liaison.hub.audit.models import Event
from liaison.hub.core.files import Upload, check
from liaison.hub.support import actions, queries
from liaison.hub.support.models import Absence, Case, CaseFile, CaseTopic, Promise
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.support import CaseFactory
from tests.hub.support.conftest import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db


class TestAsk:
    def test_promises_an_answer_and_tells_the_team(
        self, ask, founder, sensors, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            case = ask(organisation=sensors)

        assert (case.state, str(case.answer_due_on)) == ("new", "2026-11-05")
        (letter,) = mail.outbox
        assert letter.to == ["team@biohealth.example"]
        assert "Claire Weber, Moselle Sensors" in letter.body
        assert "5 novembre 2026" in letter.body
        # What was asked is read on the page alone.
        assert "We look for money." not in letter.body
        event = Event.objects.get(verb="case.asked")
        assert (event.subject, event.details) == (str(case.public_id), {"topic": "funding"})

    def test_goes_to_whoever_answers_the_topic(
        self, ask, desk, manager, officer, django_capture_on_commit_callbacks
    ):
        funding = queries.get_topic("funding", cluster=desk)
        actions.change_topic(funding, {}, answered_by=officer, is_open=True, by=manager, now=MONDAY)

        with django_capture_on_commit_callbacks(execute=True):
            case = ask()

        assert (case.owner, case.state) == (officer, "new")
        assert [letter.to for letter in mail.outbox] == [["tom@biohealth.example"]]

    def test_goes_to_the_team_while_that_person_is_away(
        self, ask, desk, manager, officer, django_capture_on_commit_callbacks
    ):
        funding = queries.get_topic("funding", cluster=desk)
        actions.change_topic(funding, {}, answered_by=officer, is_open=True, by=manager, now=MONDAY)
        actions.go_away(desk, since=MONDAY.date(), until=TUESDAY.date(), by=officer, now=MONDAY)

        with django_capture_on_commit_callbacks(execute=True):
            case = ask()

        assert case.owner is None
        assert [letter.to for letter in mail.outbox] == [["team@biohealth.example"]]

    def test_keeps_the_topics_to_start_with(self, ask, desk):
        assert CaseTopic.objects.count() == 0

        ask(topic="premises")

        names = CaseTopic.objects.order_by("position").values_list("name_de", flat=True)
        assert list(names)[:3] == ["Förderung", "Partner", "Räume"]

    def test_pressed_twice_makes_one(self, ask):
        key = uuid.uuid4()

        first, second = ask(public_id=key), ask(public_id=key)

        assert first == second
        assert Case.objects.get().words.count() == 1

    def test_is_another_question_where_a_page_sent_before_says_something_else(self, ask):
        key = uuid.uuid4()
        ask(public_id=key)

        other = ask(public_id=key, topic="premises", subject="A lab?", said="50 m².")

        assert Case.objects.count() == 2
        assert (other.subject, other.topic.code) == ("A lab?", "premises")

    def test_is_another_question_where_somebody_elses_has_that_name(self, ask):
        key = uuid.uuid4()
        first = ask(public_id=key)

        second = ask(public_id=key, by=UserFactory())

        assert second != first
        assert second.public_id != key

    def test_is_refused_for_an_organisation_of_others(self, ask, sensors):
        with pytest.raises(actions.NotAllowed):
            ask(by=UserFactory(), organisation=sensors)

    def test_is_refused_about_a_topic_of_another_cluster(self, desk, founder):
        other = queries.topics_of(ClusterFactory())[0]

        with pytest.raises(actions.WrongTopic):
            actions.ask(
                cluster=desk, topic=other, subject="Aid?", said="Which?", by=founder, now=MONDAY
            )

    @pytest.mark.parametrize("said", [{"said": " \x00 "}, {"subject": "  "}, {"said": "x" * 5_001}])
    def test_is_refused_without_words_or_with_too_many(self, ask, said):
        with pytest.raises(actions.NotSaid):
            ask(**said)

        assert not Case.objects.exists()

    def test_is_refused_after_twenty_on_a_day(self, ask, founder, desk):
        topic = queries.get_topic("funding", cluster=desk)
        for _number in range(20):
            actions.ask(
                cluster=desk, topic=topic, subject="Aid?", said="Which?", by=founder, now=MONDAY
            )

        with pytest.raises(actions.TooManyCases):
            ask()


class TestWhoReads:
    def test_a_colleague_only_where_it_is_shared(self, ask, colleague, sensors):
        mine, shared = ask(organisation=sensors), ask(organisation=sensors, is_shared=True)

        assert queries.get_own_case(shared.public_id, for_user=colleague) == shared
        with pytest.raises(queries.NoCase):
            queries.get_own_case(mine.public_id, for_user=colleague)
        with pytest.raises(queries.NoCase):
            queries.thread_of(mine, for_user=colleague)

    def test_the_team_of_this_cluster_alone(self, asked, manager, founder):
        stranger = CaseFactory(cluster=ClusterFactory())

        assert queries.get_case(asked.public_id, for_user=manager) == asked
        with pytest.raises(queries.NoCase):
            queries.get_case(stranger.public_id, for_user=manager)
        with pytest.raises(queries.NoCase):
            queries.get_case(asked.public_id, for_user=founder)

    def test_notes_within_the_team_never_those_who_ask(self, asked, manager, founder):
        actions.note(asked, said="Asked before.", by=manager, now=MONDAY)

        said = [word.said for word in queries.thread_of(asked, for_user=founder)]
        assert said == ["We look for money."]
        assert len(queries.thread_of(asked, for_user=manager)) == 2


class TestWrite:
    def test_gives_the_team_the_days_that_were_left(self, asked, founder, manager):
        actions.answer(
            asked,
            said="How much?",
            seen=queries.last_word(asked),
            waits=True,
            by=manager,
            now=TUESDAY,
        )
        asked.refresh_from_db()
        assert (asked.state, asked.days_left, asked.answer_due_on) == ("waiting", 2, None)

        # A Friday: two working days later is the Tuesday after.
        friday = MONDAY.replace(day=6)
        actions.write(asked, said="20,000 euro.", by=founder, now=friday)

        asked.refresh_from_db()
        assert (asked.state, str(asked.answer_due_on)) == ("in_hand", "2026-11-10")

    def test_opens_a_closed_one_again(self, asked, founder, manager):
        actions.close(asked, by=manager, now=MONDAY)

        actions.write(asked, said="One thing more.", by=founder, now=TUESDAY)

        asked.refresh_from_db()
        assert (asked.state, asked.owner, asked.closed_at) == ("in_hand", manager, None)
        assert Event.objects.filter(verb="case.reopened").exists()

    def test_pressed_twice_says_it_once(self, asked, founder):
        for _time in range(2):
            actions.write(asked, said="One thing more.", by=founder, now=TUESDAY)

        assert asked.words.count() == 2

    def test_takes_other_files_with_the_same_words(self, asked, founder, pdf):
        other = check(Upload("more.pdf", b"%PDF-1.7 more"))
        for file in (pdf, pdf, other):
            actions.write(asked, said="See the file.", uploads=[file], by=founder, now=TUESDAY)

        names = CaseFile.objects.values_list("name", flat=True)
        assert list(names) == ["offer.pdf", "more.pdf"]

    def test_brings_fifty_files_at_most_in_all(self, ask, founder, pdf, media):
        case = ask(uploads=[pdf] * 5)
        for number in range(9):
            actions.write(case, said=f"{number}", uploads=[pdf] * 5, by=founder, now=TUESDAY)

        with pytest.raises(actions.TooManyFiles):
            actions.write(case, said="One more.", uploads=[pdf], by=founder, now=TUESDAY)

        assert len([each for each in media.rglob("*") if each.is_file()]) == 50
        assert case.words.count() == 10

    def test_is_refused_to_strangers(self, asked, colleague):
        with pytest.raises(actions.NotAllowed):
            actions.write(asked, said="And me?", by=colleague, now=TUESDAY)


class TestSettle:
    def test_closes_it_once(self, asked, founder):
        actions.settle(asked, by=founder, now=TUESDAY)

        with pytest.raises(actions.TooLate):
            actions.settle(asked, by=founder, now=TUESDAY)
        asked.refresh_from_db()
        assert (asked.state, asked.answer_due_on) == ("closed", None)


class TestPromise:
    def test_holds_for_what_is_asked_from_then_on(self, ask, asked, desk, manager):
        days = {"urgent": 1, "normal": 5, "low": 20}
        actions.promise(desk, days, by=manager, now=MONDAY)

        assert str(ask().answer_due_on) == "2026-11-09"
        assert str(asked.answer_due_on) == "2026-11-05"
        assert Promise.objects.get().low == 20

    def test_is_refused_to_officers(self, desk, officer):
        with pytest.raises(actions.NotAllowed):
            actions.promise(desk, {"urgent": 1, "normal": 5, "low": 20}, by=officer, now=MONDAY)


class TestAbsence:
    def test_ends_when_one_comes_back(self, desk, officer):
        day = MONDAY.date()
        actions.go_away(desk, since=day, until=day, by=officer, now=MONDAY)
        assert queries.is_away(officer, desk, on=day)

        actions.come_back(desk, by=officer, now=MONDAY)

        assert not Absence.objects.exists()
