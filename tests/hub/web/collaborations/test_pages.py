"""The pages of collaborations: the team's, the partners' and the flagships for everybody."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from liaison.hub.collaborations import actions
from liaison.hub.collaborations.choices import (
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
)
from liaison.hub.collaborations.models import Collaboration, CollaborationPartner
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.interactions.actions import Written, log_interaction
from liaison.hub.interactions.choices import InteractionKind
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 2)


@pytest.fixture
def manager(client, biohealth):
    person = ClusterRoleFactory(cluster=biohealth, person__full_name="Anna Muller").person
    client.force_login(person)
    return person


@pytest.fixture
def firm():
    made = OrganisationFactory(name="Moselle Sensors", visibility="public")
    refresh_lookup()
    return made


@pytest.fixture
def engineer(firm):
    return OrganisationRoleFactory(organisation=firm).person


@pytest.fixture
def idea(biohealth, manager):
    facts = actions.Facts(
        title="=Gait at home",
        kind=CollaborationKind.RESEARCH,
        began_on=MONDAY,
        cluster_part=ClusterPart.BROKERED,
        cluster_part_since=MONDAY,
        origin=Origin.EVENT,
    )
    return actions.begin_collaboration(biohealth, facts, by=manager, now=NOON)


@pytest.fixture
def part(idea, manager, firm, engineer):
    usual = {"by": manager, "now": NOON}
    added = actions.add_partner(
        idea.public_id, organisation=firm.public_id, role=PartnerRole.INDUSTRY, **usual
    )
    actions.change_partner(added.public_id, role=PartnerRole.INDUSTRY, is_lead=True, **usual)
    actions.open_to(idea.public_id, openness=Openness.PARTNERS, **usual)
    return added


def text(answer):
    return " ".join(answer.content.decode().split())


def filled_in(**facts):
    usual = {
        "title": "Gait at home",
        "kind": "research",
        "began_on": "2026-11-02",
        "cluster_part": "brokered",
        "cluster_part_since": "2026-11-02",
        "origin": "event",
    }
    return usual | facts


class TestBoard:
    def test_lists_by_stage(self, client, idea, part):
        page = text(client.get("/en/collaborations/"))

        assert "Idea (1)" in page
        assert "=Gait at home" in page
        assert "Moselle Sensors" in page
        assert "There is no collaboration of this kind yet." in text(
            client.get("/en/collaborations/?kind=study")
        )

    def test_says_what_to_do_while_there_is_nothing(self, client, manager):
        assert "There is no collaboration yet." in text(client.get("/en/collaborations/"))

    def test_comes_as_a_file_that_runs_no_formula(self, client, idea, part):
        answer = client.get("/en/collaborations/file.csv")

        (_headings, row) = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert row.startswith("'=Gait at home,Bilateral R&D,Idea,2026-11-02,2026-11-02,Moselle")
        assert client.get("/en/collaborations/file.pdf").status_code == 404

    def test_comes_as_a_workbook_in_the_words_of_its_reader(self, client, idea, part):
        answer = client.get("/fr/collaborations/file.xlsx")

        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert [cell.value for cell in sheet[2]][1:3] == ["R&D bilatérale", "Idée"]

    def test_is_the_teams(self, client, idea, engineer, biohealth):
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
        for person in (engineer, ministry):
            client.force_login(person)
            for page in ("", "begin/", "file.csv"):
                assert client.get(f"/en/collaborations/{page}").status_code == 403
            assert client.get(f"/en/collaborations/{idea.public_id}/").status_code == 404
        assert "Values are for the cluster team." in text(client.get("/en/collaborations/figures/"))

    def test_asks_as_often_for_many_as_for_one(
        self, client, idea, part, biohealth, manager, django_assert_max_num_queries
    ):
        for _number in range(20):
            client.post("/en/collaborations/begin/", filled_in())

        with django_assert_max_num_queries(12):
            assert "Idea (21)" in text(client.get("/en/collaborations/"))


class TestWriting:
    def test_takes_one_form(self, client, manager):
        assert client.get("/en/collaborations/begin/").status_code == 200

        answer = client.post(
            "/en/collaborations/begin/",
            filled_in(amount="250000", currency="CHF", amount_of_year="2027"),
            follow=True,
        )

        assert "250,000.00 CHF (2027)" in text(answer)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"title": " "}, "Please give it a title."),
            ({"began_on": ""}, "Please give a day."),
            ({"amount": "much"}, "Please write an amount in digits, such as 250000."),
            ({"amount": "-1"}, "Please write an amount of nought or more."),
            ({"signed_on": "2026-11-01"}, "Please say what was signed, or leave the day empty."),
            (
                {"signed_on": "2099-01-01", "agreement": "nda"},
                "Please give a day that is not in the future.",
            ),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_written(self, client, manager, facts, said):
        entered = filled_in(summary="What it is good for") | facts

        answer = client.post("/en/collaborations/begin/", entered)

        assert answer.status_code == 422
        assert said in text(answer)
        assert "What it is good for" in text(answer)
        assert not Collaboration.objects.exists()

    def test_begins_from_a_contact(self, client, biohealth, manager, firm):
        written = Written(
            kind=InteractionKind.MEETING,
            happened_at=NOON,
            summary="They look for a clinic.",
            organisations=(firm.public_id,),
        )
        meeting = log_interaction(biohealth, written, by=manager, now=NOON)
        address = f"/en/collaborations/begin/?contact={meeting.public_id}"
        assert address in text(client.get(f"/en/register/{meeting.public_id}/"))
        assert str(meeting.public_id) in text(client.get(address))

        client.post(
            "/en/collaborations/begin/", filled_in(contact=str(meeting.public_id)), follow=True
        )

        assert "Gait at home" in text(client.get(f"/en/register/{meeting.public_id}/"))
        timeline = text(client.get(f"/en/register/organisations/{firm.public_id}/"))
        assert "Gait at home" in timeline
        assert client.get("/en/collaborations/begin/?contact=x").status_code == 404

    def test_is_changed_unless_somebody_was_faster(self, client, idea):
        address = f"/en/collaborations/{idea.public_id}/change/"
        assert "Gait at home" in text(client.get(address))

        client.post(address, filled_in(title="First", version="1"))
        answer = client.post(address, filled_in(title="Second", version="1"))

        assert answer.status_code == 422
        assert "A colleague changed it meanwhile." in text(answer)
        assert Collaboration.objects.get().title == "First"

    def test_goes_on_and_back(self, client, idea):
        address = f"/en/collaborations/{idea.public_id}"
        entered = {"seen": "idea", "to": "scoping", "said": "Met in Esch"}

        assert "Met in Esch" in text(client.post(f"{address}/go-on/", entered, follow=True))
        late = client.post(f"{address}/go-on/", entered, follow=True)
        assert "Somebody was faster" in text(late)
        assert client.post(f"{address}/go-on/", {"seen": "x", "to": "y"}).status_code == 422
        back = client.post(f"{address}/take-back/", {"seen": "scoping"}, follow=True)

        assert "The last step is undone." in text(back)


class TestPartners:
    def test_are_looked_up_and_added(self, client, idea, firm, evidence):
        address = f"/en/collaborations/{idea.public_id}/partners/"
        assert "Moselle Sensors" in text(client.get(address, {"q": "moselle"}))
        assert "No organisation that you may see is called that" in text(
            client.get(address, {"q": "xyzzy"})
        )

        answer = client.post(address, {"organisation": str(firm.public_id)}, follow=True)

        assert "Moselle Sensors takes part." in text(answer)
        again = client.post(address, {"organisation": str(firm.public_id)}, follow=True)
        assert "It takes part already." in text(again)
        assert client.post(address, {"organisation": "x"}).status_code == 404
        client.post(address, {"open_data": "100000002"})
        assert CollaborationPartner.objects.filter(open_data_id="100000002").exists()

    def test_lead_and_leave(self, client, part):
        address = f"/en/collaborations/partners/{part.public_id}"
        assert client.get(f"{address}/").status_code == 200

        client.post(f"{address}/", {"role": "user", "is_lead": ""})
        part.refresh_from_db()
        assert (part.role, part.is_lead) == ("user", False)
        answer = client.post(f"{address}/remove/", follow=True)

        assert "Moselle Sensors is no partner of it any more." in text(answer)

    def test_answer_in_writing_where_nobody_is_here(self, client, part, idea, manager, biohealth):
        address = f"/en/collaborations/partners/{part.public_id}/answer/"
        entered = {"takes_part": "yes", "named_to": "members", "source": "A letter"}
        answer = client.post(address, entered)
        assert answer.status_code == 422
        assert "Somebody acts for it here and answers for it." in text(answer)
        part.organisation.roles.all().delete()

        client.post(address, entered)

        part.refresh_from_db()
        assert (part.answer, part.named_to) == ("confirmed", "members")


class TestOurs:
    def test_are_confirmed_by_those_who_act_for_it(self, client, part, engineer):
        client.force_login(engineer)
        assert "=Gait at home" in text(client.get("/en/collaborations/ours/"))
        address = f"/en/collaborations/parts/{part.public_id}/"
        assert "Does your organisation take part?" in text(client.get(address))
        assert client.post(address, {"named_to": "nobody"}).status_code == 422

        answer = client.post(address, {"takes_part": "yes", "named_to": "everybody"}, follow=True)

        assert "Confirmed" in text(answer)
        part.refresh_from_db()
        assert part.named_to == NamedTo.EVERYBODY

    def test_are_denied_and_can_be_confirmed_all_the_same(self, client, part, engineer):
        client.force_login(engineer)
        address = f"/en/collaborations/parts/{part.public_id}/"
        whole = f"/en/collaborations/{part.collaboration.public_id}/"
        assert client.get(whole).status_code == 200

        ours = text(client.post(address, {"takes_part": "no", "named_to": "nobody"}, follow=True))

        assert "Says it takes no part" in ours
        assert f'href="{whole}"' not in ours
        assert client.get(whole).status_code == 404
        page = client.get(address)
        assert page.context["told"] is None
        assert "You said that you take no part" in text(page)
        client.post(address, {"takes_part": "yes", "named_to": "nobody"})
        assert client.get(whole).status_code == 200

    def test_are_nobody_elses(self, client, part):
        stranger = OrganisationRoleFactory().person
        client.force_login(stranger)

        assert "No collaboration of your organisations is noted here." in text(
            client.get("/en/collaborations/ours/")
        )
        assert client.get(f"/en/collaborations/parts/{part.public_id}/").status_code == 404


class TestFlagships:
    def test_are_shown_to_everybody_once_the_lead_agreed(
        self, client, part, idea, engineer, manager
    ):
        address = f"/en/collaborations/{idea.public_id}"
        opened = client.post(f"{address}/open/", {"openness": "public"})
        assert opened.status_code == 422
        assert "Its lead has not let itself be named to so many yet." in text(opened)
        hospital = OrganisationFactory(name="Clinique du Nord", visibility="public")
        actions.add_partner(
            idea.public_id,
            organisation=hospital.public_id,
            role=PartnerRole.CLINICAL_SITE,
            by=manager,
            now=NOON,
        )
        actions.answer_part(
            part.public_id, takes_part=True, named_to=NamedTo.EVERYBODY, by=engineer, now=NOON
        )
        client.post(f"{address}/open/", {"openness": "public"})
        unanswered = client.post(f"{address}/flagship/two/", {"answer": "yes"})
        assert unanswered.status_code == 422
        assert "Please say in a few words why." in text(unanswered)
        for question in FlagshipQuestion:
            client.post(f"{address}/flagship/{question}/", {"answer": "yes", "reason": "So it is"})
        assert client.post(f"{address}/flagship/x/", {}).status_code == 404
        client.logout()

        for page in (client.get("/en/collaborations/flagships/"), client.get(f"{address}/")):
            assert "Moselle Sensors" in text(page)
            assert "and one partner that is not named here." in text(page)
            assert "Clinique du Nord" not in text(page)
            assert "So it is" not in text(page)

    def test_are_none_at_first(self, client, idea):
        client.logout()

        assert "No flagship is shown here yet." in text(client.get("/en/collaborations/flagships/"))
