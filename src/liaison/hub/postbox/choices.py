"""What may become of a mail that arrived, and how much of it is read."""

import datetime as dt

from django.db import models

# Bytes of a mail; a longer one is not opened, its sender is told.
LARGEST_MAIL = 25_000_000
# Characters of an answer that are passed on.
LONGEST_REPLY = 5_000
# Mails taken from the mailbox in one go; the next go is two minutes later.
MOST_AT_ONCE = 200
# How long it is remembered that a mail was dealt with.
KEPT_FOR = dt.timedelta(days=90)


class Outcome(models.TextChoices):
    """What became of a mail."""

    TAKEN = "taken"
    REFUSED = "refused"
    RETURNED = "returned"
    # Absence notes and the like; nobody reads them, and answering one may go on for ever.
    AUTOMATIC = "automatic"
    # Nothing of ours is at this address.
    UNKNOWN = "unknown"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
