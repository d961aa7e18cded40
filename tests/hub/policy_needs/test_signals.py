"""What hinders an organisation: told by its people, noted by the team, said of a challenge."""

import datetime as dt
import threading
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.clocks.kinds import described
from liaison.hub.clocks.models import Clock
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions import actions as contacts
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.queries import NoInteraction, UnknownOrganisation, whole_of
from liaison.hub.interactions.timeline import read_happened, timeline_of
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from liaison.hub.membership.models import Membership
from liaison.hub.policy_needs.actions import echoing, noting, telling
from liaison.hub.policy_needs.actions.noting import Noted
from liaison.hub.policy_needs.actions.telling import Told
from liaison.hub.policy_needs.models import Addressee, OfficialAnswer, Signal
from liaison.hub.policy_needs.queries import opened, signals
from liaison.hub.policy_needs.queries.evidence import evidence_for_addressees, numbers_told
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.factories.policy_needs import ChallengeFactory, SignalFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TOLD = Told("data", "We waited two years for data of one hospital.", "en", "unnamed")
NOTED = Noted("testing", "No clinic in the country tests devices like theirs.", "en")


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def sensors(biohealth):
    return member(biohealth, "Moselle Sensors")


@pytest.fixture
def founder(sensors):
    return OrganisationRoleFactory(organisation=sensors).person


@pytest.fixture
def told(biohealth, sensors, founder):
    return telling.tell(sensors, TOLD, cluster=biohealth, by=founder, now=NOON)


@pytest.fixture
def visit(biohealth, sensors, officer):
    written = contacts.Written(
        kind=InteractionKind.VISIT,
        happened_at=NOON,
        summary="They seek a clinic.",
        organisations=(sensors.public_id,),
    )
    return contacts.log_interaction(biohealth, written, by=officer, now=NOON)


@pytest.fixture
def noted(visit, sensors, officer, founder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return noting.note_after(visit.public_id, sensors.public_id, NOTED, by=officer, now=NOON)


def member(cluster, name):
    organisation = OrganisationFactory(name=name, visibility="public")
    MembershipFactory(cluster=cluster, organisation=organisation)
    return organisation


def someone_of(organisation):
    return OrganisationRoleFactory(organisation=organisation).person


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


class TestTelling:
    def test_keeps_the_words_and_has_them_wait_for_the_team(self, told, founder, officer):
        told.refresh_from_db()
        assert (told.theme, told.words, told.attribution) == ("data", TOLD.words, "unnamed")
        assert (told.state, told.told_by, told.noted_by) == ("waiting", founder, None)
        clock = Clock.objects.get(subject=told.public_id)
        assert (clock.kind, clock.person, clock.organisation) == ("policy_needs.sort", None, None)
        title = described([clock], for_user=officer)[clock.public_id].title
        assert title == "Access to data (Moselle Sensors)"
        assert described([clock], for_user=founder) == {}
        assert "policy_signal.told" in verbs()

    def test_twice_is_once_and_ten_a_day_are_enough(self, told, biohealth, sensors, founder):
        same = telling.tell(sensors, TOLD, cluster=biohealth, by=founder, now=NOON)
        assert same == told
        for each in range(9):
            said = Told("data", f"The {each}. hospital does not answer.", "en", "counted")
            telling.tell(sensors, said, cluster=biohealth, by=founder, now=NOON)

        one_more = Told("finance", "No bank lends us anything.", "en", "counted")
        with pytest.raises(telling.TooManySignals):
            telling.tell(sensors, one_more, cluster=biohealth, by=founder, now=NOON)
        next_day = NOON + dt.timedelta(days=1)
        telling.tell(sensors, one_more, cluster=biohealth, by=founder, now=next_day)

    def test_is_for_people_of_members(self, biohealth, sensors, founder, officer):
        for nobody in (UserFactory(), officer):
            with pytest.raises(telling.NotAllowed):
                telling.tell(sensors, TOLD, cluster=biohealth, by=nobody, now=NOON)
        with pytest.raises(telling.NotAllowed):
            telling.tell(sensors, TOLD, cluster=ClusterFactory(), by=founder, now=NOON)
        assert not Signal.objects.exists()

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Told("weather", "It rains.", "en", "counted"), "theme"),
            (Told("data", " \x00 ", "en", "counted"), "words"),
            (Told("data", "a" * 1_001, "en", "counted"), "words"),
            (Told("data", "Data.", "lb", "counted"), "language"),
            (Told("data", "Data.", "en", "everybody"), "attribution"),
        ],
    )
    def test_says_what_cannot_be_kept(self, biohealth, sensors, founder, said, field):
        with pytest.raises(telling.NotUsable) as refused:
            telling.tell(sensors, said, cluster=biohealth, by=founder, now=NOON)

        assert refused.value.field == field
        assert not Signal.objects.exists()


