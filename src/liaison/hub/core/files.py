"""
Files that people bring: what they are is found out of their bytes, never believed.

Pictures are written anew, so that nothing else comes along with them; everything is answered as an
attachment. Each file lies under a name of its own that says nothing, and is erased with what it
belongs to.
"""

import io
import lzma
import shlex
import struct
import subprocess
import unicodedata
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 30_000_000
_LONGEST_NAME = 100
_MOST_PARTS = 5_000
# Bytes of all parts of a document once unpacked: no letter has more, and bombs have much more.
_MOST_UNPACKED = 250 * 1024 * 1024
_LONGEST_LIST_OF_KINDS = 1024 * 1024
# By these a list of kinds names programs, whatever their parts are called.
_KINDS_OF_PROGRAMS = (b"vbaproject", b"macroenabled", b"macrosheet", b"activex")
_PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs")
# A scanner that says nothing within a minute has not looked.
_SCAN_SECONDS = 60
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, ArithmeticError),
    *(struct.error, zlib.error, lzma.LZMAError, TypeError, LookupError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
# Signs that no text has: all below the space but tab and new lines.
_NO_TEXT = frozenset(map(chr, range(32))) - set("\t\n\r\f")

# Files that the transaction of this thread has kept so far.
_kept: ContextVar[list[str]] = ContextVar("files kept")


class Kind(Enum):
    """What a file is: how it is answered, and how its name may end, the first being usual."""

    PDF = ("application/pdf", ("pdf",))
    PNG = ("image/png", ("png",))
    JPEG = ("image/jpeg", ("jpg", "jpeg"))
    WEBP = ("image/webp", ("webp",))
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
    PPTX = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ("pptx",),
    )
    ODT = ("application/vnd.oasis.opendocument.text", ("odt",))
    ODS = ("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
    ODP = ("application/vnd.oasis.opendocument.presentation", ("odp",))
    TEXT = ("text/plain; charset=utf-8", ("txt", "csv", "md"))

    @property
    def content_type(self) -> str:
        return self.value[0]

    @property
    def endings(self) -> tuple[str, ...]:
        return self.value[1]


_PICTURES = {"PNG": Kind.PNG, "JPEG": Kind.JPEG, "WEBP": Kind.WEBP}
_OFFICE = {"word/": Kind.DOCX, "xl/": Kind.XLSX, "ppt/": Kind.PPTX}
_OPEN_DOCUMENTS = {kind.content_type: kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)}


class UnusableFile(Exception):
    """A file cannot be taken; `name` is how its owner knows it."""

    def __init__(self, name: str) -> None:
        super().__init__(type(self).__name__)
        self.name = name


class TooLarge(UnusableFile):
    """It has too many bytes, or too many pixels."""


class Empty(UnusableFile):
    """There is nothing in it."""


class UnknownKind(UnusableFile):
    """It is none of the kinds that are taken, or a broken one, or it holds programs."""


class NotScanned(UnusableFile):
    """The scanner of this installation found something in it, or could not look."""


@dataclass(frozen=True)
class Upload:
    """What somebody sends: the name they gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Checked:
    """A file that can be taken: its name made harmless, what it is, and the bytes to be kept."""

    name: str
    kind: Kind
    content: bytes


def check(upload: Upload) -> Checked:
    """
    Find out what a file is and make it harmless.

    :raises UnusableFile: if it cannot be taken; see the kinds of it
    """
    if len(upload.content) > LARGEST_FILE:
        raise TooLarge(upload.name)
    if not upload.content:
        raise Empty(upload.name)
    kind, content = _known(upload)
    _scan(upload)
    return Checked(clean_name(upload.name, kind), kind, content)


def keep(checked: Checked, *, of: str) -> str:
    """
    Store a file, within `nothing_kept_in_vain`; return where it lies.

    :param of: the part of the site that it belongs to
    """
    name = uuid.uuid4().hex
    path = default_storage.save(f"{of}/{name[:2]}/{name}", ContentFile(checked.content))
    _kept.get().append(path)
    return path


@contextmanager
def nothing_kept_in_vain() -> Iterator[None]:
    """Begin a transaction; the files that it keeps are erased where it fails."""
    kept: list[str] = []
    token = _kept.set(kept)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for path in kept:
            forget(path)
        raise
    finally:
        _kept.reset(token)


def read(path: str) -> bytes:
    """Return a kept file; raises FileNotFoundError if it is kept no more."""
    with default_storage.open(path) as file:
        return bytes(file.read())


def forget(path: str) -> None:
    """Erase a kept file; one that is gone already is no mistake."""
    default_storage.delete(path)


def clean_name(name: str, kind: Kind) -> str:
    """Return a name without folders, marks that mislead the eye, or a false ending."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    # Control and direction marks, private and half signs.
    shown = "".join("" if unicodedata.category(sign)[0] == "C" else sign for sign in name)
    plain = "".join("-" if sign in '<>:"/|?*' else sign for sign in shown)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if ending.lower() not in kind.endings:
        # What was taken for an ending is part of the name: "offer.exe" becomes "offer.exe.txt".
        stem, ending = f"{stem}{dot}{ending}", kind.endings[0]
    stem = stem.strip(". ")[:_LONGEST_NAME].rstrip(". ") or "file"
    return f"{stem}.{ending.lower()}"


