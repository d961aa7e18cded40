"""Two readings of a table are compared row by row."""

import datetime as dt

import pyarrow.parquet as pq
import pytest

from liaison.opendata import changes, records
from liaison.opendata.changes import Change, compare_tables
from liaison.opendata.snapshots import Rows

CALL = {
    **dict.fromkeys(records.CALLS.schema.names, ""),
    **dict.fromkeys(("opens", "budget", "grants", "contribution_min", "contribution_max")),
    "id": "GAIT-01",
    "deadlines": [dt.date(2027, 4, 14)],
    "invented": False,
}


@pytest.fixture
def stored(tmp_path):
    def write(*rows, name="calls.parquet", kind=records.CALLS):
        packed = Rows(kind, read_from="calls.json")
        packed.add(list(rows))
        packed.write(tmp_path / name)
        return tmp_path / name

    return write


class TestCompareTables:
    def test_counts_what_was_added_removed_and_changed(self, stored, monkeypatch):
        monkeypatch.setattr(changes, "ROWS_AT_ONCE", 2)
        before = stored(*(CALL | {"id": code} for code in "ABCD"), name="before.parquet")
        later = CALL | {"deadlines": [dt.date(2027, 4, 14), dt.date(2027, 9, 15)]}
        after = stored(CALL | {"id": "B"}, later | {"id": "C"}, CALL | {"id": "E"})

        assert compare_tables(before, after, key=("id",)) == Change(
            before=4, after=3, added=1, removed=2, changed=1
        )

    def test_counts_all_as_added_where_there_was_none(self, stored):
        assert compare_tables(None, stored(CALL), key=("id",)) == Change(0, 1, 1, 0, 0)

    def test_tells_a_missing_number_from_none_at_all(self, stored):
        before = stored(CALL, name="before.parquet")

        assert compare_tables(before, stored(CALL | {"grants": 0}), key=("id",)).changed == 1

    def test_looks_at_common_columns_only(self, stored, tmp_path):
        before = tmp_path / "before.parquet"
        pq.write_table(pq.read_table(stored(CALL)).drop(["language"]), before)

        assert compare_tables(before, stored(CALL), key=("id",)) == Change(1, 1, 0, 0, 0)

    @pytest.mark.parametrize(
        ("rows_before", "rows_after"), [((), ()), ((CALL,), ()), ((), (CALL,))]
    )
    def test_accepts_empty_tables(self, stored, rows_before, rows_after):
        before = stored(*rows_before, name="before.parquet")

        change = compare_tables(before, stored(*rows_after), key=("id",))

        assert (change.added, change.removed) == (len(rows_after), len(rows_before))