class TestChanging:
    def test_says_it_otherwise_also_when_membership_has_ended(self, told, founder):
        Membership.objects.all().delete()
        otherwise = Told("data", "Two years for data.", "en", "named")

        telling.change(told, otherwise, version=1, by=founder, now=NOON)

        told.refresh_from_db()
        assert (told.words, told.attribution, told.version) == ("Two years for data.", "named", 2)
        assert verbs()[-1] == "policy_signal.changed"

    def test_does_not_write_over_a_colleague(self, told, founder):
        telling.change(told, Told("data", "First.", "en", "named"), version=1, by=founder, now=NOON)

        with pytest.raises(telling.TooLate):
            telling.change(
                told, Told("data", "Second.", "en", "named"), version=1, by=founder, now=NOON
            )
        told.refresh_from_db()
        assert told.words == "First."

    def test_brings_what_was_set_aside_back_to_the_team(self, biohealth, sensors, founder):
        aside = SignalFactory(
            cluster=biohealth, organisation=sensors, state="set_aside", word_back="Solved by law."
        )

        telling.change(aside, TOLD, version=1, by=founder, now=NOON)

        aside.refresh_from_db()
        assert (aside.state, aside.word_back) == ("waiting", "")
        assert Clock.objects.open().filter(subject=aside.public_id).count() == 1

    def test_is_for_its_own_people(self, told, officer):
        for nobody in (officer, UserFactory()):
            with pytest.raises(telling.NotAllowed):
                telling.change(told, TOLD, version=1, by=nobody, now=NOON)
            with pytest.raises(telling.NotAllowed):
                telling.take_back(told, by=nobody, now=NOON)


class TestTakingBack:
    def test_erases_it_and_what_waits_and_lowers_the_number(self, biohealth, sensors, founder):
        challenge = ChallengeFactory(cluster=biohealth, state="carried")
        for name in ("Sauer Labs", "Alzette Imaging"):
            SignalFactory(
                cluster=biohealth, challenge=challenge, organisation=member(biohealth, name)
            )
        own = SignalFactory(cluster=biohealth, challenge=challenge, organisation=sensors)
        assert numbers_told([challenge]) == {challenge.pk: 3}

        telling.take_back(own, by=founder, now=NOON)

        assert not Signal.objects.filter(pk=own.pk).exists()
        assert evidence_for_addressees(challenge).number is None
        with pytest.raises(telling.TooLate):
            telling.take_back(own, by=founder, now=NOON)

    def test_leaves_nothing_that_waits(self, told, founder):
        subject = told.public_id

        telling.take_back(told, by=founder, now=NOON)

        assert not Clock.objects.open().filter(subject=subject).exists()


