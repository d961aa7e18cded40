"""Two clusters on one installation: each has its own site, and nothing of one leaks away."""

import re
from datetime import date

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.lookup import find_organisations, refresh_lookup
from liaison.hub.directory.models import MapEntry
from liaison.hub.membership.queries import organisations_to_record
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.factories.membership import AdmissionFactory, MembershipFactory

pytestmark = pytest.mark.django_db
WOOD, CLEAN = {"headers": {"host": "wood.example"}}, {"headers": {"host": "clean.example"}}


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["clusters.example", "wood.example", "clean.example", "testserver"]


@pytest.fixture
def wood():
    return ClusterFactory(
        slug="wood",
        name="Wood Cluster",
        host="wood.example",
        languages=["de", "fr"],
        accent="#8a4b12",
        contact_email="wood@cluster.example",
    )


@pytest.fixture
def clean():
    return ClusterFactory(
        slug="clean",
        name="Clean Cluster",
        host="clean.example",
        languages=["en"],
        contact_email="clean@cluster.example",
    )


def keep(cluster, **facts):
    """An organisation on a cluster's sector map."""
    organisation = OrganisationFactory(**facts)
    MapEntry.objects.create(
        cluster=cluster, organisation=organisation, since=date(2026, 1, 5), source="survey"
    )
    return organisation


@pytest.fixture
def secrets(wood, clean):
    """What the Wood Cluster keeps to its own, in each degree; the Clean Cluster has one for all."""
    kept = [
        keep(
            wood,
            name=f"Hidden Sawmill {visibility}",
            visibility=visibility,
            kind="association",
            country="MT",
            city="Valletta",
        )
        for visibility in ("members", "strategic", "staff")
    ]
    for secret in kept:
        OrganisationNameFactory(organisation=secret, kind="former", name="Covert Carpentry")
        PlaceFactory(
            organisation=secret, city="Valletta", country="MT", latitude=35.9, longitude=14.5
        )
    keep(clean, name="Open Turbines", visibility="public", country="LU", kind="company")
    refresh_lookup()
    return kept


def _of_clean(role):
    return lambda clean: ClusterRoleFactory(cluster=clean, role=role).person


def _of_a_member(clean):
    """Somebody who acts for a member of the Clean Cluster."""
    acting = OrganisationRoleFactory(organisation__name="Open Member")
    MembershipFactory(cluster=clean, organisation=acting.organisation)
    return acting.person


STRANGERS = {
    "manager": _of_clean(Role.CLUSTER_MANAGER),
    "officer": _of_clean(Role.CLUSTER_OFFICER),
    "strategic partner": _of_clean(Role.STRATEGIC_PARTNER),
    "committee": _of_clean(Role.STEERING_COMMITTEE_MEMBER),
    "member": _of_a_member,
    "nobody": lambda clean: UserFactory(),
}


@pytest.fixture(params=STRANGERS)
def stranger(request, client, clean):
    """Somebody who is at home in the Clean Cluster alone, and signed in."""
    person = STRANGERS[request.param](clean)
    client.force_login(person)
    return person


class TestWhatOneClusterKeeps:
    def test_is_neither_listed_nor_counted_nor_found_by_others(self, client, secrets, stranger):
        for site in (WOOD, CLEAN):
            for query in (
                *("", "?q=sawmill", "?q=Covert+Carpentry", "?cluster=wood"),
                *("?country=MT", "?near=Valletta&within=250"),
            ):
                page = client.get(f"/en/directory/{query}", **site).content.decode()

                assert "Hidden Sawmill" not in page
                assert "Found as “Covert Carpentry”" not in page
            whole = client.get("/en/directory/", **site).content.decode()
            assert 'name="country" value="MT"' not in whole
            narrowed = client.get("/en/directory/?cluster=wood", **site).content.decode()
            assert re.search(r'id="found-heading"[^>]*>0 organisations', narrowed)
            near = client.get("/en/directory/?near=Valletta", **site).content.decode()
            assert "Nobody in the directory is in “Valletta”" in near

    def test_has_no_page_for_others(self, client, secrets, stranger):
        for secret in secrets:
            for page in ("", "edit/", "history/", "card.vcf", "logo-pack/"):
                address = f"/en/directory/{secret.public_id}/{page}"
                assert client.get(address, **CLEAN).status_code == 404
                assert client.get(address, **WOOD).status_code == 404

    def test_is_in_no_frame_and_in_no_list_of_addresses(self, client, secrets, stranger):
        for address in ("/en/embed/directory/?q=sawmill", "/sitemap-organisations-de.xml"):
            page = client.get(address, **WOOD).content.decode()

            assert "Sawmill" not in page
            assert not any(str(secret.public_id) in page for secret in secrets)

    def test_is_in_no_file_of_others(self, client, secrets, stranger):
        for query in ("", "?q=sawmill", "?cluster=wood", "?member=wood"):
            answer = client.get(f"/en/directory/download/csv/{query}", **WOOD)

            assert answer.status_code == 200
            assert "Sawmill" not in b"".join(answer.streaming_content).decode()

    def test_is_in_the_file_of_its_own_managers(self, client, secrets, wood):
        client.force_login(ClusterRoleFactory(cluster=wood).person)

        answer = client.get("/en/directory/download/csv/?cluster=wood", **WOOD)

        assert b"".join(answer.streaming_content).decode().count("Hidden Sawmill") == 3

    def test_is_not_among_the_numbers_of_the_clusters(self, client, secrets, stranger):
        page = client.get("/en/clusters/", **CLEAN).content.decode()

        assert "?cluster=clean" in page
        assert "?cluster=wood" not in page

    def test_is_found_by_no_form_of_others(self, client, secrets, stranger, clean):
        for address in (
            "/en/recorded-twice/?q=sawmill",
            f"/en/recorded-twice/?pick={secrets[0].public_id}",
            "/en/membership/apply/?q=sawmill",
            "/en/membership/members/record/?q=sawmill",
        ):
            page = client.get(address, **CLEAN)
            assert "Hidden Sawmill" not in page.content.decode()
        assert organisations_to_record("sawmill", cluster=clean, for_user=stranger) == []
        assert [
            each.organisation.name for each in find_organisations("sawmill", for_user=stranger)
        ] == []

    def test_is_there_for_its_own_managers(self, client, secrets, wood):
        client.force_login(ClusterRoleFactory(cluster=wood).person)

        page = client.get("/en/directory/?cluster=wood", **WOOD).content.decode()
        assert "Hidden Sawmill" in page
        assert client.get(f"/en/directory/{secrets[2].public_id}/", **WOOD).status_code == 200
        assert '?cluster=wood">3 organisations</a>' in (
            client.get("/en/clusters/", **WOOD).content.decode()
        )


