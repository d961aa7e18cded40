"""The engine as a whole: build an index, load it, match a need."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.explanation import answered_words
from liaison.matching.indexes import (
    KINDS,
    ROLES,
    Arrays,
    Progress,
    Stored,
    index_texts,
    open_stored,
    write_stored,
)
from liaison.matching.ranking import Votes, allow, best, count_choices, vote
from liaison.matching.records import (
    Answer,
    Filters,
    Involvement,
    Match,
    Need,
    Organisation,
    Partner,
    Project,
    Reason,
    UnknownOrganisation,
    UnusableTable,
)
from liaison.matching.retrieval import Query, pose, projects_with, score_projects
from liaison.matching.text import Analyser, Analysis, words_of

if TYPE_CHECKING:
    import pyarrow as pa

REASONS_PER_MATCH = 4
# What of a project is evidence to match a need with.
SPOKEN_COLUMNS = ("title", "text", "keywords")
NO_FILTERS = Filters()

ORGANISATION_COLUMNS = (
    *("id", "name", "short_name", "kind", "sme", "country", "city", "lat", "lon"),
    *("website", "vat_number"),
)
PROJECT_COLUMNS = (
    *("id", "acronym", "title", "text", "keywords", "signed", "starts", "ends", "topic"),
    *("programme", "scheme", "contribution", "doi", "url", "invented", "language"),
)
PARTICIPATION_COLUMNS = ("project_id", "organisation_id", "role", "order", "contribution")


class Index:
    """Organisations and the evidence for what they can do; safe to use from several threads."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._arrays = stored.arrays
        self.version = stored.version
        self.provenance: Mapping[str, Any] = stored.provenance
        self.n_organisations = stored.n_organisations
        self.n_projects = stored.n_projects
        codes, numbers = np.unique(stored.arrays.countries, return_counts=True)
        self.countries: Mapping[str, int] = {
            code.decode(): int(number)
            for code, number in zip(codes.tolist(), numbers, strict=True)
            if code
        }

    def match(self, need: Need, *, filters: Filters = NO_FILTERS, top: int = 20) -> Answer:
        """
        Return the organisations that have proven they can meet the need, best first, with reasons.

        :param top: how many organisations at most
        """
        analysis = Analyser().analyse(need.words)
        query = pose(analysis, self._arrays)
        similarities = self._similarities(query, filters)
        votes = vote(similarities, allowed=self._allowed(need, filters), arrays=self._arrays)
        rows = best(votes.scores, top)
        return Answer(
            matches=self._explained(rows, votes, query, analysis),
            found=int(np.count_nonzero(votes.scores)),
            facets=count_choices(similarities, filters=filters, arrays=self._arrays, own=votes),
            known_words=_words_where(analysis, query.word_rows >= 0),
            unknown_words=_words_where(analysis, query.word_rows < 0),
        )

    def rank(self, need: Need, *, top: int = 100) -> list[tuple[str, float]]:
        """Return organisation ids and scores only, best first."""
        query = pose(Analyser().analyse(need.words), self._arrays)
        similarities = score_projects(query, self._arrays)
        votes = vote(similarities, allowed=self._allowed(need, NO_FILTERS), arrays=self._arrays)
        ids = self._arrays.organisation_ids
        return [
            (ids[row].decode(), float(votes.scores[row]))
            for row in best(votes.scores, top).tolist()
        ]

    def organisation(self, organisation_id: str) -> Organisation:
        """Return an organisation; raises UnknownOrganisation."""
        row = self._stored.organisation_row(organisation_id)
        return self._stored.organisations(np.array([row]))[0]

    def find_organisations(self, text: str, *, top: int = 10) -> list[Organisation]:
        """
        Return the organisations whose name holds all these words, those with most projects first.

        The beginning of a word is enough; accents and capitals do not count.
        """
        wanted = words_of(text)
        named = self._stored.names
        found = [row for row, name in enumerate(named) if wanted and _holds_all(name, wanted)]
        counts = np.diff(self._arrays.involvement_starts)
        found.sort(key=lambda row: (not named[row].startswith(f" {wanted[0]}"), -counts[row], row))
        return self._stored.organisations(np.array(found[:top], np.int64))

    def project(self, project_id: str) -> Project:
        """Return a project; raises UnknownProject."""
        return self._stored.projects(np.array([self._stored.project_row(project_id)]))[0]

    def projects_of(self, organisation_id: str) -> list[Involvement]:
        """Return the projects an organisation takes part in, newest first, undated last."""
        involvements = self._involvements(self._participations_of(organisation_id))
        return sorted(involvements, key=lambda each: _day(each.project), reverse=True)

    def participants(self, project_id: str) -> list[Involvement]:
        """Return who takes part in a project, the coordinator first, then as in the source."""
        row = self._stored.project_row(project_id)
        starts = self._arrays.member_starts
        involvements = self._involvements(np.arange(starts[row], starts[row + 1]))
        return sorted(involvements, key=lambda each: each.role != "coordinator")

    def places(self) -> list[tuple[float, float]]:
        """Return latitude and longitude, in degrees, of every organisation that has them."""
        return self._stored.places()

    def partners_of(self, organisation_id: str, *, top: int = 12) -> list[Partner]:
        """Return those an organisation worked with, most common projects first, ties by id."""
        projects = self._arrays.member_projects[self._participations_of(organisation_id)]
        together = np.isin(self._arrays.member_projects, projects)
        counts = np.bincount(self._arrays.members[together], minlength=self.n_organisations)
        counts[self._stored.organisation_row(organisation_id)] = 0
        rows = best(counts.astype(np.float64), top)
        organisations = self._stored.organisations(rows)
        return [
            Partner(organisation, int(counts[row]))
            for organisation, row in zip(organisations, rows.tolist(), strict=True)
        ]

    def partner_ids(self, organisation_id: str) -> frozenset[str]:
        """Return the ids of all it ever worked with; empty for an organisation not known here."""
        try:
            participations = self._participations_of(organisation_id)
        except UnknownOrganisation:
            return frozenset()
        projects = self._arrays.member_projects[participations]
        members = self._arrays.members[np.isin(self._arrays.member_projects, projects)]
        ids = self._arrays.organisation_ids[np.unique(members)]
        return frozenset(id_.decode() for id_ in ids.tolist()) - {organisation_id}

    def project_counts(self) -> dict[str, int]:
        """Return how many projects each organisation takes part in, by id."""
        counts = np.diff(self._arrays.involvement_starts)
        return {
            id_.decode(): int(count)
            for id_, count in zip(self._arrays.organisation_ids.tolist(), counts, strict=True)
        }

    def topics_of(self, organisation_id: str) -> list[tuple[str, int]]:
        """Return the topics of an organisation's projects and how many have each, most first."""
        projects = self._arrays.member_projects[self._participations_of(organisation_id)]
        labels, counts = np.unique(
            np.array(self._stored.topics_of(projects), dtype=object), return_counts=True
        )
        return sorted(
            zip(labels.tolist(), counts.tolist(), strict=True), key=lambda each: (-each[1], each[0])
        )

    def _similarities(self, query: Query, filters: Filters) -> NDArray[np.float64]:
        similarities = score_projects(query, self._arrays)
        if filters.terms:
            similarities *= projects_with(Analyser().phrases(filters.terms), self._arrays)
        return similarities

    def _allowed(self, need: Need, filters: Filters) -> NDArray[np.bool_]:
        allowed = allow(filters, self._arrays)
        # An asker that the index does not know is in nobody's way.
        with suppress(UnknownOrganisation):
            if need.asker is not None:
                allowed[self._stored.organisation_row(need.asker)] = False
        return allowed

    def _participations_of(self, organisation_id: str) -> NDArray[np.int32]:
        row = self._stored.organisation_row(organisation_id)
        starts = self._arrays.involvement_starts
        return self._arrays.involvements[starts[row] : starts[row + 1]]

    def _involvements(self, participations: NDArray[np.integer[Any]]) -> list[Involvement]:
        arrays = self._arrays
        projects = self._stored.projects(arrays.member_projects[participations])
        organisations = self._stored.organisations(arrays.members[participations])
        return [
            Involvement(
                project,
                organisation,
                ROLES[arrays.member_roles[participation]],
                _known(arrays.member_contributions[participation]),
            )
            for project, organisation, participation in zip(
                projects, organisations, participations.tolist(), strict=True
            )
        ]

    def _explained(
        self, rows: NDArray[np.int64], votes: Votes, query: Query, analysis: Analysis
    ) -> tuple[Match, ...]:
        arrays = self._arrays
        voted_for = arrays.members[votes.participations]
        behind = [_strongest(np.flatnonzero(voted_for == row), votes) for row in rows.tolist()]
        shown = [votes.participations[one[:REASONS_PER_MATCH]] for one in behind]
        project_rows = arrays.member_projects[np.concatenate([np.empty(0, np.int64), *shown])]
        words = answered_words(query, analysis.words, project_rows, arrays)
        projects = dict(
            zip(project_rows.tolist(), self._stored.projects(project_rows), strict=True)
        )
        return tuple(
            Match(
                organisation=organisation,
                score=float(votes.scores[row]),
                reasons=tuple(
                    Reason(
                        project=projects[arrays.member_projects[participation]],
                        role=ROLES[arrays.member_roles[participation]],
                        contribution=_known(arrays.member_contributions[participation]),
                        share=float(votes.strengths[position] / votes.scores[row]),
                        words=words[int(arrays.member_projects[participation])],
                    )
                    for position, participation in zip(
                        one[:REASONS_PER_MATCH].tolist(),
                        votes.participations[one[:REASONS_PER_MATCH]].tolist(),
                        strict=True,
                    )
                ),
                evidence_count=len(one),
            )
            for organisation, row, one in zip(
                self._stored.organisations(rows), rows.tolist(), behind, strict=True
            )
        )


