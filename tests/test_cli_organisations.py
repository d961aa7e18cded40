"""`liaison organisations`, as people and programs call it: a process each, on a fresh folder."""

import csv
import json
import os
import subprocess
import sys

import pytest

from tests.support.opensearch import FakeOpenSearch, serving
from tests.support.openxeco import HARBOUR_LABS, MOSELLE_SENSORS, PLACE, FakeNode, answering

# The database is that of the folder, whatever the tests run on.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("LIAISON_DATABASE", "LIAISON_DATA", "DJANGO_SETTINGS_MODULE")
}
HEADINGS = ("name", "kind", "country", "city", "website", "ror_id", "pic", "vat_number", "notes")
ROWS = (
    ("LIST", "research", "LU", "Belval", "www.list.lu", "", "935646370", "LU26375245", "=1"),
    ("Luxembourg Institute of Health", "research", "LU", "Strassen", "", "", "999446885", "", ""),
    ("Moselle Sensors", "company", "LU", "Wasserbillig", "", "", "", "LU26375246", "=2"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, empty_site):
    return empty_site(tmp_path_factory.mktemp("organisations") / "site").parent


@pytest.fixture(scope="module")
def members(folder):
    path = folder / "members.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADINGS, *ROWS])
    return path


def call(folder, *arguments) -> tuple[int, str, str]:
    outcome = subprocess.run(
        [
            *(sys.executable, "-W", "error", "-m", "liaison", "organisations"),
            *(*map(str, arguments), "--data", str(folder / "site")),
        ],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    return outcome.returncode, outcome.stdout, outcome.stderr


def answer(folder, *arguments) -> dict:
    status, said, complaint = call(folder, *arguments, "--json")
    assert status == 0, complaint
    return json.loads(said)


class TestOrganisations:
    def test_are_imported_exported_and_taken_out_again(self, folder, members):
        """One journey, since every step is a process that opens the same directory."""
        errors = folder / "errors.csv"

        dry = answer(folder, "import", members, "--errors", errors)
        counted = {name: dry[name] for name in ("new", "changed", "unchanged", "refused")}
        assert counted == {"new": 2, "changed": 0, "unchanged": 0, "refused": 1}
        assert (dry["written"], dry["rows"], dry["ignored_columns"]) == (False, 3, ["notes"])
        (mistake,) = dry["errors"]
        assert (mistake["row"], mistake["column"]) == (4, "vat_number")
        assert errors.read_text("utf-8-sig").splitlines()[0] == ",".join([*HEADINGS, "error"])

        written = answer(folder, "import", members, "--write")
        assert written["import_id"] == dry["import_id"]
        assert (written["new"], written["written"]) == (2, True)
        again = answer(folder, "import", members, "--write")
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)

        exported = folder / "exported.xlsx"
        assert answer(folder, "export", exported)["organisations"] == 2
        same = answer(folder, "import", exported)
        assert (same["unchanged"], same["refused"]) == (2, 0)

        _, listed, _ = call(folder, "imports")
        newest = [line.split()[0] for line in listed.splitlines()[:2]]
        assert newest == [again["import_id"], written["import_id"]]

        undone = answer(folder, "undo", written["import_id"], "--write")
        assert (undone["removed"], undone["kept"], undone["written"]) == (2, 0, True)

    def test_are_told_to_people_in_lines(self, folder, members):
        status, said, _ = call(folder, "import", members)

        assert status == 0
        assert "Row 4, vat_number, “LU26375246”: LU26375246 is no VAT number of LU" in said
        assert "Columns that are not read: notes" in said
        assert "Would be written (--write):\nnew                  2\n" in said

    def test_that_look_alike_are_kept_apart_for_good(self, folder):
        file = folder / "alike.csv"
        file.write_text(
            "name,country,city,pic\nCentre Hospitalier du Nord,LU,Ettelbruck,935646370\n"
            "Centre Hospitalier du Nord (CHDN),LU,Ettelbruck,999446885\n"
        )
        told = answer(folder, "import", file, "--write")
        assert told["likely_duplicates"]["count"] == 1
        decision = ("keep-apart", "935646370", "999446885", "--because", "two bodies", "--by", "A")

        assert "pic:935646370 and pic:999446885 are diff" in call(folder, *decision, "--write")[1]
        answer(folder, "undo", told["import_id"], "--write")
        assert answer(folder, "import", file)["likely_duplicates"]["count"] == 0


class TestOrganisationsOfANode:
    def test_come_over_twice_and_are_taken_out_again(self, folder):
        """One journey, since every step is a process that opens the same directory."""
        with answering(FakeNode()) as node:
            node.add(MOSELLE_SENSORS, PLACE)
            node.add(HARBOUR_LABS | {"website": "ask us"}, mood="good")
            arguments = ("import-openxeco", node.address, "--country", "LU")

            dry = answer(folder, *arguments)
            assert (dry["new"], dry["written"], dry["node"]) == (2, False, node.name)
            assert dry["source"] == f"openXeco node {node.name}"
            assert dry["without_a_place"] == {"headline": 1, "description": 1, "is_startup": 1}
            assert dry["unknown_fields"] == ["mood"]
            assert dry["unusable"]["count"] == 1

            written = answer(folder, *arguments, "--write")
            assert (written["new"], written["import_id"]) == (2, dry["import_id"])
            again = answer(folder, *arguments, "--write")
            assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)

            del node.entities[7]
            status, said, _ = call(folder, *arguments)
            assert status == 0
            assert f"No longer at the node, stays here: Harbour Labs ASBL ({node.name}:7)" in said
            assert "No place in the directory, left out: " in said

        undone = answer(folder, "undo", written["import_id"], "--write")
        assert (undone["removed"], undone["kept"]) == (2, 0)

    def test_are_told_to_people_in_lines(self, folder):
        with answering(FakeNode()) as node:
            node.add(HARBOUR_LABS | {"website": "ask us"}, PLACE, mood="good")
            node.add(HARBOUR_LABS | {"id": 9, "legal_status": "NATURAL PERSON"}, PLACE)

            status, said, _ = call(folder, "import-openxeco", node.address)

        assert status == 0
        assert "Left out of Harbour Labs ASBL: website, “ask us”: This is no web address." in said
        assert "Natural persons, left out: 1\n" in said
        assert "Fields that are not known, left out: mood\n" in said
        assert "Would be written (--write):\nnew                  1\n" in said


