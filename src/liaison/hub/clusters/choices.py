"""What a cluster can say of itself, in short codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRITTEN_IN = ("en", "fr", "de")
LONGEST_SUMMARY = 300
MOST_FOCUS_AREAS = 20
MOST_TERMS = 300
LONGEST_TERM = 60

# What managers change of their cluster, by the names of the fields.
FACTS: dict[str, Promise] = {
    "name": _("Name of the cluster"),
    "managing_body": _("Managing body"),
    "contact_email": _("Contact e-mail"),
    "summary_en": _("A sentence about it, in English"),
    "summary_fr": _("A sentence about it, in French"),
    "summary_de": _("A sentence about it, in German"),
    "languages": _("Languages"),
    "host": _("Own web address"),
    "logo": _("Logo"),
    "accent": _("Colour on light paper"),
    "accent_on_dark": _("Colour on dark paper"),
}
# And of one focus area.
AREA_FACTS: dict[str, Promise] = {
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "name_de": _("Name in German"),
    "terms": _("Terms"),
}

# Colours to choose from beside Liaison's own, dark enough for links on light paper.
COLOURS: dict[str, Promise] = {
    "#1f5f8b": _("Sea"),
    "#2f4b9b": _("Cornflower"),
    "#5b3f8f": _("Violet"),
    "#8a2c62": _("Plum"),
    "#9b2335": _("Cherry"),
    "#8a4b12": _("Copper"),
    "#6b5a00": _("Moss"),
    "#3b6b1f": _("Meadow"),
    "#41525c": _("Slate"),
}
