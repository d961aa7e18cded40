"""Days as fields of an entry keep them: as JSON can be written."""

import datetime as dt


def write_day(day: dt.date | None) -> str | None:
    """Return a day as it is kept, such as "2026-11-02"; None for none."""
    return day.isoformat() if day else None


def read_day(day: str | None) -> dt.date | None:
    """Return the day that is kept; None for none."""
    return dt.date.fromisoformat(day) if day else None
