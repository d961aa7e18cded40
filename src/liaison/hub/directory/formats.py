"""
What numbers and postcodes of countries look like: read, corrected, verified.

Kept in memory by each process, and read anew soon after anybody changed one.
"""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from stdnum.at import businessid
from stdnum.be import vat as belgian
from stdnum.ch import uid as swiss
from stdnum.es import cif
from stdnum.fr import siren
from stdnum.pt import nif

from liaison.hub.audit.actions import record_event
from liaison.hub.directory.identifiers import tell_formats
from liaison.hub.directory.models import CountryFormat
from liaison.hub.directory.patterns import Format

CHECKS: dict[str, Callable[[str], bool]] = {
    "at.businessid": businessid.is_valid,
    "be.vat": belgian.is_valid,
    "ch.uid": swiss.is_valid,
    "es.cif": cif.is_valid,
    "fr.siren": siren.is_valid,
    "pt.nif": nif.is_valid,
}
_FIELDS = (
    *("register_en", "register_fr", "register_de", "number_forms", "number_example"),
    *("check_digits", "postcode_forms", "postcode_example", "source"),
)
_MARK = "country-formats"
SECONDS_BETWEEN_LOOKS = 2.0


class NotAllowed(PermissionDenied):
    """Only who runs the installation changes what numbers look like."""


class NoSource(ValueError):
    """It is to be verified, but nobody says where that was seen."""


class _Shelf:
    """The formats in use, read again soon after a process changed one."""

    def __init__(self) -> None:
        self._formats: dict[str, Format] | None = None
        self._mark: Any = None
        self._looked_at = 0.0

    def of(self, country: str) -> Format | None:
        now = time.monotonic()
        if self._formats is None or now - self._looked_at > SECONDS_BETWEEN_LOOKS:
            mark = cache.get(_MARK)
            if self._formats is None or mark != self._mark:
                self._formats = {each.country: as_format(each) for each in country_formats()}
            self._mark, self._looked_at = mark, now
        return self._formats.get(country)

    def forget(self) -> None:
        self._formats = None


_shelf = _Shelf()
forget = _shelf.forget
tell_formats(_shelf.of)


def may_change(user: Any) -> bool:
    """Say whether the user runs the installation."""
    return bool(user.is_active and user.is_superuser)


def country_formats() -> Any:
    """Return all formats by country; what numbers look like is public."""
    return CountryFormat.objects.select_related("verified_by").order_by("country")


def get_country_format(country: str, *, for_user: Any) -> CountryFormat:
    """Return a format to be looked at by who runs the installation; raises DoesNotExist."""
    if not may_change(for_user):
        raise CountryFormat.DoesNotExist
    return country_formats().get(country=country)


def as_format(kept: CountryFormat) -> Format:
    """Return a format as numbers are compared with it."""
    return Format(
        {language: getattr(kept, f"register_{language}") for language in ("en", "fr", "de")},
        tuple(kept.number_forms),
        kept.number_example,
        CHECKS.get(kept.check_digits),
        tuple(kept.postcode_forms),
        kept.postcode_example,
        kept.verified_on is not None,
    )


@transaction.atomic
def change_format(
    country: str, values: Mapping[str, Any], *, is_verified: bool, by: Any, now: dt.datetime
) -> CountryFormat:
    """
    Correct what the numbers of a country look like, and note whether that was compared.

    :param values: the fields, by name
    :param is_verified: whether `by` compared it with the register; from then on numbers of another
        form are refused
    :raises NotAllowed: if `by` does not run the installation
    :raises NoSource: if it is to be verified without a source
    """
    if not may_change(by):
        raise NotAllowed
    if is_verified and not values.get("source"):
        raise NoSource
    kept = CountryFormat.objects.select_for_update().get(country=country)
    for name in _FIELDS:
        setattr(kept, name, values[name])
    kept.verified_on = now.date() if is_verified else None
    kept.verified_by = by if is_verified else None
    kept.save()
    record_event(
        verb="country_format.changed",
        subject=country,
        actor=str(by.public_id),
        at=now,
        details={"verified": is_verified},
    )
    transaction.on_commit(_note_change)
    return kept


def _note_change() -> None:
    cache.set(_MARK, uuid4().hex, timeout=None)
    forget()
