"""Short codes of jobs."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

# What waits for longer than this, while nothing is being done, waits for a worker in vain.
LONGEST_QUEUE = dt.timedelta(minutes=5)


class State(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting", _("Waits")
    RUNNING = "running", _("Is being done")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (State.WAITING, State.RUNNING)
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Failure(models.TextChoices):
    """Why the last attempt at a job failed; the words are for those who wait for it."""

    REFUSED = "refused", _("What was asked for cannot be done.")
    UNEXPECTED = (
        "unexpected",
        _("Something went wrong that nobody foresaw. Those who run this site find it in its log."),
    )
    LOST = "lost", _("The program that did it was stopped in the middle.")
