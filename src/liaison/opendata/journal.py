"""
The journal of harvests: `DATA/snapshots/journal.jsonl`, to which lines are only ever added.

A run writes one line when it starts and one when it ends, so that one that was killed shows.
"""

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from liaison.opendata.changes import Change
from liaison.opendata.snapshots import HarvestRefused

# new: a new snapshot; unchanged: the publisher has nothing new; refused: the snapshot before stays;
# unfinished: still running, or broken off.
Outcome = Literal["new", "unchanged", "refused", "unfinished"]
_OUTCOMES = ("new", "unchanged", "refused")


@dataclass(frozen=True)
class Run:
    """
    One reading of one source.

    :ivar read_from: the address or file, if not the publisher's own
    :ivar reason: in one line, why it was refused
    :ivar tables: how each table changed, where there is a new snapshot
    """

    id: str
    source: str
    started: dt.datetime
    read_from: str = ""
    ended: dt.datetime | None = None
    outcome: Outcome = "unfinished"
    reason: str = ""
    tables: Mapping[str, Change] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether the source could be read."""
        return self.outcome in ("new", "unchanged")


def begin_run(data: Path, source: str, *, read_from: str, now: dt.datetime) -> Run:
    """Note that a reading starts; raises HarvestRefused if nothing can be written."""
    run = Run(secrets.token_hex(6), source, now, read_from=read_from)
    started = {"run": run.id, "source": source, "started": now.isoformat(timespec="seconds")}
    _add(data, started | ({"from": read_from} if read_from else {}))
    return run


def end_run(
    data: Path,
    run: Run,
    outcome: Outcome,
    *,
    now: dt.datetime,
    reason: str = "",
    tables: Mapping[str, Change] | None = None,
) -> Run:
    """Note how a reading ended; raises HarvestRefused if nothing can be written."""
    ended = replace(run, ended=now, outcome=outcome, reason=reason, tables=tables or {})
    _add(
        data,
        {
            "run": run.id,
            "ended": now.isoformat(timespec="seconds"),
            "outcome": outcome,
            **({"reason": reason} if reason else {}),
            **({"tables": {n: asdict(c) for n, c in ended.tables.items()}} if tables else {}),
        },
    )
    return ended


def read_runs(data: Path) -> list[Run]:
    """Return all runs, the first first; what cannot be understood is left out."""
    runs: dict[str, Run] = {}
    for entry in _entries(data):
        try:
            if "started" in entry:
                runs[entry["run"]] = _begun(entry)
            elif entry["run"] in runs:
                runs[entry["run"]] = _ended(runs[entry["run"]], entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return list(runs.values())


def _begun(entry: Mapping[str, Any]) -> Run:
    return Run(
        str(entry["run"]),
        str(entry["source"]),
        dt.datetime.fromisoformat(entry["started"]),
        read_from=str(entry.get("from", "")),
    )


def _ended(run: Run, entry: Mapping[str, Any]) -> Run:
    return replace(
        run,
        ended=dt.datetime.fromisoformat(entry["ended"]),
        outcome=entry["outcome"] if entry["outcome"] in _OUTCOMES else "unfinished",
        reason=str(entry.get("reason", "")),
        tables={name: Change(**change) for name, change in entry.get("tables", {}).items()},
    )


def _file(data: Path) -> Path:
    return data / "snapshots" / "journal.jsonl"


def _add(data: Path, entry: Mapping[str, Any]) -> None:
    file = _file(data)
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as journal:
            if _ends_within_a_line(journal):
                # A run before was killed while it wrote: its line ends here.
                line = b"\n" + line
            journal.write(line)
    except OSError as error:
        raise HarvestRefused(f"{file}: cannot be written ({error.strerror}).") from error


def _ends_within_a_line(journal: Any) -> bool:
    if journal.seek(0, 2) == 0:
        return False
    journal.seek(-1, 2)
    return bool(journal.read(1) != b"\n")


def _entries(data: Path) -> list[dict[str, Any]]:
    try:
        lines = _file(data).read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return []
    entries = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            entries.append(entry)
    return entries
