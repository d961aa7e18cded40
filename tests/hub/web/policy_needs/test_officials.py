"""The pages on which a ministry answers, and on which the team carries and notes."""

import datetime as dt

import pytest

from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.policy_needs import (
    AddresseeFactory,
    ChallengeFactory,
    OfficialAnswerFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db

HIDDEN = "Never to be read by a ministry."
ANSWER = {"kind": "agreed", "words": "One form\r\nfor all.", "language": "fr", "seen": "0"}


@pytest.fixture
def challenge(biohealth):
    return ChallengeFactory(cluster=biohealth, state="carried")


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def civil_servant(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role="strategic_partner", person__full_name="Invented Civil Servant"
    ).person


@pytest.fixture
def carried(challenge, civil_servant):
    behind(challenge, "Moselle Sensors", attribution="counted", words=HIDDEN)
    behind(challenge, "Sauer Labs", attribution="unnamed", words="Papers for each <house>.")
    return AddresseeFactory(challenge=challenge, name="Invented Ministry", people=[civil_servant])


def behind(challenge, name, **more):
    firm = OrganisationFactory(name=name)
    SignalFactory(challenge=challenge, cluster=challenge.cluster, organisation=firm, **more)
    return firm


def text(answer):
    return " ".join(answer.content.decode().split())


def team_page(addressee, step):
    return f"/en/policy-needs/team/carried/{addressee.public_id}/{step}"


def address_of(addressee, step=""):
    return f"/en/policy-needs/carried/{addressee.public_id}/{step}"


class TestCarriedToYou:
    def test_is_found_from_everywhere_and_answered(self, client, evidence, carried, civil_servant):
        client.force_login(civil_servant)
        home = text(client.get("/en/"))
        assert "(1 waits for an answer)" in home
        assert "1 waits for your answer." in home
        assert address_of(carried) in text(client.get("/en/policy-needs/carried/"))
        page = text(client.get(address_of(carried)))
        assert "Hospital data take two years to reach" in page

        thanks = text(client.post(address_of(carried, "acknowledge/"), follow=True))
        assert "The cluster team sees that it arrived." in thanks
        answered = text(client.post(address_of(carried, "answer/"), ANSWER, follow=True))

        assert "until then you can correct it" in answered
        assert '<blockquote class="said" lang="fr">One form for all.</blockquote>' in answered
        assert OfficialAnswer.objects.get().words == "One form\nfor all."
        listed = text(client.get("/en/policy-needs/carried/"))
        assert "Answered or closed" in listed
        assert "They wait for your answer" not in listed
        assert "waits for an answer" not in listed

    def test_names_nobody_and_counts_nobody_below_three(self, client, carried, civil_servant):
        client.force_login(civil_servant)
        few = text(client.get(address_of(carried)))
        assert "Fewer than three members so far" in few
        behind(carried.challenge, "Alzette Imaging", attribution="named", words="We lost a trial.")
        several = text(client.get(address_of(carried)))

        assert "3 members say so." in several
        assert "Papers for each &lt;house&gt;." in several
        assert "Alzette Imaging" in several
        assert "Papers for each" not in few
        for page in (few, several):
            assert "Moselle Sensors" not in page
            assert "Sauer Labs" not in page
            assert HIDDEN not in page

    def test_keeps_what_the_team_says_to_members_from_the_office(
        self, client, carried, officer, civil_servant
    ):
        told = {"told_at": carried.carried_at, "told_by": officer, "team_word": "They wait for us."}
        OfficialAnswerFactory(addressee=carried, **told)
        client.force_login(civil_servant)
        page = text(client.get(address_of(carried)))
        assert "to those who asked." in page
        assert "They wait for us." not in page

        client.force_login(officer)
        assert "They wait for us." in text(client.get(team_page(carried, "note/")))

    def test_is_nobody_elses(self, client, carried, biohealth, officer):
        others = [
            officer,
            ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person,
            ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person,
            ClusterRoleFactory(role="strategic_partner").person,
            OrganisationRoleFactory().person,
        ]
        for person in others:
            client.force_login(person)
            assert client.get(address_of(carried)).status_code == 404
            assert client.post(address_of(carried, "answer/"), ANSWER).status_code == 404
            assert client.post(address_of(carried, "acknowledge/")).status_code == 404
            assert "Hospital data" not in text(client.get("/en/policy-needs/carried/"))
        client.logout()
        assert client.get(address_of(carried)).status_code == 302
        assert not OfficialAnswer.objects.exists()

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"kind": ""}, "Please choose one of the four."),
            ({"words": " "}, "Please say something."),
            ({"words": "a" * 2_001}, "Please keep it to 2000 characters; you wrote 2001."),
            ({"due_on": "1026-11-02"}, "Please look at the year of this day again."),
            ({"due_on": "2026-11-01"}, "Please give a day that is not before the answer."),
            ({"seen": "1"}, "Somebody answered meanwhile"),
            ({"seen": "²"}, "Somebody answered meanwhile"),
        ],
    )
    def test_says_what_is_wrong(self, client, carried, civil_servant, change, complaint):
        client.force_login(civil_servant)

        answer = client.post(address_of(carried, "answer/"), ANSWER | change)

        assert answer.status_code == 422
        assert complaint in text(answer)
        assert not OfficialAnswer.objects.exists()

    def test_loses_no_words_of_who_was_writing_when_it_was_closed(
        self, client, carried, civil_servant, officer
    ):
        closed = {"state": "closed", "outcome": "dropped", "closing_word": "Not now."}
        Challenge.objects.update(**closed)
        note = {"given_on": "2026-11-02", "source": "A letter"}
        for person, address in (
            (civil_servant, address_of(carried, "answer/")),
            (officer, team_page(carried, "note/")),
        ):
            client.force_login(person)
            late = client.post(address, ANSWER | note)
            assert late.status_code == 422
            assert "Somebody answered meanwhile, or it was closed." in text(late)
            assert "One form for all.</textarea>" in text(late)
        assert not OfficialAnswer.objects.exists()

    def test_is_corrected_until_it_is_told(self, client, carried, civil_servant, officer):
        client.force_login(civil_servant)
        client.post(address_of(carried, "answer/"), ANSWER)
        given = OfficialAnswer.objects.get()
        address = f"/en/policy-needs/carried/answers/{given.public_id}/"
        assert address in text(client.get(address_of(carried)))
        mark = client.get(address).context["form"]["seen"].value()
        client.post(address, ANSWER | {"words": "One form by July.", "seen": mark})
        client.force_login(officer)
        assert client.get(address).status_code == 404
        assert (
            client.get(f"/en/policy-needs/team/answers/{given.public_id}/correct/").status_code
            == 404
        )
        OfficialAnswer.objects.update(told_at=dt.datetime.now(dt.UTC), told_by=officer)

        client.force_login(civil_servant)
        assert client.get(address).status_code == 404
        assert "One form by July." in text(client.get(address_of(carried)))

    def test_waits_on_the_desk_of_who_is_asked(
        self, client, challenge, biohealth, officer, civil_servant
    ):
        behind(challenge, "Moselle Sensors")
        client.force_login(officer)
        client.post(
            f"/en/policy-needs/team/challenges/{challenge.public_id}/carry/",
            {"office": "Invented Ministry", "people": [str(civil_servant.public_id)]},
        )
        client.force_login(civil_servant)

        desk = text(client.get("/en/desk/"))

        assert address_of(Addressee.objects.get()) in desk
        assert "Members wait for an answer" in desk

    def test_asks_few_questions_of_the_database(
        self, client, carried, civil_servant, django_assert_max_num_queries
    ):
        for number in range(5):
            other = ChallengeFactory(cluster=carried.challenge.cluster, state="carried")
            behind(other, f"Firm {number}", attribution="named")
            AddresseeFactory(challenge=other, people=[civil_servant])
            here = {"given_by": UserFactory(), "noted_by": None, "source": ""}
            OfficialAnswerFactory(addressee=carried, **here)
        client.force_login(civil_servant)
        client.get(address_of(carried))

        with django_assert_max_num_queries(12):
            client.get("/en/policy-needs/carried/")
        with django_assert_max_num_queries(12):
            client.get(address_of(carried))


