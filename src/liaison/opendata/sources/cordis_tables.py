"""The tables of CORDIS, put together from projects and entries of whichever edition."""

import datetime as dt
from collections.abc import Iterator

from liaison.opendata.records import (
    ORGANISATIONS,
    PARTICIPATIONS,
    PLACES,
    PROJECTS,
    TOPICS,
    TableKind,
)
from liaison.opendata.snapshots import Row, Rows

# Of several entries of one organisation in one project, the first of these roles says who it is.
ROLES_BY_WEIGHT = ("coordinator", "participant", "third_party", "associated", "")


class Found:
    """
    What was read so far of one programme.

    :ivar newest: when the newest project was updated
    :ivar n_left_out: how many entries could not be used
    """

    def __init__(self, read_from: str) -> None:
        self.newest: dt.date | None = None
        self.n_left_out = 0
        self._read_from = read_from
        self._projects = Rows(PROJECTS, read_from=read_from)
        self._topics = Rows(TOPICS, read_from=read_from)
        self._signed: dict[str, dt.date] = {}
        # An organisation has one record number (rcn) for good, and may change its PIC.
        self._participations: list[tuple[str, Row]] = []
        self._descriptions: dict[str, tuple[tuple[str, dt.date], Row]] = {}
        self._pics: dict[str, tuple[dt.date, int]] = {}
        self._places: set[tuple[str, ...]] = set()

    def knows_project(self, project_id: str) -> bool:
        return project_id in self._signed

    def add_project(self, row: Row, *, updated: dt.date | None) -> None:
        """Take a project that is not known yet."""
        self._signed[row["id"]] = row["signed"] or dt.date.min
        self._projects.add([row])
        self.newest = max(filter(None, [self.newest, updated]), default=None)

    def add_topics(self, rows: list[Row]) -> None:
        self._topics.add(rows)

    def add_entry(
        self, record: str, organisation: Row, participation: Row, *, project_id: str, written: str
    ) -> None:
        """
        Take how an organisation is listed in a project that is known.

        :param record: the organisation's record number
        :param written: when the entry was written, in ISO 8601, so that the later one counts
        """
        self._participations.append((record, participation | {"project_id": project_id}))
        self._note(record, organisation, written=written, signed=self._signed[project_id])

    def tables(self) -> dict[str, Rows]:
        """Return all tables, each organisation under the PIC it used last."""
        return {
            "organisations": self._packed(ORGANISATIONS, self._organisations()),
            "projects": self._projects,
            "participations": self._packed(PARTICIPATIONS, self._joined_participations()),
            "topics": self._topics,
            "places": self._packed(PLACES, self._places_of_organisations()),
        }

    def _note(self, record: str, organisation: Row, *, written: str, signed: dt.date) -> None:
        """Keep how the organisation was described last, the PIC it used last, and all places."""
        # Two PICs on one day: the smaller is the newer, since they are handed out downwards.
        used = signed, -int(organisation["id"])
        self._pics[record] = max(self._pics.get(record, used), used)
        before = self._descriptions.get(record)
        if before is None or (written, signed) > before[0]:
            self._descriptions[record] = (written, signed), organisation
        self._places.add((record, *(organisation[name] for name in PLACES.schema.names[1:])))

    def _pic(self, record: str) -> str:
        return str(-self._pics[record][1])

    def _organisations(self) -> Iterator[Row]:
        latest: dict[str, tuple[tuple[str, dt.date], Row]] = {}
        for record, description in self._descriptions.items():
            pic = self._pic(record)
            if pic not in latest or description[0] > latest[pic][0]:
                latest[pic] = description
        return (organisation | {"id": pic} for pic, (_, organisation) in latest.items())

    def _joined_participations(self) -> Iterator[Row]:
        """Return who takes part in what, each once: CORDIS lists a change of role as two."""
        joined: dict[tuple[str, str], Row] = {}
        for record, row in self._participations:
            key = row["project_id"], self._pic(record)
            before = joined.get(key)
            joined[key] = _join(before, row) if before else row | {"organisation_id": key[1]}
        return iter(joined.values())

    def _places_of_organisations(self) -> Iterator[Row]:
        places = {(self._pic(record), *place) for record, *place in self._places}
        return (
            dict(zip(PLACES.schema.names, place, strict=True)) for place in sorted(places, key=str)
        )

    def _packed(self, kind: TableKind, rows: Iterator[Row]) -> Rows:
        packed = Rows(kind, read_from=self._read_from)
        packed.add(rows)
        return packed


def _join(one: Row, other: Row) -> Row:
    """Return two entries of an organisation in a project as one: its main role, all its money."""
    main = min(one, other, key=_weight)
    return main | {
        "organisation_id": one["organisation_id"],
        "contribution": _sum(one["contribution"], other["contribution"]),
        "cost": _sum(one["cost"], other["cost"]),
    }


def _weight(row: Row) -> tuple[bool, int, int]:
    return (not row["active"], ROLES_BY_WEIGHT.index(row["role"]), row["order"])


def _sum(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else one + other
