"""The only place that reaches the network: downloads, resumed where they broke off."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import httpx
import stamina

from liaison.opendata.snapshots import HarvestRefused

Progress = Callable[[int, int | None, str], None]

SECONDS_WITHOUT_A_BYTE = 60.0
MOST_BYTES = 4 * 1024**3
MOST_BYTES_OF_AN_ANSWER = 16 * 1024**2
ATTEMPTS = 5
# Bytes as they are: what is resumed and counted must not be packed on the way.
_HEADERS = {
    "User-Agent": "Liaison (open-source cluster platform)",
    "Accept-Encoding": "identity",
}
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class _ComesAndGoes(Exception):
    """A trouble that may be over in a moment: a broken connection, a busy server."""


def fetch(source: str, folder: Path, *, progress: Progress, patience: float = 2.0) -> Path:
    """
    Return a local file with what is at `source`: itself if it is a file, else a download.

    A download that broke off goes on where it stopped, if the server says that the file is still
    the same; one that is complete is not repeated while the server says it has not changed.

    :param source: an https address (http on this machine only) or the path of a file
    :param folder: where downloads are kept
    :param patience: seconds before the second attempt; the pauses grow
    :raises HarvestRefused: if it cannot be had; names the address and the reason
    """
    address = urlsplit(source)
    if address.scheme not in ("http", "https"):
        return _local_file(source)
    _refuse_what_others_could_change(source)
    target = folder / _name_of_download(source, address)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for attempt in stamina.retry_context(
            on=_ComesAndGoes,
            attempts=ATTEMPTS,
            wait_initial=patience,
            wait_jitter=patience / 2,
            timeout=None,
        ):
            with attempt:
                _download(source, target, progress)
    except _ComesAndGoes as error:
        raise HarvestRefused(
            f"{source}: {error}; what has arrived is kept, the next run goes on from there."
        ) from error
    except OSError as error:
        raise HarvestRefused(f"{target}: cannot be written ({error.strerror}).") from error
    return target


def forget_download(file: Path, folder: Path) -> None:
    """Drop a download that proved unusable, so that the next run asks for a whole new one."""
    if file.parent == folder:
        file.unlink(missing_ok=True)
        _mark_of(file).unlink(missing_ok=True)


def fetch_json(address: str) -> bytes:
    """Return a small JSON answer of an interface; raises HarvestRefused."""
    try:
        with _client() as client, client.stream("GET", address) as answer:
            answer.raise_for_status()
            content = b""
            for block in answer.iter_raw():
                content += block
                if len(content) > MOST_BYTES_OF_AN_ANSWER:
                    raise HarvestRefused(f"{address}: the answer is far too large.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise HarvestRefused(f"{address}: {reason}") from error
    return content


def _local_file(source: str) -> Path:
    file = Path(source).expanduser()
    if not file.is_file():
        raise HarvestRefused(f"{source}: there is no such file.")
    return file


def _refuse_what_others_could_change(address: str) -> None:
    """Refuse an address without encryption, whose content anyone on the way could replace."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
        raise HarvestRefused(f"{address}: not an https address.")


def _name_of_download(source: str, address: SplitResult) -> str:
    # Two addresses may end alike (Zenodo's all end in "content"), so the whole one counts.
    parts = [part for part in address.path.split("/") if part]
    named = next((part for part in reversed(parts) if "." in part), "download")
    return f"{hashlib.sha256(source.encode()).hexdigest()[:8]}-{named}"


def _client() -> httpx.Client:
    def look_before(request: httpx.Request) -> None:
        # A publisher's address may lead on to another one: that must be as safe.
        _refuse_what_others_could_change(str(request.url))

    return httpx.Client(
        headers=_HEADERS,
        follow_redirects=True,
        timeout=SECONDS_WITHOUT_A_BYTE,
        event_hooks={"request": [look_before]},
    )


def _download(source: str, target: Path, progress: Progress) -> None:
    part = target.with_name(target.name + ".part")
    try:
        with (
            _client() as client,
            client.stream("GET", source, headers=_conditions(target, part)) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                # What we kept does not fit what is there now: begin anew.
                part.unlink(missing_ok=True)
            _refuse_bad_answer(source, answer)
            _refuse_another_part(source, answer, part)
            _receive(source, answer, part, progress)
    except httpx.TransportError as error:
        raise _ComesAndGoes(str(error) or type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise HarvestRefused(f"{source}: {error}") from error
    # The mark goes first: a mark without its file only means that the file is fetched again.
    target.unlink(missing_ok=True)
    _mark_of(part).replace(_mark_of(target))
    part.replace(target)


def _mark_of(file: Path) -> Path:
    """Return where we note by which mark (ETag) the server knows this file."""
    return file.with_name(file.name + ".etag")


def _mark(file: Path) -> str:
    """Return the server's mark of a file that is here; "" if there is none."""
    mark = _mark_of(file)
    return mark.read_text("utf-8") if file.exists() and mark.exists() else ""


def _conditions(target: Path, part: Path) -> dict[str, str]:
    """Return the headers that ask only for what is missing or has changed."""
    mark = _mark(part)
    # A weak mark does not promise the same bytes, so nothing may be joined on its word.
    if mark and not mark.startswith("W/") and part.stat().st_size:
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": mark}
    mark = _mark(target)
    return {"If-None-Match": mark} if mark else {}


def _refuse_bad_answer(source: str, answer: httpx.Response) -> None:
    if answer.status_code in (408, 416, 425, 429) or answer.status_code >= 500:
        raise _ComesAndGoes(f"the server answered {answer.status_code}")
    if answer.status_code not in (200, 206):
        raise HarvestRefused(f"{source}: the server answered {answer.status_code}.")
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise HarvestRefused(f"{source}: a web page came instead of a file; has it moved?")


def _refuse_another_part(source: str, answer: httpx.Response, part: Path) -> None:
    """Refuse a part of the file that does not begin where ours ends."""
    if answer.status_code != httpx.codes.PARTIAL_CONTENT:
        return
    here = part.stat().st_size if part.exists() else 0
    if not answer.headers.get("content-range", "").startswith(f"bytes {here}-"):
        part.unlink(missing_ok=True)
        raise _ComesAndGoes("the server sent another part than asked for")


def _receive(source: str, answer: httpx.Response, part: Path, progress: Progress) -> None:
    goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
    done = part.stat().st_size if goes_on else 0
    length = answer.headers.get("content-length", "")
    total = done + int(length) if length.isdecimal() else None
    if (total or 0) > MOST_BYTES:
        raise HarvestRefused(f"{source}: larger than {MOST_BYTES:,} bytes.")
    if not goes_on:
        # Emptied before it gets its new mark: bytes of one file never stand under another's.
        part.write_bytes(b"")
    _mark_of(part).write_text(answer.headers.get("etag", ""), "utf-8")
    with part.open("ab") as file:
        for block in answer.iter_raw(1 << 18):
            done += len(block)
            if done > MOST_BYTES:
                raise HarvestRefused(f"{source}: larger than {MOST_BYTES:,} bytes.")
            file.write(block)
            progress(done, total, "Downloading")
    if total is not None and done != total:
        raise _ComesAndGoes(f"the connection ended after {done:,} of {total:,} bytes")
