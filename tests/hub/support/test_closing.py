"""Questions of which nobody has heard for long, on a clock that the tests turn."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.audit.models import Event
from liaison.hub.notifications.sending import send_due
from liaison.hub.postbox.actions import receive
from liaison.hub.support import actions, queries
from tests.hub.support.conftest import MONDAY, TUESDAY
from tests.hub.support.test_clocks_and_replies import answer_by_mail

pytestmark = pytest.mark.django_db

USUAL = {"urgent": 1, "normal": 3, "low": 10}


def on(month, day):
    return dt.datetime(2026, month, day, 6, tzinfo=dt.UTC)


# Answered on Tuesday 3 November: nine working days later, and fourteen.
NINTH, FOURTEENTH = on(11, 16), on(11, 23)


@pytest.fixture
def answered(asked, manager, settings):
    settings.REPLIES_TO = "replies@liaison.example"
    actions.answer(
        asked, said="Ask for aid.", seen=queries.last_word(asked), by=manager, now=TUESDAY
    )
    return asked


@pytest.fixture
def morning(django_capture_on_commit_callbacks):
    """Let a morning come; return how many were reminded of and closed, and the letters."""

    def morning(now):
        # What was written before is out already.
        send_due(report=lambda number: None, clock=lambda: now)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            counts = actions.close_quiet_cases(now=now)
        return counts["reminded"], counts["closed"], list(mail.outbox)

    return morning


class TestQuietCases:
    def test_are_reminded_of_and_close(self, answered, morning):
        assert morning(on(11, 13)) == (0, 0, [])

        reminded, closed, (letter,) = morning(NINTH)
        assert (reminded, closed) == (1, 0)
        assert letter.to == ["claire@moselle.example"]
        assert letter.subject.startswith("Ist es erledigt?")
        assert "23. November 2026" in letter.body
        assert morning(NINTH) == (0, 0, [])
        assert morning(on(11, 20)) == (0, 0, [])

        reminded, closed, (letter,) = morning(FOURTEENTH)
        assert (reminded, closed) == (0, 1)
        assert letter.subject.startswith("Geschlossen:")
        assert "how-was-it" in letter.body
        assert f"/de/support/{answered.public_id}/" in letter.body
        answered.refresh_from_db()
        assert (answered.state, answered.closed_at) == ("closed", FOURTEENTH)
        verbs = Event.objects.filter(subject=str(answered.public_id)).order_by("pk")
        assert list(verbs.values_list("verb", "actor"))[-2:] == [
            ("case.reminded", ""),
            ("case.closed_by_itself", ""),
        ]
        # The letter has asked how it was already.
        assert actions.ask_how_it_was(now=FOURTEENTH + dt.timedelta(hours=2)) == 0

    def test_are_opened_again_by_an_answer_by_mail(self, answered, morning):
        morning(NINTH)
        *_counts, (letter,) = morning(FOURTEENTH)
        (address,) = letter.reply_to

        raw = answer_by_mail(address, "claire@moselle.example", "One thing more.")
        assert receive(raw, now=FOURTEENTH) == "taken"

        answered.refresh_from_db()
        assert (answered.state, answered.closed_at, answered.reminded_at) == (
            "in_hand",
            None,
            None,
        )

    def test_that_wait_for_an_answer_say_so(self, asked, manager, morning):
        seen = queries.last_word(asked)
        actions.answer(asked, said="How much?", seen=seen, waits=True, by=manager, now=TUESDAY)

        *_counts, (letter,) = morning(NINTH)
        assert letter.subject.startswith("Das Team wartet auf Ihre Antwort")
        assert letter.reply_to == ["team@biohealth.example"]
        assert morning(FOURTEENTH)[1] == 1

    def test_begin_anew_after_a_word(self, answered, founder, manager, morning):
        morning(NINTH)
        actions.write(answered, said="And by when?", by=founder, now=NINTH)
        assert morning(FOURTEENTH) == (0, 0, [])
        seen = queries.last_word(answered)
        actions.answer(answered, said="In May.", seen=seen, by=manager, now=FOURTEENTH)

        # Nine working days after the 23rd of November, and fourteen.
        assert morning(on(12, 3))[:2] == (0, 0)
        assert morning(on(12, 4))[:2] == (1, 0)
        assert morning(on(12, 11))[:2] == (0, 1)

    def test_are_reminded_of_first_however_long_they_waited(self, answered, morning):
        assert morning(on(12, 14))[:2] == (1, 0)
        assert morning(on(12, 18))[:2] == (0, 0)
        assert morning(on(12, 21))[:2] == (0, 1)

    def test_rest_on_a_day_off(self, answered, morning):
        # A Saturday.
        assert morning(on(12, 12)) == (0, 0, [])

    def test_stay_open_where_the_team_wishes_so(self, answered, desk, manager, morning):
        actions.promise(desk, USUAL | {"closes_after": None}, by=manager, now=MONDAY)

        assert morning(on(12, 14)) == (0, 0, [])

    def test_close_sooner_where_the_team_wishes_so(self, answered, desk, manager, morning):
        actions.promise(desk, USUAL | {"closes_after": 6}, by=manager, now=MONDAY)

        assert morning(on(11, 4))[:2] == (1, 0)
        assert morning(on(11, 11))[:2] == (0, 1)

    def test_that_wait_for_the_team_never_close(self, asked, morning):
        assert morning(on(12, 14)) == (0, 0, [])

    def test_tell_colleagues_who_wrote_but_ask_only_who_asked(
        self, ask, sensors, colleague, manager, morning
    ):
        shared = ask(organisation=sensors, is_shared=True)
        actions.write(shared, said="And for me?", by=colleague, now=MONDAY)
        seen = queries.last_word(shared)
        actions.answer(shared, said="Yes.", seen=seen, by=manager, now=TUESDAY)
        morning(NINTH)

        *_counts, letters = morning(FOURTEENTH)

        told = {letter.to[0]: "how-was-it" in letter.body for letter in letters}
        assert told == {"claire@moselle.example": True, colleague.email: False}
