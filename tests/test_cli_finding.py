"""`liaison organisations find`: whom a text means, for people and for programs."""

import csv
import json

import pytest

from tests.test_cli_organisations import call

ROWS = (
    ("name", "kind", "country", "city", "acronym", "former_names"),
    ("Luxembourg Institute of Health", "research", "LU", "Strassen", "LIH", "CRP-Santé"),
    ("Université du Luxembourg", "university", "LU", "Esch-sur-Alzette", "", ""),
    ("S.T. Screen Co., Ltd", "company", "LU", "Wasserbillig", "", ""),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, empty_site):
    folder = empty_site(tmp_path_factory.mktemp("finding") / "site").parent
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    status, _, complaint = call(folder, "import", folder / "members.csv", "--write")
    assert status == 0, complaint
    return folder


class TestFind:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("CRP-Sante", "Luxembourg Institute of Health"),
            ("universite luxembourg", "Université du Luxembourg"),
            ("ST Screen", "S.T. Screen Co., Ltd"),
        ],
    )
    def test_answers_programs_with_one_object(self, folder, text, name):
        status, out, _ = call(folder, "find", text, "--top", "1", "--json")

        assert status == 0
        told = json.loads(out)
        assert told["text"] == text
        assert [each["name"] for each in told["organisations"]] == [name]

    def test_tells_people_by_which_name(self, folder):
        status, out, _ = call(folder, "find", "crp sante")

        assert status == 0
        assert "Luxembourg Institute of Health (CRP-Santé) · Strassen, LU" in out

    def test_says_that_there_is_nobody(self, folder):
        status, out, _ = call(folder, "find", "Zyxwvut")

        assert (status, out) == (0, "No organisation of the directory has such a name or number.\n")
