"""From harvested snapshots to the index that matching reads: where the two libraries meet."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from liaison import matching, opendata
from liaison.matching.sentence_encoder import SentenceEncoder

Progress = Callable[[int, int | None, str], None]

# Sources that prove what organisations can do, the one that knows most first: it describes those
# that several know. All that are harvested are indexed together.
SOURCES_OF_EVIDENCE = ("cordis", "h2020", "fp7", "clinical-trials", "openalex-works")
# Indexed where none of these is harvested.
OWN_SET = "demonstration"
# What the evidence of a source is, where it is not projects.
KIND_OF_EVIDENCE = {"clinical-trials": "study", "openalex-works": "work"}
CALLS = "calls"
TABLES = ("organisations", "projects", "participations", "topics")
# Texts of more bytes than this do not fit into a column with short offsets.
_MOST_BYTES_OF_A_COLUMN = 1_500_000_000


class EvidenceUnreadable(Exception):
    """A harvested snapshot cannot be read; one line that names the source and what to do."""

    def __init__(self, source: str, reason: str, *, first: str = "") -> None:
        super().__init__(
            f"The snapshot of {source} cannot be read ({' '.join(reason.split())});"
            f" {first}run: liaison harvest {source}"
        )


@dataclass(frozen=True)
class Taken:
    """What was taken of one source: its title, the kind of its evidence, rows by table."""

    title: str
    kind: str
    rows: Mapping[str, int]


def newest_evidence(data: Path) -> list[opendata.Snapshot]:
    """
    Return the snapshots to index together: all harvested evidence, else our own set, else nothing.

    :raises EvidenceUnreadable: if a source was harvested, but its snapshot cannot be read
    """
    found = [_readable(data, source) for source in SOURCES_OF_EVIDENCE]
    snapshots = [snapshot for snapshot in found if snapshot]
    own = None if snapshots else opendata.current_snapshot(data, OWN_SET)
    return snapshots or ([own] if own else [])


def index_snapshots(
    snapshots: Sequence[opendata.Snapshot],
    data: Path,
    *,
    progress: Progress,
    encoder: SentenceEncoder | None = None,
) -> list[Taken]:
    """
    Index the tables of all these snapshots under `data`, with where they come from.

    Where sources were joined, entries of one organisation are one in the index, with all their
    projects, studies and works together, under the name that its picture has.

    :returns: what was taken of each
    :raises EvidenceUnreadable: if a table of a snapshot cannot be read
    """
    tables, taken = gather(snapshots)
    pictures = opendata.pictures(data)
    if pictures:
        tables |= join_entries(tables["organisations"], tables["participations"], pictures)
    matching.build_index(
        **tables,
        folder=data / "index",
        provenance={
            "sources": [snapshot.manifest for snapshot in snapshots],
            "joined": _mark(pictures),
        },
        progress=progress,
        encoder=encoder,
    )
    return taken


def gather(
    snapshots: Sequence[opendata.Snapshot],
) -> tuple[dict[str, pa.Table], list[Taken]]:
    """
    Return the tables of several snapshots as one of each, and what was taken of each snapshot.

    Projects have their kind and source beside what the source says of them. What two sources have
    under one identifier (a PIC, a ROR id, CORDIS's number of a project) is the same, and told by
    the first of them.

    :raises EvidenceUnreadable: if a table cannot be read
    """
    gathered: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    taken = []
    for snapshot in snapshots:
        tables = _tables_of(snapshot)
        if gathered["projects"]:
            tables = _without_what_was_told(tables, gathered)
        for name, table in tables.items():
            gathered[name].append(table)
        rows = {name: table.num_rows for name, table in tables.items()}
        taken.append(Taken(snapshot.manifest["title"], _kind_of(snapshot), rows))
    whole = {name: pa.concat_tables(parts) for name, parts in gathered.items()}
    return whole | {"projects": _with_room(whole["projects"])}, taken


def _readable(data: Path, source: str) -> opendata.Snapshot | None:
    """Return a source's snapshot, None if it was never harvested; raises EvidenceUnreadable."""
    snapshot = opendata.current_snapshot(data, source)
    if snapshot is None and (data / "snapshots" / source / "current").exists():
        raise EvidenceUnreadable(source, "it is damaged, or of another version of Liaison")
    return snapshot


def _tables_of(snapshot: opendata.Snapshot) -> dict[str, pa.Table]:
    """Return the tables of a snapshot, projects with their kind and source."""
    try:
        tables = {name: snapshot.table(name) for name in TABLES}
    except (OSError, pa.ArrowInvalid) as error:
        # Its manifest is whole, so that a harvest of the same bytes would find nothing new.
        first = f"remove {snapshot.folder}, then "
        raise EvidenceUnreadable(snapshot.source, str(error), first=first) from error
    said = {"kind": _kind_of(snapshot), "source": snapshot.source}
    for name, value in said.items():
        column = pa.repeat(pa.scalar(value, pa.string()), tables["projects"].num_rows)
        tables["projects"] = tables["projects"].append_column(name, column)
    return tables


def _kind_of(snapshot: opendata.Snapshot) -> str:
    return KIND_OF_EVIDENCE.get(snapshot.source, "project")


def _without_what_was_told(
    tables: Mapping[str, pa.Table], gathered: Mapping[str, Sequence[pa.Table]]
) -> dict[str, pa.Table]:
    """Return the tables without organisations and projects that an earlier source told of."""
    new = dict(tables)
    for name in ("organisations", "projects"):
        told = pa.chunked_array(
            [chunk for table in gathered[name] for chunk in table["id"].chunks], pa.string()
        )
        new[name] = new[name].filter(pc.invert(pc.is_in(new[name]["id"], value_set=told)))
    for name in ("participations", "topics"):
        of_new = pc.is_in(new[name]["project_id"], value_set=new["projects"]["id"])
        new[name] = new[name].filter(of_new)
    return new


def _with_room(projects: pa.Table) -> pa.Table:
    """Return the projects with texts in a column that has room for all of them in one piece."""
    if projects["text"].nbytes <= _MOST_BYTES_OF_A_COLUMN:
        return projects
    place = projects.schema.get_field_index("text")
    return projects.set_column(place, "text", projects["text"].cast(pa.large_string()))


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


def are_in_index(snapshots: Sequence[opendata.Snapshot], data: Path) -> bool:
    """Tell whether the index under `data` was built from just these, joined as they are."""
    try:
        provenance = matching.load_index(data / "index").provenance
        read = [source["sha256"] for source in provenance["sources"]]
        joined = provenance.get("joined", "")
    except (matching.NoIndex, matching.IndexUnreadable, KeyError):
        return False
    wanted = [snapshot.manifest["sha256"] for snapshot in snapshots]
    return read == wanted and joined == _mark(opendata.pictures(data))


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
    ids = participations["organisation_id"]
    places = pc.index_in(ids, value_set=pa.array([*first], pa.string()))
    staying = pc.take(pa.array([*first.values()], pa.string()), places)
    column = participations.schema.get_field_index("organisation_id")
    moved = participations.set_column(column, "organisation_id", pc.coalesce(staying, ids))
    repeated = _repeated(moved, among={*first.values()})
    together: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in moved.filter(repeated).to_pylist():
        together[row["project_id"], row["organisation_id"]].append(row)
    rows = [_as_one(each) for each in together.values()]
    kept = moved.filter(pc.invert(repeated)).cast(participations.schema)
    return pa.concat_tables([kept, pa.Table.from_pylist(rows, participations.schema)])


def _repeated(participations: pa.Table, *, among: Collection[str]) -> "pa.Array[Any]":
    """Return which rows are one of several of the same organisation in the same project."""
    numbers = {
        name: pc.index_in(participations[name], value_set=pc.unique(participations[name]))
        .to_numpy()
        .astype(np.int64)
        for name in ("project_id", "organisation_id")
    }
    # Only those with several entries can take part twice; they are few, participations are many.
    rows = np.flatnonzero(
        pc.is_in(participations["organisation_id"], value_set=pa.array([*among], pa.string()))
    )
    pairs = numbers["project_id"][rows] << 32 | numbers["organisation_id"][rows]
    _, places, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    repeated = np.zeros(participations.num_rows, np.bool_)
    repeated[rows[counts[places] > 1]] = True
    return pa.array(repeated)


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
