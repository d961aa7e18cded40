"""What open data knows of an organisation recorded here: its projects and partners, on its page."""

import time
from collections.abc import Mapping
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
from liaison.matching import IndexUnreadable, NoIndex, Organisation

LATEST, PARTNERS = 5, 8
_REMEMBERED = 500
_SECONDS_REMEMBERED = 300


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
    # Drawn once for many readers: it shows what is public only.
    moment = int(time.monotonic() // _SECONDS_REMEMBERED)
    age = (version, queries.directory_version(), moment)
    return _drawn(organisation.open_data_id, get_language() or "", age)


@lru_cache(maxsize=_REMEMBERED)
def _drawn(open_data_id: str, language: str, age: tuple[str, str, int]) -> SafeString:
    shown = found_or_none(queries.get_described, open_data_id, for_user=None)
    if shown is None:
        return SafeString("")
    involvements = queries.involvements_of(shown, for_user=None)
    projects = [each for each in involvements if each.project.kind == Evidence.PROJECT]
    codes = {each.project.source for each in involvements}
    return render_to_string(
        "directory/_known.html",
        {
            "organisation": shown,
            "evidence": counted(queries.evidence_counts(shown, for_user=None)),
            "timeline": project_timeline(projects),
            "latest": (projects or involvements)[:LATEST],
            "partners": _partners(shown, queries.public_profiles()),
            "sources": [
                each for each in queries.sources(for_user=None) if each.get("source") in codes
            ],
        },
    )


def _partners(shown: Organisation, profiles: Mapping[str, UUID]) -> list[ShownPartner]:
    return [
        ShownPartner(
            partner.organisation.name,
            partner.organisation.country,
            partner.projects,
            address_of(partner.organisation.id, profiles),
            partner.organisation.id in profiles,
        )
        for partner in queries.partners_of(shown, for_user=None)[:PARTNERS]
    ]


def address_of(open_data_id: str, profiles: Mapping[str, UUID]) -> str:
    """Return where an organisation is shown: its profile here, else its page among open data."""
    if open_data_id in profiles:
        return reverse("directory:profile", args=[profiles[open_data_id]])
    return reverse("directory:organisation", args=[open_data_id])
