"""A challenge is carried to a ministry, whose people answer; those who asked hear of it."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import tick
from liaison.hub.policy_needs.actions import answering, carrying, telling_back
from liaison.hub.policy_needs.actions.answering import Given, Source
from liaison.hub.policy_needs.actions.steps import NotAllowed, NotUsable, TooLate
from liaison.hub.policy_needs.models import Addressee, OfficialAnswer
from liaison.hub.policy_needs.queries import addressees, challenges
from liaison.hub.policy_needs.queries.challenges import mark_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.policy_needs import (
    AddresseeFactory,
    ChallengeFactory,
    OfficialAnswerFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
MINISTRY = "Invented Ministry of Health, Directorate of Data"
WILL = Given("agreed", "One form for all hospitals by the summer.", "en")


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def civil_servant(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role="strategic_partner", person__language="fr"
    ).person


@pytest.fixture
def challenge(biohealth):
    return ChallengeFactory(
        cluster=biohealth,
        texts={
            "title_en": {"text": "Hospital data take two years", "state": "original"},
            "title_fr": {"text": "Deux ans pour des données", "state": "human"},
        },
    )


@pytest.fixture
def engineer(challenge):
    """Of one of those behind the challenge; it allowed that one more is counted, no more."""
    firm = OrganisationFactory(name="Moselle Sensors")
    person = OrganisationRoleFactory(organisation=firm, person__language="en").person
    SignalFactory(
        challenge=challenge,
        cluster=challenge.cluster,
        organisation=firm,
        words="Never to be read by a ministry.",
        attribution="counted",
    )
    return person


@pytest.fixture
def carried(challenge, engineer, civil_servant, officer):
    return carrying.carry(challenge, office=MINISTRY, people=[civil_servant], by=officer, now=NOON)


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Do something, and return what was written because of it, by address."""

    def after(deed):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return {letter.to[0]: letter for letter in mail.outbox[before:]}

    return after


def told(challenge, name):
    firm = OrganisationFactory(name=name)
    SignalFactory(challenge=challenge, cluster=challenge.cluster, organisation=firm)


class TestCarrying:
    def test_asks_the_people_of_the_office_and_tells_who_told_it(
        self, challenge, engineer, civil_servant, officer, letters
    ):
        written = letters(
            lambda: carrying.carry(
                challenge, office=f"  {MINISTRY} ", people=[civil_servant], by=officer, now=NOON
            )
        )

        challenge.refresh_from_db()
        carried = challenge.addressees.get()
        assert (carried.name, challenge.state, challenge.version) == (MINISTRY, "carried", 2)
        assert set(written) == {engineer.email, civil_servant.email}
        asked = written[civil_servant.email]
        assert "Deux ans pour des données" in asked.subject
        assert f"/fr/policy-needs/carried/{carried.public_id}/" in asked.body
        assert "Moselle" not in asked.body
        assert "Never to be read" not in asked.body
        assert MINISTRY in written[engineer.email].body
        clock = Clock.objects.get()
        assert (clock.person, clock.kind) == (civil_servant, "policy_needs.answer")
        assert clock.due_on == dt.date(2026, 12, 1)

    def test_is_the_teams_and_for_strategic_partners_of_the_cluster(
        self, challenge, engineer, civil_servant, officer
    ):
        colleague_elsewhere = ClusterRoleFactory(role="strategic_partner").person
        for by in (engineer, civil_servant, ClusterRoleFactory().person):
            with pytest.raises(NotAllowed):
                carrying.carry(challenge, office=MINISTRY, by=by, now=NOON)
        for person in (colleague_elsewhere, engineer, officer):
            with pytest.raises(carrying.NotForThem):
                carrying.carry(challenge, office=MINISTRY, people=[person], by=officer, now=NOON)

        assert not Addressee.objects.exists()

    def test_needs_an_office_and_somebody_who_says_so(self, challenge, officer):
        with pytest.raises(carrying.NobodySaysSo):
            carrying.carry(challenge, office=MINISTRY, by=officer, now=NOON)
        for office in (" ", "a" * 201):
            with pytest.raises(NotUsable):
                carrying.carry(challenge, office=office, by=officer, now=NOON)

    def test_goes_to_an_office_once_however_it_is_written(self, carried, challenge, officer):
        with pytest.raises(carrying.CarriedAlready):
            carrying.carry(challenge, office=MINISTRY.upper(), by=officer, now=NOON)
        carrying.carry(challenge, office="Invented Fund", by=officer, now=NOON)

        assert challenge.addressees.count() == 2

    def test_goes_to_ten_offices_at_most_and_not_once_it_is_closed(
        self, carried, challenge, officer
    ):
        for number in range(9):
            AddresseeFactory(challenge=challenge, name=f"Unit {number}")
        with pytest.raises(carrying.TooManyAddressees):
            carrying.carry(challenge, office="Unit 10", by=officer, now=NOON)
        challenge.state, challenge.outcome, challenge.closing_word = "closed", "solved", "Done."
        challenge.save()
        with pytest.raises(TooLate):
            carrying.carry(challenge, office="Unit 10", by=officer, now=NOON)

    def test_is_taken_back_while_nobody_answered(
        self, carried, challenge, engineer, civil_servant, officer, letters
    ):
        written = letters(lambda: carrying.take_back(carried, by=officer, now=NOON))

        challenge.refresh_from_db()
        assert challenge.state == "gathering"
        assert set(written) == {engineer.email, civil_servant.email}
        assert MINISTRY in written[engineer.email].body
        assert Clock.objects.get().state == "cancelled"
        with pytest.raises(TooLate):
            carrying.take_back(carried, by=officer, now=NOON)

    def test_is_not_taken_back_once_it_is_answered(self, carried, civil_servant, officer):
        answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON)

        with pytest.raises(TooLate):
            carrying.take_back(carried, by=officer, now=NOON)

    def test_asks_others_instead(self, carried, biohealth, civil_servant, officer, letters):
        successor = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person

        written = letters(lambda: carrying.ask_people(carried, [successor], by=officer, now=NOON))

        assert set(written) == {successor.email}
        assert Clock.objects.open().get().person == successor
        with pytest.raises(addressees.NoAddressee):
            addressees.get_carried(carried.public_id, for_user=civil_servant)


