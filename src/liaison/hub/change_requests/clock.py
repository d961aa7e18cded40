"""
Working days: Monday to Friday.

Public holidays are not known here: a promise that runs over one is a day shorter for the team.
"""

import datetime as dt

import numpy as np


def due_after(day: dt.date, working_days: int) -> dt.date:
    """Return the last of so many working days after a day; a weekend counts as its Friday."""
    due: dt.date = np.busday_offset(day, working_days, roll="backward").astype(object)
    return due


def days_left(day: dt.date, due: dt.date) -> int:
    """Return how many working days after a day are left until it is due; 1 at least."""
    worked = np.busday_offset(day, 0, roll="backward")
    return max(1, int(np.busday_count(worked, due)))
