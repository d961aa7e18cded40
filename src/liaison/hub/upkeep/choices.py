"""Short codes of upkeep, and its bounds."""

import datetime as dt

from django.db import models
from django.utils.translation import pgettext_lazy

# Letters on one question: the first one, and two that remind of it.
MOST_LETTERS = 3
# Nobody gets two letters closer together than that, for whichever entries.
LETTERS_APART = dt.timedelta(days=14)
# After the last letter nobody is asked about that entry for so long.
SILENCE = dt.timedelta(days=182)
LINK_COUNTS_FOR = dt.timedelta(days=30)
# Entries in one letter; further ones come with the next.
MOST_ENTRIES = 20
# People written to in one run: the others' turn comes the day after.
MOST_PEOPLE = 500
LONGEST_WORD = 1_000


class Answer(models.TextChoices):
    """What was answered to the question whether an entry is still correct."""

    NONE = "none", pgettext_lazy("answer on an entry", "Not answered yet")
    CORRECT = "correct", pgettext_lazy("answer on an entry", "Still correct")
    CHANGED = "changed", pgettext_lazy("answer on an entry", "Something changed")
