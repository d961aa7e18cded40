"""
The only place that reaches the network, politely: downloads that are resumed where they broke off,
interfaces that answer page by page; no faster than a publisher allows, no more than has changed.
"""

import datetime as dt
import hashlib
import ipaddress
import os
import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx
import stamina

from liaison import __version__
from liaison.opendata.snapshots import HarvestRefused

Progress = Callable[[int, int | None, str], None]
Outcome = TypeVar("Outcome")

SECONDS_WITHOUT_A_BYTE = 60.0
MOST_BYTES = 4 * 1024**3
MOST_BYTES_OF_AN_ANSWER = 16 * 1024**2
# A server that sends a drop now and then holds nobody longer than this.
MOST_SECONDS_OF_AN_ANSWER = 600.0
MOST_PAGES = 100_000
# Of a visit to a web site, and between two to one host.
SECONDS_OF_A_VISIT = 10.0
SECONDS_BETWEEN_VISITS = 1.0
_MOST_STEPS = 5
# Pages that keep programs away are there for people.
_ANSWERS_TO_PEOPLE_ONLY = frozenset({401, 403, 405, 406, 429, 503})
ATTEMPTS = 5
# Seconds before the second attempt; the pauses grow.
PATIENCE = 2.0
# A server that asks for a longer rest than this is asked again with the next harvest.
LONGEST_REST = 600.0
# Pages of an answer that was read in part serve the next run for so long; then cursors have ended.
PAGES_KEPT_FOR = dt.timedelta(hours=12)
# Seconds between two questions to one host: what it publishes, or asks for in its robots.txt.
PACES = {
    "api.tech.ec.europa.eu": 1.0,
    "clinicaltrials.gov": 1.0,
    "api.openalex.org": 0.2,
    "goldencopy.gleif.org": 1.0,
    "zenodo.org": 1.0,
}
# Whom a publisher can write to who is troubled by our questions: set by who runs the installation.
CONTACT = "LIAISON_CONTACT"
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_last_asked: dict[str, float] = {}


class _ComesAndGoes(Exception):
    """
    A trouble that may be over in a moment: a broken connection, a busy server.

    :ivar rest: seconds that the server asks us to wait; None if it does not say
    """

    def __init__(self, reason: str, *, rest: float | None = None) -> None:
        super().__init__(reason)
        self.rest = rest


class NotReached(HarvestRefused):
    """A publisher could not be reached to the end; what has come is kept for the next run."""


@dataclass(frozen=True)
class Question:
    """
    One question to an interface.

    :ivar parts: names and JSON texts that are sent as a form; with none, the address is just read
    :ivar key: name and value of a key that is sent with the address, and told to nobody else
    """

    address: str
    parts: tuple[tuple[str, str], ...] = ()
    key: tuple[str, str] | None = field(default=None, repr=False, compare=False)

    @property
    def mark(self) -> str:
        """A short name that no other question has."""
        return hashlib.sha256(repr((self.address, self.parts)).encode()).hexdigest()[:16]


def fetch(source: str, folder: Path, *, progress: Progress, patience: float | None = None) -> Path:
    """
    Return a local file with what is at `source`: itself if it is a file, else a download.

    A download that broke off goes on where it stopped, if the server says that the file is still
    the same; one that is complete is not repeated while the server says it has not changed.

    :param source: an https address (http on this machine only) or the path of a file
    :param folder: where downloads are kept
    :param patience: seconds before the second attempt, in place of PATIENCE
    :raises HarvestRefused: if it cannot be had; names the address and the reason
    """
    address = urlsplit(source)
    if address.scheme not in ("http", "https"):
        return _local_file(source)
    _refuse_what_others_could_change(source)
    target = folder / _name_of_download(source, address)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _patiently(lambda: _download(source, target, progress), patience=patience)
    except _ComesAndGoes as error:
        raise NotReached(
            f"{source}: {error}; what has arrived is kept, the next run goes on from there."
        ) from error
    except OSError as error:
        raise HarvestRefused(f"{target}: cannot be written ({error.strerror}).") from error
    return target


def forget_download(file: Path, folder: Path) -> None:
    """
    Drop a download that proved unusable, so that the next run asks for a whole new one.

    A file that somebody laid into the folder carries no mark of a server and stays.
    """
    if file.parent == folder and _mark_of(file).exists():
        file.unlink(missing_ok=True)
        _mark_of(file).unlink(missing_ok=True)


def fetch_json(address: str) -> bytes:
    """Return a small JSON answer of an interface; raises HarvestRefused."""
    return _answer(Question(address))


