"""What waits is reminded of on working days, and ends by itself where nobody answers."""

import pytest
from django.core import mail

from liaison.hub.clocks.choices import Deed, Section
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.moves import move_clocks
from liaison.hub.clocks.queries import Chosen, clocks_on_desk, desk_of
from liaison.hub.clocks.ticking import tick
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import Spent, answering_by_link
from liaison.hub.partner_search.models import IntroductionRequest
from tests.hub.introductions.conftest import (
    ANSWER_LINK,
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
    link_to,
)
from tests.support.clocks import at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence"),
]


def open_clocks():
    return list(Clock.objects.open().values_list("kind", flat=True))


class TestTeam:
    def test_is_reminded_of_a_proposal_and_then_its_managers(self, propose, manager):
        propose()

        tick(now=at(4))
        tick(now=at(6))

        assert "Uhrwerk Medical S.A." in letters_to("team@biohealth.example")[-1].subject
        assert "Nobody has answered yet" in letters_to(manager.email)[-1].subject

    def test_is_not_reminded_once_it_has_decided(self, asked):
        assert open_clocks() == ["introductions.answer"]

        mail.outbox.clear()
        tick(now=at(5))

        assert letters_to("team@biohealth.example") == []


class TestAskedSide:
    def test_is_reminded_twice_by_the_same_link(self, asked, token):
        for day in (5, 6, 9, 12, 13):
            tick(now=at(day))

        links = [
            link
            for letter in letters_to("info@moselle.example")
            for link in ANSWER_LINK.findall(letter.body)
        ]
        assert links == [token] * 3
        assert answering_by_link(token, now=at(13)).introduction == asked

    def test_is_reminded_by_hand_with_its_own_link_and_not_put_off(self, asked, token, manager):
        clock = Clock.objects.open().get()

        moved = move_clocks([clock.public_id], Deed.REMIND, by=manager, now=TUESDAY_NOON)
        late = move_clocks([clock.public_id], Deed.PUT_OFF, by=manager, now=TUESDAY_NOON)

        assert (moved.done, late.done, late.left) == (1, 0, 1)
        reminder = letters_to("info@moselle.example")[-1]
        assert reminder.subject.startswith("A reminder")
        assert token in reminder.body
        assert again(clock).due_on == clock.due_on

    def test_is_not_reminded_once_they_act_for_it_no_more(
        self, propose, manager, sensors, sensors_owner
    ):
        actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)
        sensors.roles.all().delete()
        mail.outbox.clear()

        tick(now=at(6))

        assert letters_to(sensors_owner.email) == []
        assert described(Clock.objects.open(), for_user=sensors_owner) == {}

    def test_without_an_account_is_seen_by_the_team_among_what_waits_for_others(
        self, asked, manager
    ):
        seen = {
            section: list(
                clocks_on_desk(
                    Chosen(section=section),
                    desk=desk_of(for_user=manager),
                    today=MONDAY_NOON.date(),
                    now=MONDAY_NOON,
                )
            )
            for section in (Section.TO_DO, Section.OTHERS)
        }

        assert seen[Section.TO_DO] == []
        (clock,) = seen[Section.OTHERS]
        assert clock.person is None
        told = described([clock], for_user=manager)[clock.public_id]
        assert told.url.endswith(f"/introductions/team/{asked.public_id}/")

    def test_is_not_reminded_once_it_has_answered(self, answering):
        actions.decline(answering, reason="no_need", now=TUESDAY_NOON)
        mail.outbox.clear()

        tick(now=at(6))

        assert letters_to("info@moselle.example") == []
        assert open_clocks() == []

    def test_is_left_alone_once_it_opted_out(self, answering):
        actions.opt_out(answering, whole_organisation=False, now=TUESDAY_NOON)
        mail.outbox.clear()

        for day in (6, 12, 17):
            tick(now=at(day))

        assert letters_to("info@moselle.example") == []


class TestSilence:
    def test_ends_the_matter_on_the_day_after_the_last(self, asked, founder):
        tick(now=at(16))
        assert again(asked).state == "asked"

        tick(now=at(17))

        assert again(asked).state == "expired"
        assert "has not answered in time" in letters_to(founder.email)[-1].body
        assert open_clocks() == []

    def test_tells_once_however_often_the_clocks_are_looked_at(self, asked, founder):
        for hour in (9, 10, 11):
            tick(now=at(17, hour))

        assert len(letters_to(founder.email)) == 1

    def test_makes_the_link_say_that_the_time_is_over(self, asked, token, client):
        tick(now=at(17))

        answering = answering_by_link(token, now=at(17))
        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=at(17))

    def test_of_the_asking_side_takes_back_what_was_proposed_for_it(
        self, propose, manager, founder
    ):
        introduction = propose(by=manager, person=founder)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

        tick(now=at(5))
        assert "May we introduce you" in letters_to(founder.email)[-1].subject
        tick(now=at(17))

        assert Introduction.objects.get().state == "cancelled"
        assert letters_to("info@moselle.example") == []
        assert "has not said in time" in letters_to("team@biohealth.example")[-1].body
        assert not IntroductionRequest.objects.exists()


class TestNotNow:
    def test_waits_for_nobody_until_it_is_asked_again(self, answering, asked, founder):
        actions.say_not_now(answering, until=at(20).date(), now=TUESDAY_NOON)
        assert open_clocks() == []

        actions.tell_may_ask_again(asked, now=at(20))
        actions.ask_again(asked, by=founder, now=at(20))

        assert open_clocks() == ["introductions.answer"]
        with pytest.raises(Spent):
            answering_by_link(
                link_to("info@moselle.example"), now=at(1, month=12).replace(year=2027)
            )

    def test_is_told_once_when_its_day_comes(self, answering, asked, founder):
        actions.say_not_now(answering, until=at(20).date(), now=TUESDAY_NOON)
        mail.outbox.clear()

        told = [actions.tell_may_ask_again(asked, now=at(day)) for day in (19, 20, 21)]

        assert told == [False, True, False]
        assert "Do you still want to meet" in letters_to(founder.email)[0].subject


class TestFollowUps:
    @pytest.fixture
    def released(self, answering, asked):
        actions.accept(answering, contact="Léa Thill", now=at(3, 12))
        mail.outbox.clear()
        return asked

    def test_come_after_30_90_and_180_days_once_each(self, released, founder):
        days = [at(2, month=12), at(3, 13, month=12), at(4, month=12)]

        due = [actions.follow_up(released, now=day) for day in days]

        assert due == [False, True, False]
        assert len(letters_to(founder.email)) == 1
        assert len(letters_to("info@moselle.example")) == 1
        later = at(3, 13).replace(year=2027, month=6)
        # After a long stop one letter stands for both.
        assert actions.follow_up(released, now=later)
        assert len(letters_to(founder.email)) == 2

    def test_stop_for_whoever_said_what_came_of_it(self, released, founder):
        actions.say_outcome(
            released, side="asking", outcome="working_together", by=founder, now=at(10)
        )

        actions.follow_up(released, now=at(3, 13, month=12))

        assert letters_to(founder.email) == []
        assert len(letters_to("info@moselle.example")) == 1

    def test_erase_words_and_addresses_half_a_year_after_the_end(self, released, founder):
        actions.say_outcome(released, side="asking", outcome="no_fit", by=founder, now=at(10))

        assert actions.forget_what_has_served(now=at(8).replace(year=2027, month=5)) == 0
        assert actions.forget_what_has_served(now=at(11).replace(year=2027, month=6)) == 1

        kept = again(released)
        assert (kept.blurb, kept.asked_email, kept.asked_contact) == ("", "", "")
