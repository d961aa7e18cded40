"""
What a mail tells that somebody of the team forwards to the register.

It forwards an e-mail or an invitation as a file, or quotes an e-mail below its head, as mail
programs do in English, French and German; else the mail itself is the contact, sent to both.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import override

from liaison.hub.interactions.mail_files import (
    LARGEST_FILE,
    MOST_PARTS,
    Found,
    TooLarge,
    UnreadableFile,
    aware,
    body_of,
    is_calendar,
    parts_of,
    people_in,
    read_file,
    shortened,
)
from liaison.hub.postbox.parsing import BOUNDED, BROKEN

# As mail programs head a quoted e-mail: "From: ", "De : ", "Von: ", also in bold ("*From:*").
_WORDS = {
    "from": ("from", "de", "von"),
    "to": ("to", "à", "an"),
    "cc": ("cc", "kopie", "copie à"),
    "date": ("date", "sent", "envoyé", "envoyé le", "gesendet", "datum"),
    "subject": ("subject", "objet", "betreff"),
}
_CODES = {word: code for code, words in _WORDS.items() for word in words}
_LINE = re.compile(r"[>\s*]{0,20}([^\W\d_][^\d:*]{0,15}?)[\s*]{0,4}:[\s*]{0,4}(.{0,2000})")
# So many lines belong to such a head at most, and it begins within so many of the mail.
_MOST_LINES, _LOOKED_AT = 10, 400
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<name>[^\W\d_]{3,12})\.?,?\s+(?P<year>\d{4})")
_NAME_FIRST = re.compile(r"(?P<name>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_TIME = re.compile(r"\b(\d{1,2})[:h](\d\d)(?::\d\d)?\s*([ap]m)?", re.IGNORECASE)
# Letters that tell two months of a language apart: "juin" from "juillet".
_MONTH_LETTERS = 4


def read_forwarded(content: bytes) -> Found:
    """
    Return what a mail tells that was sent to the register.

    :raises TooLarge: as `read_file` does; likewise UnreadableFile
    """
    if len(content) > LARGEST_FILE:
        raise TooLarge
    try:
        message = message_from_bytes(content, policy=BOUNDED)
        for brought in _brought(message):
            return read_file(brought)
        return _with_quoted(read_file(content), body_of(parts_of(message)))
    except BROKEN as error:
        if isinstance(error, TooLarge):
            raise
        raise UnreadableFile from error


def _brought(message: Message) -> Iterator[bytes]:
    """Yield the e-mails and calendars that a mail brings as files."""
    for part in islice(message.walk(), MOST_PARTS):
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            yield part.get_payload(0).as_bytes()  # type: ignore[union-attr]
        elif not part.is_multipart() and (is_calendar(part) or _is_saved_mail(part)):
            yield part.get_payload(decode=True) or b""  # type: ignore[misc]


def _is_saved_mail(part: Message) -> bool:
    return (part.get_filename() or "").lower().endswith(".eml")


def _with_quoted(found: Found, body: str) -> Found:
    """Return what the e-mail tells that is quoted in a body; `found` itself where none is."""
    lines = body.splitlines()
    for number, line in enumerate(lines[:_LOOKED_AT]):
        if _labelled(line)[0] != "from":
            continue
        head, length = _head(lines[number : number + _MOST_LINES])
        if "@" in head["from"] and ("subject" in head or "date" in head):
            below = "\n".join(line.lstrip("> ") for line in lines[number + length :])
            people = people_in([head.get(name, "") for name in ("from", "to", "cc")])
            happened_at, is_timed = moment_of(head.get("date", ""))
            return replace(
                found,
                happened_at=happened_at,
                is_timed=is_timed,
                text=shortened([head.get("subject", ""), below]),
                people=tuple(people),
            )
    return found


def _head(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return what the lines of a head say, by their meaning, and how many belong to it."""
    head: dict[str, str] = {}
    for number, line in enumerate(lines):
        code, said = _labelled(line)
        if not line.strip("> \t"):
            return head, number
        if code:
            head.setdefault(code, said)
    return head, len(lines)


def _labelled(line: str) -> tuple[str, str]:
    match = _LINE.match(line)
    if match is None:
        return "", ""
    return _CODES.get(match[1].strip().lower(), ""), match[2].strip(" *")


def moment_of(text: str) -> tuple[dt.datetime | None, bool]:
    """
    Return when something was, as mail programs write it in three languages.

    None where that is not readable, and whether its time of day was said.
    """
    try:
        return aware(parsedate_to_datetime(text)), True
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    day = _day_of(text)
    if day is None:
        return None, False
    time = _time_of(text)
    return aware(dt.datetime.combine(day, time or dt.time.min)), time is not None


def _day_of(text: str) -> dt.date | None:
    for pattern in (_ISO, _NUMBERS, _DAY_FIRST, _NAME_FIRST):
        if match := pattern.search(text):
            parts = match.groupdict()
            month = int(parts["month"]) if "month" in parts else _month_called(parts["name"])
            try:
                return dt.date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                continue
    return None


def _month_called(name: str) -> int:
    """Return the number of a month by its name in one of our languages; 0 if it is none."""
    wanted = name.lower()
    for code, _language in settings.LANGUAGES:
        with override(code):
            for number, month in MONTHS.items():
                called = str(month).lower()
                if called == wanted or called[:_MONTH_LETTERS] == wanted[:_MONTH_LETTERS]:
                    return number
                if len(wanted) == 3 and called.startswith(wanted):
                    return number
    return 0


def _time_of(text: str) -> dt.time | None:
    match = _TIME.search(text)
    if match is None:
        return None
    hour, half = int(match[1]), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return dt.time(hour, int(match[2]))
    except ValueError:
        return None
