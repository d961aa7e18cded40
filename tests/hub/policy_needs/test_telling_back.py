"""Answers come back to everybody who stands behind a challenge, once; and so does its end."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.audit.models import Event
from liaison.hub.clocks.actions import start_clock
from liaison.hub.clocks.choices import ClockState
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.policy_needs.actions import telling_back
from liaison.hub.policy_needs.actions.steps import NotUsable, TooLate
from liaison.hub.policy_needs.choices import ANSWER, TELL
from liaison.hub.policy_needs.queries import challenges as queries
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.policy_needs import (
    AddresseeFactory,
    ChallengeFactory,
    OfficialAnswerFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def challenge(biohealth):
    return ChallengeFactory(cluster=biohealth, state="answered")


@pytest.fixture
def sensors(biohealth, challenge):
    organisation = OrganisationFactory(name="Moselle Sensors")
    SignalFactory(
        cluster=biohealth,
        challenge=challenge,
        organisation=organisation,
        words="Our trial in Esch failed over it.",
    )
    return organisation


@pytest.fixture
def anna(sensors):
    """She acts for two organisations behind it."""
    return OrganisationRoleFactory(
        organisation=sensors, person__email="anna@sensors.example", person__language="fr"
    ).person


@pytest.fixture
def labs(biohealth, challenge, anna):
    organisation = OrganisationFactory(name="Sauer Labs")
    SignalFactory(cluster=biohealth, challenge=challenge, organisation=organisation)
    OrganisationRoleFactory(organisation=organisation, person=anna)
    OrganisationRoleFactory(
        organisation=organisation, person__email="marc@labs.example", person__language="en"
    )
    return organisation


@pytest.fixture
def answer(biohealth, challenge):
    given = OfficialAnswerFactory(
        addressee=AddresseeFactory(challenge=challenge, name="Invented Ministry of Health"),
        due_on=dt.date(2027, 7, 1),
    )
    start_clock(TELL, given.public_id, cluster=biohealth, by=None, now=NOON)
    return given


def tell(answer, by, *, word="We ask for a date.", seen=None):
    mark = queries.mark_of(answer) if seen is None else seen
    return telling_back.tell_back(answer.public_id, word=word, seen=mark, by=by, now=NOON)


def close(challenge, by, **more):
    said = {"outcome": "solved", "word": "The form is there.", "seen": "answered"} | more
    return telling_back.close(challenge.public_id, **said, by=by, now=NOON)


class TestTellBack:
    def test_writes_once_to_each_who_stands_behind_it_in_their_language(
        self, answer, labs, anna, officer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            tell(answer, officer)

        assert sorted(letter.to[0] for letter in mail.outbox) == [
            "anna@sensors.example",
            "marc@labs.example",
        ]
        (english,) = [each for each in mail.outbox if each.to == ["marc@labs.example"]]
        (french,) = [each for each in mail.outbox if each.to == ["anna@sensors.example"]]
        for expected in (
            "Invented Ministry of Health",
            "Hospital data take two years to reach",
            "We will do something",
            "One form for all hospitals by the summer.",
            "To be done by 1 July 2027.",
            "We ask for a date.",
        ):
            assert expected in english.body
        assert "/fr/policy-needs/told/" in french.body
        # Nobody reads who else stands behind it, or what they said.
        assert "Moselle Sensors" not in english.body
        assert "Our trial in Esch failed over it." not in english.body

    def test_is_kept_and_met_and_recorded(self, answer, officer):
        tell(answer, officer)

        answer.refresh_from_db()
        assert (answer.told_by, answer.told_at) == (officer, NOON)
        assert answer.team_word == "We ask for a date."
        assert Clock.objects.get().state == ClockState.MET
        assert Event.objects.filter(verb="challenge.answer_told").count() == 1

    def test_is_done_once(self, answer, officer):
        tell(answer, officer)

        with pytest.raises(TooLate):
            tell(answer, officer, word="Again.")

        answer.refresh_from_db()
        assert answer.team_word == "We ask for a date."

    def test_tells_only_what_the_team_has_read(self, answer, officer):
        mark = queries.mark_of(answer)
        answer.words = "One form for all hospitals, some day."
        answer.save()

        with pytest.raises(TooLate):
            tell(answer, officer, seen=mark)

    def test_needs_a_word_and_one_of_the_team(self, answer, officer, anna):
        with pytest.raises(NotUsable, match="word"):
            tell(answer, officer, word=" ")
        for person in (anna, ClusterRoleFactory(cluster=ClusterFactory()).person):
            with pytest.raises(queries.NoAnswer):
                tell(answer, person)

    def test_waits_on_the_desk_of_the_team_alone(self, answer, officer, anna):
        clock = Clock.objects.get()

        seen = described([clock], for_user=officer)[clock.public_id]

        assert seen.title == "Hospital data take two years to reach"
        challenge = answer.addressee.challenge.public_id
        assert seen.url.endswith(f"/policy-needs/team/challenges/{challenge}/")
        assert described([clock], for_user=anna) == {}


class TestClose:
    def test_tells_everybody_what_became_of_it(
        self, challenge, labs, officer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            close(challenge, officer)

        challenge.refresh_from_db()
        assert (challenge.state, challenge.outcome) == ("closed", "solved")
        assert len(mail.outbox) == 2
        assert "The form is there." in mail.outbox[0].body

    def test_comes_after_the_answers_are_told(self, challenge, answer, officer):
        with pytest.raises(telling_back.NotToldYet):
            close(challenge, officer)
        tell(answer, officer)
        close(challenge, officer)

    def test_needs_an_outcome_a_word_and_the_state_that_was_seen(self, challenge, officer):
        for wrong, refusal in (
            ({"outcome": "forgotten"}, NotUsable),
            ({"word": ""}, NotUsable),
            ({"seen": "gathering"}, TooLate),
            ({"seen": "closed"}, TooLate),
        ):
            with pytest.raises(refusal):
                close(challenge, officer, **wrong)

    @pytest.mark.parametrize("before", ["gathering", "carried", "answered"])
    def test_is_taken_back_to_where_it_stood(
        self, challenge, labs, officer, before, django_capture_on_commit_callbacks
    ):
        if before != "gathering":
            office = AddresseeFactory(challenge=challenge)
            if before == "answered":
                told = {"told_at": NOON, "told_by": officer, "team_word": "So."}
                OfficialAnswerFactory(addressee=office, **told)
        close(challenge, officer)

        with django_capture_on_commit_callbacks(execute=True):
            telling_back.open_again(challenge.public_id, by=officer, now=NOON)

        challenge.refresh_from_db()
        assert (challenge.state, challenge.outcome, challenge.closing_word) == (before, "", "")
        assert len(mail.outbox) == 2
        with pytest.raises(TooLate):
            telling_back.open_again(challenge.public_id, by=officer, now=NOON)

    def test_waits_for_no_office_any_more_until_it_is_open_again(
        self, challenge, officer, django_capture_on_commit_callbacks
    ):
        civil_servant = ClusterRoleFactory(
            cluster=challenge.cluster,
            role="strategic_partner",
            person__email="claire@ministry.example",
            person__language="en",
        ).person
        office = AddresseeFactory(challenge=challenge, people=[civil_servant])
        whom = {"cluster": challenge.cluster, "person": civil_servant}
        start_clock(ANSWER, office.public_id, **whom, by=officer, now=NOON)

        with django_capture_on_commit_callbacks(execute=True):
            close(challenge, officer)
        assert [clock.state for clock in Clock.objects.all()] == [ClockState.CANCELLED]
        with django_capture_on_commit_callbacks(execute=True):
            telling_back.open_again(challenge.public_id, by=officer, now=NOON)

        running = Clock.objects.get(state=ClockState.RUNNING)
        assert (running.kind, running.person) == (ANSWER, civil_servant)
        challenge.refresh_from_db()
        assert challenge.state == "carried"
        closed, asked = mail.outbox
        assert closed.to == asked.to == ["claire@ministry.example"]
        assert "You need not answer it any more" in closed.body
        assert "you can answer" in asked.body
