"""Registers and sources: how they are called, and where they show an entry."""

from django.utils.translation import gettext_lazy as _

from liaison.hub.identities.queries import sources_joined

_PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen"
# How sources are called in a line; others by their title.
SOURCES = {
    "cordis": "CORDIS",
    "h2020": "CORDIS (Horizon 2020)",
    "fp7": "CORDIS (FP7)",
    "ror": "ROR",
    "openalex-institutions": "OpenAlex",
    "openalex-works": "OpenAlex",
    "clinical-trials": "ClinicalTrials.gov",
}
# By scheme: what it is called, and where the register shows the entry ("" where it does not).
SCHEMES = {
    "pic": (
        "PIC",
        f"{_PORTAL}/how-to-participate/org-details/{{}}",
    ),
    "ror": ("ROR", "https://ror.org/{}"),
    "openalex-institutions": ("OpenAlex", "https://openalex.org/{}"),
    "clinical-trials": ("ClinicalTrials.gov", ""),
    "vat_number": (_("VAT number"), ""),
    "lei": ("LEI", "https://search.gleif.org/#/record/{}"),
    "isni": ("ISNI", "https://isni.org/isni/{}"),
    "wikidata": ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "fundref": (_("Crossref funder"), "https://doi.org/10.13039/{}"),
    "grid": ("GRID", ""),
}
STATUSES = {
    "active": _("active"),
    "inactive": _("no longer active"),
    "withdrawn": _("withdrawn from the registry"),
}
_MARKS = str.maketrans("", "", " -")


def source_name(code: str) -> str:
    """Return how a source is called in a line."""
    title = sources_joined().get(code, {}).get("title", code)
    return SOURCES.get(code, title)


def address_of(scheme: str, value: str) -> str:
    """Return where the register shows this entry; "" where it does not, or nobody can know."""
    _label, pattern = SCHEMES.get(scheme, ("", ""))
    plain = value.translate(_MARKS) if scheme == "isni" else value
    # The value is put into an address, so only what an identifier is made of may stand there.
    return pattern.format(plain) if pattern and plain.isascii() and plain.isalnum() else ""
