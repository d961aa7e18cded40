"""A PostgreSQL server for one run: in a temporary folder, by a Unix socket, gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgreSQL(Exception):
    """PostgreSQL's server programs are not on this machine."""


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Yield the address of a running server; raises NoPostgreSQL."""
    programs = _find_programs()
    with tempfile.TemporaryDirectory(prefix="liaison-postgresql-") as folder:
        # PostgreSQL refuses to run as root; its package brings a user for that.
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user=user)

        def call(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, f"--pgdata={folder}/data", *arguments],
                check=True,
                user=user,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

        call("initdb", "--auth=trust", "--username=liaison", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        call("pg_ctl", "--wait", f"--log={folder}/log", f"--options={options}", "start")
        try:
            yield f"postgresql://liaison@{folder.replace('/', '%2F')}/postgres"
        finally:
            call("pg_ctl", "--mode=immediate", "stop")


def _find_programs() -> Path:
    on_path = shutil.which("pg_ctl")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists():
            return place
    raise NoPostgreSQL("no PostgreSQL server on this machine; install one or give --postgresql URL")
