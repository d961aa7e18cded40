"""OpenAlex is read from its interface, from a snapshot and from files, and never its authors."""

import dataclasses
import datetime as dt
import gzip
import json

import pytest

from liaison.opendata import HarvestRefused, current_snapshot
from liaison.opendata.sources import openalex, openalex_institutions, openalex_works
from liaison.opendata.sources.openalex_institutions import harvest_institutions
from liaison.opendata.sources.openalex_works import abstract, harvest_works
from tests.opendata.conftest import NOW

LIH = {
    "id": "https://openalex.org/I100",
    "ror": "https://ror.org/0aaaaaa01",
    "display_name": "Institute of Gait",
    "country_code": "LU",
    "type": "facility",
}
QUIET = {
    "id": "https://openalex.org/I200",
    "ror": None,
    "display_name": "Quiet Company",
    "country_code": "DE",
    "type": "company",
}
WORK = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1234/gait",
    "display_name": "Gait <i>at home</i>",
    "publication_date": "2024-05-01",
    "language": "en",
    "type": "article",
    "abstract_inverted_index": {"Sensors": [0], "measure": [1], "gait": [2, 4], "and": [3]},
    "authorships": [
        {
            "author": {"id": "https://openalex.org/A1", "display_name": "Maria Mustermann"},
            "raw_author_name": "M. Mustermann",
            "institutions": [LIH],
        },
        {"author": {"display_name": "Jean Inconnu"}, "institutions": [LIH, QUIET]},
    ],
    "topics": [{"id": "https://openalex.org/T10", "display_name": "Gait analysis", "score": 0.9}],
    "keywords": [{"display_name": "Gait"}, {"display_name": "Sensors"}],
    "is_retracted": False,
    "is_paratext": False,
    "updated_date": "2026-10-01",
}
INSTITUTION = LIH | {
    "display_name_acronyms": ["IG"],
    "display_name_alternatives": ["Gait Institute"],
    "international": {"display_name": {"fr": "Institut de la marche", "en": "Institute of Gait"}},
    "geo": {"city": "Belval", "country_code": "LU", "latitude": 49.5, "longitude": 5.9},
    "homepage_url": "https://gait.example",
    "ids": {
        "openalex": "https://openalex.org/I100",
        "grid": "grid.1",
        "wikidata": "https://www.wikidata.org/wiki/Q1",
        "wikipedia": "https://en.wikipedia.org/wiki/Gait",
    },
    "works_count": 12,
    "cited_by_count": 345,
    "associated_institutions": [{"id": "https://openalex.org/I200", "relationship": "parent"}],
    "updated_date": "2026-10-01T10:00:00",
}


def work(number, **changes):
    return WORK | {"id": f"https://openalex.org/W{number}"} | changes


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def harvest(data, silent):
    def read(source, harvest=harvest_works, now=NOW):
        return harvest(None if source is None else str(source), data, now=now, progress=silent)

    return read


@pytest.fixture
def lines(tmp_path):
    """Write records as a part of a snapshot is written: packed, one a line."""

    def write(*records, name="works.gz"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in records).encode()))
        return file

    return write


@pytest.fixture
def folder(tmp_path, lines):
    """Write a snapshot's folder: parts by day of change, and the manifest that names them."""

    def write(parts):
        entries = []
        for day, records in parts.items():
            name = f"updated_date={day}/part_000.gz"
            file = lines(*records, name=f"works/{name}")
            size = file.stat().st_size
            entries.append(
                {"url": f"s3://openalex/data/works/{name}", "meta": {"content_length": size}}
            )
        (tmp_path / "works" / "manifest").write_text(json.dumps({"entries": entries}))
        return tmp_path / "works"

    return write


def page(*records, after=None):
    return {"meta": {"count": len(records), "next_cursor": after}, "results": list(records)}


