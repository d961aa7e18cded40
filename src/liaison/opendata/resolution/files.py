"""Resolves a whole file: rows in, the same rows with an identifier and a score out."""

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

from liaison.opendata.fetch import Progress
from liaison.opendata.resolution.affiliations import Resolution

if TYPE_CHECKING:
    from _csv import Reader

AFFILIATION, ADDED = "affiliation", ("ror_id", "score")
ROWS_AT_ONCE = 1_000
# A field longer than that is no affiliation, but a quote that nobody closed.
_LONGEST_FIELD = 16 * 1024**2
_BLOCK = 1024**2
_DELIMITERS = (",", ";", "\t")
_DECIMALS = 4
_OLD_ENCODING = "cp1252"

Resolve = Callable[[Sequence[str]], list[Resolution]]


class UnusableFile(Exception):
    """A file cannot be read or written; one line that names it and says why."""


@dataclass(frozen=True)
class Resolved:
    """
    What became of a file.

    :ivar notices: what a person should know of how it was read, one sentence each
    """

    rows: int
    found: int
    notices: tuple[str, ...]


def resolve_file(source: Path, target: Path, *, resolve: Resolve, progress: Progress) -> Resolved:
    """
    Write the rows of a CSV file with the columns `ror_id` and `score` added to each.

    Both stay empty where an affiliation means no organisation of the registry. The target is there
    whole, or not at all; memory does not grow with the file.

    :param source: with a column `affiliation`; comma, semicolon or tab between fields
    :raises UnusableFile: if the source is no such file, or the target cannot be written
    """
    check(source, target)
    encoding, notices = _encoding_of(source)
    with _opened(source) as content, _whole_or_not_at_all(target) as written:
        size = os.fstat(content.fileno()).st_size
        # Five bytes mean nothing in Windows-1252; whoever wrote them meant no letter.
        errors = "replace" if encoding == _OLD_ENCODING else "strict"
        lines = io.TextIOWrapper(content, encoding=encoding, errors=errors, newline="")
        reader, header = _reader_of(source, lines)
        at = [name.strip().lower() for name in header].index(AFFILIATION)
        kept, renamed = _kept(header)
        writer = csv.writer(written, delimiter=reader.dialect.delimiter, lineterminator="\n")
        writer.writerow([*kept, *ADDED])
        n_rows = n_found = 0
        rows = _rows(source, reader, len(header))
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            answers = _answers([row[at] for row in batch], resolve)
            writer.writerows(
                [*row, answer.id, f"{answer.score:.{_DECIMALS}f}" if answer.id else ""]
                for row, answer in zip(batch, answers, strict=True)
            )
            n_rows += len(batch)
            n_found += sum(bool(answer.id) for answer in answers)
            progress(content.tell(), size, "Resolving")
    return Resolved(n_rows, n_found, (*notices, *renamed))


def check(source: Path, target: Path) -> None:
    """Refuse at once what cannot become of two files; raises UnusableFile."""
    with _opened(source) as content:
        if not content.read(1):
            raise UnusableFile(f"{source}: is empty.")
    if target.exists() and os.path.samefile(source, target):
        raise UnusableFile(f"{target}: is the input itself; name another file for the output.")
    if not target.parent.is_dir():
        raise UnusableFile(f"{target.parent}: there is no such folder to write into.")


def _answers(affiliations: Sequence[str], resolve: Resolve) -> list[Resolution]:
    """Resolve each affiliation once, however often it stands there."""
    each = list(dict.fromkeys(affiliations))
    answers = dict(zip(each, resolve(each), strict=True))
    return [answers[affiliation] for affiliation in affiliations]


def _encoding_of(source: Path) -> tuple[str, tuple[str, ...]]:
    """Return how a file is encoded, and what to say of it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _opened(source) as content:
        if content.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16", ()
        content.seek(0)
        try:
            while block := content.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _OLD_ENCODING, (
                f"{source} is not UTF-8; it was read as Windows-1252 (Latin-1).",
            )
    return "utf-8-sig", ()


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    try:
        content = source.open("rb")
    except OSError as error:
        raise UnusableFile(f"{source}: cannot be read ({error.strerror}).") from None
    with content:
        yield content


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[TextIO]:
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as written:
            yield written
        unfinished.replace(target)
    except OSError as error:
        raise UnusableFile(f"{target}: cannot be written ({error.strerror}).") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _reader_of(source: Path, lines: TextIO) -> tuple["Reader", list[str]]:
    """Return a reader behind the header, with the delimiter by which the header makes sense."""
    csv.field_size_limit(_LONGEST_FIELD)
    with _misfits_named(source):
        first = lines.readline()
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        if AFFILIATION in [name.strip().lower() for name in header]:
            return csv.reader(lines, delimiter=delimiter, strict=True), header
    columns = ", ".join(name.strip()[:40] for name in first.strip().split(",")[:8]) or "nothing"
    raise UnusableFile(
        f"{source}: has no column {AFFILIATION!r} in its first line, which holds: {columns}."
    )


def _kept(header: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the columns as they are called in the output, and what to say of those renamed."""
    kept, notices = list(header), []
    for name in ADDED:
        while name in kept:
            new = f"{name}_before"
            while new in kept:
                new += "_before"
            kept[kept.index(name)] = new
            notices.append(f"The column {name} of the input is called {new} in the output.")
    return kept, tuple(notices)


def _rows(source: Path, reader: "Reader", width: int) -> Iterator[list[str]]:
    """Yield the rows; empty lines are none, and fields left out at the end are empty."""
    with _misfits_named(source, reader):
        for row in reader:
            if len(row) > width:
                raise UnusableFile(
                    f"{source}: line {reader.line_num + 1} has {len(row)} fields, its header"
                    f" {width}; put a field that holds the delimiter in quotes."
                )
            if row:
                yield row + [""] * (width - len(row))


@contextmanager
def _misfits_named(source: Path, reader: "Reader | None" = None) -> Iterator[None]:
    try:
        yield
    except (csv.Error, UnicodeError) as error:
        where = f"line {reader.line_num + 1}" if reader else "the first line"
        raise UnusableFile(f"{source}: {where} is no CSV ({error}).") from None