def load_index(folder: Path) -> Index:
    """
    Return the index in this folder, memory-mapped: nothing is read before it is asked for.

    :raises NoIndex: if none was written to it
    :raises IndexUnreadable: if it is damaged or of another format version
    """
    return Index(open_stored(folder))


def build_index(
    *,
    organisations: "pa.Table",
    projects: "pa.Table",
    participations: "pa.Table",
    topics: "pa.Table | None",
    folder: Path,
    provenance: Mapping[str, Any],
    progress: Progress,
) -> None:
    """
    Index the evidence and put the index in use once it is whole.

    :param organisations: columns ORGANISATION_COLUMNS, key `id`
    :param projects: columns PROJECT_COLUMNS, key `id`
    :param participations: columns PARTICIPATION_COLUMNS; rows of unknown projects or organisations
        are left out
    :param topics: columns project_id, label; none if the source has none
    :param provenance: kept with the index and given back by `Index.provenance`
    :raises UnusableTable: if a column is missing or a key stands twice
    """
    import pyarrow as pa

    organisations = _keyed(organisations, ORGANISATION_COLUMNS, "organisations")
    projects = _keyed(projects, PROJECT_COLUMNS, "projects")
    _demand(participations, PARTICIPATION_COLUMNS, "participations")
    texts = [
        ". ".join(filter(None, parts))
        for parts in zip(*(_texts(projects, name) for name in SPOKEN_COLUMNS), strict=True)
    ]
    arrays = Arrays(
        **index_texts(texts, progress=progress),
        **_participation_arrays(organisations, projects, participations),
        **_organisation_arrays(organisations),
        organisation_ids=_as_bytes(_texts(organisations, "id")),
        project_ids=_as_bytes(_texts(projects, "id")),
    )
    write_stored(
        folder,
        arrays=arrays,
        tables={
            "organisations": organisations,
            "projects": projects,
            "topics": pa.table(
                {"labels": pa.array(_labels_by_project(projects, topics), pa.list_(pa.string()))}
            ),
        },
        provenance=provenance,
    )