class TestWaiting:
    def test_reminds_and_then_tells_the_managers(self, biohealth, carried, civil_servant, letters):
        manager = ClusterRoleFactory(cluster=biohealth).person
        second_week = dt.datetime(2026, 11, 17, 12, tzinfo=dt.UTC)

        reminded = letters(lambda: tick(now=second_week))

        assert set(reminded) == {civil_servant.email}
        assert "Deux ans pour des données" in reminded[civil_servant.email].body
        late = letters(lambda: tick(now=dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)))
        assert f"/challenges/{carried.challenge.public_id}/" in late[manager.email].body

    def test_ends_for_who_has_lost_the_role(self, carried, civil_servant, letters):
        civil_servant.cluster_roles.all().delete()

        assert letters(lambda: tick(now=dt.datetime(2026, 11, 17, 12, tzinfo=dt.UTC))) == {}

    def test_reaches_nobody_who_has_lost_the_role(
        self, carried, challenge, engineer, civil_servant, officer, letters
    ):
        civil_servant.cluster_roles.all().delete()
        said = {"outcome": "dropped", "word": "Not now.", "seen": "carried"}
        written = letters(
            lambda: telling_back.close(challenge.public_id, **said, by=officer, now=NOON)
        )
        assert set(written) == {engineer.email}
        assert Clock.objects.get().state == "cancelled"

        telling_back.open_again(challenge.public_id, by=officer, now=NOON)

        (office,) = challenges.carried_to(challenge)
        assert office.asked == []
        assert Clock.objects.count() == 1
        written = letters(lambda: carrying.take_back(carried, by=officer, now=NOON))
        assert set(written) == {engineer.email}

    def test_ends_for_who_has_left(self, carried, civil_servant):
        erase_account(civil_servant, by=civil_servant, now=NOON)

        assert not carried.people.exists()
        assert Clock.objects.get().state == "cancelled"