class Answers(StrEnum):
    """What a web site does when somebody visits it."""

    WELL = "well"
    # It leads to a web site of another domain.
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not_found"
    NOT_AT_ALL = "not_at_all"
    WITH_AN_ERROR = "with_an_error"
    WITH_A_WRONG_CERTIFICATE = "with_a_wrong_certificate"
    # Inside a private network, which is not visited.
    INSIDE = "inside"


@dataclass(frozen=True)
class Visit:
    """
    How a web site answered.

    :ivar led_to: the host that it leads to, where that is another one; else ""
    """

    answers: Answers
    led_to: str = ""


class _Inside(Exception):
    """An address is in a private network, or none that may be visited."""


def visit(address: str, *, may_be_inside: bool = False) -> Visit:
    """
    Visit a web site as politely as can be: its head, else its first bytes; nothing of it is read.

    What is asked is the very address that was looked at before, so that nobody can lead the
    question into a private network. Certificates are checked.

    :param may_be_inside: visit this machine and private networks too; for tests
    """
    try:
        first = host = urlsplit(address).hostname or ""
        further = address
        for _step in range(_MOST_STEPS):
            status, location = _knock(further, may_be_inside=may_be_inside)
            if not (300 <= status < 400 and location):
                break
            further = urljoin(further, location)
            host = urlsplit(further).hostname or ""
    except _Inside:
        return Visit(Answers.INSIDE)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Visit(_why(error))
    if status in (404, 410):
        return Visit(Answers.NOT_FOUND)
    if status >= 400 and status not in _ANSWERS_TO_PEOPLE_ONLY:
        return Visit(Answers.WITH_AN_ERROR)
    is_elsewhere = _without_www(host) != _without_www(first)
    return Visit(Answers.ELSEWHERE, host) if is_elsewhere else Visit(Answers.WELL)


def _knock(address: str, *, may_be_inside: bool) -> tuple[int, str]:
    """Ask for the head of a page, else for its beginning; return status and where it leads."""
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise _Inside
    place = _place_of(url.host, url.port or (443 if url.scheme == "https" else 80))
    if not (may_be_inside or _as_sent(ipaddress.ip_address(place)).is_global):
        raise _Inside
    headers = _headers() | {"Host": url.netloc.decode("ascii")}
    asked = url.copy_with(host=place)
    with httpx.Client(
        headers=headers,
        timeout=SECONDS_OF_A_VISIT,
        verify=_whom_to_trust(),
        # No proxy of the surroundings: it would look up the host itself.
        trust_env=False,
    ) as client:
        for method in ("HEAD", "GET"):
            _rest_before(url.host)
            with client.stream(method, asked, extensions={"sni_hostname": url.host}) as answer:
                status, location = answer.status_code, answer.headers.get("location", "")
            if status < 400:
                break
    return status, location


def _place_of(host: str, port: int) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    # One of them inside is enough to keep away.
    inside = (each for each in addresses if not _as_sent(ipaddress.ip_address(each)).is_global)
    return next(inside, addresses[0])


def _why(error: Exception) -> Answers:
    is_certificate = "CERTIFICATE_VERIFY_FAILED" in str(error) or isinstance(
        error.__cause__, ssl.SSLCertVerificationError
    )
    return Answers.WITH_A_WRONG_CERTIFICATE if is_certificate else Answers.NOT_AT_ALL


