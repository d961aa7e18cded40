"""The directory shows who is a member of which cluster, and counts it apart from the sector map."""

import re
from datetime import date

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.membership import AdmissionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wood():
    return ClusterFactory(slug="wood", name="Wood Cluster")


@pytest.fixture
def clean():
    return ClusterFactory(slug="clean", name="Clean Cluster")


def member(cluster, name, *, visibility="public", country="LU", **facts):
    organisation = OrganisationFactory(name=name, visibility=visibility, country=country)
    membership = MembershipFactory(
        cluster=cluster, organisation=organisation, **{"is_listed": True} | facts
    )
    refresh_lookup([organisation.pk])
    return membership


def directory(client, query=""):
    return client.get(f"/en/directory/{query}").content.decode()


def choices(page, facet="member"):
    """The numbers behind the choices of a facet, by their values."""
    found = re.findall(rf'name="{facet}" value="(\w+)".*?<span class="quiet">\((\d+)\)', page)
    return {value: int(number) for value, number in found}


def listed(page):
    return re.findall(r'<h3 class="listed__name[^>]*><a [^>]*>([^<]+)', page)


class TestMemberOf:
    def test_is_a_facet_counted_apart_from_the_sector_map(self, client, wood, clean):
        sawmill = member(wood, "Sawmill")
        member(wood, "Joiner", country="BE")
        member(clean, "Turbines")
        MapEntry.objects.create(
            cluster=clean, organisation=sawmill.organisation, since=date(2026, 1, 5), source="x"
        )
        refresh_lookup()

        page = directory(client)

        assert choices(page) == {"wood": 2, "clean": 1}
        assert choices(page, "cluster") == {"wood": 0, "clean": 1}
        assert listed(directory(client, "?member=wood")) == ["Joiner", "Sawmill"]
        assert listed(directory(client, "?member=wood&cluster=clean")) == ["Sawmill"]

    def test_counts_within_what_else_is_chosen(self, client, wood, clean):
        member(wood, "Sawmill")
        member(wood, "Joiner", country="BE")
        member(clean, "Turbines", country="BE")

        page = directory(client, "?country=BE&member=wood")

        assert listed(page) == ["Joiner"]
        assert choices(page) == {"wood": 1, "clean": 1}
        assert choices(page, "country") == {"BE": 1, "LU": 1}

    def test_names_nobody_who_did_not_agree_or_is_no_member_any_more(self, client, wood, clean):
        member(wood, "Silent", is_listed=False)
        member(wood, "Suspended", state="suspended")
        member(wood, "Gone", state="ended", until=date(2026, 6, 1), end_reason="left")
        member(wood, "Kept Inside", visibility="members")

        page = directory(client)

        assert choices(page) == {}
        assert "Member of" not in page
        assert listed(directory(client, "?member=wood")) == []

    def test_names_nobody_where_the_cluster_shows_no_members(self, client, wood, clean):
        AdmissionFactory(cluster=wood, shows_members=False)
        member(wood, "Sawmill")
        member(clean, "Turbines")

        page = directory(client)

        assert choices(page) == {"clean": 1}
        assert "Member of Wood Cluster" not in page

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "Member of Wood Cluster (Company)"),
            ("fr", "Membre de Wood Cluster (Entreprise)"),
            ("de", "Mitglied bei Wood Cluster (Unternehmen)"),
        ],
    )
    def test_stands_on_list_and_profile(self, client, wood, language, words):
        sawmill = member(wood, "Sawmill")

        page = client.get(f"/{language}/directory/").content.decode()
        profile = client.get(f"/{language}/directory/{sawmill.organisation.public_id}/")

        assert f'<span class="tag">{words}</span>' in page
        assert f"Wood Cluster ({words.partition('(')[2]}" in profile.content.decode()

    def test_narrows_the_file_too(self, client, wood, clean):
        member(wood, "Sawmill")
        member(clean, "Turbines")

        answer = client.get("/en/directory/download/csv/?member=wood")

        told = b"".join(answer.streaming_content).decode()
        assert "Sawmill" in told
        assert "Turbines" not in told

    def test_is_taken_back_by_its_chip(self, client, wood):
        member(wood, "Sawmill")

        page = directory(client, "?member=wood&q=saw")

        assert re.search(r'href="\?q=saw"><span[^>]*>×</span> Member of Wood Cluster', page)

    def test_passes_over_clusters_that_do_not_exist(self, client, wood):
        member(wood, "Sawmill")

        assert listed(directory(client, "?member=nobody")) == ["Sawmill"]

    def test_asks_the_database_few_questions(
        self, client, wood, clean, django_assert_max_num_queries
    ):
        for number in range(30):
            member(wood, f"Sawmill {number}")

        for query in ("", "?member=wood", "?member=wood&q=sawmill", "?member=wood&page=2"):
            with django_assert_max_num_queries(12):
                directory(client, query)


class TestPublicPages:
    def test_lead_to_the_members_that_are_shown(self, client, wood):
        member(wood, "Sawmill")
        member(wood, "Silent", is_listed=False)

        membership = client.get("/en/membership/").content.decode()
        clusters = client.get("/en/clusters/").content.decode()

        assert "2 organisations are members today." in membership
        for page in (membership, clusters):
            assert re.search(r'href="/en/directory/\?member=wood">See the one that is shown', page)

    def test_lead_nowhere_where_nobody_is_shown(self, client, wood):
        member(wood, "Silent", is_listed=False)

        assert "?member=wood" not in client.get("/en/membership/").content.decode()
        assert "<dt>Members</dt><dd>1</dd>" in client.get("/en/clusters/").content.decode()
