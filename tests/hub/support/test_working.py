import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.support import actions, queries
from liaison.hub.support.choices import Face, Priority
from liaison.hub.support.describing import filled, language_of
from liaison.hub.support.links import write_link
from liaison.hub.support.models import BulkStep, Case, CaseFile
from tests.factories.accounts import UserFactory
from tests.factories.support import CannedAnswerFactory
from tests.hub.support.conftest import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(asked, manager):
    def answer(said="Ask for aid.", *, case=asked, by=manager, now=TUESDAY, **more):
        seen = more.pop("seen", queries.last_word(case))
        actions.answer(case, said=said, seen=seen, by=by, now=now, **more)

    return answer


class TestTake:
    def test_says_who_looks_into_it(self, asked, manager, officer):
        actions.take(asked, by=manager, now=MONDAY)

        with pytest.raises(actions.TooLate):
            actions.take(asked, by=officer, now=MONDAY)
        asked.refresh_from_db()
        assert (asked.state, asked.owner) == ("in_hand", manager)

    def test_is_refused_to_those_who_ask(self, asked, founder):
        with pytest.raises(actions.NotAllowed):
            actions.take(asked, by=founder, now=MONDAY)


class TestAnswer:
    def test_reaches_who_asked_in_their_language(
        self, answer, asked, django_capture_on_commit_callbacks
    ):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer("Demandez une aide.")

        asked.refresh_from_db()
        assert (asked.state, asked.answer_due_on) == ("answered", None)
        assert asked.first_answer_at == TUESDAY
        # That it was asked went to the team before.
        letter = mail.outbox[-1]
        assert letter.to == ["claire@moselle.example"]
        assert letter.reply_to == ["team@biohealth.example"]
        assert "Demandez une aide." in letter.body
        assert f"/de/support/{asked.public_id}/" in letter.body

    def test_is_refused_where_somebody_wrote_meanwhile(self, answer, asked, founder):
        seen = queries.last_word(asked)
        actions.write(asked, said="It is settled.", by=founder, now=MONDAY)

        with pytest.raises(actions.SomebodyWrote):
            answer(seen=seen)

        assert asked.words.count() == 2

    def test_is_not_refused_because_of_a_note(self, answer, asked, officer):
        seen = queries.last_word(asked)
        actions.note(asked, said="Called them.", by=officer, now=MONDAY)

        answer(seen=seen)

        assert asked.words.count() == 3

    def test_tells_a_colleague_who_wrote_too(
        self, ask, answer, sensors, colleague, django_capture_on_commit_callbacks
    ):
        shared = ask(organisation=sensors, is_shared=True)
        actions.write(shared, said="And for me?", by=colleague, now=MONDAY)
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            answer(case=shared)

        told = {letter.to[0] for letter in mail.outbox if "support" in letter.body}
        assert {"claire@moselle.example", colleague.email} <= told


class TestHandOver:
    def test_gives_it_with_a_note_that_who_asked_never_reads(
        self, asked, manager, officer, founder, django_capture_on_commit_callbacks
    ):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            actions.hand_over(asked, to=officer, said="You know aid.", by=manager, now=MONDAY)

        asked.refresh_from_db()
        assert asked.owner == officer
        assert len(queries.thread_of(asked, for_user=founder)) == 1
        letter = mail.outbox[-1]
        assert letter.to == ["tom@biohealth.example"]
        assert "You know aid." in letter.body

    def test_is_refused_to_somebody_outside_the_team(self, asked, manager, founder):
        with pytest.raises(actions.NotOfTheTeam):
            actions.hand_over(asked, to=founder, by=manager, now=MONDAY)


class TestSort:
    def test_counts_the_promise_from_when_the_turn_began(self, asked, manager):
        actions.sort(asked, topic=asked.topic, priority=Priority.URGENT, by=manager, now=TUESDAY)

        asked.refresh_from_db()
        assert (asked.state, str(asked.answer_due_on)) == ("new", "2026-11-03")


class TestClose:
    def test_can_be_opened_again(self, asked, manager, officer):
        actions.close(asked, by=manager, now=MONDAY)
        actions.reopen(asked, by=officer, now=TUESDAY)

        asked.refresh_from_db()
        assert (asked.state, asked.owner, str(asked.answer_due_on)) == (
            "in_hand",
            manager,
            "2026-11-06",
        )


class TestJoin:
    def test_puts_both_into_one_thread_and_can_be_taken_apart(self, ask, manager, founder):
        first, second = ask(said="Which aid?"), ask(said="Aid, please!")

        actions.join(second, first, by=manager, now=MONDAY)

        said = [word.said for word in queries.thread_of(first, for_user=founder)]
        assert said == ["Which aid?", "Aid, please!"]
        second.refresh_from_db()
        assert (second.state, second.joined_to) == ("closed", first)
        with pytest.raises(actions.TooLate):
            actions.join(second, first, by=manager, now=MONDAY)

        actions.take_apart(second, by=manager, now=TUESDAY)

        assert len(queries.thread_of(first, for_user=founder)) == 1
        second.refresh_from_db()
        assert second.state == "new"

    def test_shows_nobody_what_they_could_not_read(self, ask, manager, colleague, sensors):
        confidential = ask(organisation=sensors)
        shared = ask(organisation=sensors, is_shared=True, by=colleague)
        own = ask(organisation=sensors, is_shared=True)

        with pytest.raises(actions.NotAllowed):
            actions.join(confidential, shared, by=manager, now=MONDAY)
        with pytest.raises(actions.NotAllowed):
            actions.join(confidential, own, by=manager, now=MONDAY)
        actions.join(own, shared, by=manager, now=MONDAY)


