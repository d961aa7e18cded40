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
