"""How CORDIS writes kinds, roles, numbers, days and places in all of its editions."""

import datetime as dt
import math

KIND_OF_ACTIVITY = {
    "PRC": "company",
    "HES": "university",
    "REC": "research",
    "PUB": "public",
    "OTH": "other",
}
ROLES = {
    "coordinator": "coordinator",
    "participant": "participant",
    "associatedPartner": "associated",
    "thirdParty": "third_party",
}


def number(text: str) -> float | None:
    """Return a number written with a point or a comma; None for anything else."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def day(text: str) -> dt.date | None:
    """Return the day at the beginning of an ISO 8601 day or moment; None for anything else."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def coordinates(text: str) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees from "lat,lon"; both None if it is no place."""
    try:
        lat, lon = (float(part) for part in text.strip("()").split(","))
    except ValueError:
        return None, None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else (None, None)
