"""Pages of those who apply."""

import pytest
from django.utils import timezone

from liaison.hub.membership import actions
from liaison.hub.membership.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]


@pytest.fixture
def as_founder(client, founder):
    client.force_login(founder)
    return client


def begin(as_founder):
    as_founder.post(
        "/en/membership/apply/new/",
        {"name": "Moselle Biosensors", "kind": "company", "country": "LU"},
    )
    return Application.objects.get()


def address_of(application, after=""):
    return f"/en/membership/mine/{application.public_id}/{after}"


ANSWERS = {
    "answer-what-you-do": "Sensors that measure gait.",
    "answer-active-here": "It is established in the country of the cluster",
    "answer-why": "We look for clinics.",
    "then": "next",
}
DESCRIPTION = {
    "name": "Moselle Biosensors",
    "kind": "company",
    "country": "LU",
    "category": "company",
    "then": "next",
}
DECLARATIONS = {
    "name": "Claire Weber",
    "function": "Founder",
    "has_authority": "on",
    "accepts_charter": "on",
    "lets_be_read": "on",
    "then": "next",
}


class TestBecomeAMember:
    def test_tells_visitors_what_it_brings_and_how_long_it_takes(self, client):
        page = client.get("/en/membership/").content.decode()

        assert "The cluster team knows whom to ask" in page
        assert "You get an answer within 30 days" in page
        assert "a set to start from" in page

    def test_says_so_where_no_applications_are_taken(self, client, admission):
        admission.is_open = False
        admission.save()

        page = client.get("/en/membership/").content.decode()

        assert "takes no applications here" in page
        assert "Apply for membership" not in page

    def test_shows_the_charter_marked_as_a_draft(self, client):
        page = client.get("/de/membership/charter/1/").content.decode()

        assert "noch nicht die Charta dieses Clusters" in page
        assert client.get("/de/membership/charter/7/").status_code == 404

    def test_asks_the_database_little(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            client.get("/en/membership/")


class TestForm:
    def test_begins_with_what_the_directory_knows(self, as_founder):
        organisation = OrganisationFactory(name="Alzette Imaging", visibility="public")

        page = as_founder.get("/en/membership/apply/", {"name": "alzette"}).content.decode()
        assert "Apply for Alzette Imaging" in page
        answer = as_founder.post(f"/en/membership/apply/{organisation.public_id}/")

        application = Application.objects.get()
        assert answer.url == address_of(application, "organisation/")
        assert "This is what the directory has" in as_founder.get(answer.url).content.decode()

    def test_shows_nothing_of_the_directory_that_one_may_not_see(self, as_founder):
        OrganisationFactory(name="Alzette Imaging", visibility="private")

        page = as_founder.get("/en/membership/apply/", {"name": "alzette"}).content.decode()

        assert "Alzette Imaging" not in page

    def test_says_that_it_is_a_member_already(self, as_founder, biohealth):
        member = MembershipFactory(cluster=biohealth, organisation__visibility="public")

        page = as_founder.post(
            f"/en/membership/apply/{member.organisation.public_id}/", follow=True
        ).content.decode()

        assert "is a member already" in page

    def test_leads_from_part_to_part_to_the_cluster(self, as_founder):
        application = begin(as_founder)
        for part, entered, leads_to in (
            ("organisation/", DESCRIPTION, "questions/"),
            ("questions/", ANSWERS, "representative/"),
            ("representative/", DECLARATIONS, "check/"),
        ):
            answer = as_founder.post(address_of(application, part), entered)
            assert answer.url == address_of(application, leads_to)

        answer = as_founder.post(address_of(application, "check/"), follow=True)

        application.refresh_from_db()
        assert application.state == "submitted"
        assert "with the cluster team" in answer.content.decode()

    def test_can_be_left_and_gone_on_with(self, as_founder):
        application = begin(as_founder)

        answer = as_founder.post(
            address_of(application, "questions/"), {"answer-why": "Clinics.", "then": "later"}
        )

        assert answer.url == address_of(application)
        assert application.answers.get().value == "Clinics."
        page = as_founder.get(address_of(application, "questions/")).content.decode()
        assert "Clinics." in page

    def test_says_what_is_missing(self, as_founder):
        application = begin(as_founder)

        answer = as_founder.post(address_of(application, "questions/"), {"then": "next"})
        assert answer.status_code == 422
        page = as_founder.post(address_of(application, "check/")).content.decode()

        assert "Something is still missing" in page
        assert "Why would you like to become a member?" in page
        assert "Submit the application" not in page

    def test_is_somebody_elses_secret(self, as_founder, client):
        application = begin(as_founder)
        client.force_login(UserFactory())

        for part in ("", "organisation/", "questions/", "representative/", "check/", "withdraw/"):
            assert client.get(address_of(application, part)).status_code == 404

    def test_cannot_be_changed_once_submitted(self, as_founder, submitted):
        answer = as_founder.post(address_of(submitted, "questions/"), ANSWERS)

        assert answer.url == address_of(submitted)
        assert not submitted.answers.exists()

    def test_refuses_a_script_as_a_website(self, as_founder):
        answer = as_founder.post(
            "/en/membership/apply/new/",
            DESCRIPTION | {"website": "javascript:alert(1)"},
        )

        assert answer.status_code == 422


class TestStatus:
    def test_tells_what_comes_next_and_what_the_team_said(self, as_founder, submitted, officer):
        actions.return_for_completion(
            submitted, said="Which clinics?", by=officer, now=timezone.now()
        )

        page = as_founder.get(address_of(submitted)).content.decode()

        assert "The team needs something more from you" in page
        assert "Which clinics?" in page
        # Who of the team wrote it is the team's.
        assert "Tom Reuter" not in page

    def test_does_not_tell_what_is_said_to_those_who_decide(self, as_founder, submitted, officer):
        actions.recommend(submitted, said="Rather weak.", by=officer, now=timezone.now())

        assert "Rather weak." not in as_founder.get(address_of(submitted)).content.decode()

    def test_lets_an_application_be_taken_back(self, as_founder, submitted):
        asked = as_founder.get(address_of(submitted, "withdraw/")).content.decode()
        assert "Should the application" in asked

        as_founder.post(address_of(submitted, "withdraw/"))

        submitted.refresh_from_db()
        assert submitted.state == "withdrawn"

    def test_lets_a_draft_be_deleted(self, as_founder):
        application = begin(as_founder)

        as_founder.post(address_of(application, "withdraw/"))

        assert not Application.objects.exists()