class TestNoting:
    def test_counts_only_and_tells_its_people(self, noted, founder, officer, visit):
        assert (noted.noted_by, noted.told_by, noted.attribution) == (officer, None, "counted")
        assert [letter.to for letter in mail.outbox] == [[founder.email]]
        letter = mail.outbox[0]
        assert "No clinic in the country tests devices like theirs." in letter.body
        assert "neither your name nor these words" in letter.body
        assert f"/policy-needs/told/{noted.public_id}/" in letter.body
        outcome = whole_of(visit, for_user=officer).outcomes[0]
        assert (outcome.what, outcome.title) == (
            noted.public_id,
            "Testing and clinical validation (Moselle Sensors)",
        )

    def test_twice_of_one_contact_is_once(self, noted, visit, sensors, officer):
        same = noting.note_after(visit.public_id, sensors.public_id, NOTED, by=officer, now=NOON)

        assert same == noted
        assert Signal.objects.count() == 1

    def test_is_the_teams_for_members_it_met(self, visit, sensors, officer, founder, biohealth):
        note = noting.note_after
        with pytest.raises(NoInteraction):
            note(visit.public_id, sensors.public_id, NOTED, by=founder, now=NOON)
        other = member(biohealth, "Sauer Labs")
        with pytest.raises(UnknownOrganisation):
            note(visit.public_id, other.public_id, NOTED, by=officer, now=NOON)
        Membership.objects.filter(organisation=sensors).delete()
        with pytest.raises(noting.NotAMember):
            note(visit.public_id, sensors.public_id, NOTED, by=officer, now=NOON)
        OrganisationRoleFactory(organisation=sensors, person=officer)
        with pytest.raises(noting.NotAllowed):
            note(visit.public_id, sensors.public_id, NOTED, by=officer, now=NOON)

    def test_may_be_changed_and_withdrawn_until_it_is_taken_up(self, noted, officer, founder):
        shorter = Noted("testing", "No clinic tests their devices.", "en")
        noting.change_noted(noted, shorter, version=1, by=officer, now=NOON)
        with pytest.raises(telling.TooLate):
            telling.take_up(noted, version=1, by=founder, now=NOON)
        telling.take_up(noted, version=2, by=founder, now=NOON)

        with pytest.raises(noting.TooLate):
            noting.change_noted(noted, NOTED, version=3, by=officer, now=NOON)
        with pytest.raises(noting.TooLate):
            noting.withdraw_noted(noted, by=officer, now=NOON)
        noted.refresh_from_db()
        assert (noted.words, noted.told_by) == ("No clinic tests their devices.", founder)
        assert noted.attribution == "counted"

    def test_withdrawn_it_is_gone(self, noted, officer, visit):
        noting.withdraw_noted(noted, by=officer, now=NOON)

        assert not Signal.objects.exists()
        assert not Clock.objects.open().filter(subject=noted.public_id).exists()
        assert whole_of(visit, for_user=officer).outcomes == []

    def test_changed_by_its_people_it_is_theirs(self, noted, founder):
        telling.change(noted, TOLD, version=1, by=founder, now=NOON)

        noted.refresh_from_db()
        assert (noted.told_by, noted.words, noted.attribution) == (founder, TOLD.words, "unnamed")

    def test_stands_on_the_timeline_of_the_team(self, noted, sensors, biohealth, officer, founder):
        def told_of(user):
            rows = timeline_of(sensors, biohealth, happenings=["policy_need"], for_user=user)
            return [read_happened(row) for row in rows]

        (happened,) = told_of(officer)
        assert (happened.what, happened.said) == ("testing", NOTED.words)
        assert (UUID(happened.link), happened.person) == (noted.public_id, officer.pk)
        assert told_of(founder) == []


