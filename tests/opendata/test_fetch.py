"""Downloads from a real server on this machine: resumed, not repeated, refused in one line."""

import datetime as dt
import json
import time
from email.utils import format_datetime

import pytest

from liaison.opendata import fetch as fetching
from liaison.opendata.fetch import (
    NotReached,
    Question,
    _refuse_to_be_led_inside,
    fetch,
    forget_download,
    pages_of,
)
from liaison.opendata.snapshots import HarvestRefused
from tests.opendata.conftest import CONTENT, NOW


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

    def test_joins_nothing_to_a_part_that_does_not_follow_on(self, publisher, download):
        publisher.cut_after = 262_144
        publisher.range_begins = 0

        assert download().read_bytes() == CONTENT
        assert publisher.ranges == [None, "bytes=262144-", None]

    @pytest.mark.parametrize("etag", ['W/"first"', ""])
    def test_joins_nothing_without_a_firm_mark(self, publisher, download, etag):
        publisher.etag = etag
        publisher.cut_after = 262_144

        assert download().read_bytes() == CONTENT
        assert publisher.ranges == [None, None]

    def test_does_not_take_the_file_before_for_a_new_one_that_broke_off(
        self, publisher, address, download, tmp_path, silent
    ):
        download()
        publisher.content, publisher.etag, publisher.cut_after = b"the new one", '"second"', 0
        with pytest.raises(HarvestRefused):
            self._once(address, tmp_path, silent)

        assert download().read_bytes() == b"the new one"

    def test_brings_a_whole_new_one_where_the_last_was_unusable(
        self, publisher, download, tmp_path
    ):
        forget_download(download(), tmp_path)
        publisher.content = b"repaired under the same mark"

        assert download().read_bytes() == b"repaired under the same mark"

    def test_leaves_a_file_of_ones_own_where_it_is(self, tmp_path):
        file = tmp_path / "mine.zip"
        file.write_bytes(b"content")

        forget_download(file, tmp_path / "downloads")
        forget_download(file, tmp_path)

        assert file.exists()

    def test_keeps_two_addresses_that_end_alike_apart(self, publisher, address, tmp_path, silent):
        one = fetch(f"{address}?part=1", tmp_path, progress=silent)
        publisher.content, publisher.etag = b"another", '"other"'

        other = fetch(f"{address}?part=2", tmp_path, progress=silent)

        assert (one.read_bytes(), other.read_bytes()) == (CONTENT, b"another")
        assert one.name.endswith("-projects.zip")

    def test_does_not_repeat_a_download_that_has_not_changed(self, publisher, download):
        download()
        publisher.content = b"never sent, since the mark is the same"

        assert download().read_bytes() == CONTENT

    def test_asks_by_the_day_of_change_where_there_is_no_mark(self, publisher, download):
        publisher.etag, publisher.modified = "", "Mon, 02 Nov 2026 10:00:00 GMT"
        download()
        publisher.content = b"never sent, since it was not changed"

        assert download().read_bytes() == CONTENT
        assert len(publisher.ranges) == 2

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
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("source", ["no-such-file.zip", "", "ftp://source.example/a.zip"])
    def test_refuses_what_is_neither_address_nor_file(self, tmp_path, silent, source):
        with pytest.raises(HarvestRefused, match="no such file"):
            fetch(source, tmp_path, progress=silent)

    def test_refuses_an_address_without_encryption(self, tmp_path, silent):
        with pytest.raises(HarvestRefused, match="not an https address"):
            fetch("http://source.example/a.zip", tmp_path, progress=silent)

    def test_refuses_to_be_led_to_one_without_encryption(self, publisher, download):
        publisher.leads_to = "http://source.example/a.zip"

        with pytest.raises(HarvestRefused, match=r"http://source\.example/a\.zip: not an https"):
            download()

    def test_refuses_to_be_led_from_outside_to_this_machine(
        self, publisher, address, tmp_path, silent, monkeypatch
    ):
        publisher.leads_to = address
        outside = address.replace("127.0.0.1", "localhost")
        monkeypatch.setattr(fetching, "_is_inside", lambda host: host != "localhost")

        with pytest.raises(HarvestRefused, match=r"leads on to 127\.0\.0\.1, inside a private"):
            fetch(outside, tmp_path, progress=silent)

        assert list(tmp_path.iterdir()) == []

    def test_is_led_to_this_machine_from_this_machine(self, publisher, address, download):
        publisher.leads_to = address.replace("127.0.0.1", "localhost")

        with pytest.raises(HarvestRefused, match="redirects"):
            download()

    @pytest.mark.parametrize(
        ("first", "then"),
        [
            ("https://source.example/a.zip", "http://127.0.0.1:8000/a.zip"),
            ("https://source.example/a.zip", "http://source.example/a.zip"),
            ("https://10.0.0.7/a.zip", "http://localhost/a.zip"),
        ],
    )
    def test_refuses_to_be_led_from_https_to_anything_else(self, first, then):
        with pytest.raises(HarvestRefused, match="not an https address"):
            _refuse_to_be_led_inside(first, then)

    @pytest.mark.parametrize(
        "inside",
        [
            *("https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/"),
            *("https://169.254.169.254/", "https://[::1]/", "https://[::ffff:10.0.0.1]/"),
        ],
    )
    def test_refuses_to_be_led_into_any_private_network(self, inside):
        with pytest.raises(HarvestRefused, match="inside a private network"):
            _refuse_to_be_led_inside("https://93.184.215.14/a.zip", inside)

    @pytest.mark.parametrize(
        ("first", "then"),
        [
            ("https://93.184.215.14/a.zip", "https://93.184.215.15/b.zip"),
            ("https://10.0.0.7/a.zip", "https://10.0.0.8/b.zip"),
            ("https://10.0.0.7/a.zip", "https://10.0.0.7/b.zip"),
        ],
    )
    def test_may_be_led_to_what_is_no_further_inside(self, first, then):
        _refuse_to_be_led_inside(first, then)

    def test_looks_where_a_name_leads(self, monkeypatch):
        leads_to = {"mirror.example": "10.0.0.9", "source.example": "93.184.215.14"}
        monkeypatch.setattr(
            fetching.socket,
            "getaddrinfo",
            lambda host, *asked, **how: [(2, 1, 6, "", (leads_to[host], 0))],
        )

        with pytest.raises(HarvestRefused, match=r"leads on to mirror\.example, inside"):
            _refuse_to_be_led_inside("https://source.example/a.zip", "https://mirror.example/")

    def test_refuses_to_be_led_round_in_circles(self, publisher, address, download):
        publisher.leads_to = address

        with pytest.raises(HarvestRefused, match="redirects"):
            download()

    def test_refuses_what_is_far_too_large(self, download, monkeypatch):
        monkeypatch.setattr("liaison.opendata.fetch.MOST_BYTES", 1000)

        with pytest.raises(HarvestRefused, match="larger than 1,000 bytes"):
            download()

    def test_says_that_the_folder_cannot_be_written(self, address, tmp_path, silent):
        (tmp_path / "downloads").write_text("a file where a folder should be")

        with pytest.raises(HarvestRefused, match="cannot be written"):
            fetch(address, tmp_path / "downloads", progress=silent)

    def test_says_that_nobody_answers(self, tmp_path, silent):
        with pytest.raises(HarvestRefused, match=r"127\.0\.0\.1:9"):
            fetch("http://127.0.0.1:9/a.zip", tmp_path, progress=silent, patience=0.01)

    def _once(self, address, folder, silent):
        """Try to download while every further attempt fails, as if the machine went off line."""
        attempts, fetching.ATTEMPTS = fetching.ATTEMPTS, 1
        try:
            fetch(address, folder, progress=silent, patience=0.01)
        finally:
            fetching.ATTEMPTS = attempts


