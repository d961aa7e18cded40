"""ROR is read in both of its schemas."""

import dataclasses
import datetime as dt
import json

import pytest

from liaison.opendata import HarvestRefused, harvest_ror
from liaison.opendata.sources import ror
from liaison.opendata.sources.ror import newest_release
from tests.opendata.conftest import NOW

SECOND_SCHEMA = {
    "id": "https://ror.org/0aaaaaa01",
    "names": [
        {"value": "Institute of Gait", "lang": "en", "types": ["label", "ror_display"]},
        {"value": "Institut de la marche", "lang": "fr", "types": ["label"]},
        {"value": "IG", "lang": None, "types": ["acronym"]},
    ],
    "types": ["nonprofit", "facility"],
    "status": "active",
    "established": 1999,
    "domains": ["gait.example"],
    "links": [{"type": "website", "value": "https://gait.example"}],
    "locations": [
        {"geonames_details": {"name": "Belval", "country_code": "LU", "lat": 49.5, "lng": 5.9}}
    ],
    "external_ids": [{"type": "isni", "all": ["0000 0001"], "preferred": None}],
    "relationships": [{"type": "parent", "id": "https://ror.org/0bbbbbb02", "label": "University"}],
    "admin": {
        "created": {"date": "2018-11-14", "schema_version": "1.0"},
        "last_modified": {"date": "2026-05-01", "schema_version": "2.1"},
    },
}
FIRST_SCHEMA = {
    "id": "https://ror.org/0bbbbbb02",
    "name": "University of Quiet",
    "types": ["Education"],
    "status": "active",
    "established": None,
    "links": ["https://quiet.example"],
    "aliases": ["Quiet University"],
    "acronyms": ["UQ"],
    "labels": [{"label": "Universität der Stille", "iso639": "de"}],
    "addresses": [{"lat": 48.0, "lng": 7.8, "city": "Freiburg"}],
    "country": {"country_code": "DE", "country_name": "Germany"},
    "external_ids": {"GRID": {"preferred": "grid.1", "all": "grid.1"}},
    "relationships": [{"type": "Child", "id": "https://ror.org/0aaaaaa01", "label": "Institute"}],
}


@pytest.fixture
def harvest(tmp_path, silent):
    def read(file):
        return harvest_ror(str(file), tmp_path / "data", now=NOW, progress=silent)

    return read


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


