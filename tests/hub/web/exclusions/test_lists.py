"""Organisations that are never suggested: one's own list, the cluster's, and how they get there."""

import re

import pytest
from django.test import Client

from liaison.hub.accounts.choices import Role
from liaison.hub.partner_search.models import Exclusion
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    ExclusionFactory,
)
from tests.support.pictures import INSTITUTE, INSTITUTE_AGAIN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]

MINE = "/en/exclusions/mine/"


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def founder(biohealth):
    return UserFactory(full_name="Claire Weber")


@pytest.fixture
def as_founder(client, founder):
    client.force_login(founder)
    return client


@pytest.fixture
def as_manager(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def of_cluster(biohealth):
    """The address of the cluster's list."""
    return f"/en/exclusions/in/{biohealth.slug}/"


def entered(organisation=MOSELLE_SENSORS, *, reason="do_not_contact", note=""):
    return {"organisation": organisation, "reason": reason, "note": note}


class TestOnesOwnList:
    def test_says_how_one_comes_here_while_it_is_empty(self, as_founder):
        page = as_founder.get(MINE).content.decode()

        assert "Your list is empty" in page
        assert "open its page and choose" in page

    def test_shows_each_with_reason_note_and_day(self, as_founder, founder):
        ExclusionFactory(person=founder, reason="competitor", note="They bid <b>against</b> us.")

        page = as_founder.get(MINE).content.decode()

        assert '<a href="/en/organisations/100000001/">Moselle Sensors</a>' in page
        assert "A competitor" in page
        assert "They bid &lt;b&gt;against&lt;/b&gt; us." in page
        assert "since 2 November 2026" in page

    def test_shows_nobody_elses(self, as_founder, biohealth):
        ExclusionFactory(cluster=biohealth)
        ExclusionFactory(organisation_id=INSTITUTE_OF_GAIT_RESEARCH)

        assert "Your list is empty" in as_founder.get(MINE).content.decode()

    def test_shows_the_number_of_one_that_open_data_no_longer_knows(self, as_founder, founder):
        ExclusionFactory(person=founder, organisation_id="<999>")

        page = as_founder.get(MINE).content.decode()

        assert "&lt;999&gt;" in page
        assert "The open data no longer knows this organisation" in page

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, as_founder, founder, django_assert_num_queries
    ):
        ExclusionFactory(person=founder)

        # The session, the person, how many and which; the cluster, and what waits for the team.
        with django_assert_num_queries(6):
            as_founder.get(MINE)
        for number in range(12):
            ExclusionFactory(person=founder, organisation_id=f"{number}")
        with django_assert_num_queries(6):
            as_founder.get(MINE)

    def test_goes_on_to_a_second_page(self, as_founder, founder):
        for number in range(51):
            ExclusionFactory(person=founder, organisation_id=f"number {number:02}.")

        assert "number 00." not in as_founder.get(MINE).content.decode()
        assert "number 00." in as_founder.get(f"{MINE}?page=2").content.decode()

    def test_is_kept_by_nothing_on_the_way(self, as_founder):
        assert "no-store" in as_founder.get(MINE)["Cache-Control"]


class TestPuttingOneOnAListByName:
    def test_asks_which_of_several_is_meant(self, as_founder):
        answer = as_founder.post(MINE, entered("gait", note="They bid against us."))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Which of these do you mean?" in page
        assert 'name="chosen" value="100000002">Institute of Gait Research</button>' in page
        assert "They bid against us." in page
        assert not Exclusion.objects.exists()

    def test_looks_again_when_the_name_is_corrected_with_enter(self, as_founder):
        page = as_founder.post(MINE, entered("gait")).content.decode()

        form = page.partition(f'<form method="post" action="{MINE}">')[2].partition("</form>")[0]
        # Enter presses the first button of a form.
        first, second = re.findall("<button[^>]*>", form)[:2]
        assert "name=" not in first
        assert 'name="chosen"' in second

    def test_takes_the_one_that_is_chosen(self, as_founder):
        chosen = entered("gait") | {"chosen": INSTITUTE_OF_GAIT_RESEARCH}

        as_founder.post(MINE, chosen)

        assert Exclusion.objects.get().organisation_id == INSTITUTE_OF_GAIT_RESEARCH

    @pytest.mark.parametrize("name", ["ecole de la vallée", "University of the Riviere", "UR"])
    def test_finds_former_names_other_languages_and_acronyms(self, joined, as_founder, name):
        page = as_founder.post(MINE, entered(name)).content.decode()

        assert 'value="999000001">University of the Riviere</button>' in page

    def test_keeps_it_out_under_each_of_its_numbers(self, joined, as_founder):
        as_founder.post(MINE, entered(INSTITUTE_AGAIN))
        results = as_founder.post("/en/search/", {"need": "biobank of rare tumours"}, follow=True)

        assert Exclusion.objects.get().organisation_id == INSTITUTE
        assert "Castle Institute" not in results.content.decode()

    def test_still_keeps_it_out_once_its_number_was_joined_with_another(
        self, joined, as_founder, founder
    ):
        ExclusionFactory(person=founder, organisation_id=INSTITUTE_AGAIN)

        results = as_founder.post("/en/search/", {"need": "biobank of rare tumours"}, follow=True)

        assert "Castle Institute" not in results.content.decode()


