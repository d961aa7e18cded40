"""The tests' database, such that other processes reach it too, and workers as such processes."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
# As `liaison work`, but with the kinds of jobs that tests alone have.
_WORK = """
import sys
from pathlib import Path
from liaison.config import site
site.use(Path(sys.argv[1]), settings="production")
import tests.support.jobs
from liaison.cli import main
main(["work", "--data", *sys.argv[1:]])
"""


class SharedDatabase:
    """A data folder and an environment with which another process works on the tests' database."""

    def __init__(self, data: Path, address: str) -> None:
        self.data = data
        own = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        own.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = own | {"LIAISON_DATABASE": address, "LIAISON_HTTPS": "no"}
        self._workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker; it is killed at the end of the test at the latest."""
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORK, str(self.data), *options],
            cwd=ROOT,
            env=self.environment | environment,
        )
        self._workers.append(worker)
        return worker

    def stop(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait()


@contextmanager
def shared_database(data: Path) -> Iterator[SharedDatabase]:
    """Share the database of a test; one in memory is copied into a file for that time."""
    own = connections["default"]
    if own.vendor == "sqlite":
        address, restore = _into_file(data / "tests.sqlite3")
    else:
        address, restore = _address(own.settings_dict), lambda: None
    shared = SharedDatabase(data, address)
    try:
        yield shared
    finally:
        shared.stop()
        restore()


def wait_until(is_so: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for what another process does; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "The other process did not come that far."
        time.sleep(0.05)


def _into_file(file: Path) -> tuple[str, Callable[[], None]]:
    own = connections["default"]
    own.ensure_connection()
    copy = sqlite3.connect(file)
    own.connection.backup(copy)
    copy.close()
    name = own.settings_dict["NAME"]

    def lead_to(place: str) -> None:
        connections.settings["default"]["NAME"] = place

    def restore() -> None:
        connections["default"].close()
        lead_to(name)
        connections["default"] = own

    lead_to(str(file))
    connections["default"] = connections.create_connection("default")
    return f"sqlite:///{file}", restore


def _address(settings: dict[str, str]) -> str:
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    host = quote(settings["HOST"], safe="")
    return f"postgresql://{settings['USER']}{password}@{host}{port}/{settings['NAME']}"
