"""Taking mails out of the mailbox (IMAP): what was dealt with is deleted there."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imapclient import FLAGGED, IMAPClient

from liaison.hub.postbox.actions import receive
from liaison.hub.postbox.choices import LARGEST_MAIL, MOST_AT_ONCE, Outcome

logger = logging.getLogger(__name__)

_SECONDS = 30
_FAILED = "failed"


def fetch(*, report: Callable[[int], None], clock: Callable[[], dt.datetime]) -> dict[str, int]:
    """
    Deal with what waits in the mailbox; return how many mails became what.

    A mail is deleted after its effect is saved; where the process is killed between the two, the
    mail is known by its checksum the next time. One at which we fail stays there with a flag, for
    people to look at, and keeps the others from nothing.

    :param report: told how many were dealt with, between two mails; may raise to end here
    :raises OSError: if the mailbox cannot be reached
    :raises imapclient.exceptions.IMAPClientError: if it does not let us in
    """
    counts: Counter[str] = Counter()
    if not settings.INBOX:
        return {}
    with _mailbox(settings.INBOX) as box:
        for uid in box.search(["UNDELETED", "UNFLAGGED"])[:MOST_AT_ONCE]:
            outcome = _received(box, uid, now=clock())
            if outcome is None:
                box.add_flags([uid], [FLAGGED])
            else:
                box.delete_messages([uid])
            counts[outcome.value if outcome else _FAILED] += 1
            report(counts.total())
        if counts:
            box.expunge()
    return dict(counts)


def _received(box: IMAPClient, uid: int, *, now: dt.datetime) -> Outcome | None:
    """Deal with one mail; return what became of it, None where we failed."""
    size = box.fetch([uid], ["RFC822.SIZE"])[uid][b"RFC822.SIZE"]
    if size > LARGEST_MAIL:
        return Outcome.TOO_LARGE
    # PEEK: whoever looks into the mailbox meanwhile still sees it as new.
    raw = box.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
    try:
        return receive(raw, now=now)
    except Exception as error:
        # Its words might name somebody.
        logger.error("A mail that arrived could not be dealt with: %s.", type(error).__name__)
        return None


@contextmanager
def _mailbox(address: str) -> Iterator[IMAPClient]:
    """Open the folder that an address names: imaps://person:password@host:993/INBOX."""
    parts = urlsplit(address)
    box = IMAPClient(
        parts.hostname or "",
        port=parts.port,
        ssl=parts.scheme == "imaps",
        timeout=_SECONDS,
    )
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select_folder(unquote(parts.path.strip("/")) or "INBOX")
        yield box
    finally:
        box.shutdown()
