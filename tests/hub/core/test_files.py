import io
import zipfile

import pytest
from PIL import Image

from liaison.hub.core import files
from liaison.hub.core.files import Kind, Upload, check, clean_name


def archive(*names, mimetype=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        if mimetype:
            pack.writestr("mimetype", mimetype)
        for name in names:
            pack.writestr(name, "x")
    return packed.getvalue()


def picture(format_, **more):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, format_, **more)
    return drawn.getvalue()


class TestCheck:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"%PDF-1.7", Kind.PDF),
            (picture("PNG"), Kind.PNG),
            (picture("JPEG"), Kind.JPEG),
            (picture("WEBP"), Kind.WEBP),
            (archive("[Content_Types].xml", "word/document.xml"), Kind.DOCX),
            (archive("[Content_Types].xml", "xl/workbook.xml"), Kind.XLSX),
            (archive("[Content_Types].xml", "ppt/presentation.xml"), Kind.PPTX),
            (
                archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
                Kind.ODT,
            ),
            ("Förderung; Höhe".encode(), Kind.TEXT),
            ("Förderung".encode("cp1252"), Kind.TEXT),
        ],
        # Archives carry the time at which they were made.
        ids=map(str, range(10)),
    )
    def test_knows_what_it_is_by_its_bytes(self, content, kind):
        assert check(Upload("whatever.exe", content)).kind is kind

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\x00\x03 a program",
            b"\x7fELF\x02\x01\x01\x00",
            b"PK\x03\x04 no archive",
            b"\x89PNG\r\n\x1a\n broken",
            archive("holiday.jpg", "run.exe"),
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            archive("Basic/Standard/x.xml", mimetype="application/vnd.oasis.opendocument.text"),
        ],
        # Archives carry the time at which they were made.
        ids=map(str, range(7)),
    )
    def test_refuses_what_it_does_not_know_and_programs(self, content):
        with pytest.raises(files.UnknownKind):
            check(Upload("offer.pdf", content))

    def test_refuses_what_is_too_large_or_empty(self):
        with pytest.raises(files.TooLarge):
            check(Upload("offer.pdf", b"%PDF-" + b" " * files.LARGEST_FILE))
        with pytest.raises(files.Empty):
            check(Upload("offer.pdf", b""))

    def test_refuses_programs_under_a_harmless_name(self):
        programs = 'PartName="/word/x.xml" ContentType="application/vnd.ms-office.vbaProject"'
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("[Content_Types].xml", f"<Types><Override {programs}/></Types>")
            pack.writestr("word/document.xml", "x")

        with pytest.raises(files.UnknownKind):
            check(Upload("offer.docx", packed.getvalue()))

    def test_refuses_what_grows_when_it_is_unpacked(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as pack:
            pack.writestr("[Content_Types].xml", "x")
            pack.writestr("word/document.xml", "x")
            pack.getinfo("word/document.xml").file_size = 300 * 1024 * 1024

        with pytest.raises(files.TooLarge):
            check(Upload("offer.docx", packed.getvalue()))

    def test_refuses_a_document_that_cannot_be_unpacked(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("mimetype", Kind.ODT.content_type * 20)
        broken = bytearray(packed.getvalue())
        broken[38:44] = b"\xff" * 6

        with pytest.raises(files.UnknownKind):
            check(Upload("offer.odt", bytes(broken)))

    def test_refuses_a_document_that_is_packed_in_another_way_and_broken(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as pack:
            pack.writestr("[Content_Types].xml", "x" * 1000)
        broken = bytearray(packed.getvalue())
        broken[60:80] = b"\x00\xff" * 10

        with pytest.raises(files.UnknownKind):
            check(Upload("agreement.docx", bytes(broken)))

    def test_takes_the_first_of_several_pictures_in_one(self):
        near, far = Image.new("RGB", (40, 30), "teal"), Image.new("RGB", (40, 30), "red")
        taken = io.BytesIO()
        near.save(taken, "MPO", save_all=True, append_images=[far])

        kept = check(Upload("site.jpg", taken.getvalue()))

        assert kept.kind is Kind.JPEG
        with Image.open(io.BytesIO(kept.content)) as opened:
            assert (opened.format, opened.getpixel((0, 0))[0] < 50) == ("JPEG", True)

    def test_writes_pictures_anew_without_what_cameras_add(self):
        exif = Image.Exif()
        exif[0x010E] = "at home in Bettembourg"
        sent = picture("JPEG", exif=exif)
        assert b"Bettembourg" in sent

        kept = check(Upload("site.jpg", sent))

        assert b"Bettembourg" not in kept.content
        with Image.open(io.BytesIO(kept.content)) as opened:
            assert opened.size == (40, 30)

    def test_hands_files_to_the_scanner(self, settings):
        settings.LIAISON_FILE_SCANNER = "grep -q -v EICAR"

        assert check(Upload("a.txt", b"an offer")).kind is Kind.TEXT
        with pytest.raises(files.NotScanned):
            check(Upload("a.txt", b"EICAR"))

    def test_takes_nothing_where_the_scanner_is_missing(self, settings):
        settings.LIAISON_FILE_SCANNER = "/there/is/no/such/program"

        with pytest.raises(files.NotScanned):
            check(Upload("a.txt", b"an offer"))


class TestCleanName:
    @pytest.mark.parametrize(
        ("given", "kind", "cleaned"),
        [
            ("offer.pdf", Kind.PDF, "offer.pdf"),
            ("C:\\Users\\Claire\\offer.PDF", Kind.PDF, "offer.pdf"),
            ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
            ("invoice\u202egpj.exe", Kind.TEXT, "invoicegpj.exe.txt"),
            ("a\r\nSet-Cookie: x.pdf", Kind.PDF, "aSet-Cookie- x.pdf"),
            ("...", Kind.PNG, "file.png"),
            ("", Kind.PNG, "file.png"),
            ("x" * 300 + ".pdf", Kind.PDF, "x" * 100 + ".pdf"),
        ],
    )
    def test_leaves_nothing_that_misleads(self, given, kind, cleaned):
        assert clean_name(given, kind) == cleaned
