"""Reading a mail: whose it is, to which of our addresses, and what of it they wrote themselves."""

import codecs
import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import getaddresses, parseaddr
from itertools import chain, groupby, islice
from typing import cast

from django.conf import settings
from flufl.bounce import scan_message
from lxml import html
from lxml.etree import ParserError
from mailparser_reply import EmailReplyParser

from liaison.hub.core.written import lines, one_line
from liaison.hub.postbox.addresses import read_address
from liaison.hub.postbox.choices import (
    LONGEST_ADDRESS,
    LONGEST_HEADER,
    LONGEST_LINE,
    LONGEST_REPLY,
    MOST_OF_A_HEADER,
    MOST_PARAMETERS,
    MOST_PARTS,
    MOST_READ,
    MOST_SEARCHED,
)

# Of names of machines, not of letters; a megabyte takes hours.
_SLOW = ("punycode", "idna")
# Before the @ of addresses at which programs write, and nobody reads.
_NOBODY = re.compile(r"mailer-daemon|postmaster|(?:no|do-?not)[-_.]?reply.*|bounces?(?:[-+=].*)?")
# Where servers put the address to which a mail really went.
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


class Unreadable(ValueError):
    """What arrived is no mail."""


class _Bounded(EmailPolicy):
    """Reads headers as far as anybody needs them: endless ones cost minutes."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        if name.lower().startswith("content-"):
            # Read several times for each part, and each parameter costs more than the last.
            value = ";".join(value.split(";", MOST_PARAMETERS)[:MOST_PARAMETERS])
        return name, value[:LONGEST_HEADER]


# Headers are written again as they came: folding anew what is hostile may fail.
BOUNDED = _Bounded(refold_source="none")
# Broken mails break the standard library in many ways, each with an error of its own.
BROKEN = (
    *(MessageError, LookupError, ValueError, TypeError, AttributeError, NameError),
    *(RecursionError, ArithmeticError, AssertionError),
)


@dataclass(frozen=True)
class Mail:
    """
    A mail as far as it is read.

    :ivar to: all addresses to which it went, likeliest first
    :ivar text: what its sender wrote, without what they answer to and without a signature
    :ivar is_automatic: a program wrote it
    :ivar returned: addresses to which a letter could not be brought, for good
    :ivar returned_id: the Message-ID of that letter; "" where it is not said
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    has_files: bool
    is_automatic: bool
    returned: frozenset[str]
    returned_id: str


def read_mail(raw: bytes) -> Mail:
    """
    Return what a mail says; raises Unreadable.

    What stands behind its first MOST_READ bytes is not read: words come first, files after them.
    """
    beginning = raw[:MOST_READ]
    if beginning.count(b"\n--") > MOST_PARTS:
        raise Unreadable
    try:
        message = email.message_from_bytes(beginning, policy=BOUNDED)
        assert isinstance(message, EmailMessage)
        mail = Mail(
            _sender(message),
            tuple(_addresses(message)),
            one_line(str(message["Subject"] or ""))[:300],
            _own_words(_text(message))[:LONGEST_REPLY],
            any(True for _each in message.iter_attachments()) if message.is_multipart() else False,
            _is_automatic(message) or _is_of_a_program(_sender(message)),
            _returned(message),
            _returned_id(message),
        )
    except BROKEN as error:
        raise Unreadable from error
    if not (mail.sender or mail.returned):
        raise Unreadable
    return mail


def _sender(message: EmailMessage) -> str:
    """Return the address from which it comes; "" where that can be none."""
    address = parseaddr(str(message["From"] or ""))[1].strip().lower()
    return address if address.isprintable() and len(address) <= LONGEST_ADDRESS else ""


def _addresses(message: EmailMessage) -> Iterator[str]:
    for header in _TO:
        same = (value for name, value in message.raw_items() if name.lower() == header.lower())
        few = islice(same, MOST_OF_A_HEADER)
        values = [str(message.policy.header_fetch_parse(header, value)) for value in few]
        yield from (address.strip() for _name, address in getaddresses(values) if address)


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _decoded(body)
    return lines(_words_of_page(text) if body.get_content_subtype() == "html" else text)


