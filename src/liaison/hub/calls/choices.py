"""Names of the areas that calls belong to, and how far off a deadline may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Entries of one page, and of a list by fit.
CALLS_PER_PAGE = 20
MOST_OPPORTUNITIES = 20
# Characters; about a page of what somebody does.
LONGEST_DESCRIPTION = 5_000

# Parts of Horizon Europe, by the beginning of a topic's code; what is not here shows its code.
AREAS = {
    "HORIZON-CID": _("Clean Industrial Deal"),
    "HORIZON-CL2": _("Culture, creativity and inclusive society"),
    "HORIZON-CL3": _("Civil security for society"),
    "HORIZON-CL4": _("Digital, industry and space"),
    "HORIZON-CL5": _("Climate, energy and mobility"),
    "HORIZON-CL6": _("Food, bioeconomy, natural resources, agriculture and environment"),
    "HORIZON-EIC": _("European Innovation Council"),
    "HORIZON-EIE": _("European innovation ecosystems"),
    "HORIZON-ERC": _("European Research Council"),
    "HORIZON-EURATOM": _("Euratom: nuclear research"),
    "HORIZON-HLTH": _("Health"),
    "HORIZON-INFRA": _("Research infrastructures"),
    "HORIZON-JU": _("Joint undertakings with industry"),
    "HORIZON-MISS": _("European Union missions"),
    "HORIZON-MSCA": _("Marie Skłodowska-Curie Actions"),
    "HORIZON-NEB": _("New European Bauhaus"),
    "HORIZON-WIDERA": _("Widening participation and the European Research Area"),
}


class Within(models.TextChoices):
    """How soon the next deadline is."""

    THREE_MONTHS = "91", _("Within three months")
    SIX_MONTHS = "182", _("Within six months")
    A_YEAR = "365", _("Within a year")