class TestEchoing:
    @pytest.fixture
    def challenge(self, biohealth):
        return ChallengeFactory(cluster=biohealth, is_open_to_members=True)

    def one_press(self, challenge, organisation, *, by):
        said = Told("other", "", "en", "unnamed")
        return echoing.echo(challenge, organisation, said, by=by, now=NOON)

    def test_counts_once_with_the_theme_of_the_challenge(self, challenge, sensors, founder):
        echoed = self.one_press(challenge, sensors, by=founder)

        assert (echoed.theme, echoed.state, echoed.is_echo) == ("data", "gathered", True)
        # There is nothing to read without a name.
        assert echoed.attribution == "counted"
        with pytest.raises(echoing.AlreadySaid):
            self.one_press(challenge, sensors, by=founder)
        assert challenge.signals.count() == 1

    def test_is_not_said_again_of_what_is_part_of_it(self, challenge, sensors, founder, biohealth):
        SignalFactory(cluster=biohealth, organisation=sensors, challenge=challenge)

        with pytest.raises(echoing.AlreadySaid):
            self.one_press(challenge, sensors, by=founder)

    @pytest.mark.parametrize(
        "as_it_is",
        [
            {"is_open_to_members": False},
            {"state": "closed", "outcome": "solved", "closing_word": "There is a law."},
        ],
    )
    def test_is_too_late_of_what_is_closed(self, biohealth, sensors, founder, as_it_is):
        usual = {"cluster": biohealth, "is_open_to_members": True}
        closed = ChallengeFactory(**usual | as_it_is)

        with pytest.raises(echoing.TooLate):
            self.one_press(closed, sensors, by=founder)

    def test_is_for_people_of_members(self, challenge, sensors, officer):
        elsewhere = member(ClusterFactory(), "Saar Optics")
        for organisation, nobody in ((sensors, officer), (elsewhere, someone_of(elsewhere))):
            with pytest.raises(echoing.NotAllowed):
                self.one_press(challenge, organisation, by=nobody)

    def test_may_be_changed_into_words_and_keeps_its_theme(self, challenge, sensors, founder):
        echoed = self.one_press(challenge, sensors, by=founder)

        said = Told("other", "It cost us a contract.", "en", "named")
        telling.change(echoed, said, version=1, by=founder, now=NOON)

        echoed.refresh_from_db()
        assert (echoed.theme, echoed.words) == ("data", "It cost us a contract.")


class TestReading:
    def test_is_of_ones_own_and_of_the_team(self, told, founder, officer, biohealth):
        assert signals.get_own(told.public_id, for_user=founder) == told
        assert signals.get_for_team(told.public_id, for_user=officer) == told
        other_team = ClusterRoleFactory(cluster=ClusterFactory(), role="cluster_manager").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        rival = someone_of(member(biohealth, "Sauer Labs"))
        for nobody in (other_team, committee, ministry, rival, UserFactory()):
            with pytest.raises(signals.NoSignal):
                signals.get_own(told.public_id, for_user=nobody)
            with pytest.raises(signals.NoSignal):
                signals.get_for_team(told.public_id, for_user=nobody)
            assert signals.own_signals(biohealth, for_user=nobody) == []

    def test_tells_what_became_of_it_once_the_team_has_carried_it(self, biohealth, sensors):
        founder, challenge = someone_of(sensors), ChallengeFactory(cluster=biohealth)
        own = SignalFactory(cluster=biohealth, organisation=sensors, challenge=challenge)
        assert opened.what_became([own], for_user=founder)[own.pk].read is None

        challenge.state = "carried"
        challenge.save()
        office = Addressee.objects.create(
            challenge=challenge,
            name="Ministry of Health",
            carried_by=challenge.begun_by,
            carried_at=NOON,
        )
        answers = [
            OfficialAnswer.objects.create(
                addressee=office,
                kind="looks_into",
                words=words,
                language="en",
                given_on=NOON.date(),
                noted_by=challenge.begun_by,
                source="Letter of 2 November",
                written_at=NOON,
                **was_told,
            )
            for words, was_told in (
                ("We look into it.", {"told_at": NOON, "told_by": challenge.begun_by}),
                ("Not told yet.", {}),
            )
        ]
        own = signals.get_own(own.public_id, for_user=founder)

        became = opened.what_became([own], for_user=founder)[own.pk]

        assert became.read.title.text == "Hospital data take two years to reach"
        assert (became.offices, became.answers) == ([office], [answers[0]])
        assert opened.what_became([own], for_user=UserFactory()) == {}


