"""The gallery: every component with invented content, for those who build pages."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liaison.hub.web.components.maps import Place, partner_map, results_map
from liaison.hub.web.components.timeline import project_timeline
from liaison.hub.web.partner_search.forms import NeedForm
from liaison.matching import Involvement, Organisation, Project

COLOURS = (
    *("paper", "sheet", "ink", "pine", "pine-wash"),
    *("marigold", "marigold-wash", "brick-wash"),
)
ESCH = Place(49.50, 5.98, "Esch-sur-Alzette")
EUROPE = (ESCH, Place(48.86, 2.35, "Paris"), Place(60.17, 24.94, "Helsinki"))
WORLD = (*EUROPE, Place(42.36, -71.06, "Boston"), Place(34.69, 135.5, "Osaka"))


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "colours": COLOURS,
        "form": NeedForm({"need": ""}),
        "europe": results_map(EUROPE),
        "world": partner_map(ESCH, WORLD[1:]),
        "timeline": project_timeline([_involvement(2019, 2022), _involvement(2021, 2026)]),
        "page": Paginator(range(100), 20).get_page(request.GET.get("page")),
    }
    return render(request, "gallery/index.html", context)


def _involvement(first: int, last: int) -> Involvement:
    organisation = Organisation("", "", "", "", None, "", "", None, None, "", "", 0)
    project = Project(
        id="",
        acronym="",
        title=_("An invented project"),
        text="",
        keywords="",
        signed=None,
        starts=dt.date(first, 3, 1),
        ends=dt.date(last, 8, 31),
        topic="",
        programme="",
        scheme="",
        contribution=None,
        doi="",
        url="",
        invented=True,
        language="",
    )
    return Involvement(
        project, organisation, "coordinator" if first > 2020 else "participant", None
    )
