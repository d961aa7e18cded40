"""The set that ships with the package: real institutions as facts, everything else marked."""

import re
from pathlib import Path

import pytest

from liaison.matching import Need, build_index, load_index
from liaison.opendata import example_needs, harvest_demonstration
from tests.opendata.conftest import NOW


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    data = tmp_path_factory.mktemp("demonstration")
    return harvest_demonstration(data, now=NOW, progress=lambda *_: None).snapshot


@pytest.fixture(scope="module")
def index(snapshot, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("index")
    tables = ("organisations", "projects", "participations", "topics")
    build_index(
        **{name: snapshot.table(name) for name in tables},
        folder=folder,
        provenance={"sources": []},
        progress=lambda *_: None,
    )
    return load_index(folder)


class TestContent:
    def test_real_institutions_are_known_to_the_registry(self, snapshot):
        real = [row for row in snapshot.table("organisations").to_pylist() if not row["invented"]]

        assert len(real) >= 10
        for row in real:
            assert re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}\d{2}", row["id"])
            assert row["country"] == "LU"

    def test_invented_organisations_have_no_real_address(self, snapshot):
        invented = [row for row in snapshot.table("organisations").to_pylist() if row["invented"]]

        assert len(invented) >= 30
        for row in invented:
            assert row["website"].endswith(".example")

    def test_no_real_institution_is_in_an_invented_project(self, snapshot):
        projects = {row["id"]: row for row in snapshot.table("projects").to_pylist()}
        organisations = {row["id"]: row for row in snapshot.table("organisations").to_pylist()}

        for row in snapshot.table("participations").to_pylist():
            assert (
                projects[row["project_id"]]["invented"]
                == organisations[row["organisation_id"]]["invented"]
            )

    def test_every_fact_names_its_source(self, snapshot):
        for row in snapshot.table("projects").to_pylist():
            assert row["invented"] or row["url"].startswith("https://")

    def test_there_is_evidence_in_three_languages(self, snapshot):
        assert set(snapshot.table("projects")["language"].to_pylist()) == {"en", "fr", "de"}


class TestSecondRun:
    def test_changes_nothing(self, tmp_path):
        harvest_demonstration(tmp_path, now=NOW, progress=lambda *_: None)

        assert harvest_demonstration(tmp_path, now=NOW, progress=lambda *_: None).unchanged


class TestExampleNeeds:
    def test_are_there_in_three_languages(self):
        languages = [need.language for need in example_needs()]

        assert all(languages.count(language) >= 3 for language in ("en", "fr", "de"))

    @pytest.mark.parametrize("need", example_needs(), ids=lambda need: need.id)
    def test_find_organisations_that_answer_their_words(self, index, need):
        answer = index.match(Need(text=need.text))

        assert len(answer.matches) >= 3
        assert len(answer.matches[0].reasons[0].words) >= 3
