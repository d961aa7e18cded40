"""
One picture per organisation: all that its entries say, each fact with its source and days, and
where they disagree.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from liaison.opendata.records import kind_of_table
from liaison.opendata.resolution.comparison import domains_differ, far_apart
from liaison.opendata.resolution.decisions import Decisions
from liaison.opendata.resolution.entries import (
    OF_PROJECTS,
    WITHOUT_IDENTIFIERS,
    Entry,
    column_of,
    entry_key,
    key_of,
)
from liaison.opendata.resolution.facts import FACTS
from liaison.opendata.resolution.identities import Joined, Outcome, Pair
from liaison.opendata.snapshots import Snapshot

_TEXT, _COUNT, _NUMBER = pa.string(), pa.int32(), pa.float64()
IDENTITIES = kind_of_table(
    "identities",
    ("id",),
    ("id", _TEXT, "one of the keys of its entries; each of these leads to it"),
    ("name", _TEXT, "the name of its entry in a registry, else the legal name"),
    ("country", _TEXT, "ISO 3166-1 alpha-2"),
    ("city", _TEXT, "as the source writes it"),
    ("kind", _TEXT, "company, university, research, public or other"),
    ("entries", _COUNT, "how many entries it has in the sources"),
    ("projects", _COUNT, "how many projects it takes part in"),
    ("disagreements", _COUNT, "in how many fields its entries disagree"),
)
ENTRIES = kind_of_table(
    "entries",
    ("key",),
    ("key", _TEXT, "scheme and identifier, such as pic:999974844 or ror:02feahw73"),
    ("identity", _TEXT, "identities.id"),
    ("source", _TEXT, "code of the source"),
    ("name", _TEXT, "its main name, as the source writes it"),
    ("joined_by", _TEXT, "alone, decision, identifier or likeness"),
    ("current", pa.bool_(), "the source has it still"),
)
DISAGREEMENTS = kind_of_table(
    "disagreements",
    ("identity", "field", "entry"),
    ("identity", _TEXT, "identities.id"),
    ("field", _TEXT, "name, country, kind, domain, place or status"),
    ("entry", _TEXT, "entries.key"),
    ("value", _TEXT, "what this entry says"),
)
PARTICIPATIONS_OF_IDENTITIES = kind_of_table(
    "participations",
    ("identity", "entry", "project_id"),
    ("identity", _TEXT, "identities.id"),
    ("entry", _TEXT, "entries.key: under which entry it takes part"),
    ("project_id", _TEXT, "projects.id in the source"),
    ("role", _TEXT, "coordinator, participant, associated or third_party; empty: unknown"),
)
PAIRS = kind_of_table(
    "pairs",
    ("one", "other"),
    ("one", _TEXT, "entries.key"),
    ("other", _TEXT, "entries.key"),
    ("outcome", _TEXT, "linked, asked, unsure or different"),
    ("points", _NUMBER, "how much speaks for the two being the same"),
    ("reasons", _TEXT, "codes of what was seen, the weightiest first, with commas between"),
    ("one_name", _TEXT, "its main name"),
    ("other_name", _TEXT, "its main name"),
    ("decision", _COUNT, "number of the decision on this pair; null: none"),
)
KINDS_OF_TABLES = (
    *(IDENTITIES, ENTRIES, FACTS, DISAGREEMENTS, PARTICIPATIONS_OF_IDENTITIES, PAIRS),
)
_NAMES = frozenset({"name", "short_name", "label", "alias", "acronym"})
_DESCRIBED = frozenset({"kind", "sme", "country", "city", "nuts", "website", "founded", "status"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What one source says of one entry, and between which days it said so."""

    field: str
    value: str
    language: str
    source: str
    entry: str
    stated: dt.date | None
    first_seen: dt.date
    last_seen: dt.date
    current: bool


