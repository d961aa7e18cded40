"""The page with all clusters of an installation."""

from datetime import date

import pytest

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wood():
    wood = ClusterFactory(
        slug="wood", name="Wood", summary_en="All of wood.", summary_fr="Tout en bois."
    )
    FocusArea.objects.create(
        cluster=wood, code="forests", position=1, name_en="Forests", name_fr="Forêts"
    )
    return wood


@pytest.fixture
def clean():
    return ClusterFactory(slug="clean", name="Clean", accent="#1f5f8b", is_draft=True)


def on_map(cluster, **facts):
    organisation = OrganisationFactory(**facts)
    MapEntry.objects.create(
        cluster=cluster, organisation=organisation, since=date(2026, 1, 5), source="survey"
    )
    refresh_lookup([organisation.pk])
    return organisation


def cards(client, language="en"):
    page = client.get(f"/{language}/clusters/").content.decode()
    return [card.partition("</li>\n      \n")[0] for card in page.split('<li class="card">')[1:]]


class TestClusters:
    def test_have_a_card_each_in_the_readers_language(self, client, wood, clean):
        clean_card, wood_card = cards(client, "fr")

        assert "Tout en bois." in wood_card
        assert "Forêts" in wood_card
        assert 'fill="#1f5f8b"' in clean_card

    def test_say_which_of_them_are_drafts(self, client, wood, clean):
        clean_card, wood_card = cards(client)

        assert "Draft, to be looked at by the cluster" in clean_card
        assert "Draft" not in wood_card

    def test_count_members_and_the_sector_map_apart(self, client, wood, clean):
        sawmill = on_map(wood, visibility="public")
        on_map(wood, visibility="public")
        on_map(wood, visibility="members")
        MembershipFactory(cluster=wood, organisation=sawmill)
        MembershipFactory(cluster=wood)
        MembershipFactory(cluster=wood)

        clean_card, wood_card = cards(client)

        assert "<dt>Members</dt><dd>3</dd>" in wood_card
        # Of the map, what the reader may see.
        assert '?cluster=wood">2 organisations</a>' in wood_card
        assert "<dt>Members</dt><dd>0</dd>" in clean_card

    def test_can_be_looked_through_at_once(self, client, wood):
        assert 'action="/en/directory/"' in client.get("/en/clusters/").content.decode()

    def test_lead_to_their_own_sites(self, client, wood, settings):
        ClusterFactory(slug="own", name="Own", host="own.example")

        own_card, wood_card = cards(client)

        assert 'href="http://own.example/"' in own_card
        assert "http://" not in wood_card

    def test_are_changed_by_their_managers(self, client, wood, clean):
        client.force_login(ClusterRoleFactory(cluster=wood).person)

        clean_card, wood_card = cards(client)

        assert "/en/clusters/wood/" in wood_card
        assert "/en/clusters/clean/" not in clean_card

    def test_ask_the_database_few_questions(self, client, wood, django_assert_max_num_queries):
        for number in range(6):
            ClusterFactory(name=f"Cluster {number}")
        client.get("/en/clusters/")

        with django_assert_max_num_queries(12):
            client.get("/en/clusters/")

    def test_may_be_none(self, client):
        page = client.get("/en/clusters/")

        assert "No cluster has been set up here yet." in page.content.decode()
