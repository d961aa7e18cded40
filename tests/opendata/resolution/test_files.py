"""A whole file is resolved: the same rows, with two columns added."""

import csv
import re

import pytest

from liaison.opendata.resolution.affiliations import Resolution
from liaison.opendata.resolution.files import ROWS_AT_ONCE, UnusableFile, resolve_file

LUX = "https://ror.org/lux"


def resolve(affiliations):
    """Find the university, and nobody else."""
    return [
        Resolution(LUX, 0.91234) if "Université" in each else Resolution("", 0.3)
        for each in affiliations
    ]


@pytest.fixture
def resolved(tmp_path, silent):
    """Resolve a file of this content; return its rows and the outcome."""

    def run(content, encoding="utf-8"):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content.encode(encoding))
        outcome = resolve_file(source, target, resolve=resolve, progress=silent)
        return target.read_text("utf-8"), outcome

    return run


@pytest.fixture
def refusal(tmp_path, silent):
    """Return what is said of a file that cannot be used, and see that nothing is written."""

    def run(content, target="out.csv"):
        source = tmp_path / "in.csv"
        source.write_bytes(content)
        with pytest.raises(UnusableFile) as refused:
            resolve_file(source, tmp_path / target, resolve=resolve, progress=silent)
        assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]
        assert source.read_bytes() == content
        return str(refused.value)

    return run


class TestResolveFile:
    def test_keeps_all_rows_and_columns_in_their_order(self, resolved):
        written, outcome = resolved(
            'id,affiliation,note\n7,"Université, Esch",first\n3,Nobody,"a ""b"""\n'
        )

        assert written == (
            "id,affiliation,note,ror_id,score\n"
            f'7,"Université, Esch",first,{LUX},0.9123\n'
            '3,Nobody,"a ""b""",,\n'
        )
        assert (outcome.rows, outcome.found, outcome.notices) == (2, 1, ())

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_reads_unicode(self, resolved, encoding):
        written, outcome = resolved("affiliation\nUniversité\n", encoding)

        assert written == f"affiliation,ror_id,score\nUniversité,{LUX},0.9123\n"
        assert outcome.notices == ()

    def test_reads_windows_1252_and_says_so(self, resolved):
        written, outcome = resolved("affiliation\nUniversité\n", "cp1252")

        assert "Université," in written
        assert "Windows-1252" in outcome.notices[0]

    def test_takes_bytes_that_mean_nothing_for_no_letter(self, tmp_path, silent):
        source = tmp_path / "in.csv"
        source.write_bytes(b"affiliation\nUniversit\xe9 \x81\n")

        resolve_file(source, tmp_path / "out.csv", resolve=resolve, progress=silent)

        assert "Université \ufffd," in (tmp_path / "out.csv").read_text("utf-8")

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_keeps_other_delimiters(self, resolved, delimiter):
        written, _ = resolved(delimiter.join(("a", "affiliation\n1", "Université, Esch\n")))

        assert written.splitlines()[1] == delimiter.join(("1", "Université, Esch", LUX, "0.9123"))

    def test_keeps_lines_within_a_field(self, resolved):
        written, outcome = resolved('affiliation\n"Université\nEsch"\n')

        assert list(csv.reader(written.splitlines(keepends=True)))[1][0] == "Université\nEsch"
        assert outcome.rows == 1

    def test_fills_up_what_a_row_leaves_out_and_passes_over_empty_lines(self, resolved):
        written, _ = resolved("affiliation,note\nUniversité\n\nNobody,x\n\n")

        assert written.splitlines()[1:] == [f"Université,,{LUX},0.9123", "Nobody,x,,"]

    def test_renames_columns_that_are_called_as_the_new_ones(self, resolved):
        written, outcome = resolved("affiliation,ror_id\nNobody,NP\n")

        assert written == "affiliation,ror_id_before,ror_id,score\nNobody,NP,,\n"
        assert "ror_id_before" in outcome.notices[0]

    def test_takes_a_file_without_rows(self, resolved):
        written, outcome = resolved("affiliation\n")

        assert (written, outcome.rows) == ("affiliation,ror_id,score\n", 0)

    def test_reports_progress_and_asks_once_for_what_stands_twice(self, tmp_path):
        source, asked, reported = tmp_path / "in.csv", [], []
        source.write_text("affiliation\n" + "Université\nNobody\n" * ROWS_AT_ONCE, "utf-8")

        def ask(affiliations):
            asked.append(len(affiliations))
            return resolve(affiliations)

        resolve_file(
            source,
            tmp_path / "out.csv",
            resolve=ask,
            progress=lambda done, total, what: reported.append((done, total)),
        )

        assert asked == [2, 2]
        assert reported[-1] == (source.stat().st_size, source.stat().st_size)


class TestUnusableFile:
    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"", "is empty"),
            (b"name,city\nx,y\n", "no column 'affiliation'.*name, city"),
            (b"\x00\x01\x02binary", "no column|is no CSV"),
            (b"affiliation,a\nx,y,z\n", "line 2 has 3 fields, its header 2"),
            (b'affiliation\n"never closed\n', "is no CSV"),
            (b'affiliation\n"a"b\n', "line 2 is no CSV"),
        ],
    )
    def test_is_refused_in_one_line(self, refusal, content, complaint):
        said = refusal(content)

        assert re.search(complaint, said), said
        assert "\n" not in said

    def test_is_never_overwritten(self, refusal):
        assert "is the input itself" in refusal(b"affiliation\nx\n", "in.csv")

    def test_needs_a_folder_for_the_output(self, refusal):
        assert "no such folder" in refusal(b"affiliation\nx\n", "nowhere/out.csv")

    def test_that_is_missing_is_named(self, tmp_path, silent):
        with pytest.raises(UnusableFile, match=r"in\.csv: cannot be read"):
            resolve_file(
                tmp_path / "in.csv", tmp_path / "out.csv", resolve=resolve, progress=silent
            )

    def test_leaves_an_earlier_output_as_it_was(self, tmp_path, silent):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text("affiliation\nx\n" * 2 + "a,b\n", "utf-8")
        target.write_text("earlier", "utf-8")

        with pytest.raises(UnusableFile):
            resolve_file(source, target, resolve=resolve, progress=silent)

        assert target.read_text("utf-8") == "earlier"
        assert len(list(tmp_path.iterdir())) == 2
