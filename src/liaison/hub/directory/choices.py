"""Short codes of the directory, as the engine and the database write them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an organisation is in the first place."""

    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University or school")
    RESEARCH = "research", _("Research organisation")
    PUBLIC = "public", _("Public body")
    OTHER = "other", pgettext_lazy("kind of organisation", "Other organisation")


class Part(models.TextChoices):
    """The part an organisation takes in a project."""

    COORDINATOR = "coordinator", _("Coordinator")
    PARTICIPANT = "participant", _("Partner")
    ASSOCIATED = "associated", _("Associated partner")
    THIRD_PARTY = "third_party", _("Affiliated entity")


class Evidence(models.TextChoices):
    """What a piece of evidence is."""

    PROJECT = "project", _("Project")
    STUDY = "study", _("Clinical study")
    WORK = "work", _("Published work")


# What the parts are called in a study; in a work all take the same one, which needs no name.
PARTS_IN_A_STUDY = {
    Part.COORDINATOR: pgettext_lazy("of a clinical study", "Sponsor"),
    Part.PARTICIPANT: pgettext_lazy("of a clinical study", "Collaborator"),
    Part.ASSOCIATED: pgettext_lazy("of a clinical study", "Site"),
}


def part_in_words(kind: str, role: str) -> str:
    """Return which part an organisation takes in a piece of evidence of this kind; "" for none."""
    if kind == Evidence.WORK:
        return ""
    names = PARTS_IN_A_STUDY if kind == Evidence.STUDY else dict(Part.choices)
    return str(names.get(role, ""))


def evidence_in_words(kind: str, role: str) -> str:
    """Return what a piece of evidence is, unless it is a project, and which part was taken."""
    what = "" if kind == Evidence.PROJECT else str(dict(Evidence.choices).get(kind, ""))
    return " · ".join(filter(None, [what, part_in_words(kind, role)]))
