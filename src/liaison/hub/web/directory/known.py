"""What open data knows of an organisation recorded here: its projects and partners, on its page."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from liaison.hub.directory import queries
from liaison.hub.directory.choices import Evidence
from liaison.hub.web.components.evidence import counted
from liaison.hub.web.components.timeline import project_timeline
from liaison.hub.web.layout.views import found_or_none
from liaison.matching import IndexUnreadable, NoIndex, Partner

LATEST, PARTNERS = 5, 8
_REMEMBERED, _PARTNERS_REMEMBERED = 1_000, 10_000


@dataclass(frozen=True)
class ShownPartner:
    """
    Whom it worked with.

    :ivar url: of the profile here, else of the page among open data
    """

    name: str
    country: str
    projects: int
    url: str
    is_here: bool


def draw_known(organisation: Any) -> SafeString:
    """Return a section on an organisation's projects and partners; empty where none is known."""
    if not organisation.open_data_id:
        return SafeString("")
    try:
        version = queries.evidence_version()
    except (NoIndex, IndexUnreadable):
        return SafeString("")
    # Drawn once for many readers: it shows what is public only. Which partners have a profile here
    # is asked of the directory once in a while, for all profiles.
    partners = _partners(organisation.open_data_id, version)
    profiles = queries.public_profiles()
    here = tuple(profiles.get(partner.organisation.id) for partner in partners)
    language = get_language() or ""
    return _drawn(organisation.open_data_id, organisation.public_id, here, language, version)


@lru_cache(maxsize=_PARTNERS_REMEMBERED)
def _partners(open_data_id: str, version: str) -> tuple[Partner, ...]:
    shown = found_or_none(queries.get_proven, open_data_id, for_user=None)
    found = queries.partners_of(shown, for_user=None) if shown else []
    return tuple(found[:PARTNERS])


@lru_cache(maxsize=_REMEMBERED)
def _drawn(
    open_data_id: str, public_id: UUID, here: tuple[UUID | None, ...], language: str, version: str
) -> SafeString:
    shown = found_or_none(queries.get_proven, open_data_id, for_user=None)
    involvements = queries.involvements_of(shown, for_user=None) if shown else []
    projects = [each for each in involvements if each.project.kind == Evidence.PROJECT]
    return render_to_string(
        "directory/_known.html",
        {
            "open_data_id": open_data_id,
            "public_id": public_id,
            "evidence": counted(queries.evidence_counts(shown, for_user=None)) if shown else [],
            "timeline": project_timeline(projects),
            "latest": (projects or involvements)[:LATEST],
            "partners": [
                _shown_partner(partner, profile)
                for partner, profile in zip(_partners(open_data_id, version), here, strict=True)
            ],
            "sources": _sources({each.project.source for each in involvements})
            if involvements
            else [],
        },
    )


def _shown_partner(partner: Partner, profile: UUID | None) -> ShownPartner:
    organisation = partner.organisation
    if profile:
        url = reverse("directory:profile", args=[profile])
    else:
        url = reverse("directory:organisation", args=[organisation.id])
    return ShownPartner(
        organisation.name, organisation.country, partner.projects, url, profile is not None
    )


def _sources(codes: set[str]) -> list[dict[str, Any]]:
    """Return the sources of its evidence; all where that is not known."""
    sources = queries.sources(for_user=None)
    return [each for each in sources if each.get("source") in codes] or sources
