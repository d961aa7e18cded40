"""Short codes of cases, and the bounds of what is written in them."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The kind of clocks that run while it is the team's turn.
CASE_ANSWER = "support.answer"
# To whom answers by e-mail go; see `postbox.receivers`.
RECEIVER, ASKER = "su", "a"
LONGEST_SUBJECT = 150
LONGEST_WORD = 5_000
# Words and files of one thread, files of one word.
MOST_WORDS = 200
MOST_FILES_IN_ALL = 50
MOST_FILES = 5
# Files kept for forms of one person that were not sent yet, and for how long; once the form is
# sent, as long as somebody may press its button twice.
MOST_KEPT = 20
KEPT_FOR = dt.timedelta(days=1)
KEPT_ONCE_SENT = dt.timedelta(minutes=10)
# Cases of one person within a day: each is a letter to the team.
MOST_CASES = 20
COUNTED_FOR = dt.timedelta(days=1)
LONGEST_PROMISE = 60
# Working days after which a case that waits for who asked closes by itself, and how many before
# that they are reminded.
SOONEST_CLOSED, LATEST_CLOSED = 6, 60
REMINDED_BEFORE = 5
MOST_TOPICS = 30
MOST_CANNED = 100
LONGEST_TOPIC = 80
LONGEST_HELP = 1_000
LONGEST_FEEDBACK = 1_000
# How long whoever closed a case may think again before its asker is written to; then for how long
# the link in that letter counts.
ASKED_AFTER = dt.timedelta(minutes=30)
LINK_COUNTS_FOR = dt.timedelta(days=60)
# Cases that one step over several of them takes.
MOST_AT_ONCE = 200


class CaseState(models.TextChoices):
    """How far a case has come."""

    NEW = "new", pgettext_lazy("state of a case", "New")
    IN_HAND = "in_hand", pgettext_lazy("state of a case", "In hand")
    WAITING = "waiting", pgettext_lazy("state of a case", "Waits for who asked")
    ANSWERED = "answered", pgettext_lazy("state of a case", "Answered")
    CLOSED = "closed", pgettext_lazy("state of a case", "Closed")


# Those that wait for the team, and those that are not closed.
WITH_THE_TEAM = (CaseState.NEW, CaseState.IN_HAND)
WITH_THE_ASKER = (CaseState.WAITING, CaseState.ANSWERED)
OPEN = (*WITH_THE_TEAM, *WITH_THE_ASKER)


class Priority(models.TextChoices):
    """How fast a case is to be answered; each has its own promise."""

    URGENT = "urgent", pgettext_lazy("priority of a case", "Urgent")
    NORMAL = "normal", pgettext_lazy("priority of a case", "Normal")
    LOW = "low", pgettext_lazy("priority of a case", "Not urgent")


class WordKind(models.TextChoices):
    """Who says something in the thread of a case, and to whom."""

    ASKER = "asker", pgettext_lazy("word in a thread", "Who asked")
    TEAM = "team", pgettext_lazy("word in a thread", "The team")
    INTERNAL = "internal", pgettext_lazy("word in a thread", "Note within the team")


class Face(models.TextChoices):
    """How content somebody is with the way in which a case was dealt with."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("So-so")
    POOR = "poor", _("Not good")


class BulkKind(models.TextChoices):
    """What is done with several cases at once."""

    ASSIGN = "assign", _("Give to a colleague")
    CLOSE = "close", _("Close")
