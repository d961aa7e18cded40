"""
What a name says: its words, whatever the language, the spelling and the abbreviations.

"Univ. of Würzburg" and "Universität Wuerzburg" come to the same words. Which forms come to which
word stands in words.tsv, written by us.
"""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

_WORD = re.compile(r"[^\W_]+")
_LONE_LETTERS = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_POSSESSIVE = re.compile(r"'s\b")
# Chinese syllables with an apostrophe between: Xi'an, Tai'an, Yan'an.
_SYLLABLES = re.compile(r"\b(xi|tai|yan|huai|lu|ya|ji)[' ](an)\b")
_AT_THE_END = re.compile(r"\s*\([^)]*\)\s*$")
# What has no accent to be taken off, but is often written otherwise.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH", "&": " and "}
    | dict(zip("øØđĐłŁıðÐ", "oOdDlLidD", strict=True))
    | dict.fromkeys("’‘`´ʼ", "'")
)
# Umlauts written with two letters; also in words that have none, which does no harm: both sides
# of a comparison are read alike.
_UMLAUTS = (("ue", "u"), ("oe", "o"), ("ae", "a"))
_ROMAN = {
    numeral: str(number)
    for number, numeral in enumerate(
        ("i", "ii", "iii", "iv", "", "vi", "vii", "viii", "ix", "", "xi", "xii"), start=1
    )
    if numeral
}
_LINKING_WORDS = """
    of the and for at in on de du des la le les el los las y e et und der die das den dem fur von di
    del della dell delle dei d l da do dos das a an s o i och og van het en to by with au aux zu im
    am il lo
"""
_LINKING = frozenset(_LINKING_WORDS.split())
# Those that say that what comes before belongs to what follows.
_OF_WORDS = "of de du des for fur del della dell do da di der van von dos"
OF = frozenset(_OF_WORDS.split())
_LEGAL_FORMS = """
    inc incorporated ltd limited llc llp plc gmbh ag sa sas sarl spa srl bv nv ab oy as asa kg kgaa
    pty pvt pte company corporation epe ev sl slu sro doo kft zrt oyj aps se lp cv sasu sc scarl
    ooo zao
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
# Words by which a text names a body of some kind. A unit is a part of something greater; a body may
# be a part or stand on its own.
_BODIES = {
    "university": "university polytechnic egyetem yliopisto daigaku",
    "hospital": "hospital clinic infirmary",
    "body": "institute center academy agency observatory council museum ministry",
    "company": "company corporation group holding international industry",
    "fund": "fund program programme project foundation grant plan award scheme scholarship talent",
    "unit": """
        department faculty division section unit chair branch office campus laboratory school
        college graduate postgraduate undergraduate service platform plateforme abteilung lehrstuhl
        fachbereich katedra kafedra team equipe ufr umr
    """,
}
KIND_OF_BODY = {word: kind for kind, words in _BODIES.items() for word in words.split()}
KIND_OF_BODY |= dict.fromkeys(LEGAL_FORMS, "company")


def _read_forms() -> tuple[dict[str, str], frozenset[str]]:
    text = resources.files(__package__).joinpath("words.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    forms = {form: word for word, others, _ in lines for form in others.split()}
    return forms, frozenset(word for word, _, common in lines if common)


_WORD_OF_FORM, COMMON = _read_forms()


def fold(text: str) -> str:
    """Return a text in small letters, without accents and with plain apostrophes."""
    text = text.translate(_LETTERS)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return text.lower()


def tokens(text: str) -> list[str]:
    """Return what stands between spaces and marks, folded: "U.S.A." is one, "l'eau" two."""
    folded = fold(text)
    if "'" in folded or " an" in folded:
        folded = _SYLLABLES.sub(r"\1\2", _POSSESSIVE.sub("s", folded)).replace("'", " ")
    return _WORD.findall(_LONE_LETTERS.sub(r"\1", folded))


@lru_cache(maxsize=400_000)
def word_of(token: str) -> str:
    """Return the word that a folded token comes to; "" for one that only links others."""
    if token in _LINKING:
        return ""
    if word := _WORD_OF_FORM.get(token) or _ROMAN.get(token):
        return word
    if len(token) > 4:
        for written, umlaut in _UMLAUTS:
            token = token.replace(written, umlaut)
    is_plural = len(token) > 4 and token.endswith("s") and not token.endswith("ss")
    return token[:-1] if is_plural else token


def words_of(text: str) -> list[str]:
    """Return the words of a text, in order; linking words are left out."""
    return [word for token in tokens(text) if (word := word_of(token))]


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets after it: "Fujitsu", not "Fujitsu (Japan)"."""
    return _AT_THE_END.sub("", name) or name


def words_of_name(name: str) -> list[str]:
    """Return the words of a name, without those in brackets after it."""
    return words_of(without_brackets(name)) or words_of(name)


def without_legal_form(words: list[str]) -> list[str]:
    """Return the words of a name without what says in which form a company was founded."""
    end = len(words)
    while end > 1 and words[end - 1] in LEGAL_FORMS:
        end -= 1
    return words[:end]
