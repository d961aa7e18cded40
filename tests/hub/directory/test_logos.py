"""Logos: what is taken in, what is left of it, what is given out."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, date, datetime

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from liaison.hub.audit.models import Event
from liaison.hub.directory import actions
from liaison.hub.directory.editing import LOGO, read_entry
from liaison.hub.directory.logos import (
    NoPicture,
    TooLarge,
    TooSmall,
    keep_logo,
    logo_pack,
    read_logo,
)
from liaison.hub.directory.models import FieldChange, Organisation
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def picture(width=600, height=300, *, mode="RGBA", format_="PNG", **options):
    """A red disc on nothing, as a file."""
    drawn = Image.new(mode, (width, height))
    ImageDraw.Draw(drawn).ellipse([10, 10, height - 10, height - 10], fill="red")
    file = io.BytesIO()
    drawn.save(file, format_, **options)
    return file.getvalue()


def opened(file):
    return Image.open(io.BytesIO(file))


def bomb(width, height):
    """A PNG file of a few hundred bytes that says it has very many pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(1_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


class TestKeepLogo:
    @pytest.mark.parametrize(
        ("format_", "mode"),
        [("PNG", "RGBA"), ("PNG", "RGB"), ("WEBP", "RGBA"), ("JPEG", "RGB"), ("JPEG", "CMYK")],
    )
    def test_takes_pictures_of_three_kinds(self, format_, mode):
        kept = keep_logo(picture(mode=mode, format_=format_))

        assert (kept["width"], kept["height"]) == (600, 300)
        small = opened(read_logo(kept["digest"], 96))
        assert (small.format, small.size) == ("WEBP", (96, 48))

    def test_makes_large_ones_smaller(self):
        kept = keep_logo(picture(3_000, 1_500))

        assert (kept["width"], kept["height"]) == (1_024, 512)

    def test_keeps_the_same_picture_once_whatever_its_file_says(self, media):
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", "Ada Example")

        one, other = keep_logo(picture()), keep_logo(picture(pnginfo=said))

        assert one == other
        assert len([each for each in media.rglob("*") if each.is_file()]) == 3

    def test_leaves_nothing_of_what_the_file_says_beside_the_picture(self, media):
        exif = Image.Exif()
        exif[0x013B] = "Ada Example"
        # Lying on its side, as telephones write it.
        exif[0x0112] = 6

        kept = keep_logo(picture(mode="RGB", format_="JPEG", exif=exif) + b"<script>Ada</script>")

        assert (kept["width"], kept["height"]) == (300, 600)
        written = b"".join(each.read_bytes() for each in media.rglob("*") if each.is_file())
        assert b"Ada" not in written
        assert b"Exif" not in written

    @pytest.mark.parametrize(
        "file",
        [
            b"",
            b"GIF89a",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            picture(format_="GIF", mode="RGB"),
            picture()[:200],
            b"\x89PNG\r\n\x1a\n" + bytes(100),
        ],
        ids=["nothing", "a beginning", "SVG", "GIF", "cut off", "no PNG inside"],
    )
    def test_refuses_what_is_no_such_picture(self, file, media):
        with pytest.raises(NoPicture):
            keep_logo(file)

        assert not media.exists()

    @pytest.mark.parametrize("tag", [0x00, 0x1A], ids=["width", "resolution"])
    def test_refuses_one_of_which_the_camera_said_nonsense(self, tag, media):
        exif = Image.Exif()
        exif[0x010E] = "Words"
        exif[0x0112] = 6
        file = picture(mode="RGB", format_="JPEG", exif=exif)
        assert file.count(b"\x01\x0e\x00\x02") == 1

        with pytest.raises(NoPicture):
            # Words where there must be a number.
            keep_logo(file.replace(b"\x01\x0e\x00\x02", bytes([1, tag, 0, 2])))

        assert not media.exists()

    @pytest.mark.parametrize("file", [bytes(2 * 1024 * 1024 + 1), bomb(5_000, 5_000)])
    def test_refuses_what_is_too_large_before_reading_it(self, file):
        with pytest.raises(TooLarge):
            keep_logo(file)

    def test_refuses_what_would_fill_the_memory(self):
        with pytest.raises(TooLarge):
            keep_logo(bomb(60_000, 60_000))

    def test_refuses_what_nobody_could_tell_apart(self):
        with pytest.raises(TooSmall):
            keep_logo(picture(600, 31))


class TestLogoPack:
    def test_has_sizes_and_formats_on_nothing_and_on_white(self):
        kept = keep_logo(picture())

        packed = logo_pack(kept["digest"], name="moselle", readme="Whose?", on=date(2026, 11, 2))

        pack = zipfile.ZipFile(io.BytesIO(packed))
        assert pack.testzip() is None
        # 64, 128, 256, 512 and its own 600, twice in each of two formats.
        assert len(pack.namelist()) == 1 + 5 * 2 * 2
        assert pack.read("README.txt") == b"Whose?"
        assert pack.getinfo("README.txt").date_time == (2026, 11, 2, 0, 0, 0)
        clear = opened(pack.read("moselle-transparent-128.png"))
        white = opened(pack.read("moselle-white-128.png"))
        assert (clear.size, clear.getpixel((127, 0))) == ((128, 64), (0, 0, 0, 0))
        assert white.getpixel((127, 0)) == (255, 255, 255)

    def test_is_not_made_of_what_is_not_kept(self):
        with pytest.raises(FileNotFoundError):
            logo_pack("0" * 32, name="moselle", readme="", on=date(2026, 11, 2))


@pytest.mark.django_db
class TestLogoOfAnEntry:
    def test_is_a_field_like_others(self):
        sensors = OrganisationFactory(visibility="public")
        owner = OrganisationRoleFactory(organisation=sensors).person
        kept = keep_logo(picture())

        actions.edit_organisation(
            sensors.public_id,
            seen=read_entry(sensors),
            wanted={LOGO: kept},
            by=owner,
            now=NOON,
        )

        sensors = Organisation.objects.get()
        assert sensors.logo == kept
        assert sensors.provenance["logo"]["source"] == "liaison:organisation"
        change = FieldChange.objects.get()
        assert (change.field, change.old, change.new) == ("logo", None, kept)
        assert Event.objects.get().details == {"fields": ["logo"]}