@pytest.fixture
def ask(interface, harvest, monkeypatch):
    address = f"{interface.root}/works?filter=authorships.institutions.country_code:LU"
    about = dataclasses.replace(openalex_works.WORKS, address=address)
    monkeypatch.setattr(openalex_works, "WORKS", about)
    interface.page_of = lambda asked: asked["cursor"]
    return lambda now=NOW: harvest(None, now=now)


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


def ids(harvested):
    return sorted(row["id"] for row in rows(harvested, "projects"))


def all_that_lies_in(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


class TestAbstract:
    def test_puts_words_back_in_their_places(self):
        assert abstract({"gait": [1], "Measure": [0], "again": [3]}) == "Measure gait again"

    @pytest.mark.parametrize("index", [None, {}, [], {"a": None}, {"a": [-1, 10**9, "x"]}])
    def test_is_empty_where_nothing_can_be_read(self, index):
        assert abstract(index) == ""


class TestWorks:
    def test_are_evidence_with_text_day_and_topics(self, lines, harvest):
        harvested = harvest(lines(WORK))

        (project,) = rows(harvested, "projects")
        assert (project["id"], project["title"]) == ("W1", "Gait at home")
        assert project["text"] == "Sensors measure gait and gait"
        assert project["starts"] == project["ends"] == dt.date(2024, 5, 1)
        assert (project["doi"], project["keywords"]) == ("10.1234/gait", "Gait, Sensors")
        assert project["url"] == "https://openalex.org/W1"
        assert rows(harvested, "topics") == [
            {"project_id": "W1", "scheme": "openalex", "code": "T10", "label": "Gait analysis"}
        ]

    def test_name_their_institutions_each_once_by_ror_id_where_there_is_one(self, lines, harvest):
        harvested = harvest(lines(WORK))

        assert [
            (row["organisation_id"], row["order"]) for row in rows(harvested, "participations")
        ] == [("https://ror.org/0aaaaaa01", 1), ("https://openalex.org/I200", 2)]
        assert {(row["name"], row["kind"]) for row in rows(harvested, "organisations")} == {
            ("Institute of Gait", "research"),
            ("Quiet Company", "company"),
        }

    def test_name_no_authors(self, lines, harvest, data):
        harvested = harvest(lines(WORK))

        for table in harvested.snapshot.rows:
            assert "Mustermann" not in str(rows(harvested, table))
        assert b"Mustermann" not in all_that_lies_in(data)

    def test_that_were_withdrawn_or_are_covers_are_left_out(self, lines, harvest):
        harvested = harvest(
            lines(WORK, work(2, is_retracted=True), work(3, is_paratext=True), work(4))
        )

        assert ids(harvested) == ["W1", "W4"]

    def test_again_change_nothing(self, lines, harvest):
        harvest(lines(WORK))

        assert harvest(lines(WORK)).unchanged
        assert not harvest(lines(WORK, work(2))).unchanged

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"<!doctype html>", "is a web page, not data"),
            (gzip.compress(b"\n", mtime=0), "no records came"),
            (gzip.compress(b"{", mtime=0), "line 1 is no JSON"),
            (gzip.compress(b"[]", mtime=0), "line 1: holds no record"),
            (gzip.compress(json.dumps(WORK).encode(), mtime=0)[:-9], "is damaged"),
            (
                gzip.compress(json.dumps(WORK | {"id": "A1"}).encode(), mtime=0),
                r"has no id \('A1'\)",
            ),
            (
                gzip.compress(json.dumps(WORK | {"topics": "T"}).encode(), mtime=0),
                "topics is a text",
            ),
            (
                gzip.compress(json.dumps({"id": WORK["id"], "title": "Gait"}).encode(), mtime=0),
                r"missing: abstract_inverted_index, display_name",
            ),
        ],
    )
    def test_that_cannot_be_read_are_refused_and_the_ones_before_stay(
        self, tmp_path, lines, harvest, data, content, reason
    ):
        before = harvest(lines(WORK | {"counts_by_year": []}))
        bad = tmp_path / "bad.gz"
        bad.write_bytes(content)

        with pytest.raises(HarvestRefused, match=reason) as refusal:
            harvest(bad)

        assert "\n" not in str(refusal.value)
        assert current_snapshot(data, "openalex-works").folder == before.snapshot.folder


