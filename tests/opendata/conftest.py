"""Archives to read, small ones, written in each test, and a server to bring them from."""

import datetime as dt
import json
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from liaison.opendata import fetch

CONTENT = bytes(range(256)) * 4000
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

ORGANISATION = """
<organization source="corda" order="{order}" netEcContribution="{net}" ecContribution="{money}"
              totalCost="{cost}" terminated="{ended}" sme="{sme}" type="{role}">
  <rcn>{record}</rcn><id>{pic}</id><legalName>{name}</legalName><shortName>{short}</shortName>
  <vatNumber>{vat}</vatNumber>
  <address><street>Quiet Street 1</street><city>{city}</city><postalCode>1234</postalCode>
    <country>{country}</country><url>{url}</url><geolocation>{place}</geolocation></address>
  <relations><categories><category classification="organizationActivityType">
    <code>/{kind}</code></category></categories>
    <regions><region type="relatedNutsCode"><nutsCode>LU000</nutsCode></region></regions>
  </relations>
</organization>"""

PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<project>
  <language>en</language><id>{id}</id><acronym>{acronym}</acronym><title>{title}</title>
  <objective>{text}</objective><keywords>gait, sensors</keywords>
  <totalCost>1200000.5</totalCost><ecMaxContribution>1000000</ecMaxContribution>
  <startDate>2022-03-01</startDate><endDate>2025-02-28</endDate>
  <ecSignatureDate>{signed}</ecSignatureDate><status>SIGNED</status>
  <identifiers><grantDoi>10.3030/{id}</grantDoi></identifiers>
  <contentUpdateDate>{updated}</contentUpdateDate>
  <relations>
    <associations>
      <article><title>An interview with Maria Mustermann</title></article>
      <result><title>Report by Jean Inconnu</title><author>Jean Inconnu</author></result>
      {organisations}
      <programme type="relatedLegalBasis" uniqueProgrammePart="true">
        <code>HORIZON.2.1</code></programme>
      <programme type="relatedTopic"><code>HORIZON-HLTH-2021-01</code></programme>
    </associations>
    <categories>
      <category classification="euroSciVoc"><code>/23/1</code><title>neurology</title></category>
      <category classification="projectFundingSchemeCategory"><code>/HORIZON-RIA</code></category>
    </categories>
  </relations>
</project>"""


def organisation(**changes) -> str:
    values = {
        "order": 1,
        "money": "400000",
        "net": "350000",
        "cost": "500000",
        "ended": "false",
        "sme": "true",
        "role": "coordinator",
        "record": "1900001",
        "pic": "999000001",
        "name": "Moselle Sensors",
        "short": "MoS",
        "vat": "LU12345678",
        "city": "Remich",
        "country": "LU",
        "url": "https://sensors.example",
        "place": "49.54,6.37",
        "kind": "PRC",
    }
    return ORGANISATION.format(**values | changes)


def project(*organisations: str, **changes) -> str:
    values = {
        "id": "101000001",
        "acronym": "GAIT",
        "title": "Gait at home",
        "text": "Sensors measure gait.",
        "signed": "2022-01-15",
        "updated": "2025-08-11 09:49:16",
    }
    return PROJECT.format(organisations="".join(organisations), **values | changes)


@pytest.fixture
def pack(tmp_path):
    """Write a zip of these members, the same bytes whenever; text becomes UTF-8."""

    def write(members: dict[str, str | bytes], name: str = "projects.zip"):
        file = tmp_path / name
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                # An entry of its own has the year 1980; by name it would have the time.
                archive.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
        return file

    return write


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    """Attempts follow one another at once."""
    monkeypatch.setattr(fetch, "PATIENCE", 0.01)


@pytest.fixture
def silent():
    """Progress that nobody watches."""
    return lambda done, total, what: None


class Publisher:
    """What the server holds and how it behaves; it notes what was asked."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.etag = '"first"'
        self.kind = "application/zip"
        self.statuses: list[int] = []
        self.cut_after: int | None = None
        self.ranges: list[str | None] = []
        self.range_begins: int | None = None
        self.leads_to: str | None = None
        self.modified: str | None = None
        # What lies at addresses that end so, beside the one file.
        self.others: dict[str, bytes] = {}

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        if self.statuses:
            request.send_error(self.statuses.pop(0))
            return
        if self.leads_to:
            request.send_response(302)
            request.send_header("Location", self.leads_to)
            request.end_headers()
            return
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            request.send_response(304)
            request.end_headers()
            return
        if self.modified and request.headers.get("If-Modified-Since") == self.modified:
            request.send_response(304)
            request.end_headers()
            return
        content = next(
            (other for ending, other in self.others.items() if request.path.endswith(ending)),
            self.content,
        )
        start = 0
        if wanted and request.headers.get("If-Range") == self.etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start > len(content):
            request.send_error(416)
            return
        body = content[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Type", self.kind)
        request.send_header("Content-Length", str(len(body)))
        if start:
            end = len(content) - 1
            first = start if self.range_begins is None else self.range_begins
            request.send_header("Content-Range", f"bytes {first}-{end}/{end + 1}")
        if self.etag:
            request.send_header("ETag", self.etag)
        if self.modified:
            request.send_header("Last-Modified", self.modified)
        request.end_headers()
        cut, self.cut_after = self.cut_after, None
        request.wfile.write(body[:cut])


@pytest.fixture
def publisher():
    return Publisher()


class Interface:
    """An interface that answers page by page: what it is asked, and what it answers to which."""

    def __init__(self) -> None:
        self.root = ""
        # Answers by page: what an address or a form says of the page wanted.
        self.answers: dict[str, object] = {}
        self.page_of = lambda asked: asked.get("page", "1")
        self.asked: list[dict[str, str]] = []
        self.forms: list[str] = []
        self.agents: list[str] = []
        # Instead of an answer, once each: a status, and how long to leave the server alone.
        self.stumbles: dict[str, list[tuple[int, str]]] = {}
        # The page to which it never answers, and whether it was asked for.
        self.silent_on: str | None = None
        self.was_silent = threading.Event()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = dict(parse_qsl(urlsplit(request.path).query))
        self.asked.append(asked)
        self.agents.append(request.headers["User-Agent"])
        length = int(request.headers.get("Content-Length", 0))
        self.forms.append(request.rfile.read(length).decode())
        if self.silent_on == self.page_of(asked):
            self.was_silent.set()
            request.rfile.read(1)
            return
        if self.stumbles.get(self.page_of(asked)):
            status, rest = self.stumbles[self.page_of(asked)].pop(0)
            request.send_response(status)
            if rest:
                request.send_header("Retry-After", rest)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        body = json.dumps(self.answers[self.page_of(asked)]).encode()
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def interface():
    interface = Interface()
    with served(interface.answer) as port:
        interface.root = f"http://127.0.0.1:{port}"
        yield interface


@pytest.fixture
def address(publisher):
    with served(publisher.answer) as port:
        yield f"http://127.0.0.1:{port}/data/projects.zip"


@contextmanager
def served(answer):
    """Answer on a port of this machine; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def do_POST(self):
            answer(self)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()
