"""Calls: until when they are open, and how they are kept."""

import datetime as dt

import pytest

from liaison.matching import (
    Call,
    IndexUnreadable,
    NoCalls,
    UnknownCall,
    UnusableTable,
    load_call_index,
)
from liaison.matching.calls import CALL_COLUMNS, FILE, part_of, split_footnotes
from tests.support.calls import GAIT, ROWS, SOIL, TREMOR, TUMOURS, build_calls, call, table_of

APRIL, SEPTEMBER = dt.date(2027, 4, 14), dt.date(2027, 9, 15)


def some_call(*deadlines, **more):
    row = call("HORIZON-HLTH-2027-01-X-01", "A call", "Text", **more)
    return Call(**row | {"deadlines": deadlines})


class TestDeadlines:
    def test_the_next_counts(self):
        two_stages = some_call(APRIL, SEPTEMBER)

        assert two_stages.next_deadline(dt.date(2027, 1, 1)) == APRIL
        assert two_stages.next_deadline(dt.date(2027, 4, 15)) == SEPTEMBER

    def test_count_on_their_last_day_and_no_longer(self):
        single = some_call(APRIL)

        assert single.is_open_on(APRIL)
        assert not single.is_open_on(dt.date(2027, 4, 15))
        assert single.next_deadline(dt.date(2027, 4, 15)) is None

    def test_that_are_unknown_leave_a_call_closed(self):
        assert not some_call().is_open_on(dt.date(2026, 11, 26))

    def test_to_come_do_not_open_what_the_publisher_closed(self):
        assert not some_call(APRIL, status="closed").is_open_on(dt.date(2026, 11, 26))

    def test_of_a_second_stage_are_for_those_of_the_first(self):
        two_stages = some_call(APRIL, SEPTEMBER, deadline_model="two-stage")
        cut_offs = some_call(APRIL, SEPTEMBER, deadline_model="multiple cut-off")

        assert not two_stages.is_for_the_invited_on(APRIL)
        assert two_stages.is_for_the_invited_on(dt.date(2027, 4, 15))
        assert not cut_offs.is_for_the_invited_on(dt.date(2027, 4, 15))


class TestForthcoming:
    def test_is_told_by_the_day_on_which_it_opens(self):
        opens = some_call(APRIL, status="forthcoming", opens=dt.date(2026, 12, 1))

        assert opens.is_forthcoming_on(dt.date(2026, 11, 30))
        assert not opens.is_forthcoming_on(dt.date(2026, 12, 1))

    def test_is_told_by_the_publisher_where_no_day_is_given(self):
        assert some_call(APRIL, status="forthcoming").is_forthcoming_on(dt.date(2026, 12, 1))
        assert not some_call(APRIL, status="open").is_forthcoming_on(dt.date(2026, 12, 1))


class TestContext:
    def test_is_told_as_the_evidence_codes_it(self):
        health = some_call(APRIL)

        assert (health.part, health.evidence_programme) == ("HORIZON-HLTH", "HORIZON.2.1")
        assert health.evidence_scheme == "HORIZON-RIA"

    def test_is_left_open_where_it_may_be_several(self):
        mission = Call(
            **call("HORIZON-MISS-2027-02-CANCER-01", "A mission", "", scheme="LIFE Project Grants")
            | {"deadlines": ()}
        )

        assert mission.evidence_programme is None
        assert mission.evidence_scheme is None

    @pytest.mark.parametrize(("topic", "part"), [("LIFE-2026-NATURE", "LIFE-2026"), ("", "")])
    def test_takes_the_first_two_pieces_of_any_code(self, topic, part):
        assert part_of(topic) == part