@dataclass(frozen=True, slots=True)
class Member:
    """
    One of the entries that are one organisation.

    :ivar joined_by: alone, decision, identifier or likeness
    :ivar current: the source has it still
    """

    key: str
    source: str
    name: str
    joined_by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Question:
    """
    A pair for which much speaks, but not enough to link it.

    :ivar reasons: codes of what was seen, the weightiest first
    """

    one: Member
    other: Member
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """Who takes part in the same projects, and in how many."""

    identity: str
    name: str
    projects: int


@dataclass(frozen=True, slots=True)
class Picture:
    """
    All that the sources say of one organisation.

    :ivar disagreements: by field, what each entry says; only where they disagree
    """

    id: str
    name: str
    country: str
    city: str
    kind: str
    members: tuple[Member, ...]
    facts: tuple[Fact, ...]
    disagreements: Mapping[str, Mapping[str, str]]
    projects: tuple[str, ...]
    partners: tuple[Partner, ...]

    @property
    def entries(self) -> dict[str, str]:
        """The source of each of its entries, by key."""
        return {member.key: member.source for member in self.members}

    @property
    def names(self) -> tuple[Fact, ...]:
        """Its names, also the former ones, those that are current first."""
        names = (fact for fact in self.facts if fact.field in _NAMES)
        return tuple(sorted(names, key=lambda fact: (not fact.current, fact.value)))

    @property
    def identifiers(self) -> tuple[Fact, ...]:
        """How registers know it; its entries' own keys are in `entries`."""
        return tuple(fact for fact in self.facts if fact.field not in _NAMES | _DESCRIBED)


