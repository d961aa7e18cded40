"""Short codes of imports and mergers, and the columns that a file of organisations may have."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.directory.choices import NameKind, Scheme, TermsOf
from liaison.hub.directory.texts import TEXTS


class RunState(models.TextChoices):
    """What became of an import."""

    WRITTEN = "written", pgettext_lazy("state of an import", "Written")
    UNDONE = "undone", pgettext_lazy("state of an import", "Undone")


class DraftState(models.TextChoices):
    """How far a file has come that is to be imported."""

    UPLOADED = "uploaded", pgettext_lazy("state of an import", "Uploaded")
    COMPARING = "comparing", pgettext_lazy("state of an import", "Is being compared")
    COMPARED = "compared", pgettext_lazy("state of an import", "Compared, not written")
    OUTDATED = "outdated", pgettext_lazy("state of an import", "To be compared again")
    WRITING = "writing", pgettext_lazy("state of an import", "Is being written")
    WRITTEN = "written", pgettext_lazy("state of an import", "Written")


class MergerState(models.TextChoices):
    """What became of a merger."""

    MERGED = "merged", pgettext_lazy("state of a merger", "Merged")
    UNDONE = "undone", pgettext_lazy("state of a merger", "Undone")


class Outcome(models.TextChoices):
    """What a row of a file does to the directory."""

    NEW = "new", pgettext_lazy("what a row does", "New")
    CHANGED = "changed", pgettext_lazy("what a row does", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("what a row does", "Unchanged")
    REFUSED = "refused", pgettext_lazy("what a row does", "Refused")


class Column(models.TextChoices):
    """What a column of a file says of an organisation; the code is its heading in our own files."""

    LIAISON_ID = "liaison_id", _("Number in this directory")
    NAME = "name", _("Legal name")
    KIND = "kind", _("Kind")
    COUNTRY = "country", _("Country")
    CITY = "city", _("City")
    WEBSITE = "website", _("Web site")
    ROR_ID = "ror_id", _("ROR identifier")
    PIC = "pic", _("PIC")
    VAT_NUMBER = "vat_number", _("VAT number")
    RCS_NUMBER = "rcs_number", _("RCS number")
    REGISTER_NUMBER = "register_number", _("Number in a register")
    LEI = "lei", _("LEI")
    OPENXECO_ID = "openxeco_id", _("Number at an openXeco node")
    ACRONYM = "acronym", _("Acronyms")
    TRADING_NAME = "trading_name", _("Trading names")
    FORMER_NAMES = "former_names", _("Former names")
    OTHER_NAMES = "other_names", _("Other names")
    STATE = "state", _("State")
    FOUNDED_YEAR = "founded_year", _("Founded in")
    SIZE_CLASS = "size_class", _("Size")
    NACE = "nace", _("Activity (NACE)")
    HEAD_COUNT = "head_count", _("People employed")
    HEAD_COUNT_ON = "head_count_on", _("Year or day of that head-count")
    ADDRESS = "address", _("Address")
    POSTCODE = "postcode", _("Postcode")
    LATITUDE = "latitude", _("Latitude")
    LONGITUDE = "longitude", _("Longitude")
    HEADLINE_EN = "headline_en", _("Headline in English")
    HEADLINE_FR = "headline_fr", _("Headline in French")
    HEADLINE_DE = "headline_de", _("Headline in German")
    DESCRIPTION_EN = "description_en", _("Description in English")
    DESCRIPTION_FR = "description_fr", _("Description in French")
    DESCRIPTION_DE = "description_de", _("Description in German")
    SKILLS = "skills", TermsOf.SKILLS.label
    CERTIFICATES = "certificates", TermsOf.CERTIFICATES.label
    FACILITIES = "facilities", TermsOf.FACILITIES.label
    SUB_SECTOR = "sub_sector", TermsOf.SUB_SECTORS.label
    FOCUS_AREAS = "focus_areas", TermsOf.FOCUS_AREAS.label
    OTHER_TERMS = "other_terms", TermsOf.OTHER.label


# The number that finds an organisation first stands first.
SCHEMES = {
    Column.OPENXECO_ID: Scheme.OPENXECO,
    Column.PIC: Scheme.PIC,
    Column.ROR_ID: Scheme.ROR,
    Column.LEI: Scheme.LEI,
    Column.RCS_NUMBER: Scheme.RCS,
    Column.REGISTER_NUMBER: Scheme.REGISTER,
    Column.VAT_NUMBER: Scheme.VAT,
}
NAME_KINDS = {
    Column.ACRONYM: NameKind.ACRONYM,
    Column.TRADING_NAME: NameKind.TRADING,
    Column.FORMER_NAMES: NameKind.FORMER,
    Column.OTHER_NAMES: NameKind.ALIAS,
}
# What stands with the organisation itself, under the same name.
OWN_FIELDS = (
    Column.NAME,
    Column.KIND,
    Column.COUNTRY,
    Column.CITY,
    Column.WEBSITE,
    Column.STATE,
    Column.FOUNDED_YEAR,
    Column.SIZE_CLASS,
    Column.NACE,
)
# In a row the two are one thing: "2025: 120" is what the first then says.
HEAD_COUNT = (Column.HEAD_COUNT, Column.HEAD_COUNT_ON)
PLACE_FIELDS = (Column.ADDRESS, Column.POSTCODE, Column.LATITUDE, Column.LONGITUDE)
# Several in one cell, from controlled lists or in own words.
TERM_COLUMNS = {
    Column.SKILLS: TermsOf.SKILLS,
    Column.CERTIFICATES: TermsOf.CERTIFICATES,
    Column.FACILITIES: TermsOf.FACILITIES,
    Column.SUB_SECTOR: TermsOf.SUB_SECTORS,
    Column.FOCUS_AREAS: TermsOf.FOCUS_AREAS,
    Column.OTHER_TERMS: TermsOf.OTHER,
}
TEXT_FIELDS = tuple(Column(code) for code in TEXTS)
# The column that a file of errors has beside those of its own file.
ERROR_COLUMN = "error"
# Whoever is merged into another leaves it the legal name, as a name of one of these kinds.
NAME_BECOMES = (NameKind.ALIAS, NameKind.FORMER, NameKind.TRADING)
