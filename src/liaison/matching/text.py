"""From text to terms: folded words and pairs of neighbouring words, each a 64-bit number."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Terms = NDArray[np.uint64]

_WORD = re.compile(r"\w\w+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
# The last bit of a term says whether it is a pair of words.
_PAIR = np.uint64(1)
# Function words of the three languages, folded; they say nothing about what is needed.
_ENGLISH = """
    a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further
    had has have having he her here hers him his how i if in into is it its itself just me more
    most my no nor not of off on once only or other our ours out over own same she should so
    some such than that the their theirs them then there these they this those through to too
    under until up us very was we were what when where which while who whom why will with would
    you your yours need needs needed look looking want wants seek seeks seeking someone anyone
"""
_FRENCH = """
    au aux avec ce ces cet cette dans de des du elle elles en entre est et etre eu eux il ils je
    la le les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par pas
    pour qu que quel quelle quelles quels qui sa sans se ses si son sont sous sur ta te tes toi
    ton tu un une vos votre vous ainsi aussi comme donc plus tout tous toute toutes afin cherche
    cherchons cherchent besoin recherchons
"""
_GERMAN = """
    aber alle allem allen aller alles als am an ander andere anderem anderen auch auf aus bei
    bin bis bist da damit dann das dass dein deine dem den der des dich die dies diese diesem
    diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euch fur hat
    haben habe hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ist ja
    jede jedem jeden jeder jedes kann kein keine mein meine mich mir mit nach nicht noch nun nur
    ob oder ohne sehr sein seine sich sie sind so solche soll sollte sondern sonst uber um und
    uns unser unsere unter vom von vor war was weil weiter wenn wer werden wie wieder will wir
    wird wo wollen zu zum zur zwischen suchen suche brauchen brauche benotigen
"""
_FUNCTION_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "de": frozenset(_GERMAN.split()),
}
_STOP_WORDS = frozenset().union(*_FUNCTION_WORDS.values())


@dataclass(frozen=True)
class Analysis:
    """
    A text as the engine sees it.

    :ivar words: the words as written, without function words, in order
    :ivar word_terms: shape (n_words,); the term of each
    :ivar pair_terms: shape (max(n_words - 1, 0),); term i joins words i and i + 1
    """

    words: tuple[str, ...]
    word_terms: Terms
    pair_terms: Terms


def analyse(text: str) -> Analysis:
    """Return the words and terms of a text; both empty if it says nothing."""
    telling = telling_words(text)
    words = tuple(word for word, _ in telling)
    word_terms = np.array([term for _, term in telling], np.uint64)
    return Analysis(words, word_terms, _join(word_terms))


def telling_words(text: str) -> list[tuple[str, int]]:
    """Return the words of a text that say something, as written, each with its term."""
    # Composed letters, so that an accent written apart does not cut a word in two.
    written = _WORD.findall(unicodedata.normalize("NFC", text))
    return [(word, term) for word in written if (term := _term(word)) is not None]


def terms_of(text: str) -> Terms:
    """Return all terms of a text, repeated as often as they occur."""
    analysis = analyse(text)
    return np.concatenate([analysis.word_terms, analysis.pair_terms])


def phrase_terms(phrases: Iterable[str]) -> Terms:
    """Return one term per phrase of one or two words; longer and empty ones are left out."""
    found = [analyse(phrase) for phrase in phrases]
    singles = [analysis.word_terms for analysis in found if len(analysis.words) == 1]
    pairs = [analysis.pair_terms for analysis in found if len(analysis.words) == 2]
    return np.concatenate([np.empty(0, np.uint64), *singles, *pairs])


@lru_cache(maxsize=200_000)
def _term(written: str) -> int | None:
    """Return the term of a word; none of a function word."""
    folded = fold(written)
    return None if folded in _STOP_WORDS else _term_of(folded)


def _term_of(folded: str) -> int:
    digest = hashlib.blake2b(_singular(folded).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~int(_PAIR)


def fold(text: str) -> str:
    """Return the text in small letters and without accents: "Études" becomes "etudes"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _BEYOND_ASCII.sub(_without_accents, decomposed)


def _without_accents(letters: re.Match[str]) -> str:
    return "".join(letter for letter in letters[0] if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """Return all words of a text, folded; single letters and function words too."""
    return re.findall(r"\w+", fold(text))


def content_words(text: str) -> list[str]:
    """Return the words of a text that say something, folded, in order."""
    folded = map(fold, _WORD.findall(unicodedata.normalize("NFC", text)))
    return [word for word in folded if word not in _STOP_WORDS]


def says_something(text: str) -> bool:
    """Tell whether a text has a word that is no function word."""
    return any(_term(word[0]) is not None for word in _WORD.finditer(text))


def function_words() -> Mapping[str, frozenset[str]]:
    """Return the words that only hold sentences together, folded, by language."""
    return _FUNCTION_WORDS


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what a word is compared by: folded, without the plural's ending."""
    return _singular(fold(word))


def dampened(counts: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return what it counts that a term is repeated: ever less (1 + log of how often)."""
    weights: NDArray[np.float32] = (1 + np.log(counts)).astype(np.float32)
    return weights


def are_pairs(terms: Terms) -> NDArray[np.bool_]:
    """Return which terms are pairs of words, shape (n_terms,)."""
    are: NDArray[np.bool_] = (terms & _PAIR).astype(np.bool_)
    return are


def _singular(folded: str) -> str:
    """
    Return a word without the ending of an English or French plural.

    Only endings in s, after Harman's "S" stemmer (JASIS 42, 1991): what goes further helps little
    and makes it hard to see why two words count as the same.
    """
    if len(folded) <= 3 or not folded.endswith("s") or folded[-2] in "su":
        return folded
    if folded.endswith("ies"):
        return folded[:-3] + "y"
    if folded.endswith(("ses", "xes", "zes")):
        return folded[:-2]
    return folded[:-1]


def _join(word_terms: Terms) -> Terms:
    """Return one term per pair of neighbours; their order counts ("data hospital" is another)."""
    first, second = word_terms[:-1], word_terms[1:]
    turned = (first << np.uint64(23)) | (first >> np.uint64(41))
    joined: Terms = ((turned ^ second) * np.uint64(0x9E3779B97F4A7C15)) | _PAIR
    return joined
