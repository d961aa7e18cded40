"""From a harvested snapshot to the index that matching reads: where the two libraries meet."""

from collections.abc import Callable
from pathlib import Path

from liaison import matching, opendata
from liaison.matching.sentence_encoder import SentenceEncoder

Progress = Callable[[int, int | None, str], None]

# Sources that prove what organisations can do, the one that knows most first.
SOURCES_OF_EVIDENCE = ("cordis", "demonstration")
CALLS = "calls"
TABLES = ("organisations", "projects", "participations", "topics")


def newest_evidence(data: Path) -> opendata.Snapshot | None:
    """Return the snapshot to index: harvested evidence where there is some, else our own set."""
    snapshots = (opendata.current_snapshot(data, source) for source in SOURCES_OF_EVIDENCE)
    return next((snapshot for snapshot in snapshots if snapshot), None)


def index_snapshot(
    snapshot: opendata.Snapshot,
    data: Path,
    *,
    progress: Progress,
    encoder: SentenceEncoder | None = None,
) -> None:
    """Index a snapshot's tables under `data`, with where they come from."""
    matching.build_index(
        **{name: snapshot.table(name) for name in TABLES},
        folder=data / "index",
        provenance={"sources": [snapshot.manifest]},
        progress=progress,
        encoder=encoder,
    )


def newest_calls(data: Path) -> opendata.Snapshot | None:
    """Return the snapshot of calls to index; none where none were harvested."""
    return opendata.current_snapshot(data, CALLS)


def index_calls(snapshot: opendata.Snapshot, data: Path, *, progress: Progress) -> None:
    """Index calls beside the evidence under `data`, with where they come from."""
    matching.build_call_index(
        snapshot.table("calls"),
        folder=data / "index",
        provenance={"sources": [snapshot.manifest]},
        progress=progress,
    )


def are_indexed(calls: opendata.Snapshot, data: Path) -> bool:
    """Tell whether just these calls are indexed under `data`."""
    try:
        sources = matching.load_call_index(data / "index").provenance["sources"]
        return [source["sha256"] for source in sources] == [calls.manifest["sha256"]]
    except (matching.NoCalls, matching.IndexUnreadable, KeyError):
        return False


def is_of_own_files(data: Path) -> bool:
    """Tell whether the index under `data` was built from somebody's own files, not a snapshot."""
    try:
        sources = matching.load_index(data / "index").provenance["sources"]
    except (matching.NoIndex, matching.IndexUnreadable, KeyError):
        return False
    return all("sha256" not in source for source in sources)


def is_indexed(snapshot: opendata.Snapshot, data: Path) -> bool:
    """Tell whether the index under `data` was built from just this snapshot."""
    try:
        sources = matching.load_index(data / "index").provenance["sources"]
        return [source["sha256"] for source in sources] == [snapshot.manifest["sha256"]]
    except (matching.NoIndex, matching.IndexUnreadable, KeyError):
        return False
