"""What open data tells of organisations and projects. It is public; readers are named still."""

import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from liaison import opendata
from liaison.hub.directory.models import OrganisationRole
from liaison.hub.directory.visibility import EVERYBODY, organisations_in
from liaison.hub.identities.names import Names
from liaison.hub.identities.queries import current_pictures, get_picture, ids_of
from liaison.matching import (
    Index,
    IndexUnreadable,
    Involvement,
    Network,
    NoIndex,
    Organisation,
    Partner,
    Project,
    UnknownOrganisation,
    load_index,
)

_IDS_REMEMBERED = 20_000
_SECONDS_REMEMBERED = 60


class SourcesUnknown(Exception):
    """Which sources are read regularly cannot be told."""


class _Shelf:
    """The index in use, exchanged for a newer one soon after `liaison index` has written it."""

    SECONDS_BETWEEN_LOOKS = 2.0

    def __init__(self) -> None:
        self.index: Index | None = None
        self.mark: tuple[Path, int, int] | None = None
        self.looked_at = 0.0

    def current(self) -> Index:
        if self.index is None or time.monotonic() - self.looked_at > self.SECONDS_BETWEEN_LOOKS:
            self._look()
        assert self.index is not None
        return self.index

    def _look(self) -> None:
        pointer = Path(settings.INDEX_FOLDER) / "current"
        model = pointer.with_name("model")
        try:
            trained = model.stat().st_mtime_ns if model.exists() else 0
            mark = (pointer, pointer.stat().st_mtime_ns, trained)
        except FileNotFoundError:
            self.index = self.mark = None
            raise NoIndex(f"{pointer.parent} holds no index; run: liaison index") from None
        if self.index is None or mark != self.mark:
            self.index, self.mark = load_index(pointer.parent), mark
        self.looked_at = time.monotonic()


_shelf = _Shelf()


def current_index() -> Index:
    """
    Return the index that `liaison index` wrote last.

    :raises NoIndex: if none has been written yet
    """
    return _shelf.current()


def get_organisation(organisation_id: str, *, for_user: Any) -> Organisation:
    """
    Return what the evidence tells of it; any identifier that a source has of it will do.

    :raises UnknownOrganisation: if there is no evidence of it
    """
    index = current_index()
    try:
        return index.organisation(organisation_id)
    except UnknownOrganisation:
        for id_ in ids_of(organisation_id):
            try:
                return index.organisation(id_)
            except UnknownOrganisation:
                continue
        raise


def get_proven(organisation_id: str, *, for_user: Any) -> Organisation:
    """
    Return what the evidence tells of an organisation under just this id, which is quick.

    :raises UnknownOrganisation: if there is no evidence of it
    """
    return current_index().organisation(organisation_id)


def get_described(organisation_id: str, *, for_user: Any) -> Organisation:
    """
    Return an organisation even if nothing proves what it can do: as a registry describes it.

    :raises UnknownOrganisation: if no source knows it
    """
    try:
        return get_organisation(organisation_id, for_user=for_user)
    except UnknownOrganisation:
        picture = get_picture(organisation_id, for_user=for_user)
        if picture is None:
            raise
        return _described(picture)


def current_id(organisation_id: str) -> str:
    """
    Return this id as the evidence has it now; of one that nobody knows the id itself.

    What people kept may name an entry that has since been joined with another.
    """
    try:
        index, pictures = current_index(), current_pictures()
    except NoIndex:
        return organisation_id
    joined = pictures.manifest["sha256"] if pictures else ""
    return _current_id(organisation_id, (index.version, joined))


def current_ids(organisation_ids: Iterable[str]) -> tuple[str, ...]:
    """Return these ids as the evidence has them now, each once; see `current_id`."""
    return tuple(dict.fromkeys(map(current_id, organisation_ids)))


def organisations_named(text: str, *, for_user: Any, top: int = 10) -> list[Organisation]:
    """
    Return those with a name that holds all these words, or their beginnings.

    Any name will do: a former one, an acronym, one in another language. Accents and capitals do
    not count. Whose whole name it is comes first, then those with most projects.
    """
    index = current_index()
    names = _names(index, current_pictures())
    found = names.find(text, top=top) if names else []
    # Sources that are not joined have names too.
    return [index.organisation(id_) for id_ in found] or index.find_organisations(text, top=top)


def get_project(project_id: str, *, for_user: Any) -> Project:
    """Return the project; raises UnknownProject."""
    return current_index().project(project_id)


def involvements_of(organisation: Organisation, *, for_user: Any) -> list[Involvement]:
    """Return the projects it takes part in and its newest studies and works, newest first."""
    return current_index().projects_of(organisation.id) if organisation.project_count else []


def evidence_counts(organisation: Organisation, *, for_user: Any) -> dict[str, int]:
    """Return how many projects, studies and works it takes part in, by kind."""
    return current_index().evidence_counts(organisation.id) if organisation.project_count else {}


def participants_of(project: Project, *, for_user: Any) -> list[Involvement]:
    """Return who takes part in the project, the coordinator first."""
    return current_index().participants(project.id)


def partners_of(organisation: Organisation, *, for_user: Any) -> list[Partner]:
    """Return those it worked with, most often first."""
    return current_index().partners_of(organisation.id) if organisation.project_count else []


def network_of(ids: Iterable[str], *, for_user: Any, top: int) -> Network:
    """Return who of some organisations did projects with whom, the most connected first."""
    return current_index().network_of(ids, top=top)