def _without_www(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


def _rest_before(host: str) -> None:
    """Wait until a host may be visited again."""
    due = _last_asked.get(host, float("-inf")) + SECONDS_BETWEEN_VISITS
    time.sleep(max(0.0, due - time.monotonic()))
    _last_asked[host] = time.monotonic()


@contextmanager
def pages_of(
    first: Question,
    following: Callable[[bytes], Question | None],
    folder: Path,
    *,
    now: dt.datetime,
    kept_as: Callable[[bytes], bytes] = bytes,
) -> Iterator[Iterator[bytes]]:
    """
    Give the pages of an answer, one after another; a run that broke off goes on where it stopped.

    Pages that have come are kept in `folder` until all are read, or prove unusable.

    :param following: tells from a page which question brings the next; None after the last
    :param kept_as: what of a page is read and kept, so that nothing else ever lies on disk
    :raises HarvestRefused: if a page cannot be had, or they do not end
    """
    kept = _pages_kept(first, folder, now=now)
    try:
        yield _pages(first, following, kept, kept_as)
    except NotReached:
        raise
    except HarvestRefused:
        shutil.rmtree(kept, ignore_errors=True)
        raise
    shutil.rmtree(kept, ignore_errors=True)


def _pages(
    first: Question,
    following: Callable[[bytes], Question | None],
    kept: Path,
    kept_as: Callable[[bytes], bytes],
) -> Iterator[bytes]:
    question: Question | None = first
    for _ in range(MOST_PAGES):
        if question is None:
            return
        page = kept / f"{question.mark}.page"
        if page.exists():
            content = page.read_bytes()
        else:
            content = kept_as(_answer(question))
            _keep(content, page)
        question = following(content)
        yield content
    raise HarvestRefused(f"{first.address}: more than {MOST_PAGES:,} pages.")


def _keep(content: bytes, page: Path) -> None:
    unfinished = page.with_suffix(".part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(page)
    except OSError as error:
        raise NotReached(f"{page}: cannot be written ({error.strerror}).") from error


def _pages_kept(first: Question, folder: Path, *, now: dt.datetime) -> Path:
    kept = folder / f"{first.mark}.pages"
    try:
        for pages in folder.glob("*.pages"):
            # Those of other questions too, which may never be asked again.
            if not _is_recent(pages / "begun", now):
                shutil.rmtree(pages)
        if not kept.exists():
            # Under another name first: a harvest of another source looks whether it is recent.
            new = kept.with_suffix(f".{os.getpid()}")
            new.mkdir(parents=True)
            (new / "begun").write_text(now.isoformat(), "utf-8")
            new.rename(kept)
    except OSError as error:
        raise HarvestRefused(f"{kept}: cannot be written ({error.strerror}).") from error
    return kept


def _is_recent(begun: Path, now: dt.datetime) -> bool:
    try:
        return now - dt.datetime.fromisoformat(begun.read_text("utf-8")) <= PAGES_KEPT_FOR
    except (OSError, ValueError):
        return False


def _answer(question: Question) -> bytes:
    _refuse_what_others_could_change(question.address)
    try:
        return _patiently(lambda: _ask(question))
    except _ComesAndGoes as error:
        raise NotReached(f"{question.address}: {error}.") from error


def _ask(question: Question) -> bytes:
    begun = time.monotonic()
    form = [(name, ("blob", text, "application/json")) for name, text in question.parts]
    method = "POST" if form else "GET"
    content = b""
    try:
        with (
            _client(question.address) as client,
            client.stream(method, _with_key(question), files=form or None) as answer,
        ):
            _refuse_bad_answer(question.address, answer)
            for block in answer.iter_raw():
                content += block
                if len(content) > MOST_BYTES_OF_AN_ANSWER:
                    raise HarvestRefused(f"{question.address}: the answer is far too large.")
                if time.monotonic() - begun > MOST_SECONDS_OF_AN_ANSWER:
                    raise HarvestRefused(f"{question.address}: the answer does not come to an end.")
    except httpx.TransportError as error:
        raise _ComesAndGoes(_first_line(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise HarvestRefused(f"{question.address}: {_first_line(error)}") from error
    return content


def _with_key(question: Question) -> httpx.URL | str:
    if question.key is None:
        return question.address
    return httpx.URL(question.address).copy_add_param(*question.key)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _patiently(work: Callable[[], Outcome], *, patience: float | None = None) -> Outcome:
    """Do it; while the trouble may pass, again after growing pauses, or as the server asks."""
    patience = PATIENCE if patience is None else patience
    for attempt in stamina.retry_context(
        on=_pause_after,
        attempts=ATTEMPTS,
        wait_initial=patience,
        wait_jitter=patience / 2,
        wait_max=60.0,
        timeout=None,
    ):
        with attempt:
            return work()
    raise AssertionError("The last attempt returns or raises.")


def _pause_after(error: Exception) -> bool | float:
    """Return whether to try again, or after how many seconds."""
    if not isinstance(error, _ComesAndGoes):
        return False
    if error.rest is None:
        return True
    return error.rest if error.rest <= LONGEST_REST else False


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


def _refuse_to_be_led_inside(address: str, further: str) -> None:
    """
    Refuse to be led on from https to anything else, or from outside into a private network.

    Whoever holds a publisher's address could otherwise have this machine ask what only it can
    reach. Where the address itself is such a one, who runs the installation wants it so.
    """
    first, then = urlsplit(address), urlsplit(further)
    if first.scheme == "https" and then.scheme != "https":
        raise HarvestRefused(f"{address}: leads on to {further}, not an https address.")
    if then.hostname == first.hostname:
        return
    if _is_inside(then.hostname or "") and not _is_inside(first.hostname or ""):
        raise HarvestRefused(f"{address}: leads on to {then.hostname}, inside a private network.")


def _is_inside(host: str) -> bool:
    """Tell whether a host is this machine or in a private network; no if nobody knows it."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    # An address of a network card may follow after "%".
    addresses = (ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found)
    return any(not _as_sent(each).is_global for each in addresses)


def _as_sent(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the older address that one of the new kind may stand for."""
    return getattr(address, "ipv4_mapped", None) or address


def _name_of_download(source: str, address: SplitResult) -> str:
    # Two addresses may end alike (Zenodo's all end in "content"), so the whole one counts.
    parts = [part for part in address.path.split("/") if part]
    named = next((part for part in reversed(parts) if "." in part), "download")
    return f"{hashlib.sha256(source.encode()).hexdigest()[:8]}-{named}"


def _client(address: str) -> httpx.Client:
    def look_before(request: httpx.Request) -> None:
        # A publisher's address may lead on to another one: that must be as safe.
        _refuse_what_others_could_change(str(request.url))
        _refuse_to_be_led_inside(address, str(request.url))
        _keep_pace(request.url.host)

    return httpx.Client(
        headers=_headers(),
        follow_redirects=True,
        timeout=SECONDS_WITHOUT_A_BYTE,
        verify=_whom_to_trust(),
        event_hooks={"request": [look_before]},
    )


@lru_cache(maxsize=1)
def _whom_to_trust() -> ssl.SSLContext:
    """Read the certificates once: that takes longer than many an answer."""
    return httpx.create_ssl_context()


def _headers() -> dict[str, str]:
    contact = " ".join(os.environ.get(CONTACT, "").split())
    known_as = "; ".join(filter(None, ["open-source cluster platform", contact]))
    return {
        "User-Agent": f"Liaison/{__version__} ({known_as})",
        # Bytes as they are: what is resumed and counted must not be packed on the way.
        "Accept-Encoding": "identity",
    }


def _keep_pace(host: str) -> None:
    """Wait until a host may be asked again."""
    due = _last_asked.get(host, float("-inf")) + PACES.get(host, 0.0)
    time.sleep(max(0.0, due - time.monotonic()))
    _last_asked[host] = time.monotonic()


def _download(source: str, target: Path, progress: Progress) -> None:
    part = target.with_name(target.name + ".part")
    try:
        with (
            _client(source) as client,
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
    """Return where we note by which marks (ETag, then day of change) the server knows this file."""
    return file.with_name(file.name + ".etag")


def _marks(file: Path) -> tuple[str, str]:
    """Return the server's ETag and day of change of a file that is here; "" for what is missing."""
    mark = _mark_of(file)
    if not (file.exists() and mark.exists()):
        return "", ""
    etag, _, changed = mark.read_text("utf-8").partition("\n")
    return etag, changed


def _conditions(target: Path, part: Path) -> dict[str, str]:
    """Return the headers that ask only for what is missing or has changed."""
    etag, _ = _marks(part)
    # A weak mark does not promise the same bytes, so nothing may be joined on its word.
    if etag and not etag.startswith("W/") and part.stat().st_size:
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": etag}
    etag, changed = _marks(target)
    conditions = {"If-None-Match": etag, "If-Modified-Since": changed}
    return {name: mark for name, mark in conditions.items() if mark}


def _refuse_bad_answer(source: str, answer: httpx.Response) -> None:
    if answer.status_code in (408, 416, 425, 429) or answer.status_code >= 500:
        raise _ComesAndGoes(f"the server answered {answer.status_code}", rest=_rest(answer))
    if answer.status_code not in (200, 206):
        raise HarvestRefused(f"{source}: the server answered {answer.status_code}.")
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise HarvestRefused(f"{source}: a web page came instead of a file; has it moved?")


def _rest(answer: httpx.Response) -> float | None:
    """Return for how many seconds the server asks to be left alone; None if it does not."""
    asked = answer.headers.get("retry-after", "")
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds()) if until.tzinfo else None


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
    marks = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    _mark_of(part).write_text("\n".join(marks), "utf-8")
    with part.open("ab") as file:
        for block in answer.iter_raw(1 << 18):
            done += len(block)
            if done > MOST_BYTES:
                raise HarvestRefused(f"{source}: larger than {MOST_BYTES:,} bytes.")
            file.write(block)
            progress(done, total, "Downloading")
    if total is not None and done != total:
        raise _ComesAndGoes(f"the connection ended after {done:,} of {total:,} bytes")
