"""What may become of a mail that arrived, and how much of it is read."""

import datetime as dt

from django.db import models

# Bytes of a mail; a longer one is not opened, its sender is told.
LARGEST_MAIL = 25_000_000
# Of a mail that is opened so many bytes are read, in at most so many parts.
MOST_READ, MOST_PARTS = 1_000_000, 1_000
# Characters: of one of its headers; of the text that is searched for what its sender wrote.
LONGEST_HEADER, MOST_SEARCHED = 4_000, 10_000
# Headers of one name, and parameters of one, that are looked at; bytes of a line in RFC 5322.
MOST_OF_A_HEADER, MOST_PARAMETERS, LONGEST_LINE = 20, 12, 998
# Characters of an answer that are passed on; of the address from which it comes.
LONGEST_REPLY, LONGEST_ADDRESS = 5_000, 254
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
