"""The command line, as people and programs call it."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from liaison import cli, opendata
from liaison.cli import main
from tests.opendata.test_calls import HARVESTED
from tests.support.calls import GAIT

NEED = "wearable sensors that measure gait of people with Parkinson's disease"


@pytest.fixture
def data(tmp_path, evidence_folder):
    (tmp_path / "index").symlink_to(evidence_folder)
    return tmp_path


def call(*arguments) -> tuple[int, str, str]:
    outcome = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if outcome.exception and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.exit_code, outcome.stdout, outcome.stderr


class TestMatch:
    def test_lists_the_proven_first_with_their_evidence(self, data):
        status, said, _ = call("match", NEED, "--data", data)

        assert status == 0
        assert "Moselle Sensors" in said
        assert "Wearable sensors for Parkinson's disease (2022, coordinator, invented)" in said

    def test_answers_in_json(self, data):
        _, said, _ = call("match", NEED, "--data", data, "--json", "--top", 2)

        answer = json.loads(said)
        assert len(answer["matches"]) == 2
        assert answer["matches"][0]["reasons"][0]["project"] == "200000001"

    def test_narrows_to_countries_and_kinds(self, data):
        _, said, _ = call(
            "match", NEED, "--data", data, "--json", "--country", "de", "--kind", "university"
        )

        assert [match["country"] for match in json.loads(said)["matches"]] == ["DE"]

    def test_leaves_the_asker_out(self, data):
        _, said, _ = call("match", NEED, "--data", data, "--json", "--asker", "100000001")

        assert "100000001" not in [match["id"] for match in json.loads(said)["matches"]]

    @pytest.mark.parametrize("need", ["", "   "])
    def test_asks_for_a_need(self, data, need):
        status, _, complaint = call("match", need, "--data", data)

        assert status == 2
        assert "say what you need" in complaint

    def test_says_that_nobody_fits(self, data):
        status, said, _ = call("match", "xylophone", "--data", data)

        assert status == 0
        assert "Nobody" in said

    def test_says_how_to_get_an_index(self, tmp_path):
        status, _, complaint = call("match", NEED, "--data", tmp_path)

        assert status == 1
        assert "liaison index" in complaint


class TestCalls:
    @pytest.fixture
    def data(self, tmp_path, calls_folder, monkeypatch):
        evening = dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)
        monkeypatch.setattr(cli, "_now", lambda: evening)
        (tmp_path / "index").symlink_to(calls_folder)
        return tmp_path

    def test_lists_those_that_suit_with_their_deadlines(self, data):
        status, said, _ = call("calls", NEED, "--data", data)

        assert status == 0
        assert "2027-04-14 (139 days left, then 2027-09-15)" in said
        assert GAIT in said
        assert "sensors" in said

    def test_lists_those_an_organisations_projects_speak_for(self, data):
        _, said, _ = call("calls", "--organisation", "100000001", "--data", data)

        assert GAIT in said
        assert "Wearable sensors for Parkinson's disease (200000001)" in said

    def test_answers_in_json_for_the_day_in_brussels(self, data):
        _, said, _ = call("calls", NEED, "--data", data, "--json")

        answer = json.loads(said)
        assert (answer["day"], answer["open"]) == ("2026-11-26", 3)
        (found,) = answer["calls"]
        assert (found["deadline"], found["deadlines"]) == (
            "2027-04-14",
            ["2027-04-14", "2027-09-15"],
        )

    def test_says_that_none_suits(self, data):
        _, said, _ = call("calls", "wedding photographer", "--data", data)

        assert said == "None of the 3 open calls suits this.\n"

    def test_says_that_all_are_closed(self, data, monkeypatch):
        later = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)
        monkeypatch.setattr(cli, "_now", lambda: later)

        _, said, _ = call("calls", NEED, "--data", data)

        assert "None of the 4 calls is open on 2028-01-01" in said

    def test_says_how_to_get_some(self, tmp_path):
        status, _, complaint = call("calls", NEED, "--data", tmp_path)

        assert status == 1
        assert "liaison harvest calls" in complaint

    @pytest.mark.parametrize("said", [[], [""], [NEED, "--organisation", "100000001"]])
    def test_asks_for_one_of_the_two(self, data, said):
        status, _, complaint = call("calls", *said, "--data", data)

        assert status == 2
        assert "TEXT" in complaint

    def test_says_that_an_organisation_is_unknown(self, data):
        status, _, complaint = call("calls", "--organisation", "999", "--data", data)

        assert status == 1
        assert "999" in complaint

    def test_are_indexed_once_they_are_harvested(self, tmp_path):
        opendata.harvest_demonstration(
            tmp_path, now=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC), progress=lambda *told: None
        )
        file = tmp_path / "calls.json"
        file.write_text(json.dumps([HARVESTED]))
        call("harvest", "calls", "--from", file, "--data", tmp_path)

        status, said, _ = call("index", "--data", tmp_path)

        assert status == 0
        assert "Calls indexed beside it: 1" in said
        assert (
            "HORIZON-HLTH-2027-01-GAIT-01" in call("calls", "gait at home", "--data", tmp_path)[1]
        )


class TestRankAndEvaluate:
    @pytest.fixture
    def needs(self, tmp_path):
        file = tmp_path / "needs.jsonl"
        lines = [
            {"id": "first", "text": NEED, "asker": "100000001", "title": None},
            {"id": "second", "text": "biobanque de tumeurs rares"},
        ]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return file

    @pytest.fixture
    def qrels(self, tmp_path):
        file = tmp_path / "qrels.tsv"
        file.write_text("first\t0\t100000002\t1\nsecond\t0\t100000004\t1\n")
        return file

    def test_writes_one_ranking_a_line_best_first(self, data, needs, tmp_path):
        status, _, _ = call(
            "rank", "--needs", needs, "--output", tmp_path / "run.jsonl", "--data", data
        )

        rankings = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
        assert status == 0
        assert [ranking["id"] for ranking in rankings] == ["first", "second"]
        assert {organisation for organisation, _ in rankings[0]["ranking"]} == {
            "100000002",
            "100000003",
        }
        assert rankings[1]["ranking"][0][0] == "100000004"
        scores = [score for _, score in rankings[0]["ranking"]]
        assert scores == sorted(scores, reverse=True)

    def test_measures_a_run_and_without_one_its_own_ranking(self, data, needs, qrels, tmp_path):
        run = tmp_path / "run.jsonl"
        call("rank", "--needs", needs, "--output", run, "--data", data)

        _, of_run, _ = call(
            "evaluate", "--needs", needs, "--qrels", qrels, "--run", run, "--data", data, "--json"
        )
        _, own, _ = call("evaluate", "--needs", needs, "--qrels", qrels, "--data", data, "--json")

        own_figures = json.loads(own)
        # A run says nothing of probabilities.
        assert own_figures.pop("calibration error") == 0
        assert json.loads(of_run) == own_figures
        assert own_figures["nDCG@10"] == 1.0

    @pytest.mark.parametrize(
        "options", [["--without", "asker", "--without", "call"], ["--one-line"]]
    )
    def test_tells_the_ranking_no_more_than_wanted(self, data, needs, qrels, options):
        status, said, _ = call(
            *("evaluate", "--needs", needs, "--qrels", qrels, "--data", data, "--json"), *options
        )

        # None of these needs has a plain title.
        assert status == 0
        assert json.loads(said)["needs"] == (0 if "--one-line" in options else 2)

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("{not json", "line 2"),
            ('{"id": "x"}', "text"),
            ('{"text": "no name"}', "id"),
            ("[]", "line 2"),
        ],
    )
    def test_refuses_an_unusable_need_and_leaves_the_old_run(
        self, data, needs, tmp_path, line, reason
    ):
        run = tmp_path / "run.jsonl"
        run.write_text("the run before\n")
        needs.write_text(needs.read_text().splitlines()[0] + "\n" + line + "\n")

        status, _, complaint = call("rank", "--needs", needs, "--output", run, "--data", data)

        assert status == 1
        assert needs.name in complaint
        assert reason in complaint
        assert run.read_text() == "the run before\n"


class TestIndex:
    def test_wants_both_files(self, tmp_path):
        file = tmp_path / "projects.parquet"
        file.write_bytes(b"")

        status, _, complaint = call("index", "--projects", file, "--data", tmp_path)

        assert status == 2
        assert "go together" in complaint

    def test_refuses_what_is_no_table(self, tmp_path):
        file = tmp_path / "projects.parquet"
        file.write_text("<html>")

        status, _, complaint = call(
            "index", "--projects", file, "--participations", file, "--data", tmp_path
        )

        assert status == 1
        assert "projects.parquet" in complaint
        assert "Traceback" not in complaint

    def test_says_what_it_took_of_each_source(self, several):
        status, said, _ = call("index", "--data", several)

        assert status == 0
        assert said.splitlines()[:3] == [
            "CORDIS: projects of Horizon 2020: 1 projects, 2 participations",
            "ClinicalTrials.gov: 1 studies, 3 participations",
            "OpenAlex: works: 1 works, 2 participations",
        ]
        assert "Indexed 3 pieces of evidence of 5 organisations" in said

    def test_is_matched_with_the_kind_and_source_of_each_piece(self, several):
        _, said, _ = call("match", "tremor and gait", "--data", several)
        _, as_json, _ = call("match", "tremor and gait", "--json", "--data", several)

        assert "Tremor and gait in Parkinson's disease (2023, work, participant): " in said
        assert "Insoles that measure tremor and gait (2024, study, coordinator): " in said
        reasons = json.loads(as_json)["matches"][0]["reasons"]
        assert {(each["kind"], each["source"]) for each in reasons} == {
            ("project", "h2020"),
            ("study", "clinical-trials"),
            ("work", "openalex-works"),
        }

    def test_names_a_source_that_cannot_be_read_and_leaves_the_index(self, several):
        (several / "snapshots" / "openalex-works" / "current").write_text("gone")
        before = (several / "index" / "current").read_text()

        status, _, complaint = call("index", "--data", several)

        assert status == 1
        assert "openalex-works" in complaint
        assert "liaison harvest openalex-works" in complaint
        assert (several / "index" / "current").read_text() == before

    def test_says_how_to_get_data(self, tmp_path):
        status, _, complaint = call("index", "--data", tmp_path)

        assert status == 1
        assert "liaison harvest cordis" in complaint


class TestHarvest:
    @pytest.mark.parametrize("source", ["cordis", "ror"])
    def test_refuses_in_one_line_what_is_no_zip(self, tmp_path, source):
        page = tmp_path / "sorry.zip"
        page.write_text("<!doctype html><title>Sorry</title>")

        status, _, complaint = call("harvest", source, "--from", page, "--data", tmp_path / "data")

        assert status == 1
        assert len(complaint.strip().splitlines()) == 1
        assert "sorry.zip" in complaint


class TestHarvestOfEverySource:
    @pytest.mark.parametrize("source", ["cordis", "h2020", "ror", "calls", "gleif", "all"])
    def test_says_what_it_reads(self, source):
        status, said, _ = call("harvest", source, "--help")

        assert status == 0
        assert "Read " in said

    def test_is_known(self):
        status, _, complaint = call("harvest", "moon", "--help")

        assert status == 2
        assert "No such command 'moon'" in complaint


class TestHarvestAll:
    @pytest.fixture
    def plan(self, tmp_path):
        """Read one source from a file, and no other."""
        from liaison.opendata import READERS

        off = "".join(f"[{code}]\nenabled = false\n" for code in READERS if code != "ror")
        (tmp_path / "sources.toml").write_text(f'{off}[ror]\nfrom = "{tmp_path / "ror.json"}"\n')

    def test_tells_by_its_exit_status_that_one_failed(self, tmp_path, plan):
        status, said, complaint = call("harvest", "all", "--data", tmp_path)

        assert (status, said) == (1, "")
        assert complaint.strip().startswith("ror: refused: ")
        assert "there is no such file" in complaint

    def test_says_what_it_read_and_leaves_out_what_is_not_due(self, tmp_path, plan):
        record = {
            "id": "https://ror.org/0aaaaaa01",
            "status": "active",
            "established": None,
            "names": [{"value": "Institute", "lang": "en", "types": ["ror_display"]}],
            "types": ["facility"],
            "locations": [],
            "links": [],
            "external_ids": [],
            "relationships": [],
            "admin": {},
        }
        (tmp_path / "ror.json").write_text(json.dumps([record]))

        status, said, _ = call("harvest", "all", "--data", tmp_path)
        assert (status, said[:18]) == (0, "ror: Harvested: 1 ")
        assert call("harvest", "all", "--due", "--data", tmp_path)[:2] == (0, "")

    def test_joins_organisations_once_something_changed(self, tmp_path, plan):
        from tests.opendata.resolution.joined import UNIVERSITY

        (tmp_path / "ror.json").write_text(json.dumps([UNIVERSITY]))

        _, said, _ = call("harvest", "all", "--data", tmp_path)
        _, again, _ = call("harvest", "all", "--data", tmp_path)

        assert "link: Linked: 1 entries of 1 organisations, 0 pairs to be judged" in said
        assert "link:" not in again

    def test_fails_where_what_people_decided_cannot_be_read(self, tmp_path, plan):
        from tests.opendata.resolution.joined import UNIVERSITY

        (tmp_path / "ror.json").write_text(json.dumps([UNIVERSITY]))
        (tmp_path / "decisions").mkdir()
        (tmp_path / "decisions" / "pairs.jsonl").write_text("{}\n")

        status, said, complaint = call("harvest", "all", "--data", tmp_path)

        assert status == 1
        assert "ror: Harvested" in said
        assert "link: refused: " in complaint

    def test_refuses_a_plan_that_makes_no_sense(self, tmp_path):
        (tmp_path / "sources.toml").write_text("[moon]")

        status, _, complaint = call("harvest", "all", "--data", tmp_path)

        assert status == 1
        assert "there is no source 'moon'" in complaint


class TestHelp:
    @pytest.mark.parametrize("command", sorted(main.commands))
    def test_every_command_says_what_it_does(self, command):
        if main.commands[command].hidden:
            return
        status, said, _ = call(command, "--help")

        assert status == 0
        assert main.commands[command].get_short_help_str(limit=200)
        assert said.startswith("Usage:")


class TestTrain:
    def test_says_in_a_line_why_it_cannot(self, data):
        status, _, error = call("train", "--data", data)

        assert status == 1
        assert "are needed. The model that comes with Liaison stays in use." in error
