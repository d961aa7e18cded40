"""
Names made alike by every engine in the same way: small plain letters and digits, one space between.

Engines take accents off each by tables of their own, so that is not left to them: which letter
becomes which stands here, letter by letter.
"""

import unicodedata

import ibis
import ibis.expr.types as ir

# Small letters of Latin with its extensions, Greek and Cyrillic. Other scripts stay as they are.
_ALPHABETS = (range(0xDF, 0x250), range(0x370, 0x530), range(0x1E00, 0x1F00))
_WITHOUT_DECOMPOSITION = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ς": "σ"}
_TWO_LETTERS = {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_TYPOGRAPHIC = "’‘‚“”„«»–—−‐‑…·•，、（）・\u3000\u00a0"
_BEYOND_ASCII = r"[^\x00-\x7F]"
_COMBINING_MARK = r"[\x{300}-\x{36F}]"
_NEITHER_LETTER_NOR_DIGIT = r"[^a-z0-9\x{80}-\x{10FFFF}]+"
# Not strip(): what Ibis 12 asks of Spark for it takes the letter "v" off, too.
_SPACE_AT_AN_END = "^ | $"
_DOMAIN = r"^(?:https?://)?(?:www\.)?([^/:?#@ ]+\.[a-z0-9-]+)"


def plain(name: ir.StringValue) -> ir.StringValue:
    """Return a name in small letters without accents and marks: "Univ. of Łódź", "univ of lodz"."""
    small = name.lower()
    # Most names have nothing to take off, and taking off is what takes longest.
    folded = ibis.ifelse(small.re_search(_BEYOND_ASCII), _without_accents(small), small)
    spaced = folded.re_replace(_NEITHER_LETTER_NOR_DIGIT, " ")
    return spaced.re_replace(_SPACE_AT_AN_END, "")


def code(text: ir.StringValue) -> ir.StringValue:
    """Return the letters and digits of a code, small: "L-4362", "l4362"."""
    return text.lower().re_replace("[^a-z0-9]+", "")


def web_domain(address: ir.StringValue) -> ir.StringValue:
    """Return the domain of a web address without "www."; "" if there is none."""
    return ibis.coalesce(address.lower().re_extract(_DOMAIN, 1), "")


def _without_accents(small: ir.StringValue) -> ir.StringValue:
    for letter, letters in _TWO_LETTERS.items():
        small = small.replace(letter, letters)
    letters, become = _folding()
    return small.re_replace(_COMBINING_MARK, "").translate(letters, become)


def _folding() -> tuple[str, str]:
    """Return letters, and place by place the plain one that each becomes."""
    folded = {
        letter: becomes
        for alphabet in _ALPHABETS
        for letter in map(chr, alphabet)
        if (becomes := _plain_letter(letter)) not in {letter, ""}
    }
    folded |= dict.fromkeys(_TYPOGRAPHIC, " ")
    return "".join(folded), "".join(folded.values())


def _plain_letter(letter: str) -> str:
    """Return the one letter without accent; "" for a large one, and where it would be several."""
    decomposed = unicodedata.normalize("NFKD", letter)
    kept = "".join(each for each in decomposed if not unicodedata.combining(each))
    kept = _WITHOUT_DECOMPOSITION.get(kept, kept)
    return kept if len(kept) == 1 and letter == letter.lower() and kept.isalnum() else ""