class TestSnapshotOfOpenAlex:
    def test_is_read_part_by_part(self, folder, harvest):
        harvested = harvest(folder({"2026-01-01": [work(1)], "2026-02-01": [work(2), work(3)]}))

        assert ids(harvested) == ["W1", "W2", "W3"]

    def test_is_read_again_in_its_new_parts_only(self, folder, harvest, tmp_path):
        harvest(folder({"2026-01-01": [work(1), work(2)]}))
        parts = folder(
            {
                "2026-01-01": [work(1), work(2)],
                "2026-03-01": [work(2, display_name="Changed"), work(3)],
            }
        )
        first = parts / "updated_date=2026-01-01" / "part_000.gz"
        first.write_bytes(b"never read")

        harvested = harvest(parts)

        assert ids(harvested) == ["W1", "W2", "W3"]
        titles = {row["id"]: row["title"] for row in rows(harvested, "projects")}
        assert titles["W2"] == "Changed"
        assert harvested.snapshot.rows["organisations"] == 2

    def test_that_has_no_new_parts_changes_nothing(self, folder, harvest):
        harvest(folder({"2026-01-01": [work(1)]}))

        assert harvest(folder({"2026-01-01": [work(1)]})).unchanged

    def test_that_was_cut_anew_is_read_whole(self, folder, harvest):
        harvest(folder({"2026-01-01": [work(1), work(2)]}))

        assert ids(harvest(folder({"2026-04-01": [work(2)]}))) == ["W2"]

    def test_is_read_from_a_mirror_and_its_parts_are_dropped(
        self, publisher, address, harvest, data
    ):
        manifest = {"entries": [{"url": "s3://openalex/data/works/updated_date=2026-01-01/p.gz"}]}
        publisher.others = {
            "/manifest": json.dumps(manifest).encode(),
            "/updated_date=2026-01-01/p.gz": gzip.compress(json.dumps(WORK).encode()),
        }

        harvested = harvest(address.removesuffix("/projects.zip") + "/mirror")

        assert ids(harvested) == ["W1"]
        assert b"Mustermann" not in all_that_lies_in(data)
        assert [file.suffix for file in (data / "downloads").iterdir() if "p.gz" in file.name] == []

    @pytest.mark.parametrize("manifest", ["[]", "{", '{"entries": []}', '{"entries": [{"a": 1}]}'])
    def test_without_a_manifest_that_can_be_understood_is_refused(self, folder, harvest, manifest):
        parts = folder({"2026-01-01": [WORK]})
        (parts / "manifest").write_text(manifest)

        with pytest.raises(HarvestRefused, match="manifest"):
            harvest(parts)

    def test_without_a_manifest_is_refused(self, tmp_path, harvest):
        with pytest.raises(HarvestRefused, match="manifest: there is no such file"):
            harvest(tmp_path)


