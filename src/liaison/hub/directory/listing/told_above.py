"""What parts above have to show on profiles, so that they are asked only where there is any."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists

_has_something: dict[str, Callable[[], Exists]] = {}


def tell_of_profiles(code: str, has_something: Callable[[], Exists]) -> None:
    """
    Have it found out with each profile whether a part above has something to show on it.

    :param has_something: gives the condition, by `OuterRef("pk")` of the organisation
    """
    _has_something[code] = has_something


def asked_above() -> dict[str, Exists]:
    """Return what to find out of an organisation, by names that `told_of` reads."""
    return {f"above_{code}": has_something() for code, has_something in _has_something.items()}


def told_of(organisation: Any) -> frozenset[str]:
    """Return the codes of the parts above that have something to show of an organisation."""
    return frozenset(code for code in _has_something if getattr(organisation, f"above_{code}"))
