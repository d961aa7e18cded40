"""Receiving a mail: each has its effect once, however often it is handed in."""

import datetime as dt
import hashlib
import logging

from django.db import IntegrityError, transaction

from liaison.hub.notifications.actions import note_returned
from liaison.hub.postbox.addresses import read_address
from liaison.hub.postbox.choices import LARGEST_MAIL, Outcome
from liaison.hub.postbox.messages import tell_refused
from liaison.hub.postbox.models import ReceivedMail
from liaison.hub.postbox.parsing import Mail, Unreadable, read_mail
from liaison.hub.postbox.receivers import (
    NotOurs,
    NotTaken,
    Reply,
    WholeMail,
    mail_receiver_for,
    receiver_for,
)

logger = logging.getLogger(__name__)


def receive(raw: bytes, *, now: dt.datetime) -> Outcome:
    """
    Give a mail to whom it concerns; return what became of it, the first time it was handed in.

    Only what a receiver did, and that it did it, are kept; the mail itself is not.
    """
    digest = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic():
            received = ReceivedMail.objects.create(
                digest=digest, outcome=Outcome.UNKNOWN, received_at=now
            )
            received.outcome, received.receiver = _dealt_with(raw, now=now)
            received.save()
    except IntegrityError:
        known = ReceivedMail.objects.filter(digest=digest).first()
        if known is None:
            raise
        return Outcome(known.outcome)
    if received.outcome not in (Outcome.TAKEN, Outcome.RETURNED):
        logger.info("A mail that arrived is %s.", received.outcome)
    return Outcome(received.outcome)


def forget_received(*, before: dt.datetime) -> int:
    """Forget which mails arrived before a moment; return how many."""
    number, _ = ReceivedMail.objects.filter(received_at__lt=before).delete()
    return number


def _dealt_with(raw: bytes, *, now: dt.datetime) -> tuple[Outcome, str]:
    if len(raw) > LARGEST_MAIL:
        return Outcome.TOO_LARGE, ""
    try:
        mail = read_mail(raw)
    except Unreadable:
        return Outcome.UNREADABLE, ""
    if mail.returned:
        taken_back = [
            note_returned(address, message_id=mail.returned_id, now=now)
            for address in mail.returned
        ]
        return (Outcome.RETURNED if any(taken_back) else Outcome.UNKNOWN), ""
    if mail.is_automatic:
        return Outcome.AUTOMATIC, ""
    return _given(mail, raw, now=now)


def _given(mail: Mail, raw: bytes, *, now: dt.datetime) -> tuple[Outcome, str]:
    """Give a mail, or the answer in it, to the part whose address it went to."""
    for address in mail.to:
        addressed = read_address(address)
        take_mail = mail_receiver_for(addressed.receiver) if addressed else None
        if addressed and take_mail:
            try:
                with transaction.atomic():
                    take_mail(WholeMail(addressed, mail.sender, raw, now))
            except NotOurs:
                return Outcome.UNKNOWN, ""
            return Outcome.TAKEN, addressed.receiver
        take = receiver_for(addressed.receiver) if addressed else None
        if addressed is None or take is None:
            continue
        reply = Reply(addressed, mail.sender, mail.subject, mail.text, mail.has_files, now)
        try:
            if not mail.text:
                raise NotTaken
            # What it began before it refused is not kept.
            with transaction.atomic():
                take(reply)
        except NotTaken as refusal:
            told = refusal.to or reply.sender
            tell_refused(told, str(refusal), language=refusal.language, now=now)
            return Outcome.REFUSED, addressed.receiver
        return Outcome.TAKEN, addressed.receiver
    return Outcome.UNKNOWN, ""
