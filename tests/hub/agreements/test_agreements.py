"""An agreement between the two sides of an introduction: asked for, signed, over, forgotten."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.files.storage import default_storage

from liaison.hub.accounts.actions import erase_account
from liaison.hub.agreements import actions, queries
from liaison.hub.agreements.models import Agreement, AgreementFile
from liaison.hub.agreements.queries import document_to_sign
from liaison.hub.audit.models import Event
from liaison.hub.clocks.choices import Deed
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.moves import move_clocks
from liaison.hub.clocks.ticking import tick
from liaison.hub.introductions import actions as introductions
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.links import NotOurs
from liaison.hub.introductions.models import Introduction
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.agreements.conftest import document, docx, sign
from tests.hub.introductions.conftest import (
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
    link_to,
)
from tests.support.clocks import at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]

ASKED = "info@moselle.example"
ASKING = "claire@uhrwerk.example"
TEAM = "team@biohealth.example"
NEXT_YEAR = dt.date(2027, 11, 3)
LINK = re.compile(r"/agreements/link/([^/\s]+)/")


def waits_for():
    running = Clock.objects.open().filter(kind__startswith="agreements.")
    return set(running.values_list("kind", "person__email"))


class TestWant:
    def test_waits_for_whoever_asks_to_bring_the_document(self, wanted):
        assert (wanted.state, wanted.brings) == ("document", "asking")
        assert waits_for() == {("agreements.side", ASKING)}
        letter = letters_to(ASKED)[-1]
        assert "Uhrwerk Medical S.A. would like to make a non-disclosure agreement" in letter.body
        assert "/agreements/link/" in letter.body

    def test_begins_only_once_both_said_yes(self, asked, founder, answering):
        party = queries.party_signed_in(asked.public_id, for_user=founder)
        agreement = actions.want(party, now=MONDAY_NOON)
        assert agreement.state == "wanted"
        assert waits_for() == set()
        mail.outbox.clear()

        introductions.accept(answering, contact="Léa Thill", now=TUESDAY_NOON)

        assert again(agreement).state == "document"
        assert waits_for() == {("agreements.side", ASKING)}
        assert "non-disclosure" in letters_to(ASKED)[-1].body

    def test_is_not_for_the_asked_side_before_it_knows_the_other(self, asked):
        with pytest.raises(actions.TooLate):
            actions.want(queries.Party(asked, Side.ASKED, None), now=MONDAY_NOON)

    def test_is_for_one_at_a_time(self, wanted, other, team):
        for party in (other, team):
            with pytest.raises(actions.TooLate):
                actions.want(party, now=TUESDAY_NOON)

    def test_by_the_team_waits_for_the_team(self, team):
        actions.want(team, now=TUESDAY_NOON)

        assert waits_for() == {("agreements.team", None)}
        assert "the team of" in letters_to(ASKING)[-1].body
        assert "The team brings the document" in letters_to(ASKED)[-1].body

    def test_is_for_the_team_alone_after_several(self, asking, other, team):
        for _time in range(5):
            actions.call_off(actions.want(asking, now=TUESDAY_NOON), party=other, now=TUESDAY_NOON)

        with pytest.raises(actions.TooOften):
            actions.want(other, now=TUESDAY_NOON)
        assert actions.want(team, now=TUESDAY_NOON).state == "document"

    def test_is_told_in_the_letter_that_asks_the_other_side(self, propose, founder, manager):
        introduction = propose()
        party = queries.party_signed_in(introduction.public_id, for_user=founder)
        actions.want(party, now=MONDAY_NOON)

        introductions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

        assert "A non-disclosure agreement is asked for" in letters_to(ASKED)[-1].body
        assert "comes after your yes" in letters_to(ASKED)[-1].body


class TestDocument:
    @pytest.mark.parametrize("content", [None, docx()], ids=["PDF", "DOCX"])
    def test_waits_for_both_to_sign(self, wanted, asking, content):
        uploaded = document(content) if content else document()
        actions.bring(wanted, uploaded, party=asking, now=TUESDAY_NOON)

        agreement = again(wanted)
        assert (agreement.state, agreement.sent_on) == ("signing", TUESDAY_NOON.date())
        assert waits_for() == {("agreements.side", ASKING), ("agreements.side", None)}
        assert "has not" not in letters_to(ASKED)[-1].body
        assert "have not read its words" in letters_to(ASKED)[-1].body

    def test_keeps_no_name_that_tells_who_it_is_of(self, sent):
        file = sent.files.get()

        assert "Uhrwerk" not in str(AgreementFile.objects.values().get(pk=file.pk))
        assert default_storage.exists(file.path)

    def test_is_nothing_but_a_document(self, wanted, asking):
        with pytest.raises(actions.WrongKind):
            actions.bring(wanted, document(b"Dear all,"), party=asking, now=TUESDAY_NOON)

        assert not AgreementFile.objects.exists()
        assert again(wanted).state == "document"

    def test_is_exchanged_until_somebody_signs(self, sent, asking, other):
        actions.bring(sent, document(), party=other, now=TUESDAY_NOON)
        sign(sent, asking)

        with pytest.raises(actions.TooLate):
            actions.bring(sent, document(), party=other, now=TUESDAY_NOON)

        assert sent.files.count() == 2


class TestSign:
    def test_by_one_waits_for_the_other(self, sent, asking):
        sign(sent, asking, document=document())

        assert again(sent).state == "signing"
        assert waits_for() == {("agreements.side", None)}
        assert "Uhrwerk Medical S.A. has signed" in letters_to(ASKED)[-1].subject

    def test_by_both_is_told_to_both_and_the_team(self, signed, manager):
        agreement = again(signed)
        assert agreement.state == "signed"
        assert waits_for() == set()
        for address in (ASKING, ASKED):
            assert "both of you have signed" in letters_to(address)[-1].body
            assert "It names no last day." in letters_to(address)[-1].body
        assert "signed by both" in letters_to(TEAM)[-1].subject
        steps = agreement.steps.values_list("kind", "side", "day")
        assert list(steps)[-2:] == [
            ("signed_asking", "asking", TUESDAY_NOON.date()),
            ("signed_asked", "asked", TUESDAY_NOON.date()),
        ]
        assert Event.objects.filter(verb="agreement.signed_asked").count() == 1

    def test_is_noted_by_the_team_for_either(self, sent, team, manager):
        sign(sent, team, side=Side.ASKED, on=MONDAY_NOON.date(), valid_until=NEXT_YEAR)

        agreement = again(sent)
        assert agreement.signed_by_asked_on == MONDAY_NOON.date()
        assert agreement.valid_until == NEXT_YEAR
        assert agreement.steps.last().by == manager

    def test_is_noted_for_oneself_alone(self, sent, asking):
        with pytest.raises(actions.NotAllowed):
            sign(sent, asking, side=Side.ASKED)

    @pytest.mark.parametrize(
        "days",
        [
            {"on": dt.date(2026, 11, 4)},
            {"valid_until": dt.date(2026, 11, 3)},
            {"valid_until": dt.date(2066, 11, 3)},
        ],
    )
    def test_is_for_days_that_can_be(self, sent, asking, days):
        with pytest.raises(actions.DayNotUsable):
            sign(sent, asking, document=document(), **days)

        assert sent.files.count() == 1

    def test_is_taken_back_by_oneself_until_both_signed_and_then_by_the_team(
        self, sent, asking, other, team
    ):
        sign(sent, asking)
        actions.unsign(sent, Side.ASKING, party=asking, now=TUESDAY_NOON)
        assert again(sent).signed_by_asking_on is None
        sign(sent, asking)
        sign(sent, other)
        with pytest.raises(actions.NotAllowed):
            actions.unsign(sent, Side.ASKING, party=asking, now=TUESDAY_NOON)

        mail.outbox.clear()
        actions.unsign(sent, Side.ASKING, party=team, now=TUESDAY_NOON)

        assert again(sent).state == "signing"
        assert waits_for() == {("agreements.side", ASKING)}
        for address in (ASKING, ASKED):
            (told,) = letters_to(address)
            assert "that of Uhrwerk Medical S.A. was taken back" in told.body

    def test_and_taking_it_back_go_on_for_the_team_alone_after_many_times(self, sent, asking, team):
        def again_and_again():
            for _time in range(50):
                sign(sent, asking)
                actions.unsign(sent, Side.ASKING, party=asking, now=TUESDAY_NOON)

        with pytest.raises(actions.TooOften):
            again_and_again()

        assert len(letters_to(ASKED)) < 50
        sign(sent, team, side=Side.ASKING)
        assert again(sent).signed_by_asking_on == TUESDAY_NOON.date()

    def test_is_not_for_a_document_that_came_after_the_one_they_read(self, sent, asking, other):
        read = document_to_sign(sent)
        actions.bring(sent, document(b"%PDF-1.7 another"), party=asking, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            sign(sent, other, of=read)

        assert again(sent).signed_by_asked_on is None
        sign(sent, other)
        assert again(sent).signed_by_asked_on == TUESDAY_NOON.date()


class TestProlonging:
    SOONER, LATER = dt.date(2027, 5, 3), dt.date(2028, 11, 3)

    @pytest.fixture
    def ending(self, signed, asking):
        """Signed by both, and with a last day."""
        actions.note_last_day(signed, NEXT_YEAR, party=asking, now=TUESDAY_NOON)
        mail.outbox.clear()
        return signed

    def test_counts_once_the_other_side_has_agreed(self, ending, asking, other):
        assert not actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)

        assert again(ending).valid_until == NEXT_YEAR
        assert waits_for() == {("agreements.side", ASKING)}
        (letter,) = letters_to(ASKING)
        assert "would be 3 November 2028" in letter.body
        assert "Its last day is 3 November 2027" in letter.body

        actions.agree_to_later_day(ending, self.LATER, party=asking, now=TUESDAY_NOON)

        agreement = again(ending)
        assert (agreement.valid_until, agreement.later_day) == (self.LATER, None)
        assert waits_for() == set()
        assert "3 November 2028" in letters_to(ASKED)[-1].body
        steps = agreement.steps.values_list("kind", "side", "day")
        assert list(steps)[-2:] == [
            ("later_wanted", "asked", self.LATER),
            ("later_agreed", "asking", self.LATER),
        ]

    def test_is_agreed_to_by_proposing_the_same_day(self, ending, asking, other):
        actions.note_last_day(ending, None, party=other, now=TUESDAY_NOON)
        assert not actions.note_last_day(ending, self.LATER, party=asking, now=TUESDAY_NOON)
        assert actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)

        assert again(ending).valid_until == self.LATER

    def test_is_agreed_to_by_nobody_but_the_other_side_and_as_it_was_read(
        self, ending, asking, other
    ):
        actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)

        for party, day, now in (
            (other, self.LATER, TUESDAY_NOON),
            (asking, None, TUESDAY_NOON),
            (asking, self.LATER, dt.datetime(2028, 11, 3, 12, tzinfo=dt.UTC)),
        ):
            with pytest.raises(actions.TooLate):
                actions.agree_to_later_day(ending, day, party=party, now=now)
        assert again(ending).valid_until == NEXT_YEAR

    @pytest.mark.parametrize("who", ["asking", "other"])
    def test_is_left_by_either(self, ending, other, who, request):
        actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)
        mail.outbox.clear()

        actions.leave_later_day(ending, party=request.getfixturevalue(who), now=TUESDAY_NOON)

        assert again(ending).valid_until == NEXT_YEAR
        assert waits_for() == set()
        (letter,) = mail.outbox
        assert letter.to == [ASKED if who == "asking" else ASKING]
        assert "is not prolonged" in letter.body
        with pytest.raises(actions.TooLate):
            actions.leave_later_day(ending, party=other, now=TUESDAY_NOON)

    def test_is_noted_by_the_team_on_the_word_of_both(self, ending, team):
        assert actions.note_last_day(ending, self.LATER, party=team, now=TUESDAY_NOON)

        assert again(ending).valid_until == self.LATER
        assert letters_to(ASKING)
        assert letters_to(ASKED)

    def test_is_not_needed_for_an_earlier_day(self, ending, other):
        actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)

        assert actions.note_last_day(ending, self.SOONER, party=other, now=TUESDAY_NOON)

        agreement = again(ending)
        assert (agreement.valid_until, agreement.later_day_by) == (self.SOONER, "")

    def test_is_no_way_to_sign_for_longer_than_the_other_did(self, sent, asking, other):
        sign(sent, asking, valid_until=NEXT_YEAR)
        sign(sent, other, valid_until=self.LATER)

        agreement = again(sent)
        assert (agreement.state, agreement.valid_until) == ("signed", NEXT_YEAR)
        assert (agreement.later_day_by, agreement.later_day) == ("asked", self.LATER)

    def test_is_reminded_of_and_ends_with_the_agreement(self, ending, other, asking):
        actions.note_last_day(ending, self.LATER, party=other, now=TUESDAY_NOON)
        mail.outbox.clear()
        tick(now=at(9))
        assert "would like to prolong" in letters_to(ASKING)[-1].body

        assert actions.lapse(ending, now=dt.datetime(2027, 11, 4, 8, tzinfo=dt.UTC))

        assert again(ending).later_day is None
        assert waits_for() == set()


class TestClocks:
    def test_remind_by_a_link_and_then_tell_the_managers(self, sent, asking, manager):
        sign(sent, asking)
        mail.outbox.clear()

        for day in (9, 13, 16):
            tick(now=at(day))

        reminders = [each for each in letters_to(ASKED) if "waits for your signature" in each.body]
        assert len(reminders) == 2
        assert all("/agreements/link/" in each.body for each in reminders)
        assert letters_to(ASKING) == []
        assert "Moselle Sensors" in letters_to(manager.email)[-1].body

    def test_remind_by_hand_too_and_once_a_day(self, sent, asking, manager):
        sign(sent, asking)
        tick(now=at(9))
        mail.outbox.clear()

        clock = Clock.objects.open().get()
        for day in (10, 10, 11):
            move_clocks([clock.public_id], Deed.REMIND, by=manager, now=at(day))

        assert len(letters_to(ASKED)) == 2

    def test_wait_for_the_team_once_somebody_has_left(self, sent, founder):
        erase_account(founder, by=founder, now=TUESDAY_NOON)

        assert waits_for() == {("agreements.team", None), ("agreements.side", None)}
        assert default_storage.exists(sent.files.get().path)


class TestEnd:
    def test_is_told_a_month_before_to_both_and_the_team(self, signed, asking):
        actions.note_last_day(signed, NEXT_YEAR, party=asking, now=TUESDAY_NOON)
        assert "3 November 2027" in letters_to(ASKED)[-1].body
        mail.outbox.clear()
        early = dt.datetime(2027, 10, 3, 8, tzinfo=dt.UTC)
        assert not actions.tell_of_end(signed, now=early)

        month_before = early + dt.timedelta(days=1)
        assert actions.tell_of_end(signed, now=month_before)
        assert not actions.tell_of_end(signed, now=month_before)

        for address in (ASKING, ASKED, TEAM):
            (letter,) = letters_to(address)
            assert "3 November 2027" in letter.body

    def test_comes_after_its_last_day(self, signed, asking):
        actions.note_last_day(signed, NEXT_YEAR, party=asking, now=TUESDAY_NOON)
        assert not actions.lapse(signed, now=dt.datetime(2027, 11, 3, 20, tzinfo=dt.UTC))

        assert actions.lapse(signed, now=dt.datetime(2027, 11, 4, 8, tzinfo=dt.UTC))

        assert again(signed).state == "lapsed"
        assert "was 3 November 2027" in letters_to(ASKED)[-1].body
        assert actions.want(asking, now=TUESDAY_NOON).state == "document"

    def test_keeps_the_address_of_whoever_is_to_hear_of_it(self, signed, asking):
        actions.note_last_day(signed, dt.date(2029, 1, 1), party=asking, now=TUESDAY_NOON)

        introductions.forget_what_has_served(now=dt.datetime(2028, 6, 1, tzinfo=dt.UTC))
        assert Introduction.objects.get().asked_email == ASKED

        introductions.forget_what_has_served(now=dt.datetime(2029, 9, 1, tzinfo=dt.UTC))
        assert Introduction.objects.get().asked_email == ""

    def test_keeps_the_address_also_where_they_said_that_they_work_together(
        self, signed, asking, founder
    ):
        actions.note_last_day(signed, dt.date(2029, 1, 1), party=asking, now=TUESDAY_NOON)
        said = {"side": Side.ASKING, "outcome": "working_together", "by": founder}
        introductions.say_outcome(asking.introduction, **said, now=TUESDAY_NOON)

        introductions.forget_what_has_served(now=dt.datetime(2028, 6, 1, tzinfo=dt.UTC))

        assert Introduction.objects.get().asked_email == ASKED

    def test_comes_when_one_calls_it_off_before_both_signed(self, sent, other, asking):
        actions.call_off(sent, party=other, now=TUESDAY_NOON)

        assert again(sent).state == "ended"
        assert waits_for() == set()
        assert "called off" in letters_to(ASKING)[-1].body

    def test_is_for_the_team_once_both_signed(self, signed, asking, team):
        with pytest.raises(actions.NotAllowed):
            actions.call_off(signed, party=asking, now=TUESDAY_NOON)

        actions.call_off(signed, party=team, now=TUESDAY_NOON)

        assert again(signed).state == "ended"

    def test_is_followed_by_erasing_the_files(self, sent, other):
        path = sent.files.get().path
        actions.call_off(sent, party=other, now=TUESDAY_NOON)
        assert actions.forget_files(now=dt.datetime(2027, 5, 1, tzinfo=dt.UTC)) == 0

        assert actions.forget_files(now=dt.datetime(2027, 5, 5, tzinfo=dt.UTC)) == 1

        assert not default_storage.exists(path)

    def test_of_its_introduction_erases_the_files_too(self, sent):
        path = sent.files.get().path

        Introduction.objects.all().delete()

        assert not Agreement.objects.exists()
        assert not default_storage.exists(path)


class TestMerging:
    def test_leaves_it_with_the_introduction_and_undoing_too(
        self, signed, sensors, settings, tmp_path
    ):
        settings.DATA_FOLDER = tmp_path
        runs_the_site = UserFactory(is_superuser=True)
        same = OrganisationFactory(name="Moselle Sensors S.A.", visibility="public")
        merger = merge_organisations(
            same.public_id,
            sensors.public_id,
            because="One company, entered twice.",
            by=runs_the_site,
            now=TUESDAY_NOON,
        )
        assert again(signed).introduction.asked_organisation == same

        assert undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON).is_whole

        assert again(signed).introduction.asked_organisation == sensors
        assert again(signed).state == "signed"


class TestWhoReads:
    def test_is_the_two_sides_and_the_team(self, sent, founder, manager, stranger):
        public_id = sent.public_id

        assert queries.get_agreement(public_id, for_user=founder)[1].side == Side.ASKING
        assert queries.get_agreement_for_team(public_id, for_user=manager)[1].side == Side.TEAM
        for get, person in (
            (queries.get_agreement, stranger),
            (queries.get_agreement, manager),
            (queries.get_agreement_for_team, founder),
            (queries.get_agreement_for_team, stranger),
        ):
            with pytest.raises(queries.NoAgreement):
                get(public_id, for_user=person)

    def test_is_nobody_who_no_longer_acts_for_a_side(self, sent, founder):
        waiting = list(Clock.objects.open().filter(person=founder))
        assert described(waiting, for_user=founder)
        founder.organisation_roles.all().delete()

        with pytest.raises(queries.NoAgreement):
            queries.get_agreement(sent.public_id, for_user=founder)
        assert described(waiting, for_user=founder) == {}

    def test_is_whoever_holds_the_link_of_a_letter_for_this(self, sent, token):
        link = link_to(ASKED, pattern=LINK)

        assert queries.party_by_link(link, now=TUESDAY_NOON).side == Side.ASKED
        with pytest.raises(NotOurs):
            queries.party_by_link(token, now=TUESDAY_NOON)
        with pytest.raises(queries.Spent):
            queries.party_by_link(link, now=dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
