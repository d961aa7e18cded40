"""Two sides write to each other before both said yes, and neither learns who the other is."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import tick
from liaison.hub.introductions import actions
from liaison.hub.introductions.choices import KEPT_FOR, Side
from liaison.hub.introductions.models import Introduction, RelayedMessage
from liaison.hub.introductions.queries import answering_by_link, as_seen_by, messages_of
from liaison.hub.notifications.actions import stop
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import Stop
from liaison.hub.notifications.models import digest_of
from liaison.hub.postbox.actions import receive
from tests.factories.directory import OrganisationRoleFactory
from tests.hub.introductions.conftest import (
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
    link_to,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence"),
]

THURSDAY_NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
QUESTION = "How many wearers have agreed to share their data so far?"
EXPLANATION = "One hundred and eighty, all in writing."


@pytest.fixture
def questioned(answering, asked):
    actions.question(answering, said=QUESTION, now=TUESDAY_NOON)
    return again(asked)


def clocks():
    return dict(Clock.objects.values_list("kind", "state"))


class TestQuestion:
    def test_reaches_the_asking_side_without_a_name_or_an_address(self, questioned, founder):
        letter = letters_to(founder.email)[-1]

        assert letter.subject == "A question before they decide: Moselle Sensors"
        assert QUESTION in letter.body
        for secret in ("Léa", "Thill", "info@moselle.example"):
            assert secret not in letter.body + letter.subject + str(letter.extra_headers)

    def test_does_not_decide(self, questioned):
        assert questioned.state == "asked"

    def test_stands_on_the_pages_of_both_sides_and_of_the_team(self, questioned, manager, founder):
        (own,) = as_seen_by(questioned, Side.ASKED, with_messages=True).messages
        (theirs,) = as_seen_by(questioned, Side.ASKING, with_messages=True).messages

        assert (own.is_own, own.said) == (True, QUESTION)
        assert (theirs.is_own, theirs.said) == (False, QUESTION)
        assert [each.said for each in messages_of(questioned, for_user=manager)] == [QUESTION]
        assert not messages_of(questioned, for_user=founder).exists()

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ("Please write to lea@moselle.example.", actions.RevealsContact),
            ("Call me: +352 26 12 34 56", actions.RevealsContact),
            ("See www.moselle.example", actions.RevealsContact),
            ("How many?\n\nLea THILL", actions.RevealsName),
            ("  \x00 ", actions.WordsNotUsable),
            ("a" * 1001, actions.WordsNotUsable),
        ],
    )
    def test_is_not_passed_on_where_it_leads_past_the_double_yes(
        self, answering, asked, founder, said, refusal
    ):
        before = len(letters_to(founder.email))

        with pytest.raises(refusal) as refused:
            actions.question(answering, said=said, now=TUESDAY_NOON)

        assert actions.why_not_relayed(refused.value).startswith("Please ")
        assert not RelayedMessage.objects.exists()
        assert again(asked).question_since is None
        assert len(letters_to(founder.email)) == before

    def test_may_have_a_thousand_characters(self, answering):
        assert actions.question(answering, said="a" * 1000, now=TUESDAY_NOON).number == 1

    def test_comes_too_late_once_it_was_declined(self, answering):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

    def test_comes_too_late_once_it_was_taken_back(self, answering, asked, founder):
        actions.cancel(asked, by=founder, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

    def test_comes_too_late_after_the_last_day(self, answering):
        with pytest.raises(actions.TooLate):
            actions.question(
                answering, said=QUESTION, now=datetime(2026, 11, 16, 23, 1, tzinfo=UTC)
            )

    def test_is_not_needed_any_more_once_both_said_yes(self, answering):
        actions.accept(answering, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

    def test_may_be_asked_twenty_times(self, answering):
        for _time in range(20):
            actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

        with pytest.raises(actions.TooManyMessages):
            actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

    def test_has_a_number_of_its_own_by_the_database(self, questioned):
        with pytest.raises(IntegrityError, match=r"relayed_message|UNIQUE"), transaction.atomic():
            RelayedMessage.objects.create(
                introduction=questioned,
                side=Side.ASKED,
                number=1,
                said="Twice",
                at=TUESDAY_NOON,
            )

    def test_is_of_a_matter_that_waits_by_the_database(self, questioned):
        with (
            pytest.raises(IntegrityError, match="introduction_holds_a_question"),
            transaction.atomic(),
        ):
            Introduction.objects.filter(pk=questioned.pk).update(state="cancelled")


class TestExplanation:
    def test_reaches_whoever_asked_with_a_link_to_decide(self, questioned, founder):
        actions.explain(questioned, said=EXPLANATION, by=founder, now=THURSDAY_NOON)

        letter = letters_to("info@moselle.example")[-1]
        assert EXPLANATION in letter.body
        assert founder.email not in letter.body
        answering = answering_by_link(link_to("info@moselle.example"), now=THURSDAY_NOON)
        assert actions.accept(answering, now=THURSDAY_NOON).state == "accepted"

    def test_is_not_written_to_who_does_not_want_such_letters(self, questioned, answering, founder):
        stop(Stop(digest_of("info@moselle.example"), LetterKind.CONTACT), now=TUESDAY_NOON)
        before = len(letters_to("info@moselle.example"))

        actions.explain(questioned, said=EXPLANATION, by=founder, now=THURSDAY_NOON)

        assert len(letters_to("info@moselle.example")) == before

    def test_waits_until_something_was_asked(self, asked, founder):
        with pytest.raises(actions.NothingAsked):
            actions.explain(asked, said=EXPLANATION, by=founder, now=TUESDAY_NOON)

    def test_is_the_asking_person_s_alone(self, questioned, manager):
        with pytest.raises(actions.NotAllowed):
            actions.explain(questioned, said=EXPLANATION, by=manager, now=TUESDAY_NOON)

    def test_does_not_tell_who_an_anonymous_side_is(self, propose, manager, founder):
        hidden = propose(is_anonymous=True, described_as="A maker of medical watches")
        actions.pass_on(hidden, to=BY_LETTER, by=manager, now=MONDAY_NOON)
        answering = answering_by_link(link_to("info@moselle.example"), now=TUESDAY_NOON)
        actions.question(answering, said=QUESTION, now=TUESDAY_NOON)

        with pytest.raises(actions.RevealsName):
            actions.explain(hidden, said="We are Uhrwerk Medical.", by=founder, now=TUESDAY_NOON)
        actions.explain(hidden, said=EXPLANATION, by=founder, now=TUESDAY_NOON)

        letter = letters_to("info@moselle.example")[-1]
        for secret in ("Uhrwerk", "Claire", "Weber"):
            assert secret not in letter.body + letter.subject


class TestTime:
    def test_of_the_asked_side_stands_still_while_its_question_waits(self, questioned):
        assert clocks() == {
            "introductions.decision": "met",
            "introductions.answer": "paused",
            "introductions.question": "running",
        }

    def test_goes_on_for_as_many_working_days_more(self, questioned, founder):
        actions.explain(questioned, said=EXPLANATION, by=founder, now=THURSDAY_NOON)

        assert clocks()["introductions.question"] == "met"
        running = Clock.objects.get(kind="introductions.answer")
        assert (running.state, str(running.due_on)) == ("running", "2026-11-18")
        # The end of that day in Luxembourg.
        assert again(questioned).answer_until == datetime(2026, 11, 18, 22, 59, 59, tzinfo=UTC)

    def test_does_not_end_the_matter_meanwhile(self, questioned, answering):
        late = datetime(2026, 11, 17, 12, tzinfo=UTC)

        assert not actions.expire(questioned, now=late)
        assert actions.accept(answering, now=late).state == "accepted"
        assert clocks()["introductions.question"] == "cancelled"

    def test_goes_on_where_the_asking_side_does_not_answer(self, questioned, founder):
        for day in range(4, 14):
            tick(now=MONDAY_NOON + timedelta(days=day - 2))

        kept = again(questioned)
        assert (kept.state, kept.question_since) == ("asked", None)
        assert clocks()["introductions.answer"] == "running"
        assert any("asks you a question" in each.subject for each in letters_to(founder.email))
        (told,) = [
            each
            for each in letters_to("info@moselle.example")
            if "has not answered your question" in each.body
        ]
        assert "/introductions/answer/" in told.body


class TestErasing:
    def test_takes_what_whoever_leaves_has_written(self, questioned, founder):
        actions.explain(questioned, said=EXPLANATION, by=founder, now=THURSDAY_NOON)

        erase_account(founder, by=founder, now=THURSDAY_NOON)

        assert [each.said for each in RelayedMessage.objects.all()] == [QUESTION]

    def test_takes_all_once_it_has_served(self, questioned, founder):
        actions.cancel(questioned, by=founder, now=THURSDAY_NOON)

        assert actions.forget_what_has_served(now=THURSDAY_NOON + KEPT_FOR) == 0
        late = THURSDAY_NOON + KEPT_FOR + timedelta(seconds=1)
        assert actions.forget_what_has_served(now=late) == 1
        assert actions.forget_what_has_served(now=late) == 0

        assert not RelayedMessage.objects.exists()


@pytest.fixture
def mailbox(settings):
    settings.REPLIES_TO = "replies@liaison.example"


def reply(letter, sender, text):
    (address,) = letter.reply_to
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = sender, address, "Re: Meeting"
    answer["Message-ID"] = f"<{len(mail.outbox)}@moselle.example>"
    answer.set_content(text)
    return answer.as_bytes()


class TestReplies:
    def test_go_back_and_forth_and_show_no_address(self, mailbox, asked, founder):
        asking = letters_to("info@moselle.example")[-1]
        assert "Answer to this e-mail" in asking.body

        assert receive(reply(asking, "info@moselle.example", QUESTION), now=TUESDAY_NOON) == "taken"
        told = letters_to(founder.email)[-1]
        assert receive(reply(told, founder.email, EXPLANATION), now=THURSDAY_NOON) == "taken"

        seen = as_seen_by(again(asked), Side.ASKED, with_messages=True).messages
        assert [(each.is_own, each.said) for each in seen] == [
            (True, QUESTION),
            (False, EXPLANATION),
        ]
        answered = letters_to("info@moselle.example")[-1]
        assert EXPLANATION in answered.body
        for letter in (asking, told, answered):
            assert letter.reply_to[0].startswith("replies+")
        assert "moselle.example" not in str(told.message())
        assert "uhrwerk.example" not in str(answered.message())

    def test_of_somebody_else_are_refused_and_told_to_whom_we_wrote(self, mailbox, asked, stranger):
        Introduction.objects.update(asked_language="de")
        asking = letters_to("info@moselle.example")[-1]

        assert receive(reply(asking, stranger.email, QUESTION), now=TUESDAY_NOON) == "refused"

        assert letters_to(stranger.email) == []
        told = letters_to("info@moselle.example")[-1]
        assert "von einer anderen E-Mail-Adresse" in told.body
        assert not RelayedMessage.objects.exists()

    def test_of_a_colleague_who_acts_for_the_organisation_are_taken(self, mailbox, asked, sensors):
        colleague = OrganisationRoleFactory(organisation=sensors).person
        asking = letters_to("info@moselle.example")[-1]

        assert receive(reply(asking, colleague.email, QUESTION), now=TUESDAY_NOON) == "taken"

    def test_with_a_telephone_number_are_refused_in_the_language_of_the_sender(
        self, mailbox, asked
    ):
        Introduction.objects.update(asked_language="de")
        asking = letters_to("info@moselle.example")[-1]

        answer = reply(asking, "info@moselle.example", "Rufen Sie an: +352 26 12 34 56")
        assert receive(answer, now=TUESDAY_NOON) == "refused"

        letter = letters_to("info@moselle.example")[-1]
        assert letter.subject == "Ihre Antwort ist nicht angekommen"
        assert "Telefonnummern" in letter.body
        assert not RelayedMessage.objects.exists()

    @pytest.mark.parametrize(
        "no",
        [
            "No, thanks.",
            "Hello,\n\nsorry, no. We have no time for it.",
            "Bonjour,\n\nnon merci, nous ne sommes pas intéressés.",
            "Guten Tag,\n\nwir haben leider kein Interesse.",
        ],
    )
    def test_that_read_like_a_no_are_not_passed_on_but_asked_back(self, mailbox, asked, no):
        asking = letters_to("info@moselle.example")[-1]

        assert receive(reply(asking, "info@moselle.example", no), now=TUESDAY_NOON) == "refused"

        assert "If it is one, please press" in letters_to("info@moselle.example")[-1].body
        assert not RelayedMessage.objects.exists()
        assert again(asked).state == "asked"

    @pytest.mark.parametrize(
        "said",
        [
            "No idea yet: is it for patients at home?",
            (
                "Do they need no cable, we wonder, and could we see them in a clinic before "
                "we decide whether our people have time for it, please"
            ),
            "Please tell us more.",
        ],
    )
    def test_that_say_more_than_no_are_passed_on(self, mailbox, asked, said):
        asking = letters_to("info@moselle.example")[-1]

        assert receive(reply(asking, "info@moselle.example", said), now=TUESDAY_NOON) == "taken"

    def test_come_too_late_once_it_was_declined(self, mailbox, asked, answering):
        asking = letters_to("info@moselle.example")[-1]
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        assert receive(reply(asking, "info@moselle.example", QUESTION), now=TUESDAY_NOON) == (
            "refused"
        )

    def test_go_to_the_team_where_there_is_no_mailbox(self, settings, propose, manager):
        settings.REPLIES_TO = ""
        actions.pass_on(propose(), to=BY_LETTER, by=manager, now=MONDAY_NOON)

        asking = letters_to("info@moselle.example")[-1]
        assert asking.reply_to == ["team@biohealth.example"]
        assert "Answer to this e-mail" not in asking.body
