"""Sources are read by themselves or all together, and every reading is noted."""

import dataclasses
import datetime as dt
import json
import subprocess
import sys

import pytest

from liaison.opendata import (
    READERS,
    HarvestRefused,
    current_snapshot,
    harvest,
    harvest_all,
    read_runs,
    standings,
)
from liaison.opendata.changes import Change
from liaison.opendata.snapshots import only_harvest
from liaison.opendata.sources import calls
from tests.opendata.conftest import NOW, organisation, project
from tests.opendata.test_calls import ASKED, HARVESTED, asked, page

DAY = dt.timedelta(days=1)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def calls_file(tmp_path):
    file = tmp_path / "calls.json"
    file.write_text(json.dumps([HARVESTED]))
    return file


@pytest.fixture
def read_calls(calls_file, data, clock, silent):
    def read(*changes):
        if changes:
            calls_file.write_text(json.dumps([HARVESTED | change for change in changes]))
        return harvest("calls", str(calls_file), data, clock=clock, progress=silent)

    return read


@pytest.fixture
def read_all(data, clock, silent):
    def read(*, only_due=False):
        return dict(harvest_all(data, clock=clock, progress=silent, only_due=only_due))

    return read


def standing_of(code, data):
    return next(each for each in standings(data) if each.planned.reader.source.code == code)


class TestHarvest:
    def test_is_noted_with_what_changed(self, read_calls, data):
        read_calls()
        read_calls({"title": "Gait abroad"}, {"topicId": "HORIZON-HLTH-2027-01-BANK-02"})

        first, second = read_runs(data)
        assert (first.outcome, first.read_from) == ("new", "calls.json")
        assert first.tables["calls"] == Change(before=0, after=1, added=1, removed=0, changed=0)
        assert second.tables["calls"] == Change(before=1, after=2, added=1, removed=0, changed=1)

    def test_is_noted_where_nothing_is_new(self, read_calls, data):
        read_calls()
        read_calls()

        assert [run.outcome for run in read_runs(data)] == ["new", "unchanged"]

    def test_is_noted_where_it_is_refused_without_telling_where_files_lie(
        self, read_calls, calls_file, data
    ):
        calls_file.write_text("[")

        with pytest.raises(HarvestRefused):
            read_calls()

        (run,) = read_runs(data)
        assert run.outcome == "refused"
        assert run.reason.startswith("calls.json: is no JSON")

    def test_is_noted_without_how_to_sign_in_at_a_mirror(self, data, clock, silent):
        address = "http://anna:secret@127.0.0.1:9/calls.json?token=secret"

        with pytest.raises(HarvestRefused):
            harvest("calls", address, data, clock=clock, progress=silent)

        (run,) = read_runs(data)
        assert run.read_from == "http://127.0.0.1:9/calls.json"
        assert "127.0.0.1:9/calls.json" in run.reason
        assert "secret" not in run.reason

    def test_leaves_a_run_of_another_process_alone(self, read_calls, data):
        with (
            only_harvest(data, READERS["calls"].source),
            pytest.raises(HarvestRefused, match="another harvest"),
        ):
            read_calls()

        assert standing_of("calls", data).failed is None


class TestStandings:
    def test_of_what_was_never_read_are_due(self, data):
        standing = standing_of("calls", data)

        assert (standing.last_read, standing.last_change, standing.failed) == (None, None, None)
        assert standing.is_due(NOW)

    def test_tell_when_a_source_was_read_and_is_due_again(self, read_calls, data):
        read_calls()

        standing = standing_of("calls", data)

        assert standing.last_read == NOW
        assert standing.last_change.tables["calls"].added == 1
        assert standing.next_due == NOW + DAY
        assert not standing.is_due(NOW)

    def test_count_a_reading_without_news(self, read_calls, data, clock):
        read_calls()
        clock.now = NOW + DAY
        read_calls()

        standing = standing_of("calls", data)

        assert standing.last_read == NOW + DAY
        assert standing.last_change.ended == NOW

    def test_tell_what_failed_until_it_is_read_again(self, read_calls, calls_file, data, clock):
        read_calls()
        clock.now = NOW + DAY
        calls_file.write_text("[")
        with pytest.raises(HarvestRefused):
            read_calls()

        failed = standing_of("calls", data)

        assert failed.last_read == NOW
        assert "no JSON" in failed.failed.reason
        assert failed.is_due(NOW + DAY)
        read_calls({"title": "Gait abroad"})
        assert standing_of("calls", data).failed is None

    def test_know_snapshots_from_before_there_was_a_journal(self, read_calls, data):
        read_calls()
        (data / "snapshots" / "journal.jsonl").unlink()

        assert standing_of("calls", data).last_read == NOW


