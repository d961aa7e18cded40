"""`liaison work`: doing jobs in the background."""

import datetime as dt
import os
import signal
import threading
from pathlib import Path

import click

from liaison.commands.frame import data_option, refusals_in_one_line


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True)
@click.option(
    "--lease",
    type=click.IntRange(1, 3600),
    default=60,
    show_default=True,
    help="Seconds of silence after which a worker is taken for dead and its job done by another.",
)
@click.option("--settings", type=click.Choice(["production", "demo"]), hidden=True)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when whoever started it ends.")
@data_option
def work(
    once: bool, workers: int, lease: int, settings: str | None, with_parent: bool, data: Path
) -> None:
    """Do jobs in the background, such as imports and letters; `liaison serve` starts one itself."""
    from liaison.config import site

    settings = settings or "production"
    with refusals_in_one_line(site.NotReady):
        site.use(data, settings=settings)
        site.refuse_other_version()
    if workers > 1:
        _supervise(workers, data=data, settings=settings)
        return
    from liaison.config.schedule import SCHEDULE
    from liaison.hub.jobs.working import Worker

    worker = Worker(schedule=SCHEDULE, lease=dt.timedelta(seconds=lease))
    if once:
        number = worker.do_all()
        click.echo(f"{number} job{'' if number == 1 else 's'} done.")
        return
    parent = os.getppid()
    worker.work(may_go_on=lambda: not with_parent or os.getppid() == parent)


def _supervise(number: int, *, data: Path, settings: str) -> None:
    """Keep several workers running until this process is told to end."""
    from liaison.config.workers import Workers

    told = threading.Event()
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: told.set())
    workers = Workers(number, data=data, settings=settings)
    while not told.is_set():
        workers.tend()
        told.wait(0.5)
    workers.stop()