class Pictures:
    """The pictures of one version on disk; a look-up reads a few rows, and remembers two tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sorted: dict[str, _SortedTable] = {}

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """When they were made, from which readings of which sources, and how many."""
        return Snapshot(self._folder).manifest

    @cached_property
    def _entries(self) -> pa.Table:
        return pq.read_table(self._folder / "entries.parquet").combine_chunks()

    @cached_property
    def _identities(self) -> pa.Table:
        columns = ["id", "name", "entries"]
        return pq.read_table(self._folder / "identities.parquet", columns=columns)

    @cached_property
    def _participations(self) -> pa.Table:
        columns = ["identity", "project_id"]
        return pq.read_table(self._folder / "participations.parquet", columns=columns)

    def identity_of(self, key: str) -> str | None:
        """Return the identity of an entry ("pic:999974844", "ror:02feahw73"); None if unknown."""
        entries = self._entries
        place = pc.index(entries["key"], pa.scalar(entry_key(key))).as_py()
        return str(entries["identity"][place].as_py()) if place >= 0 else None

    def members_of(self, identity: str) -> tuple[Member, ...]:
        """Return the entries of an organisation, by key."""
        mine = pc.equal(self._entries["identity"], pa.scalar(identity))
        return tuple(_member(row) for row in self._entries.filter(mine).to_pylist())

    def identities_of(self, keys: "pa.Array[Any]") -> pa.Table:
        """
        Return the identities that entries are in, in the order of the keys.

        :param keys: of entries
        :returns: columns identity, name (of the identity), entries (how many it has); null where
            no such entry is known
        """
        entries = self._entries
        places = pc.index_in(keys, entries["key"].combine_chunks())
        identity = entries["identity"].combine_chunks().take(places)
        table = self._identities
        rows = pc.index_in(identity, table["id"].combine_chunks())
        told = {name: table[name].combine_chunks().take(rows) for name in ("name", "entries")}
        return pa.table({"identity": identity, **told})

    def facts_of(self, key: str) -> tuple[Fact, ...]:
        """Return what is said of one entry by itself; empty if it is unknown."""
        identity = self.identity_of(key)
        rows = self._rows("facts", identity) if identity else []
        return tuple(_fact(row) for row in rows if row["entry"] == entry_key(key))

    def names_of_entries(self) -> pa.Table:
        """Return all names that anybody has or had: columns identity and value."""
        is_name = pc.field("field").isin(sorted(_NAMES))
        file = self._folder / "facts.parquet"
        return pq.read_table(file, columns=["identity", "value"], filters=is_name)

    def questions(self) -> list[Question]:
        """Return the pairs that people are to judge, those with the most points first."""
        asked = pq.read_table(self._folder / "pairs.parquet", filters=[("outcome", "=", "asked")])
        keys = {*column_of(asked, "one"), *column_of(asked, "other")}
        wanted = pc.is_in(self._entries["key"], value_set=pa.array(sorted(keys), pa.string()))
        members = {row["key"]: _member(row) for row in self._entries.filter(wanted).to_pylist()}
        return [
            Question(
                members[row["one"]],
                members[row["other"]],
                row["points"],
                tuple(filter(None, row["reasons"].split(","))),
            )
            for row in asked.to_pylist()
        ]

    def picture_of(self, key: str, *, most_partners: int = 20) -> Picture | None:
        """Return the picture of the organisation that an entry is of; None if unknown."""
        identity = self.identity_of(key)
        if identity is None:
            return None
        # An entry that no source has any more is no row among the identities.
        row = next(iter(self._rows("identities", identity)), {})
        members = self.members_of(identity)
        differing: dict[str, dict[str, str]] = defaultdict(dict)
        for each in self._rows("disagreements", identity):
            differing[each["field"]][each["entry"]] = each["value"]
        projects = self._rows("participations", identity)
        return Picture(
            id=identity,
            name=row.get("name") or members[0].name,
            country=row.get("country", ""),
            city=row.get("city", ""),
            kind=row.get("kind", ""),
            members=members,
            facts=tuple(_fact(each) for each in self._rows("facts", identity)),
            disagreements=differing,
            projects=tuple(sorted({each["project_id"] for each in projects})),
            partners=self._partners(identity, projects, most_partners) if most_partners else (),
        )

    def places_of(self, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return the country and city of entries, by key; empty where unknown."""
        table = pq.read_table(
            self._folder / "facts.parquet",
            columns=["entry", "field", "value"],
            filters=[("field", "in", ["country", "city"]), ("current", "=", True)],
        )
        told = table.filter(pc.is_in(table["entry"], value_set=pa.array(sorted(keys), pa.string())))
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in told.to_pylist():
            found[row["entry"]].setdefault(row["field"], row["value"])
        return {key: (said.get("country", ""), said.get("city", "")) for key, said in found.items()}

    def unknown(self, keys: Iterable[str]) -> list[str]:
        """Return those keys that no entry has."""
        wanted = sorted(set(keys))
        known = set(column_of(self._entries, "key")) if wanted else set()
        return [key for key in wanted if key not in known]

    def _partners(
        self, identity: str, participations: Sequence[Mapping[str, str]], most: int
    ) -> tuple[Partner, ...]:
        projects = pa.array({each["project_id"] for each in participations}, pa.string())
        table = self._participations
        beside = table.filter(pc.is_in(table["project_id"], value_set=projects))
        pairs = beside.group_by(["identity", "project_id"]).aggregate([])
        times = Counter(column_of(pairs, "identity"))
        del times[identity]
        first = sorted(times.items(), key=lambda each: (-each[1], each[0]))[:most]
        ids = pa.array([each for each, _ in first], pa.string())
        told = self._identities.filter(pc.is_in(self._identities["id"], value_set=ids))
        names = dict(zip(column_of(told, "id"), column_of(told, "name"), strict=True))
        return tuple(Partner(each, names.get(each, each), count) for each, count in first)

    def _rows(self, table: str, value: str) -> list[dict[str, Any]]:
        """Return the rows of a table whose first column, by which it is sorted, has a value."""
        if table not in self._sorted:
            self._sorted[table] = _SortedTable(self._folder / f"{table}.parquet")
        return self._sorted[table].rows(value)


