"""What sources say of organisations and what people judged. It is public but for who judged."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from liaison import opendata
from liaison.hub.accounts.queries import names_of
from liaison.hub.clusters.models import Cluster

_PICTURES_REMEMBERED = 500


class JudgementsUnreadable(Exception):
    """The file of judgements cannot be read; the message says why."""


class _Album:
    """Pictures of one version, those looked at last at hand; for several threads at once."""

    def __init__(self, pictures: opendata.Pictures) -> None:
        self.pictures = pictures
        self._remembered: OrderedDict[str, opendata.Picture | None] = OrderedDict()
        self._lock = Lock()

    def picture_of(self, id_: str) -> "opendata.Picture | None":
        with self._lock:
            if id_ in self._remembered:
                self._remembered.move_to_end(id_)
                return self._remembered[id_]
        picture = self.pictures.picture_of(id_, most_partners=0)
        with self._lock:
            self._remembered[id_] = picture
            if len(self._remembered) > _PICTURES_REMEMBERED:
                self._remembered.popitem(last=False)
        return picture


class _Shelf:
    """The pictures in use, exchanged for newer ones soon after `liaison link` has made them."""

    SECONDS_BETWEEN_LOOKS = 2.0

    def __init__(self) -> None:
        self.album: _Album | None = None
        self.mark: tuple[Path, int] | None = None
        self.looked_at = 0.0

    def current(self) -> "opendata.Pictures | None":
        album = self._current_album()
        return album.pictures if album else None

    def picture_of(self, id_: str) -> "opendata.Picture | None":
        album = self._current_album()
        return album.picture_of(id_) if album else None

    def _current_album(self) -> "_Album | None":
        if self.mark is None or time.monotonic() - self.looked_at > self.SECONDS_BETWEEN_LOOKS:
            self._look()
        return self.album

    def _look(self) -> None:
        data = Path(settings.DATA_FOLDER)
        try:
            mark = (data, (data / "resolution" / "current").stat().st_mtime_ns)
        except OSError:
            mark = (data, 0)
        if mark != self.mark:
            pictures = opendata.pictures(data)
            self.album, self.mark = _Album(pictures) if pictures else None, mark
        self.looked_at = time.monotonic()


_shelf = _Shelf()


@dataclass(frozen=True)
class Side:
    """One of the two entries of a question, and what its source says of it."""

    member: opendata.Member
    facts: tuple[opendata.Fact, ...]

    @property
    def id(self) -> str:
        """Its identifier as people write it."""
        return opendata.id_of_key(self.member.key)


@dataclass(frozen=True)
class Judged:
    """
    A pair that people have judged.

    :ivar by: the name of whoever did; "" if they have left
    """

    decision: opendata.Decision
    one: opendata.Member | None
    other: opendata.Member | None
    by: str


def current_pictures() -> "opendata.Pictures | None":
    """Return what `liaison link` made last; none before its first run."""
    return _shelf.current()


def get_picture(organisation_id: str, *, for_user: Any) -> "opendata.Picture | None":
    """
    Return what the sources say of the organisation that has this identifier in any of them.

    None where sources have not been joined yet, or none has this identifier.
    """
    return _shelf.picture_of(organisation_id)


def ids_of(organisation_id: str) -> tuple[str, ...]:
    """Return all identifiers of an organisation, that of its identity first; empty if unknown."""
    picture = _shelf.picture_of(organisation_id)
    if picture is None:
        return ()
    keys = dict.fromkeys([picture.id, *sorted(picture.entries)])
    return tuple(opendata.id_of_key(key) for key in keys)


def sources_joined() -> Mapping[str, Mapping[str, str]]:
    """Return title, publisher, licence and days of the sources that were joined, by code."""
    pictures = _shelf.current()
    return pictures.manifest["made_from"] if pictures else {}


def questions(cluster: Cluster, *, for_user: Any) -> list[opendata.Question]:
    """
    Return the pairs to be judged, the likeliest first; to the cluster's managers only.

    :raises JudgementsUnreadable: if what was judged already cannot be told
    """
    pictures = _shelf.current()
    if pictures is None or not _manages(for_user, cluster):
        return []
    held = _held()
    return [each for each in pictures.questions() if held.on(each.one.key, each.other.key) is None]


def side_of(member: opendata.Member) -> Side:
    """Return an entry with all that is said of it alone; public."""
    pictures = _shelf.current()
    return Side(member, pictures.facts_of(member.key) if pictures else ())


def judged(cluster: Cluster, *, for_user: Any) -> list[opendata.Decision]:
    """Return the decisions that hold, the newest first; to the cluster's managers only."""
    if not _manages(for_user, cluster):
        return []
    return sorted(_held(), key=lambda decision: -decision.number)


def told(decisions: list[opendata.Decision], *, for_user: Any) -> list[Judged]:
    """Return decisions with the entries they are about and the names of those who decided."""
    names = names_of((each.by for each in decisions), for_user=for_user)
    return [
        Judged(
            decision=each,
            one=member(each.one, for_user=for_user),
            other=member(each.other, for_user=for_user),
            # Whoever decides by command is called there as they like; people here have a number.
            by=names.get(each.by, "" if _is_number_of_a_person(each.by) else each.by),
        )
        for each in decisions
    ]


def member(key: str, *, for_user: Any) -> "opendata.Member | None":
    """Return an entry by its key; none if no source has it. It is public."""
    picture = _shelf.picture_of(key)
    return next((each for each in picture.members if each.key == key), None) if picture else None


def _manages(user: Any, cluster: Cluster) -> bool:
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def _is_number_of_a_person(by: str) -> bool:
    return len(by) == 36 and by.count("-") == 4


def _held() -> Any:
    try:
        return opendata.read_decisions(Path(settings.DATA_FOLDER))
    except opendata.DecisionRefused as refusal:
        raise JudgementsUnreadable(str(refusal)) from refusal
