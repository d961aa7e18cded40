"""What an organisation seeks and offers, on its profile."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.hub.accounts.choices import Role
from liaison.hub.listings.models import KeptFrom, Matched
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]
HEADING = "What it seeks and offers"


@pytest.fixture
def optics(biohealth):
    optics = OrganisationFactory(name="Sauer Optics", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return optics


@pytest.fixture
def publish(biohealth, optics):
    """Put a named need of Sauer Optics on the board, unless more is said of it."""

    def publish(title="A clinic to test a gait sensor", **more):
        told = {"is_anonymous": False, "published": True, "member": False} | more
        return ListingFactory(**{"cluster": biohealth, "organisation": optics} | told, title=title)

    return publish


@pytest.fixture
def page(client, optics):
    def page(*, reader=None, language="en"):
        if reader:
            client.force_login(reader)
        return client.get(f"/{language}/directory/{optics.public_id}/").content.decode()

    return page


@pytest.fixture
def neighbour(biohealth):
    """Somebody of another member of the cluster."""
    laboratory = OrganisationFactory(name="Kayser Laboratory")
    MembershipFactory(cluster=biohealth, organisation=laboratory)
    return OrganisationRoleFactory(organisation=laboratory).person


class TestNeedsAndOffersOnAProfile:
    def test_lead_to_what_is_open_to_everybody_under_its_name(self, page, publish):
        clinic = publish()

        shown = page()

        assert HEADING in shown
        assert f'href="/en/needs-and-offers/{clinic.public_id}/"' in shown
        assert "open until 1 June 2099" in shown

    def test_are_in_the_language_of_the_reader_where_somebody_wrote_them_in_it(self, page, publish):
        words = {"title": "Une clinique", "summary": "Un essai.", "public_text": "À domicile."}
        publish(translations={"fr": words})

        assert ">Une clinique</a>" in page(language="fr")
        assert 'lang="en">A clinic to test a gait sensor</a>' in page(language="de")

    @pytest.mark.parametrize(
        "more",
        [
            {"is_anonymous": True},
            {"published": False},
            {"published": False, "submitted": True},
            {"state": "paused"},
            {"valid_until": dt.date(2026, 1, 31)},
        ],
        ids=["anonymous", "a draft", "with the team", "paused", "over"],
    )
    def test_leave_out_what_is_not_open_or_not_named_for_its_own_people_too(
        self, page, publish, optics, more
    ):
        publish(**more)
        founder = OrganisationRoleFactory(organisation=optics).person

        assert HEADING not in page()
        assert HEADING not in page(reader=founder)

    def test_leave_out_what_is_anonymous_for_the_team_too(self, page, publish, biohealth):
        publish()
        publish("A maker of lenses", is_anonymous=True)
        manager = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_MANAGER).person

        shown = page(reader=manager)

        assert "A clinic to test a gait sensor" in shown
        assert "A maker of lenses" not in shown

    def test_for_members_are_for_members(self, page, publish, neighbour):
        publish(tier="members")

        assert HEADING not in page()
        assert HEADING in page(reader=neighbour)

    def test_for_those_picked_are_for_them(self, page, publish, neighbour):
        clinic = publish(tier="matched")

        assert HEADING not in page(reader=neighbour)

        laboratory = neighbour.organisation_roles.get().organisation
        Matched.objects.create(listing=clinic, organisation=laboratory, at=clinic.created_at)
        assert HEADING in page(reader=neighbour)

    def test_are_never_shown_to_whom_they_are_kept_from(self, page, publish, neighbour):
        laboratory = neighbour.organisation_roles.get().organisation
        KeptFrom.objects.create(listing=publish(), organisation=laboratory)

        assert HEADING not in page(reader=neighbour)

    def test_of_another_cluster_stay_on_its_board(self, page, publish, optics):
        wood = ClusterFactory(slug="wood")
        MembershipFactory(cluster=wood, organisation=optics)
        publish(cluster=wood)

        assert HEADING not in page()

    def test_are_not_shown_while_its_membership_is_suspended(self, page, publish, optics):
        publish()
        optics.memberships.update(state="suspended")

        assert HEADING not in page()

    def test_need_one_question_where_there_are_some_and_none_where_there_are_none(
        self, client, page, optics, publish, django_assert_num_queries
    ):

        page()
        with CaptureQueriesContext(connection) as without:
            page()
        assert len(without) <= 12
        assert not any(
            "listings_listing" in each["sql"] and "title" in each["sql"] for each in without
        )

        for number in range(3):
            publish(f"Need number {number}")
        with django_assert_num_queries(len(without) + 1):
            assert "Need number 2" in page()
