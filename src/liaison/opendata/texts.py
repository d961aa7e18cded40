"""Texts as feeds deliver them: mis-decoded, marked up, with lost line breaks; made readable."""

import re
from html import unescape

from lxml import etree, html

# Letters, punctuation and symbols that European texts use; a text whose repair gives others was
# right as it was ("Café »" has the bytes of a Chinese character).
_USUAL = ((0xA0, 0x17F), (0x370, 0x3FF), (0x2000, 0x27FF), (0x2900, 0x2BFF), (0xF000, 0xFFFD))
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\ufddf\u00ad]")
_WINGDINGS_BULLET = re.compile("[\uf000-\uf0ff]")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Where mark-up was dropped, a sentence ends and the next begins without a space between.
_LOST_BREAK = re.compile(r"(?<=[a-z\d)’”][.:;?!])(?:null)?(?=[A-Z][a-z])")
_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}


def repaired(text: str) -> str:
    """
    Return a text that was read as Windows-1252 though it was UTF-8 as it was meant.

    Either all that is not ASCII in it can be read as UTF-8, and gives letters and signs that
    European texts use, or the text stays as it is.
    """
    foreign = _FOREIGN.findall(text)
    if not foreign:
        return text
    meant = {run: _meant(run) for run in set(foreign)}
    if not all(meant.values()):
        return text
    return _FOREIGN.sub(lambda run: meant[run.group()] or "", text)


def _meant(run: str) -> str | None:
    """Return what a run of characters was before it was mis-decoded; None if it was not."""
    try:
        meant = bytes(map(_byte, run)).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    usual = all(any(low <= ord(sign) <= high for low, high in _USUAL) for sign in meant)
    return meant if usual else None


def _byte(sign: str) -> int:
    # Windows-1252 leaves five bytes without a sign; decoders pass them on as they are.
    return ord(sign) if "\x80" <= sign <= "\x9f" else sign.encode("cp1252")[0]


def plain(text: str) -> str:
    """Return a text without mark-up and invisible signs, a line a paragraph."""
    if "<" in text:
        text = _without_mark_up(text)
    elif "&" in text:
        text = unescape(text)
    text = _WINGDINGS_BULLET.sub("•", _INVISIBLE.sub("", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _without_mark_up(text: str) -> str:
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return text
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            element.drop_tree()
        elif element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    return str(root.text_content())


def with_breaks(text: str) -> str:
    """Return a text whose mark-up was dropped with the line breaks that went with it."""
    return _LOST_BREAK.sub("\n", text)


def without_mail_addresses(text: str) -> str:
    """Return a text with mail addresses, which may be those of people, left out."""
    return _MAIL_ADDRESS.sub("…", text)
