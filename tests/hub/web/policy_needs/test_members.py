"""The pages on which members tell what hinders them, and read what several say."""

import datetime as dt

import pytest

from liaison.hub.interactions import actions as contacts
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.policy_needs.models import Addressee, OfficialAnswer, Signal
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.factories.policy_needs import ChallengeFactory, SignalFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
MINE = "/en/policy-needs/"
SAID = {
    "theme": "data",
    "words": "We waited two years for data of one hospital.",
    "language": "en",
    "attribution": "unnamed",
}


@pytest.fixture
def sensors(biohealth):
    return member(biohealth, "Moselle Sensors")


@pytest.fixture
def founder(client, sensors):
    person = OrganisationRoleFactory(organisation=sensors, person__full_name="Marc Weis").person
    client.force_login(person)
    return person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role="cluster_officer", person__full_name="Anna Muller"
    ).person


@pytest.fixture
def visit(biohealth, sensors, officer):
    written = contacts.Written(
        kind=InteractionKind.VISIT,
        happened_at=NOON,
        summary="No clinic in the country tests their devices.",
        note="They have little money left.",
        organisations=(sensors.public_id,),
    )
    return contacts.log_interaction(biohealth, written, by=officer, now=NOON)


@pytest.fixture
def opened(biohealth):
    """A challenge that is open to members, of three who say so, each in another way."""
    challenge = ChallengeFactory(cluster=biohealth, is_open_to_members=True, state="carried")
    for name, attribution in (
        ("Sauer Labs", "named"),
        ("Alzette Imaging", "unnamed"),
        ("Saar Optics", "counted"),
    ):
        SignalFactory(
            cluster=biohealth,
            challenge=challenge,
            organisation=member(biohealth, name),
            attribution=attribution,
            words=f"The very words of {name}.",
        )
    return challenge


def member(cluster, name):
    organisation = OrganisationFactory(name=name, visibility="public")
    MembershipFactory(cluster=cluster, organisation=organisation)
    return organisation


def text(answer):
    return " ".join(answer.content.decode().split())


class TestTelling:
    def test_is_asked_for_where_there_is_nothing_yet(self, client, founder):
        page = text(client.get(MINE))

        assert "You have told nothing yet." in page
        assert 'href="/en/policy-needs/tell/"' in page

    def test_keeps_what_was_told_and_shows_it(self, client, founder):
        asked = client.get(f"{MINE}tell/")
        assert asked.context["form"].initial == {"language": "en"}

        told = client.post(f"{MINE}tell/", SAID, follow=True)

        signal = Signal.objects.get()
        assert told.redirect_chain == [(f"{MINE}told/{signal.public_id}/", 302)]
        page = text(told)
        assert "Our words, without our name" in page
        assert SAID["words"] in page
        assert "Your team reads it" in page
        assert SAID["words"] in text(client.get(MINE))

    def test_asks_again_for_what_is_missing(self, client, founder):
        told = client.post(
            f"{MINE}tell/", {"theme": "data", "language": "en", "words": "a" * 1_001}
        )

        assert told.status_code == 422
        assert "Please say what a ministry may learn." in text(told)
        assert "Please keep it to 1000 characters; you wrote 1001." in text(told)
        assert not Signal.objects.exists()

    def test_asks_who_acts_for_several_for_which(self, client, founder, biohealth):
        labs = member(biohealth, "Sauer Labs")
        OrganisationRoleFactory(organisation=labs, person=founder)

        client.post(f"{MINE}tell/", SAID | {"organisation": str(labs.public_id)})

        assert Signal.objects.get().organisation == labs

    def test_is_explained_to_those_who_act_for_no_member(self, client, biohealth):
        client.force_login(UserFactory())

        told = client.post(f"{MINE}tell/", SAID, follow=True)

        assert "You act for none of them yet." in text(told)
        assert not Signal.objects.exists()


