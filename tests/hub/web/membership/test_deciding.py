"""Pages of the team and the committee."""

import pytest
from django.utils import timezone

from liaison.hub.core.choices import Visibility
from liaison.hub.membership import actions
from liaison.hub.membership.models import Application, Membership
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import ApplicationFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]


def address_of(application, after=""):
    return f"/en/membership/applications/{application.public_id}/{after}"


@pytest.fixture
def up_for_decision(submitted, officer):
    return actions.recommend(submitted, said="Fits well.", by=officer, now=timezone.now())


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


class TestDesk:
    def test_says_what_waits_for_whom(self, as_manager, submitted):
        page = as_manager.get("/en/membership/applications/").content.decode()

        assert "Moselle Biosensors" in page
        assert "Waits for the team to look into it" in page

    def test_says_what_is_late(self, as_manager, submitted):
        Application.objects.update(answer_due_on="2026-01-01")

        page = as_manager.get("/en/membership/applications/").content.decode()

        assert "Late: an answer was promised by" in page

    def test_shows_one_state(self, as_manager, submitted):
        page = as_manager.get("/en/membership/applications/?state=refused").content.decode()

        assert "Moselle Biosensors" not in page
        assert "No application is in this state." in page

    def test_is_empty_at_first(self, as_manager):
        assert (
            "Nobody has applied yet"
            in as_manager.get("/en/membership/applications/").content.decode()
        )

    @pytest.mark.parametrize("address", ["applications/", "members/", "settings/"])
    def test_is_closed_to_others(self, client, submitted, address):
        client.force_login(UserFactory())

        assert client.get(f"/en/membership/{address}").status_code in (403, 404)

    def test_is_closed_to_the_team_of_another_cluster(self, client, submitted):
        client.force_login(ClusterRoleFactory().person)

        assert client.get("/en/membership/applications/").status_code == 404
        assert client.get(address_of(submitted)).status_code == 404

    def test_asks_the_database_as_often_for_many(
        self, as_manager, biohealth, django_assert_max_num_queries
    ):
        for _ in range(12):
            ApplicationFactory(cluster=biohealth, submitted=True, charter=biohealth.charters.get())

        with django_assert_max_num_queries(14):
            as_manager.get("/en/membership/applications/")


class TestApplication:
    def test_is_begun_returned_and_put_up_for_decision(self, as_manager, submitted):
        as_manager.post(address_of(submitted, "begin/"))
        as_manager.post(address_of(submitted, "recommend/"), {"said": "Fits well."})

        page = as_manager.get(address_of(submitted)).content.decode()

        assert "Waits for a manager’s decision" in page
        assert "Fits well." in page

    def test_is_not_decided_by_an_officer(self, client, up_for_decision, officer):
        client.force_login(officer)

        assert "Approve" not in client.get(address_of(up_for_decision)).content.decode()
        assert client.post(address_of(up_for_decision, "approve/")).status_code == 403

    def test_is_approved_after_a_question(self, as_manager, up_for_decision):
        asked = as_manager.get(address_of(up_for_decision, "approve/")).content.decode()
        assert "becomes a member today" in asked

        page = as_manager.post(
            address_of(up_for_decision, "approve/"), follow=True
        ).content.decode()

        assert "a word of welcome is on its way" in page
        assert Membership.objects.get().organisation.name == "Moselle Biosensors"

    def test_is_linked_to_the_entry_that_is_chosen(self, as_manager, up_for_decision):
        entry = OrganisationFactory(name="Moselle Biosensors", visibility=Visibility.PUBLIC)

        unclear = as_manager.post(address_of(up_for_decision, "approve/"))
        assert unclear.status_code == 422
        as_manager.post(address_of(up_for_decision, "approve/"), {"entry": str(entry.public_id)})

        assert Membership.objects.get().organisation == entry

    def test_is_refused_for_a_reason(self, as_manager, up_for_decision):
        without = as_manager.post(address_of(up_for_decision, "refuse/"), {"said": "No."})
        assert without.status_code == 422

        page = as_manager.post(
            address_of(up_for_decision, "refuse/"),
            {"reason": "outside_the_field", "said": "You make furniture."},
            follow=True,
        ).content.decode()

        assert "Works outside the cluster’s field" in page

    def test_is_reopened_for_a_reason(self, as_manager, up_for_decision, manager):
        actions.approve(up_for_decision, by=manager, now=timezone.now())

        as_manager.post(address_of(up_for_decision, "reopen/"), {"said": "A mistake."})

        up_for_decision.refresh_from_db()
        assert up_for_decision.state == "under_review"

    def test_says_who_was_faster(self, as_manager, up_for_decision, second_manager):
        actions.approve(up_for_decision, by=second_manager, now=timezone.now())

        page = as_manager.post(
            address_of(up_for_decision, "refuse/"),
            {"reason": "other", "said": "No."},
            follow=True,
        ).content.decode()

        assert "Somebody was faster" in page

    def test_warns_of_an_applicant_who_does_not_act_for_it(self, as_manager, submitted):
        Application.objects.update(organisation=OrganisationFactory())

        page = as_manager.get(address_of(submitted)).content.decode()

        assert "does not act for this organisation here yet" in page