@pytest.fixture
def pages(interface, tmp_path):
    """Read all pages of an interface, each of which names the next."""

    def following(content):
        after = json.loads(content)["after"]
        return Question(f"{interface.root}/?page={after}") if after else None

    def read(now=NOW):
        first = Question(f"{interface.root}/?page=1")
        with pages_of(first, following, tmp_path / "downloads", now=now) as contents:
            return [json.loads(content)["rows"] for content in contents]

    interface.answers = {
        "1": {"rows": "one", "after": "2"},
        "2": {"rows": "two", "after": "3"},
        "3": {"rows": "three", "after": ""},
    }
    return read


def pages_asked(interface):
    return [asked["page"] for asked in interface.asked]


class TestPagesOf:
    def test_come_one_after_another_and_are_kept_no_longer(self, pages, tmp_path):
        assert pages() == ["one", "two", "three"]
        assert list((tmp_path / "downloads").iterdir()) == []

    def test_that_have_come_are_not_asked_for_again(self, interface, pages):
        interface.stumbles["3"] = [(503, "")] * 5
        with pytest.raises(NotReached, match="answered 503"):
            pages()
        interface.asked.clear()

        assert pages() == ["one", "two", "three"]
        assert pages_asked(interface) == ["3"]

    def test_are_asked_for_anew_where_they_have_become_old(self, interface, pages):
        interface.stumbles["3"] = [(503, "")] * 5
        with pytest.raises(NotReached):
            pages()
        interface.asked.clear()

        pages(NOW + dt.timedelta(days=1))

        assert pages_asked(interface) == ["1", "2", "3"]

    def test_of_questions_that_nobody_asks_any_more_are_dropped(self, interface, pages, tmp_path):
        interface.stumbles["3"] = [(503, "")] * 5
        with pytest.raises(NotReached):
            pages()
        other = Question(f"{interface.root}/?page=1&filter=other")

        with pages_of(
            other, lambda _: None, tmp_path / "downloads", now=NOW + dt.timedelta(days=1)
        ) as contents:
            list(contents)

        assert list((tmp_path / "downloads").iterdir()) == []

    def test_that_prove_unusable_are_dropped(self, interface, pages, tmp_path):
        def refuse():
            with pages_of(
                Question(f"{interface.root}/?page=1"), lambda _: None, tmp_path / "d", now=NOW
            ) as contents:
                next(contents)
                raise HarvestRefused("no page")

        with pytest.raises(HarvestRefused, match="no page"):
            refuse()

        assert list((tmp_path / "d").iterdir()) == []

    def test_that_never_end_are_refused(self, pages, monkeypatch):
        monkeypatch.setattr(fetching, "MOST_PAGES", 2)

        with pytest.raises(HarvestRefused, match="more than 2 pages"):
            pages()

    def test_are_refused_where_one_never_comes_to_an_end(self, pages, monkeypatch):
        monkeypatch.setattr(fetching, "MOST_SECONDS_OF_AN_ANSWER", -1.0)

        with pytest.raises(HarvestRefused, match="does not come to an end"):
            pages()

    def test_are_refused_where_they_are_far_too_large(self, pages, monkeypatch):
        monkeypatch.setattr(fetching, "MOST_BYTES_OF_AN_ANSWER", 10)

        with pytest.raises(HarvestRefused, match="far too large"):
            pages()


