"""
Read an e-mail (.eml) or a calendar entry (.ics) that somebody of the team brings.

Nothing of it is kept here. Addresses are told only to be compared with those known: none is kept.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

from liaison.hub.interactions.choices import LONGEST_SUMMARY, InteractionKind
from liaison.hub.postbox.parsing import BOUNDED, BROKEN, charset_of

# Bytes; larger calendars are no single entry.
LARGEST_FILE, LARGEST_CALENDAR = 25 * 1024 * 1024, 1024 * 1024
MOST_ADDRESSES = 200
# Parts of an e-mail that are looked at, and bytes of what stands in it: words come early.
MOST_PARTS, MOST_OF_A_BODY = 200, 400_000
# Entries of a calendar are sent again so often at most; what says more is no number.
MOST_SEQUENCES = 1_000_000
# Bounded, so that long lines of other signs cost no time.
_ADDRESS = re.compile(r"<?(?:mailto:)?[^\s<>@,;:]{1,64}@[^\s<>@,;:]{1,253}>?", re.IGNORECASE)
_CALENDAR = b"BEGIN:VCALENDAR"
# In headers that every e-mail has one of.
_TELLING = ("From", "To", "Date", "Subject", "Message-ID")


class UnreadableFile(ValueError):
    """It is neither an e-mail nor a calendar entry, or too damaged to be read."""


class TooLarge(ValueError):
    """It is larger than anything that is read."""


@dataclass(frozen=True)
class TookPart:
    """
    Somebody who wrote, was written to, or was invited.

    :ivar name: as it stood beside the address; "" where none did
    :ivar address: in small letters
    """

    name: str
    address: str


@dataclass(frozen=True)
class Found:
    """
    What a file tells of a contact.

    :ivar happened_at: None where it does not say, or where there are several days
    :ivar text: what stood in it, without addresses; the subject first, then an empty line
    :ivar recurs: whether it is an entry of several days, so that the day must be said
    :ivar more: how many further entries it holds, which are left out
    :ivar origin: what names this mail or this entry in the whole world; "" where nothing does
    :ivar sequence: of an entry that is sent again: the later, the higher
    :ivar is_cancelled: whether the entry takes place no more
    """

    kind: InteractionKind
    happened_at: dt.datetime | None
    is_timed: bool
    text: str
    people: tuple[TookPart, ...]
    recurs: bool = False
    more: int = 0
    origin: str = ""
    sequence: int = 0
    is_cancelled: bool = False

    @property
    def domains(self) -> frozenset[str]:
        """At which those who took part have their addresses."""
        return _domains(each.address for each in self.people)


def read_file(content: bytes) -> Found:
    """
    Return what an e-mail or a calendar entry tells.

    :raises TooLarge: if it is larger than `LARGEST_FILE`, or a calendar than `LARGEST_CALENDAR`
    :raises UnreadableFile: if it is neither
    """
    if len(content) > LARGEST_FILE:
        raise TooLarge
    try:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_CALENDAR)].upper() == _CALENDAR:
            return _calendar(content)
        return _mail(content)
    except BROKEN as error:
        # What hostile or broken files do to parsers is theirs to think of; we only say so.
        if isinstance(error, TooLarge):
            raise
        raise UnreadableFile from error


def without_addresses(text: str) -> str:
    """Return a text in which dots stand for e-mail addresses, and at most two empty lines."""
    plain = _ADDRESS.sub("…", text.replace("\r\n", "\n").replace("\x00", ""))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _mail(content: bytes) -> Found:
    message = message_from_bytes(content, policy=BOUNDED)
    if not any(message.get(name) for name in _TELLING):
        raise UnreadableFile
    parts = parts_of(message)
    for part in parts:
        if is_calendar(part):
            return _calendar(part.get_payload(decode=True) or b"")
    subject = " ".join(str(message.get("Subject", "")).split())
    return Found(
        InteractionKind.EMAIL,
        *_when(message),
        text=shortened([subject, body_of(parts)]),
        people=tuple(_people(message)),
        origin=_named("mail", message.get("Message-ID")),
    )


def is_calendar(part: Message) -> bool:
    """Say whether a part of an e-mail is a calendar, also where its sender calls it just a file."""
    named = (part.get_filename() or "").lower().endswith(".ics")
    return part.get_content_type() in ("text/calendar", "application/ics") or named


def _named(kind: str, value: Any) -> str:
    name = " ".join(str(value or "").split())
    return f"{kind}:{name}" if name else ""


def parts_of(message: Message) -> list[Message]:
    """Return the parts of an e-mail that hold something, as far as they are looked at."""
    parts = []
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            break
        if not part.is_multipart():
            parts.append(part)
    return parts


def body_of(parts: list[Message]) -> str:
    """Return what people read of an e-mail, its plain text where it has one."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                text = _decoded(part)
                return text if kind == "text/plain" else _text_of(text)
    return ""


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    # A sign that is cut in two is none.
    errors = "ignore" if len(content) > MOST_OF_A_BODY else "strict"
    for charset in (charset_of(part), "utf-8", "latin-1"):
        try:
            text = content[:MOST_OF_A_BODY].decode(charset, errors)
        except (LookupError, ValueError):
            continue
        # Some alphabets can write halves of signs, which nothing can keep.
        return text.encode("utf-8", "replace").decode()
    return ""


