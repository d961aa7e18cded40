"""
Handing letters to the mail server: each once.

A letter is marked before it is handed over and again after it was taken. What is left between the
two marks, because the process was killed or the connection broke, may have been sent or not; it
becomes doubtful and is left to a person.
"""

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from liaison.hub.notifications.actions import note_unknown
from liaison.hub.notifications.choices import CHOOSABLE, LetterKind, LetterState
from liaison.hub.notifications.links import Stop, page_link, stop_token
from liaison.hub.notifications.models import Letter

logger = logging.getLogger(__name__)

# Longer than a mail server may take for one letter.
IN_DOUBT_AFTER = dt.timedelta(minutes=10)
# A minute, five, then half an hour and so on: two days in all.
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=12)
MOST_ATTEMPTS = 8
# What a server says with a refusal where it knows: no such address, or a mailbox that is closed. A
# code alone says too little: a server that takes nothing from us says it to every address.
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_NOBODY_THERE = (b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1")

Report = Callable[[int], None]


def send_due(*, report: Report, clock: Callable[[], dt.datetime] = timezone.now) -> dict[str, int]:
    """
    Send all letters that are due; return how many were sent, postponed, given up and in doubt.

    :param report: told how many were dealt with, between two letters; may raise to end here
    """
    doubt_old_ones(now=clock())
    counts = dict.fromkeys(("sent", "postponed", "given_up", "doubtful"), 0)
    if not Letter.objects.due(clock()).exists():
        return counts
    server = get_connection()
    try:
        server.open()
    except OSError as error:
        logger.error("The mail server cannot be reached (%s).", type(error).__name__)
        return counts
    try:
        while letter := Letter.objects.due(clock()).first():
            outcome = _send(letter, server, clock=clock)
            counts[outcome] = counts.get(outcome, 0) + 1
            report(sum(counts.values()))
    finally:
        _close(server)
    return counts


def doubt_old_ones(*, now: dt.datetime) -> int:
    """Leave to a person what was being handed over when its process died; return how many."""
    begun = Letter.objects.filter(state=LetterState.SENDING, tried_at__lt=now - IN_DOUBT_AFTER)
    return begun.update(state=LetterState.DOUBTFUL)


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter as it goes out: plain text and simple HTML in one frame."""
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    stop_link = ""
    if letter.about in CHOOSABLE:
        token = stop_token(Stop(letter.digest, LetterKind(letter.about)))
        stop_link = page_link("notifications:stop", token, language=letter.language)
        # RFC 8058: a mail program may post to it without asking further.
        headers |= {
            "List-Unsubscribe": f"<{stop_link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    context = {"letter": letter, "stop_link": stop_link}
    with override(letter.language):
        text = render_to_string("notifications/letter.txt", context)
        html = render_to_string("notifications/letter.html", context)
    message = EmailMultiAlternatives(
        letter.subject,
        text,
        _from(letter),
        to=[letter.address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(html, "text/html")
    return message


def _send(letter: Letter, server: Any, *, clock: Callable[[], dt.datetime]) -> str:
    """Send one letter; return what became of it: a code of LetterState, "postponed" or "taken"."""
    message = message_of(letter)
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
    now = clock()
    if not waiting.update(
        state=LetterState.SENDING, attempts=F("attempts") + 1, tried_at=now, next_attempt=now
    ):
        return "taken"
    letter.attempts += 1
    try:
        server.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
        if _knows_nobody(refusal):
            note_unknown(letter, now=clock())
        return _refused(letter, _code(refusal), now=clock())
    except OSError as error:
        # The connection broke: the server may have taken it all the same.
        logger.error("Letter %s is in doubt (%s).", letter.public_id, type(error).__name__)
        _mark(letter, state=LetterState.DOUBTFUL)
        _reopen(server)
        return LetterState.DOUBTFUL.value
    _mark(letter, state=LetterState.SENT, text="", html="", sent_at=clock())
    return LetterState.SENT.value


def _refused(letter: Letter, code: int, *, now: dt.datetime) -> str:
    """Note that the server did not take a letter: for now (4xx) or at all (5xx)."""
    if code < 500 and letter.attempts < MOST_ATTEMPTS:
        _mark(letter, state=LetterState.WAITING, next_attempt=now + pause_after(letter.attempts))
        return "postponed"
    # Its own words would name the address.
    logger.error("Letter %s was refused by the mail server (%d).", letter.public_id, code)
    _mark(letter, state=LetterState.GIVEN_UP)
    return LetterState.GIVEN_UP.value


def pause_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after this many attempts, from one on."""
    return min(FIRST_PAUSE * 5 ** min(attempts - 1, 6), LONGEST_PAUSE)


def _mark(letter: Letter, **changes: Any) -> None:
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING).update(**changes)


def _code(refusal: Exception) -> int:
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return next(iter(refusal.recipients.values()))[0]
    return refusal.smtp_code


def _knows_nobody(refusal: Exception) -> bool:
    """Say whether the server refused a letter because nobody reads at its address (RFC 3463)."""
    if not isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return False
    _code_alone, said = next(iter(refusal.recipients.values()))
    status = _STATUS.match(said)
    return status is not None and status[0] in _NOBODY_THERE


def _from(letter: Letter) -> str:
    """Return the sender: the cluster's name, at the address of the installation."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((letter.sender or name, address))


def _reopen(server: Any) -> None:
    _close(server)
    server.open()


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError:
        # It is gone already.
        logger.info("The mail server closed the connection first.")
