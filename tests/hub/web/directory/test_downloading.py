"""The list of the directory as a file."""

import csv
import io

import pytest
from openpyxl import load_workbook

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry
from liaison.hub.lifecycle import actions
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.hub.lifecycle.conftest import NOON, no_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

CSV, XLSX = "/en/directory/download/csv/", "/en/directory/download/xlsx/"


@pytest.fixture(autouse=True)
def _nothing_counted():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def towns(biohealth):
    """Public ones, one with what spreadsheets run, and one of each other visibility."""
    for name, city, latitude in [
        ("Moselle Sensors", "Wasserbillig", 49.71),
        ("=Moselle+Labs", "Remich", 49.54),
        ("Ardennes Biotech", "Clervaux", 50.05),
    ]:
        each = OrganisationFactory(name=name, city=city, visibility="public")
        PlaceFactory(organisation=each, city=city, latitude=latitude, longitude=6.4)
    OrganisationNameFactory(organisation=each, kind="former", name="Clervaux; Cells")
    IdentifierFactory(organisation=each, scheme="pic", value="935646370")
    for visibility in ("members", "strategic", "staff", "private"):
        hidden = OrganisationFactory(name=f"Moselle {visibility}", visibility=visibility)
        MapEntry.objects.create(cluster=biohealth, organisation=hidden, since=NOON.date())
    refresh_lookup()


def content(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def rows(client, query="", address=CSV):
    text = content(client, address + query).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def names(client, query=""):
    return [row["name"] for row in rows(client, query)]


@pytest.mark.usefixtures("towns")
class TestDownload:
    def test_has_what_everybody_may_see_in_the_order_of_the_list(self, client):
        assert names(client) == ["Ardennes Biotech", "'=Moselle+Labs", "Moselle Sensors"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?q=sensors", ["Moselle Sensors"]),
            ("?q=clervaux+cells", ["Ardennes Biotech"]),
            ("?kind=university", []),
            ("?near=Remich&within=25&page=7", ["'=Moselle+Labs", "Moselle Sensors"]),
        ],
    )
    def test_has_what_was_chosen(self, client, query, found):
        assert names(client, query) == found

    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            ("cluster_manager", {"members", "strategic", "staff"}),
            ("strategic_partner", {"members", "strategic"}),
            ("steering_committee_member", {"members"}),
        ],
    )
    def test_has_of_others_what_the_reader_may_see(self, client, biohealth, role, seen):
        client.force_login(ClusterRoleFactory(cluster=biohealth, role=role).person)

        hidden = {name.removeprefix("Moselle ") for name in names(client, "?q=moselle")}

        assert hidden - {"Sensors", "'=Moselle+Labs"} == seen

    def test_hides_what_another_cluster_keeps(self, client):
        client.force_login(ClusterRoleFactory(cluster=ClusterFactory()).person)

        assert len(names(client)) == 3

    def test_has_ones_own_organisation(self, client):
        own = OrganisationFactory(name="Own", visibility="private")
        client.force_login(OrganisationRoleFactory(organisation=own).person)

        assert "Own" in names(client)

    def test_is_an_excel_file_with_the_same_rows(self, client):
        book = load_workbook(io.BytesIO(content(client, XLSX)))

        headings, *found = book.active.iter_rows(values_only=True)

        assert list(headings)[:4] == ["liaison_id", "name", "kind", "country"]
        assert [row[1] for row in found] == names(client)
        assert found[0][headings.index("pic")] == "935646370"

    @pytest.mark.parametrize("address", [CSV, XLSX])
    def test_is_imported_again_without_a_change(self, client, tmp_path, settings, address):
        settings.DATA_FOLDER = tmp_path / "data"
        path = tmp_path / "again"
        path.write_bytes(content(client, address))

        with actions.plan_import(path, by=None, now=NOON, progress=no_progress) as plan:
            assert dict(plan.counts) == {"unchanged": 3}

    def test_has_no_end_at_a_page(self, client):
        OrganisationFactory.create_batch(1_030, name="Many", visibility="public")

        assert len(rows(client)) == 1_033

    def test_is_given_some_times_an_hour_to_those_not_signed_in(self, client, biohealth):
        answers = [client.get(CSV).status_code for _ in range(21)]

        assert answers == [200] * 20 + [429]
        assert "come back in an hour" in client.get(CSV).content.decode()
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)
        assert client.get(CSV).status_code == 200

    def test_is_counted_for_each_reader_behind_a_proxy(self, client, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

        def status(address):
            return client.get(CSV, headers={"x-forwarded-for": address}).status_code

        # What readers say of themselves before the proxy's word does not count.
        first = [status(f"10.0.0.{number}, 192.0.2.1") for number in range(21)]

        assert first == [200] * 20 + [429]
        assert status("192.0.2.2") == 200

    def test_knows_two_kinds_of_files(self, client):
        assert client.get("/en/directory/download/pdf/").status_code == 404

    def test_is_offered_with_what_was_chosen(self, client):
        page = client.get("/en/directory/?q=moselle&page=1").content.decode()

        assert 'href="/en/directory/download/csv/?q=moselle"' in page
        assert "Download these 2 organisations" in page
