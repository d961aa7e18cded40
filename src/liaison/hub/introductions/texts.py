"""Looking through words that will be passed on: nothing in them may lead past the double yes."""

import re
import unicodedata
from collections.abc import Iterable

_ADDRESS = re.compile(r"[^\s@]+\s*(?:@|\(at\)|\[at\])\s*[^\s@]+\.?[^\s@]*", re.IGNORECASE)
# Seven digits or more, with what people write between them; not years, amounts or identifiers.
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+|00|\(0|0)[\d\s()./-]{6,}\d")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Words that many names hold, so that one of them alone tells nothing.
_SHORTEST_TELLING = 4


def reveals_contact(text: str) -> bool:
    """Say whether words hold an e-mail address, a telephone number or a web address."""
    return any(pattern.search(text) for pattern in (_ADDRESS, _TELEPHONE, _LINK))


def reveals_name(text: str, names: Iterable[str]) -> bool:
    """Say whether words hold one of these names, however it is written."""
    plain = f" {_plain(text)} "
    return any(
        f" {name} " in plain for name in map(_plain, names) if len(name) >= _SHORTEST_TELLING
    )


def _plain(text: str) -> str:
    """Return words without accents, capitals and signs, with single spaces between them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", letters))