class TestSeveralAtOnce:
    def test_are_closed_and_put_back(self, ask, desk, manager, officer):
        first, second = ask(), ask()
        actions.take(first, by=officer, now=MONDAY)
        ids = [first.public_id, second.public_id]

        step = actions.close_all(ids, cluster=desk, by=manager, now=TUESDAY)
        assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
        number = actions.undo(step, by=manager, now=TUESDAY)

        assert number == 2
        states = Case.objects.order_by("pk").values_list("state", "owner", "answer_due_on")
        assert [(state, owner, str(due)) for state, owner, due in states] == [
            ("in_hand", officer.pk, "2026-11-05"),
            ("new", None, "2026-11-05"),
        ]
        with pytest.raises(actions.TooLate):
            actions.undo(BulkStep.objects.get(), by=manager, now=TUESDAY)

    def test_are_put_back_to_the_team_where_their_owner_has_left_it(
        self, ask, desk, manager, officer
    ):
        case = ask()
        actions.take(case, by=officer, now=MONDAY)
        step = actions.close_all([case.public_id], cluster=desk, by=manager, now=TUESDAY)
        officer.cluster_roles.all().delete()

        actions.undo(step, by=manager, now=TUESDAY)

        case.refresh_from_db()
        assert (case.state, case.owner) == ("new", None)

    def test_leaves_what_was_done_since(self, ask, desk, manager, founder):
        first, second = ask(), ask()
        ids = [first.public_id, second.public_id]
        step = actions.close_all(ids, cluster=desk, by=manager, now=TUESDAY)
        actions.write(first, said="Not yet!", by=founder, now=TUESDAY)

        assert actions.undo(step, by=manager, now=TUESDAY) == 1

        first.refresh_from_db()
        assert first.state == "in_hand"

    def test_are_given_to_a_colleague_who_is_told_once(
        self, ask, desk, manager, officer, django_capture_on_commit_callbacks
    ):
        ids = [ask().public_id, ask().public_id]
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            actions.assign(ids, cluster=desk, to=officer, by=manager, now=TUESDAY)

        assert set(Case.objects.values_list("owner", flat=True)) == {officer.pk}
        told = [letter for letter in mail.outbox if letter.to == ["tom@biohealth.example"]]
        assert [letter.subject for letter in told] == ["2 questions are yours now"]

    def test_are_not_those_of_another_cluster(self, desk, ask, officer):
        with pytest.raises(actions.NotAllowed):
            actions.close_all([ask().public_id], cluster=desk, by=UserFactory(), now=MONDAY)


class TestAnswersAtHand:
    def test_speak_the_language_of_who_asked(self, ask, desk, sensors):
        canned = CannedAnswerFactory(cluster=desk)

        said = filled(canned, ask(organisation=sensors))

        assert said == (
            "Guten Tag Claire Weber, Moselle Sensors kann einen Antrag stellen. "
            "Es geht um Förderung."
        )

    def test_speak_english_where_there_is_no_other(self, ask, desk, founder):
        canned = CannedAnswerFactory(cluster=desk)
        founder.language = "fr"
        founder.save()
        case = ask()

        assert language_of(canned, case) == "en"
        assert filled(canned, case).startswith("Hello Claire Weber, you may")

    def test_leave_names_that_look_like_places(self, ask, desk, founder):
        founder.full_name = "{topic}"
        founder.save()

        assert filled(CannedAnswerFactory(cluster=desk), ask()).startswith("Guten Tag {topic}, ")

    def test_have_names_of_their_own(self, desk, officer):
        CannedAnswerFactory(cluster=desk)
        said = {"name": "Aid for prototypes", "text_en": "Yes."}

        with pytest.raises(actions.NameTaken):
            actions.put_at_hand(desk, said, by=officer, now=MONDAY)


