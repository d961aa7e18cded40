"""What open data tells of organisations and projects. It is public; readers are named still."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from liaison import opendata
from liaison.hub.directory.models import OrganisationRole
from liaison.matching import (
    Index,
    Involvement,
    NoIndex,
    Organisation,
    Partner,
    Project,
    UnknownOrganisation,
    load_index,
)


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
    """Return what open data tells of it; raises UnknownOrganisation."""
    return current_index().organisation(organisation_id)


def get_project(project_id: str, *, for_user: Any) -> Project:
    """Return the project; raises UnknownProject."""
    return current_index().project(project_id)


def involvements_of(organisation: Organisation, *, for_user: Any) -> list[Involvement]:
    """Return the projects it takes part in, newest first."""
    return current_index().projects_of(organisation.id)


def participants_of(project: Project, *, for_user: Any) -> list[Involvement]:
    """Return who takes part in the project, the coordinator first."""
    return current_index().participants(project.id)


def partners_of(organisation: Organisation, *, for_user: Any) -> list[Partner]:
    """Return those it worked with, most often first."""
    return current_index().partners_of(organisation.id)


def topics_of(organisation: Organisation, *, for_user: Any) -> list[tuple[str, int]]:
    """Return the fields of science of its projects and how many of them touch each."""
    return current_index().topics_of(organisation.id)


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
        "projects": index.n_projects,
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


def organisations_named(text: str, *, for_user: Any) -> list[Organisation]:
    """Return organisations whose name holds all these words, those with most projects first."""
    return current_index().find_organisations(text)
