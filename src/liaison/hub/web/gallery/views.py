"""The gallery: every component with invented content, for those who build pages."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liaison.hub.web.components.bars import shares
from liaison.hub.web.components.maps import Place, density_map, partner_map, results_map
from liaison.hub.web.components.on_this_page import PageSection
from liaison.hub.web.components.timeline import project_timeline
from liaison.hub.web.partner_search.forms import NeedForm
from liaison.hub.web.partner_search.presenting import draw, show
from liaison.matching import Involvement, Match, Organisation, Project, Reason

# Those that fill a surface; the others are seen on them.
COLOURS = (
    *("paper", "sheet", "ink", "pine", "pine-wash"),
    *("marigold", "marigold-wash", "brick-wash", "map-land"),
)
SPACES = range(1, 9)
ESCH = Place(49.50, 5.98, "Esch-sur-Alzette", "#maps")
LUXEMBOURG = Place(49.61, 6.13, "Luxembourg", "#maps")
EUROPE = (
    *(ESCH, LUXEMBOURG, Place(49.58, 6.11, "Howald", "#maps")),
    *(Place(48.86, 2.35, "Paris", "#maps"), Place(51.34, 12.37, "Leipzig", "#maps")),
)
WORLD = (
    *(Place(42.36, -71.06, "Boston", "#maps"), Place(34.69, 135.5, "Osaka", "#maps")),
    *(Place(43.65, -79.38, "Toronto", "#maps"), Place(48.86, 2.35, "Paris", "#maps")),
)
WORDS = ("gait", "tremor", "Parkinson")
# As long as names and titles in the sources become.
LONG_NAME = (
    "SOCIÉTÉ D'ENCOURAGEMENT AUX SCIENCES DU MOUVEMENT, DE LA RÉÉDUCATION "
    "ET DES NEUROTECHNOLOGIES DE LA GRANDE RÉGION"
)


class SampleForm(forms.Form):
    """A field of each kind; two are wrong, so that one sees how that looks."""

    name = forms.CharField(label=gettext_lazy("Full name"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), help_text=gettext_lazy("Nobody else sees it.")
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("en", "English"), ("fr", "Français"), ("de", "Deutsch")],
        required=False,
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read this."), required=False)


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    involvements = [
        _involvement("HOMEGAIT", 2019, 2022, role="participant"),
        _involvement("TREMOR-ATLAS", 2020, 2023, role="coordinator"),
        _involvement("STEADY", 2024, 2026, role="participant"),
    ]
    context = {
        "colours": COLOURS,
        "spaces": SPACES,
        "form": NeedForm(),
        "sample_form": SampleForm({"name": "", "email": "nowhere", "agreed": "on"}),
        "europe": results_map(EUROPE),
        "world": results_map(WORLD),
        "partners": partner_map(ESCH, EUROPE[1:]),
        "density": density_map([(48.86, 2.35)] * 90 + [(51.34, 12.37)] * 12 + [(49.61, 6.13)] * 3),
        "timeline": project_timeline(involvements),
        "counted": project_timeline(involvements * 6),
        "involvements": involvements,
        "matches": draw(show(_matches(involvements), first=1, best=1.0)),
        "topics": shares([("neurology", 12), ("medical sensors", 5), ("rehabilitation", 1)]),
        "sections": [
            PageSection("colours", _("Colours")),
            PageSection("forms", _("Forms"), _("to check")),
            PageSection("maps", LONG_NAME),
        ],
        "page": Paginator(range(1000), 20).get_page(request.GET.get("page", 25)),
    }
    return render(request, "gallery/index.html", context)


def _matches(involvements: list[Involvement]) -> list[Match]:
    """Return an everyday match, and one whose name and place are as awkward as they come."""
    reasons = tuple(
        Reason(each.project, each.role, each.contribution, 1 / len(involvements), WORDS)
        for each in involvements
    )
    return [
        Match(
            _organisation(_("Invented Gait Laboratory"), city="Esch-sur-Alzette"), 1.0, reasons, 7
        ),
        Match(_organisation(LONG_NAME, city="", kind="other", sme=None), 0.2, reasons[:1], 1),
    ]


def _organisation(
    name: str, *, city: str, kind: str = "company", sme: bool | None = True
) -> Organisation:
    return Organisation(
        id=f"sample-{kind}",
        name=name,
        short_name="",
        kind=kind,
        sme=sme,
        country="LU",
        city=city,
        lat=None,
        lon=None,
        website="",
        vat_number="",
        project_count=7,
    )


def _involvement(acronym: str, first: int, last: int, *, role: str) -> Involvement:
    unknown: dict[str, Any] = dict.fromkeys(("keywords", "topic", "programme", "doi", "url"), "")
    project = Project(
        id="sample",
        acronym=acronym,
        title=_("Gait and tremor of people with Parkinson’s disease, measured at home"),
        text=_(
            "Sensors in a shoe measure gait at home. A wristband measures tremor day and night."
        ),
        signed=None,
        starts=dt.date(first, 3, 1),
        ends=dt.date(last, 8, 31),
        scheme="",
        contribution=None,
        invented=True,
        language="",
        **unknown,
    )
    organisation = _organisation(_("Invented Gait Laboratory"), city="Esch-sur-Alzette")
    return Involvement(project, organisation, role, 420_000.0)