@pytest.mark.usefixtures("by_committee")
class TestVotes:
    def test_are_given_and_counted(self, client, up_for_decision, committee):
        for person in committee[:3]:
            client.force_login(person)
            client.post(address_of(up_for_decision, "vote/"), {"choice": "for", "said": "Yes."})

        page = client.get(address_of(up_for_decision)).content.decode()

        assert "3 for, 0 against, 0 abstained." in page

    def test_are_not_given_with_a_conflict(self, client, up_for_decision, committee):
        client.force_login(committee[0])
        client.post(address_of(up_for_decision, "conflict/"), {"said": "I sit on its board."})

        page = client.get(address_of(up_for_decision)).content.decode()
        assert "take no part in the decision" in page
        refused = client.post(address_of(up_for_decision, "vote/"), {"choice": "for"})

        assert refused.status_code == 403

    def test_are_hidden_from_whoever_has_a_conflict(self, client, up_for_decision, committee):
        actions.vote(
            up_for_decision, "against", said="Too young.", by=committee[1], now=timezone.now()
        )
        client.force_login(committee[0])
        before = client.get(address_of(up_for_decision)).content.decode()
        assert all(said in before for said in ("Too young.", "Fits well.", "1 against"))

        client.post(address_of(up_for_decision, "conflict/"), {"said": "I sit on its board."})
        page = client.get(address_of(up_for_decision)).content.decode()

        assert "I sit on its board." in page
        assert not any(said in page for said in ("Too young.", "Fits well.", "1 against"))

    def test_come_before_a_decision(self, as_manager, up_for_decision):
        page = as_manager.get(address_of(up_for_decision)).content.decode()
        assert "Waits for the committee’s votes" in page
        assert address_of(up_for_decision, "approve/") not in page

        answer = as_manager.post(address_of(up_for_decision, "approve/"), follow=True)

        assert "do not allow this decision" in answer.content.decode()

    def test_are_what_the_committee_finds(self, client, up_for_decision, committee):
        client.force_login(committee[0])

        assert "Applications to decide on" in client.get("/en/membership/").content.decode()
        page = client.get("/en/membership/applications/").content.decode()
        assert "Moselle Biosensors" in page
        assert client.get("/en/membership/members/").status_code == 403


class TestMembers:
    @pytest.fixture
    def membership(self, biohealth):
        return MembershipFactory(cluster=biohealth, organisation__name="Alzette Imaging")

    def address_of(self, membership, after=""):
        return f"/en/membership/members/{membership.public_id}/{after}"

    def test_are_counted_apart_from_the_map(self, as_manager, membership):
        page = as_manager.get("/en/membership/members/").content.decode()

        assert "1 organisation is a member." in page
        assert "0 stand on the sector map" in page

    def test_are_found_by_state(self, as_manager, membership):
        Membership.objects.update(review_on="2026-01-01")

        due = as_manager.get("/en/membership/members/?state=review_due").content.decode()
        active = as_manager.get("/en/membership/members/?state=active").content.decode()

        assert "Alzette Imaging" in due
        assert "Alzette Imaging" not in active

    def test_get_evidence(self, as_manager, membership):
        evidence = {"kind": "event", "what": "Spoke", "on": "2026-01-10", "source": "Programme"}

        as_manager.post(self.address_of(membership, "evidence/"), evidence)

        assert "Programme" in as_manager.get(self.address_of(membership)).content.decode()

    def test_get_none_of_tomorrow(self, as_manager, membership):
        evidence = {"kind": "event", "what": "Spoke", "on": "2126-01-10", "source": "Programme"}

        answer = as_manager.post(self.address_of(membership, "evidence/"), evidence)

        assert answer.status_code == 422

    def test_are_reviewed_suspended_resumed_and_ended(self, as_manager, membership):
        states = []
        for deed, entered in (
            ("review/", {}),
            ("suspend/", {"said": "No answer."}),
            ("resume/", {}),
            ("end/", {"reason": "left", "said": "Moved."}),
        ):
            as_manager.post(self.address_of(membership, deed), entered)
            membership.refresh_from_db()
            states.append(membership.state)

        assert states == ["active", "suspended", "active", "ended"]
        page = as_manager.get(self.address_of(membership)).content.decode()
        assert "The member left" in page

    def test_from_before_are_written_down(self, as_manager, biohealth):
        entry = OrganisationFactory(name="Sauer Robotics", visibility=Visibility.PUBLIC)
        found = as_manager.get("/en/membership/members/record/?name=sauer").content.decode()
        address = f"/en/membership/members/record/{entry.public_id}/"
        assert address in found
        facts = {"category": "company", "since": "2019-05-02", "is_listed": "on"}
        assert as_manager.post(address, facts | {"since": "2126-01-01"}).status_code == 422

        as_manager.post(address, facts)
        again = as_manager.post(address, facts, follow=True)

        kept = Membership.objects.get()
        assert (kept.organisation, kept.application, kept.is_listed) == (entry, None, True)
        assert "is a member already" in again.content.decode()

    def test_from_before_are_for_managers_to_write_down(self, client, officer):
        entry = OrganisationFactory()
        client.force_login(officer)

        for address in ("", f"{entry.public_id}/"):
            assert client.get(f"/en/membership/members/record/{address}").status_code == 403

    def test_from_before_are_not_ones_own(self, as_manager, manager):
        own = OrganisationRoleFactory(person=manager).organisation
        facts = {"category": "company", "since": "2019-05-02"}

        answer = as_manager.post(f"/en/membership/members/record/{own.public_id}/", facts)

        assert answer.status_code == 403

    def test_are_ended_by_managers_only(self, client, membership, officer):
        client.force_login(officer)

        assert client.get(self.address_of(membership, "end/")).status_code == 403


def test_an_application_with_votes_asks_the_database_little(
    as_manager, by_committee, up_for_decision, committee, django_assert_max_num_queries
):
    for person in committee:
        actions.vote(up_for_decision, "for", by=person, now=timezone.now())

    with django_assert_max_num_queries(16):
        as_manager.get(address_of(up_for_decision))
