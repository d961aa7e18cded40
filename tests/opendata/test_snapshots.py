"""A snapshot is there whole or not at all."""

import pyarrow.parquet as pq
import pytest

from liaison.opendata import HarvestRefused, Source, current_snapshot, records, snapshots
from liaison.opendata.snapshots import write_snapshot
from tests.opendata.conftest import NOW

SOURCE = Source("trials", "Trials", "The tests", "", "https://source.example", "CC0", "", "Tests")
TOPIC = {"project_id": "1", "scheme": "euroscivoc", "code": "/23", "label": "neurology"}


def write(data, rows, *, sha256="a" * 64):
    return write_snapshot(
        data,
        SOURCE,
        {"topics": (records.TOPICS, rows)},
        sha256=sha256,
        read_from="topics.zip",
        published=None,
        now=NOW,
    )


class TestWriteSnapshot:
    def test_keeps_tables_and_where_they_are_from(self, tmp_path):
        write(tmp_path, [TOPIC])

        snapshot = current_snapshot(tmp_path, "trials")
        assert snapshot.table("topics").to_pylist() == [TOPIC]
        assert snapshot.rows == {"topics": 1}
        assert snapshot.manifest["licence"] == "CC0"
        assert snapshot.manifest["retrieved_at"] == "2026-11-02T12:00:00+00:00"

    def test_replaces_the_one_before_which_stays_for_its_readers_until_the_next(self, tmp_path):
        first = write(tmp_path, [TOPIC])

        second = write(tmp_path, [], sha256="b" * 64)

        assert current_snapshot(tmp_path, "trials").folder == second.snapshot.folder
        assert first.snapshot.table("topics").num_rows == 1
        third = write(tmp_path, [TOPIC], sha256="c" * 64)
        assert current_snapshot(tmp_path, "trials").folder == third.snapshot.folder
        assert second.snapshot.table("topics").num_rows == 0
        assert not first.snapshot.folder.exists()

    @pytest.mark.parametrize(
        ("rows", "reason"),
        [
            ([TOPIC, TOPIC], "a key twice"),
            ([TOPIC | {"label": 7}], "does not fit"),
            ([TOPIC | {"label": None}], "a text of 'label' is missing"),
        ],
    )
    def test_refuses_rows_that_do_not_fit_and_leaves_the_one_before(self, tmp_path, rows, reason):
        first = write(tmp_path, [TOPIC])

        with pytest.raises(HarvestRefused, match=reason):
            write(tmp_path, rows, sha256="b" * 64)

        assert current_snapshot(tmp_path, "trials").folder == first.snapshot.folder
        assert list((tmp_path / "snapshots" / "trials").glob(".unfinished-*")) == []

    def test_clears_away_what_an_interrupted_run_left(self, tmp_path):
        left_over = tmp_path / "snapshots" / "trials" / ".unfinished-1"
        left_over.mkdir(parents=True)

        with snapshots.only_harvest(tmp_path, SOURCE):
            write(tmp_path, [TOPIC])

        assert not left_over.exists()

    def test_says_where_nothing_can_be_written(self, tmp_path):
        (tmp_path / "snapshots").write_text("a file where a folder should be")

        with pytest.raises(HarvestRefused, match=r"trials: cannot be written"):
            write(tmp_path, [TOPIC])


class TestRows:
    def test_in_many_batches_are_one_table_with_its_key_checked_across(self, monkeypatch):
        monkeypatch.setattr(snapshots, "ROWS_PER_BATCH", 2)
        rows = snapshots.Rows(records.TOPICS, read_from="topics.zip")
        rows.add([TOPIC | {"code": "/1"}, TOPIC | {"code": "/2"}])
        rows.add([TOPIC | {"code": "/3"}])

        assert rows.table()["code"].to_pylist() == ["/1", "/2", "/3"]
        rows.add([TOPIC | {"code": "/1"}])
        with pytest.raises(HarvestRefused, match=r"topics\.zip: the table topics has a key twice"):
            rows.table()


class TestSpooledRows:
    @pytest.fixture
    def rows(self, tmp_path, monkeypatch):
        monkeypatch.setattr(snapshots, "ROWS_PER_BATCH", 2)
        with snapshots.spool_for(tmp_path, SOURCE) as spool:
            yield snapshots.Rows(records.TOPICS, read_from="topics.zip", spool=spool)

    def test_lie_on_disk_until_they_are_a_snapshot(self, rows, tmp_path):
        rows.add([TOPIC | {"code": code} for code in ("/1", "/2", "/3")])
        rows.add([TOPIC | {"code": "/4"}])

        snapshot = write_snapshot(
            tmp_path,
            SOURCE,
            {"topics": rows},
            sha256="a" * 64,
            read_from="topics.zip",
            published=None,
            now=NOW,
        ).snapshot

        assert snapshot.rows == {"topics": 4}
        assert snapshot.table("topics")["code"].to_pylist() == ["/1", "/2", "/3", "/4"]

    def test_are_refused_where_a_key_stands_twice(self, rows, tmp_path):
        rows.add([TOPIC, TOPIC | {"code": "/2"}])
        rows.add([TOPIC])

        with pytest.raises(HarvestRefused, match="the table topics has a key twice"):
            rows.write(tmp_path / "topics.parquet")

    def test_leave_nothing_behind(self, tmp_path):
        with snapshots.spool_for(tmp_path, SOURCE) as spool:
            rows = snapshots.Rows(records.TOPICS, read_from="topics.zip", spool=spool)
            rows.add([TOPIC])
            rows.close()

        assert list((tmp_path / "snapshots" / "trials").iterdir()) == []


class TestOnlyHarvest:
    def test_lets_nobody_else_read_the_same_source(self, tmp_path):
        with (
            snapshots.only_harvest(tmp_path, SOURCE),
            pytest.raises(HarvestRefused, match="another harvest of trials is running"),
            snapshots.only_harvest(tmp_path, SOURCE),
        ):
            pass

    def test_lets_the_next_one_follow(self, tmp_path):
        for _ in range(2):
            with snapshots.only_harvest(tmp_path, SOURCE):
                write(tmp_path, [TOPIC])

        assert current_snapshot(tmp_path, "trials") is not None


class TestCurrentSnapshot:
    def test_is_none_where_nothing_was_read(self, tmp_path):
        assert current_snapshot(tmp_path, "trials") is None

    @pytest.mark.parametrize("content", ["", "no-such-folder", "../../etc"])
    def test_is_none_where_the_pointer_leads_nowhere(self, tmp_path, content):
        write(tmp_path, [TOPIC])
        (tmp_path / "snapshots" / "trials" / "current").write_text(content)

        assert current_snapshot(tmp_path, "trials") is None


KINDS = [kind for kind in vars(records).values() if isinstance(kind, records.TableKind)]


class TestTables:
    def test_there_are_some(self):
        assert len(KINDS) == 10

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_explain_every_column_and_have_their_key(self, kind):
        for field in kind.schema:
            assert field.metadata[b"description"]
        assert set(kind.key) <= set(kind.schema.names)
        assert kind.schema.metadata[b"key"] == ", ".join(kind.key).encode()

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_hold_nothing_about_persons(self, kind):
        tell_tale = ("mail", "phone", "contact", "author", "person", "first_name", "last_name")

        for column in kind.schema.names:
            assert not any(word in column for word in tell_tale)

    def test_keep_their_explanations_on_disk(self, tmp_path):
        folder = write(tmp_path, [TOPIC]).snapshot.folder

        stored = pq.read_schema(folder / "topics.parquet")

        assert stored.field("code").metadata[b"description"] == b"code in the classification"
