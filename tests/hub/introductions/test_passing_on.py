"""The team looks before anybody is bothered; then the sides are asked, one after the other."""

from dataclasses import replace

import pytest

from liaison.hub.clocks.models import Clock
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import (
    Spent,
    answering_by_link,
    asked_of_directory,
    asked_of_open_data,
)
from liaison.hub.notifications.actions import note_returned, stop
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import Stop
from liaison.hub.notifications.models import Letter, digest_of
from liaison.hub.partner_search.models import IntroductionRequest
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.partner_search import MOSELLE_SENSORS
from tests.hub.introductions.conftest import (
    BLURB,
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence"),
]


class TestPassOn:
    def test_asks_an_address_and_says_from_where_it_is(self, asked, cluster):
        (letter,) = letters_to("info@moselle.example")

        assert again(asked).state == "asked"
        assert BLURB in letter.body
        assert "Uhrwerk Medical S.A." in letter.body
        assert "Their web site, under Contact" in letter.body
        assert cluster.name in letter.body
        assert "List-Unsubscribe" in letter.message()

    @pytest.mark.parametrize("visibility", ["public", "members"])
    def test_leads_to_the_entry_where_everybody_may_read_it(
        self, propose, manager, sensors, visibility
    ):
        introduction = propose()
        sensors.visibility = visibility
        sensors.save()
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

        (letter,) = letters_to("info@moselle.example")

        assert ("This is your entry" in letter.body) == (visibility == "public")
        assert (str(sensors.public_id) in letter.body) == (visibility == "public")

    def test_leads_to_what_open_data_says_of_who_is_no_member(self, propose, manager, founder):
        unknown = asked_of_open_data(MOSELLE_SENSORS, for_user=founder)
        actions.pass_on(propose(asked=unknown), to=BY_LETTER, by=manager, now=MONDAY_NOON)

        (letter,) = letters_to("info@moselle.example")

        assert f"/en/organisations/{MOSELLE_SENSORS}/" in letter.body

    def test_asks_who_answers_for_the_organisation_here(self, propose, manager, sensors_owner):
        introduction = actions.pass_on(propose(), to=None, by=manager, now=MONDAY_NOON)

        assert introduction.asked_person == sensors_owner
        assert len(letters_to(sensors_owner.email)) == 1

    def test_needs_somebody_to_ask(self, propose, manager):
        introduction = propose()

        with pytest.raises(actions.NobodyToAsk):
            actions.pass_on(introduction, to=None, by=manager, now=MONDAY_NOON)

        assert again(introduction).state == "proposed"

    @pytest.mark.parametrize(
        "address",
        [
            actions.Address(email="info", source="Their web site"),
            actions.Address(email="info@moselle.example", source=" "),
            # Whoever asks cannot answer as well.
            actions.Address(email="Claire@uhrwerk.example", source="Their web site"),
        ],
    )
    def test_needs_an_address_and_its_source(self, propose, manager, address):
        introduction = propose()

        with pytest.raises(actions.NobodyToAsk):
            actions.pass_on(introduction, to=address, by=manager, now=MONDAY_NOON)

        assert again(introduction).asked_email == ""

    def test_is_refused_to_other_teams(self, propose):
        other = ClusterRoleFactory(cluster=ClusterFactory()).person

        with pytest.raises(actions.NotAllowed):
            actions.pass_on(propose(), to=BY_LETTER, by=other, now=MONDAY_NOON)

    def test_is_refused_where_such_letters_are_not_wanted(self, propose, manager):
        stop(Stop(digest_of("info@moselle.example"), LetterKind.CONTACT), now=MONDAY_NOON)
        introduction = propose()

        with pytest.raises(actions.NotAvailable):
            actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

        assert again(introduction).state == "proposed"
        assert letters_to("info@moselle.example") == []

    def test_is_refused_where_the_organisation_does_not_want_to_be_asked(
        self, propose, manager, cluster, sensors, founder
    ):
        introduction = propose()
        asked = asked_of_directory(sensors.public_id, for_user=founder)
        actions.note_opt_out(asked, cluster=cluster, by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.NotAvailable):
            actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

    def test_is_too_late_once_the_asking_person_left(self, propose, manager, founder):
        introduction = propose()
        founder.organisation_roles.all().delete()

        with pytest.raises(actions.TooLate):
            actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)


class TestVeto:
    def test_tells_the_asking_side_that_it_is_not_possible_and_not_why(
        self, propose, manager, founder
    ):
        introduction = propose()

        actions.veto(introduction, reason="They compete.", by=manager, now=MONDAY_NOON)

        assert again(introduction).state == "vetoed"
        (letter,) = letters_to(founder.email)
        assert "not possible" in letter.body
        assert "compete" not in letter.body

    def test_gives_the_request_back(self, propose, manager):
        actions.veto(propose(), reason="They compete.", by=manager, now=MONDAY_NOON)

        assert not IntroductionRequest.objects.exists()

    def test_needs_a_reason(self, propose, manager):
        with pytest.raises(actions.ReasonMissing):
            actions.veto(propose(), reason=" ", by=manager, now=MONDAY_NOON)

    def test_comes_too_late_once_it_was_passed_on(self, asked, manager):
        with pytest.raises(actions.TooLate):
            actions.veto(asked, reason="They compete.", by=manager, now=MONDAY_NOON)