def _decoded(body: EmailMessage) -> str:
    content = bytes(body.get_payload(decode=True))
    try:
        text = content.decode(charset_of(body), "replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", "replace")
    # Some alphabets can write halves of signs, which nothing can keep.
    return text.encode("utf-8", "replace").decode()


def charset_of(part: Message) -> str:
    """Return how a part says that it is written; UTF-8 where that is unknown or takes hours."""
    try:
        name = codecs.lookup(part.get_content_charset() or "utf-8").name
    except LookupError:
        # Most of it is readable all the same.
        return "utf-8"
    return "utf-8" if name in _SLOW else name


def _words_of_page(page: str) -> str:
    """Return what people read of a page, without what is quoted in it."""
    try:
        # As bytes: some pages say in which alphabet they once were.
        root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except ParserError:
        # There is nothing on it.
        return ""
    for line in root.iter("br", "p", "div", "li", "tr"):
        line.tail = "\n" + (line.tail or "")
    for quoted in root.xpath("//blockquote | //style | //script | //head"):
        quoted.drop_tree()
    return str(root.text_content())


def _own_words(text: str) -> str:
    languages = [code for code, _name in settings.LANGUAGES]
    # Many empty lines, or very long texts, would keep the patterns below busy for minutes.
    rows = groupby(map(str.strip, text.split("\n")))
    kept = chain.from_iterable(same if line else [line] for line, same in rows)
    searched = "\n".join(kept)[:MOST_SEARCHED]
    found = EmailReplyParser(languages=languages).read(text=searched).replies
    written = found[0].body.splitlines() if found else []
    # Who answers piece by piece leaves what they answer to between their own lines.
    return "\n".join(line for line in written if not line.startswith(">")).strip()


def _is_automatic(message: EmailMessage) -> bool:
    """Say whether a program wrote it (RFC 3834, and what older programs do)."""
    submitted = str(message["Auto-Submitted"] or "no").split(";")[0].strip().lower()
    precedence = str(message["Precedence"] or "").strip().lower()
    return (
        submitted != "no"
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or "X-Autoreply" in message
        or "X-Autorespond" in message
        or "X-Auto-Response-Suppress" in message
        or any(name.lower().startswith("list-") for name in message)
        # Nobody is to be told of it (RFC 5321, 4.5.5).
        or str(message["Return-Path"] or "").strip() == "<>"
    )


def _is_of_a_program(sender: str) -> bool:
    """Say whether nobody reads at an address, or we do ourselves."""
    box, _at, _domain = sender.partition("@")
    own = (settings.REPLIES_TO, settings.DEFAULT_FROM_EMAIL)
    ours = {parseaddr(each)[1].lower() for each in own}
    return bool(_NOBODY.fullmatch(box)) or sender in ours or read_address(sender) is not None


def _returned(message: EmailMessage) -> frozenset[str]:
    if message.get_content_type() == "text/plain" and "Message-ID" not in message:
        return frozenset()
    found = scan_message(_with_short_lines(message))
    return frozenset(each.decode("ascii", "ignore").lower() for each in found)


def _with_short_lines(message: EmailMessage) -> EmailMessage:
    """Return a mail whose lines end where mail has to break them: endless ones cost minutes."""
    whole = message.as_bytes()
    if all(len(line) <= LONGEST_LINE for line in whole.split(b"\n")):
        return message
    cut = b"\n".join(line[:LONGEST_LINE] for line in whole.split(b"\n"))
    return cast(EmailMessage, email.message_from_bytes(cut, policy=BOUNDED))


def _returned_id(message: EmailMessage) -> str:
    """Return the Message-ID of the letter that comes back: of the first mail within this one."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "message/rfc822" and part.get_payload():
            return str(part.get_payload(0)["Message-ID"] or "").strip()  # type: ignore[union-attr]
        if part.get_content_type() == "text/rfc822-headers":
            return str(email.message_from_string(part.get_content())["Message-ID"] or "").strip()
    return ""
