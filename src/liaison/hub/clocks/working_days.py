"""
Working days: Monday to Friday but for the public holidays of a country.

Half days and days off of public servants alone are worked. A holiday that falls on a weekend moves
no further than the country's law moves it.
"""

import datetime as dt
from functools import lru_cache

import numpy as np
from django.conf import settings
from django.utils import timezone

# No country has fewer working days in a year.
_FEWEST_IN_A_YEAR = 200


def due_after(day: dt.date, working_days: int, country: str = "") -> dt.date:
    """
    Return the last of so many working days after a day; a day off counts as the last one worked.

    :param working_days: below 0 so many before that day
    :param country: ISO 3166-1 code of two letters; empty: that of the installation
    """
    years = working_days // _FEWEST_IN_A_YEAR
    calendar = _calendar(country, day.year + min(0, years), day.year + max(0, years))
    due: dt.date = np.busday_offset(day, working_days, roll="backward", busdaycal=calendar).astype(
        object
    )
    return due


def days_left(day: dt.date, due: dt.date, country: str = "") -> int:
    """Return the working days after a day up to the one on which it is due; negative once late."""
    calendar = _calendar(country, min(day, due).year, max(day, due).year)
    # What is due on a Friday is one day late all weekend, as nobody could have done it since.
    if day > due:
        after = due + dt.timedelta(days=1)
        return -max(1, int(np.busday_count(after, day + dt.timedelta(days=1), busdaycal=calendar)))
    worked, last = np.busday_offset([day, due], 0, roll="backward", busdaycal=calendar)
    return int(np.busday_count(worked, last, busdaycal=calendar))


def is_working_day(day: dt.date, country: str = "") -> bool:
    """Say whether people are at work on a day."""
    return bool(np.is_busday(day, busdaycal=_calendar(country, day.year, day.year)))


def is_at_work(moment: dt.datetime, *, opens: dt.time, closes: dt.time, country: str = "") -> bool:
    """Say whether a moment falls into the hours of a working day, by the clock on the wall."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return opens <= local.time() < closes and is_working_day(local.date(), country)


def _calendar(country: str, first_year: int, last_year: int) -> np.busdaycalendar:
    """Return the working days of a country; a year more on each side, as days roll over."""
    return _worked_out(country or settings.COUNTRY, first_year - 1, last_year + 1)


@lru_cache(maxsize=256)
def _worked_out(country: str, first_year: int, last_year: int) -> np.busdaycalendar:
    # Takes a tenth of a second to load, which not every command and page needs.
    import holidays

    years = range(first_year, last_year + 1)
    try:
        days = sorted(holidays.country_holidays(country, years=years, categories=("public",)))
    except NotImplementedError:
        # A country that the library does not know; or one without holidays of the whole country.
        days = []
    return np.busdaycalendar(holidays=days)
