"""The pages on which a cluster's team edits many organisations at once."""

from datetime import UTC, date, datetime

import pytest

from liaison.hub.bulk_edits.models import BulkEdit
from liaison.hub.directory.actions import edit_organisation
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def sensors(biohealth):
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    OrganisationFactory(name="Sauer Laboratory", visibility="public", kind="research")
    shipyard = OrganisationFactory(name="Mertert Shipyard", visibility="public")
    MapEntry.objects.create(
        cluster=ClusterFactory(slug="maritime"), organisation=shipyard, since=date(2026, 1, 1)
    )
    refresh_lookup()
    return sensors


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def choose(client, **data):
    return client.post("/en/directory/together/choose/", {"go": "edit", **data})


class TestTheList:
    def test_has_boxes_for_the_team_only(self, client, officer, sensors):
        box = f'name="organisation" value="{sensors.public_id}" form="together"'
        assert box not in client.get("/en/directory/").content.decode()
        client.force_login(UserFactory())
        assert box not in client.get("/en/directory/").content.decode()

        client.force_login(officer)

        page = client.get("/en/directory/").content.decode()
        assert box in page
        assert "Choose Moselle Sensors" in page
        assert "All 3 organisations of this list" in page

    def test_says_so_where_nobody_was_ticked_and_keeps_the_list(self, desk, sensors):
        answer = choose(desk, selection="kind=company")

        assert answer["Location"] == "/en/directory/?kind=company"
        assert "Please tick" in desk.get(answer["Location"]).content.decode()

    def test_gives_what_was_ticked_as_a_file(self, desk, sensors):
        answer = desk.post(
            "/en/directory/together/choose/", {"go": "csv", "organisation": [sensors.public_id]}
        )

        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "Moselle Sensors" in text
        assert "Sauer Laboratory" not in text


class TestFromChoiceToUndo:
    def test_previews_does_and_undoes(self, desk, sensors):
        address = choose(desk, all="yes", selection="kind=company")["Location"]
        assert "2 organisations are chosen" in desk.get(address).content.decode()

        assert desk.post(address, {"do": "state:dormant"})["Location"] == address
        page = desk.get(address).content.decode()
        assert "Set the state: Dormant" in page
        assert "will be changed (1)" in page
        assert "Mertert Shipyard" in page
        assert "only another cluster keeps it" in page
        assert "Change 1 organisation<" in page

        desk.post(f"{address}do/")
        assert Organisation.objects.get(pk=sensors.pk).state == "dormant"
        assert "changed (1)" in desk.get(address).content.decode()
        assert "Set the state: Dormant" in desk.get("/en/directory/together/").content.decode()

        desk.post(f"{address}undo/")
        assert Organisation.objects.get(pk=sensors.pk).state == "active"
        assert "as it was before (1)" in desk.get(address).content.decode()

    def test_says_what_is_missing(self, desk, sensors):
        address = choose(desk, organisation=[sensors.public_id])["Location"]

        nothing = desk.post(address, {"do": ""})
        no_term = desk.post(address, {"do": "add_term:", "term": ""})

        assert nothing.status_code == no_term.status_code == 422
        assert "Please choose what is to be done." in nothing.content.decode()
        assert "Please choose the term or focus area, too." in no_term.content.decode()

    def test_adds_a_focus_area(self, desk, sensors):
        address = choose(desk, organisation=[sensors.public_id])["Location"]
        desk.post(address, {"do": "add_term:", "term": "biohealth:digital-health"})

        assert "Digital health" in desk.get(address).content.decode()
        desk.post(f"{address}do/")

        assert sensors.terms.get().focus_area.code == "digital-health"

    def test_is_there_for_nobody_else(self, client, desk, sensors):
        address = choose(desk, organisation=[sensors.public_id])["Location"]
        client.force_login(UserFactory())

        for page in ("/en/directory/together/", address):
            assert client.get(page).status_code == 404
        assert client.post(f"{address}do/").status_code == 404
        assert choose(client, organisation=[sensors.public_id]).status_code == 404
        assert BulkEdit.objects.count() == 1


class TestWhatChangedLately:
    @pytest.fixture
    def changed(self, sensors, officer):
        def changed(code, value, *, organisation=sensors, now=NOON):
            seen = {code: getattr(organisation, code, [])}
            if code.startswith("terms:"):
                seen = {code: []}
            edit_organisation(
                organisation.public_id, seen=seen, wanted={code: value}, by=officer, now=now
            )

        return changed

    def test_shows_who_changed_what_of_all_entries(self, desk, officer, changed):
        changed("city", "Wasserbillig")

        page = desk.get("/en/directory/changed-lately/").content.decode()

        assert "Moselle Sensors" in page
        assert "Wasserbillig" in page
        assert officer.full_name in page

    def test_is_narrowed_by_person_field_and_day(self, desk, officer, changed):
        changed("city", "Wasserbillig")
        changed("website", "https://moselle.example", now=NOON.replace(day=3))

        def shown(query):
            return desk.get(f"/en/directory/changed-lately/?{query}").content.decode()

        assert "https://moselle.example" not in shown("field=city")
        assert "Wasserbillig" not in shown("day=2026-11-03")
        assert "https://moselle.example" in shown(f"day=2026-11-03&by={officer.public_id}")
        assert "year-month-day" in shown("day=yesterday")

    def test_tells_nothing_of_what_another_cluster_keeps(self, desk, sensors, changed):
        hidden = ClusterRoleFactory(cluster__slug="space").person
        shipyard = Organisation.objects.get(name="Mertert Shipyard")
        MapEntry.objects.create(
            cluster=hidden.cluster_roles.get().cluster,
            organisation=shipyard,
            since=date(2026, 1, 1),
        )
        edit_organisation(
            shipyard.public_id,
            seen={"city": ""},
            wanted={"city": "Mertert"},
            by=hidden,
            now=NOON,
        )

        page = desk.get("/en/directory/changed-lately/").content.decode()

        assert "Mertert" not in page
        assert hidden.full_name not in page

    def test_asks_few_questions_whatever_changed(
        self, desk, changed, django_assert_max_num_queries
    ):
        for name in ("Alzette Imaging", "Our Optics", "Wiltz Genomics"):
            organisation = OrganisationFactory(name=name, visibility="public")
            area = ["biohealth:digital-health", "", "", None, None, "", "", ""]
            changed("terms:focus_areas", [area], organisation=organisation)

        with django_assert_max_num_queries(12):
            page = desk.get("/en/directory/changed-lately/").content.decode()
        assert "Digital health" in page

    def test_is_for_teams(self, client, sensors):
        client.force_login(UserFactory())

        assert client.get("/en/directory/changed-lately/").status_code == 404
