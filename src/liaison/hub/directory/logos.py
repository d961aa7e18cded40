"""
Logos: what people upload, written anew in a format and in sizes of ours, and kept by content.

Nothing of an uploaded file is kept as it is: its picture is decoded and encoded again, so whatever
else it holds (places, names of people, another file behind the picture) is gone.
"""

import datetime as dt
import hashlib
import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

LARGEST_FILE = 2 * 1024 * 1024
# More than any logo needs; decoded and made smaller in well under a second.
MOST_PIXELS = 16_000_000
FEWEST_PIXELS_A_SIDE = 32
LONGEST_SIDE = 1_024
# What pages ask for: in lists and on profiles, twice as fine as they are shown.
SIZES = (96, 256)
_IN_PACK = (64, 128, 256, 512, 1_024)
_FORMATS = ("PNG", "JPEG", "WEBP")
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# The last ones come of what cameras say of a picture, where that is damaged.
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, ArithmeticError),
    *(struct.error, TypeError, LookupError),
)
_DIGITS = 32
_EARLIEST_IN_ZIP = dt.date(1980, 1, 1)

Logo = dict[str, Any]


class UnusableLogo(Exception):
    """A file cannot be a logo."""


class NoPicture(UnusableLogo):
    """It is no PNG, JPEG or WebP picture, or a broken one."""


class TooLarge(UnusableLogo):
    """It has too many bytes, or too many pixels."""


class TooSmall(UnusableLogo):
    """It has too few pixels to be told apart."""


def keep_logo(file: bytes) -> Logo:
    """
    Keep a picture that somebody uploaded; return what an organisation notes of it.

    :raises UnusableLogo: if it cannot be a logo; see the kinds of it
    """
    picture = _read(file)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    whole = _written(picture, "PNG")
    digest = hashlib.sha256(whole).hexdigest()[:_DIGITS]
    _store(_name(digest), whole)
    for size in SIZES:
        _store(_name(digest, size), _written(_within(picture, size), "WEBP"))
    return {"digest": digest, "width": picture.width, "height": picture.height}


def read_logo(digest: str, size: int) -> bytes:
    """
    Return a kept logo as WebP, no side longer than `size` pixels, one of `SIZES`.

    :raises FileNotFoundError: if it is not kept (any more)
    """
    return _stored(_name(digest, size))


def kept_logos() -> dict[str, dt.datetime]:
    """Return the digests of all logos that lie here, each with when a file of it was last kept."""
    found: dict[str, dt.datetime] = {}
    for name in _files():
        digest = name.rpartition("/")[2].partition("-")[0]
        at = _modified(name)
        found[digest] = max(found.get(digest, at), at)
    return found


def erase_logo(digest: str) -> None:
    """Erase all files of a logo; nothing happens where there is none."""
    for name in _files(digest[:2]):
        if name.rpartition("/")[2].startswith(f"{digest}-"):
            default_storage.delete(name)


def logo_pack(digest: str, *, name: str, readme: str, on: dt.date) -> bytes:
    """
    Return a ZIP file with a logo in several sizes and formats, on nothing and on white.

    :param name: how its files begin
    :param readme: what stands in its README.txt
    :raises FileNotFoundError: if the logo is not kept (any more)
    """
    with Image.open(io.BytesIO(_stored(_name(digest))), formats=["PNG"]) as opened:
        picture = opened.convert("RGBA")
    longest = max(picture.size)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as pack:
        _add(pack, "README.txt", readme.encode(), on)
        for ground, on_ground in (("transparent", picture), ("white", _on_white(picture))):
            for size in sorted({min(size, longest) for size in _IN_PACK}):
                for format_, ending in (("PNG", "png"), ("WEBP", "webp")):
                    file = f"{name}-{ground}-{size}.{ending}"
                    _add(pack, file, _written(_within(on_ground, size), format_), on)
    return packed.getvalue()


def _read(file: bytes) -> Image.Image:
    if len(file) > LARGEST_FILE:
        raise TooLarge
    try:
        # Only these are tried, whatever the file is called and says of itself.
        with Image.open(io.BytesIO(file), formats=_FORMATS) as opened:
            # Known from the first bytes; nothing is decoded yet.
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge
            if min(opened.size) < FEWEST_PIXELS_A_SIDE:
                raise TooSmall
            upright = ImageOps.exif_transpose(opened)
            picture = upright.convert("RGBA")
    except _BOMBS as error:
        raise TooLarge from error
    except _BROKEN as error:
        raise NoPicture from error
    bare = Image.new("RGBA", picture.size)
    bare.paste(picture)
    return bare


def _within(picture: Image.Image, size: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((size, size), Image.Resampling.LANCZOS)
    return smaller


def _on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def _written(picture: Image.Image, format_: str) -> bytes:
    written = io.BytesIO()
    options: dict[str, Any] = {"optimize": True} if format_ == "PNG" else {"quality": 90}
    picture.save(written, format_, **options)
    return written.getvalue()


def _name(digest: str, size: int | None = None) -> str:
    kind = "whole.png" if size is None else f"{size}.webp"
    return f"logos/{digest[:2]}/{digest}-{kind}"


def _store(name: str, content: bytes) -> None:
    # Of one content there is one file, whoever brings it; brought again it is as good as new, so
    # that nobody erases it before the organisation notes it.
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def _files(folder: str = "") -> Iterator[str]:
    """Yield the names of the files of logos, of one folder or of all."""
    try:
        folders = [folder] if folder else default_storage.listdir("logos")[0]
        for each in sorted(folders):
            for name in default_storage.listdir(f"logos/{each}")[1]:
                yield f"logos/{each}/{name}"
    except FileNotFoundError:
        return


def _modified(name: str) -> dt.datetime:
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        # Erased meanwhile.
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def _add(pack: zipfile.ZipFile, name: str, content: bytes, on: dt.date) -> None:
    day = max(on, _EARLIEST_IN_ZIP)
    pack.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), content)
