"""What may be proposed of an organisation, and what people say of a likely entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.directory.choices import NameKind, Scheme

# The field of an organisation that links it, where its history tells of it.
LINK = "open_data_id"


class Answer(models.TextChoices):
    """What somebody says of a likely entry; the codes are those of `opendata.Judgement`."""

    SAME = "same", pgettext_lazy("is it this one?", "Yes")
    DIFFERENT = "different", pgettext_lazy("is it this one?", "No")
    UNSURE = "unsure", pgettext_lazy("is it this one?", "I cannot tell")


class Aspect(models.TextChoices):
    """One question on which open data may say what the entry here does not."""

    ALIAS = NameKind.ALIAS.value, _("Other names")
    FORMER = NameKind.FORMER.value, _("Former names")
    ACRONYM = NameKind.ACRONYM.value, _("Acronyms")
    KIND = "kind", _("Kind")
    COUNTRY = "country", _("Country")
    CITY = "city", _("City")
    COORDINATES = "coordinates", _("Coordinates")
    WEBSITE = "website", _("Web site")
    FOUNDED = "founded_year", _("Founded in")
    ROR = Scheme.ROR.value, _("ROR identifier")
    PIC = Scheme.PIC.value, _("PIC")
    VAT = Scheme.VAT.value, _("VAT number")
    LEI = Scheme.LEI.value, _("LEI")
