"""Bringing a site up: its database, its static files, its demonstration, its server processes."""

import datetime as dt
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from liaison.config.workers import Workers

if TYPE_CHECKING:
    from liaison.config.demonstration import DemoAccount

Progress = Callable[[int, int | None, str], None]
SECONDS_TO_START = 60
_WAYS_TO_WORK = {
    # Behind a web server that hears out who is slow: one page at a time, nothing else to do.
    # A file of a hundred thousand organisations takes it up to a minute.
    "production": ("--worker-class", "sync", "--timeout", "120"),
    # Browsers come directly, and open connections long before they ask: threads hear them out. A
    # connection an answer: kept open, they would gather at one process and leave the other idle.
    "demo": ("--worker-class", "gthread", "--threads", "8", "--keep-alive", "0"),
}
# Each process works on one core. Left alone, numpy would spread every small sum over all of them,
# and the processes would wait for one another: twice the time a page.
_ONE_CORE_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class NotReady(Exception):
    """The site cannot be brought up; the message says why and what to do."""


def use(data: Path, *, settings: str) -> None:
    """Point Django at these settings and this data folder."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ["LIAISON_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = f"liaison.config.settings.{settings}"
    os.environ.setdefault("LIAISON_SECRET_KEY", _secret_key(data))
    import django

    django.setup()


def prepare(data: Path, *, settings: str) -> None:
    """Bring the database to this version and lay out the static files, where that is not done."""
    prepare_database(data, settings=settings)
    _lay_out_static_files(data)


def prepare_database(data: Path, *, settings: str) -> None:
    """
    Bring the database to this version; it is made where there is none yet.

    :raises NotReady: if it cannot be reached
    """
    use(data, settings=settings)
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        raise NotReady(f"The database cannot be reached: {error}") from error


def refuse_other_version() -> None:
    """
    Make sure that the database is at this version, without changing it.

    :raises NotReady: if it is not, or cannot be reached
    """
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        is_behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise NotReady(f"The database cannot be reached: {error}") from error
    if is_behind:
        raise NotReady("The database is not at this version yet; start first: liaison serve")


def set_up(data: Path, *, email: str, language: str, cluster: str) -> None:
    """
    Set up a cluster and let the person with this address manage it.

    :param cluster: which of `clusters.starting_sets.STARTING_SETS`

    :raises NotReady: if the cluster has a manager already, or the address an account
    """
    prepare(data, settings="production")
    from liaison.config.first_cluster import NotSetUp, set_up_first_cluster

    try:
        set_up_first_cluster(
            email=email, language=language, now=dt.datetime.now(dt.UTC), cluster=cluster
        )
    except NotSetUp as refusal:
        raise NotReady(str(refusal)) from refusal


def prepare_demo(data: Path, *, port: int, progress: Progress) -> "list[DemoAccount]":
    """
    Make the demonstration ready: harvested data where there is some, ours otherwise.

    :param port: on which the site will answer
    :returns: the accounts one can sign in with, one a role, and one of another organisation
    """
    # So that links in its letters lead here; some are written while it is made ready.
    os.environ.setdefault("LIAISON_ADDRESS", f"http://localhost:{port}")
    _index_for_demo(data, progress=progress)
    _index_calls_for_demo(data, progress=progress)
    prepare(data, settings="demo")
    from liaison.config.demonstration import set_up

    return set_up(password=_demo_password(data), now=dt.datetime.now(dt.UTC))


def serve(
    data: Path,
    *,
    settings: str,
    port: int,
    workers: int,
    job_workers: int,
    open_browser: bool,
    say: Callable[[str], None],
) -> None:
    """
    Run the server until it is stopped; says the address once it really answers.

    :param workers: processes that answer with pages
    :param job_workers: processes that do jobs in the background
    """
    _refuse_taken_port(port)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "liaison.config.wsgi", "--preload"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(workers)),
            *_WAYS_TO_WORK[settings],
            *("--log-level", "warning"),
        ],
        env=_ONE_CORE_EACH | os.environ,
    )
    # Ctrl-C reaches all processes; the server ends first, then the workers, then this one.
    is_to_end = threading.Event()

    def end(*_: object) -> None:
        is_to_end.set()
        server.terminate()

    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, end)
    _wait_until_it_answers(server, port)
    # By name: browsers offer passkeys on localhost, not on a bare number.
    address = f"http://localhost:{port}/"
    say(f"Liaison is running at {address}  (stop it with Ctrl-C)")
    if open_browser and _has_a_screen():
        webbrowser.open(address)
    doing_jobs = Workers(job_workers, data=data, settings=settings, environment=_ONE_CORE_EACH)
    while server.poll() is None and not is_to_end.wait(0.5):
        doing_jobs.tend()
    status = server.wait()
    doing_jobs.stop()
    if status not in (0, -signal.SIGTERM):
        raise NotReady(f"The server ended with status {status}.")


def _lay_out_static_files(data: Path) -> None:
    """Copy the static files under names that hold their checksum, unless they are there already."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [
        f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}"
        for finder in get_finders()
        for name, storage in finder.list([])
    ]
    mark, laid_out = data / "static" / ".laid-out", "\n".join(sorted(files))
    if mark.exists() and mark.read_text() == laid_out:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(laid_out)


def _index_for_demo(data: Path, *, progress: Progress) -> None:
    """Index what is harvested, or our own set, unless the index already holds just that."""
    from liaison import opendata
    from liaison.config.indexing import (
        OWN_SET,
        EvidenceUnreadable,
        are_in_index,
        index_snapshots,
        is_of_own_files,
        newest_evidence,
    )

    try:
        snapshots = newest_evidence(data)
        if not snapshots and is_of_own_files(data):
            return
        if all(snapshot.source == OWN_SET for snapshot in snapshots):
            # Our own set comes with the package, so a newer package brings a newer set.
            now = dt.datetime.now(dt.UTC)
            own = opendata.harvest_demonstration(data, now=now, progress=progress)
            snapshots = [own.snapshot]
        if not are_in_index(snapshots, data):
            index_snapshots(snapshots, data, progress=progress)
    except EvidenceUnreadable as error:
        raise NotReady(str(error)) from error


def _index_calls_for_demo(data: Path, *, progress: Progress) -> None:
    """Index the calls that are harvested, unless just those are indexed already."""
    from liaison.config.indexing import are_indexed, index_calls, newest_calls

    calls = newest_calls(data)
    if calls and not are_indexed(calls, data):
        index_calls(calls, data, progress=progress)


def _secret_key(data: Path) -> str:
    """Return the key that signs sessions: made on the first start, readable by its owner only."""
    return _kept_secret(data / "secret-key", length=50)


def _demo_password(data: Path) -> str:
    return _kept_secret(data / "demo-password", length=12)


def _kept_secret(file: Path, *, length: int) -> str:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as new:
        new.write(secrets.token_urlsafe(length)[:length])
    return file.read_text()


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            raise NotReady(
                f"Port {port} cannot be used ({error.strerror}); choose another: --port {port + 1}"
            ) from error


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NotReady("The server did not start; the lines above say why.")
        with socket.socket() as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    server.terminate()
    raise NotReady(f"The server did not answer within {SECONDS_TO_START} seconds.")


def _has_a_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
