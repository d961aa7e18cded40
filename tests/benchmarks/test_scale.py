"""The larger data on which DuckDB and Spark are compared, made from five rows."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import scale
from liaison.opendata import Source, current_snapshot, records
from liaison.opendata.snapshots import write_snapshot
from tests.opendata.conftest import NOW

MOSELLE = {
    "name": "Moselle Sensors",
    "short_name": "MoS",
    "kind": "company",
    "country": "LU",
    "city": "Remich",
    "postcode": "5550",
    "nuts": "LU000",
    "website": "https://www.sensors.example",
    "vat_number": "LU1",
    "status": "",
}
PARTICIPATION = {"role": "coordinator"}


@pytest.fixture
def real(tmp_path):
    cordis = {
        "organisations": (records.ORGANISATIONS, [MOSELLE | {"id": "1"}, MOSELLE | {"id": "2"}]),
        "participations": (
            records.PARTICIPATIONS,
            [
                PARTICIPATION | {"project_id": "P", "organisation_id": "1"},
                PARTICIPATION | {"project_id": "P", "organisation_id": "2"},
            ],
        ),
    }
    ror = {
        "names": (
            records.NAMES,
            [{"organisation_id": "R", "name": "Moselle", "language": "", "kind": "display"}],
        )
    }
    for code, tables in (("cordis", cordis), ("ror", ror)):
        source = Source(code, code, "The tests", "", "https://source.example", "CC0", "", "Tests")
        write_snapshot(
            tmp_path / "real",
            source,
            tables,
            sha256="a" * 64,
            read_from="t.zip",
            published=None,
            now=NOW,
        )
    return tmp_path / "real"


class TestMultiply:
    def test_makes_worlds_with_ids_words_and_addresses_of_their_own(self, real, tmp_path):
        scale.multiply(real, tmp_path / "made", 3)

        made = current_snapshot(tmp_path / "made", "cordis").table("organisations").to_pylist()
        assert sorted((each["id"], each["name"], each["website"]) for each in made) == [
            ("1", "Moselle Sensors", "https://www.sensors.example"),
            ("1-1", "Moselleabx Sensorsabx", "https://www.w1-sensors.example"),
            ("1-2", "Moselleacx Sensorsacx", "https://www.w2-sensors.example"),
            ("2", "Moselle Sensors", "https://www.sensors.example"),
            ("2-1", "Moselleabx Sensorsabx", "https://www.w1-sensors.example"),
            ("2-2", "Moselleacx Sensorsacx", "https://www.w2-sensors.example"),
        ]

    def test_keeps_every_consortium_as_large_as_it_was(self, real, tmp_path):
        scale.multiply(real, tmp_path / "made", 3)

        made = current_snapshot(tmp_path / "made", "cordis").table("participations")
        assert sorted(made["project_id"].to_pylist()) == ["P", "P", "P-1", "P-1", "P-2", "P-2"]
        assert made.group_by(["project_id", "organisation_id"]).aggregate([]).num_rows == 6


class TestFingerprint:
    def write(self, folder, counts):
        folder.mkdir()
        pq.write_table(pa.table({"id": ["1", "2"], "count": counts}), folder / "a.parquet")
        return scale.fingerprint(folder)

    def test_is_the_same_in_any_order_of_rows_only(self, tmp_path):
        kept = self.write(tmp_path / "kept", [5, 6])
        changed = self.write(tmp_path / "changed", [5, 7])
        turned = tmp_path / "turned"
        turned.mkdir()
        pq.write_table(pa.table({"id": ["2"], "count": [6]}), turned / "a.parquet")
        pq.write_table(pa.table({"id": ["1"], "count": [5]}), turned / "b.parquet")

        assert scale.fingerprint(turned) == kept
        assert changed != kept
