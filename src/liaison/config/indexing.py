"""From a harvested snapshot to the index that matching reads: where the two libraries meet."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

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
    """
    Index a snapshot's tables under `data`, with where they come from.

    Where sources were joined, entries of one organisation are one in the index, with all their
    projects together, under the name that its picture has.
    """
    tables = {name: snapshot.table(name) for name in TABLES}
    pictures = opendata.pictures(data)
    if pictures:
        tables |= join_entries(tables["organisations"], tables["participations"], pictures)
    matching.build_index(
        **tables,
        folder=data / "index",
        provenance={"sources": [snapshot.manifest], "joined": _mark(pictures)},
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
    """Tell whether the index under `data` was built from just this snapshot, joined as it is."""
    try:
        provenance = matching.load_index(data / "index").provenance
        read = [source["sha256"] for source in provenance["sources"]]
        joined = provenance.get("joined", "")
        return read == [snapshot.manifest["sha256"]] and joined == _mark(opendata.pictures(data))
    except (matching.NoIndex, matching.IndexUnreadable, KeyError):
        return False


def join_entries(
    organisations: pa.Table, participations: pa.Table, pictures: opendata.Pictures
) -> dict[str, pa.Table]:
    """
    Return both tables with one row for each organisation, and each once in a project.

    An organisation keeps the id of its oldest entry, and the name that its picture gives it.
    """
    ids = organisations["id"].combine_chunks()
    keys = pa.array([opendata.entry_key(id_) for id_ in ids.to_pylist()], pa.string())
    told = pictures.identities_of(keys)
    first = _first_of_each(ids, told["identity"].combine_chunks())
    names = pc.if_else(
        pc.fill_null(pc.greater(told["entries"], 1), fill_value=False),
        told["name"],
        organisations["name"],
    )
    place = organisations.schema.get_field_index("name")
    renamed = organisations.set_column(place, organisations.schema.field("name"), names)
    return {
        "organisations": renamed.filter(
            pc.invert(pc.is_in(ids, value_set=pa.array(first, pa.string())))
        ),
        "participations": _each_once(participations, first),
    }


def _first_of_each(ids: "pa.Array[Any]", identities: "pa.Array[Any]") -> dict[str, str]:
    """Return by id of each further entry the id that its organisation has."""
    members: dict[str, list[str]] = defaultdict(list)
    for id_, identity in zip(ids.to_pylist(), identities.to_pylist(), strict=True):
        if identity is not None:
            members[identity].append(id_)
    first: dict[str, str] = {}
    for identity, together in members.items():
        own = opendata.id_of_key(identity)
        leading = own if own in together else min(together)
        first |= {id_: leading for id_ in together if id_ != leading}
    return first


def _each_once(participations: pa.Table, first: Mapping[str, str]) -> pa.Table:
    """Return the participations under the ids that stay; two of one in a project become one."""
    moved = {*first, *first.values()}
    is_moved = pc.is_in(participations["organisation_id"], value_set=pa.array(moved, pa.string()))
    together: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in participations.filter(is_moved).to_pylist():
        id_ = first.get(row["organisation_id"], row["organisation_id"])
        together[row["project_id"], id_].append(row | {"organisation_id": id_})
    rows = [_as_one(each) for each in together.values()]
    kept = participations.filter(pc.invert(is_moved))
    return pa.concat_tables([kept, pa.Table.from_pylist(rows, participations.schema)])


def _as_one(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the leading part of several in one project, with the money of all."""
    leading = min(rows, key=lambda row: (row["role"] != "coordinator", row["order"]))
    sums = {
        name: sum(given)
        if (given := [row[name] for row in rows if row[name] is not None])
        else None
        for name in ("contribution", "cost")
    }
    return {**leading, **sums}


def _mark(pictures: opendata.Pictures | None) -> str:
    """Return what tells one joining of the sources from another; "" before the first."""
    return str(pictures.manifest["sha256"]) if pictures else ""