class TestPuttingOneOnOnesOwnList:
    @pytest.mark.parametrize(
        "organisation",
        [
            MOSELLE_SENSORS,
            f"  {MOSELLE_SENSORS} ",
            f"/fr/organisations/{MOSELLE_SENSORS}/",
            f"https://liaison.example/en/organisations/{MOSELLE_SENSORS}/?page=2#projects",
        ],
    )
    def test_works_by_number_and_by_address(self, as_founder, founder, organisation):
        page = as_founder.post(
            MINE, entered(organisation, reason="competitor", note="A\r\nB"), follow=True
        ).content.decode()

        kept = Exclusion.objects.get(person=founder)
        assert (kept.organisation_id, kept.reason, kept.note) == (
            MOSELLE_SENSORS,
            "competitor",
            "A\nB",
        )
        assert "never suggested to you again" in page

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({}, "Please say which organisation you mean."),
            (entered("999999999"), "We know no organisation with this name or identifier."),
            (entered("x" * 501), "at most 500 characters"),
            (
                entered("/organisations/%00/"),
                "We know no organisation with this name or identifier.",
            ),
            (entered("<b>"), "&lt;b&gt;"),
            (entered(reason="ugly_logo"), "ugly_logo is not one of the available choices"),
            (entered(note="x" * 501), "Please keep it to 500 characters; you wrote 501."),
        ],
    )
    def test_says_what_is_wrong(self, as_founder, sent, words):
        answer = as_founder.post(MINE, sent)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Exclusion.objects.exists()

    def test_says_that_it_is_there_already(self, as_founder, founder):
        ExclusionFactory(person=founder)

        answer = as_founder.post(MINE, entered())

        assert answer.status_code == 422
        assert "This organisation is on the list already." in answer.content.decode()

    def test_needs_an_account(self, client, biohealth):
        answer = client.post(MINE, entered())

        assert answer["Location"].startswith("/en/account/login/")
        assert not Exclusion.objects.exists()


class TestListOfACluster:
    def test_says_what_it_is_for_while_it_is_empty(self, as_manager, of_cluster):
        page = as_manager.get(of_cluster).content.decode()

        assert "If one asks not to be contacted, put it here" in page

    def test_shows_each_with_who_put_it_there(self, as_manager, manager, biohealth, of_cluster):
        ExclusionFactory(cluster=biohealth, added_by=manager, note="Wrote on 12 October.")

        page = as_manager.get(of_cluster).content.decode()

        assert "Moselle Sensors" in page
        assert "Not to be contacted" in page
        assert "since 2 November 2026, put here by Ben Klein" in page
        assert "Wrote on 12 October." in page

    def test_takes_another(self, as_manager, biohealth, of_cluster):
        page = as_manager.post(of_cluster, entered(), follow=True).content.decode()

        assert Exclusion.objects.get(cluster=biohealth).organisation_id == MOSELLE_SENSORS
        assert "this organisation is suggested to nobody" in page

    def test_offers_and_takes_no_side_between_competitors(self, as_manager, of_cluster):
        answer = as_manager.post(of_cluster, entered(reason="competitor"))

        assert answer.status_code == 422
        assert 'value="competitor"' not in answer.content.decode()
        assert not Exclusion.objects.exists()

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, as_manager, biohealth, of_cluster, django_assert_num_queries
    ):
        ExclusionFactory(cluster=biohealth)

        # The session, the person, the cluster; whether the reader manages it; how many and which;
        # around the page, the cluster and what waits for the team.
        with django_assert_num_queries(8):
            as_manager.get(of_cluster)
        for number in range(12):
            ExclusionFactory(cluster=biohealth, organisation_id=f"{number}")
        with django_assert_num_queries(8):
            as_manager.get(of_cluster)

    def test_is_not_there_for_all_others(self, client, biohealth, founder, of_cluster):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for person in (founder, officer, manager_of_another):
            client.force_login(person)
            assert client.get(of_cluster).status_code == 404
            assert client.post(of_cluster, entered()).status_code == 404
        assert not Exclusion.objects.exists()

    def test_of_no_cluster_is_not_found(self, as_manager):
        assert as_manager.get("/en/exclusions/in/nowhere/").status_code == 404


