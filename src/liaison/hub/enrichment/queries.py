"""What open data has for organisations of the directory, for those who may edit them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from liaison import opendata
from liaison.hub.directory.editing import editable_by, get_editable, read_entry
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment.likely import Judged, Likely, likely_of, other_key
from liaison.hub.enrichment.models import Dismissal, Finding
from liaison.hub.enrichment.proposals import Proposal, proposals_of, without
from liaison.hub.identities.queries import (
    JudgementsUnreadable,
    current_pictures,
    get_picture,
    member,
)
from liaison.opendata.resolution.places import Position, positions_of

_OF_LIKELY = ("key", "identity", "points", "scheme")
__all__ = [
    "JudgementsUnreadable",
    "Told",
    "get_editable",
    "is_joined",
    "likely_findings",
    "proposing_findings",
    "what_open_data_says",
    "what_was_found",
]


@dataclass(frozen=True)
class Said:
    """What somebody said of an organisation and an entry."""

    decision: opendata.Decision
    key: str
    member: opendata.Member | None


@dataclass(frozen=True)
class Told:
    """
    What open data has for one organisation.

    :ivar picture: of what it is linked to; none if it is not, or no source knows that any more
    :ivar likely: entries that it may be, with their pictures; none for one that is linked
    :ivar said: what was said of entries, the newest first
    :ivar proposals: facts that the entry does not say; `dismissed` those that are not wanted
    """

    organisation: Organisation
    picture: opendata.Picture | None = None
    likely: list[tuple[Likely, opendata.Picture]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    dismissed: list[Proposal] = field(default_factory=list)


def is_joined() -> bool:
    """Tell whether the sources were joined, without which nothing can be proposed."""
    return current_pictures() is not None


def what_open_data_says(organisation: Organisation, *, for_user: Any) -> Told:
    """
    Return what open data has for an organisation.

    :raises Organisation.DoesNotExist: if `for_user` may not edit it
    :raises JudgementsUnreadable: if what was said of entries cannot be read
    """
    organisation = get_editable(organisation.public_id, for_user=for_user)
    pictures = current_pictures()
    if pictures is None:
        return Told(organisation)
    with _readable():
        likely = [] if organisation.open_data_id else _likely(organisation, pictures)
        return _told(organisation, likely, Judged(pictures))


def what_was_found(findings: Iterable[Finding]) -> list[Told]:
    """
    Return what open data has for the organisations of some findings; see `likely_findings`.

    :raises JudgementsUnreadable: if what was said of entries cannot be read
    """
    pictures = current_pictures()
    if pictures is None:
        return []
    with _readable():
        judged = Judged(pictures)
        return [_told(each.organisation, likely_in(each), judged) for each in findings]


def facts_of(
    organisation: Organisation, positions: Mapping[str, Position] | None = None
) -> tuple[opendata.Picture | None, list[Proposal]]:
    """
    Return the picture of a linked organisation and all that its entry does not say of it.

    :param positions: where sources put entries, if that was read for several at once
    """
    picture = get_picture(organisation.open_data_id, for_user=None)
    if picture is None:
        return None, []
    keys = [each.key for each in picture.members if each.current]
    if positions is None:
        positions = positions_of(Path(settings.DATA_FOLDER), keys)
    own = {key: positions[key] for key in keys if key in positions}
    return picture, proposals_of(read_entry(organisation), picture, own)


def undismissed(organisation: Organisation, proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return those of the proposals that nobody dismissed."""
    return without(proposals, _dismissed(organisation))


def likely_findings(*, for_user: Any) -> QuerySet[Finding]:
    """Return what was found of organisations that look like entries, the surest first."""
    found = _findings(for_user).filter(organisation__open_data_id="", points__isnull=False)
    return found.order_by(F("points").desc(), "organisation__plain", "pk")


def proposing_findings(*, for_user: Any) -> QuerySet[Finding]:
    """Return what was found of linked organisations of which open data says more, most first."""
    found = _findings(for_user).exclude(organisation__open_data_id="").filter(proposals__gt=0)
    return found.order_by("-proposals", "organisation__plain", "pk")


def _findings(user: Any) -> QuerySet[Finding]:
    return Finding.objects.filter(organisation__in=editable_by(user)).select_related("organisation")


def likely_in(finding: Finding) -> list[Likely]:
    """Return the likely entries as they were found."""
    return [
        Likely(
            each["key"], each["identity"], each["points"], tuple(each["reasons"]), each["scheme"]
        )
        for each in finding.likely
    ]


def _likely(organisation: Organisation, pictures: opendata.Pictures) -> list[Likely]:
    finding = Finding.objects.filter(organisation=organisation).first()
    if finding and finding.version == pictures.manifest["sha256"] and finding.likely:
        return likely_in(finding)
    return likely_of(organisation, pictures)


def _told(organisation: Organisation, likely: Iterable[Likely], judged: Judged) -> Told:
    said = [
        Said(each, other_key(each), member(other_key(each), for_user=None))
        for each in judged.of(organisation)
    ]
    if not organisation.open_data_id:
        pictured = [(each, get_picture(each.key, for_user=None)) for each in likely]
        shown = [(each, picture) for each, picture in pictured if picture]
        return Told(organisation, likely=shown, said=said)
    picture, proposals = facts_of(organisation)
    wanted = undismissed(organisation, proposals)
    dismissed = [each for each in proposals if each not in wanted]
    return Told(organisation, picture, said=said, proposals=wanted, dismissed=dismissed)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except opendata.DecisionRefused as refusal:
        raise JudgementsUnreadable(str(refusal)) from refusal


def _dismissed(organisation: Organisation) -> list[tuple[str, str]]:
    return list(Dismissal.objects.filter(organisation=organisation).values_list("aspect", "value"))