class TestOwn:
    def test_may_be_changed_and_taken_back(self, client, founder, sensors, biohealth):
        signal = SignalFactory(cluster=biohealth, organisation=sensors, told_by=founder)
        own = f"{MINE}told/{signal.public_id}/"

        client.post(f"{own}change/", SAID | {"attribution": "named", "version": "1"})
        late = client.post(f"{own}change/", SAID | {"words": "Late.", "version": "1"})
        assert late.status_code == 422
        assert "It was changed meanwhile." in text(late)
        signal.refresh_from_db()
        assert (signal.attribution, signal.words) == ("named", SAID["words"])

        assert "Take it back?" in text(client.get(f"{own}take-back/"))
        assert Signal.objects.exists()
        assert "Erased." in text(client.post(f"{own}take-back/", follow=True))
        assert not Signal.objects.exists()
        assert client.post(f"{own}take-back/").status_code == 404

    def test_is_nobody_elses(self, client, founder, sensors, biohealth, officer):
        signal = SignalFactory(cluster=biohealth, organisation=sensors)
        own = f"{MINE}told/{signal.public_id}/"
        rival = OrganisationRoleFactory(organisation=member(biohealth, "Sauer Labs")).person
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        for nobody in (rival, ministry, committee, officer):
            client.force_login(nobody)
            assert client.get(own).status_code == 404
            assert client.post(f"{own}change/", SAID).status_code == 404
            assert client.post(f"{own}take-up/").status_code == 404
            assert client.post(f"{own}take-back/").status_code == 404
            assert signal.words not in text(client.get(MINE))
        signal.refresh_from_db()
        assert signal.version == 1

    def test_is_not_changed_without_what_was_read(self, client, founder, sensors, biohealth):
        signal = SignalFactory(cluster=biohealth, organisation=sensors, told_by=founder)

        said = client.post(f"{MINE}told/{signal.public_id}/change/", SAID | {"words": "Blind."})

        assert said.status_code == 422
        assert "reload the page and send the form once more" in text(said)
        signal.refresh_from_db()
        assert signal.words != "Blind."

    def test_says_why_it_is_not_carried_on(self, client, founder, sensors, biohealth):
        signal = SignalFactory(
            cluster=biohealth,
            organisation=sensors,
            state="set_aside",
            word_back="A law of May solves it.",
        )

        page = text(client.get(f"{MINE}told/{signal.public_id}/"))

        assert "The team does not carry it on, and says:" in page
        assert "A law of May solves it." in page

    def test_shows_the_answer_that_was_told(self, client, founder, sensors, opened):
        signal = SignalFactory(cluster=opened.cluster, organisation=sensors, challenge=opened)
        answer(opened, "We open a data desk in May.", is_told=True)
        answer(opened, "Between us: we have no budget.", is_told=False)

        page = text(client.get(f"{MINE}told/{signal.public_id}/"))

        assert "Ministry of Health: We look into it" in page
        assert "We open a data desk in May." in page
        assert "Now it has a day." in page
        assert "no budget" not in page
        for other in ("Sauer Labs", "Alzette Imaging", "Saar Optics"):
            assert other not in page


class TestNoting:
    def test_goes_from_the_contact_to_the_organisation(
        self, client, visit, sensors, officer, founder
    ):
        client.force_login(officer)
        contact = text(client.get(f"/en/register/{visit.public_id}/"))
        address = f"{MINE}from-contact/{visit.public_id}/{sensors.public_id}/"
        assert address in contact
        assert "Write down what hinders Moselle Sensors" in contact
        form = text(client.get(address))
        assert "No clinic in the country tests their devices." in form
        assert "They have little money left." not in form
        assert "Whoever acts for Moselle Sensors gets a letter." in form

        said = {"theme": "testing", "words": "No clinic tests devices.", "language": "en"}
        noted = client.post(address, said, follow=True)

        signal = Signal.objects.get()
        assert noted.redirect_chain == [(f"{MINE}noted/{signal.public_id}/", 302)]
        assert "Testing and clinical validation (Moselle Sensors)" in text(
            client.get(f"/en/register/{visit.public_id}/")
        )
        assert "No clinic tests devices." in text(
            client.get(f"/en/register/organisations/{sensors.public_id}/")
        )

        client.force_login(founder)
        assert "Written down by your team" in text(client.get(MINE))
        own = f"{MINE}told/{signal.public_id}/"
        assert "wrote this down for you" in text(client.get(own))
        assert "please read it once more" in text(
            client.post(f"{own}take-up/", {"version": "²"}, follow=True)
        )
        client.post(f"{own}take-up/", {"version": "1"})
        signal.refresh_from_db()
        assert (signal.told_by, signal.attribution) == (founder, "counted")

        client.force_login(officer)
        late = client.post(f"{MINE}noted/{signal.public_id}/erase/", follow=True)
        assert "taken up meanwhile" in text(late)
        assert "It is theirs" in text(late)
        assert Signal.objects.exists()

    def test_may_be_written_anew_or_erased_before(self, client, biohealth, sensors, officer):
        signal = SignalFactory(
            cluster=biohealth, organisation=sensors, noted_by=officer, told_by=None
        )
        client.force_login(officer)
        address = f"{MINE}noted/{signal.public_id}/"
        assert "Nobody has an account to act for Moselle Sensors yet." in text(client.get(address))
        said = {"theme": "data", "words": "Shorter.", "language": "en", "version": "1"}

        client.post(address, said)
        signal.refresh_from_db()
        assert signal.words == "Shorter."

        assert "What you noted is erased." in text(client.post(f"{address}erase/", follow=True))
        assert not Signal.objects.exists()

    def test_is_the_teams_alone(self, client, visit, sensors, founder, biohealth):
        signal = SignalFactory(cluster=biohealth, organisation=sensors)
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory(), role="cluster_manager").person
        for nobody in (founder, ministry, elsewhere):
            client.force_login(nobody)
            address = f"{MINE}from-contact/{visit.public_id}/{sensors.public_id}/"
            assert client.get(address).status_code == 404
            assert client.post(address, SAID).status_code == 404
            assert client.get(f"{MINE}noted/{signal.public_id}/").status_code == 404
            assert client.post(f"{MINE}noted/{signal.public_id}/erase/").status_code == 404


