"""
What a need asks for, piece by piece, in the person's own words, ready to be edited.

Lines of a list are one requirement each, otherwise sentences; a list of wishes within a sentence
is taken apart; sentences that only say who somebody is ask for nothing.
"""

import re
from collections.abc import Iterable, Iterator

from liaison.matching.text import says_something, telling_words

MOST_REQUIREMENTS = 8
LONGEST_REQUIREMENT = 160
# A piece of a list has at most so many words; longer ones are clauses, not items.
_LONGEST_ITEM = 9
# A whole description says the same thing several times: a sentence counts for its new words.
_FEWEST_NEW_WORDS = 2

_BULLET = re.compile(r"^\s*(?:[-–—*•‣▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)
# The end of a sentence: a stop, then a space, then a capital or a digit; not after what is
# usually shortened, and not within a number.
_SENTENCE_END = re.compile(r"(?:[.!?…]\s+(?=[\"'«„(]?[A-ZÀ-ÖØ-Þ0-9]))|;\s+")
_SHORT_FORM = re.compile(
    r"(?:^|\W)(?:e\.g|i\.e|z\. ?B|d\. ?h|p\. ?ex|Dr|Prof|Fig|No|ca|vs|incl|inkl|bzw|evtl|max|min"
    r"|approx)\.$"
)
_LONGEST_SHORT_FORM = 9
_WISH = re.compile(
    r"""\b(?:
        (?:we|i)\s+(?:are\s+)?(?:also\s+)?(?:need|want|require|seek|seeking|look(?:ing)?\s+for)
        | (?:and|but)\s+(?:now\s+)?(?:need|want|require|seek|(?:are\s+)?look(?:ing)?\s+for)
        | (?:et|mais)\s+(?:(?:re)?cherchons|avons\s+besoin\s+(?:de|d'))
        | (?:und|aber)\s+(?:suchen|brauchen|benötigen)
        | (?:looking|searching)\s+for | needed\s*: | wanted\s*:
        | (?:nous|je)\s+(?:re)?cherch(?:ons|e)(?:\s+aussi)? | il\s+(?:nous|me)\s+faut
        | (?:nous\s+avons|j'ai)\s+besoin\s+(?:de|d')
        | (?:wir|ich)\s+(?:suchen?|brauchen?|benötigen?)(?:\s+(?:auch|noch))?
    )\s*:?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_WHO_WE_ARE = re.compile(
    r"""^\s*(?:
        (?:we\s+are|i\s+am|i'm|our\s+(?:company|team|group|institute|laboratory|lab)\s+(?:is|has|was))\b
            (?!\s+(?:looking|seeking|searching))
        | (?:nous\s+sommes|je\s+suis|notre\s+(?:entreprise|équipe|société|laboratoire)\s+est)\b
            (?!\s+à\s+la\s+recherche)
        | (?:wir\s+sind|ich\s+bin|unser\w*\s+(?:unternehmen|team|institut|labor)\s+ist)\b
            (?!\s+auf\s+der\s+suche)
        # What somebody has already is not what they ask for.
        | (?:(?:we|i)\s+(?:already\s+)?have|(?:nous\s+avons|j'ai|nous\s+disposons)
            |(?:wir\s+haben|ich\s+habe|wir\s+verfügen))\b
        | (?:dear|hello|hi|bonjour|hallo|guten\s+tag|sehr\s+geehrte|madame|monsieur)\b
        | (?:thank|thanks|merci|danke|vielen\s+dank|best\s+regards|kind\s+regards|cordialement)\b
        | (?:mit\s+freundlichen)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN_ITEMS = re.compile(r"\s*,\s*(?:and|et|und|or|ou|oder)?\s+|\s+(?:and|et|und)\s+", re.I)


def split_requirements(text: str) -> tuple[str, ...]:
    """
    Return what a need asks for, in the order in which it says so.

    Of a long description those pieces are kept that say most that no other one says.

    :param text: in English, French or German; of any length
    :returns: at most MOST_REQUIREMENTS pieces of at most LONGEST_REQUIREMENT characters
    """
    asked = [piece for piece in _pieces(text) if not _only_says_who(piece)]
    # Where somebody only says who they are, that is what there is to go by.
    items = [item for piece in asked or _pieces(text) for item in _items(piece)]
    return tuple(_shortened(piece) for piece in _most_telling(items))


def _only_says_who(piece: str) -> bool:
    """Tell whether a sentence says who somebody is, or what they have, and wishes for nothing."""
    return bool(_WHO_WE_ARE.match(piece)) and not _WISH.search(piece)


def _pieces(text: str) -> list[str]:
    """Return lines of lists, and the sentences of all other lines."""
    pieces: list[str] = []
    for line in text.replace("\0", " ").splitlines():
        bullet = _BULLET.match(line)
        found = [line[bullet.end() :]] if bullet else _sentences(line)
        pieces += [" ".join(piece.split()) for piece in found]
    return [piece for piece in pieces if says_something(piece)]


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        stop = end.start() + 1
        if not _SHORT_FORM.search(line[max(stop - _LONGEST_SHORT_FORM, start) : stop]):
            yield line[start:stop]
            start = end.end()
    yield line[start:]


def _items(piece: str) -> list[str]:
    """Return what a sentence wishes for, one by one; the sentence itself where it is no list."""
    wish = _WISH.search(piece)
    if wish is None:
        return [piece]
    wished = piece[wish.end() :].rstrip(" .!?")
    items = _BETWEEN_ITEMS.split(wished)
    is_list = len(items) > 1 and all(
        says_something(item) and len(item.split()) <= _LONGEST_ITEM for item in items
    )
    # Two things joined by "and" may be one ("research and development"); three are a list.
    if is_list and (len(items) > 2 or "," in wished):
        return items
    return [wished] if says_something(wished) else [piece]


def _most_telling(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces that say something new; of too many those that say most."""
    chosen: list[tuple[int, int, str]] = []
    said: set[int] = set()
    for place, piece in enumerate(pieces):
        new = {term for _, term in telling_words(piece)} - said
        if new and (len(new) >= _FEWEST_NEW_WORDS or not chosen or len(piece.split()) < 4):
            chosen.append((len(new), place, piece))
            said |= new
    kept = sorted(chosen, key=lambda each: (-each[0], each[1]))[:MOST_REQUIREMENTS]
    yield from (piece for _, _, piece in sorted(kept, key=lambda each: each[1]))


def _shortened(piece: str) -> str:
    """Return a piece cut at the end of a word."""
    piece = piece.rstrip(" .,:;")
    if len(piece) <= LONGEST_REQUIREMENT:
        return piece
    cut = piece[: LONGEST_REQUIREMENT - 1]
    return f"{cut.rsplit(' ', 1)[0]}…"
