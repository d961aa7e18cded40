"""The commands that bring a site up, as a newcomer calls them: real processes, real answers."""

import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.shared_database import wait_until

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return own | more


def call(*arguments, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liaison", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(**more),
    )


def jobs_done(data):
    """Return the kinds of jobs that a worker has done in the database of this folder."""
    with closing(sqlite3.connect(data / "liaison.sqlite3")) as database:
        done = database.execute("SELECT kind FROM jobs_job WHERE state = 'done'")
        return {kind for (kind,) in done}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A data folder in which the demonstration has been prepared once."""
    data = tmp_path_factory.mktemp("demo")
    prepared = call("demo", "--data", data, "--no-serve")
    assert prepared.returncode == 0, prepared.stderr
    return data, prepared.stdout


@pytest.fixture
def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


class TestDemo:
    def test_names_one_account_a_role_and_one_of_another_organisation(self, demo):
        _, said = demo

        named = re.findall(r"sign in as (\w+) +(\w+)@liaison\.example", said)
        assert len({role for role, _ in named}) == 7
        assert [mail_box for _, mail_box in named][7:] == ["hospital"]

    def test_a_second_time_says_the_same_and_changes_nothing(self, demo):
        data, said = demo
        index = (data / "index" / "current").read_text()

        again = call("demo", "--data", data, "--no-serve")

        assert again.stdout == said
        assert (data / "index" / "current").read_text() == index

    def test_keeps_its_secrets_to_their_owner(self, demo):
        data, _ = demo

        for name in ("secret-key", "demo-password"):
            assert stat.S_IMODE((data / name).stat().st_mode) == 0o600

    def test_answers_a_need_from_the_command_line_too(self, demo):
        data, _ = demo

        answer = json.loads(
            call("match", "biobank of rare tumours", "--data", data, "--json").stdout
        )

        assert "Biobank" in answer["matches"][0]["name"]

    def test_says_its_address_once_it_answers_and_stops_when_asked(self, demo, free_port):
        data, _ = demo
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "liaison", "demo", "--no-browser"),
                *("--data", str(data), "--port", str(free_port), "--workers", "1"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(PYTHONUNBUFFERED="1"),
        )
        try:
            address = next(
                found[0] for line in server.stdout if (found := re.search(r"http://\S+", line))
            )
            with urllib.request.urlopen(address) as answer:
                page = answer.read().decode()
            wait_until(lambda: "jobs.forget" in jobs_done(data))
        finally:
            server.send_signal(signal.SIGTERM)
            # Waits for the worker too: it holds on to the same output.
            _, complaints = server.communicate(timeout=30)

        assert 'name="need"' in page
        assert server.returncode == 0
        assert "Traceback" not in complaints

    def test_says_that_the_port_is_taken(self, demo):
        data, _ = demo
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]

            refused = call("demo", "--data", data, "--port", taken, "--no-browser")

        assert refused.returncode == 1
        assert f"Port {taken} cannot be used" in refused.stderr
        assert "Traceback" not in refused.stderr


class TestWork:
    def test_does_what_is_due_once_and_ends(self, demo):
        data, _ = demo

        worked = call("work", "--data", data, "--once")

        assert worked.returncode == 0, worked.stderr
        assert "done." in worked.stdout
        assert "jobs.forget" in jobs_done(data)

    def test_asks_for_the_site_first_where_there_is_no_database(self, tmp_path):
        refused = call("work", "--data", tmp_path, "--once")

        assert refused.returncode == 1
        assert "start first: liaison serve" in refused.stderr
        assert "Traceback" not in refused.stderr


class TestDemoOnOnesOwnFiles:
    def test_keeps_the_index_somebody_built(self, tmp_path, empty_site):
        projects, participations = (
            tmp_path / "projects.parquet",
            tmp_path / "participations.parquet",
        )
        pq.write_table(
            pa.table({"id": ["1"], "title": ["Gait at home"], "objective": ["Sensors."]}), projects
        )
        pq.write_table(
            pa.table(
                {
                    "projectID": ["1"],
                    "organisationID": ["999000001"],
                    "name": ["Moselle Sensors"],
                    "country": ["LU"],
                }
            ),
            participations,
        )
        built = call(
            *("index", "--projects", projects, "--participations", participations),
            *("--data", tmp_path),
        )
        assert built.returncode == 0, built.stderr
        index = (tmp_path / "index" / "current").read_text()

        call("demo", "--data", empty_site(tmp_path), "--no-serve")

        assert (tmp_path / "index" / "current").read_text() == index


class TestSetUp:
    def test_makes_a_cluster_with_a_manager_once(self, tmp_path):
        first = call("set-up", "manager@cluster.example", "--data", tmp_path)
        again = call("set-up", "other@cluster.example", "--data", tmp_path)

        assert first.returncode == 0, first.stderr
        assert again.returncode == 1
        assert "has a manager already" in again.stderr

    def test_refuses_what_is_no_address(self, tmp_path, empty_site):
        refused = call("set-up", "manager", "--data", empty_site(tmp_path))

        assert refused.returncode == 1
        assert "no e-mail address" in refused.stderr

    def test_says_that_the_database_cannot_be_reached(self, tmp_path):
        refused = call(
            "set-up",
            "manager@cluster.example",
            "--data",
            tmp_path,
            LIAISON_DATABASE=f"postgresql://nobody@%2Fno-such-folder/{tmp_path.name}",
        )

        assert refused.returncode == 1
        assert "database cannot be reached" in refused.stderr
        assert "Traceback" not in refused.stderr


class TestRun:
    """The shell script of the README's two commands."""

    def with_python(self, tmp_path, answers: str) -> subprocess.CompletedProcess[str]:
        """Call a copy of it where `python3` is a program that answers so."""
        programs = tmp_path / "programs"
        programs.mkdir()
        for name in ("dirname", "cat", "cmp", "sed", "sh"):
            (programs / name).symlink_to(
                Path("/usr/bin") / name if Path("/usr/bin", name).exists() else Path("/bin") / name
            )
        if answers:
            python = programs / "python3"
            python.write_text(f"#!/bin/sh\n{answers}\n")
            python.chmod(0o755)
        copy = tmp_path / "run"
        copy.write_text((ROOT / "run").read_text())
        for file in ("requirements.txt", "pyproject.toml"):
            (tmp_path / file).write_text("")
        return subprocess.run(
            ["/bin/sh", copy, "demo"],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": str(programs)},
        )

    def test_says_that_python_is_missing(self, tmp_path):
        refused = self.with_python(tmp_path, "")

        assert refused.returncode == 1
        assert "Python is missing. Install Python 3.11 or newer" in refused.stderr

    def test_says_that_python_is_too_old(self, tmp_path):
        refused = self.with_python(
            tmp_path, 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac'
        )

        assert refused.returncode == 1
        assert "Python 3.9.2 is too old. Install Python 3.11 or newer" in refused.stderr

    def test_explains_itself(self):
        said = subprocess.run([ROOT / "run"], capture_output=True, text=True, check=True).stdout

        assert "./run demo" in said
        assert "./run test" in said