class TestConfirm:
    @pytest.fixture
    def confirming(self, propose, manager, founder):
        introduction = propose(by=manager, person=founder)
        return actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

    def test_has_the_other_side_asked(self, confirming, founder):
        assert letters_to("info@moselle.example") == []

        actions.confirm(confirming, by=founder, now=TUESDAY_NOON)

        kept = again(confirming)
        assert (kept.state, kept.asking_agreed_at) == ("asked", TUESDAY_NOON)
        assert len(letters_to("info@moselle.example")) == 1

    def test_is_refused_to_others(self, confirming, manager):
        with pytest.raises(actions.NotAllowed):
            actions.confirm(confirming, by=manager, now=TUESDAY_NOON)

    def test_happens_once(self, confirming, founder):
        actions.confirm(confirming, by=founder, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.confirm(confirming, by=founder, now=TUESDAY_NOON)

    def test_ends_where_such_letters_are_not_wanted_any_more(self, confirming, founder):
        stop(Stop(digest_of("info@moselle.example"), LetterKind.CONTACT), now=MONDAY_NOON)

        with pytest.raises(actions.NotAvailable):
            actions.confirm(confirming, by=founder, now=TUESDAY_NOON)
        actions.end_unavailable(confirming, now=TUESDAY_NOON)

        assert again(confirming).state == "declined"

    def test_may_be_refused_by_the_asking_side(self, confirming, founder):
        actions.cancel(confirming, by=founder, now=TUESDAY_NOON)

        assert Introduction.objects.get().state == "cancelled"
        assert letters_to("info@moselle.example") == []


class TestALetterThatComesBack:
    @pytest.fixture
    def came_back(self, asked):
        letter = Letter.objects.get(address="info@moselle.example")
        note_returned(letter.address, message_id=letter.message_id, now=TUESDAY_NOON)
        return again(asked)

    def test_has_the_team_find_another_address(self, came_back, token, manager):
        assert (came_back.state, came_back.asked_email) == ("proposed", "")
        assert came_back.steps.last().step == "returned"
        waiting = Clock.objects.open().get(subject=came_back.public_id)
        assert (waiting.kind, waiting.person) == ("introductions.decision", None)
        with pytest.raises(Spent):
            answering_by_link(token, now=TUESDAY_NOON)
        with pytest.raises(actions.AddressUnknown):
            actions.pass_on(came_back, to=BY_LETTER, by=manager, now=TUESDAY_NOON)

        other = replace(BY_LETTER, email="lea@moselle.example")
        actions.pass_on(came_back, to=other, by=manager, now=TUESDAY_NOON)

        assert again(came_back).state == "asked"
        assert len(letters_to("lea@moselle.example")) == 1

    def test_changes_nothing_once_it_was_answered(self, asked, answering):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)
        letter = Letter.objects.filter(address="info@moselle.example").first()

        note_returned(letter.address, message_id=letter.message_id, now=TUESDAY_NOON)

        assert again(asked).state == "declined"


class TestReword:
    WORDS = "We build a watch for people with Parkinson's disease and look for tremor sensors."

    def test_changes_what_is_passed_on_and_tells_its_author(self, propose, manager):
        introduction = propose()

        actions.reword(introduction, self.WORDS, by=manager, now=TUESDAY_NOON)

        assert again(introduction).blurb == self.WORDS
        assert self.WORDS in letters_to("claire@uhrwerk.example")[-1].body
        step = introduction.steps.last()
        assert (step.step, step.side, step.by) == ("reworded", "team", manager)
        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=TUESDAY_NOON)
        assert self.WORDS in letters_to("info@moselle.example")[-1].body

    def test_tells_nobody_who_has_not_heard_of_it(self, propose, manager, founder):
        introduction = propose(by=manager, person=founder)

        actions.reword(introduction, self.WORDS, by=manager, now=TUESDAY_NOON)

        assert letters_to("claire@uhrwerk.example") == []

    @pytest.mark.parametrize(
        ("words", "refusal"),
        [
            ("", actions.WordsNotUsable),
            ("Write to claire@uhrwerk.example.", actions.RevealsContact),
            ("Uhrwerk Medical looks for you.", actions.RevealsName),
        ],
    )
    def test_leads_past_nobody(self, propose, manager, words, refusal):
        introduction = propose(is_anonymous=True, described_as="A maker of watches")

        with pytest.raises(refusal):
            actions.reword(introduction, words, by=manager, now=TUESDAY_NOON)

        assert again(introduction).blurb == BLURB

    def test_is_for_the_team_and_before_it_is_passed_on(self, asked, propose, manager, founder):
        with pytest.raises(actions.NotAllowed):
            actions.reword(asked, self.WORDS, by=founder, now=TUESDAY_NOON)
        with pytest.raises(actions.TooLate):
            actions.reword(asked, self.WORDS, by=manager, now=TUESDAY_NOON)
