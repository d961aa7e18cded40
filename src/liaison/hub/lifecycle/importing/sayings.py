"""The many ways to say what an organisation is and where: our codes, words of three languages."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from django.utils import translation
from django_countries import countries

from liaison.hub.directory.choices import Kind, SizeClass, State
from liaison.opendata.resolution.words import fold

# Marks between words; those between numbers say something: "10-49".
_BETWEEN = re.compile(r"[_'/()]|[\-–](?!\d)")
_KINDS = {
    Kind.COMPANY: """
        prc | enterprise | business | firm | sme | start up | startup | entreprise | societe
        | pme | unternehmen | firma | kmu | private company | industry | industrie
        | private for profit entity
    """,
    Kind.UNIVERSITY: """
        hes | university | school | college | higher education | education | universite | ecole
        | universitat | universitaet | hochschule | schule | enseignement superieur
        | higher or secondary education establishment
    """,
    Kind.RESEARCH: """
        rec | research | public research | research institute | research centre | research center
        | research organization | facility | pro | rto | recherche | recherche publique
        | organisme de recherche | centre de recherche | institut de recherche | forschung
        | forschungsinstitut | forschungseinrichtung | offentliche forschung
        | research organisations
    """,
    Kind.HOSPITAL: "healthcare | clinic | hopital | clinique | krankenhaus | klinik | klinikum",
    Kind.SERVICE_PROVIDER: """
        service provider | services | consultant | consultancy | prestataire
        | prestataire de services | dienstleister | berater | beratung
    """,
    Kind.INVESTOR: "venture capital | vc | business angel | fund | funder | investisseur",
    Kind.PUBLIC: """
        pub | public | authority | government | public authority | ministry | agency | autorite
        | autorite publique | administration | ministere | organisme public | secteur public
        | behorde | offentliche stelle | offentliche hand | ministerium | verwaltung
        | public body excluding research and education
    """,
    Kind.ASSOCIATION: """
        association | federation | ngo | nonprofit | non profit | nonprofit organisation | asbl
        | verband | verein
    """,
    Kind.OTHER: "oth | other | autre | autres | andere | sonstige | archive",
}
_SIZES = {
    SizeClass.MICRO: "micro | 0-9 | 1-9 | <10 | < 10 | kleinst | kleinstunternehmen | tpe",
    SizeClass.SMALL: "small | 10-49 | <50 | < 50 | petite | petit | klein",
    SizeClass.MEDIUM: "medium | 50-249 | <250 | < 250 | moyenne | moyen | mittel",
    SizeClass.LARGE: "large | 250+ | >=250 | >249 | > 249 | grande | grand | gross",
}
_STATES = {
    State.ACTIVE: "active | actif | aktiv | registered",
    State.DORMANT: "dormant | inactive | inactif | en sommeil | ruhend | inaktiv",
    State.CEASED: """
        ceased | closed | dissolved | liquidated | withdrawn | cesse | dissoute | radiee | erloschen
        | aufgelost | geloscht
    """,
    State.MERGED: "merged | fusionnee | fusioniert | fusionne",
}
_COUNTRIES_TOO = {
    "uk": "GB",
    "el": "GR",
    "usa": "US",
    "great britain": "GB",
    "england": "GB",
    "luxemburg": "LU",
    "korea": "KR",
    "czech republic": "CZ",
    "turkey": "TR",
    "holland": "NL",
}


class Sayings:
    """
    The ways to say one of several choices.

    All is worked out when first needed: translations are not there before.
    """

    def __init__(self, choices: Any, more: Mapping[Any, str]) -> None:
        """:param more: ways to say a choice beside its code and its words, parted by bars"""
        self._choices = choices
        self._more = more

    @property
    def codes(self) -> list[str]:
        """Return the codes one may write."""
        return list(self._choices.values)

    def meant_by(self, text: str) -> str:
        """Return the code of what is said; "" if it is none of the choices."""
        return self._codes.get(folded(text), "")

    @cached_property
    def _codes(self) -> dict[str, str]:
        found = {}
        for choice in self._choices:
            for saying in (choice.value, *self._more.get(choice, "").split("|")):
                found[folded(saying)] = choice.value
            for language in ("en", "fr", "de"):
                with translation.override(language):
                    found[folded(str(choice.label))] = choice.value
        return found


def country_of(text: str) -> str:
    """Return the two letters of a country under its code or its name; "" if it is none."""
    if len(text) == 2 and text.upper() in countries.countries:
        return text.upper()
    return _countries().get(folded(text), "")


def folded(text: str) -> str:
    """Return a text as ways to say something are compared."""
    return " ".join(_BETWEEN.sub(" ", fold(text)).split())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found = dict(_COUNTRIES_TOO)
    for language in ("en", "fr", "de"):
        with translation.override(language):
            for code, name in countries:
                found.setdefault(folded(str(name)), code)
    for code in countries.countries:
        found.setdefault(str(countries.alpha3(code)).lower(), code)
    return found


KINDS = Sayings(Kind, _KINDS)
SIZES = Sayings(SizeClass, _SIZES)
STATES = Sayings(State, _STATES)
