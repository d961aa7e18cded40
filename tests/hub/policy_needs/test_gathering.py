"""The team sorts what hinders members: challenges, and what is set aside with a word."""

import datetime as dt
import uuid

import pytest
from django.core import mail

from liaison.hub.audit.models import Event
from liaison.hub.clocks.actions import start_clock
from liaison.hub.clocks.choices import ClockState
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check
from liaison.hub.policy_needs.actions import gathering
from liaison.hub.policy_needs.actions.steps import NotAllowed, NotUsable, TooLate
from liaison.hub.policy_needs.choices import SORT
from liaison.hub.policy_needs.models import Challenge, Signal
from liaison.hub.policy_needs.queries import challenges as queries
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
)
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
def sensors():
    return OrganisationFactory(name="Moselle Sensors")


@pytest.fixture
def labs():
    return OrganisationFactory(name="Sauer Labs")


def told(organisation, cluster, **more):
    """A signal that waits, with its clock."""
    signal = SignalFactory(cluster=cluster, organisation=organisation, **more)
    if signal.challenge is None:
        start_clock(SORT, signal.public_id, cluster=cluster, by=None, now=NOON)
    return signal


def begin(cluster, *signals, by, **more):
    said = {"title": "Hospital data take two years to reach", "language": "en"} | more
    ids = [signal.public_id for signal in signals]
    return gathering.begin(cluster, ids, **said, by=by, now=NOON)


def state_of(signal):
    signal.refresh_from_db()
    return signal.state


def clock_of(signal):
    return Clock.objects.filter(subject=signal.public_id).latest("pk").state


class TestBegin:
    def test_gathers_what_is_ticked_and_meets_its_clocks(self, biohealth, officer, sensors, labs):
        first, second = told(sensors, biohealth), told(labs, biohealth)

        begun = begin(biohealth, first, second, by=officer)

        assert begun.texts == {
            "title_en": {"text": "Hospital data take two years to reach", "state": "original"}
        }
        assert [state_of(first), state_of(second)] == ["gathered", "gathered"]
        assert (first.challenge, first.version) == (begun, 2)
        assert [clock_of(first), clock_of(second)] == [ClockState.MET, ClockState.MET]
        verbs = set(Event.objects.values_list("verb", flat=True))
        assert {"challenge.begun", "policy_signal.gathered"} <= verbs

    def test_takes_the_theme_of_most(self, biohealth, officer, sensors, labs):
        signals = [told(sensors, biohealth, theme="finance") for _each in range(2)]

        begun = begin(biohealth, *signals, told(labs, biohealth), by=officer)
        other = begin(biohealth, told(labs, biohealth), theme="abroad", by=officer)

        assert (begun.theme, other.theme) == ("finance", "abroad")

    def test_is_all_or_nothing(self, biohealth, officer, sensors, labs):
        waits = told(sensors, biohealth)
        gathered = told(labs, biohealth, challenge=ChallengeFactory(cluster=biohealth))

        with pytest.raises(TooLate):
            begin(biohealth, waits, gathered, by=officer)

        assert state_of(waits) == "waiting"
        assert Challenge.objects.count() == 1

    def test_needs_a_title_and_something_ticked(self, biohealth, officer, sensors):
        signal = told(sensors, biohealth)

        for title in (" ", "x" * 121):
            with pytest.raises(NotUsable, match="title"):
                begin(biohealth, signal, title=title, by=officer)
        with pytest.raises(gathering.NothingChosen):
            begin(biohealth, by=officer)

    def test_is_the_teams_alone(self, biohealth, sensors):
        signal = told(sensors, biohealth)
        engineer = OrganisationRoleFactory(organisation=sensors).person
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory()).person

        for person in (engineer, ministry, elsewhere):
            with pytest.raises(NotAllowed):
                begin(biohealth, signal, by=person)

    def test_takes_nothing_of_another_cluster(self, biohealth, officer, sensors):
        with pytest.raises(TooLate):
            begin(biohealth, told(sensors, ClusterFactory()), by=officer)


