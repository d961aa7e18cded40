"""Decisions on pairs are kept for good, can be withdrawn, and never contradict each other."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison.opendata import (
    AlreadyDecided,
    DecisionRefused,
    Judgement,
    Proposal,
    decide,
    read_decisions,
    withdraw,
)
from tests.opendata.conftest import NOW

BY = "Maria Muster"


def same(one: str, other: str) -> Proposal:
    return Proposal(one, other, Judgement.SAME, "the same house")


def different(one: str, other: str) -> Proposal:
    return Proposal(one, other, Judgement.DIFFERENT, "two houses")


@pytest.fixture
def store(data):
    return data / "decisions" / "pairs.jsonl"


class TestDecide:
    def test_is_remembered_with_who_when_and_why(self, data):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)

        (decision,) = read_decisions(data)
        assert decision.number == 1
        assert (decision.one, decision.other, decision.judgement) == ("pic:1", "ror:a", "same")
        assert (decision.by, decision.because, decision.at) == (BY, "the same house", NOW)

    @pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b"])
    def test_keeps_a_reason_with_any_sign_that_could_end_a_line(self, data, sign):
        reason = f"the same house{sign}by its address"
        decide(data, [Proposal("pic:1", "ror:a", Judgement.SAME, reason)], by=BY, now=NOW)
        decide(data, [different("pic:2", "ror:b")], by=BY, now=NOW)

        assert [each.because for each in read_decisions(data)] == [reason, "two houses"]

    def test_is_not_recorded_twice(self, data, store):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)

        again = decide(data, [same("ror:a", "pic:1")], by="Jean Exemple", now=NOW)

        assert again == []
        assert len(store.read_text("utf-8").splitlines()) == 1

    def test_replaces_what_was_decided_before(self, data):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)
        decide(data, [different("pic:1", "ror:a")], by=BY, now=NOW)

        assert [each.judgement for each in read_decisions(data)] == ["different"]

    def test_refuses_what_contradicts_others(self, data, store):
        decide(data, [same("pic:1", "ror:a"), same("ror:a", "pic:2")], by=BY, now=NOW)

        with pytest.raises(DecisionRefused, match="withdraw one of these first"):
            decide(data, [same("pic:3", "pic:4"), different("pic:1", "pic:2")], by=BY, now=NOW)

        assert len(store.read_text("utf-8").splitlines()) == 2

    @pytest.mark.parametrize(
        ("proposal", "by", "complaint"),
        [
            (Proposal("pic:1", "ror:a", Judgement.SAME, " "), BY, "needs a reason"),
            (same("pic:1", "ror:a"), " ", "needs the name"),
            (same("pic:1", "pic:1"), BY, "with itself"),
        ],
    )
    def test_needs_a_reason_a_name_and_two_entries(self, data, store, proposal, by, complaint):
        with pytest.raises(DecisionRefused, match=complaint):
            decide(data, [proposal], by=by, now=NOW)

        assert not store.exists()

    def test_numbers_decisions_once_when_many_decide(self, data):
        def work(place: int) -> None:
            decide(data, [same(f"pic:{place}", f"ror:{place}")], by=BY, now=NOW)

        with ThreadPoolExecutor(8) as many:
            list(many.map(work, range(24)))

        assert sorted(each.number for each in read_decisions(data)) == list(range(1, 25))


class TestSeveralAtOnce:
    def test_make_one_decision_where_only_the_undecided_is_asked(self, data):
        """Of six who judge one pair at the same moment five learn that somebody was faster."""

        def judge(number: int) -> str:
            proposal = (same if number % 2 else different)("pic:1", "ror:a")
            try:
                decide(data, [proposal], by=f"Person {number}", now=NOW, only_undecided=True)
            except AlreadyDecided:
                return "late"
            return "kept"

        with ThreadPoolExecutor(6) as people:
            outcomes = list(people.map(judge, range(6)))

        assert sorted(outcomes) == ["kept", "late", "late", "late", "late", "late"]
        assert len(read_decisions(data)) == 1

    def test_lose_none_of_what_they_decide_on_different_pairs(self, data):
        with ThreadPoolExecutor(6) as people:
            list(
                people.map(
                    lambda number: decide(
                        data, [same(f"pic:{number}", f"ror:{number}")], by=BY, now=NOW
                    ),
                    range(30),
                )
            )

        assert sorted(each.number for each in read_decisions(data)) == list(range(1, 31))


class TestWithdraw:
    def test_makes_a_decision_as_if_it_had_never_been(self, data, store):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)

        withdraw(data, 1, because="mistaken", by="Jean Exemple", now=NOW)

        assert len(read_decisions(data)) == 0
        assert json.loads(store.read_text("utf-8").splitlines()[1])["by"] == "Jean Exemple"

    def test_brings_the_decision_before_back(self, data):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)
        decide(data, [different("pic:1", "ror:a")], by=BY, now=NOW)

        withdraw(data, 2, because="mistaken", by=BY, now=NOW)

        assert [each.number for each in read_decisions(data)] == [1]

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_is_refused_where_nothing_holds(self, data, number):
        if number == 1:
            decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)
            withdraw(data, 1, because="mistaken", by=BY, now=NOW)

        with pytest.raises(DecisionRefused, match=f"No decision {number} holds"):
            withdraw(data, number, because="mistaken", by=BY, now=NOW)


class TestStore:
    def test_is_empty_at_first(self, data):
        assert len(read_decisions(data)) == 0

    def test_loses_a_line_that_broke_off_and_nothing_else(self, data, store):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)
        with store.open("a", encoding="utf-8") as lines:
            lines.write('{"number": 2, "one": "pic:2", "oth')

        decide(data, [same("pic:3", "ror:c")], by=BY, now=NOW)

        assert [(each.number, each.one) for each in read_decisions(data)] == [
            (1, "pic:1"),
            (2, "pic:3"),
        ]

    @pytest.mark.parametrize("line", ["no json", '{"number": 1, "one": "pic:1"}', "[1]", "{}"])
    def test_says_which_line_cannot_be_read(self, data, store, line):
        decide(data, [same("pic:1", "ror:a")], by=BY, now=NOW)
        with store.open("a", encoding="utf-8") as lines:
            lines.write(line + "\n")

        with pytest.raises(DecisionRefused, match="line 2 is no decision"):
            read_decisions(data)
