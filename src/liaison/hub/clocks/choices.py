"""Short codes of clocks."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClockState(models.TextChoices):
    """How a clock stands."""

    RUNNING = "running", _("Waits")
    # Stands still while the other side is to do something.
    PAUSED = "paused", _("Waits for others")
    MET = "met", _("Done")
    MISSED = "missed", _("Run out")
    CANCELLED = "cancelled", _("No longer needed")


class Deed(models.TextChoices):
    """What the team does to several clocks at once."""

    TAKE_OVER = "take_over", pgettext_lazy("something that waits", "Take over")
    ASSIGN = "assign", _("Give to a colleague")
    GIVE_BACK = "give_back", _("Give back to the team")
    PUT_OFF = "put_off", _("Put off")
    REMIND = "remind", _("Remind now")


class HowOften(models.TextChoices):
    """How often a person is written to about what waits for them."""

    EACH = "each", _("When it is due, each time")
    DAILY = "daily", _("One letter a working day, in the morning")
    WEEKLY = "weekly", _("One letter a week, on its first working day")


class Section(models.TextChoices):
    """By what clocks are laid out on a desk."""

    TO_DO = "to_do", _("To answer")
    LATE = "late", _("Late")
    TODAY = "today", _("Today")
    THIS_WEEK = "this_week", _("This week")
    OTHERS = "others", _("Waits for others")
    NEW = "new", _("New")


class Whose(models.TextChoices):
    """Whose of the team clocks are."""

    ALL = "", _("All of the team")
    MINE = "mine", _("Mine")
    NOBODYS = "nobodys", _("Nobody’s yet")


OPEN = (ClockState.RUNNING, ClockState.PAUSED)

# Letters are written when people are at work, and nobody is escalated over in the night.
AT_WORK_FROM = dt.time(7)
AT_WORK_UNTIL = dt.time(19)
# When the steps of a day are due.
STEPS_AT = dt.time(8)
# More than that nobody reads at once; the next letter follows.
MOST_IN_A_LETTER = 25
# What came so lately is new.
NEW_FOR = dt.timedelta(days=7)
# As many at once may be moved by one press of a button, and be moved back within this time.
MOST_AT_ONCE = 100
UNDONE_WITHIN = dt.timedelta(minutes=10)
# After an error in what a part does at a step.
TRY_AGAIN_AFTER = dt.timedelta(hours=1)
LONGEST_REASON = 200
MOST_WORKING_DAYS = 500