class _Words(HTMLParser):
    """Collects what people read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "li", "tr"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "head") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(" ".join(data.split()))


def _text_of(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    return " ".join(reader.words).replace(" \n ", "\n").replace("\n ", "\n")


def _when(message: EmailMessage | Message) -> tuple[dt.datetime | None, bool]:
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, False
    return aware(sent), True


def _people(message: Message) -> Iterator[TookPart]:
    # There is one of each; hostile mails have thousands.
    yield from people_in([str(message.get(name, "")) for name in ("From", "To", "Cc")])


def people_in(headers: list[str]) -> Iterator[TookPart]:
    """Yield those who are named in lines as they stand in the head of an e-mail."""
    for name, address in getaddresses(headers)[:MOST_ADDRESSES]:
        if "@" in address:
            yield TookPart(" ".join(name.split()), address.strip().lower())


def _calendar(content: bytes) -> Found:
    if len(content) > LARGEST_CALENDAR:
        raise TooLarge
    calendar = Calendar.from_ical(content)
    entries = list(calendar.walk("VEVENT"))
    if not entries:
        raise UnreadableFile
    first = entries[0]
    others = {str(each.get("UID", "")) for each in entries} - {str(first.get("UID", ""))}
    recurs = any(first.get(name) for name in ("RRULE", "RDATE"))
    happened_at, is_timed = (None, False) if recurs else _begins(first)
    said = [str(first.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")]
    return Found(
        InteractionKind.MEETING,
        happened_at,
        is_timed,
        text=shortened(said),
        people=tuple(_attendees(first)),
        recurs=recurs,
        more=len(others),
        origin=_named("event", first.get("UID")),
        sequence=_sequence(first),
        is_cancelled=_is_cancelled(calendar, first),
    )


def _sequence(entry: Event) -> int:
    value = str(entry.get("SEQUENCE", "") or 0)
    return min(int(value), MOST_SEQUENCES) if value.isdigit() else 0


def _is_cancelled(calendar: Any, entry: Event) -> bool:
    said = (str(calendar.get("METHOD", "")).upper(), str(entry.get("STATUS", "")).upper())
    return said[0] == "CANCEL" or said[1] == "CANCELLED"


def _begins(entry: Event) -> tuple[dt.datetime | None, bool]:
    start = entry.get("DTSTART")
    value = getattr(start, "dt", None)
    if isinstance(value, dt.datetime):
        return aware(value), True
    if isinstance(value, dt.date):
        return timezone.make_aware(dt.datetime.combine(value, dt.time.min)), False
    return None, False


def _attendees(entry: Event) -> Iterator[TookPart]:
    for name in ("ORGANIZER", "ATTENDEE"):
        there = entry.get(name) or []
        for each in (there if isinstance(there, list) else [there])[:MOST_ADDRESSES]:
            address = re.sub("^mailto:", "", str(each), flags=re.IGNORECASE).strip().lower()
            called = str(getattr(each, "params", {}).get("CN", ""))
            yield TookPart(" ".join(called.split()), address)


def aware(moment: dt.datetime) -> dt.datetime:
    """Return a moment with its time zone, ours where it has none; raises UnreadableFile."""
    # Where clocks of other countries are is another day, and the last one has none after it.
    if not 1990 <= moment.year < 9999:
        raise UnreadableFile
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _domains(addresses: Iterable[str]) -> frozenset[str]:
    ends = (address.rpartition("@")[2].strip().strip(">.").lower() for address in addresses)
    return frozenset(end for end in ends if "." in end and len(end) <= 253)


def shortened(texts: Iterable[str]) -> str:
    """Return texts one below the other, without addresses, as far as a contact may tell."""
    plain = (without_addresses(text[: 4 * LONGEST_SUMMARY]) for text in texts)
    return "\n\n".join(filter(None, plain))[:LONGEST_SUMMARY].rstrip()