class TestHarvestAll:
    @pytest.fixture
    def plan(self, data, pack, calls_file):
        """Read two sources from files, and a third that is damaged."""
        data.mkdir()
        damaged = pack({"a.txt": "no registry"}, "ror.zip")
        cordis = pack({"1.xml": project(organisation())})
        files = {"cordis": cordis, "ror": damaged, "calls": calls_file}
        others = "".join(f"[{code}]\nenabled = false\n" for code in READERS if code not in files)
        read = "".join(f'[{code}]\nfrom = "{file}"\n' for code, file in files.items())
        (data / "sources.toml").write_text(read + others)

    def test_goes_on_where_one_is_refused(self, plan, read_all, data):
        outcomes = read_all()

        assert list(outcomes) == ["cordis", "ror", "calls"]
        assert isinstance(outcomes["ror"], HarvestRefused)
        assert current_snapshot(data, "cordis").rows["projects"] == 1
        assert current_snapshot(data, "calls").rows["calls"] == 1

    def test_goes_on_where_liaison_itself_fails(self, plan, read_all, data, monkeypatch, caplog):
        def stumble(*arguments, **more):
            raise ZeroDivisionError

        monkeypatch.setitem(
            READERS, "cordis", dataclasses.replace(READERS["cordis"], harvest=stumble)
        )

        outcomes = read_all()

        assert "Liaison itself failed (ZeroDivisionError)" in str(outcomes["cordis"])
        assert not isinstance(outcomes["calls"], HarvestRefused)
        assert "Reading cordis failed" in caplog.text

    def test_reads_only_what_is_due_where_asked_to(self, plan, read_all, clock):
        read_all()
        clock.now = NOW + 2 * DAY

        assert list(read_all(only_due=True)) == ["ror", "calls"]

    def test_leaves_out_what_is_not_enabled(self, plan, read_all, data):
        plan_file = data / "sources.toml"
        plan_file.write_text(plan_file.read_text().replace("[ror]\n", "[ror]\nenabled = false\n"))

        assert "ror" not in read_all()


class TestHarvestThatIsKilled:
    def test_shows_in_the_journal_and_goes_on_where_it_stopped(
        self, interface, data, clock, silent, monkeypatch
    ):
        """A process of its own is killed between two pages, as by a machine that goes down."""
        monkeypatch.setattr(calls, "PAGE_SIZE", 1)
        interface.page_of = lambda asked: asked["pageNumber"]
        other = asked("48000002TOPICSen", identifier="HORIZON-HLTH-2027-01-BANK-02")
        interface.answers = {"1": page(ASKED, number=1, total=2)}
        interface.answers["2"] = page(other, number=2, total=2)
        interface.silent_on = "2"
        address = f"{interface.root}/rest/search?text=***"
        code = (
            "import datetime as dt; from pathlib import Path;"
            "from liaison.opendata import harvest; from liaison.opendata.sources import calls;"
            "calls.PAGE_SIZE = 1;"
            f"now = dt.datetime.fromisoformat({NOW.isoformat()!r});"
            f"harvest('calls', {address!r}, Path({str(data)!r}), clock=lambda: now,"
            " progress=lambda *told: None)"
        )
        process = subprocess.Popen([sys.executable, "-c", code])
        assert interface.was_silent.wait(30)
        process.kill()
        process.wait()
        interface.silent_on = None
        interface.asked.clear()

        harvested = harvest("calls", address, data, clock=clock, progress=silent)

        assert harvested.snapshot.rows["calls"] == 2
        assert [each["pageNumber"] for each in interface.asked] == ["2"]
        assert [run.outcome for run in read_runs(data)] == ["unfinished", "new"]


class TestReaders:
    @pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
    def test_describe_their_source_in_full(self, reader):
        assert all(dataclasses.astuple(reader.source))
        assert reader.source.homepage.startswith("https://")
        assert reader.source.address.startswith("https://")
        assert reader.every_days >= 1
