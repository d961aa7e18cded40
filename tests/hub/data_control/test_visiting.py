"""Web sites are visited politely, and found once they failed on two days."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from liaison.hub.data_control import actions
from liaison.hub.data_control.choices import Rule
from liaison.hub.data_control.models import Finding, WebsiteVisit
from liaison.hub.data_control.visiting import note_visit
from liaison.hub.directory.models import Organisation
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import Worker
from liaison.opendata import fetch
from liaison.opendata.fetch import Answers, Visit, visit
from tests.hub.data_control.conftest import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_no_hurry(monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS_BETWEEN_VISITS", 0.0)
    monkeypatch.setattr(fetch, "SECONDS_OF_A_VISIT", 1.0)


@contextmanager
def site(answer):
    """A web site on this machine; `answer` tells status and location by method and path."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.reply()

        def do_GET(self):
            self.reply()

        def reply(self):
            asked.append(
                (self.command, self.path, self.headers["Host"], self.headers["User-Agent"])
            )
            status, location = answer(self.command, self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join()


class TestVisit:
    @pytest.mark.parametrize(
        ("status", "answers"),
        [
            (200, "well"),
            (403, "well"),
            (429, "well"),
            (404, "not_found"),
            (410, "not_found"),
            (500, "with_an_error"),
        ],
    )
    def test_tells_how_it_answers(self, status, answers):
        with site(lambda method, path: (status, "")) as (address, asked):
            assert visit(address, may_be_inside=True) == Visit(Answers(answers))
        methods = [method for method, *_rest in asked]
        assert methods == (["HEAD"] if status == 200 else ["HEAD", "GET"])

    def test_asks_for_the_page_where_heads_are_not_told(self):
        with site(lambda method, path: (405 if method == "HEAD" else 200, "")) as (address, asked):
            assert visit(address, may_be_inside=True).answers == "well"
        assert asked[0][2] == address.removeprefix("http://").rstrip("/")
        assert asked[0][3].startswith("Liaison/")

    def test_follows_where_it_leads_and_says_so(self):
        with site(lambda method, path: (200, "")) as (there, _asked):
            port = there.rpartition(":")[2]
            with site(lambda method, path: (301, f"http://localhost:{port}")) as (here, _asked):
                assert visit(here, may_be_inside=True) == Visit(Answers.ELSEWHERE, "localhost")
            moved = {"/": (302, "/en/"), "/en/": (200, "")}
            with site(lambda method, path: moved[path]) as (here, _asked):
                assert visit(here, may_be_inside=True) == Visit(Answers.WELL)

    def test_does_not_go_round_for_ever(self):
        with site(lambda method, path: (302, "/")) as (address, asked):
            assert visit(address, may_be_inside=True).answers == "well"
        assert len(asked) == 5

    def test_says_that_nobody_answers(self):
        with site(lambda method, path: (200, "")) as (address, _asked):
            pass
        assert visit(address, may_be_inside=True) == Visit(Answers.NOT_AT_ALL)
        assert visit("http://[", may_be_inside=True) == Visit(Answers.NOT_AT_ALL)

    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1:1/",
            "http://localhost/",
            "http://[::1]/",
            "http://10.0.0.8/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[::ffff:192.168.1.1]/",
            "http://name:word@127.0.0.1/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ],
    )
    def test_keeps_away_from_private_networks(self, address):
        assert visit(address) == Visit(Answers.INSIDE)

    def test_is_not_led_inside(self, monkeypatch):
        asked = []

        def knock(address, *, may_be_inside):
            asked.append(address)
            return (
                real(address, may_be_inside=may_be_inside) if asked[1:] else (302, "http://[::1]/")
            )

        real = fetch._knock
        monkeypatch.setattr(fetch, "_knock", knock)

        assert visit("https://www.moselle-sensors.example/") == Visit(Answers.INSIDE)
        assert asked == ["https://www.moselle-sensors.example/", "http://[::1]/"]


@pytest.mark.django_db(transaction=True)
class TestEveryNight:
    @pytest.fixture
    def wanted(self, biohealth, manager):
        actions.change_setting(biohealth, on=list(Rule), days_fresh=365, by=manager, now=MONDAY)

    @pytest.fixture
    def night(self, settings):
        settings.LIAISON_VISITS_INSIDE = True

        def night(now):
            job = enqueue("data_control.visit", arguments={}, by=None, now=now)
            Worker(clock=lambda: now).do_all()
            return Job.objects.get(pk=job.pk).result

        return night

    def test_nothing_is_visited_unless_a_cluster_wants_it(self, sensors, night):
        assert night(MONDAY) == {"visited": 0, "failed": 0}
        assert not WebsiteVisit.objects.exists()

    def test_a_site_is_found_once_it_failed_on_two_days(
        self, sensors, owner, wanted, night, control
    ):
        with site(lambda method, path: (404, "")) as (address, asked):
            Organisation.objects.filter(pk=sensors.pk).update(website=address)
            assert night(MONDAY) == {"visited": 1, "failed": 1}
            # Whoever goes on in the same night does not ask again.
            assert night(MONDAY + timedelta(hours=1)) == {"visited": 0, "failed": 0}
            control()
            assert not Finding.objects.exists()

            night(TUESDAY)
            control(now=TUESDAY)

        assert len(asked) == 4
        finding = Finding.objects.get()
        assert (finding.rule, finding.details) == (
            "website_fails",
            {"answers": "not_found", "since": "2026-11-02", "led_to": ""},
        )

        Organisation.objects.filter(pk=sensors.pk).update(website="https://new.example/")
        control(now=TUESDAY)
        assert Finding.objects.exclude(rule="website_fails").count() == Finding.objects.count()

    def test_private_addresses_are_not_visited_on_a_site(self, sensors, wanted, night, settings):
        settings.LIAISON_VISITS_INSIDE = False
        Organisation.objects.filter(pk=sensors.pk).update(website="http://127.0.0.1:1/")

        night(MONDAY)

        assert WebsiteVisit.objects.get().answers == "inside"

    def test_a_site_that_answers_again_is_well(self, sensors):
        for day, answers in enumerate((Answers.NOT_AT_ALL, Answers.NOT_AT_ALL, Answers.WELL)):
            note_visit(sensors, Visit(answers), now=MONDAY + timedelta(days=day))

        kept = WebsiteVisit.objects.get()
        assert (kept.answers, kept.fails_since, kept.days_failed) == ("well", None, 0)

    def test_failures_of_one_day_count_once(self, sensors):
        for hour in range(3):
            note_visit(sensors, Visit(Answers.NOT_AT_ALL), now=MONDAY + timedelta(hours=hour))

        assert WebsiteVisit.objects.get().days_failed == 1
