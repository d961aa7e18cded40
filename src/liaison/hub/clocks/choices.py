"""Short codes of clocks."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockState(models.TextChoices):
    """How a clock stands."""

    RUNNING = "running", _("Waits")
    # Stands still while the other side is to do something.
    PAUSED = "paused", _("Waits for others")
    MET = "met", _("Done")
    MISSED = "missed", _("Run out")
    CANCELLED = "cancelled", _("No longer needed")


OPEN = (ClockState.RUNNING, ClockState.PAUSED)

# Letters are written when people are at work, and nobody is escalated over in the night.
AT_WORK_FROM = dt.time(7)
AT_WORK_UNTIL = dt.time(19)
# When the steps of a day are due.
STEPS_AT = dt.time(8)
# More than that nobody reads at once; the next letter follows.
MOST_IN_A_LETTER = 25
# After an error in what a part does at a step.
TRY_AGAIN_AFTER = dt.timedelta(hours=1)
LONGEST_REASON = 200
MOST_WORKING_DAYS = 500
