"""Doing jobs within a test's own transaction, and kinds of jobs that tests alone have."""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

from liaison.hub.jobs.kinds import Refused, Work, job_kind
from liaison.hub.jobs.progress import Progress
from liaison.hub.jobs.working import LEASE, attempt, take


class Listener:
    """Keeps what a job tells of its progress."""

    def __init__(self) -> None:
        self.told: list[Progress] = []

    def tell(self, progress: Progress) -> None:
        self.told.append(progress)


def do_jobs(*, now: dt.datetime) -> list[Progress]:
    """Do all jobs that are due, as a worker does, and return what they told of their progress."""
    listener = Listener()
    while job := take(worker="test:1", lease=LEASE, now=now):
        attempt(job, teller=listener, clock=lambda: now)
    return listener.told


@job_kind("test.count", words="Counting to a number")
def count(work: Work) -> dict[str, Any]:
    """Count to a number, slowly if asked to."""
    number = work.arguments["to"]
    for done in range(1, number + 1):
        time.sleep(work.arguments.get("seconds_each", 0))
        work.report(done, number, f"At {done}")
    return {"counted": number}


@job_kind("test.stumble", words="Failing", attempts=3)
def stumble(work: Work) -> None:
    """Fail with somebody's address in the error."""
    raise ValueError(f"{work.arguments['address']} is not on the list")


@job_kind("test.refuse", words="Refusing", attempts=3)
def refuse(work: Work) -> None:
    """Say why it cannot be done."""
    raise Refused("The file holds no organisations; please choose another one.")


@job_kind("test.write_line", words="Writing a line", attempts=3)
def write_line(work: Work) -> None:
    """Add a line to a file with who writes it; tells which job was done how often by whom."""
    with Path(work.arguments["file"]).open("a") as file:
        file.write(f"{work.arguments['line']} {os.getpid()}\n")


@job_kind("test.open_account", words="Opening an account in a long transaction", attempts=3)
def open_account(work: Work) -> None:
    """Write something and report within one transaction; the first attempt takes for ever."""
    from liaison.hub.accounts.models import User

    begun = Path(work.arguments["begun"])
    is_first = not begun.exists()
    with work.concluding() as result:
        User.objects.create_user(work.arguments["address"])
        work.report(1, 2, "Half of it")
        begun.touch()
        waited = 0.0
        while is_first and waited < work.arguments["seconds"]:
            time.sleep(0.1)
            waited += 0.1
            work.report(1, 2, "Half of it")
        result["opened"] = 1
