"""Organisations of an openXeco node: what comes over, what does not, and what goes wrong."""

import datetime as dt

import pytest

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.models import Identifier, Organisation, Place
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.models import ImportRun
from liaison.hub.lifecycle.openxeco.nodes import UnusableNode, day_of, node_at
from liaison.opendata import fetch
from tests.factories.accounts import UserFactory
from tests.factories.directory import IdentifierFactory, OrganisationFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress, tables
from tests.support.openxeco import (
    HARBOUR_LABS,
    MOSELLE_SENSORS,
    NOTHING_SAID,
    PLACE,
    FakeNode,
    answering,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"


class Told:
    """What a plan told while it was open."""

    def __init__(self, of_node, left):
        self.plan, self.reading = of_node.plan, of_node.reading
        self.unusable, self.gone = of_node.unusable, of_node.gone
        self.left = left


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(fetch, "PATIENCE", 0.001)


@pytest.fixture
def node():
    with answering(FakeNode()) as answers:
        yield answers


@pytest.fixture
def planned(node):
    """Return what the node would do: counts, changes, what else is told."""

    def plan(now=NOON, **how):
        with actions.plan_import_from_openxeco(
            node.address, by=None, now=now, progress=no_progress, **how
        ) as of_node:
            changes = {each.name: each.changes for each in of_node.plan.changes()}
            refused = [
                mistake.message for row in of_node.plan.refused() for mistake in row.mistakes
            ]
            left = {each.name: each.changes for each in of_node.plan.left()}
            return Told(of_node, left), changes, refused

    return plan


@pytest.fixture
def imported(node):
    """Import from the node; return the run."""

    def do(now=NOON, visibility=Visibility.PUBLIC, **how):
        with actions.plan_import_from_openxeco(
            node.address, by=None, now=now, progress=no_progress, **how
        ) as of_node:
            likely = actions.likely_duplicates(of_node.plan, by=None, progress=no_progress)
            return actions.import_organisations(
                of_node.plan,
                likely=likely,
                by=None,
                now=now,
                progress=no_progress,
                source=of_node.source,
                visibility=visibility,
            )

    return do


def counts(of_node):
    return {what.value: count for what, count in of_node.plan.counts.items()}


class TestOrganisation:
    def test_comes_over_with_all_that_has_a_place(self, node, imported):
        node.add(MOSELLE_SENSORS, PLACE, taxonomy_assignment=[1, 3])

        run = imported()

        sensors = Organisation.objects.get()
        assert (sensors.name, sensors.kind) == ("Moselle Sensors S.à r.l.", "company")
        assert (sensors.country, sensors.city) == ("LU", "Wasserbillig")
        assert (sensors.website, sensors.founded_year) == ("https://moselle-sensors.lu", 2012)
        assert sensors.state == "active"
        place = Place.objects.get()
        assert (place.address, place.postcode) == ("4, rue de la Moselle", "L-6637")
        assert (place.latitude, place.longitude) == (49.71, 6.5)
        numbers = dict(Identifier.objects.values_list("scheme", "value"))
        assert numbers == {"rcs": "B123456", "openxeco": f"{node.name}:12"}
        assert run.file_name == f"openXeco {node.name}.csv"

    def test_says_of_every_field_that_it_is_from_the_node(self, node, imported):
        node.add(MOSELLE_SENSORS, PLACE)

        imported()

        origins = Provenance(Organisation.objects.get())
        assert {"name", "country", "city", "website", "rcs", "openxeco"} <= set(origins)
        source = f"openXeco node {node.name}"
        for field in origins:
            assert origins.of(field) == Verified(source, on=dt.date(2026, 11, 2))

    @pytest.mark.parametrize(
        ("said", "details", "state"),
        [
            ({"status": "ACTIVE"}, {}, "active"),
            ({"status": "INACTIVE"}, {}, "dormant"),
            ({"status": "inactive"}, {}, "dormant"),
            ({"status": "ACTIVE"}, {"closure_date": "2024-01-31"}, "ceased"),
            ({"status": "ACTIVE"}, {"closure_date": "Wed, 31 Jan 2024 00:00:00 GMT"}, "ceased"),
            ({"status": "ACTIVE"}, {"closure_date": "2027-01-31"}, "active"),
        ],
    )
    def test_is_active_dormant_or_ceased(self, node, imported, said, details, state):
        node.add(HARBOUR_LABS | said, PLACE, **details)

        imported()

        assert Organisation.objects.get().state == state

    @pytest.mark.parametrize(
        ("said", "assigned", "kind"),
        [
            ({}, [1], "company"),
            ({}, [2], "association"),
            ({}, [3], "other"),
            ({"is_startup": 1}, [], "company"),
            ({"legal_status": "OTHER"}, [], "other"),
        ],
    )
    def test_has_the_kind_that_the_taxonomy_tells(self, node, imported, said, assigned, kind):
        node.add(HARBOUR_LABS | said, PLACE, taxonomy_assignment=assigned)

        imported()

        assert Organisation.objects.get().kind == kind

    def test_has_the_number_of_the_register_of_its_country(self, node, imported):
        said = {"trade_register_number": "HRB 4711"}
        node.add(HARBOUR_LABS | said, PLACE | {"country": "Germany", "city": "Trier"})

        imported()

        number = Identifier.objects.get(scheme=Scheme.REGISTER)
        assert (number.country, number.value) == ("DE", "HRB 4711")

    def test_is_in_the_given_country_where_the_node_tells_no_address(self, node, planned):
        node.add(HARBOUR_LABS)

        _, unknown, _ = planned()
        _, given, _ = planned(country="LU")

        assert "country" not in unknown["Harbour Labs ASBL"]
        assert given["Harbour Labs ASBL"]["country"] == [None, "LU"]

    def test_is_at_the_first_of_its_addresses(self, node, planned):
        node.add(HARBOUR_LABS, PLACE | {"id": 50, "city": "Esch"}, PLACE | {"id": 49})

        of_node, changes, _ = planned()

        assert changes["Harbour Labs ASBL"]["city"] == [None, "Wasserbillig"]
        assert of_node.reading.without_a_place["further addresses"] == 1


class TestWhatDoesNotComeOver:
    def test_is_a_natural_person(self, node, planned):
        person = HARBOUR_LABS | {"id": 9, "name": "Jeanne Weber", "legal_status": "NATURAL PERSON"}
        node.add(person, PLACE)
        node.add(MOSELLE_SENSORS, PLACE)

        of_node, changes, _ = planned()

        assert list(changes) == ["Moselle Sensors S.à r.l."]
        assert of_node.reading.natural_persons == 1
        assert not [path for path in node.asked if path.startswith("/public/get_public_entity/9")]

    def test_is_anybody_to_write_to(self, node, imported):
        secret = "jeanne.weber@moselle-sensors.lu"
        node.add(MOSELLE_SENSORS, PLACE | {"contact": secret}, contacts=[{"value": secret}])

        imported()

        assert secret not in str(tables())
        assert secret not in str(list(ImportRun.objects.values()))
        assert not [path for path in node.asked if "contact" in path or "user" in path]

    def test_is_told(self, node, planned):
        node.add(MOSELLE_SENSORS, PLACE, mood="good")

        of_node, _, _ = planned()

        left_out = {"headline": 1, "description": 1, "is_startup": 1}
        assert dict(of_node.reading.without_a_place) == left_out
        assert of_node.reading.unknown == ["mood"]

    def test_are_single_facts_that_cannot_be_right(self, node, planned):
        said = {"trade_register_number": "123456", "website": "ask us", "creation_date": "2999"}
        node.add(HARBOUR_LABS | said, PLACE | {"latitude": 200})

        of_node, changes, refused = planned()

        assert refused == []
        unusable = [(each.column, each.value) for each in of_node.unusable]
        assert sorted(unusable) == [
            ("founded_year", "2999"),
            ("latitude", "200"),
            ("rcs_number", "123456"),
            ("website", "ask us"),
        ]
        assert set(changes["Harbour Labs ASBL"]) == {
            *("openxeco_id", "name", "country", "city", "address", "postcode", "state")
        }

    def test_is_a_second_organisation_with_the_same_register_number(self, node, planned):
        node.add(MOSELLE_SENSORS, PLACE)
        node.add(MOSELLE_SENSORS | {"id": 13, "name": "Moselle Sensors"}, PLACE)

        _, changes, refused = planned()

        assert list(changes) == ["Moselle Sensors S.à r.l."]
        assert refused == ["Row 2 has this number already. An organisation has one row."]

    def test_are_signs_that_no_database_keeps(self, node, imported):
        node.add(HARBOUR_LABS | {"name": "Harbour\x00 \ud800Labs\n"}, PLACE)

        imported()

        assert Organisation.objects.get().name == "Harbour Labs"

    def test_is_a_formula(self, node, imported):
        node.add(HARBOUR_LABS | {"name": "=1+1 Labs"}, PLACE)

        imported()

        assert Organisation.objects.get().name == "=1+1 Labs"


class TestSecondImport:
    def test_changes_nothing_when_nothing_changed(self, node, imported, planned):
        node.add(MOSELLE_SENSORS, PLACE)
        node.add(HARBOUR_LABS, PLACE)
        imported()
        before = tables()

        of_node, changes, _ = planned(now=LATER)
        imported(now=LATER)

        assert counts(of_node) == {"unchanged": 2}
        assert changes == {}
        assert tables() == before

    def test_finds_an_organisation_by_its_number_at_the_node(self, node, imported, planned):
        node.add(HARBOUR_LABS, PLACE)
        imported()
        node.add(HARBOUR_LABS | {"name": "Havenlabs", "website": "https://haven.lu"}, PLACE)

        of_node, changes, _ = planned(now=LATER)
        imported(now=LATER)

        assert counts(of_node) == {"changed": 1}
        assert changes["Havenlabs"]["name"] == ["Harbour Labs ASBL", "Havenlabs"]
        assert Organisation.objects.get().website == "https://haven.lu"

    def test_names_what_is_gone_and_leaves_it(self, node, imported, planned):
        node.add(MOSELLE_SENSORS, PLACE)
        node.add(HARBOUR_LABS, PLACE)
        imported()
        del node.entities[7]

        of_node, _, _ = planned(now=LATER)

        (gone,) = of_node.gone
        assert (gone.number, gone.name) == (f"{node.name}:7", "Harbour Labs ASBL")
        assert Organisation.objects.count() == 2

    def test_does_not_miss_what_is_of_another_node(self, node, planned):
        IdentifierFactory(scheme=Scheme.OPENXECO, value="127.0.0.1:1:7")
        IdentifierFactory(scheme=Scheme.OPENXECO, value=f"{node.name}:8080:7")
        node.add(MOSELLE_SENSORS, PLACE)

        of_node, _, _ = planned()

        assert of_node.gone == []

    def test_takes_the_new_number_of_an_entry_made_anew(self, node, imported, planned):
        node.add(MOSELLE_SENSORS, PLACE)
        imported()
        del node.entities[12]
        node.add(MOSELLE_SENSORS | {"id": 99}, PLACE)

        _, changes, _ = planned(now=LATER)
        imported(now=LATER)

        numbers = [f"{node.name}:12", f"{node.name}:99"]
        assert changes == {"Moselle Sensors S.à r.l.": {"openxeco_id": numbers}}
        assert Identifier.objects.get(scheme=Scheme.OPENXECO).value == f"{node.name}:99"


class TestOrganisationThatIsHere:
    def test_is_found_by_its_register_number(self, node, planned):
        here = OrganisationFactory(name="Moselle Sensors", country="LU")
        IdentifierFactory(organisation=here, scheme=Scheme.RCS, value="B123456")
        node.add(MOSELLE_SENSORS, PLACE)

        of_node, changes, _ = planned()

        assert counts(of_node) == {"changed": 1}
        old = changes["Moselle Sensors S.à r.l."]["name"][0]
        assert old == "Moselle Sensors"

    def test_is_found_by_its_name_and_country(self, node, imported):
        here = OrganisationFactory(name="HARBOUR LABS asbl", country="LU")
        node.add(HARBOUR_LABS, PLACE)

        imported()

        assert Identifier.objects.get().organisation == here

    def test_may_stand_in_two_nodes(self, node, imported, planned):
        here = OrganisationFactory(name="Moselle Sensors", country="LU")
        IdentifierFactory(organisation=here, scheme=Scheme.RCS, value="B123456")
        IdentifierFactory(organisation=here, scheme=Scheme.OPENXECO, value="api.example.lu:3")
        node.add(MOSELLE_SENSORS, PLACE)

        imported()

        of_both = here.identifiers.filter(scheme=Scheme.OPENXECO).order_by("pk")
        numbers = list(of_both.values_list("value", flat=True))
        assert numbers == ["api.example.lu:3", f"{node.name}:12"]
        assert counts(planned(now=LATER)[0]) == {"unchanged": 1}

    def test_is_another_one_where_the_node_has_two_of_a_name(self, node, imported, planned):
        node.add(HARBOUR_LABS, PLACE)
        imported()
        node.add(HARBOUR_LABS | {"id": 8}, PLACE)

        of_node, _, _ = planned(now=LATER)

        assert counts(of_node) == {"unchanged": 1, "new": 1}


class TestWhatIsHereFromElsewhere:
    @pytest.fixture
    def corrected(self, node, imported):
        """An organisation of the node, whose people have corrected their web site since."""
        node.add(HARBOUR_LABS | {"website": "https://old.example.lu"}, PLACE)
        imported()
        here = Organisation.objects.get()
        here.website = "https://new.example.lu"
        Provenance(here).note(["website"], Verified("the organisation", on=dt.date(2026, 11, 9)))
        here.save()
        node.add(HARBOUR_LABS | {"name": "Haven", "website": "https://old.example.lu"}, PLACE)
        return here

    def test_stays_and_is_told(self, corrected, imported, planned):
        of_node, changes, _ = planned(now=LATER)
        imported(now=LATER)

        assert changes == {"Haven": {"name": ["Harbour Labs ASBL", "Haven"]}}
        assert of_node.left == {
            "Haven": {"website": ["https://new.example.lu", "https://old.example.lu"]}
        }
        corrected.refresh_from_db()
        assert (corrected.name, corrected.website) == ("Haven", "https://new.example.lu")

    def test_changes_where_that_is_wished(self, corrected, imported):
        imported(now=LATER, overwrite=True)

        corrected.refresh_from_db()
        assert corrected.website == "https://old.example.lu"

    def test_is_a_whole_place_or_none(self, node, planned):
        here = OrganisationFactory(name="Harbour Labs ASBL", country="LU", city="Esch")
        Provenance(here).note(["city"], Verified("import 1234-1", on=dt.date(2026, 11, 1)))
        here.save()
        node.add(HARBOUR_LABS, PLACE)

        of_node, changes, _ = planned()

        in_both = {"openxeco_id", "state"}
        assert set(changes["Harbour Labs ASBL"]) == in_both
        left = {"city", "address", "postcode", "latitude", "longitude"}
        assert set(of_node.left["Harbour Labs ASBL"]) == left

    def test_is_nothing_that_nobody_said(self, node, planned):
        OrganisationFactory(name="Harbour Labs ASBL", country="LU", city="Esch", state="active")
        node.add(HARBOUR_LABS, PLACE)

        _, changes, _ = planned()

        assert changes["Harbour Labs ASBL"]["state"] == ["active", "dormant"]


class TestUndoing:
    def test_leaves_every_table_as_it_was(self, node, imported, undone):
        here = OrganisationFactory(name="Moselle Sensors", country="LU")
        IdentifierFactory(organisation=here, scheme=Scheme.RCS, value="B123456")
        IdentifierFactory(organisation=here, scheme=Scheme.OPENXECO, value="api.example.lu:3")
        before = tables()
        node.add(MOSELLE_SENSORS, PLACE)
        node.add(HARBOUR_LABS, PLACE)

        undone(imported())

        assert tables() == before


class TestOlderNode:
    def test_calls_organisations_companies_and_says_less(self, imported):
        old = {"id": 3, "name": "Moselle Sensors", "status": "active", "image": None}
        place = PLACE | {"company_id": 3, "latitude": None, "longitude": None}
        del place["entity_id"]
        with answering(FakeNode(words=("companies", "company"))) as node:
            node.add(old, place)
            del node.details[3]["closure_date"], node.details[3]["taxonomy_assignment"]
            with actions.plan_import_from_openxeco(
                node.address, by=None, now=NOON, progress=no_progress
            ) as of_node:
                (change,) = of_node.plan.changes()

        assert {code: new for code, (_old, new) in change.changes.items()} == {
            "openxeco_id": f"{node.name}:3",
            "name": "Moselle Sensors",
            "country": "LU",
            "city": "Wasserbillig",
            "address": "4, rue de la Moselle",
            "postcode": "L-6637",
            "state": "active",
        }


class TestNodeThatCannotBeRead:
    LIST = "/public/get_public_entities"

    @pytest.fixture(autouse=True)
    def _nothing_is_written(self):
        yield
        assert not Organisation.objects.exists()
        assert not ImportRun.objects.exists()

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ((500, JSON, b"{}"), "the server answered 500"),
            ((403, JSON, b"{}"), "the server answered 403"),
            ((200, "text/html", b"<p>Welcome"), "a web page came instead of a file"),
            ((200, JSON, b"<p>Welcome"), "does not answer as an openXeco node does"),
            ((200, JSON, b"[" * 100_000), "does not answer as an openXeco node does"),
            ((200, JSON, b'{"error": "no"}'), "does not answer as an openXeco node does"),
            ((200, JSON, b"[1, 2]"), "does not answer as an openXeco node does"),
            ((200, JSON, b'[{"id": "7", "name": "A"}]'), "does not answer as an openXeco"),
            ((200, JSON, b'[{"id": true, "name": "A"}]'), "does not answer as an openXeco"),
            ((200, JSON, b'[{"id": 7, "name": ["A"]}]'), "does not answer as an openXeco"),
            ((200, JSON, b'[{"id": 7, "name": "A", "website": {}}]'), "does not answer as an o"),
            ((200, JSON, b"[]"), "lists no organisation"),
        ],
    )
    def test_is_refused_in_one_line(self, node, imported, answer, said):
        node.instead[self.LIST] = answer

        with pytest.raises(UnusableNode, match=said) as refusal:
            imported()

        assert node.name in str(refusal.value)
        assert "\n" not in str(refusal.value)

    def test_is_one_that_breaks_off_in_the_middle(self, node, imported):
        node.add(HARBOUR_LABS, PLACE)
        node.add(MOSELLE_SENSORS, PLACE)
        node.instead["/public/get_public_entity_addresses/12"] = (502, JSON, b"")

        with pytest.raises(UnusableNode, match=r"nothing was changed\. .*answered 502"):
            imported()

    def test_is_one_that_tells_of_another_than_asked(self, node, imported):
        node.add(HARBOUR_LABS, PLACE, id=8)

        with pytest.raises(UnusableNode, match="does not answer as an openXeco node does"):
            imported()

    def test_is_one_that_is_silent(self, node, imported, monkeypatch):
        monkeypatch.setattr(fetch, "SECONDS_WITHOUT_A_BYTE", 0.01)
        monkeypatch.setattr(node, "respond", lambda request: request.rfile.read(1))

        with pytest.raises(UnusableNode, match="timed out"):
            imported()

    def test_is_one_that_never_comes_to_an_end(self, node, imported, monkeypatch):
        node.add(HARBOUR_LABS, PLACE)
        node.drops = True
        monkeypatch.setattr(fetch, "MOST_SECONDS_OF_AN_ANSWER", 0.1)

        with pytest.raises(UnusableNode, match="does not come to an end"):
            imported()

    def test_is_one_that_tells_too_much(self, node, imported, monkeypatch):
        monkeypatch.setattr(fetch, "MOST_BYTES_OF_AN_ANSWER", 10_000)
        for number in range(1, 30):
            node.add(NOTHING_SAID | {"id": number, "name": f"Harbour Labs {number}"})

        with pytest.raises(UnusableNode, match="the answer is far too large"):
            imported()

    def test_is_nobody_at_home(self, node, imported, monkeypatch):
        node.address = "http://127.0.0.1:9"

        with pytest.raises(UnusableNode, match=r"The node cannot be read.*127\.0\.0\.1:9"):
            imported()

    def test_is_one_without_encryption(self, node, imported):
        node.address = "http://api.example.lu"

        with pytest.raises(UnusableNode, match="not an https address"):
            imported()

    def test_is_read_by_nobody_who_may_not_import(self, node):
        node.add(HARBOUR_LABS, PLACE)
        asking = actions.plan_import_from_openxeco(
            node.address, by=UserFactory(), now=NOON, progress=no_progress
        )

        with pytest.raises(actions.NotAllowed), asking:
            pass

        assert node.asked == []

    def test_is_asked_in_no_country_that_is_not_there(self, node, planned):
        with pytest.raises(UnusableNode, match="No country is called Atlantis"):
            planned(country="Atlantis")

        assert node.asked == []


