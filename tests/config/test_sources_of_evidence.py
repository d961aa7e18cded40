"""All harvested sources of evidence are indexed together, and one organisation is one in it."""

import json
import re
import shutil

import pyarrow.parquet as pq
import pytest

from liaison import matching, opendata
from liaison.config import indexing
from liaison.config.indexing import (
    EvidenceUnreadable,
    are_in_index,
    gather,
    index_snapshots,
    join_entries,
    newest_evidence,
)
from liaison.matching import Need
from tests.support.sources_of_evidence import (
    COMPANY,
    HOSPITAL,
    HOSPITAL_IN_ROR,
    MONDAY,
    PROJECT,
    PROJECTS,
    STUDY,
    UNIVERSITY,
    WORK,
    harvest_projects,
    harvest_study,
    harvest_work,
)


def silent(*told):
    pass


@pytest.fixture
def data(several):
    return several


@pytest.fixture
def index(data):
    return matching.load_index(data / "index")


class TestNewestEvidence:
    def test_is_all_that_was_harvested(self, data):
        found = [snapshot.source for snapshot in newest_evidence(data)]

        assert found == ["h2020", "clinical-trials", "openalex-works"]

    def test_is_nothing_before_the_first_harvest(self, tmp_path):
        assert newest_evidence(tmp_path) == []

    def test_is_our_own_set_where_nothing_else_is_there(self, tmp_path):
        opendata.harvest_demonstration(tmp_path, now=MONDAY, progress=silent)
        assert [each.source for each in newest_evidence(tmp_path)] == ["demonstration"]

        harvest_work(tmp_path)

        assert [each.source for each in newest_evidence(tmp_path)] == ["openalex-works"]

    def test_names_a_source_that_cannot_be_read_and_what_to_do(self, data):
        home = data / "snapshots" / "h2020"
        (home / (home / "current").read_text() / "manifest.json").write_text("{")

        with pytest.raises(EvidenceUnreadable, match=r"h2020 .*; run: liaison harvest h2020$"):
            newest_evidence(data)

    def test_names_one_whose_table_is_damaged(self, data):
        home = data / "snapshots" / "clinical-trials"
        (home / (home / "current").read_text() / "projects.parquet").write_bytes(b"PAR1")

        with pytest.raises(
            EvidenceUnreadable, match=r"; remove .*, then run: liaison harvest clinical-trials$"
        ) as refusal:
            index_snapshots(newest_evidence(data), data, progress=silent)

        # What it says helps.
        shutil.rmtree(re.search(r"remove (\S+), then", str(refusal.value))[1])
        harvest_study(data)
        index_snapshots(newest_evidence(data), data, progress=silent)


class TestGather:
    def test_tells_of_each_piece_what_it_is_and_from_where(self, data):
        tables, _ = gather(newest_evidence(data))

        told = tables["projects"].select(["id", "kind", "source"]).to_pylist()
        assert [tuple(row.values()) for row in told] == [
            (PROJECT, "project", "h2020"),
            (STUDY, "study", "clinical-trials"),
            (WORK, "work", "openalex-works"),
        ]

    def test_counts_what_it_took_of_each(self, data):
        _, taken = gather(newest_evidence(data))

        assert [(each.kind, each.rows["participations"]) for each in taken] == [
            ("project", 2),
            ("study", 3),
            ("work", 2),
        ]

    def test_takes_what_two_sources_have_from_the_first(self, tmp_path):
        harvest_projects(tmp_path, source="h2020")
        again = PROJECTS.replace('"Gait at home"', '"Another title"')
        harvest_projects(tmp_path, source="fp7", projects=again)

        tables, taken = gather(newest_evidence(tmp_path))

        assert tables["projects"]["title"].to_pylist() == ["Gait at home"]
        assert tables["organisations"]["id"].to_pylist() == [HOSPITAL, COMPANY]
        assert tables["participations"].num_rows == 2
        assert [each.rows["projects"] for each in taken] == [1, 0]

    def test_leaves_a_single_source_as_it_is(self, tmp_path):
        harvest_projects(tmp_path)
        (snapshot,) = newest_evidence(tmp_path)

        tables, _ = gather([snapshot])

        for name in ("organisations", "participations", "topics"):
            assert tables[name].equals(snapshot.table(name))
        own = snapshot.table("projects")
        assert tables["projects"].select(own.column_names).equals(own)


