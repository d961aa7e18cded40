"""
A real PostgreSQL server for one test run: `pytest --database=postgresql`.

The server is made in a temporary folder, reached by a Unix socket only, and gone when the run ends.
Only the tests that use the database are run on it; the others have had their turn on SQLite.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
JOURNEYS = TESTS / "journeys"
# Journeys open the same pages on PostgreSQL; only what people do at once is tried again.
# The demonstration is for the embedded database.
PAGES = (TESTS / "architecture", TESTS / "config", TESTS / "hub" / "web")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="what the database-bound tests run on (default: sqlite, all tests)",
    )
    parser.addoption(
        "--once",
        action="store_true",
        help="of both databases try pages on SQLite and journeys in a browser on PostgreSQL only",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # Before Django reads its settings, hence a wrapper around the very first hook. Processes that
    # test side by side share one server, each with a database of its own.
    is_of_several = "PYTEST_XDIST_WORKER" in os.environ
    if early_config.known_args_namespace.database == "postgresql" and not is_of_several:
        programs = _find_programs()
        if programs is None:
            _leave_out()
        server = _Server(programs)
        early_config.add_cleanup(server.stop)
        os.environ["LIAISON_DATABASE"] = server.start()
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_once = config.option.once
    if config.option.database == "postgresql":
        left = [item for item in items if not _is_on_database(item) or (is_once and _is_page(item))]
    elif is_once and _find_programs():
        left = [item for item in items if _is_on_database(item) and _is_in(item, JOURNEYS)]
    else:
        return
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]


def _is_on_database(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db")
        or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    )


def _is_page(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_at_once = "transactional_db" in getattr(item, "fixturenames", ()) or bool(
        marker and marker.kwargs.get("transaction")
    )
    return _is_in(item, *PAGES) and not is_at_once


def _is_in(item: pytest.Item, *folders: Path) -> bool:
    return any(folder in item.path.parents for folder in folders)


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.option.database}"


def _leave_out() -> None:
    """End the run: without complaint on a person's machine, as a failure in CI."""
    in_ci = bool(os.environ.get("CI"))
    pytest.exit(
        "PostgreSQL is not installed, so the tests were not repeated on it"
        + (" although CI must." if in_ci else "; on SQLite they have passed."),
        returncode=1 if in_ci else 0,
    )


def _find_programs() -> Path | None:
    on_path = shutil.which("pg_ctl")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


class _Server:
    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="liaison-postgresql-"))
        # PostgreSQL refuses to run as root; its package brings a user for that.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, user=self.user)

    def start(self) -> str:
        """Return the address of the running server, in the form the settings read."""
        self._call("initdb", "--auth=trust", "--username=liaison", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self._call(
            "pg_ctl", "--wait", f"--log={self.folder / 'log'}", f"--options={options}", "start"
        )
        return f"postgresql://liaison@{str(self.folder).replace('/', '%2F')}/postgres"

    def stop(self) -> None:
        self._call("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, f"--pgdata={self.folder / 'data'}", *arguments],
            check=True,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
