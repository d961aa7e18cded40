"""Looking through words that will be passed on: nothing in them may lead past the double yes."""

import re
import unicodedata
from collections.abc import Iterable

_ADDRESS = re.compile(r"[^\s@]+\s*(?:@|\(at\)|\[at\])\s*[^\s@]+\.?[^\s@]*", re.IGNORECASE)
# Seven digits or more, with what people write between them; not years, amounts or identifiers.
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+|00|\(0|0)[\d\s()./-]{6,}\d")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# How people say no in few words, in plain letters; more words than these say something else too.
_MOST_WORDS_OF_A_NO = 20
_NO_FIRST = re.compile(
    r"^(?:(?:hello|hi|dear all|good (?:morning|day|afternoon)|bonjour|madame|monsieur|guten tag|"
    r"hallo|sehr geehrte damen und herren)\s)*(?:sorry |leider |desole |thanks |thank you |merci |"
    r"danke |vielen dank )?(?:but |mais |aber )?(?:no|non|nein)\b"
)
_NOT_INTERESTED = re.compile(
    r"\b(?:not interested|no interest|pas interesses?|pas interessees?|nicht interessiert|"
    r"kein interesse|no thanks|no thank you|non merci|nein danke)\b"
)
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


def reads_like_no(text: str) -> bool:
    """Say whether few words, without a question, read like a plain no in one of our languages."""
    plain = _plain(text)
    if "?" in text or len(plain.split()) > _MOST_WORDS_OF_A_NO:
        return False
    return bool(_NO_FIRST.search(plain) or _NOT_INTERESTED.search(plain))


def _plain(text: str) -> str:
    """Return words without accents, capitals and signs, with single spaces between them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", letters))