class TestOpened:
    def test_is_read_by_members_without_who_says_so(self, client, founder, opened):
        answer(opened, "We open a data desk in May.", is_told=True)
        answer(opened, "Between us: we have no budget.", is_told=False)
        for address in (f"{MINE}opened/", f"{MINE}opened/{opened.public_id}/"):
            page = text(client.get(address))
            assert "Hospital data take two years to reach" in page
            assert "3 organisations say so" in page
            for secret in ("Sauer Labs", "Alzette", "Saar Optics", "very words", "no budget"):
                assert secret not in page
        assert "We open a data desk in May." in page

    def test_tells_no_number_of_two(self, client, founder, opened):
        opened.signals.first().delete()

        page = text(client.get(f"{MINE}opened/{opened.public_id}/"))

        assert "Fewer than three organisations say so" in page

    def test_is_said_too_in_one_press(self, client, founder, opened, sensors):
        address = f"{MINE}opened/{opened.public_id}/"
        assert "This hinders us too" in text(client.get(f"{MINE}opened/"))

        said = client.post(f"{address}this-hinders-us-too/", follow=True)

        assert "You are counted, and hear of every answer." in text(said)
        assert "4 organisations say so" in text(said)
        echo = Signal.objects.get(organisation=sensors)
        assert (echo.is_echo, echo.words, echo.attribution) == (True, "", "counted")
        again = client.post(f"{address}this-hinders-us-too/", follow=True)
        assert "You are counted already." in text(again)
        assert Signal.objects.filter(organisation=sensors).count() == 1
        own = f"{MINE}told/{echo.public_id}/"
        assert "Say it in your own words" in text(client.get(own))
        said = {"words": "", "language": "en", "attribution": "named", "version": "1"}
        assert client.post(f"{own}change/", said).status_code == 302
        echo.refresh_from_db()
        assert echo.attribution == "named"

    def test_is_said_once_by_who_acts_for_two_and_presses_twice(
        self, client, founder, opened, sensors, biohealth
    ):
        labs = member(biohealth, "Ernz Labs")
        OrganisationRoleFactory(organisation=labs, person=founder)
        address = f"{MINE}opened/{opened.public_id}/this-hinders-us-too/"

        client.post(address, {"organisation": str(sensors.public_id)})
        again = client.post(address, {"organisation": str(sensors.public_id)}, follow=True)

        assert "You are counted already." in text(again)
        assert opened.signals.filter(organisation__in=[sensors, labs]).count() == 1

    def test_says_that_a_form_came_back_incomplete(self, client, founder, opened):
        stale = {"organisation": "of-somebody-else", "words": "It hinders us."}

        said = client.post(f"{MINE}opened/{opened.public_id}/this-hinders-us-too/", stale)

        assert said.status_code == 422
        assert "reload the page and send the form once more" in text(said)

    def test_is_said_in_words_too_long_with_an_error(self, client, founder, opened):
        said = client.post(
            f"{MINE}opened/{opened.public_id}/this-hinders-us-too/", {"words": "a" * 1_001}
        )

        assert said.status_code == 422
        assert "you wrote 1001" in text(said)
        page = f"{MINE}opened/{opened.public_id}/"
        assert client.get(f"{page}this-hinders-us-too/")["Location"] == page

    def test_is_not_there_for_others_nor_where_it_is_closed_to_members(
        self, client, founder, opened, biohealth
    ):
        inside = ChallengeFactory(cluster=biohealth)
        assert client.get(f"{MINE}opened/{inside.public_id}/").status_code == 404
        elsewhere = ClusterFactory()
        stranger = OrganisationRoleFactory(organisation=member(elsewhere, "Lahn Optics")).person
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
        for nobody in (stranger, ministry, committee, UserFactory()):
            client.force_login(nobody)
            address = f"{MINE}opened/{opened.public_id}/"
            assert client.get(address).status_code == 404
            assert client.post(f"{address}this-hinders-us-too/").status_code == 404
            page = text(client.get(f"{MINE}opened/"))
            assert "Hospital data take two years" not in page
            assert "Members of the cluster read here" in page

    def test_asks_the_database_no_more_for_many(
        self, client, founder, opened, biohealth, django_assert_max_num_queries
    ):
        for _each in range(5):
            ChallengeFactory(cluster=biohealth, is_open_to_members=True)
        client.get(MINE)

        with django_assert_max_num_queries(12):
            client.get(f"{MINE}opened/")
        with django_assert_max_num_queries(12):
            client.get(MINE)


def answer(challenge, words, *, is_told):
    office, _ = Addressee.objects.get_or_create(
        challenge=challenge,
        name="Ministry of Health",
        defaults={"carried_by": challenge.begun_by, "carried_at": NOON},
    )
    told = {"told_at": NOON, "told_by": challenge.begun_by, "team_word": "Now it has a day."}
    return OfficialAnswer.objects.create(
        addressee=office,
        kind="looks_into",
        words=words,
        language="en",
        given_on=NOON.date(),
        noted_by=challenge.begun_by,
        source="Letter of 2 November",
        written_at=NOON,
        **(told if is_told else {}),
    )
