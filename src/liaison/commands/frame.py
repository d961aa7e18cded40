"""What commands share: where data lies, refusals in one line, progress bars."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import platformdirs

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: Path(platformdirs.user_data_dir("liaison")),
    envvar="LIAISON_DATA",
    show_default="your user data folder",
    help="Where harvested data, the index and the site's database lie.",
)


@contextmanager
def refusals_in_one_line(*refusals: type[Exception]) -> Iterator[None]:
    """Turn an anticipated refusal into one line on the error output and exit status 1."""
    try:
        yield
    except refusals as refusal:
        raise click.ClickException(str(refusal)) from refusal


@contextmanager
def progress_bars() -> Iterator[Callable[[int, int | None, str], None]]:
    """Draw what long work reports as one bar after another, on the error output."""
    bars: dict[str, Any] = {}

    def report(done: int, total: int | None, what: str) -> None:
        if what not in bars:
            finish()
            bars[what] = click.progressbar(length=total or 0, label=what, file=sys.stderr)
            bars[what].__enter__()
        bar = bars[what]
        bar.length = total or max(done, 1)
        bar.update(done - bar.pos)

    def finish() -> None:
        for bar in bars.values():
            if not bar.finished:
                bar.render_finish()
                bar.finished = True

    try:
        yield report
    finally:
        finish()
