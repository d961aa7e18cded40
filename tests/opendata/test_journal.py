"""The journal keeps every run, whatever happens to it."""

import datetime as dt

import pytest

from liaison.opendata.changes import Change
from liaison.opendata.journal import begin_run, end_run, read_runs
from liaison.opendata.snapshots import HarvestRefused
from tests.opendata.conftest import NOW

LATER = NOW + dt.timedelta(minutes=3)


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "snapshots" / "journal.jsonl"


class TestJournal:
    def test_keeps_when_and_how_a_run_ended(self, tmp_path):
        run = begin_run(tmp_path, "ror", read_from="ror.zip", now=NOW)
        change = Change(before=5, after=6, added=2, removed=1, changed=3)
        end_run(tmp_path, run, "new", now=LATER, tables={"names": change})

        (kept,) = read_runs(tmp_path)

        assert (kept.source, kept.started, kept.ended) == ("ror", NOW, LATER)
        assert (kept.outcome, kept.is_good, kept.read_from) == ("new", True, "ror.zip")
        assert kept.tables == {"names": change}

    def test_keeps_why_a_run_was_refused(self, tmp_path):
        run = begin_run(tmp_path, "ror", read_from="", now=NOW)
        end_run(tmp_path, run, "refused", now=LATER, reason="ror.zip: is no zip.")

        (kept,) = read_runs(tmp_path)

        assert (kept.outcome, kept.is_good, kept.reason) == (
            "refused",
            False,
            "ror.zip: is no zip.",
        )

    def test_shows_a_run_that_never_ended(self, tmp_path):
        begin_run(tmp_path, "ror", read_from="", now=NOW)

        (kept,) = read_runs(tmp_path)

        assert (kept.outcome, kept.ended) == ("unfinished", None)

    def test_is_only_added_to(self, tmp_path, journal):
        end_run(tmp_path, begin_run(tmp_path, "ror", read_from="", now=NOW), "new", now=LATER)
        before = journal.read_bytes()

        begin_run(tmp_path, "calls", read_from="", now=LATER)

        assert journal.read_bytes().startswith(before)
        assert [run.source for run in read_runs(tmp_path)] == ["ror", "calls"]

    def test_goes_on_after_a_line_that_broke_off(self, tmp_path, journal):
        begin_run(tmp_path, "ror", read_from="", now=NOW)
        with journal.open("ab") as file:
            file.write(b'{"run": "ab')

        begin_run(tmp_path, "calls", read_from="", now=LATER)

        assert [run.source for run in read_runs(tmp_path)] == ["ror", "calls"]

    @pytest.mark.parametrize(
        "line",
        [b"\xff\xfe", b"[]", b"{}", b'{"run": 1, "started": "soon"}', b'{"run": "x", "ended": 1}'],
    )
    def test_leaves_out_what_cannot_be_understood(self, tmp_path, journal, line):
        begin_run(tmp_path, "ror", read_from="", now=NOW)
        with journal.open("ab") as file:
            file.write(line + b"\n")

        assert [run.source for run in read_runs(tmp_path)] == ["ror"]

    def test_is_empty_where_nothing_was_read(self, tmp_path):
        assert read_runs(tmp_path) == []

    def test_says_where_nothing_can_be_written(self, tmp_path):
        (tmp_path / "snapshots").write_text("a file where a folder should be")

        with pytest.raises(HarvestRefused, match=r"journal\.jsonl: cannot be written"):
            begin_run(tmp_path, "ror", read_from="", now=NOW)
