"""`liaison link` and its commands, as people call them."""

import csv
import json

import pytest
from click.testing import CliRunner

from liaison.cli import main
from liaison.opendata import read_decisions
from tests.opendata.resolution.joined import CASTLE, CASTLE_AGAIN, RIVIERA, UNIVERSITY

FIRST, SECOND = "999000003", "888000003"
WHY = ["--because", "one house", "--by", "Maria Muster"]


@pytest.fixture
def call(data):
    def run(*arguments) -> tuple[int, str]:
        words = [str(argument) for argument in ("link", *arguments, "--data", data)]
        outcome = CliRunner().invoke(main, words)
        if outcome.exception and not isinstance(outcome.exception, SystemExit):
            raise outcome.exception
        return outcome.exit_code, outcome.output

    return run


@pytest.fixture
def linked(cordis, ror, call):
    cordis(CASTLE, CASTLE_AGAIN, RIVIERA)
    ror(UNIVERSITY)
    call()


class TestLink:
    def test_tells_what_became_of_the_pairs(self, cordis, ror, call):
        cordis(CASTLE, CASTLE_AGAIN, RIVIERA)
        ror(UNIVERSITY)

        status, said = call()

        assert status == 0
        assert "Linked:" in said
        assert "pairs to be judged" in said

    def test_answers_in_json(self, linked, call):
        _, said = call("--json")

        assert json.loads(said) == {
            "entries": 4,
            "organisations": 3,
            "linked": 1,
            "asked": 1,
            "unsure": 0,
            "different": 0,
            "refused": 0,
            "unchanged": True,
        }

    def test_needs_a_source(self, call):
        status, said = call()

        assert status == 1
        assert "liaison harvest cordis" in said


class TestDecide:
    def test_only_reports_at_first(self, linked, call, data):
        status, said = call("decide", FIRST, SECOND, "same", *WHY)

        assert status == 0
        assert "Would record 1 (--write)" in said
        assert len(read_decisions(data)) == 0

    def test_records_lists_and_withdraws(self, linked, call):
        call("decide", FIRST, SECOND, "same", *WHY, "--write")
        assert (
            "pic:999000003 and pic:888000003 same (Maria Muster: one house)" in call("decisions")[1]
        )
        call()
        assert "pic:888000003, pic:999000003" in call("show", SECOND)[1]

        _, said = call("withdraw", 1, "--because", "two", "--by", "Maria Muster")
        assert "Would be withdrawn" in said
        call("withdraw", 1, "--because", "two", "--by", "Maria Muster", "--write")

        assert call("decisions")[1] == ""

    def test_lists_a_reason_of_several_lines_in_one(self, linked, call):
        why = ["--because", "one house,\ntwo doors", "--by", "Maria Muster"]
        call("decide", FIRST, SECOND, "same", *why, "--write")

        (line,) = call("decisions")[1].splitlines()
        assert line.endswith("same (Maria Muster: one house, two doors)")

    def test_knows_the_entries_it_is_told(self, linked, call):
        status, said = call("decide", FIRST, "https://ror.org/0nobody", "same", *WHY)

        assert status == 1
        assert "ror:0nobody: no such entry" in said

    def test_needs_links_first(self, call):
        status, said = call("decide", FIRST, SECOND, "same", *WHY)

        assert status == 1
        assert "run: liaison link" in said


class TestQuestionsAndAnswers:
    @pytest.fixture
    def file(self, linked, call, tmp_path):
        file = tmp_path / "questions.csv"
        call("questions", file)
        return file

    def answer(self, file, **filled):
        with file.open(encoding="utf-8", newline="") as lines:
            (row,) = csv.DictReader(lines)
        with file.open("w", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, row)
            table.writeheader()
            table.writerow(row | filled)
        return row

    def test_leave_answers_alone_that_somebody_has_written(self, file, call):
        self.answer(file, judgement="same", because="one house")
        before = file.read_bytes()

        status, said = call("questions", file)

        assert status == 1
        assert "perhaps with answers" in said
        assert file.read_bytes() == before

    def test_go_to_people_and_come_back(self, file, call, data):
        row = self.answer(file, judgement="Different", because="two houses")
        assert row["one_name"] == "INSTITUT DU CHATEAU DE VIANDEN"
        assert "They have the same VAT number." in row["reasons"]
        assert "Would record 1" in call("answers", file, "--by", "Maria Muster")[1]

        call("answers", file, "--by", "Maria Muster", "--write")
        call()

        assert [each.judgement for each in read_decisions(data)] == ["different"]
        assert json.loads(call("--json")[1])["different"] == 1

    def test_may_be_left_for_later(self, file, call):
        assert "Would record 0" in call("answers", file, "--by", "Maria Muster")[1]

    @pytest.mark.parametrize(
        ("filled", "complaint"),
        [
            ({"judgement": "yes", "because": "so"}, "line 2 says 'yes'"),
            ({"judgement": "same", "because": " "}, "line 2 gives no reason"),
        ],
    )
    def test_are_refused_in_one_line(self, file, call, filled, complaint):
        self.answer(file, **filled)

        status, said = call("answers", file, "--by", "Maria Muster", "--write")

        assert status == 1
        assert complaint in said

    def test_need_their_columns(self, linked, call, tmp_path):
        file = tmp_path / "other.csv"
        file.write_text("one,other\n", "utf-8")

        status, said = call("answers", file, "--by", "Maria Muster")

        assert status == 1
        assert "has no column because, judgement" in said
