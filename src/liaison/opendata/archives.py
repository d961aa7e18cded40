"""Reading packed files that come from outside: nothing in them is trusted."""

import gzip
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from liaison.opendata.snapshots import HarvestRefused

# A web page instead of an archive begins like one of these.
_HTML = (b"<!doctype", b"<html", b"<head", b"<?xml")
_GZIP = b"\x1f\x8b"
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
)


@contextmanager
def open_archive(
    file: Path, *, most_members: int, most_bytes: int, most_expansion: int
) -> Iterator[zipfile.ZipFile]:
    """
    Open a zip archive after looking at what it says it holds.

    :param most_members: how many members it may have
    :param most_bytes: how large it may become unpacked
    :param most_expansion: how many times larger than packed it, or a member, may become
    :raises HarvestRefused: if it is no zip, cut off, protected, far too large, or tricks with names
    """
    _refuse_what_is_no_zip(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError):
        raise HarvestRefused(f"{file}: the zip is cut off or damaged.") from None
    with archive:
        members = archive.infolist()
        if len(members) > most_members:
            raise HarvestRefused(
                f"{file}: {len(members):,} members, at most {most_members:,} are expected."
            )
        _refuse_bombs(file, members, most_bytes=most_bytes, most_expansion=most_expansion)
        _refuse_tricks(file, members)
        yield archive


def read_member(file: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of one member, never more than it declared; raises HarvestRefused."""
    with _damage_named(file, member), archive.open(member) as packed:
        content = packed.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise HarvestRefused(f"{file}: {member.filename!r} is not as long as it says.")
    return content


@contextmanager
def open_member(
    file: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo
) -> Iterator[IO[bytes]]:
    """Open one member to read it piece by piece; damage on the way raises HarvestRefused."""
    with _damage_named(file, member), archive.open(member) as packed:
        yield packed


class Unpacked:
    """What a file holds once unpacked, read up to so many bytes."""

    def __init__(self, content: IO[bytes] | gzip.GzipFile, file: Path, *, most_bytes: int) -> None:
        self._content, self._file, self._left = content, file, most_bytes

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, or all; raises HarvestRefused if there are far too many."""
        return self._counted(self._content.read(self._left + 1 if size < 0 else size))

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self._counted(self._content.readline(self._left + 1)), b"")

    def _counted(self, read: bytes) -> bytes:
        self._left -= len(read)
        if self._left < 0:
            raise HarvestRefused(f"{self._file}: unpacks to far more than is expected, a bomb.")
        return read


@contextmanager
def open_packed(file: Path, *, most_expansion: int) -> Iterator[Unpacked]:
    """
    Open a file to read it piece by piece, unpacked if it is a gzip.

    :param most_expansion: how many times larger than packed it may become
    :raises HarvestRefused: if it cannot be read, is a web page, is damaged, or unpacks to far more
    """
    beginning = _beginning(file)
    _refuse_web_page(file, beginning, wanted="data")
    most_bytes = most_expansion * file.stat().st_size
    try:
        with file.open("rb") as content:
            if beginning.startswith(_GZIP):
                with gzip.GzipFile(fileobj=content) as unpacked:
                    yield Unpacked(unpacked, file, most_bytes=most_bytes)
            else:
                yield Unpacked(content, file, most_bytes=most_bytes)
    except _DAMAGE as error:
        raise HarvestRefused(f"{file}: is damaged ({error}).") from error


@contextmanager
def _damage_named(file: Path, member: zipfile.ZipInfo) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise HarvestRefused(f"{file}: {member.filename!r} is damaged ({error}).") from error


def _refuse_what_is_no_zip(file: Path) -> None:
    beginning = _beginning(file)
    if not beginning:
        raise HarvestRefused(f"{file}: is empty.")
    _refuse_web_page(file, beginning, wanted="a zip")
    if not beginning.startswith(b"PK"):
        raise HarvestRefused(f"{file}: is no zip.")


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(512)
    except OSError as error:
        raise HarvestRefused(f"{file}: cannot be read ({error.strerror}).") from None


def _refuse_web_page(file: Path, beginning: bytes, *, wanted: str) -> None:
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        raise HarvestRefused(f"{file}: is a web page, not {wanted}; the address may have moved.")


def _refuse_bombs(
    file: Path, members: list[zipfile.ZipInfo], *, most_bytes: int, most_expansion: int
) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > most_bytes or unpacked > most_expansion * file.stat().st_size:
        raise HarvestRefused(f"{file}: unpacks to {unpacked:,} bytes, a zip bomb.")
    for member in members:
        if member.file_size > most_expansion * max(member.compress_size, 1):
            raise HarvestRefused(
                f"{file}: the member {member.filename!r} unpacks to {member.file_size:,} bytes,"
                " a zip bomb."
            )


def _refuse_tricks(file: Path, members: list[zipfile.ZipInfo]) -> None:
    names = set()
    for member in members:
        name = member.filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name:
            raise HarvestRefused(f"{file}: the member {name!r} points outside the archive.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise HarvestRefused(f"{file}: the member {name!r} is a link.")
        if member.flag_bits & _ENCRYPTED:
            raise HarvestRefused(f"{file}: {name!r} is protected by a password.")
        if name in names:
            raise HarvestRefused(f"{file}: the member {name!r} stands twice.")
        names.add(name)