class TestFeedback:
    def test_is_asked_for_once_half_an_hour_after_closing(
        self, answer, asked, manager, django_capture_on_commit_callbacks
    ):
        answer()
        actions.close(asked, by=manager, now=TUESDAY)
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            assert actions.ask_how_it_was(now=TUESDAY) == 0
            assert actions.ask_how_it_was(now=TUESDAY.replace(hour=13)) == 1
            assert actions.ask_how_it_was(now=TUESDAY.replace(hour=13)) == 0

        (letter,) = [each for each in mail.outbox if "how-was-it" in each.body]
        assert letter.to == ["claire@moselle.example"]

    def test_is_not_asked_for_once_it_is_open_again(self, answer, asked, manager, founder):
        answer()
        actions.close(asked, by=manager, now=TUESDAY)
        actions.write(asked, said="Wait!", by=founder, now=TUESDAY)

        assert actions.ask_how_it_was(now=TUESDAY.replace(hour=18)) == 0

    def test_is_told_to_who_answered_where_it_is_not_good_or_in_words(
        self, answer, asked, manager, django_capture_on_commit_callbacks
    ):
        answer()
        actions.close(asked, by=manager, now=TUESDAY)
        token = write_link(asked, now=TUESDAY)

        with django_capture_on_commit_callbacks(execute=True):
            actions.give_face(token, Face.POOR, now=TUESDAY)
            actions.add_words(token, said="Nobody called me.", now=TUESDAY)

        [letter] = [each for each in mail.outbox if each.to == [manager.email]]
        assert letter.subject.startswith("Not content: ")
        assert f"/en/support/desk/{asked.public_id}/" in letter.body
        assert "Nobody called me." not in letter.body

    @pytest.mark.parametrize(("said", "letters"), [("", 0), ("Fast!", 1)])
    def test_that_is_good_is_told_only_where_there_are_words(
        self, answer, asked, manager, said, letters, django_capture_on_commit_callbacks
    ):
        answer()
        actions.close(asked, by=manager, now=TUESDAY)
        token = write_link(asked, now=TUESDAY)

        with django_capture_on_commit_callbacks(execute=True):
            actions.give_face(token, Face.GOOD, now=TUESDAY)
            if said:
                actions.add_words(token, said=said, now=TUESDAY)

        assert len([each for each in mail.outbox if each.to == [manager.email]]) == letters


class TestLeaving:
    def test_erases_what_was_asked_with_its_files(
        self, ask, founder, manager, media, pdf, django_capture_on_commit_callbacks
    ):
        case = ask(uploads=[pdf])
        actions.answer(
            case, said="Hello Claire!", seen=queries.last_word(case), by=manager, now=TUESDAY
        )
        assert len([each for each in media.rglob("*") if each.is_file()]) == 1

        with django_capture_on_commit_callbacks(execute=True):
            erase_account(founder, by=founder, now=TUESDAY)

        case.refresh_from_db()
        assert (case.state, case.subject, case.words.count()) == ("closed", "", 0)
        assert not CaseFile.objects.exists()
        assert [each for each in media.rglob("*") if each.is_file()] == []

    @pytest.mark.parametrize("was_closed", [False, True])
    def test_leaves_what_a_colleague_asked_and_was_joined_to_it(
        self, ask, sensors, colleague, founder, manager, was_closed
    ):
        kept = ask(organisation=sensors, is_shared=True)
        own = ask(organisation=sensors, is_shared=True, by=colleague, said="And for me?")
        actions.join(own, kept, by=manager, now=MONDAY)
        if was_closed:
            actions.close(kept, by=manager, now=MONDAY)

        erase_account(founder, by=founder, now=TUESDAY)

        own.refresh_from_db()
        assert own.state == ("closed" if was_closed else "new")
        assert own.joined_to is None
        assert [word.said for word in queries.thread_of(own, for_user=colleague)] == ["And for me?"]

    def test_gives_what_somebody_had_in_hand_to_the_team(self, asked, desk, officer, manager):
        actions.take(asked, by=officer, now=MONDAY)
        funding = queries.get_topic("funding", cluster=desk)
        actions.change_topic(funding, {}, answered_by=officer, is_open=True, by=manager, now=MONDAY)

        erase_account(officer, by=officer, now=TUESDAY)

        asked.refresh_from_db()
        funding.refresh_from_db()
        assert (asked.state, asked.owner, funding.answered_by) == ("new", None, None)


class TestErase:
    def test_is_for_who_asked_and_once_it_is_closed(self, asked, founder, manager):
        with pytest.raises(actions.TooLate):
            actions.erase(asked, by=founder, now=MONDAY)
        actions.settle(asked, by=founder, now=MONDAY)
        with pytest.raises(actions.NotAllowed):
            actions.erase(asked, by=manager, now=MONDAY)

        actions.erase(asked, by=founder, now=MONDAY)

        asked.refresh_from_db()
        assert (asked.subject, asked.words.count()) == ("", 0)
        assert Event.objects.filter(verb="case.erased").count() == 1

    def test_is_for_good(self, asked, desk, founder, manager):
        step = actions.close_all([asked.public_id], cluster=desk, by=manager, now=MONDAY)
        actions.erase(asked, by=founder, now=MONDAY)

        for again in (
            lambda: actions.write(asked, said="More.", by=founder, now=TUESDAY),
            lambda: actions.reopen(asked, by=manager, now=TUESDAY),
            lambda: actions.note(asked, said="Gone.", by=manager, now=TUESDAY),
            lambda: actions.answer(asked, said="Yes.", seen=0, by=manager, now=TUESDAY),
        ):
            with pytest.raises(actions.TooLate):
                again()
        assert actions.undo(step, by=manager, now=TUESDAY) == 0

        asked.refresh_from_db()
        assert (asked.state, asked.words.count()) == ("closed", 0)
