"""Harvested calls are indexed once, and again when others were harvested."""

import datetime as dt
import json

import pytest

from liaison import opendata
from liaison.config.indexing import are_indexed, index_calls, newest_calls
from liaison.matching import load_call_index
from tests.opendata.test_calls import HARVESTED

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def silent(*told):
    pass


@pytest.fixture
def harvest(tmp_path):
    def read(*calls):
        file = tmp_path / "calls.json"
        file.write_text(json.dumps(calls))
        opendata.harvest_calls(str(file), tmp_path, now=NOON, progress=silent)
        return newest_calls(tmp_path)

    return read


class TestCalls:
    def test_are_none_before_they_are_harvested(self, tmp_path):
        assert newest_calls(tmp_path) is None

    def test_are_indexed_with_their_source(self, tmp_path, harvest):
        snapshot = harvest(HARVESTED)
        assert not are_indexed(snapshot, tmp_path)

        index_calls(snapshot, tmp_path, progress=silent)

        assert are_indexed(snapshot, tmp_path)
        (source,) = load_call_index(tmp_path / "index").provenance["sources"]
        assert source["publisher"] == "European Commission"

    def test_are_no_longer_indexed_once_others_are_harvested(self, tmp_path, harvest):
        index_calls(harvest(HARVESTED), tmp_path, progress=silent)

        newer = harvest(HARVESTED | {"deadline": "2027-05-01"})

        assert not are_indexed(newer, tmp_path)

    def test_are_indexed_anew_where_the_file_is_damaged(self, tmp_path, harvest):
        snapshot = harvest(HARVESTED)
        index_calls(snapshot, tmp_path, progress=silent)
        (tmp_path / "index" / "calls.arrow").write_bytes(b"")

        assert not are_indexed(snapshot, tmp_path)