class TestFootnotes:
    @pytest.mark.parametrize(
        ("text", "parted"),
        [
            ("Gait[1] counts a lot.[1] A note.", ("Gait[1] counts a lot.", "[1] A note.")),
            ("Gait[1] counts, and [1] again here", ("Gait[1] counts, and [1] again here", "")),
            ("No notes at all.", ("No notes at all.", "")),
            ("[1]", ("[1]", "")),
            ("", ("", "")),
        ],
    )
    def test_are_parted_from_the_text(self, text, parted):
        assert split_footnotes(text) == parted


class TestKeeping:
    def test_gives_back_every_call_with_its_source(self, tmp_path):
        calls = load_call_index(build_calls(tmp_path))

        assert calls.n_calls == 4
        assert calls.call(GAIT).deadlines == (APRIL, SEPTEMBER)
        assert calls.call(GAIT).contribution_max == 7_000_000
        assert calls.provenance["sources"][0]["title"] == "Calls invented for the tests"
        assert {path.name for path in tmp_path.iterdir()} == {FILE}

    def test_knows_no_other_call(self, tmp_path):
        calls = load_call_index(build_calls(tmp_path))

        with pytest.raises(UnknownCall):
            calls.call("HORIZON-NEVER")

    def test_exchanges_the_calls_of_before(self, tmp_path):
        before = load_call_index(build_calls(tmp_path))

        after = load_call_index(build_calls(tmp_path, rows=ROWS[:1]))

        assert after.n_calls == 1
        assert after.version != before.version
        assert load_call_index(build_calls(tmp_path, rows=ROWS[:1])).version == after.version

    def test_holds_no_calls_where_the_source_has_none(self, tmp_path):
        calls = load_call_index(build_calls(tmp_path, rows=[]))

        assert calls.n_calls == 0
        assert calls.open_on(dt.date(2026, 11, 26)) == []
        assert calls.fitting("gait", day=dt.date(2026, 11, 26), top=5) == []
        assert calls.opportunities([], day=dt.date(2026, 11, 26), top=5) == []

    def test_says_what_to_do_where_nothing_was_indexed(self, tmp_path):
        with pytest.raises(NoCalls, match="liaison harvest calls"):
            load_call_index(tmp_path / "nowhere")

    @pytest.mark.parametrize("content", [b"", b"no calls", b"ARROW1\0\0" + b"\xff" * 64])
    def test_says_that_the_file_is_damaged(self, tmp_path, content):
        (tmp_path / FILE).write_bytes(content)

        with pytest.raises(IndexUnreadable, match="liaison index"):
            load_call_index(tmp_path)

    def test_refuses_a_table_without_deadlines_and_keeps_what_it_had(self, tmp_path):
        build_calls(tmp_path)

        with pytest.raises(UnusableTable, match="deadlines"):
            _build(tmp_path, table_of(ROWS).drop_columns(["deadlines"]))

        assert load_call_index(tmp_path).n_calls == 4

    @pytest.mark.parametrize("id_", [GAIT, ""])
    def test_refuses_an_id_twice_or_none(self, tmp_path, id_):
        rows = [ROWS[0], ROWS[1] | {"id": id_}]

        with pytest.raises(UnusableTable, match="id"):
            _build(tmp_path, table_of(rows))

    def test_keeps_just_the_columns_that_readers_give(self):
        assert set(CALL_COLUMNS) == set(table_of([]).column_names)


class TestOpenOn:
    def test_lists_the_next_deadline_first_and_nothing_past_its_last(self, tmp_path):
        calls = load_call_index(build_calls(tmp_path))

        def ids(day):
            return [each.id for each in calls.open_on(day)]

        assert ids(dt.date(2026, 11, 26)) == [TREMOR, SOIL, GAIT]
        assert ids(dt.date(2026, 3, 1)) == [TREMOR, TUMOURS, SOIL, GAIT]
        assert ids(dt.date(2027, 9, 15)) == [GAIT]
        assert ids(dt.date(2027, 9, 16)) == []


def _build(folder, table):
    from liaison.matching import build_call_index

    build_call_index(table, folder=folder, provenance={}, progress=lambda *told: None)