class TestRefusal:
    def test_of_a_node_is_one_line(self, folder):
        with answering(FakeNode()) as node:
            node.instead["/public/get_public_entities"] = (200, "text/html", b"<p>Welcome")

            status, out, complaint = call(folder, "import-openxeco", node.address, "--write")

        assert (status, out) == (1, "")
        assert "Error: The node cannot be read, so nothing was changed. " in complaint
        assert "Traceback" not in complaint

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"city,pic\nEsch,1\n", "Call one “name”; the headings are: city, pic."),
            (b'name\n"LIST\n', "bad.csv cannot be read from line 2 on: a quotation mark"),
        ],
    )
    def test_of_a_file_is_one_line(self, folder, content, said):
        file = folder / "bad.csv"
        file.write_bytes(content)

        status, out, complaint = call(folder, "import", file, "--write")

        assert (status, out) == (1, "")
        lines = [line for line in complaint.splitlines() if line.startswith("Error: ")]
        assert len(lines) == 1
        assert said in lines[0]
        assert "Traceback" not in complaint

    def test_of_a_file_of_errors_that_is_the_file_itself(self, folder, members):
        before = members.read_bytes()

        status, _, complaint = call(folder, "import", members, "--errors", members)

        assert status == 2
        assert "is the file to import; give another for the errors." in complaint
        assert members.read_bytes() == before

    def test_of_an_import_that_is_not_there(self, folder):
        status, _, complaint = call(folder, "undo", "nothing-1")

        assert status == 1
        assert complaint.startswith("Error: There is no import nothing-1;")


class TestColumnsThatPeopleName:
    def test_are_read_as_said(self, tmp_path, empty_site):
        empty_site(tmp_path / "site")
        file = tmp_path / "list.csv"
        file.write_text("Wer;Wo;Wo\nLIST;LU;Belval\n")

        told = answer(
            tmp_path,
            *("import", file, "--write"),
            *("--map", "Wer=name", "--map", "Wo=country", "--map", "Wo (3)=city"),
        )
        assert (told["new"], told["ignored_columns"]) == (1, [])
        (found,) = answer(tmp_path, "find", "LIST")["organisations"]
        assert (found["country"], found["city"]) == ("LU", "Belval")

        status, _, complaint = call(tmp_path, "import", file, "--map", "Wann=name")
        assert status == 1
        assert "No column is called “Wann”; the headings are: Wer, Wo, Wo (3)." in complaint
        status, _, complaint = call(tmp_path, "import", file, "--map", "Wer=nom")
        assert status == 2
        assert "the fields are liaison_id, name" in complaint


class TestFillSearch:
    def test_copies_all_words_and_says_how_many(self, folder, members, monkeypatch):
        written = answer(folder, "import", members, "--write")
        server = FakeOpenSearch()
        with serving(server) as address:
            monkeypatch.setitem(ENVIRONMENT, "LIAISON_SEARCH", address)

            status, said, complaint = call(folder, "fill-search")

        kept = server.indexes["liaison-words-1"]["found"].values()
        assert status == 0, complaint
        assert said == f"{len(kept)} organisations are in the index.\n"
        assert any("belval" in each["word"] for each in kept)
        assert server.aliases == {"liaison-words": "liaison-words-1"}
        # The other tests find the folder as they do alone, in whatever order they come.
        monkeypatch.delitem(ENVIRONMENT, "LIAISON_SEARCH")
        assert answer(folder, "undo", written["import_id"], "--write")["written"]

    def test_says_in_one_line_that_the_server_is_away(self, folder, monkeypatch):
        server = FakeOpenSearch()
        server.is_away = True
        with serving(server) as address:
            monkeypatch.setitem(ENVIRONMENT, "LIAISON_SEARCH", address)

            status, _said, complaint = call(folder, "fill-search")

        assert status == 1
        assert "The OpenSearch server of LIAISON_SEARCH says no" in complaint
        assert "Traceback" not in complaint
