"""Pages on which organisations say what they are to each other, and answer it."""

import html

import pytest

from liaison.hub.change_requests.models import ReviewRule
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Relation
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    FigureFactory,
    OrganisationFactory,
    OrganisationPersonFactory,
    OrganisationRoleFactory,
    RelationFactory,
)
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def holding():
    holding = OrganisationFactory(name="Sûre Holding", visibility="public")
    refresh_lookup()
    return holding


@pytest.fixture
def as_owner(client, sensors):
    client.force_login(OrganisationRoleFactory(organisation=sensors).person)
    return client


@pytest.fixture
def address(sensors):
    return f"/en/directory/{sensors.public_id}/relations/"


def said(response):
    return html.unescape(response.content.decode())


class TestWhereTheClusterLooksAtAll:
    def test_what_is_said_waits_for_its_team(self, as_owner, address, sensors, holding, biohealth):
        MembershipFactory(cluster=biohealth, organisation=sensors)
        ReviewRule.objects.create(cluster=biohealth, scope="all")
        to_holding = f"{address}to/{holding.public_id}/"

        page = as_owner.post(to_holding, {"what": "subsidiary"}, follow=True)

        assert "Your cluster looks at this first." in said(page)
        assert "Waits for the cluster team" in said(page)
        assert "Moselle Sensors: Subsidiary of Sûre Holding" in said(page)
        assert not Relation.objects.exists()

    def test_an_answer_and_taking_back_wait_too(
        self, as_owner, address, sensors, holding, biohealth
    ):
        told = RelationFactory(organisation=sensors, other=holding, told_by="first")
        MembershipFactory(cluster=biohealth, organisation=sensors)
        ReviewRule.objects.create(cluster=biohealth, scope="all")

        page = as_owner.post(f"{address}{told.public_id}/take-back/", follow=True)

        assert "It is to be taken back." in said(page)
        assert Relation.objects.exists()


class TestSaying:
    def test_begins_with_the_name_of_the_other(self, as_owner, address, holding):
        assert "Nothing is noted yet." in said(as_owner.get(address))

        found = said(as_owner.get(address, {"q": "sure holding"}))

        assert f"{address}to/{holding.public_id}/" in found
        assert "is called that" in said(as_owner.get(address, {"q": "Xyzzy"}))

    def test_may_be_read_from_either_side(self, as_owner, address, sensors, holding):
        form = f"{address}to/{holding.public_id}/"

        done = as_owner.post(form, {"what": "backwards-spin_off", "since": "2020-01-01"})

        assert done.url == address
        told = Relation.objects.get()
        assert (told.organisation, told.other, told.kind) == (holding, sensors, "spin_off")
        page = said(as_owner.get(address))
        assert "Has the spin-off" in page
        assert "Said by Moselle Sensors, not confirmed yet" in page

    def test_says_why_a_ring_cannot_be(self, as_owner, address, sensors, holding):
        RelationFactory(organisation=holding, other=sensors)

        refused = as_owner.post(f"{address}to/{holding.public_id}/", {"what": "part"})

        assert refused.status_code == 422
        assert "Then an organisation would stand above itself." in said(refused)

    def test_says_what_else_is_wrong(self, as_owner, address, sensors, holding):
        RelationFactory(organisation=sensors, other=holding)
        form = f"{address}to/{holding.public_id}/"
        days = {"since": "2025-01-01", "until": "2024-01-01"}

        assert "noted of the two already" in said(as_owner.post(form, {"what": "subsidiary"}))
        assert "lies before the first" in said(as_owner.post(form, {"what": "partner"} | days))
        itself = as_owner.post(f"{address}to/{sensors.public_id}/", {"what": "partner"})
        assert "another organisation than this one itself" in said(itself)

    def test_is_not_for_strangers_nor_of_what_they_do_not_see(self, client, as_owner, address):
        hidden = OrganisationFactory(visibility="private")
        assert as_owner.get(f"{address}to/{hidden.public_id}/").status_code == 404

        client.force_login(UserFactory())
        assert client.get(address).status_code == 404


class TestAnswering:
    def test_confirms_and_contradicts(self, as_owner, address, sensors, holding):
        told = RelationFactory(organisation=holding, other=sensors, state="told", told_by="first")
        profile = f"/en/directory/{sensors.public_id}/"
        assert "Confirm or contradict" in said(as_owner.get(profile))

        answer = f"{address}{told.public_id}/answer/"
        assert "Confirmed." in said(as_owner.post(answer, {"answer": "confirm"}, follow=True))
        page = said(as_owner.get(profile))
        assert "Has the subsidiary" in page
        assert "Confirm or contradict" not in page
        as_owner.post(answer, {"answer": "contradict"})
        assert "Sûre Holding" not in said(as_owner.get(profile))
        assert "but contradicted: shown to nobody else" in said(as_owner.get(address))
        assert as_owner.post(f"{address}{told.public_id}/take-back/").status_code == 403

    def test_is_not_for_strangers(self, client, address, sensors, holding):
        told = RelationFactory(organisation=holding, other=sensors, state="told")
        client.force_login(UserFactory())

        for what in ("answer", "take-back"):
            assert client.post(f"{address}{told.public_id}/{what}/").status_code == 404


class TestProfile:
    def test_folds_what_is_more_than_ten(self, client, sensors):
        for number in range(12):
            below = OrganisationFactory(name=f"Workshop {number:02}", visibility="public")
            RelationFactory(organisation=below, other=sensors)

        page = said(client.get(f"/en/directory/{sensors.public_id}/"))

        folded = page[page.index("2 more") :]
        assert [name in folded for name in ("Workshop 09", "Workshop 10")] == [False, True]

    def test_needs_few_questions_with_all_there_is(
        self, client, sensors, holding, django_assert_max_num_queries
    ):
        RelationFactory(organisation=sensors, other=holding)
        FigureFactory(organisation=sensors)
        OrganisationPersonFactory(organisation=sensors, shown_to="everybody")

        with django_assert_max_num_queries(12):
            page = client.get(f"/en/directory/{sensors.public_id}/")

        for there in ("Sûre Holding", "42 people in 2025", "Léa Thill"):
            assert there in said(page)
