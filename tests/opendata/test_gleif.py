"""GLEIF's golden copy is read in both of its editions, and never its sole proprietors."""

import csv
import datetime as dt
import io
import json

import pytest

from liaison.opendata import HarvestRefused, current_snapshot
from liaison.opendata.sources.gleif import harvest_gleif
from tests.opendata.conftest import NOW

ENTRY = {
    "LEI": "5299000000000000LU01",
    "Entity.LegalName": "Moselle Sensors S.à r.l.",
    "Entity.LegalName.xmllang": "fr",
    "Entity.OtherEntityNames.OtherEntityName.1": "MoS",
    "Entity.OtherEntityNames.OtherEntityName.1.xmllang": "en",
    "Entity.LegalAddress.FirstAddressLine": "Quiet Street 1",
    "Entity.LegalAddress.City": "Remich",
    "Entity.LegalAddress.Country": "LU",
    "Entity.LegalAddress.PostalCode": "5555",
    "Entity.HeadquartersAddress.City": "Trier",
    "Entity.HeadquartersAddress.Country": "DE",
    "Entity.RegistrationAuthority.RegistrationAuthorityID": "RA000432",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "B123456",
    "Entity.EntityCategory": "GENERAL",
    "Entity.EntityStatus": "ACTIVE",
    "Entity.EntityCreationDate": "2011-05-01T00:00:00Z",
    "Entity.SuccessorEntity.1.SuccessorLEI": "5299000000000000LU09",
    "Registration.LastUpdateDate": "2026-10-01T08:00:00Z",
    "Registration.RegistrationStatus": "ISSUED",
}
RECORD = {
    "LEI": {"$": "5299000000000000LU01"},
    "Entity": {
        "LegalName": {"@xml:lang": "fr", "$": "Moselle Sensors S.à r.l."},
        "OtherEntityNames": {"OtherEntityName": [{"@xml:lang": "en", "@type": "T", "$": "MoS"}]},
        "LegalAddress": {
            "FirstAddressLine": {"$": "Quiet Street 1"},
            "City": {"$": "Remich"},
            "Country": {"$": "LU"},
            "PostalCode": {"$": "5555"},
        },
        "HeadquartersAddress": {"City": {"$": "Trier"}, "Country": {"$": "DE"}},
        "RegistrationAuthority": {
            "RegistrationAuthorityID": {"$": "RA000432"},
            "RegistrationAuthorityEntityID": {"$": "B123456"},
        },
        "EntityCategory": {"$": "GENERAL"},
        "EntityStatus": {"$": "ACTIVE"},
        "EntityCreationDate": {"$": "2011-05-01T00:00:00Z"},
        "SuccessorEntity": [{"SuccessorLEI": {"$": "5299000000000000LU09"}}],
    },
    "Registration": {
        "LastUpdateDate": {"$": "2026-10-01T08:00:00Z"},
        "RegistrationStatus": {"$": "ISSUED"},
    },
}


def in_csv(*entries):
    text = io.StringIO()
    table = csv.DictWriter(text, list(entries[0]))
    table.writeheader()
    table.writerows(entries)
    return {"lei2.csv": text.getvalue()}


@pytest.fixture
def harvest(tmp_path, pack, silent):
    def read(members):
        file = pack(members, "gleif.zip")
        return harvest_gleif(str(file), tmp_path / "data", now=NOW, progress=silent)

    return read


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


class TestGleif:
    @pytest.mark.parametrize(
        "members", [in_csv(ENTRY), {"lei2.json": json.dumps({"records": [RECORD]})}]
    )
    def test_is_read_in_both_editions(self, harvest, members):
        harvested = harvest(members)

        (organisation,) = rows(harvested, "organisations")
        assert organisation["name"] == "Moselle Sensors S.à r.l."
        assert (organisation["city"], organisation["country"]) == ("Remich", "LU")
        assert (organisation["founded"], organisation["status"]) == (2011, "active")
        assert organisation["updated"] == dt.date(2026, 10, 1)
        assert {
            (row["name"], row["language"], row["kind"]) for row in rows(harvested, "names")
        } == {
            ("Moselle Sensors S.à r.l.", "fr", "display"),
            ("MoS", "en", "alias"),
        }
        assert {(row["scheme"], row["value"]) for row in rows(harvested, "identifiers")} == {
            ("lei", "5299000000000000LU01"),
            ("RA000432", "B123456"),
        }
        assert {row["city"] for row in rows(harvested, "places")} == {"Remich", "Trier"}
        (relationship,) = rows(harvested, "relationships")
        assert (relationship["kind"], relationship["related_id"][-2:]) == ("successor", "09")
        assert "Quiet Street" not in str(
            [rows(harvested, name) for name in harvested.snapshot.rows]
        )

    def test_holds_no_people_and_no_funds(self, harvest):
        person = {"LEI": "5299000000000000LU02", "Entity.EntityCategory": "SOLE_PROPRIETOR"}
        fund = {"LEI": "5299000000000000LU03", "Entity.EntityCategory": "FUND"}

        harvested = harvest(in_csv(ENTRY, ENTRY | person, ENTRY | fund))

        assert harvested.snapshot.rows["organisations"] == 1

    def test_marks_what_was_withdrawn(self, harvest):
        merged = ENTRY | {"Registration.RegistrationStatus": "MERGED"}

        assert rows(harvest(in_csv(merged)), "organisations")[0]["status"] == "withdrawn"

    def test_a_second_time_changes_nothing(self, harvest):
        harvest(in_csv(ENTRY))

        assert harvest(in_csv(ENTRY)).unchanged

    @pytest.mark.parametrize(
        ("members", "reason"),
        [
            ({"readme.txt": ""}, "holds no CSV or JSON"),
            ({"lei2.csv": ""}, "holds no entries"),
            (in_csv(ENTRY | {"LEI": "short"}), r"entry 1 has no LEI \('short'\)"),
            (in_csv(ENTRY, ENTRY), "has a key twice"),
            ({"lei2.json": '{"records": [{'}, "'lei2.json' cannot be read"),
            ({"lei2.csv": b"LEI\n\xff\n"}, "'lei2.csv' cannot be read"),
            (
                in_csv({"Lei": ENTRY["LEI"], **{k: v for k, v in ENTRY.items() if k != "LEI"}}),
                "missing: LEI; new: Lei, which is a text",
            ),
        ],
    )
    def test_is_refused_with_file_and_reason(self, harvest, tmp_path, members, reason):
        before = harvest(in_csv(ENTRY | {"Entity.EntityStatus": "INACTIVE"}))

        with pytest.raises(HarvestRefused, match=reason) as refusal:
            harvest(members)

        assert "gleif.zip" in str(refusal.value)
        assert current_snapshot(tmp_path / "data", "gleif").folder == before.snapshot.folder
