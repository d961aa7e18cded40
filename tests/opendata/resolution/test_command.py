"""`liaison resolve` and `liaison train-resolution`, as people and programs call them."""

import csv
import json

import pytest
from click.testing import CliRunner

from liaison.cli import main


def call(*arguments) -> tuple[int, str, str]:
    outcome = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if outcome.exception and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


@pytest.fixture
def affiliations(tmp_path):
    file = tmp_path / "affiliations.csv"
    file.write_text(
        "paper,affiliation\n"
        '1,"Faculty of Law, University of Luxembourg, Luxembourg"\n'
        "2,Nobody Ltd\n"
        "3,\n",
        "utf-8",
    )
    return file


class TestResolve:
    def test_adds_identifier_and_score(self, affiliations, registry_data, tmp_path):
        status, said, _ = call(
            *("resolve", "--input", affiliations, "--output", tmp_path / "out.csv"),
            *("--data", registry_data),
        )

        assert status == 0
        assert "Found 1 of 3 in the registry" in said
        with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as content:
            rows = list(csv.DictReader(content))
        assert [row["paper"] for row in rows] == ["1", "2", "3"]
        assert [row["ror_id"] for row in rows] == ["https://ror.org/lux", "", ""]
        assert [bool(row["score"]) for row in rows] == [True, False, False]
        assert 0.5 < float(rows[0]["score"]) <= 1

    def test_answers_nothing_below_a_threshold_of_ones_own(
        self, affiliations, registry_data, tmp_path
    ):
        _, said, _ = call(
            *("resolve", "--input", affiliations, "--output", tmp_path / "out.csv"),
            *("--data", registry_data, "--threshold", 1),
        )

        assert "Found 0 of 3" in said

    def test_says_how_to_get_the_registry(self, affiliations, tmp_path):
        status, _, complaint = call(
            *("resolve", "--input", affiliations, "--output", tmp_path / "out.csv"),
            *("--data", tmp_path / "empty"),
        )

        assert status == 1
        assert "run: liaison harvest ror" in complaint
        assert not (tmp_path / "out.csv").exists()

    def test_names_a_file_that_is_missing_before_anything_is_read(self, tmp_path):
        status, _, complaint = call(
            *("resolve", "--input", tmp_path / "no.csv", "--output", tmp_path / "out.csv"),
            *("--data", tmp_path / "empty"),
        )

        assert status == 1
        assert "no.csv: cannot be read" in complaint

    def test_passes_on_what_a_person_should_know(self, registry_data, tmp_path):
        source = tmp_path / "latin.csv"
        source.write_bytes("affiliation\nUniversité\n".encode("latin-1"))

        _, _, notices = call(
            *("resolve", "--input", source, "--output", tmp_path / "out.csv"),
            *("--data", registry_data),
        )

        assert "Windows-1252" in notices


class TestTrainResolution:
    def test_writes_what_it_learnt(self, registry_data, tmp_path):
        judged, others = tmp_path / "judged.csv", tmp_path / "others.csv"
        rows = ["University of Luxembourg,https://ror.org/lux", "Nobody Ltd,NP"] * 10
        judged.write_text("\n".join(["affiliation,ror_id", *rows]), "utf-8")
        # Of their SHA-256 the first byte is 36 and f5: only the first is even.
        rows = ["Yale University,https://ror.org/yale", "Trinity College,NP"]
        others.write_text("\n".join(["affiliation,ror_id", *rows]), "utf-8")

        status, said, _ = call(
            *("train-resolution", "--affiliations", judged, "--output", tmp_path / "model.json"),
            *("--data", registry_data, "--half-of", others),
        )

        assert status == 0
        assert "Learnt from 21 affiliations" in said
        written = json.loads((tmp_path / "model.json").read_text("utf-8"))
        assert written["learnt_from"]["elsewhere"] == 1

    def test_names_a_file_without_judgements(self, registry_data, affiliations, tmp_path):
        status, _, complaint = call(
            *("train-resolution", "--affiliations", affiliations),
            *("--output", tmp_path / "model.json", "--data", registry_data),
        )

        assert status == 1
        assert "every row needs an affiliation and its ror_id" in complaint
