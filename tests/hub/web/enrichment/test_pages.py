"""The pages on which people link an entry to open data and take over what that says."""

import re
from datetime import UTC, datetime

import pytest

from liaison.hub.change_requests.models import ReviewRule
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment import actions
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory
from tests.support.pictures import UNIVERSITY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("joined", "biohealth")]
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def university():
    return OrganisationFactory(
        name="Université de la Rivière",
        kind="university",
        city="Esch-sur-Alzette",
        visibility="public",
    )


@pytest.fixture
def editor(university, client):
    person = OrganisationRoleFactory(organisation=university).person
    client.force_login(person)
    return person


@pytest.fixture
def team(biohealth, client):
    person = ClusterRoleFactory(cluster=biohealth).person
    client.force_login(person)
    return person


def address(organisation, rest=""):
    return f"/en/directory/{organisation.public_id}/open-data/{rest}"


def words(answer):
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


class TestTheEntrysPage:
    def test_asks_which_entry_it_is(self, client, university, editor):
        page = words(client.get(address(university)))

        assert "University of the Riviere · Esch-sur-Alzette, Luxembourg" in page
        assert "They have the same name." in page

    def test_links_and_then_proposes_facts(self, client, university, editor):
        data = {"entry": f"pic:{UNIVERSITY}", "said": "same"}

        page = words(client.post(address(university, "say/"), data, follow=True))

        assert again(university).open_data_id == UNIVERSITY
        assert "In open data it is University of the Riviere (999000001)." in page
        assert "ROR says so since 1 May 2026" in page

    def test_takes_over_dismisses_and_proposes_again(self, client, university, editor):
        Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY)
        page = client.get(address(university)).content.decode()
        ids = dict(re.findall(r'name="apply" value="(\w+)">.*?: ([^<]+)<', page, re.DOTALL))
        ids = {label.partition(",")[0]: id_ for id_, label in ids.items()}

        client.post(address(university, "facts/"), {"apply": ids["Founded in"]})
        client.post(address(university, "facts/"), {"dismiss": ids["Web site"]})

        assert (again(university).founded_year, again(university).website) == (2003, "")
        page = words(client.get(address(university)))
        assert "1 fact was dismissed" in page
        page = words(
            client.post(address(university, "facts/"), {"again": ids["Web site"]}, follow=True)
        )
        assert "Proposed again: Web site." in page
        client.post(address(university, "facts/"), {"missing": "1"})
        assert again(university).website == "https://www.riviere.example/en"
        history = words(client.get(f"/en/directory/{university.public_id}/history/"))
        assert "open data" in history

    def test_names_the_source_on_the_profile(self, client, university, editor):
        Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY)
        client.post(address(university, "facts/"), {"missing": "1"})

        assert "ROR, read on 1 May 2026" in words(
            client.get(f"/en/directory/{university.public_id}/")
        )

    def test_says_that_another_is_linked(self, client, university, editor):
        OrganisationFactory(name="Secret one", open_data_id=UNIVERSITY)
        data = {"entry": f"pic:{UNIVERSITY}", "said": "same"}

        page = words(client.post(address(university, "say/"), data, follow=True))

        assert "Another organisation of the directory is linked to this entry." in page
        assert "Secret one" not in page

    def test_does_not_go_round_the_team(self, client, university, editor, biohealth):
        Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY)
        MembershipFactory(cluster=biohealth, organisation=university)
        ReviewRule.objects.create(
            cluster=biohealth, scope="chosen", codes=["website"], answers_within_days=5
        )

        page = words(client.post(address(university, "facts/"), {"missing": "1"}, follow=True))

        assert "The cluster team looks at such changes first." in page
        assert again(university).founded_year is None

    def test_links_nothing_round_the_team(self, client, university, editor, biohealth):
        MembershipFactory(cluster=biohealth, organisation=university)
        ReviewRule.objects.create(cluster=biohealth, scope="all")
        data = {"entry": f"pic:{UNIVERSITY}", "said": "same"}

        page = words(client.post(address(university, "say/"), data, follow=True))

        assert "its team links entries to open data" in page
        assert again(university).open_data_id == ""

        Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY)
        client.post(address(university, "unlink/"))

        assert again(university).open_data_id == UNIVERSITY

    def test_leads_back_to_nothing_that_is_no_address(self, client, university, editor):
        data = {"entry": f"pic:{UNIVERSITY}", "said": "unsure", "back": "abc"}

        answer = client.post(address(university, "say/"), data)

        assert answer.url == address(university)

    def test_leads_nowhere_else(self, client, university, editor):
        data = {
            "entry": f"pic:{UNIVERSITY}",
            "said": "unsure",
            "back": "https://elsewhere.example/",
        }

        answer = client.post(address(university, "say/"), data)

        assert answer.url == address(university)

    @pytest.mark.parametrize("rest", ["", "say/", "unlink/", "take-back/1/", "facts/"])
    def test_is_not_there_for_others(self, client, university, rest):
        client.force_login(UserFactory())

        ask = client.post if rest else client.get
        assert ask(address(university, rest), {"said": "same"}).status_code == 404

    def test_takes_a_link_back(self, client, university, editor):
        Organisation.objects.filter(pk=university.pk).update(open_data_id=UNIVERSITY)

        client.post(address(university, "unlink/"))

        page = words(client.get(address(university)))
        assert "What was answered" in page
        (number,) = re.findall(
            r"take-back/(\d+)/", client.get(address(university)).content.decode()
        )
        client.post(address(university, f"take-back/{number}/"))
        assert "They have the same name." in words(client.get(address(university)))


def look():
    actions.look_at_open_data(now=NOON, progress=lambda *_told: None, write=True)


class TestTheTeamsLists:
    def test_ask_of_one_after_the_other(self, client, university, team):
        look()

        page = words(client.get("/en/likely-entries/"))
        assert "1 organisation of the directory looks like an entry of open data." in page

        data = {"entry": f"pic:{UNIVERSITY}", "said": "same", "back": "/en/likely-entries/?go-on=1"}
        page = words(client.post(address(university, "say/"), data, follow=True))

        assert "is linked" in page
        assert "Nothing to ask" in page
        assert "Of 1 linked organisation open data says" in words(client.get("/en/proposed-facts/"))

    def test_focus_on_the_next_question_after_an_answer(self, client, university, team):
        look()

        assert b"autofocus" not in client.get("/en/likely-entries/").content
        assert client.get("/en/likely-entries/?go-on=1").content.count(b"autofocus") == 1

    def test_show_what_the_reader_may_edit_only(self, client, university, team):
        hidden = OrganisationFactory(name="Hidden", visibility="private")
        IdentifierFactory(organisation=hidden, scheme="pic", value="999000003")
        IdentifierFactory(organisation=hidden, scheme="ror", value="https://ror.org/0library1")
        look()

        assert "Hidden" not in words(client.get("/en/likely-entries/"))

    @pytest.mark.parametrize("page", ["likely-entries", "proposed-facts"])
    def test_are_for_teams_only(self, client, university, editor, page):
        assert client.get(f"/en/{page}/").status_code == 404

    @pytest.mark.parametrize("page", ["likely-entries", "proposed-facts"])
    def test_ask_few_questions(self, client, university, team, page, django_assert_max_num_queries):
        for name in ("Université Rivière", "University of the Riviere", "Université la Rivière"):
            OrganisationFactory(name=name, kind="university", visibility="public")
        look()
        client.get(f"/en/{page}/")

        with django_assert_max_num_queries(25):
            client.get(f"/en/{page}/")
