"""What of a name tells an organisation from others: its words without the legal form."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from rapidfuzz import fuzz

from liaison.opendata.resolution.words import (
    COMMON,
    LEGAL_FORMS,
    without_legal_form,
    words_of_name,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Two words of at least so many letters are one mistyped, if so much alike (of 100).
_SHORTEST_MISTYPED, _LEAST_ALIKE = 5, 87
# What a word tells of a name: one that many organisations have, any other, the name of its town.
_COMMON_WEIGHT, _RARE_WEIGHT, _TOWN_WEIGHT = 1.0, 3.0, 0.3
_GENERIC = _words(
    """
    applied higher public private advanced central technical studie european europe world global
    art business economic pedagogical catholic autonomous open solution
    """
)
# A country's name in a name says no more than the country of the entry.
_COUNTRIES = _words(
    """
    sverige sweden france deutschland germany nederland netherland italia italy espana spain uk
    britain kingdom united ireland belgium belgique belgie portugal polska poland danmark denmark
    norge norway suomi finland osterreich austria schweiz suisse switzerland hellas greece romania
    hungary slovenija slovenije slovenia hrvatska croatia bulgaria cyprus malta luxembourg latvija
    lietuvo eesti ukraine israel turkiye turkey usa canada australia japan
    """
)
# What a form says before the name.
_FORMS_BEFORE = tuple(
    tuple(form.split())
    for form in (
        *("stichting", "ircc", "uzdaroji akcine bendrove", "national university corporation"),
        *("kokuritsu daigaku hojin", "board governor", "trustee", "regent"),
    )
)
# What one word says in several others: compounds, and languages that words.tsv does not know.
_SAID_AS = {
    form: tuple(meaning.split())
    for meaning, forms in {
        # What links words in Slavic languages and in Turkish.
        "": "u w v na za ve nad",
        "hospital": "clinic clinico klinik nemocnice nemocnica sairaala korhaz haigla bolnica",
        "university hospital": "universitatsklinikum universitatsklinik universitatsspital"
        " universitatskrankenhau universitetshospital universitetssjukhuset universitetssykehuset"
        " universiteitsziekenhui uniklinik",
        "university medicine": "universitatsmedizin",
        "university": "sveuciliste ulikool yliopisto egyetem egyetemi univerzitetu panepistimio"
        " panepistimiou haskoli ollscoil sveucilista universitatea univerziteta uniwersytetu",
        "university college": "hogeschool hogskola hogskolan hogskolen hochschule",
        "university applied science": "fachhochschule ammattikorkeakoulu",
        "university technology": "technicka techniczna",
        "institute": "ustav ustava instituto institutul kutatointezet intezet",
        "research": "recerca forskning cercetare vyzkumny vyskumny kutato istrazivanje badan"
        " vyzkumu",
        "research institute": "forschungsinstitut forskningsinstitut onderzoeksinstituut",
        "research center": "forschungszentrum kutatokozpont forskningscenter",
        "foundation": "fundacja stiftelsen zaklada fonden saatio alapitvany nadace sihtasutus",
        "association": "asociatia verein vereniging udruga drustvo stowarzyszenie zdruzenie"
        " associacio egyesulet sdruzeni",
        "society": "gesellschaft",
        "academy": "akademiet akademija",
        "municipality": "kommune comune gemeinde ayuntamiento dimo municipio opstina obcina"
        " gmina kommun ajuntament mestna stadt commune gemeente mairie",
        "fund": "fond fonds fondo",
        "ministry": "ministarstvo ministerstvo",
        "region": "regione regiao comunidad provincia region",
        "school": "skola skolan szkola colegio",
        "service": "servicio servizio servizi servei",
        "technology": "tehnologie tehnologije",
    }.items()
    for form in forms.split()
}

_BETWEEN_NAMES = re.compile(r"\s+[-–—/|]\s+|\s*[;(\[]\s*|\s*[)\]]\s*")

# Words that make another organisation of the name around them, by what they say it is.
SETTING_APART = {
    **dict.fromkeys(("hospital", "clinic", "umc", "chu"), "a hospital"),
    **dict.fromkeys(("faculty", "school", "department", "college"), "a part of a university"),
    **dict.fromkeys(("foundation", "fund", "trust"), "a foundation"),
    "system": "a system of universities",
    **dict.fromkeys(("museum", "library", "press", "student"), "a museum, library or press"),
    **dict.fromkeys(("ministry", "embassy", "municipality", "region", "comune"), "an authority"),
    **dict.fromkeys(("association", "society", "union", "alumni"), "an association"),
    **dict.fromkeys(("venture", "innovation", "enterprise", "holding", "service"), "an arm of it"),
    **dict.fromkeys(("institute", "center", "laboratory", "academy"), "an institute"),
    **dict.fromkeys(("university", "polytechnic"), "a university"),
}


# Of two universities of one town or region, these tell which is which.
SORTS_OF_UNIVERSITY = _words(
    """
    federal state national technology technical medicine agriculture catholic applied autonomous
    pedagogical open art music veterinary business economic polytechnic private military science
    """
)


class Name(NamedTuple):
    """A name of an organisation: as written, its telling words, and what kind of name it is."""

    text: str
    words: tuple[str, ...]
    kind: str

    @property
    def key(self) -> str:
        """The telling words with spaces between: equal for two spellings of one name."""
        return " ".join(self.words)


class Likeness(NamedTuple):
    """
    How two names compare, and the words that only one of them has.

    :ivar share: of what their words tell, how much both have; from 0 to 1
    :ivar told: what the words tell that both have
    """

    share: float
    told: float
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]


def read_name(text: str, kind: str) -> Name:
    """Return a name with its telling words; without words for a name in another script."""
    return Name(text, telling_words(text), kind)


def names_within(text: str, kind: str) -> list[Name]:
    """Return a name, and those it is made of where marks stand between ("Univ. X - UX")."""
    whole = read_name(text, kind)
    if not whole.words:
        return []
    parts = [read_name(part, "part") for part in _BETWEEN_NAMES.split(text) if " " in part.strip()]
    return [whole, *(part for part in parts if _stands_for(part, whole))]


def _stands_for(part: Name, whole: Name) -> bool:
    """Tell whether a piece of a name names the same: "Univ. X" does not where a faculty follows."""
    settings = {word for word in whole.words if word in SETTING_APART}
    rare = any(weight_of(word) > _COMMON_WEIGHT for word in part.words)
    return part.words != whole.words and rare and settings <= set(part.words)


@lru_cache(maxsize=200_000)
def telling_words(text: str) -> tuple[str, ...]:
    """Return the words of a name without its legal form, wherever languages put it."""
    words = [said for word in words_of_name(text) for said in _SAID_AS.get(word, (word,))]
    for form in _FORMS_BEFORE:
        if tuple(words[: len(form)]) == form and len(words) > len(form):
            words = words[len(form) :]
    shorter = _without_form(words)
    while len(shorter) < len(words):
        words, shorter = shorter, _without_form(shorter)
    return tuple(words)


def _without_form(words: list[str]) -> list[str]:
    words = without_legal_form(words)
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if " ".join(words[-length:]) in _FORMS:
            return words[:-length]
    return words


def _read_forms() -> frozenset[str]:
    text = resources.files(__package__).joinpath("legal_forms.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


_FORMS = _read_forms() | LEGAL_FORMS
_LONGEST_FORM = max(len(form.split()) for form in _FORMS)


def likeness(
    one: Sequence[str], other: Sequence[str], *, towns: frozenset[str] = frozenset()
) -> Likeness:
    """
    Compare two names by their words, whatever the order; mistyped words count as the same.

    :param towns: words of the towns of both, which tell little
    """
    left, right = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    shared = [word for word in left if word in right]
    left = [word for word in left if word not in shared]
    right = [word for word in right if word not in shared]
    for word in list(left):
        if twin := _mistyped(word, right):
            shared.append(word)
            left.remove(word)
            right.remove(twin)
    alike = _sum(shared, towns)
    all_ = alike + _sum(left, towns) + _sum(right, towns)
    return Likeness(alike / all_ if all_ else 0.0, alike, tuple(left), tuple(right))


def _sum(words: Sequence[str], towns: frozenset[str]) -> float:
    return sum(weight_of(word, towns) for word in words)


def weight_of(word: str, towns: frozenset[str] = frozenset()) -> float:
    """Return what a word tells of a name."""
    if word in towns or word in _COUNTRIES:
        return _TOWN_WEIGHT
    return _COMMON_WEIGHT if word in COMMON or word in _GENERIC else _RARE_WEIGHT


def _mistyped(word: str, candidates: Sequence[str]) -> str:
    """Return the candidate that is the same word mistyped or in another ending; "" for none."""
    if len(word) < _SHORTEST_MISTYPED or word.isdigit():
        return ""
    for other in candidates:
        if len(other) >= _SHORTEST_MISTYPED and _are_alike(word, other):
            return other
    return ""


@lru_cache(maxsize=500_000)
def _are_alike(word: str, other: str) -> bool:
    return fuzz.ratio(word, other, score_cutoff=_LEAST_ALIKE) > 0
