"""People of organisations: named by colleagues, shown only as they choose themselves."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.listing import get_profile
from liaison.hub.directory.models import MapEntry, OrganisationPerson, TakenOut
from liaison.hub.directory.people import actions, queries
from liaison.hub.directory.people.actions import Chosen, Told
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationPersonFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=2)
LEA = Told("Léa Thill", "Head of research", "+352 26 12 34", "French, English", "clinical studies")
ADDRESS = "lea.thill@moselle.example"
NOBODY, TEAM, MEMBERS, EVERYBODY = ShownTo


@pytest.fixture
def sensors(biohealth):
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    MapEntry.objects.create(cluster=biohealth, organisation=sensors, since=dt.date(2026, 1, 1))
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors, person__full_name="Ben Klein").person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def member(biohealth):
    """Somebody who acts for another member of the cluster."""
    membership = MembershipFactory(cluster=biohealth)
    return OrganisationRoleFactory(organisation=membership.organisation).person


@pytest.fixture
def outsider():
    """A manager of another cluster."""
    return ClusterRoleFactory(cluster=ClusterFactory(slug="ict")).person


@pytest.fixture
def name(sensors, owner, django_capture_on_commit_callbacks):
    """Name somebody; return them and the tokens of the letters sent."""

    def do(*, organisation=sensors, told=LEA, email=ADDRESS, by=owner, now=NOON):
        tokens = []
        with django_capture_on_commit_callbacks(execute=True):
            person = actions.name_person(
                organisation,
                told,
                email=email,
                language="en",
                link=lambda token: tokens.append(token) or f"https://hub.example/{token}/",
                by=by,
                now=now,
            )
        return person, tokens

    return do


def seen_by(organisation, reader):
    return [
        (each.full_name, bool(each.email), bool(each.phone))
        for each in get_profile(organisation.public_id, for_user=reader).people
    ]


class TestNaming:
    def test_asks_them_by_letter_and_shows_them_to_nobody(self, name, sensors, owner):
        person, (token,) = name()

        (letter,) = mail.outbox
        assert letter.to == [ADDRESS]
        assert "Ben Klein named you as a person of Moselle Sensors" in letter.body
        assert f"https://hub.example/{token}/" in letter.body
        assert (person.shown_to, person.chosen_at) == (NOBODY, None)
        assert seen_by(sensors, owner) == []

    def test_writes_nothing_of_them_into_the_history(self, name, owner, sensors):
        name()

        event = Event.objects.get(verb="named_person.named")
        assert event.subject == str(sensors.public_id)
        assert event.details == {}

    def test_is_refused_to_strangers(self, name, outsider):
        for stranger in (UserFactory(), outsider):
            with pytest.raises(actions.NotAllowed):
                name(by=stranger)

    def test_is_for_the_team(self, name, officer):
        person, _tokens = name(by=officer)

        assert person.named_by == officer

    def test_refuses_what_is_no_address(self, name):
        with pytest.raises(actions.NotAnAddress):
            name(email="lea.thill")

    def test_refuses_somebody_twice_however_written(self, name):
        name()

        with pytest.raises(actions.AlreadyNamed):
            name(email="Lea.Thill@Moselle.example ")

    def test_has_a_bound_each_day(self, name):
        for number in range(20):
            name(email=f"colleague.{number}@moselle.example")

        with pytest.raises(actions.TooManyLetters):
            name()
        name(now=NOON + dt.timedelta(days=2))

    def test_forgets_those_who_did_not_choose_in_three_months(self, name):
        name()

        name(email="tom@moselle.example", now=NOON + dt.timedelta(days=91))

        assert [each.email for each in OrganisationPerson.objects.all()] == ["tom@moselle.example"]


class TestConstraints:
    def test_show_nobody_who_has_not_chosen(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationPersonFactory(chosen_at=None, shown_to="everybody")


class TestChoosingByLetter:
    def test_decides_who_sees_what_and_corrects_it(self, name, sensors):
        _person, (token,) = name()

        actions.choose_by_letter(
            token,
            Told("Léa Thill-Weber", "Director"),
            Chosen(EVERYBODY, NOBODY, EVERYBODY),
            now=LATER,
        )

        (shown,) = get_profile(sensors.public_id, for_user=None).people
        assert (shown.full_name, shown.function, shown.email) == ("Léa Thill-Weber", "Director", "")

    def test_counts_once(self, name):
        _person, (token,) = name()
        actions.choose_by_letter(token, LEA, Chosen(), now=LATER)

        with pytest.raises(queries.NoPerson):
            actions.choose_by_letter(token, LEA, Chosen(EVERYBODY), now=LATER)
        with pytest.raises(queries.NoPerson):
            actions.take_out_by_letter(token, now=LATER)

    def test_counts_for_a_month(self, name):
        _person, (token,) = name()

        queries.person_with(token, now=NOON + dt.timedelta(days=29))
        with pytest.raises(queries.NoPerson):
            queries.person_with(token, now=NOON + dt.timedelta(days=30))

    def test_is_not_to_be_forged(self, name):
        _person, (token,) = name()

        for forged in ("", token[:-1], f"{token}x", "x" + token):
            with pytest.raises(queries.NoPerson):
                queries.person_with(forged, now=LATER)

    def test_says_nothing_of_the_person_in_the_history(self, name):
        _person, (token,) = name()

        actions.choose_by_letter(token, LEA, Chosen(TEAM), now=LATER)

        event = Event.objects.get(verb="named_person.chose")
        assert event.actor == ""
        assert event.details == {
            "shown_to": "team",
            "email_shown_to": "nobody",
            "phone_shown_to": "nobody",
        }

    def test_can_be_asked_for_anew_and_ends_the_former_link(
        self, name, django_capture_on_commit_callbacks
    ):
        _person, (former,) = name()
        tokens = []

        def keep(token):
            tokens.append(token)
            return f"https://hub.example/{token}/"

        def ask(email, now):
            with django_capture_on_commit_callbacks(execute=True):
                actions.ask_for_letter(email, link=keep, now=now)

        ask(ADDRESS.upper(), NOON + dt.timedelta(minutes=59))
        ask("nobody@moselle.example", LATER)
        assert tokens == []
        ask(ADDRESS, LATER)

        (token,) = tokens
        with pytest.raises(queries.NoPerson):
            queries.person_with(former, now=LATER)
        assert queries.person_with(token, now=LATER).email == ADDRESS
        assert len(mail.outbox) == 2


class TestWhoSeesWhom:
    @pytest.mark.parametrize(
        ("shown_to", "seen"),
        [
            ("nobody", set()),
            ("team", {"officer", "owner"}),
            ("members", {"officer", "owner", "member"}),
            ("everybody", {"officer", "owner", "member", "outsider", "anybody"}),
        ],
    )
    def test_is_as_they_chose(self, sensors, owner, officer, member, outsider, shown_to, seen):
        OrganisationPersonFactory(
            organisation=sensors,
            shown_to=shown_to,
            email_shown_to="everybody",
            phone_shown_to="everybody",
            chosen_at=NOON,
        )
        readers = {
            "owner": owner,
            "officer": officer,
            "member": member,
            "outsider": outsider,
            "anybody": None,
        }

        found = {who for who, reader in readers.items() if seen_by(sensors, reader)}

        assert found == seen

    def test_is_chosen_for_address_and_telephone_by_itself(
        self, sensors, owner, officer, member, outsider
    ):
        OrganisationPersonFactory(
            organisation=sensors,
            shown_to="everybody",
            email_shown_to="members",
            phone_shown_to="team",
        )

        assert seen_by(sensors, None) == [("Léa Thill", False, False)]
        assert seen_by(sensors, outsider) == [("Léa Thill", False, False)]
        assert seen_by(sensors, member) == [("Léa Thill", True, False)]
        assert seen_by(sensors, officer) == [("Léa Thill", True, True)]
        assert seen_by(sensors, owner) == [("Léa Thill", True, True)]

    def test_of_those_named_is_for_colleagues_and_of_the_waiting_for_the_team(
        self, sensors, owner, officer, member
    ):
        OrganisationPersonFactory(organisation=sensors, full_name="Waiting")
        OrganisationPersonFactory(organisation=sensors, full_name="Hidden", chosen_at=NOON)
        OrganisationPersonFactory(organisation=sensors, full_name="Shown", shown_to="team")

        def named(reader):
            people = queries.named_people_of(sensors, for_user=reader)
            return [each.full_name for each in people]

        assert named(owner) == ["Hidden", "Shown", "Waiting"]
        assert named(officer) == ["Shown", "Waiting"]
        assert named(member) == []

    def test_asks_the_database_once_and_only_where_somebody_is_shown(
        self, sensors, django_assert_num_queries
    ):
        OrganisationPersonFactory(organisation=sensors)
        with django_assert_num_queries(5):
            get_profile(sensors.public_id, for_user=None)

        OrganisationPersonFactory(organisation=sensors, shown_to="team")
        with django_assert_num_queries(6):
            assert get_profile(sensors.public_id, for_user=None).people == []


class TestTakingOut:
    def test_erases_them_everywhere_and_is_remembered(self, name, sensors, officer):
        other = OrganisationFactory(visibility="public")
        OrganisationPersonFactory(organisation=other, email=ADDRESS, shown_to="everybody")
        _person, (token,) = name()

        actions.take_out_by_letter(token, now=LATER)

        assert not OrganisationPerson.objects.exists()
        for email in (ADDRESS, "Lea.Thill@moselle.example"):
            with pytest.raises(actions.WantsNotToBeNamed):
                name(email=email)

    def test_keeps_a_digest_only_which_lives_through_a_new_key(self, name, settings):
        _person, (token,) = name()
        actions.take_out_by_letter(token, now=LATER)

        kept = TakenOut.objects.values().get()
        assert ADDRESS not in str(kept)
        assert len(kept["digest"]) == 64
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
        assert queries.is_taken_out(ADDRESS)
        settings.SECRET_KEY_FALLBACKS = []
        assert not queries.is_taken_out(ADDRESS)

    def test_is_undone_by_themselves_only(self, sensors, owner):
        actions.show_oneself(sensors, Told("Ben Klein"), Chosen(EVERYBODY), by=owner, now=NOON)
        actions.take_oneself_out(sensors, by=owner, now=NOON)
        assert queries.is_taken_out(owner.email)

        actions.show_oneself(sensors, Told("Ben Klein"), Chosen(EVERYBODY), by=owner, now=LATER)

        assert not queries.is_taken_out(owner.email)
        assert seen_by(sensors, None) == [("Ben Klein", False, False)]


class TestShowingOneself:
    def test_takes_over_what_a_colleague_entered(self, name, sensors, owner):
        name(email=owner.email, told=Told("B. Klein"))

        person = actions.show_oneself(
            sensors, Told("Ben Klein", "Owner"), Chosen(MEMBERS), by=owner, now=LATER
        )

        assert OrganisationPerson.objects.get() == person
        assert (person.account, person.shown_to) == (owner, "members")

    def test_is_not_for_those_who_do_not_act_for_it(self, sensors, officer):
        with pytest.raises(actions.NotAllowed):
            actions.show_oneself(sensors, Told("Eve"), Chosen(EVERYBODY), by=officer, now=NOON)

    def test_ends_with_the_account(self, name, sensors, owner):
        actions.show_oneself(sensors, Told("Ben Klein"), Chosen(EVERYBODY), by=owner, now=NOON)
        other = OrganisationFactory()
        OrganisationPersonFactory(organisation=other, email=owner.email)

        erase_account(owner, by=owner, now=LATER)

        assert not OrganisationPerson.objects.exists()


class TestRemoving:
    def test_erases_and_lets_them_be_named_again(self, name, owner):
        person, _tokens = name()

        actions.remove_person(person, by=owner, now=LATER)

        assert not OrganisationPerson.objects.exists()
        name()

    def test_is_refused_to_strangers(self, name, outsider):
        person, _tokens = name()

        with pytest.raises(actions.NotAllowed):
            actions.remove_person(person, by=outsider, now=LATER)


class TestAnotherLetter:
    def test_is_for_those_who_have_not_chosen_and_not_at_once(self, name, owner):
        person, _tokens = name()
        options = {"link": str, "by": owner}

        with pytest.raises(actions.TooManyLetters):
            actions.send_letter_again(person, now=NOON + dt.timedelta(minutes=5), **options)
        actions.send_letter_again(person, now=LATER, **options)
        person.refresh_from_db()
        actions.choose_by_letter(queries.token_for(person), LEA, Chosen(), now=LATER)
        with pytest.raises(actions.NotAllowed):
            actions.send_letter_again(person, now=NOON + dt.timedelta(days=1), **options)