class TestWhatBecomesOfIt:
    def test_is_told_for_nothing_that_was_merged_away_meanwhile(
        self, biohealth, sensors, founder, officer
    ):
        challenge = ChallengeFactory(cluster=biohealth, is_open_to_members=True)
        survivor = OrganisationFactory()
        Organisation.objects.filter(pk=sensors.pk).update(state="merged", merged_into=survivor)
        usual = {"cluster": biohealth, "now": NOON}

        for deed in (
            lambda: telling.tell(sensors, TOLD, by=founder, **usual),
            lambda: echoing.echo(challenge, sensors, TOLD, by=founder, now=NOON),
            lambda: noting.note_for(sensors, NOTED, by=officer, **usual),
        ):
            with pytest.raises(telling.NotAllowed):
                deed()
        assert not Clock.objects.exists()

    def test_stays_when_who_told_it_leaves(self, told, founder, officer):
        erase_account(founder, by=founder, now=NOON)

        kept = signals.get_for_team(told.public_id, for_user=officer)
        assert (kept.words, kept.told_by.full_name) == (TOLD.words, "")

    def test_is_one_organisation_after_a_merger_and_two_again_after_its_undoing(
        self, biohealth, sensors, founder
    ):
        challenge = ChallengeFactory(cluster=biohealth, is_open_to_members=True)
        double, third = member(biohealth, "Moselle Sensor"), member(biohealth, "Sauer Labs")
        for organisation in (sensors, double, third):
            said = Told("data", f"Said by {organisation.name}.", "en", "unnamed")
            by = someone_of(organisation)
            echoing.echo(challenge, organisation, said, by=by, now=NOON)
        manager = ClusterRoleFactory(cluster=biohealth, role="cluster_manager").person
        Membership.objects.filter(organisation=double).delete()
        own = SignalFactory(cluster=biohealth, organisation=double)

        merger = merge_organisations(
            sensors.public_id, double.public_id, because="The same.", by=manager, now=NOON
        )

        assert numbers_told([challenge]) == {}
        assert evidence_for_addressees(challenge).said == []
        assert signals.get_own(own.public_id, for_user=founder) == own

        undo_merge(merger, by=manager, now=NOON)

        assert numbers_told([challenge]) == {challenge.pk: 3}


@pytest.mark.django_db(transaction=True)
class TestEightAtOnce:
    """On PostgreSQL they really are at once."""

    @pytest.fixture(autouse=True)
    def threads_share_no_memory(self):
        if connection.vendor == "sqlite":
            pytest.skip("Threads cannot share SQLite's database in memory; PostgreSQL tries this.")

    def at_once(self, deed):
        outcomes = []
        gate = threading.Barrier(8)

        def do():
            try:
                gate.wait(timeout=20)
                deed()
                outcomes.append("done")
            except Exception as error:
                outcomes.append(type(error).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=do) for _each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return sorted(outcomes)

    def test_say_once_that_it_hinders_them_too(self):
        cluster = ClusterFactory()
        sensors = member(cluster, "Moselle Sensors")
        challenge = ChallengeFactory(cluster=cluster, is_open_to_members=True)
        founder, said = someone_of(sensors), Told("data", "", "en", "counted")

        outcomes = self.at_once(
            lambda: echoing.echo(challenge, sensors, said, by=founder, now=NOON)
        )

        assert outcomes == ["AlreadySaid"] * 7 + ["done"]
        assert challenge.signals.count() == 1

    def test_tell_the_same_once(self):
        cluster = ClusterFactory()
        sensors = member(cluster, "Moselle Sensors")
        founder = someone_of(sensors)

        outcomes = self.at_once(
            lambda: telling.tell(sensors, TOLD, cluster=cluster, by=founder, now=NOON)
        )

        assert outcomes == ["done"] * 8
        assert Signal.objects.filter(organisation=sensors).count() == 1
