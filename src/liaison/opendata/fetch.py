"""The only place that reaches the network: downloads, resumed where they broke off."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import stamina

from liaison.opendata.snapshots import HarvestRefused

Progress = Callable[[int, int | None, str], None]

SECONDS_WITHOUT_A_BYTE = 60.0
MOST_BYTES = 4 * 1024**3
ATTEMPTS = 5
# Bytes as they are: what is resumed and counted must not be packed on the way.
_HEADERS = {
    "User-Agent": "Liaison (open-source cluster platform)",
    "Accept-Encoding": "identity",
}


class _ComesAndGoes(Exception):
    """A trouble that may be over in a moment: a broken connection, a busy server."""


def fetch(source: str, folder: Path, *, progress: Progress, patience: float = 2.0) -> Path:
    """
    Return a local file with what is at `source`: itself if it is a file, else a download.

    A download that broke off goes on where it stopped, if the server says that the file is still
    the same; one that is complete is not repeated while the server says it has not changed.

    :param source: an address (http or https) or the path of a file
    :param folder: where downloads are kept
    :param patience: seconds before the second attempt; the pauses grow
    :raises HarvestRefused: if it cannot be had; names the address and the reason
    """
    if urlsplit(source).scheme not in ("http", "https"):
        return _local_file(source)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (os.path.basename(urlsplit(source).path) or "download")
    try:
        for attempt in stamina.retry_context(
            on=_ComesAndGoes, attempts=ATTEMPTS, wait_initial=patience, timeout=None
        ):
            with attempt:
                _download(source, target, progress)
    except _ComesAndGoes as error:
        raise HarvestRefused(
            f"{source}: {error}; what has arrived is kept, the next run goes on from there."
        ) from error
    return target


def fetch_json(address: str) -> bytes:
    """Return a small JSON answer of an interface; raises HarvestRefused."""
    try:
        answer = httpx.get(
            address, headers=_HEADERS, follow_redirects=True, timeout=SECONDS_WITHOUT_A_BYTE
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise HarvestRefused(f"{address}: {error}") from error
    return answer.content


def _local_file(source: str) -> Path:
    file = Path(source).expanduser()
    if not file.is_file():
        raise HarvestRefused(f"{source}: there is no such file.")
    return file


def _download(source: str, target: Path, progress: Progress) -> None:
    part = target.with_name(target.name + ".part")
    mark = target.with_name(target.name + ".etag")
    headers = _HEADERS | _conditions(target, part, mark)
    try:
        with httpx.stream(
            "GET", source, headers=headers, follow_redirects=True, timeout=SECONDS_WITHOUT_A_BYTE
        ) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                # What we kept does not fit what is there now: begin anew.
                part.unlink()
            _refuse_bad_answer(source, answer)
            _receive(source, answer, part, mark, progress)
    except httpx.TransportError as error:
        raise _ComesAndGoes(str(error) or type(error).__name__) from error
    except httpx.InvalidURL as error:
        raise HarvestRefused(f"{source}: {error}") from error
    part.replace(target)


def _conditions(target: Path, part: Path, mark: Path) -> dict[str, str]:
    """Return the headers that ask only for what is missing or has changed."""
    etag = mark.read_text("utf-8") if mark.exists() else ""
    if not etag:
        return {}
    if part.exists() and part.stat().st_size:
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": etag}
    return {"If-None-Match": etag} if target.exists() else {}


def _refuse_bad_answer(source: str, answer: httpx.Response) -> None:
    if answer.status_code in (408, 416, 425, 429) or answer.status_code >= 500:
        raise _ComesAndGoes(f"the server answered {answer.status_code}")
    if answer.status_code not in (200, 206):
        raise HarvestRefused(f"{source}: the server answered {answer.status_code}.")
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise HarvestRefused(f"{source}: a web page came instead of a file; has it moved?")


def _receive(
    source: str, answer: httpx.Response, part: Path, mark: Path, progress: Progress
) -> None:
    goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
    done = part.stat().st_size if goes_on else 0
    length = answer.headers.get("content-length")
    total = done + int(length) if length and length.isdigit() else None
    etag = answer.headers.get("etag", "")
    # A weak mark does not promise the same bytes, so nothing may be joined on its word.
    mark.write_text("" if etag.startswith("W/") else etag, "utf-8")
    with part.open("ab" if goes_on else "wb") as file:
        for block in answer.iter_raw(1 << 18):
            done += len(block)
            if done > MOST_BYTES:
                raise HarvestRefused(f"{source}: larger than {MOST_BYTES:,} bytes.")
            file.write(block)
            progress(done, total, "Downloading")
    if total is not None and done != total:
        raise _ComesAndGoes(f"the connection ended after {done:,} of {total:,} bytes")