class TestIndexOfSeveralSources:
    def test_has_one_organisation_with_evidence_of_three(self, index):
        done = {each.project.id: each for each in index.projects_of(HOSPITAL)}

        assert {id_: each.project.source for id_, each in done.items()} == {
            PROJECT: "h2020",
            STUDY: "clinical-trials",
            WORK: "openalex-works",
        }
        assert (done[STUDY].role, done[WORK].role) == ("coordinator", "participant")
        assert index.evidence_counts(HOSPITAL) == {"project": 1, "study": 1, "work": 1}
        assert index.organisation(HOSPITAL).name == "Moselle Hospital"
        assert HOSPITAL_IN_ROR not in index.project_counts()

    def test_suggests_it_with_all_that_speaks_for_it(self, index):
        answer = index.match(Need(text="tremor and gait in Parkinson's disease"))

        first = answer.matches[0]
        assert first.organisation.id == HOSPITAL
        assert {reason.project.kind for reason in first.reasons} == {"project", "study", "work"}
        urls = {reason.project.url for reason in first.reasons}
        assert urls == {
            "https://cordis.europa.eu/project/id/732000001",
            "https://clinicaltrials.gov/study/NCT00000001",
            "https://openalex.org/W1",
        }

    def test_has_who_is_known_from_works_alone(self, index):
        assert index.evidence_counts(UNIVERSITY) == {"project": 0, "study": 0, "work": 1}

    def test_leaves_apart_who_is_told_without_a_place(self, index):
        named = [each.id for each in index.find_organisations("Wearable Sensors")]

        assert len(named) == 2
        assert COMPANY in named

    def test_names_all_its_sources(self, data, index):
        told = [(each["source"], each["retrieved_at"][:10]) for each in index.provenance["sources"]]

        assert told == [
            ("h2020", "2026-11-02"),
            ("clinical-trials", "2026-11-02"),
            ("openalex-works", "2026-11-02"),
        ]

    def test_is_out_of_date_once_a_source_is_gone_or_new(self, data):
        assert are_in_index(newest_evidence(data), data)

        shutil.rmtree(data / "snapshots" / "openalex-works")
        assert not are_in_index(newest_evidence(data), data)
        index_snapshots(newest_evidence(data), data, progress=silent)
        assert are_in_index(newest_evidence(data), data)

        harvest_projects(data, source="fp7", projects=PROJECTS.replace("732000001", "219000001"))
        assert not are_in_index(newest_evidence(data), data)

    def test_may_hold_more_text_than_fits_into_a_usual_column(self, data, monkeypatch):
        monkeypatch.setattr(indexing, "_MOST_BYTES_OF_A_COLUMN", 0)

        index_snapshots(newest_evidence(data), data, progress=silent)

        built = matching.load_index(data / "index")
        assert built.project(WORK).text == "Tremor and gait agree."
        assert built.match(Need(text="tremor and gait")).matches[0].organisation.id == HOSPITAL

    def test_needs_no_projects(self, tmp_path):
        harvest_study(tmp_path)
        harvest_work(tmp_path)
        index_snapshots(newest_evidence(tmp_path), tmp_path, progress=silent)

        answer = matching.load_index(tmp_path / "index").match(Need(text="tremor and gait"))

        assert {match.organisation.name for match in answer.matches} == {
            "Clinic of Trier",
            "Elbling University",
            "Hôpital de la Moselle",
            "Moselle Hospital",
            "Wearable Sensors",
        }


class TestJoinEntries:
    def test_keeps_the_leading_part_where_two_entries_take_part_in_one(self, data):
        tables, _ = gather(newest_evidence(data))
        participations = tables["participations"]
        twice = participations.slice(0, 1).to_pylist()[0] | {
            "organisation_id": HOSPITAL_IN_ROR,
            "role": "participant",
            "contribution": 1_000.0,
        }
        both = type(participations).from_pylist(
            [*participations.to_pylist(), twice], participations.schema
        )

        joined = join_entries(tables["organisations"], both, opendata.pictures(data))

        rows = [
            row
            for row in joined["participations"].to_pylist()
            if (row["project_id"], row["organisation_id"]) == (PROJECT, HOSPITAL)
        ]
        assert [(row["role"], row["contribution"]) for row in rows] == [("coordinator", 351_000.0)]
        assert joined["participations"].num_rows == participations.num_rows

    def test_is_noted_with_the_index(self, data):
        version = (data / "index" / "current").read_text()
        meta = json.loads((data / "index" / version / "meta.json").read_text())

        assert meta["provenance"]["joined"] == opendata.pictures(data).manifest["sha256"]


class TestPictures:
    def test_count_projects_only(self, data):
        told = opendata.picture_of(data, HOSPITAL)

        assert told.projects == (PROJECT,)
        assert set(told.entries.values()) == {"h2020", "ror", "clinical-trials"}

    def test_are_found_by_any_identifier_of_the_sources(self, data):
        ids = pq.read_table(
            opendata.current_snapshot(data, "clinical-trials").folder / "organisations.parquet"
        )["id"].to_pylist()

        found = {
            id_: picture.name
            for id_ in [*ids, HOSPITAL_IN_ROR]
            if (picture := opendata.picture_of(data, id_))
        }
        assert len(found) == 4
        assert found[HOSPITAL_IN_ROR] == "Moselle Hospital"
        assert list(found.values()).count("Moselle Hospital") == 2