class TestGather:
    def test_adds_to_an_open_challenge(self, biohealth, officer, sensors):
        challenge = ChallengeFactory(cluster=biohealth, state="carried")
        signal = told(sensors, biohealth)

        gathering.gather(challenge.public_id, [signal.public_id], by=officer, now=NOON)

        assert state_of(signal) == "gathered"
        assert queries.signals_behind(challenge) == [signal]

    def test_adds_nothing_to_a_closed_one_or_one_of_others(self, biohealth, officer, sensors):
        closed = ChallengeFactory(
            cluster=biohealth, state="closed", outcome="solved", closing_word="Done."
        )
        signal = told(sensors, biohealth)

        with pytest.raises(TooLate):
            gathering.gather(closed.public_id, [signal.public_id], by=officer, now=NOON)
        with pytest.raises(queries.NoChallenge):
            gathering.gather(ChallengeFactory().public_id, [signal.public_id], by=officer, now=NOON)


class TestTakeOut:
    def test_has_it_wait_again_with_a_clock(self, biohealth, officer, sensors):
        signal = told(sensors, biohealth)
        begin(biohealth, signal, by=officer)

        gathering.take_out(signal.public_id, by=officer, now=NOON)

        assert state_of(signal) == "waiting"
        assert signal.challenge is None
        assert clock_of(signal) == ClockState.RUNNING

    def test_leaves_an_echo_without_words_where_it_is(self, biohealth, officer, sensors, labs):
        challenge = ChallengeFactory(cluster=biohealth)
        usual = {"challenge": challenge, "is_echo": True}
        bare = told(sensors, biohealth, words="", **usual)
        spoken = told(labs, biohealth, words="Three years with us.", **usual)

        with pytest.raises(gathering.SaysNothingAlone):
            gathering.take_out(bare.public_id, by=officer, now=NOON)
        gathering.take_out(spoken.public_id, by=officer, now=NOON)

        assert state_of(spoken) == "waiting"
        assert not spoken.is_echo


class TestSetAside:
    def test_tells_the_organisation_why(
        self, biohealth, officer, sensors, labs, django_capture_on_commit_callbacks
    ):
        signal, other = told(sensors, biohealth), told(labs, biohealth)
        OrganisationRoleFactory(
            organisation=sensors, person__email="anna@sensors.example", person__language="de"
        )
        OrganisationRoleFactory(organisation=labs, person__email="marc@labs.example")

        with django_capture_on_commit_callbacks(execute=True):
            gathering.set_aside(
                biohealth,
                [signal.public_id],
                word="The new law answers it.\r\nSee article 5.",
                by=officer,
                now=NOON,
            )

        assert state_of(signal) == "set_aside"
        assert signal.word_back == "The new law answers it.\nSee article 5."
        assert clock_of(signal) == ClockState.MET
        assert state_of(other) == "waiting"
        (letter,) = mail.outbox
        assert letter.to == ["anna@sensors.example"]
        assert "The new law answers it." in letter.body
        assert f"/de/policy-needs/told/{signal.public_id}/" in letter.body

    def test_needs_a_word(self, biohealth, officer, sensors):
        signal = told(sensors, biohealth)

        for word in ("  ", "x" * 501):
            with pytest.raises(NotUsable, match="word"):
                gathering.set_aside(biohealth, [signal.public_id], word=word, by=officer, now=NOON)

        assert state_of(signal) == "waiting"

    def test_is_taken_back_and_told(
        self, biohealth, officer, sensors, django_capture_on_commit_callbacks
    ):
        signal = told(sensors, biohealth)
        OrganisationRoleFactory(organisation=sensors, person__language="en")
        usual = {"by": officer, "now": NOON}
        gathering.set_aside(biohealth, [signal.public_id], word="Not ours.", **usual)

        with django_capture_on_commit_callbacks(execute=True):
            gathering.sort_again(signal.public_id, **usual)

        assert (state_of(signal), signal.word_back) == ("waiting", "")
        assert clock_of(signal) == ClockState.RUNNING
        assert "looks at it once more" in mail.outbox[0].body
        with pytest.raises(TooLate):
            gathering.sort_again(signal.public_id, **usual)