def partner_ids_of(organisation_id: str, *, for_user: Any) -> frozenset[str]:
    """Return the ids of all that an organisation ever worked with; none without evidence."""
    try:
        return current_index().partner_ids(organisation_id)
    except (NoIndex, IndexUnreadable):
        return frozenset()


def evidence_version() -> str:
    """
    Return a mark that is another one once there is other evidence.

    :raises NoIndex: if none has been indexed yet
    """
    return current_index().version


def public_profiles() -> Mapping[str, uuid.UUID]:
    """
    Return the public ids of the organisations that everybody sees, by their ids in open data.

    Remembered for a while: a page that names many asks the database nothing for it. Whoever follows
    such a link is asked again what they may see.
    """
    return _public_profiles(int(time.monotonic() // _SECONDS_REMEMBERED))


@lru_cache(maxsize=1)
def _public_profiles(moment: int) -> Mapping[str, uuid.UUID]:
    seen = organisations_in(EVERYBODY).living().exclude(open_data_id="")
    return dict(seen.values_list("open_data_id", "public_id"))


def topics_of(organisation: Organisation, *, for_user: Any) -> list[tuple[str, int]]:
    """Return the fields of science of its projects and how many of them touch each."""
    return current_index().topics_of(organisation.id) if organisation.project_count else []


def sources(*, for_user: Any) -> list[dict[str, Any]]:
    """Return the sources behind the index: title, licence, attribution, address, dates, counts."""
    return list(current_index().provenance.get("sources", []))


def other_sources(*, for_user: Any) -> list[dict[str, Any]]:
    """Return the sources that were read, but of which nothing is in the index; like `sources`."""
    indexed = {source.get("source") for source in sources(for_user=for_user)}
    data = Path(settings.DATA_FOLDER)
    snapshots = (
        opendata.current_snapshot(data, code) for code in opendata.READERS if code not in indexed
    )
    return [snapshot.manifest for snapshot in snapshots if snapshot]


def standings(*, for_user: Any) -> list[opendata.Standing]:
    """
    Return when each source was read last, what changed and what failed.

    :raises SourcesUnknown: if the file that says which sources are read cannot be used
    """
    try:
        return opendata.standings(Path(settings.DATA_FOLDER))
    except opendata.PlanUnusable as error:
        raise SourcesUnknown from error


def figures(*, for_user: Any) -> dict[str, Any]:
    """Return how much open data there is, and when it was read last."""
    index = current_index()
    read = [
        source["retrieved_at"] for source in sources(for_user=for_user) if "retrieved_at" in source
    ]
    return {
        "organisations": index.n_organisations,
        "evidence": index.evidence,
        "countries": len(index.countries),
        "newest": max(read, default=None),
    }


def organisations_by_country(*, for_user: Any) -> list[tuple[str, int]]:
    """Return country codes and how many organisations each has, most first."""
    return sorted(current_index().countries.items(), key=lambda each: (-each[1], each[0]))


def own_organisations(*, for_user: Any) -> list[Organisation]:
    """Return what open data tells of the organisations that a person speaks for, by name."""
    if not for_user.is_authenticated:
        return []
    held = OrganisationRole.objects.filter(person=for_user).exclude(organisation__open_data_id="")
    ids = held.order_by("organisation__name").values_list("organisation__open_data_id", flat=True)
    found = []
    for id_ in dict.fromkeys(ids):
        # A source may have dropped it since it was linked.
        with suppress(UnknownOrganisation):
            found.append(get_organisation(id_, for_user=for_user))
    return found


@lru_cache(maxsize=_IDS_REMEMBERED)
def _current_id(id_: str, versions: tuple[str, str]) -> str:
    """Remember ids by what they were read from; its names alone, so that the old can be let go."""
    try:
        return get_organisation(id_, for_user=None).id
    except UnknownOrganisation:
        return id_


@lru_cache(maxsize=1)
def _names(index: Index, pictures: "opendata.Pictures | None") -> Names | None:
    """Return all names of those of whom there is evidence; none before sources were joined."""
    if pictures is None:
        return None
    sizes = index.project_counts()
    ids = pa.array(sizes, pa.string())
    keys = pa.array([opendata.entry_key(id_) for id_ in sizes], pa.string())
    by_identity = pa.table(
        {
            "identity": pictures.identities_of(keys)["identity"],
            "id": ids,
            "size": pa.array(sizes.values(), pa.int64()),
        }
    )
    named = pictures.names_of_entries().join(by_identity, keys="identity", join_type="inner")
    columns = (named[name].combine_chunks() for name in ("id", "value", "size"))
    return Names(*columns)


def _described(picture: opendata.Picture) -> Organisation:
    # What a registry withdrew stands for nobody any more, but for names that once were.
    withdrawn = {fact.entry for fact in picture.facts if fact.value == "withdrawn"}
    facts = [fact for fact in picture.facts if fact.current and fact.entry not in withdrawn]
    said = {fact.field: fact.value for fact in facts}
    living = [key for key in (picture.id, *picture.entries) if key not in withdrawn]
    return Organisation(
        id=opendata.id_of_key((living or [picture.id])[0]),
        name=picture.name,
        short_name=said.get("short_name") or said.get("acronym", ""),
        kind=picture.kind,
        sme=None,
        country=picture.country,
        city=picture.city,
        lat=None,
        lon=None,
        website=said.get("website", ""),
        vat_number=said.get("vat_number", ""),
        project_count=0,
    )