class TestNodeAt:
    @pytest.mark.parametrize(
        ("address", "base", "name"),
        [
            ("https://api.example.lu", "https://api.example.lu", "api.example.lu"),
            (" API.Example.lu/ ", "https://api.example.lu", "api.example.lu"),
            ("https://example.lu:443/Api/public/", "https://example.lu/Api", "example.lu/api"),
            ("https://example.lu:8443/?a=b#c", "https://example.lu:8443", "example.lu:8443"),
            ("http://[::1]:80", "http://[::1]", "[::1]"),
        ],
    )
    def test_is_known_by_what_its_addresses_share(self, address, base, name):
        node = node_at(address)

        assert (node.base, node.name) == (base, name)

    @pytest.mark.parametrize(
        "address", ["", "https://", "ftp://example.lu", "https://me:secret@example.lu", "http://[:"]
    )
    def test_is_a_web_address_without_a_password(self, address):
        with pytest.raises(UnusableNode, match="is no address of a node") as refusal:
            node_at(address)

        assert "secret" not in str(refusal.value)

    def test_leaves_room_for_the_number(self):
        with pytest.raises(UnusableNode, match="is too long"):
            node_at(f"https://{'a' * 60}.{'b' * 30}.lu")


class TestDayOf:
    @pytest.mark.parametrize("text", ["2020-05-31", "Sun, 31 May 2020 00:00:00 GMT"])
    def test_reads_both_ways_of_nodes(self, text):
        assert day_of(text) == dt.date(2020, 5, 31)

    @pytest.mark.parametrize("text", ["", "soon", "31/05/2020"])
    def test_is_none_for_anything_else(self, text):
        assert day_of(text) is None
