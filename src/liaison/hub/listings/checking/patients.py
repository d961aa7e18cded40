"""
What in a text may tell of a patient.

Of social security numbers only those count whose check digits are right: Luxembourg's of 13 digits,
and those of its neighbours France and Belgium.
"""

import datetime as dt
import re
from collections.abc import Iterator

from stdnum import luhn, verhoeff
from stdnum.be import nn
from stdnum.fr import nir

_DIGITS = re.compile(r"(?<![\w.])\d(?:[ ./-]?[\dAB]){9,14}(?!\w)")
_DAY = (
    r"(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?\s(?:of\s)?[A-Za-zéûäÉÄ]{3,9}\.?,?\s(?:19|20)\d{2}"
    r"|[A-Z][a-z]{2,8}\s\d{1,2},?\s(?:19|20)\d{2})"
)
_BORN = (
    r"(?:\bborn\b|\bbirth\b|\bdob\b|\bd\.o\.b\b|\bnée?s?\b|\bnaissance\b|\bgeb\.|\bgeboren\w*"
    r"|\bgeburtsdatum\b|\bgeburtstag\b)"
)
_BIRTH = re.compile(rf"{_BORN}[^.\n]{{0,25}}?{_DAY}", re.IGNORECASE)
# What people are called before their names; "M" only with its point, "Frau" and "Herr" always.
_CALLED = (
    r"(?:Mr\.?|Mrs\.?|Ms\.?|Miss|M\.|Mme\.?|Mlle\.?|Madame|Monsieur|Herrn?|Frau"
    r"|[Pp]atient(?:in|e|en)?|[Pp]robandin|[Pp]roband)"
)
_NAME = r"[A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿß]+|\.)(?:[ -][A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿß]+|\.))*"
_SOMEBODY = re.compile(rf"(?<!\w){_CALLED}\s(?P<name>{_NAME})")
_ILLNESS = re.compile(
    r"cancer|carcino|karzinom|krebs|tumou?r|tumeur|leuk[aä]?em|leucém|lymphom|melanom|diab[eèé]t"
    r"|parkinson|alzheimer|demen[cztz]|démence|epilep|épileps|sclerosis|sclérose|sklerose|asthma"
    r"|asthme|hepatitis|hépatite|\bHIV\b|\bVIH\b|\bAIDS\b|\bsida\b|stroke|\bAVC\b|schlaganfall"
    r"|infar[ck]t|depress|dépress|schizo|bipolar|cirrhos|zirrhose|cystic fibrosis|mucoviscidose"
    r"|mukoviszidose|diagnos|surgery|chirurg|operiert|opéré|tuberculos|tuberkulose|covid",
    re.IGNORECASE,
)
# Capital letters after "patient" that begin no name, for the most part in English headings and in
# German, where every noun has one.
_NO_NAME = frozenset(
    {
        *("Reported", "Related", "Centered", "Centred", "Centric", "Journey", "Journeys", "Data"),
        *("Safety", "Engagement", "Advocacy", "Association", "Associations", "Group", "Groups"),
        *("Care", "Records", "Registry", "Organisation", "Organisations", "Organization"),
        *("Partner", "Partners", "Experience", "Forum", "Involvement", "Monitoring", "Management"),
        *("Summary", "Information", "Outcome", "Outcomes", "Cohort", "Cohorts", "Portal", "Apps"),
        *("Daten", "Gruppen"),
    }
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.](?=\S)[^.!?\n]*)*[.!?]?")

Passage = tuple[int, int]


def insurance_numbers(text: str) -> Iterator[Passage]:
    """Yield social security numbers whose check digits are right."""
    for found in _DIGITS.finditer(text):
        signs = re.sub(r"\W", "", found.group())
        if is_luxembourgish(signs) or _is_of_a_neighbour(signs):
            yield found.span()


def is_luxembourgish(signs: str) -> bool:
    """
    Say whether these are 13 digits that Luxembourg gives a person.

    The day of birth, three digits that tell people of one day apart, and two check digits over
    these eleven: Luhn's and Verhoeff's.
    """
    if not (len(signs) == 13 and signs.isdigit() and _is_day(signs[:8])):
        return False
    first = signs[:11]
    return signs[11:] == luhn.calc_check_digit(first) + verhoeff.calc_check_digit(first)


def births(text: str) -> Iterator[Passage]:
    """Yield days that stand soon after a word for being born."""
    for found in _BIRTH.finditer(text):
        yield found.span()


def named_patients(text: str) -> Iterator[Passage]:
    """Yield people who are named in one sentence with an illness."""
    for sentence in _SENTENCE.finditer(_with_quiet_points(text)):
        if not _ILLNESS.search(sentence.group()):
            continue
        for found in _SOMEBODY.finditer(text, sentence.start(), sentence.end()):
            if found["name"].split()[0] not in _NO_NAME:
                yield found.span()


def _with_quiet_points(text: str) -> str:
    """Return the text with points that end no sentence, as in "Mr. Weber", made a comma."""
    return re.sub(r"\b(Mr|Mrs|Ms|M|Mme|Mlle|Dr|Prof|[A-Z])\.", r"\1,", text)


def _is_of_a_neighbour(signs: str) -> bool:
    return bool(
        (len(signs) == 15 and nir.is_valid(signs)) or (len(signs) == 11 and nn.is_valid(signs))
    )


def _is_day(signs: str) -> bool:
    try:
        return 1880 <= dt.date.fromisoformat(signs).year <= 2100
    except ValueError:
        return False
