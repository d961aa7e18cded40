"""Files of any program are read, and none that we write runs a formula."""

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis.strategies import text
from openpyxl import Workbook, load_workbook

from liaison.hub.lifecycle.importing.headings import fitness
from liaison.hub.lifecycle.tables import UnusableFile, check_target, open_table, table_writer
from liaison.hub.lifecycle.tables.formulas import as_it_was, harmless

TEXT = "name;city\r\nUniversité;Esch\r\nBüro;Köln\r\n"
ROWS = [(2, ["Université", "Esch"]), (3, ["Büro", "Köln"])]


def read(path):
    with open_table(path, fitness=fitness) as table:
        return table.headings, [(row.number, row.cells) for row in table.rows]


class TestCsvFile:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
    )
    def test_is_read_in_any_encoding(self, tmp_path, encoding):
        path = tmp_path / "members.csv"
        path.write_bytes(TEXT.encode(encoding))

        assert read(path) == (["name", "city"], ROWS)

    def test_of_bytes_that_windows_has_not_is_latin(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_bytes(b"name\nCaf\xe9 \x81bar\n")

        assert read(path)[1] == [(2, ["Café \x81bar"])]

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_is_read_with_any_separator(self, tmp_path, separator):
        path = tmp_path / "members.csv"
        path.write_text(TEXT.replace(";", separator))

        assert read(path) == (["name", "city"], ROWS)

    def test_has_the_separator_by_which_its_headings_are_known(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text("name;notes, dates, and more\nLIH;a,b\n")

        assert read(path)[0] == ["name", "notes, dates, and more"]

    def test_may_say_its_separator(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text("sep=;\nname;city\nLIH;Strassen\n")

        assert read(path) == (["name", "city"], [(2, ["LIH", "Strassen"])])

    def test_may_have_line_breaks_in_cells(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text('name,city\n"Luxembourg\nInstitute","Stras""sen"\nLIST,Belval\n')

        cells = [(2, ["Luxembourg\nInstitute", 'Stras"sen']), (3, ["LIST", "Belval"])]
        assert read(path)[1] == cells

    def test_leaves_empty_rows_out_but_counts_them(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text("\n\nname,city\n\nLIH,Strassen\n,\nLIST,Belval\n")

        assert [number for number, _ in read(path)[1]] == [5, 7]

    def test_is_refused_where_a_quotation_mark_is_not_closed(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_text('name\nLIH\n"LIST\nLISER\n')

        with pytest.raises(UnusableFile, match=r"members\.csv cannot be read from line 3 on"):
            read(path)

    @pytest.mark.parametrize("rows", [0, 100_000])
    def test_is_refused_where_its_letters_are_broken(self, tmp_path, rows):
        path = tmp_path / "members.csv"
        path.write_bytes(("name\n" + "LIH\n" * rows).encode("utf-16") + b"\x00")

        with pytest.raises(UnusableFile, match="its letters are broken"):
            read(path)

    @pytest.mark.parametrize("content", [b"", b"\n\n", b" ; ;\n"])
    def test_is_refused_if_it_is_empty(self, tmp_path, content):
        path = tmp_path / "members.csv"
        path.write_bytes(content)

        with pytest.raises(UnusableFile, match=r"members\.csv is empty"):
            read(path)

    def test_has_no_control_signs_in_its_headings(self, tmp_path):
        path = tmp_path / "members.csv"
        path.write_bytes(b'name;no\x00te;\x00;"two\nlines"\nLIH;a;b;c\n')

        headings, _rows = read(path)

        assert headings == ["name", "note", "", "two\nlines"]


@pytest.fixture
def broken(tmp_path):
    """An Excel file of which something is broken."""

    def write(member="", content=b"", *, is_encrypted=False, is_damaged=False):
        whole, path = tmp_path / "whole.xlsx", tmp_path / "members.xlsx"
        book = Workbook()
        book.active.append(["name", "country"])
        book.active.append(["LIH", "LU"])
        book.save(whole)
        with zipfile.ZipFile(whole) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as to:
            for name in read.namelist():
                to.writestr(name, content if name == member else read.read(name))
        octets = bytearray(path.read_bytes())
        if is_encrypted:
            for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
                for found in re.finditer(re.escape(mark), bytes(octets)):
                    octets[found.start() + place] |= 1
        if is_damaged:
            sheet = b"xl/worksheets/sheet1.xml"
            begins = octets.index(sheet) + len(sheet)
            octets[begins + 10 : begins + 50] = bytes(0x5A ^ each for each in range(40))
        path.write_bytes(octets)
        return path

    return write


class TestExcelFile:
    @pytest.mark.parametrize(
        "what",
        [
            {"member": "xl/workbook.xml", "content": b"<broken"},
            {"member": "xl/worksheets/sheet1.xml", "content": b"<worksheet><sheetData><row><c"},
            {"member": "[Content_Types].xml", "content": b"<x"},
            {"is_encrypted": True},
            {"is_damaged": True},
        ],
        ids=["book", "sheet", "types", "encrypted", "damaged"],
    )
    def test_that_is_broken_is_refused(self, broken, what):
        with pytest.raises(UnusableFile, match="cannot be read as an Excel file"):
            read(broken(**what))

    def test_is_read_whatever_it_is_called(self, tmp_path):
        book = Workbook()
        book.active.append(["name", "pic", "founded", "latitude"])
        book.active.append([" LIH ", 999446885, 2015.0, 49.61])
        book.active.append([None, None, None, None])
        book.active.append(["LIST", None, None, None])
        path = tmp_path / "members.data"
        book.save(path)

        headings, rows = read(path)

        assert headings == ["name", "pic", "founded", "latitude"]
        assert rows == [(2, ["LIH", "999446885", "2015", "49.61"]), (4, ["LIST"])]

    def test_is_read_from_the_sheet_that_has_the_columns(self, tmp_path):
        book = Workbook()
        book.active.append(["How to fill this in"])
        book.create_sheet("Members").append(["name"])
        book["Members"].append(["LIH"])
        path = tmp_path / "members.xlsx"
        book.save(path)

        assert read(path) == (["name"], [(2, ["LIH"])])

    def test_of_the_old_kind_is_refused(self, tmp_path):
        path = tmp_path / "members.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))

        with pytest.raises(UnusableFile, match=r"Save it as \.xlsx"):
            read(path)

    def test_that_is_none_is_refused(self, tmp_path):
        path = tmp_path / "members.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("letter.txt", "no table")

        with pytest.raises(UnusableFile, match="cannot be read as an Excel file"):
            read(path)

    def test_that_unpacks_too_large_is_refused(self, tmp_path):
        path = tmp_path / "members.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(9):
                archive.writestr(f"xl/{number}.xml", bytes(64 << 20))

        with pytest.raises(UnusableFile, match="more than 512 MiB"):
            read(path)


class TestMissingFile:
    def test_is_refused(self, tmp_path):
        with pytest.raises(UnusableFile, match=r"gone\.csv cannot be opened: No such file"):
            read(tmp_path / "gone.csv")


def _write_until_it_fails(write_row):
    write_row(["name"])
    raise RuntimeError("the plug was pulled out")


FORMULAS = ["=1+1", "+352 26", "-HTML-", "@SUM(A1)", "'=1", "''@x", "'quoted'", "plain"]


class TestWrittenFile:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_gives_back_what_was_written(self, tmp_path, ending):
        path = tmp_path / f"out.{ending}"
        with table_writer(path) as write_row:
            write_row(["name", "latitude"])
            for text in FORMULAS:
                write_row([text, -9.13])

        assert [cells for _, cells in read(path)[1]] == [[text, "-9.13"] for text in FORMULAS]

    def test_has_no_formula_as_csv(self, tmp_path):
        path = tmp_path / "out.csv"
        with table_writer(path) as write_row:
            for text in [*FORMULAS, "\tx", "\rx"]:
                write_row([text])

        cells = [row[0] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")))]
        assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]

    def test_has_no_formula_as_excel(self, tmp_path):
        path = tmp_path / "out.xlsx"
        with table_writer(path) as write_row:
            for text in FORMULAS:
                write_row([text])

        cells = [row[0] for row in load_workbook(path).active.iter_rows()]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value for cell in cells[:2]] == ["'=1+1", "'+352 26"]

    def test_is_not_there_if_writing_fails(self, tmp_path):
        path = tmp_path / "out.csv"
        path.write_text("as it was")

        with pytest.raises(RuntimeError, match="pulled out"), table_writer(path) as write_row:
            _write_until_it_fails(write_row)

        assert path.read_text() == "as it was"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("name", ["out.ods", "out", "nowhere/out.csv"])
    def test_is_refused_before_anything_is_done(self, tmp_path, name):
        with pytest.raises(UnusableFile):
            check_target(tmp_path / name)


class TestHarmlessText:
    @given(text())
    def test_can_be_had_back(self, written):
        assert as_it_was(harmless(written)) == written

    @given(text())
    def test_begins_no_formula(self, written):
        assert harmless(written)[:1] not in tuple("=+-@\t\r")