class TestTeam:
    def test_carries_with_what_they_will_read_beside_it(
        self, client, challenge, officer, civil_servant
    ):
        behind(challenge, "Moselle Sensors", attribution="counted", words=HIDDEN)
        client.force_login(officer)
        address = f"/en/policy-needs/team/challenges/{challenge.public_id}/carry/"
        page = text(client.get(address))
        assert "What they will read" in page
        assert "Fewer than three members so far" in page
        assert HIDDEN not in page
        assert "Please name the office." in text(client.post(address, {"office": " "}))
        said = {"office": "Invented  Ministry", "people": [str(civil_servant.public_id)]}

        done = client.post(address, said)

        assert done["Location"] == f"/en/policy-needs/team/challenges/{challenge.public_id}/"
        carried = Addressee.objects.get()
        assert carried.name == "Invented Ministry"
        assert list(carried.people.all()) == [civil_servant]
        again = client.post(address, {"office": "invented ministry"})
        assert again.status_code == 422
        assert "It was carried to this office before." in text(again)

    def test_does_not_carry_what_nobody_says(self, client, challenge, officer):
        client.force_login(officer)

        refused = client.post(
            f"/en/policy-needs/team/challenges/{challenge.public_id}/carry/",
            {"office": "Invented Ministry"},
        )

        assert "Nobody stands behind it yet." in text(refused)
        assert not Addressee.objects.exists()

    def test_notes_an_answer_and_corrects_it(self, client, carried, officer):
        client.force_login(officer)
        address = team_page(carried, "note/")
        said = ANSWER | {"given_on": "2020-11-02", "source": "Letter of 2 November"}
        future = client.post(address, said | {"given_on": "2090-01-01"})
        assert "Please give a day that is not in the future." in text(future)
        client.post(address, said)
        noted = OfficialAnswer.objects.get()
        assert (noted.noted_by, noted.source) == (officer, "Letter of 2 November")
        assert client.post(address, said).status_code == 302
        assert OfficialAnswer.objects.count() == 1

        correcting = f"/en/policy-needs/team/answers/{noted.public_id}/correct/"
        form = client.get(correcting).context["form"]
        assert form["given_on"].value() == dt.date(2020, 11, 2)
        mark = form["seen"].value()
        client.post(correcting, said | {"source": "Minutes of 3 November", "seen": mark})

        noted.refresh_from_db()
        assert noted.source == "Minutes of 3 November"
        back = f"/en/policy-needs/carried/answers/{noted.public_id}/take-back/"
        assert back in text(client.get(correcting))
        client.force_login(carried.people.get())
        assert client.post(back, {"seen": mark}).status_code == 404
        client.force_login(officer)
        late = client.post(back, {"seen": mark}, follow=True)
        assert "That is not possible any more" in text(late)
        newest = client.get(correcting).context["form"]["seen"].value()
        done = client.post(back, {"seen": newest}, follow=True)
        assert "Taken back. No member has read it." in text(done)
        assert not OfficialAnswer.objects.exists()

    def test_takes_back_and_asks_others(self, client, carried, officer, civil_servant):
        client.force_login(officer)
        people = team_page(carried, "people/")
        assert "Invented Civil Servant" in text(client.get(people))
        client.post(people, {})
        assert not carried.people.exists()
        back = team_page(carried, "take-back/")
        assert client.get(back).status_code == 200
        assert Addressee.objects.exists()
        client.post(back)

        assert not Addressee.objects.exists()

    def test_alone_has_these_pages(self, client, carried, civil_servant, biohealth):
        outsiders = [
            civil_servant,
            ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person,
            ClusterRoleFactory().person,
            OrganisationRoleFactory().person,
        ]
        pages = [
            f"/en/policy-needs/team/challenges/{carried.challenge.public_id}/carry/",
            *(team_page(carried, step) for step in ("note/", "people/", "take-back/")),
        ]
        for person in outsiders:
            client.force_login(person)
            assert {client.get(page).status_code for page in pages} == {404}
            assert {client.post(page, {}).status_code for page in pages} == {404}