class TestPoliteness:
    def test_says_who_asks_and_whom_to_write_to(self, interface, pages, monkeypatch):
        monkeypatch.setenv(fetching.CONTACT, "data@cluster.example\n")

        pages()

        assert interface.agents[0].startswith("Liaison/")
        assert "(open-source cluster platform; data@cluster.example)" in interface.agents[0]

    def test_waits_as_long_as_the_server_asks(self, interface, pages, monkeypatch):
        monkeypatch.setattr(fetching, "PATIENCE", 60.0)
        interface.stumbles["2"] = [(429, "1")]
        begun = time.monotonic()

        assert pages() == ["one", "two", "three"]
        assert 1.0 <= time.monotonic() - begun < 30.0

    def test_waits_until_the_moment_that_the_server_names(self, interface, pages, monkeypatch):
        monkeypatch.setattr(fetching, "PATIENCE", 60.0)
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
        interface.stumbles["2"] = [(503, format_datetime(soon, usegmt=True))]

        assert pages() == ["one", "two", "three"]

    def test_does_not_wait_where_the_server_asks_for_hours(self, interface, pages):
        interface.stumbles["2"] = [(429, "7200")]

        with pytest.raises(NotReached, match="answered 429"):
            pages()
        assert pages_asked(interface) == ["1", "2"]

    def test_keeps_the_pace_of_a_host(self, pages, monkeypatch):
        monkeypatch.setitem(fetching.PACES, "127.0.0.1", 0.2)
        begun = time.monotonic()

        pages()

        assert time.monotonic() - begun >= 0.4