def _demand(table: "pa.Table", columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise UnusableTable(f"The table of {name} has no column {', '.join(missing)}.")


def _keyed(table: "pa.Table", columns: tuple[str, ...], name: str) -> "pa.Table":
    """Return the table cut to these columns and sorted by its key, as the index stores it."""
    _demand(table, columns, name)
    ids = _texts(table, "id")
    if "" in ids:
        raise UnusableTable(f"The table of {name} has a row without an id.")
    if len(set(ids)) < len(ids):
        raise UnusableTable(f"The table of {name} has an id twice.")
    return table.select(list(columns)).sort_by("id")


def _texts(table: "pa.Table", column: str) -> list[str]:
    return [text or "" for text in table[column].to_pylist()]


def _as_bytes(texts: list[str]) -> NDArray[np.bytes_]:
    return np.array([text.encode() for text in texts] or [b""], np.bytes_)[: len(texts)]


def _participation_arrays(
    organisations: "pa.Table", projects: "pa.Table", participations: "pa.Table"
) -> dict[str, NDArray[Any]]:
    project_rows = _rows(_texts(participations, "project_id"), _texts(projects, "id"))
    members = _rows(_texts(participations, "organisation_id"), _texts(organisations, "id"))
    places = np.array([place or 0 for place in participations["order"].to_pylist()], np.int64)
    order = np.lexsort((members, places, project_rows))
    order = order[(project_rows[order] >= 0) & (members[order] >= 0)]
    roles = [ROLES.index(role) if role in ROLES else 0 for role in _texts(participations, "role")]
    money = [
        np.nan if amount is None else float(amount)
        for amount in participations["contribution"].to_pylist()
    ]
    return {
        "member_starts": _starts(project_rows[order], projects.num_rows),
        "members": members[order],
        "member_projects": project_rows[order],
        "member_roles": np.array(roles, np.int8)[order],
        "member_contributions": np.array(money, np.float64)[order],
        "involvement_starts": _starts(members[order], organisations.num_rows),
        "involvements": np.argsort(members[order], kind="stable").astype(np.int32),
    }


def _rows(wanted: list[str], ids: list[str]) -> NDArray[np.int32]:
    """Return the row of each id; -1 for one that is not there."""
    row_of = {id_: row for row, id_ in enumerate(ids)}
    return np.array([row_of.get(id_, -1) for id_ in wanted], np.int32)


def _starts(rows: NDArray[np.int32], n_rows: int) -> NDArray[np.int64]:
    """Return where each row's entries begin and end once they are sorted by row."""
    ends = np.cumsum(np.bincount(rows, minlength=n_rows))
    return np.concatenate([[0], ends]).astype(np.int64)


def _organisation_arrays(organisations: "pa.Table") -> dict[str, NDArray[Any]]:
    kinds = [kind if kind in KINDS else "" for kind in _texts(organisations, "kind")]
    sme = [-1 if known is None else int(known) for known in organisations["sme"].to_pylist()]
    return {
        "countries": _as_bytes(_texts(organisations, "country")),
        "kinds": np.array([KINDS.index(kind) for kind in kinds], np.int8),
        "sme": np.array(sme, np.int8),
    }


def _labels_by_project(projects: "pa.Table", topics: "pa.Table | None") -> list[list[str]]:
    labels: dict[str, list[str]] = {}
    if topics is not None:
        _demand(topics, ("project_id", "label"), "topics")
        pairs = zip(_texts(topics, "project_id"), _texts(topics, "label"), strict=True)
        for project_id, label in pairs:
            labels.setdefault(project_id, []).append(label)
    return [sorted(set(labels.get(id_, ()))) for id_ in _texts(projects, "id")]


def _holds_all(name: str, beginnings: list[str]) -> bool:
    return all(f" {beginning}" in name for beginning in beginnings)


def _strongest(positions: NDArray[np.int64], votes: Votes) -> NDArray[np.int64]:
    return positions[np.argsort(-votes.strengths[positions], kind="stable")]


def _words_where(analysis: Analysis, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the words so chosen, each once, in the order of the need."""
    words = (word for word, is_chosen in zip(analysis.words, chosen, strict=True) if is_chosen)
    return tuple(dict.fromkeys(words))


def _day(project: Project) -> dt.date:
    """Return when the project began; what is undated counts as older than all."""
    return project.starts or project.signed or dt.date.min


def _known(amount: float) -> float | None:
    return None if np.isnan(amount) else float(amount)