def _known(upload: Upload) -> tuple[Kind, bytes]:
    content = upload.content
    if content.startswith(b"%PDF-"):
        return Kind.PDF, content
    if content.startswith(b"PK\x03\x04"):
        return _office(upload), content
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    ):
        return _picture(upload)
    return Kind.TEXT, _text(upload)


def _picture(upload: Upload) -> tuple[Kind, bytes]:
    try:
        with Image.open(io.BytesIO(upload.content), formats=tuple(_PICTURES)) as opened:
            # Known from the first bytes; nothing is decoded yet.
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge(upload.name)
            # Several pictures in one, as telephones take them, begin with the one that is meant.
            format_ = "JPEG" if opened.format == "MPO" else str(opened.format)
            upright = ImageOps.exif_transpose(opened)
            picture = upright.convert("RGB" if format_ == "JPEG" else "RGBA")
    except _BROKEN as error:
        raise UnknownKind(upload.name) from error
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    written = io.BytesIO()
    bare.save(written, format_, **({} if format_ == "PNG" else {"quality": 90}))
    return _PICTURES[format_], written.getvalue()


def _office(upload: Upload) -> Kind:
    """Tell documents of office programs from other archives; those with programs are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(upload.content)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            said = _mimetype(archive, parts)
            has_programs = _names_programs(archive, names)
    except (*_BROKEN, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnknownKind(upload.name) from error
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise TooLarge(upload.name)
    has_programs |= any(
        name.startswith(("Basic/", "Scripts/"))
        or (name.lower().endswith(_PROGRAMS) and "printersettings" not in name.lower())
        for name in names
    )
    if has_programs or len(names) > _MOST_PARTS:
        raise UnknownKind(upload.name)
    if said in _OPEN_DOCUMENTS:
        return _OPEN_DOCUMENTS[said]
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    raise UnknownKind(upload.name)


def _mimetype(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    """Return what an open document says it is; it stands first, and is short."""
    if not parts or parts[0].filename != "mimetype":
        return ""
    with archive.open(parts[0]) as file:
        return file.read(200).decode("ascii", "replace").strip()


def _names_programs(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Say whether the list of the kinds of a document's parts names programs."""
    if "[Content_Types].xml" not in names:
        return False
    with archive.open("[Content_Types].xml") as file:
        # Without NUL it reads the same in two bytes a letter.
        listed = file.read(_LONGEST_LIST_OF_KINDS).replace(b"\x00", b"").lower()
    return any(kind in listed for kind in _KINDS_OF_PROGRAMS)


def _text(upload: Upload) -> bytes:
    """Return a text in UTF-8; raises UnknownKind for what no text is."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = upload.content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.intersection(text):
            return text.encode()
    raise UnknownKind(upload.name)


def _scan(upload: Upload) -> None:
    """
    Hand a file to the scanner of this installation, where there is one.

    It gets the bytes on its standard input, and ends with 0 where it finds nothing.
    """
    command = shlex.split(settings.LIAISON_FILE_SCANNER)
    if not command:
        return
    try:
        done = subprocess.run(
            command, input=upload.content, capture_output=True, timeout=_SCAN_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotScanned(upload.name) from error
    if done.returncode:
        raise NotScanned(upload.name)
