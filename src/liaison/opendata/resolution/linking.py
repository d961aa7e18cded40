"""
Join the entries of all sources into organisations, and write one picture of each.

`DATA/resolution/VERSION/` holds the tables of `pictures.py` beside the snapshots they were made
from. A new version is written whole before it is put in use, so a run that breaks off changes
nothing. Facts that a source no longer gives are carried over from the version before.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from liaison.opendata.fetch import Progress
from liaison.opendata.locks import only_one
from liaison.opendata.resolution.blocking import NameIndex, candidate_pairs
from liaison.opendata.resolution.comparison import ASK, LINK, Comparison, compare
from liaison.opendata.resolution.decisions import Decisions, read_decisions
from liaison.opendata.resolution.entries import (
    OF_PROJECTS,
    SCHEMES,
    WITHOUT_IDENTIFIERS,
    Entry,
    column_of,
    key_of,
    read_entries,
    unique_names,
    without_shared_parts,
)
from liaison.opendata.resolution.facts import (
    carried_over,
    dated_facts,
    facts_of,
    former_names,
    with_identities,
)
from liaison.opendata.resolution.identities import Outcome, join
from liaison.opendata.resolution.names import read_name
from liaison.opendata.resolution.pictures import (
    Picture,
    Pictures,
    disagreements,
    entries_table,
    identities_table,
    pairs_table,
    participations_table,
)
from liaison.opendata.resolution.versions import (
    FORMAT,
    home_of,
    latest,
    version_in_use,
    write_version,
)
from liaison.opendata.snapshots import Snapshot, current_snapshot

# The sources that are joined, as far as they are harvested; of two with the same key the first
# describes it. GLEIF is left out: millions of entries of which few take part in anything.
SOURCES = (
    *("cordis", "h2020", "fp7", "ror"),
    *("openalex-institutions", "openalex-works", "clinical-trials"),
)
# Sources whose entries ask; registries of the world are only asked for.
ASKING = OF_PROJECTS
_PAIRS_PER_REPORT = 2_000


class LinkingRefused(Exception):
    """Nothing to link, or it cannot be written; one line that says what to do."""


class NothingToLink(LinkingRefused):
    """No source with organisations has been harvested yet."""


@dataclass(frozen=True)
class Linking:
    """The outcome of a run; `unchanged` if sources and decisions are those of the one before."""

    folder: Path
    counts: Mapping[str, int]
    unchanged: bool


def link_organisations(
    data: Path, *, now: dt.datetime, progress: Progress, again: bool = False
) -> Linking:
    """
    Join the organisations of the snapshots in use, and put the outcome in use.

    :param again: also if neither a source nor a decision changed
    :raises LinkingRefused: if there is no snapshot, or another run is at work
    """
    with _only_run(data):
        snapshots = _snapshots(data)
        decisions = read_decisions(data)
        fingerprint = _fingerprint(snapshots, decisions)
        before = version_in_use(data)
        if before and before.manifest["sha256"] == fingerprint and not again:
            return Linking(before.folder, before.manifest["counts"], unchanged=True)
        return _run(data, snapshots, decisions, fingerprint, now=now, progress=progress)


def pictures(data: Path) -> Pictures | None:
    """Open the pictures in use, to look up many; None before the first `liaison link`."""
    version = version_in_use(data)
    return Pictures(version.folder) if version else None


def picture_of(data: Path, key: str) -> Picture | None:
    """Return the picture of an organisation by PIC, ROR address or key; None if unknown."""
    opened = pictures(data)
    return opened.picture_of(key) if opened else None


def gather(
    snapshots: Sequence[Snapshot],
    former: Mapping[str, Sequence[str]] | None = None,
    *,
    countries: Iterable[str] | None = None,
) -> list[Entry]:
    """
    Return the entries of several snapshots, each key once.

    :param former: names that an entry had earlier, by key
    :param countries: only entries of these; all if none are given
    """
    found: dict[str, Entry] = {}
    for snapshot in snapshots:
        for entry in read_entries(snapshot, countries=countries):
            before = found.get(entry.key)
            found[entry.key] = _together(before, entry) if before else entry
    for key, names in (former or {}).items():
        if key in found:
            earlier = [read_name(name, "former") for name in names]
            found[key] = replace(found[key], names=unique_names([*found[key].names, *earlier]))
    return list(found.values())


def compare_alike(entries: Sequence[Entry], *, progress: Progress) -> tuple[list[Comparison], int]:
    """Return the pairs for which enough speaks to link them or to ask, and how many were not."""
    asking = [entry for entry in entries if entry.source in ASKING]
    index = NameIndex(entries)
    found = []
    done = 0
    pairs = candidate_pairs(asking, index)
    for done, (one, other) in enumerate(pairs, start=1):
        seen = compare(one, other)
        # People are not asked of each of the ways in which a site of a study is written.
        is_mention = {one.source, other.source} & WITHOUT_IDENTIFIERS
        if seen.points >= (LINK if is_mention else ASK):
            found.append(seen)
        if done % _PAIRS_PER_REPORT == 0:
            progress(done, None, "Comparing organisations")
    return found, done - len(found)


def successors_in(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """Return which entry took the place of which withdrawn one, where it is a single one."""
    after: dict[str, set[str]] = defaultdict(set)
    known: set[str] = set()
    for snapshot in snapshots:
        if "relationships" not in snapshot.rows:
            continue
        organisations = snapshot.table("organisations")
        ids = column_of(organisations, "id")
        known.update(key_of(snapshot.source, id_) for id_ in ids)
        statuses = dict(zip(ids, column_of(organisations, "status"), strict=True))
        table = snapshot.table("relationships")
        columns = (column_of(table, name) for name in ("organisation_id", "kind", "related_id"))
        for id_, kind, related in zip(*columns, strict=True):
            if kind == "successor" and statuses.get(id_) == "withdrawn":
                after[key_of(snapshot.source, id_)].add(key_of(snapshot.source, related))
    single = {key: next(iter(keys)) for key, keys in after.items() if len(keys) == 1}
    last = {key: _last(key, single) for key in single}
    return {key: end for key, end in last.items() if end in known and end not in single}


def identified_in(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """Return which entry says of itself that it is which entry of another source, by key."""
    named: dict[str, str] = {}
    for snapshot in snapshots:
        if "identifiers" not in snapshot.rows:
            continue
        table = snapshot.table("identifiers")
        columns = (column_of(table, name) for name in ("organisation_id", "scheme", "value"))
        for id_, scheme, value in zip(*columns, strict=True):
            if scheme in SCHEMES.values():
                named[key_of(snapshot.source, id_)] = key_of(scheme, value)
    return named


def _last(key: str, after: Mapping[str, str]) -> str:
    seen = {key}
    while key in after and after[key] not in seen:
        key = after[key]
        seen.add(key)
    return key


def _together(before: Entry, entry: Entry) -> Entry:
    """Return an entry that two sources have under one key, described as the first does."""
    return replace(
        before,
        names=unique_names([*before.names, *entry.names]),
        acronyms=before.acronyms | entry.acronyms,
        size=before.size + entry.size,
    )


def _run(
    data: Path,
    snapshots: Sequence[Snapshot],
    decisions: Decisions,
    fingerprint: str,
    *,
    now: dt.datetime,
    progress: Progress,
) -> Linking:
    progress(0, None, "Reading organisations")
    facts = dated_facts(
        [(facts_of(snapshot), as_of(snapshot)) for snapshot in snapshots],
        earlier=carried_over(latest(data)),
    )
    successors = successors_in(snapshots)
    entries = gather(snapshots, former_names(facts))
    comparisons, refused = compare_alike(living(entries, successors), progress=progress)
    joined = join(
        entries,
        comparisons,
        decisions,
        successors=successors,
        identified=identified_in(snapshots),
    )
    progress(0, None, "Writing pictures")
    facts = with_identities(facts, joined.identity_of)
    contradictions = disagreements(entries, joined)
    tables = {
        "identities": identities_table(entries, joined, contradictions),
        "entries": entries_table(entries, joined, facts, decisions),
        "facts": facts,
        "disagreements": contradictions,
        "participations": participations_table(snapshots, joined),
        "pairs": pairs_table(entries, joined.pairs),
    }
    counts = {
        "entries": len(entries),
        "organisations": tables["identities"].num_rows,
        **{outcome.value: joined.count(outcome) for outcome in Outcome},
        "refused": refused,
    }
    manifest = {
        "source": "resolution",
        "sha256": fingerprint,
        "made_at": now.isoformat(timespec="seconds"),
        "made_from": {each.source: _about(each) for each in snapshots},
        "decisions": len(decisions),
        "counts": counts,
        "rows": {name: table.num_rows for name, table in tables.items()},
    }
    try:
        folder = write_version(data, tables, manifest)
    except OSError as error:
        raise LinkingRefused(f"{home_of(data)}: cannot be written ({error.strerror}).") from error
    return Linking(folder, counts, unchanged=False)


def living(entries: Sequence[Entry], successors: Mapping[str, str]) -> list[Entry]:
    """Return the entries to compare: withdrawn ones lend their names to their successors."""
    lent: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.key in successors:
            lent[successors[entry.key]].append(entry)
    return without_shared_parts(
        [
            replace(
                entry,
                names=unique_names(
                    [*entry.names, *(name for each in lent[entry.key] for name in each.names)]
                ),
            )
            if entry.key in lent
            else entry
            for entry in entries
            if entry.key not in successors
        ]
    )


def as_of(snapshot: Snapshot) -> dt.date:
    """Return the day of which a snapshot tells: of its newest entry, else of its reading."""
    day = snapshot.manifest.get("published") or snapshot.manifest["retrieved_at"]
    return dt.date.fromisoformat(day[:10])


def _about(snapshot: Snapshot) -> dict[str, str]:
    manifest = snapshot.manifest
    names = ("title", "publisher", "address", "licence", "attribution", "retrieved_at", "published")
    return {name: manifest.get(name) or "" for name in (*names, "sha256")}


def _snapshots(data: Path) -> list[Snapshot]:
    found = [snapshot for code in SOURCES if (snapshot := current_snapshot(data, code))]
    if not found:
        raise NothingToLink(f"{data} holds no harvested data yet; run: liaison harvest cordis")
    return found


def _fingerprint(snapshots: Sequence[Snapshot], decisions: Decisions) -> str:
    told = {
        "format": FORMAT,
        "snapshots": [[each.source, each.manifest["sha256"]] for each in snapshots],
        "decisions": [[*sorted(each.pair), each.judgement.value] for each in decisions],
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _only_run(data: Path) -> AbstractContextManager[None]:
    home = home_of(data)
    busy = LinkingRefused(f"{home}: another run is joining organisations.")
    return only_one(home / ".lock", where=home, refusal=LinkingRefused, busy=busy)