class TestInterfaceOfOpenAlex:
    def test_is_asked_page_by_page_and_nothing_of_authors_is_kept_on_the_way(
        self, interface, ask, data
    ):
        interface.answers = {"*": page(work(1), after="next"), "next": page(work(2))}
        interface.stumbles = {"next": [(503, "")] * 5}
        with pytest.raises(HarvestRefused, match="answered 503"):
            ask()
        kept = all_that_lies_in(data)

        harvested = ask()

        assert b"W1" in kept
        assert b"Mustermann" not in kept
        assert ids(harvested) == ["W1", "W2"]
        assert interface.asked[0]["filter"] == "authorships.institutions.country_code:LU"
        assert "abstract_inverted_index" in interface.asked[0]["select"]

    def test_that_has_nothing_new_changes_nothing(self, interface, ask):
        interface.answers = {"*": page(work(1))}
        ask()

        assert ask().unchanged

    def test_is_asked_for_changes_alone_where_there_is_a_key(self, interface, ask, monkeypatch):
        monkeypatch.setenv(openalex.KEY, "secret")
        interface.answers = {"*": page(work(1), work(2))}
        ask()
        interface.answers = {"*": page(work(2, display_name="Changed"), work(3))}

        harvested = ask(NOW + dt.timedelta(days=7))

        assert interface.asked[-1]["api_key"] == "secret"
        assert interface.asked[-1]["filter"].endswith(",from_updated_date:2026-11-02")
        assert ids(harvested) == ["W1", "W2", "W3"]

    def test_is_asked_for_everything_now_and_then(self, interface, ask, monkeypatch):
        monkeypatch.setenv(openalex.KEY, "secret")
        interface.answers = {"*": page(work(1), work(2))}
        ask()
        interface.answers = {"*": page(work(2))}

        assert ids(ask(NOW + dt.timedelta(days=91))) == ["W2"]

    def test_never_shows_the_key(self, interface, ask, monkeypatch, data):
        monkeypatch.setenv(openalex.KEY, "secret-key")
        interface.stumbles = {"*": [(401, "")]}

        with pytest.raises(HarvestRefused) as refusal:
            ask()

        assert "answered 401" in str(refusal.value)
        assert "secret-key" not in str(refusal.value)

    def test_in_an_answer_that_is_no_page_is_refused(self, interface, ask):
        interface.answers = {"*": {"error": "Invalid filter"}}

        with pytest.raises(HarvestRefused, match="the answer is no page"):
            ask()


class TestInstitutions:
    def test_are_kept_with_names_places_and_figures(self, lines, harvest):
        harvested = harvest(lines(INSTITUTION, name="institutions.gz"), harvest_institutions)

        (organisation,) = rows(harvested, "organisations")
        assert organisation["id"] == "https://ror.org/0aaaaaa01"
        assert (organisation["name"], organisation["short_name"]) == ("Institute of Gait", "IG")
        assert (organisation["city"], organisation["lat"]) == ("Belval", 49.5)
        assert organisation["updated"] == dt.date(2026, 10, 1)
        assert {
            (row["name"], row["language"], row["kind"]) for row in rows(harvested, "names")
        } == {
            ("Institute of Gait", "", "display"),
            ("IG", "", "acronym"),
            ("Gait Institute", "", "alias"),
            ("Institut de la marche", "fr", "label"),
            ("Institute of Gait", "en", "label"),
        }
        assert {(row["scheme"], row["value"]) for row in rows(harvested, "identifiers")} == {
            ("openalex", "I100"),
            ("ror", "https://ror.org/0aaaaaa01"),
            ("grid", "grid.1"),
            ("wikidata", "Q1"),
        }
        assert {(row["what"], row["value"]) for row in rows(harvested, "figures")} == {
            ("works", 12),
            ("citations", 345),
        }
        assert [(row["kind"], row["related_id"]) for row in rows(harvested, "relationships")] == [
            ("parent", "https://openalex.org/I200")
        ]
        assert harvested.snapshot.rows["places"] == 1

    def test_in_a_changed_format_are_refused_with_the_difference(self, lines, harvest):
        changed = {name: value for name, value in INSTITUTION.items() if name != "geo"}

        with pytest.raises(HarvestRefused, match=r"missing: geo; new: location\)"):
            harvest(
                lines(changed | {"location": {"city": "Belval"}}, name="i.gz"),
                harvest_institutions,
            )

    def test_are_asked_of_the_interface(self, interface, harvest, monkeypatch):
        interface.page_of = lambda asked: asked["cursor"]
        interface.answers = {"*": page(INSTITUTION)}

        harvested = harvest(f"{interface.root}/institutions", harvest_institutions)

        assert harvested.snapshot.rows["organisations"] == 1
        assert openalex_institutions.INSTITUTIONS.code == harvested.snapshot.source
