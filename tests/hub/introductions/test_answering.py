"""The asked side answers once, by a link or signed in; names and addresses come after two yes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.introductions import actions
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.links import NotOurs
from liaison.hub.introductions.models import Introduction, OptOut
from liaison.hub.introductions.queries import (
    Answering,
    NoIntroduction,
    Spent,
    answering_by_link,
    answering_signed_in,
    as_seen_by,
    introductions_in,
    introductions_of,
    is_written_to,
)
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
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


class TestAccept:
    def test_gives_each_side_the_other_s_name_and_address(self, answering, asked, founder):
        actions.accept(answering, contact="Léa Thill", now=TUESDAY_NOON)

        kept = again(asked)
        assert (kept.state, kept.released_at) == ("accepted", TUESDAY_NOON)
        to_asking = letters_to(founder.email)[-1].body
        assert "Léa Thill" in to_asking
        assert "info@moselle.example" in to_asking
        to_asked = letters_to("info@moselle.example")[-1].body
        assert "Claire Weber" in to_asked
        assert "claire@uhrwerk.example" in to_asked

    def test_tells_the_team(self, answering):
        actions.accept(answering, now=TUESDAY_NOON)

        assert "Both sides said yes" in letters_to("team@biohealth.example")[-1].subject

    def test_happens_once(self, answering):
        actions.accept(answering, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=TUESDAY_NOON)

        assert len(letters_to("info@moselle.example")) == 2

    def test_comes_too_late_once_it_was_taken_back(self, answering, asked, founder):
        actions.cancel(asked, by=founder, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=TUESDAY_NOON)

        assert not any("claire@" in each.body for each in letters_to("info@moselle.example"))

    def test_comes_too_late_once_the_asking_person_acts_for_nobody(self, answering, founder):
        founder.organisation_roles.all().delete()

        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=TUESDAY_NOON)

    def test_counts_until_the_end_of_the_tenth_working_day(self, answering, asked):
        actions.accept(answering, now=datetime(2026, 11, 16, 22, 59, tzinfo=UTC))

        assert again(asked).state == "accepted"

    def test_comes_too_late_after_that(self, answering):
        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=datetime(2026, 11, 16, 23, 1, tzinfo=UTC))

    def test_turns_a_no_into_a_yes_for_two_weeks(self, answering, asked):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        actions.accept(answering, now=TUESDAY_NOON + timedelta(days=14))

        assert again(asked).state == "accepted"
        assert again(asked).decline_reason == ""

    def test_does_not_turn_it_later(self, answering):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=TUESDAY_NOON + timedelta(days=14, seconds=1))


class TestDecline:
    def test_reaches_the_asking_side_as_not_available(self, answering, asked, founder):
        actions.decline(answering, reason="conflict", now=TUESDAY_NOON)

        letter = letters_to(founder.email)[-1]
        assert "not available" in letter.body
        assert "conflict" not in letter.body
        seen = as_seen_by(again(asked), Side.ASKING, with_steps=True)
        assert seen.state == "not_available"
        assert seen.decline_reason == ""
        assert "declined" not in [each.step for each in seen.steps]

    def test_is_kept_with_its_reason_for_the_team(self, answering, asked, manager):
        actions.decline(answering, reason="conflict", now=TUESDAY_NOON)

        assert introductions_in(for_user=manager).get().decline_reason == "conflict"

    def test_needs_a_reason_that_there_is(self, answering):
        with pytest.raises(ValueError, match="boredom"):
            actions.decline(answering, reason="boredom", now=TUESDAY_NOON)

    def test_has_the_same_two_left_alone_for_half_a_year(self, answering, propose):
        actions.decline(answering, reason="no_need", now=TUESDAY_NOON)

        with pytest.raises(actions.NotAvailable):
            propose(now=TUESDAY_NOON + timedelta(days=179))

        assert propose(now=TUESDAY_NOON + timedelta(days=181)).state == "proposed"


class TestNotNow:
    def test_lets_the_asking_side_ask_again_once_the_day_has_come(self, answering, asked, founder):
        actions.say_not_now(answering, until=date(2026, 12, 1), now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.ask_again(asked, by=founder, now=TUESDAY_NOON)
        later = TUESDAY_NOON.replace(month=12)
        actions.ask_again(asked, by=founder, now=later)

        assert again(asked).state == "asked"
        assert len(letters_to("info@moselle.example")) == 2

    def test_makes_the_earlier_link_open_nothing_any_more(self, answering, asked, founder, token):
        actions.say_not_now(answering, until=date(2026, 11, 5), now=TUESDAY_NOON)
        actions.ask_again(asked, by=founder, now=TUESDAY_NOON + timedelta(days=3))

        with pytest.raises(Spent):
            answering_by_link(token, now=TUESDAY_NOON + timedelta(days=3))

    @pytest.mark.parametrize("until", [date(2026, 11, 3), date(2020, 1, 1), date(2028, 1, 1)])
    def test_needs_a_day_to_come(self, answering, until):
        with pytest.raises(actions.DayNotUsable):
            actions.say_not_now(answering, until=until, now=TUESDAY_NOON)


class TestNamingAColleague:
    def test_tells_the_team_alone_and_keeps_nothing(self, answering, asked):
        actions.name_colleague(
            answering, name="Marc Faber", address="marc@moselle.example", now=TUESDAY_NOON
        )

        assert "marc@moselle.example" in letters_to("team@biohealth.example")[-1].body
        assert letters_to("marc@moselle.example") == []
        kept = again(asked)
        assert (kept.state, kept.asked_email, kept.asked_contact) == ("proposed", "", "")

    def test_uses_the_link_up(self, answering, token):
        actions.name_colleague(
            answering, name="Marc Faber", address="marc@moselle.example", now=TUESDAY_NOON
        )

        with pytest.raises(Spent):
            answering_by_link(token, now=TUESDAY_NOON)

    @pytest.mark.parametrize(("name", "address"), [("", "marc@moselle.example"), ("Marc", "marc")])
    def test_needs_a_name_and_an_address(self, answering, name, address):
        with pytest.raises(actions.ColleagueNotUsable):
            actions.name_colleague(answering, name=name, address=address, now=TUESDAY_NOON)


class TestWhoAnswers:
    def test_may_be_the_person_with_an_account(self, propose, manager, sensors_owner):
        asked = actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)

        actions.accept(
            answering_signed_in(asked.public_id, for_user=sensors_owner), now=TUESDAY_NOON
        )

        assert again(asked).state == "accepted"

    def test_is_not_somebody_else_with_an_account(self, asked, stranger, founder):
        for person in (stranger, founder, AnonymousUser()):
            with pytest.raises(NoIntroduction):
                answering_signed_in(asked.public_id, for_user=person)

    def test_is_not_who_no_longer_acts_for_the_organisation(self, propose, manager, sensors_owner):
        actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)
        token = link_to(sensors_owner.email)
        sensors_owner.organisation_roles.all().delete()

        with pytest.raises(Spent):
            answering_by_link(token, now=TUESDAY_NOON)

    def test_is_nobody_with_a_link_of_another_letter(self, asked, answering):
        earlier = Answering(asked, answering.number + 1, None)

        with pytest.raises(actions.TooLate):
            actions.accept(earlier, now=TUESDAY_NOON)

    def test_is_nobody_with_a_link_that_was_not_signed_here(self, token):
        with pytest.raises(NotOurs):
            answering_by_link(token[:-1], now=TUESDAY_NOON)


class TestOptingOut:
    @pytest.fixture
    def left(self, propose, manager, sensors_owner):
        """Who was asked with an account, and has left the asked organisation since."""
        asked = actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)
        answering = answering_signed_in(asked.public_id, for_user=sensors_owner)
        sensors_owner.organisation_roles.all().delete()
        return answering

    def test_is_not_said_for_an_organisation_by_who_no_longer_acts_for_it(self, left):
        with pytest.raises(actions.TooLate):
            actions.opt_out(left, whole_organisation=True, now=TUESDAY_NOON)

        assert not OptOut.objects.exists()
        assert again(left.introduction).state == "asked"

    def test_is_said_for_their_own_address_and_undone(self, left):
        actions.opt_out(left, whole_organisation=False, now=TUESDAY_NOON)

        assert not is_written_to(again(left.introduction))
        # The organisation's answer is nothing they still give.
        assert again(left.introduction).state == "asked"
        actions.opt_in(left, now=TUESDAY_NOON)
        assert is_written_to(again(left.introduction))

    def test_is_not_undone_for_an_organisation_by_who_no_longer_acts_for_it(
        self, propose, manager, sensors_owner
    ):
        asked = actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)
        answering = answering_signed_in(asked.public_id, for_user=sensors_owner)
        actions.opt_out(answering, whole_organisation=True, now=TUESDAY_NOON)
        sensors_owner.organisation_roles.all().delete()

        actions.opt_in(answering, now=TUESDAY_NOON)

        assert OptOut.objects.exists()
        assert is_written_to(again(asked))


class TestWhoSees:
    def test_are_the_two_sides_and_the_team(self, asked, founder, manager, stranger):
        assert introductions_of(for_user=founder).get() == asked
        assert introductions_in(for_user=manager).get() == asked
        assert not introductions_of(for_user=stranger).exists()
        assert not introductions_in(for_user=founder).exists()
        other_team = ClusterRoleFactory(cluster=ClusterFactory()).person
        assert not introductions_in(for_user=other_team).exists()

    def test_is_not_the_asked_person_before_the_asking_side_agreed(
        self, propose, sensors_owner, manager, founder
    ):
        introduction = propose(by=manager, person=founder)
        actions.pass_on(introduction, to=None, by=manager, now=MONDAY_NOON)

        assert again(introduction).asked_person == sensors_owner
        assert not introductions_of(for_user=sensors_owner).exists()

    def test_give_the_asking_side_no_person_and_no_address_before_two_yes(self, asked):
        seen = as_seen_by(asked, Side.ASKING)

        assert (seen.other, seen.other_person, seen.other_email) == ("Moselle Sensors", "", "")


class TestIntroduceAgreed:
    def test_brings_two_together_at_once(
        self, cluster, founder, watchmaker, sensors, sensors_owner
    ):
        introduction = actions.introduce_agreed(
            cluster=cluster,
            asking_person=founder,
            asking_organisation=watchmaker,
            asked_person=sensors_owner,
            asked_organisation=sensors,
            wish=actions.Wish("We measure tremor at night."),
            by=sensors_owner,
            now=MONDAY_NOON,
        )

        assert introduction.state == "accepted"
        assert "lea@moselle.example" in letters_to(founder.email)[-1].body
        assert "claire@uhrwerk.example" in letters_to(sensors_owner.email)[-1].body

    def test_is_refused_for_who_does_not_act_for_the_organisation(
        self, cluster, founder, watchmaker, sensors, stranger
    ):
        with pytest.raises(actions.NotAllowed):
            actions.introduce_agreed(
                cluster=cluster,
                asking_person=founder,
                asking_organisation=watchmaker,
                asked_person=stranger,
                asked_organisation=sensors,
                wish=actions.Wish("We measure tremor at night."),
                by=stranger,
                now=MONDAY_NOON,
            )


class TestConstraints:
    @pytest.mark.parametrize(
        "fields",
        [
            {"state": "accepted"},
            {"state": "declined"},
            {"state": "not_now"},
            {"state": "unheard-of"},
            {"asked_open_data_id": "100000001"},
            {"asked_email": "", "asked_person": None},
            {"asked_email_source": ""},
            {"is_anonymous": True, "described_as": ""},
            {"asking_person": None},
        ],
    )
    def test_refuse_what_must_never_be(self, asked, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            Introduction.objects.filter(pk=asked.pk).update(**fields)


class TestLeaving:
    def test_ends_what_the_asking_person_left_open_and_erases_their_words(self, asked, founder):
        erase_account(founder, by=founder, now=TUESDAY_NOON)

        kept = again(asked)
        assert (kept.state, kept.asking_person, kept.blurb) == ("cancelled", None, "")

    def test_ends_what_the_asked_person_left_open(self, propose, manager, sensors_owner):
        asked = actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)

        erase_account(sensors_owner, by=sensors_owner, now=TUESDAY_NOON)

        assert (again(asked).state, again(asked).asked_person) == ("cancelled", None)

    def test_takes_an_address_along_that_the_team_had_from_elsewhere(self, propose, manager):
        owner = UserFactory(email=BY_LETTER.email)
        asked = actions.pass_on(propose(), to=BY_LETTER, by=manager, now=MONDAY_NOON)

        erase_account(owner, by=owner, now=TUESDAY_NOON)

        kept = again(asked)
        assert (kept.state, kept.asked_email, kept.asked_contact) == ("cancelled", "", "")

    def test_is_possible_once_contacts_were_released(self, answering, asked, founder):
        actions.accept(answering, now=TUESDAY_NOON)

        erase_account(founder, by=founder, now=TUESDAY_NOON)

        assert again(asked).state == "accepted"
