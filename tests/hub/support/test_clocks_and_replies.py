"""Reminders of what waits, and answers by e-mail."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core import mail

from liaison.hub.clocks import moves
from liaison.hub.clocks.choices import Deed
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import tick
from liaison.hub.notifications.models import Letter
from liaison.hub.postbox.actions import receive
from liaison.hub.support import actions, queries
from tests.hub.support.conftest import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db

# The promised day, in the morning.
THURSDAY = datetime(2026, 11, 5, 9, tzinfo=UTC)


class TestClocks:
    def test_run_until_the_team_answers(self, asked, manager):
        clock = Clock.objects.get()
        assert (clock.state, clock.due_on) == ("running", asked.answer_due_on)

        actions.answer(asked, said="Yes.", seen=queries.last_word(asked), by=manager, now=TUESDAY)

        clock.refresh_from_db()
        assert clock.state == "met"

    def test_stand_still_while_the_team_waits(self, asked, founder, manager):
        seen = queries.last_word(asked)
        actions.answer(asked, said="How much?", seen=seen, waits=True, by=manager, now=TUESDAY)
        assert Clock.objects.get().state == "paused"

        actions.write(asked, said="Much.", by=founder, now=THURSDAY)

        asked.refresh_from_db()
        clock = Clock.objects.get()
        assert (clock.state, clock.due_on) == ("running", asked.answer_due_on)
        # Two working days lay between.
        assert str(clock.due_on) == "2026-11-09"

    def test_remind_whoever_has_it_on_the_promised_day(
        self, asked, manager, django_capture_on_commit_callbacks
    ):
        actions.take(asked, by=manager, now=MONDAY)
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            counts = tick(now=THURSDAY)

        assert counts["reminded"] == 1
        letter = mail.outbox[-1]
        assert letter.to == ["ben@biohealth.example"]
        assert "Which aid for a prototype?" in letter.body

    def test_end_once_it_is_closed(self, asked, manager):
        actions.close(asked, by=manager, now=MONDAY)

        assert Clock.objects.get().state == "cancelled"

    def test_taken_over_on_the_desk_take_the_case_along(self, asked, manager, officer):
        clock = Clock.objects.get()
        moved = moves.move_clocks([clock.public_id], Deed.TAKE_OVER, by=manager, now=MONDAY)
        asked.refresh_from_db()
        assert (asked.state, asked.owner) == ("in_hand", manager)

        moves.undo_move(moved.move.public_id, by=manager, now=MONDAY)

        asked.refresh_from_db()
        assert (asked.state, asked.owner, Clock.objects.get().assignee) == ("new", None, None)


@pytest.fixture
def answered(asked, manager, settings, django_capture_on_commit_callbacks):
    settings.REPLIES_TO = "replies@liaison.example"
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(
            asked, said="How much?", seen=queries.last_word(asked), by=manager, now=TUESDAY
        )
    return asked


def reply(sender, text, file=b""):
    (address,) = next(each for each in mail.outbox if "How much?" in each.body).reply_to
    return answer_by_mail(address, sender, text, file)


def answer_by_mail(address, sender, text, file=b""):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, address, "Re: Answer"
    letter["Message-ID"] = "<1@moselle.example>"
    letter.set_content(text)
    if file:
        letter.add_attachment(file, maintype="application", subtype="pdf", filename="offer.pdf")
    return letter.as_bytes()


class TestReplies:
    def test_stand_in_the_thread(self, answered, founder):
        outcome = receive(reply("claire@moselle.example", "20,000 euro."), now=THURSDAY)

        assert outcome == "taken"
        last = answered.words.last()
        assert (last.said, last.by, last.kind) == ("20,000 euro.", founder, "asker")
        answered.refresh_from_db()
        assert answered.state == "in_hand"

    def test_to_a_closed_one_open_it_again_but_not_once_it_is_erased(self, answered, founder):
        actions.settle(answered, by=founder, now=TUESDAY)
        receive(reply("claire@moselle.example", "One thing more."), now=THURSDAY)
        answered.refresh_from_db()
        assert answered.state == "in_hand"

        actions.settle(answered, by=founder, now=THURSDAY)
        actions.erase(answered, by=founder, now=THURSDAY)
        outcome = receive(reply("claire@moselle.example", "And another."), now=THURSDAY)

        assert outcome == "refused"
        answered.refresh_from_db()
        assert (answered.state, answered.words.count()) == ("closed", 0)

    @pytest.mark.parametrize("who", ["colleague", "manager"])
    def test_of_people_who_may_not_write_there_are_refused(self, answered, who, request):
        person = request.getfixturevalue(who)

        assert receive(reply(person.email, "Me too."), now=THURSDAY) == "refused"
        assert answered.words.count() == 2

    def test_keep_what_fits_of_long_ones_and_tell_of_files(self, answered):
        letter = reply("claire@moselle.example", "word " * 4_000, file=b"%PDF-1.7 an offer")

        assert receive(letter, now=THURSDAY) == "taken"
        said = answered.words.last().said
        assert len(said) <= 5_000
        assert said.endswith("bitte fügen Sie sie hier hinzu.)")

    def test_of_others_are_refused(self, answered):
        assert receive(reply("mallory@example.org", "Hello?"), now=THURSDAY) == "refused"

        assert answered.words.count() == 2
        assert Letter.objects.latest("pk").address == "claire@moselle.example"
        assert not Letter.objects.filter(address="mallory@example.org").exists()