class TestWrite:
    def write(self, challenge, officer, **more):
        said = {"language": "fr", "theme": "data", "version": challenge.version} | more
        texts = said.pop("texts", {"title": "Deux ans pour des données", "summary": "", "ask": ""})
        return gathering.write(challenge.public_id, texts, **said, by=officer, now=NOON)

    def test_is_a_translation_of_what_was_written_first(self, biohealth, officer):
        challenge = ChallengeFactory(cluster=biohealth)

        self.write(challenge, officer)

        written = Challenge.objects.get()
        assert written.texts["title_fr"]["state"] == "human"
        assert written.texts["title_fr"]["language"] == "en"
        assert written.version == 2

    def test_is_not_written_over_what_a_colleague_wrote(self, biohealth, officer):
        challenge = ChallengeFactory(cluster=biohealth)
        self.write(challenge, officer)

        with pytest.raises(TooLate):
            self.write(challenge, officer)

    def test_keeps_a_title(self, biohealth, officer):
        challenge = ChallengeFactory(cluster=biohealth)
        nothing = {"title": "", "summary": "", "ask": ""}

        self.write(challenge, officer, texts=nothing)
        with pytest.raises(NotUsable, match="title"):
            self.write(challenge, officer, language="en", texts=nothing, version=2)

    def test_says_who_is_named_also_of_those_that_only_a_ministry_may_name(
        self, biohealth, officer, sensors, labs
    ):
        challenge = ChallengeFactory(
            cluster=biohealth,
            texts={"title_en": {"text": "MoSe and Sauer Labs wait", "state": "original"}},
        )
        OrganisationNameFactory(organisation=sensors, kind="acronym", name="MoSe")
        told(sensors, biohealth, challenge=challenge)
        told(labs, biohealth, challenge=challenge, attribution="named")

        found = queries.named_in_its_words(challenge, queries.signals_behind(challenge))

        assert found == ["Moselle Sensors", "Sauer Labs"]


class TestClocksAtNight:
    def test_start_where_one_was_forgotten_and_end_where_nothing_waits(
        self, biohealth, sensors, labs
    ):
        forgotten = SignalFactory(cluster=biohealth, organisation=sensors)
        gone = told(labs, biohealth)
        Signal.objects.filter(pk=gone.pk).delete()
        answer = OfficialAnswerFactory(
            addressee=AddresseeFactory(challenge=ChallengeFactory(cluster=biohealth))
        )

        assert check(now=NOON) == {"started": 2, "cancelled": 1}

        assert clock_of(forgotten) == ClockState.RUNNING
        assert clock_of(gone) == ClockState.CANCELLED
        assert clock_of(answer) == ClockState.RUNNING
        assert check(now=NOON) == {"started": 0, "cancelled": 0}


class TestReading:
    def test_is_the_teams_alone(self, biohealth, sensors):
        challenge = ChallengeFactory(cluster=biohealth)
        told(sensors, biohealth, challenge=challenge)
        engineer = OrganisationRoleFactory(organisation=sensors).person
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory()).person

        for person in (engineer, ministry, committee, elsewhere):
            assert not queries.signals_in(biohealth, "gathered", for_user=person)
            assert not queries.challenges_in(biohealth, for_user=person)
            assert queries.organisations_by_theme(biohealth, for_user=person) == []
            with pytest.raises(queries.NoChallenge):
                queries.get_challenge(challenge.public_id, for_user=person)

    def test_counts_organisations_not_what_they_told(self, biohealth, officer, sensors, labs):
        challenge = ChallengeFactory(cluster=biohealth)
        for organisation in (sensors, sensors, labs):
            told(organisation, biohealth, challenge=challenge)
        told(labs, biohealth, theme="finance")
        told(labs, biohealth, theme="abroad", state="set_aside", word_back="No.")

        found = queries.challenges_in(biohealth, for_user=officer)
        (standing,) = queries.standings(found, today=NOON.date())

        assert standing.number == 2
        assert queries.organisations_by_theme(biohealth, for_user=officer) == [
            ("data", 2),
            ("finance", 1),
        ]

    def test_describes_what_waits_to_the_team_alone(self, biohealth, officer, sensors):
        signal = told(sensors, biohealth)
        clock = Clock.objects.get(subject=signal.public_id)
        engineer = OrganisationRoleFactory(organisation=sensors).person

        seen = described([clock], for_user=officer)[clock.public_id]

        assert seen.title == "Access to data (Moselle Sensors)"
        assert seen.url.endswith(f"/policy-needs/team/?only={signal.public_id}")
        assert described([clock], for_user=engineer) == {}

    def test_finds_nothing_where_nothing_is(self, biohealth, officer):
        assert (
            list(
                queries.standings(
                    queries.challenges_in(biohealth, for_user=officer), today=NOON.date()
                )
            )
            == []
        )
        with pytest.raises(queries.NoAnswer):
            queries.get_answer(uuid.uuid4(), for_user=officer)
        assert Signal.objects.count() == 0