class _SortedTable:
    """A table sorted by its first column; only groups of rows that may hold a value are read."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path, memory_map=True)
        about = self._file.metadata
        groups = (about.row_group(place).column(0) for place in range(about.num_row_groups))
        self._ends: list[tuple[Any, Any]] = [
            (each.statistics.min, each.statistics.max) if each.statistics else ("", "\U0010ffff")
            for each in groups
        ]
        self._first = self._file.schema_arrow.names[0]
        # A reader of a Parquet file is for one thread at a time.
        self._lock = Lock()
        # Whoever asks in the order of the table mostly asks of the same group again.
        self._read: tuple[list[int], pa.Table | None] = ([], None)

    def rows(self, value: str) -> list[dict[str, Any]]:
        places = [place for place, (low, high) in enumerate(self._ends) if low <= value <= high]
        if not places:
            return []
        with self._lock:
            before, table = self._read
            if table is None or before != places:
                table = self._file.read_row_groups(places, use_threads=False)
                self._read = (places, table)
        return table.filter(pc.equal(table[self._first], pa.scalar(value))).to_pylist()


def _member(row: Mapping[str, Any]) -> Member:
    return Member(**{name: row[name] for name in Member.__slots__})


def _fact(row: Mapping[str, object]) -> Fact:
    return Fact(**{name: row[name] for name in Fact.__slots__})  # type: ignore[arg-type]


def identities_table(
    entries: Sequence[Entry], joined: Joined, contradictions: pa.Table
) -> pa.Table:
    """Return one row an organisation, by id."""
    differing = Counter(
        zip(
            column_of(contradictions, "identity"),
            column_of(contradictions, "field"),
            strict=True,
        )
    )
    fields = Counter(identity for identity, _ in differing)
    rows = []
    for identity, members in sorted(_members(entries, joined).items()):
        # Legal names of CORDIS are in capitals; a registry of names writes them as people do.
        first = min(members, key=_names_best)
        rows.append(
            {
                "id": identity,
                "name": first.name,
                "country": first.country,
                "city": first.city or next((each.city for each in members if each.city), ""),
                "kind": _first_told(members, first),
                "entries": len(members),
                "projects": sum(each.size for each in members),
                "disagreements": fields[identity],
            }
        )
    return pa.Table.from_pylist(rows, IDENTITIES.schema)


def entries_table(
    entries: Sequence[Entry], joined: Joined, facts: pa.Table, decisions: Decisions
) -> pa.Table:
    """Return one row an entry, those that no source has any more included, by key."""
    living = {entry.key for entry in entries}
    likened = {
        key
        for pair in joined.pairs
        if pair.outcome is Outcome.LINKED
        for key in (pair.one, pair.other)
    }
    decided = {
        key for decision in decisions for key in decision.pair if decision.judgement == "same"
    }
    sizes = Counter(joined.identity_of.values())
    rows = [
        {
            "key": entry.key,
            "identity": (identity := joined.identity_of[entry.key]),
            "source": entry.source,
            "name": entry.name,
            "joined_by": _joined_by(entry.key, sizes[identity], decided, likened),
            "current": True,
        }
        for entry in entries
    ]
    gone = facts.filter(pc.equal(facts["field"], pa.scalar("name"))).select(
        ["entry", "source", "value"]
    )
    names = {row["entry"]: row for row in gone.to_pylist() if row["entry"] not in living}
    rows += [
        {
            "key": key,
            "identity": key,
            "source": row["source"],
            "name": row["value"],
            "joined_by": "alone",
            "current": False,
        }
        for key, row in names.items()
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["key"])), ENTRIES.schema)


def disagreements(entries: Sequence[Entry], joined: Joined) -> pa.Table:
    """Return what the entries of one organisation say where they disagree."""
    rows = []
    for identity, all_members in sorted(_members(entries, joined).items()):
        # What was withdrawn gave its place to another, which may say what it will.
        members = [entry for entry in all_members if entry.status != "withdrawn"]
        if len(members) > 1:
            for field in _differing(members):
                rows += [
                    {
                        "identity": identity,
                        "field": field,
                        "entry": entry.key,
                        "value": _VALUES[field](entry),
                    }
                    for entry in members
                ]
    return pa.Table.from_pylist(rows, DISAGREEMENTS.schema)


def participations_table(snapshots: Iterable[Snapshot], joined: Joined) -> pa.Table:
    """Return who takes part in which project, by identity."""
    tables = [PARTICIPATIONS_OF_IDENTITIES.schema.empty_table()]
    for snapshot in snapshots:
        if snapshot.source not in OF_PROJECTS or "participations" not in snapshot.rows:
            continue
        table = snapshot.table("participations")
        keys = [key_of(snapshot.source, id_) for id_ in column_of(table, "organisation_id")]
        tables.append(
            pa.table(
                [
                    pa.array([joined.identity_of.get(key, key) for key in keys], pa.string()),
                    pa.array(keys, pa.string()),
                    table["project_id"],
                    table["role"],
                ],
                schema=PARTICIPATIONS_OF_IDENTITIES.schema,
            )
        )
    order: list[tuple[str, Literal["ascending", "descending"]]] = [
        (name, "ascending") for name in PARTICIPATIONS_OF_IDENTITIES.key
    ]
    return pa.concat_tables(tables).sort_by(order)


def pairs_table(entries: Sequence[Entry], pairs: Sequence[Pair]) -> pa.Table:
    """Return what became of each pair for which something spoke, the most points first."""
    names = {entry.key: entry.name for entry in entries}
    rows = [
        {
            "one": pair.one,
            "other": pair.other,
            "outcome": pair.outcome.value,
            "points": round(pair.points, 2),
            "reasons": ",".join(pair.reasons),
            "one_name": names[pair.one],
            "other_name": names[pair.other],
            "decision": pair.decision.number if pair.decision else None,
        }
        for pair in pairs
    ]
    return pa.Table.from_pylist(rows, PAIRS.schema)


def _members(entries: Sequence[Entry], joined: Joined) -> dict[str, list[Entry]]:
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        members[joined.identity_of[entry.key]].append(entry)
    return members


def _names_best(entry: Entry) -> tuple[bool, bool, bool, bool, str]:
    scheme = entry.key.partition(":")[0]
    # What sponsors call a site is as people write it, but everybody writes otherwise.
    is_site = entry.source in WITHOUT_IDENTIFIERS
    return entry.status == "withdrawn", is_site, scheme == "pic", scheme != "ror", entry.key


def _first_told(members: Sequence[Entry], first: Entry) -> str:
    """Return a kind that says something, if any entry has one."""
    told = (entry.kind for entry in (first, *members) if entry.kind != "other")
    return next(told, "other")


def _joined_by(key: str, size: int, decided: set[str], likened: set[str]) -> str:
    if size == 1:
        return "alone"
    if key in decided:
        return "decision"
    return "likeness" if key in likened else "identifier"


def _differing(members: Sequence[Entry]) -> list[str]:
    """Return the fields in which entries disagree; silence is no disagreement."""
    fields = [
        field
        for field in ("country", "kind", "status")
        if len({_VALUES[field](entry) for entry in members} - {"", "other"}) > 1
    ]
    domains = {entry.domain for entry in members} - {""}
    if any(domains_differ(one, other) for one, other in combinations(sorted(domains), 2)):
        fields.append("domain")
    first = members[0]
    if not all(_share_name(first, entry) for entry in members[1:]):
        fields.append("name")
    if any(far_apart(first, entry) for entry in members[1:]):
        fields.append("place")
    return fields


def _share_name(one: Entry, other: Entry) -> bool:
    return not {name.words for name in one.names}.isdisjoint(name.words for name in other.names)


_VALUES = {
    "name": lambda entry: entry.name,
    "country": lambda entry: entry.country,
    "kind": lambda entry: entry.kind,
    "domain": lambda entry: entry.domain,
    "status": lambda entry: entry.status,
    "place": lambda entry: entry.city,
}