class TestEachSite:
    def test_has_name_colour_and_languages_of_its_cluster(self, client, wood, clean):
        woods = client.get("/de/clusters/", **WOOD).content.decode()
        cleans = client.get("/en/clusters/", **CLEAN).content.decode()

        assert '<span class="brand__cluster">Wood Cluster</span>' in woods
        assert '<span class="brand__cluster">Clean Cluster</span>' in cleans
        assert "/brand/wood/" in woods
        assert "/brand/" not in cleans
        assert re.findall(r'<li><a href="[^"]+" hreflang="(\w\w)"', woods) == ["de", "fr"]
        assert "hreflang" not in cleans

    def test_leads_to_its_own_first_language(self, client, wood, clean):
        assert client.get("/", **WOOD, HTTP_ACCEPT_LANGUAGE="en")["Location"] == "/de/"
        assert client.get("/", **CLEAN, HTTP_ACCEPT_LANGUAGE="de")["Location"] == "/en/"

    def test_tells_of_membership_in_its_own_cluster(self, client, wood, clean):
        AdmissionFactory(cluster=wood, brings_en="Timber for everybody.")
        AdmissionFactory(cluster=clean, brings_en="Clean air for everybody.")
        MembershipFactory(cluster=wood)

        woods = client.get("/en/membership/", **WOOD).content.decode()
        cleans = client.get("/en/membership/", **CLEAN).content.decode()

        assert "Timber for everybody." in woods
        assert "1 organisation is a member today." in woods
        assert "Clean air for everybody." in cleans
        assert "is a member today" not in cleans

    def test_has_the_desk_of_its_own_team_alone(self, client, wood, clean):
        client.force_login(ClusterRoleFactory(cluster=clean).person)

        assert "/handed-over/" in client.get("/en/clusters/", **CLEAN).content.decode()
        assert "/handed-over/" not in client.get("/en/clusters/", **WOOD).content.decode()

    @pytest.mark.parametrize(
        "page",
        ["people/", "membership/applications/", "membership/members/", "membership/settings/"],
    )
    def test_closes_its_own_pages_to_the_team_of_the_other(self, client, wood, clean, page):
        client.force_login(ClusterRoleFactory(cluster=clean).person)

        assert client.get(f"/en/{page}", **CLEAN).status_code == 200
        assert client.get(f"/en/{page}", **WOOD).status_code in (403, 404)

    def test_stays_as_it_was_when_the_other_changes(self, client, wood, clean):
        before = client.get("/en/clusters/wood/", **WOOD).status_code
        page = client.get("/de/membership/", **WOOD).content.decode()
        client.force_login(ClusterRoleFactory(cluster=clean).person)

        client.post("/en/clusters/clean/colour/", {"accent": "#8a2c62"}, **CLEAN)
        client.post("/en/clusters/clean/languages/", {"language_1": "fr"}, **CLEAN)
        refused = client.post("/en/clusters/wood/colour/", {"accent": "#8a2c62"}, **CLEAN)
        client.logout()

        assert (before, refused.status_code) == (302, 404)
        assert client.get("/de/membership/", **WOOD).content.decode() == page

    def test_shares_the_directory_and_says_so(self, client, wood, clean):
        page = client.get("/en/directory/", **WOOD).content.decode()

        assert "All clusters of this installation share it." in page
        assert re.search(r'href="\?cluster=wood">\s*Show only the sector map of Wood Cluster', page)
