"""What was taken from a text and what came to it, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    """
    A piece of two texts laid side by side.

    :ivar what: "same", "gone" from the old one, or "new"
    """

    what: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in their order; what went stands before what came."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, from_, to, since, until in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[from_:to])))
            continue
        gone, come = "".join(before[from_:to]), "".join(after[since:until])
        pieces += [Piece(what, text) for what, text in (("gone", gone), ("new", come)) if text]
    return pieces