class TestRor:
    def test_is_read_in_its_second_schema(self, pack, harvest):
        harvested = harvest(pack({"ror_schema_v2.json": json.dumps([SECOND_SCHEMA])}))

        (organisation,) = rows(harvested, "organisations")
        assert organisation["name"] == "Institute of Gait"
        assert organisation["short_name"] == "IG"
        assert organisation["kind"] == "research"
        assert (organisation["country"], organisation["city"]) == ("LU", "Belval")
        assert (organisation["lat"], organisation["lon"]) == (49.5, 5.9)
        assert organisation["founded"] == 1999
        assert organisation["registered"] == dt.date(2018, 11, 14)
        assert organisation["updated"] == dt.date(2026, 5, 1)
        assert harvested.snapshot.manifest["published"] == "2026-05-01"
        assert {
            (row["name"], row["language"], row["kind"]) for row in rows(harvested, "names")
        } == {
            ("Institute of Gait", "en", "display"),
            ("Institut de la marche", "fr", "label"),
            ("IG", "", "acronym"),
        }
        assert {(row["scheme"], row["value"]) for row in rows(harvested, "identifiers")} == {
            ("isni", "0000 0001"),
            ("domain", "gait.example"),
        }

    def test_is_converted_from_its_first_schema(self, pack, harvest):
        harvested = harvest(pack({"ror_schema_v1.json": json.dumps([FIRST_SCHEMA])}))

        (organisation,) = rows(harvested, "organisations")
        assert organisation["name"] == "University of Quiet"
        assert organisation["kind"] == "university"
        assert (organisation["country"], organisation["city"]) == ("DE", "Freiburg")
        assert organisation["website"] == "https://quiet.example"
        assert {
            (row["name"], row["language"], row["kind"]) for row in rows(harvested, "names")
        } == {
            ("University of Quiet", "", "display"),
            ("Universität der Stille", "de", "label"),
            ("Quiet University", "", "alias"),
            ("UQ", "", "acronym"),
        }
        assert rows(harvested, "relationships") == [
            {
                "organisation_id": "https://ror.org/0bbbbbb02",
                "kind": "child",
                "related_id": "https://ror.org/0aaaaaa01",
                "related_name": "Institute",
            }
        ]

    @pytest.mark.parametrize("first", ["a_v1.json", "z_v1.json"])
    def test_in_both_schemas_is_taken_from_the_second(self, pack, harvest, first):
        old = FIRST_SCHEMA | {"id": SECOND_SCHEMA["id"]}
        harvested = harvest(
            pack({first: json.dumps([old]), "m_v2.json": json.dumps([SECOND_SCHEMA])})
        )

        assert [row["name"] for row in rows(harvested, "organisations")] == ["Institute of Gait"]

    def test_is_read_where_one_dump_mixes_schemas(self, pack, harvest):
        dump = json.dumps([FIRST_SCHEMA, SECOND_SCHEMA])

        harvested = harvest(pack({"v1.63-2026-05-01-ror-data.json": dump}))

        assert {row["name"] for row in rows(harvested, "organisations")} == {
            "University of Quiet",
            "Institute of Gait",
        }

    def test_is_read_from_a_dump_without_a_zip_around_it(self, tmp_path, harvest):
        file = tmp_path / "v1.63-2026-05-01-ror-data.json"
        file.write_text(json.dumps([SECOND_SCHEMA]), "utf-8")

        assert harvest(file).snapshot.rows["organisations"] == 1

    def test_in_two_dumps_of_one_schema_is_refused(self, pack, harvest):
        dump = json.dumps([SECOND_SCHEMA])

        with pytest.raises(
            HarvestRefused, match=r"'b\.json' repeats the record .* of another file"
        ):
            harvest(pack({"a.json": dump, "b.json": dump}))

    def test_links_to_web_sites_only(self, pack, harvest):
        links = [{"type": "website", "value": "javascript:alert(1)"}]

        harvested = harvest(pack({"ror.json": json.dumps([SECOND_SCHEMA | {"links": links}])}))

        assert [row["website"] for row in rows(harvested, "organisations")] == [""]

    def test_in_a_changed_format_is_refused_with_the_difference(self, pack, harvest):
        changed = SECOND_SCHEMA | {"places": SECOND_SCHEMA["locations"]}
        del changed["locations"]

        with pytest.raises(HarvestRefused) as refusal:
            harvest(pack({"ror.json": json.dumps([changed])}))

        assert "missing: locations; new: places, which is a list" in str(refusal.value)

    def test_a_second_time_changes_nothing(self, pack, harvest):
        file = pack({"ror.json": json.dumps([SECOND_SCHEMA])})
        harvest(file)

        assert harvest(file).unchanged

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("[", "no JSON"),
            ("[]", "no list of records"),
            ('{"a": 1}', "no list of records"),
            ("<html>", "no JSON"),
            (json.dumps([{"name": "x"}]), r"the format has changed \(missing: acronyms, addresses"),
            (json.dumps([SECOND_SCHEMA, SECOND_SCHEMA]), "repeats the record"),
            (json.dumps([SECOND_SCHEMA | {"id": "gait"}]), "without a ROR id"),
            (json.dumps(["text"]), "record 1"),
            (json.dumps([SECOND_SCHEMA])[:-40], "no JSON"),
            (
                json.dumps([FIRST_SCHEMA, {"id": SECOND_SCHEMA["id"], "names": []}]),
                "missing: admin",
            ),
            (json.dumps([SECOND_SCHEMA, {"id": "https://ror.org/1", "names": []}]), "record 2"),
            (json.dumps([SECOND_SCHEMA | {"locations": None}]), "record 1"),
            (json.dumps([SECOND_SCHEMA | {"established": "long ago"}]), "does not fit"),
            (json.dumps([SECOND_SCHEMA | {"status": None}]), "a text of 'status' is missing"),
            (json.dumps([FIRST_SCHEMA | {"country": {}}]), "record 1"),
            (b'[{"id": "https://ror.org/0\xff"}]', "no JSON"),
        ],
    )
    def test_is_refused_with_file_and_reason(self, pack, harvest, content, reason):
        with pytest.raises(HarvestRefused, match=reason) as refusal:
            harvest(pack({"ror.json": content}, "ror.zip"))

        assert "ror.zip" in str(refusal.value)
        assert "\n" not in str(refusal.value)


class TestNewestRelease:
    @pytest.fixture
    def release(self, publisher):
        def answer(*names):
            publisher.kind = "application/json"
            files = [
                {"key": name, "links": {"self": f"https://ror.example/{name}"}} for name in names
            ]
            publisher.content = json.dumps({"files": files}).encode()

        return answer

    def test_is_the_zip_among_its_files(self, address, release):
        release("notes.pdf", "v2.1-2026-05-01-ror-data.zip")

        assert newest_release(address) == "https://ror.example/v2.1-2026-05-01-ror-data.zip"

    def test_without_a_zip_is_refused(self, address, release):
        release("notes.pdf")

        with pytest.raises(HarvestRefused, match="holds no zip"):
            newest_release(address)

    @pytest.mark.parametrize("content", [b"<html>", b"[]", b"{}", b'{"files": [{}]}', b"\xff"])
    def test_that_cannot_be_understood_is_refused(self, publisher, address, content):
        publisher.content = content

        with pytest.raises(HarvestRefused, match="does not list files as expected"):
            newest_release(address)

    def test_that_cannot_be_had_is_refused(self, publisher, address):
        publisher.statuses = [500] * 5

        with pytest.raises(HarvestRefused, match="500"):
            newest_release(address)

    def test_is_harvested_where_no_source_is_named(
        self, publisher, address, pack, tmp_path, silent, monkeypatch
    ):
        dump = pack({"ror.json": json.dumps([SECOND_SCHEMA])}).read_bytes()
        zip_address = f"{address}/v2.1-ror-data.zip/content"
        files = [{"key": "v2.1-ror-data.zip", "links": {"self": zip_address}}]
        publisher.others["/v2.1-ror-data.zip/content"] = dump
        publisher.content = json.dumps({"files": files}).encode()
        monkeypatch.setattr(ror, "ROR", dataclasses.replace(ror.ROR, address=address))

        harvested = harvest_ror(None, tmp_path / "data", now=NOW, progress=silent)

        assert harvested.snapshot.rows["organisations"] == 1
        assert harvested.snapshot.manifest["read_from"] == zip_address
