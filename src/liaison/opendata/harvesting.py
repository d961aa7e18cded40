"""Reading sources, one or all that are due, with each reading noted in the journal."""

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from liaison.opendata import records
from liaison.opendata.changes import Change, compare_tables
from liaison.opendata.fetch import Progress
from liaison.opendata.journal import Run, begin_run, end_run, read_runs
from liaison.opendata.plan import Planned, read_plan
from liaison.opendata.readers import READERS
from liaison.opendata.snapshots import (
    AnotherHarvestRuns,
    Harvest,
    HarvestRefused,
    Snapshot,
    current_snapshot,
)

Clock = Callable[[], dt.datetime]

_KEYS = {kind.name: kind.key for kind in vars(records).values() if hasattr(kind, "key")}
_log = logging.getLogger(__name__)
_QUESTION = re.compile(r"(https?://[^\s?]*)\?[^\s;,]*[^\s;,:.]")


@dataclass(frozen=True)
class Standing:
    """
    Where a source stands.

    :ivar last_read: when the publisher was last asked and could be read; None: never
    :ivar last_change: the run that gave the newest snapshot; None: none yet that was noted
    :ivar failed: the last run, if it was refused; None: it was not
    :ivar next_due: when it is to be read again; None: it is not read regularly
    """

    planned: Planned
    last_read: dt.datetime | None
    last_change: Run | None
    failed: Run | None
    next_due: dt.datetime | None

    def is_due(self, now: dt.datetime) -> bool:
        return self.next_due is not None and self.next_due <= now


def harvest(
    code: str, source: str | None, data: Path, *, clock: Clock, progress: Progress
) -> Harvest:
    """
    Read one source and note it in the journal.

    :param code: of the source, one of READERS
    :param source: an address, file or folder; None for the publisher's own
    :raises HarvestRefused: if it cannot be read; the snapshot before stays as it is
    """
    before = current_snapshot(data, code)
    run = begin_run(data, code, read_from=_shown(source), now=clock())
    try:
        outcome = READERS[code].harvest(source, data, now=run.started, progress=progress)
    except AnotherHarvestRuns:
        # Nothing went wrong with the source; the other run will tell.
        raise
    except HarvestRefused as refusal:
        reason = _fit_to_show(str(refusal), data, source)
        end_run(data, run, "refused", now=clock(), reason=reason)
        raise
    except Exception as error:
        reason = f"Liaison itself failed ({type(error).__name__})."
        end_run(data, run, "refused", now=clock(), reason=reason)
        raise
    if outcome.unchanged:
        end_run(data, run, "unchanged", now=clock())
    else:
        end_run(data, run, "new", now=clock(), tables=_changes(before, outcome.snapshot))
    return outcome


def harvest_all(
    data: Path, *, clock: Clock, progress: Progress, only_due: bool
) -> Iterator[tuple[str, Harvest | HarvestRefused]]:
    """
    Read all sources that are enabled, one after another; one that fails does not stop the others.

    :param only_due: leave out those that were read recently enough
    :returns: the code of each source that was read, with its harvest or why it was refused
    :raises PlanUnusable: if the file that says which sources are read cannot be used
    """
    for standing in standings(data):
        planned = standing.planned
        if not planned.is_enabled or (only_due and not standing.is_due(clock())):
            continue
        code = planned.reader.source.code
        try:
            yield code, harvest(code, planned.read_from, data, clock=clock, progress=progress)
        except HarvestRefused as refusal:
            yield code, refusal
        except Exception as error:
            _log.exception("Reading %s failed", code)
            yield code, HarvestRefused(f"{code}: Liaison itself failed ({type(error).__name__}).")


def standings(data: Path) -> list[Standing]:
    """Return where each source stands, in the order of READERS; raises PlanUnusable."""
    runs: dict[str, list[Run]] = {}
    for run in read_runs(data):
        runs.setdefault(run.source, []).append(run)
    return [
        _standing(planned, runs.get(code, []), current_snapshot(data, code))
        for code, planned in read_plan(data).items()
    ]


def _standing(planned: Planned, runs: list[Run], snapshot: Snapshot | None) -> Standing:
    ended = [run for run in runs if run.ended]
    good = [run for run in ended if run.is_good]
    last_read = good[-1].ended if good else _retrieved_at(snapshot)
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return Standing(
        planned=planned,
        last_read=last_read,
        last_change=next((run for run in reversed(good) if run.outcome == "new"), None),
        failed=ended[-1] if ended and not ended[-1].is_good else None,
        next_due=(last_read + planned.every if last_read else never)
        if planned.is_enabled
        else None,
    )


def _retrieved_at(snapshot: Snapshot | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(snapshot.manifest["retrieved_at"]) if snapshot else None


def _changes(before: Snapshot | None, after: Snapshot) -> dict[str, Change]:
    return {
        name: compare_tables(
            before.folder / f"{name}.parquet" if before and name in before.rows else None,
            after.folder / f"{name}.parquet",
            key=_KEYS[name],
        )
        for name in after.rows
    }


def _shown(source: str | None) -> str:
    """Return an address without anything to sign in with, of a file its name only."""
    if source is None or "://" in source:
        return _without_questions((source or "").replace(_sign_in(source), ""))
    return Path(source).name


def _fit_to_show(reason: str, data: Path, source: str | None) -> str:
    """Return a reason for everybody: without where files lie here, and how to sign in elsewhere."""
    folders = [data / "downloads", data]
    if source and "://" not in source:
        folders.insert(0, Path(source).expanduser().parent)
    for folder in folders:
        if folder.parts:
            reason = reason.replace(f"{folder}/", "")
    return _without_questions(reason.replace(_sign_in(source), ""))


def _without_questions(text: str) -> str:
    """Return a text without what follows the question mark of an address: it may be a key."""
    return _QUESTION.sub(r"\1", text)


def _sign_in(source: str | None) -> str:
    """Return the name and password that an address carries, as they stand in it; "" for none."""
    before, at, _ = urlsplit(source or "").netloc.rpartition("@")
    return f"{before}{at}"
