"""Taking mails out of the mailbox (IMAP): what was dealt with is deleted there."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imapclient import IMAPClient

from liaison.hub.postbox.actions import receive
from liaison.hub.postbox.choices import LARGEST_MAIL, MOST_AT_ONCE, Outcome

_SECONDS = 30


def fetch(*, report: Callable[[int], None], clock: Callable[[], dt.datetime]) -> dict[str, int]:
    """
    Deal with what waits in the mailbox; return how many mails became what.

    A mail is deleted after its effect is saved; where the process is killed between the two, the
    mail is known by its checksum the next time.

    :param report: told how many were dealt with, between two mails; may raise to end here
    :raises OSError: if the mailbox cannot be reached
    :raises imapclient.exceptions.IMAPClientError: if it does not let us in
    """
    counts: Counter[str] = Counter()
    if not settings.INBOX:
        return {}
    with _mailbox(settings.INBOX) as box:
        for uid in box.search(["UNDELETED"])[:MOST_AT_ONCE]:
            size = box.fetch([uid], ["RFC822.SIZE"])[uid][b"RFC822.SIZE"]
            if size > LARGEST_MAIL:
                outcome = Outcome.TOO_LARGE
            else:
                # PEEK: whoever looks into the mailbox meanwhile still sees it as new.
                outcome = receive(box.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"], now=clock())
            box.delete_messages([uid])
            counts[outcome.value] += 1
            report(counts.total())
        if counts:
            box.expunge()
    return dict(counts)


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