class TestRemoving:
    def test_lets_it_be_suggested_to_oneself_again(self, as_founder, founder):
        exclusion = ExclusionFactory(person=founder)

        answer = as_founder.post(f"/en/exclusions/{exclusion.public_id}/remove/", follow=True)

        assert answer.redirect_chain == [(MINE, 302)]
        assert "may be suggested again" in answer.content.decode()
        assert not Exclusion.objects.exists()

    def test_leads_a_manager_back_to_the_cluster_s_list(self, as_manager, biohealth, of_cluster):
        exclusion = ExclusionFactory(cluster=biohealth)

        answer = as_manager.post(f"/en/exclusions/{exclusion.public_id}/remove/")

        assert answer["Location"] == of_cluster
        assert not Exclusion.objects.exists()

    def test_needs_a_button(self, as_founder, founder):
        exclusion = ExclusionFactory(person=founder)

        assert as_founder.get(f"/en/exclusions/{exclusion.public_id}/remove/").status_code == 405

    def test_of_other_people_s_is_not_found(self, as_founder, biohealth):
        for exclusion in (ExclusionFactory(), ExclusionFactory(cluster=biohealth)):
            address = f"/en/exclusions/{exclusion.public_id}/remove/"
            assert as_founder.post(address).status_code == 404
        assert Exclusion.objects.count() == 2

    def test_says_that_somebody_was_faster(self, as_founder, founder, monkeypatch):
        from liaison.hub.partner_search import actions

        exclusion = ExclusionFactory(person=founder)
        remove = actions.remove_exclusion

        def remove_too_late(*arguments, **keywords):
            Exclusion.objects.all().delete()
            return remove(*arguments, **keywords)

        monkeypatch.setattr(actions, "remove_exclusion", remove_too_late)

        page = as_founder.post(f"/en/exclusions/{exclusion.public_id}/remove/", follow=True)

        assert "Somebody was faster" in page.content.decode()


class TestPageOfAnOrganisation:
    ADDRESS = f"/en/organisations/{MOSELLE_SENSORS}/"

    def test_offers_visitors_nothing(self, client, biohealth):
        page = client.get(self.ADDRESS).content.decode()

        assert "exclusions" not in page

    def test_offers_people_to_exclude_it_for_themselves(self, as_founder):
        page = as_founder.get(self.ADDRESS).content.decode()

        assert "Never suggest this organisation to me" in page
        assert "Suggest it to nobody in our cluster" not in page
        assert f'action="{MINE}"' in page
        assert 'maxlength="500"' in page

    def test_offers_managers_to_exclude_it_in_the_cluster_too(self, as_manager, of_cluster):
        page = as_manager.get(self.ADDRESS).content.decode()

        assert "Never suggest this organisation to me" in page
        assert "Suggest it to nobody in our cluster" in page
        assert f'action="{of_cluster}"' in page

    def test_says_what_is_decided_already(self, as_manager, manager, biohealth, of_cluster):
        ExclusionFactory(person=manager)
        ExclusionFactory(cluster=biohealth)

        page = as_manager.get(self.ADDRESS).content.decode()

        assert "You never want to see this organisation among suggestions." in page
        assert "Your cluster suggests this organisation to nobody." in page
        assert '<form method="post" action="/en/exclusions/' not in page

    def test_does_not_tell_others_what_the_cluster_decided(self, as_founder, biohealth):
        ExclusionFactory(cluster=biohealth)

        assert "to nobody" not in as_founder.get(self.ADDRESS).content.decode()

    def test_is_kept_by_nothing_on_the_way_for_people(self, as_founder, founder):
        assert "no-store" in as_founder.get(self.ADDRESS)["Cache-Control"]

    def test_asks_the_database_a_fixed_number_of_questions(
        self, as_founder, as_manager, django_assert_num_queries
    ):
        # The session, the person, the cluster, whether the reader manages it, one's own list;
        # around the page, the cluster and what waits for the team.
        with django_assert_num_queries(7):
            as_founder.get(self.ADDRESS)
        # The cluster's list as well.
        with django_assert_num_queries(8):
            as_manager.get(self.ADDRESS)


class TestProfile:
    def test_leads_to_one_s_own_list(self, as_founder, of_cluster):
        page = as_founder.get("/en/profile/").content.decode()

        assert f'href="{MINE}"' in page
        assert of_cluster not in page

    def test_leads_managers_to_that_of_the_cluster(self, as_manager, of_cluster):
        assert f'href="{of_cluster}"' in as_manager.get("/en/profile/").content.decode()