class TestAnswering:
    def test_is_kept_for_the_team_to_tell(
        self, carried, challenge, engineer, civil_servant, letters
    ):
        written = letters(
            lambda: answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON)
        )

        given = OfficialAnswer.objects.get()
        challenge.refresh_from_db()
        carried.refresh_from_db()
        assert (given.given_by, given.told_at, challenge.state) == (
            civil_servant,
            None,
            "answered",
        )
        assert carried.acknowledged_at == NOON
        assert set(written) == {challenge.cluster.contact_email}
        states = {clock.kind: clock.state for clock in Clock.objects.all()}
        assert states == {"policy_needs.answer": "met", "policy_needs.tell": "running"}
        assert Clock.objects.open().get().subject == given.public_id

    def test_is_for_those_who_were_asked(self, carried, biohealth, officer, engineer):
        other_partner = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        for person in (other_partner, committee, officer, engineer, UserFactory()):
            with pytest.raises(NotAllowed):
                answering.answer(carried, WILL, seen=0, by=person, now=NOON)
            with pytest.raises(NotAllowed):
                answering.acknowledge(carried, by=person, now=NOON)

        assert not OfficialAnswer.objects.exists()

    def test_may_be_followed_by_another_but_not_twice_by_one_press(self, carried, civil_servant):
        first = answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON)
        assert answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON) == first
        other = Given("declined", "No.", "en")
        with pytest.raises(TooLate):
            answering.answer(carried, other, seen=0, by=civil_servant, now=NOON)

        done = Given("done", "The form is there.", "en")
        answering.answer(carried, done, seen=1, by=civil_servant, now=NOON)

        assert [each.kind for each in carried.answers.all()] == ["agreed", "done"]

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            (Given("maybe", "Well.", "en"), "kind"),
            (Given("agreed", " \x00", "en"), "words"),
            (Given("agreed", "a" * 2_001, "en"), "words"),
            (Given("agreed", "Jo.", "lb"), "language"),
            (Given("agreed", "Yes.", "en", dt.date(2026, 11, 1)), "due_on"),
        ],
    )
    def test_is_not_kept_as_it_cannot_be_read(self, carried, civil_servant, given, field):
        with pytest.raises(NotUsable) as refused:
            answering.answer(carried, given, seen=0, by=civil_servant, now=NOON)

        assert refused.value.field == field

    def test_is_corrected_until_it_is_told(self, carried, civil_servant, officer):
        given = answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON)
        mark = mark_of(given)
        better = Given("agreed", "One form by July.", "en", dt.date(2027, 7, 1))
        with pytest.raises(NotAllowed):
            answering.correct(given, better, seen=mark, by=officer, now=NOON)

        answering.correct(given, better, seen=mark, by=civil_servant, now=NOON)

        given.refresh_from_db()
        assert (given.words, given.due_on) == ("One form by July.", dt.date(2027, 7, 1))
        with pytest.raises(TooLate):
            answering.correct(given, WILL, seen=mark, by=civil_servant, now=NOON)
        given.told_at, given.told_by = NOON, officer
        given.save()
        newest = mark_of(given)
        with pytest.raises(TooLate):
            answering.correct(given, WILL, seen=newest, by=civil_servant, now=NOON)

    def test_is_taken_back_until_it_is_told(self, carried, challenge, civil_servant, officer):
        given = answering.answer(carried, WILL, seen=0, by=civil_servant, now=NOON)
        mark = mark_of(given)
        with pytest.raises(NotAllowed):
            answering.take_back(given, seen=mark, by=officer, now=NOON)
        with pytest.raises(TooLate):
            answering.take_back(given, seen="another", by=civil_servant, now=NOON)

        answering.take_back(given, seen=mark, by=civil_servant, now=NOON)

        challenge.refresh_from_db()
        assert challenge.state == "carried"
        assert not OfficialAnswer.objects.exists()
        waiting = Clock.objects.open().get()
        assert (waiting.kind, waiting.person) == ("policy_needs.answer", civil_servant)
        told = OfficialAnswerFactory(addressee=carried, told_at=NOON, told_by=officer)
        with pytest.raises(TooLate):
            answering.take_back(told, seen=mark_of(told), by=officer, now=NOON)

    def test_is_acknowledged_once(self, carried, civil_servant):
        for hours in (0, 5):
            later = NOON + dt.timedelta(hours=hours)
            answering.acknowledge(carried, by=civil_servant, now=later)

        carried.refresh_from_db()
        assert carried.acknowledged_at == NOON
        assert Clock.objects.get().state == "running"


class TestNoting:
    def test_keeps_what_was_said_elsewhere_with_its_source(
        self, carried, challenge, civil_servant, officer, letters
    ):
        source = Source(dt.date(2026, 11, 2), "Letter of 2 November 2026")

        written = letters(
            lambda: answering.note_answer(carried, WILL, source, seen=0, by=officer, now=NOON)
        )

        noted = OfficialAnswer.objects.get()
        assert (noted.noted_by, noted.given_by, noted.source) == (officer, None, source.where)
        assert noted.given_on == dt.date(2026, 11, 2)
        # Whoever noted it knows of it.
        assert written == {}
        assert {clock.state for clock in Clock.objects.filter(person=civil_servant)} == {"met"}

    def test_is_the_teams(self, carried, civil_servant, engineer):
        source = Source(dt.date(2026, 11, 2), "Letter")
        for person in (civil_servant, engineer, ClusterRoleFactory().person):
            with pytest.raises(NotAllowed):
                answering.note_answer(carried, WILL, source, seen=0, by=person, now=NOON)

    def test_needs_a_source_and_a_day_that_was(self, carried, officer):
        for source, field in (
            (Source(dt.date(2026, 11, 2), " "), "source"),
            (Source(dt.date(2026, 11, 4), "Letter"), "given_on"),
        ):
            with pytest.raises(NotUsable) as refused:
                answering.note_answer(carried, WILL, source, seen=0, by=officer, now=NOON)
            assert refused.value.field == field


class TestReading:
    def test_gives_partners_what_is_carried_to_them_alone(
        self, carried, biohealth, civil_servant, officer
    ):
        other_partner = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        AddresseeFactory(challenge=ChallengeFactory(cluster=biohealth), people=[other_partner])

        assert list(addressees.carried_to(biohealth, for_user=civil_servant)) == [carried]
        assert addressees.waiting_for(biohealth, for_user=civil_servant).count() == 1
        assert not addressees.carried_to(biohealth, for_user=officer).exists()
        civil_servant.cluster_roles.all().delete()
        assert not addressees.carried_to(biohealth, for_user=civil_servant).exists()

    def test_gives_the_team_of_another_cluster_nothing(self, carried):
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person
        called = carried.public_id
        noted = OfficialAnswerFactory(addressee=carried)
        with pytest.raises(addressees.NoAddressee):
            addressees.get_addressee(called, for_user=stranger)
        with pytest.raises(addressees.NoAnswer):
            addressees.get_answer_to_correct(noted.public_id, for_user=stranger)
        assert addressees.answers_of(carried, for_user=stranger) == []
        cluster = carried.challenge.cluster
        assert not addressees.strategic_partners(cluster, for_user=stranger).exists()
