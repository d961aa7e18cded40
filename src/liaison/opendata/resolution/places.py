"""Where the sources put entries, in degrees; pictures keep words only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from liaison.opendata.resolution.entries import SCHEMES, id_of_key
from liaison.opendata.resolution.linking import as_of
from liaison.opendata.snapshots import current_snapshot


@dataclass(frozen=True, slots=True)
class Position:
    """
    Where one source puts one entry.

    :ivar latitude: degrees north; `longitude` degrees east
    :ivar on: the day of which the source tells
    """

    latitude: float
    longitude: float
    source: str
    on: dt.date


def positions_of(data: Path, keys: Iterable[str]) -> Mapping[str, Position]:
    """Return where entries are, by key; those of which no source in use says so are left out."""
    by_scheme: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        by_scheme[key.partition(":")[0]].add(key)
    found: dict[str, Position] = {}
    for source, scheme in SCHEMES.items():
        missing = {id_of_key(key): key for key in by_scheme[scheme] if key not in found}
        snapshot = current_snapshot(data, source) if missing else None
        if snapshot is None:
            continue
        table = pq.read_table(
            snapshot.folder / "organisations.parquet",
            columns=["id", "lat", "lon"],
            filters=[("id", "in", sorted(missing))],
        )
        day = as_of(snapshot)
        for row in table.to_pylist():
            if row["lat"] is not None and row["lon"] is not None:
                found[missing[row["id"]]] = Position(row["lat"], row["lon"], source, day)
    return found
