"""Downloads from a real server on this machine: resumed, not repeated, refused in one line."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from liaison.opendata.fetch import fetch
from liaison.opendata.snapshots import HarvestRefused

CONTENT = bytes(range(256)) * 4000


class Publisher:
    """What the server holds and how it behaves; it notes what was asked."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.etag = '"first"'
        self.kind = "application/zip"
        self.statuses: list[int] = []
        self.cut_after: int | None = None
        self.ranges: list[str | None] = []

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.ranges.append(wanted)
        if self.statuses:
            request.send_error(self.statuses.pop(0))
            return
        if request.headers.get("If-None-Match") == self.etag:
            request.send_response(304)
            request.end_headers()
            return
        start = 0
        if wanted and request.headers.get("If-Range") == self.etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start > len(self.content):
            request.send_error(416)
            return
        body = self.content[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Type", self.kind)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", self.etag)
        request.end_headers()
        cut, self.cut_after = self.cut_after, None
        request.wfile.write(body[:cut])


@pytest.fixture
def publisher():
    return Publisher()


@pytest.fixture
def address(publisher):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            publisher.answer(self)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/data/projects.zip"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def download(address, tmp_path, silent):
    return lambda: fetch(address, tmp_path, progress=silent, patience=0.01)


class TestFetch:
    def test_brings_the_file(self, download):
        assert download().read_bytes() == CONTENT

    def test_returns_a_file_that_is_here_already_as_it_is(self, tmp_path, silent):
        file = tmp_path / "here.zip"
        file.write_bytes(b"content")

        assert fetch(str(file), tmp_path / "downloads", progress=silent) == file
        assert not (tmp_path / "downloads").exists()

    def test_goes_on_where_the_connection_broke(self, publisher, download):
        publisher.cut_after = 262_144

        assert download().read_bytes() == CONTENT
        assert publisher.ranges == [None, "bytes=262144-"]

    def test_begins_anew_where_the_file_has_changed_in_between(
        self, publisher, address, tmp_path, silent
    ):
        publisher.cut_after = 262_144
        with pytest.raises(HarvestRefused):
            self._once(address, tmp_path, silent)
        publisher.content, publisher.etag = b"another file", '"second"'

        fetched = fetch(address, tmp_path, progress=silent, patience=0.01)

        assert fetched.read_bytes() == b"another file"

    def test_keeps_what_has_arrived_for_the_next_run(self, publisher, address, tmp_path, silent):
        publisher.cut_after = 262_144
        with pytest.raises(HarvestRefused, match="the next run goes on from there"):
            self._once(address, tmp_path, silent)

        fetched = fetch(address, tmp_path, progress=silent, patience=0.01)

        assert fetched.read_bytes() == CONTENT
        assert publisher.ranges[-1] == "bytes=262144-"

    def test_does_not_repeat_a_download_that_has_not_changed(self, publisher, download):
        download()
        publisher.content = b"never sent, since the mark is the same"

        assert download().read_bytes() == CONTENT

    def test_tries_again_while_the_server_stumbles(self, publisher, download):
        publisher.statuses = [503, 429, 500]

        assert download().read_bytes() == CONTENT

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_refuses_at_once_what_the_server_denies(self, publisher, download, status):
        publisher.statuses = [status]

        with pytest.raises(HarvestRefused, match=f"answered {status}"):
            download()
        assert len(publisher.ranges) == 1

    def test_gives_up_after_some_attempts(self, publisher, download):
        publisher.statuses = [503] * 20

        with pytest.raises(HarvestRefused, match="answered 503"):
            download()
        assert len(publisher.ranges) == 5

    def test_refuses_a_web_page(self, publisher, download, tmp_path):
        publisher.kind = "text/html; charset=utf-8"

        with pytest.raises(HarvestRefused, match="web page"):
            download()
        assert not (tmp_path / "projects.zip").exists()

    @pytest.mark.parametrize("source", ["no-such-file.zip", "", "ftp://source.example/a.zip"])
    def test_refuses_what_is_neither_address_nor_file(self, tmp_path, silent, source):
        with pytest.raises(HarvestRefused, match="no such file"):
            fetch(source, tmp_path, progress=silent)

    def test_says_that_nobody_answers(self, tmp_path, silent):
        with pytest.raises(HarvestRefused, match=r"127\.0\.0\.1:9"):
            fetch("http://127.0.0.1:9/a.zip", tmp_path, progress=silent, patience=0.01)

    def _once(self, address, folder, silent):
        """Try to download while every further attempt fails, as if the machine went off line."""
        from liaison.opendata import fetch as module

        attempts, module.ATTEMPTS = module.ATTEMPTS, 1
        try:
            fetch(address, folder, progress=silent, patience=0.01)
        finally:
            module.ATTEMPTS = attempts
