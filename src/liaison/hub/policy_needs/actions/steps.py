"""What every step of a policy need has in common."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from liaison.hub.audit.actions import record_event
from liaison.hub.core.written import lines
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.policy_needs.choices import LONGEST_WORDS, Theme
from liaison.hub.policy_needs.models import Signal


class NotAllowed(PermissionDenied):
    """This person may not do this with this policy need."""


class TooLate(Exception):
    """Somebody else changed it meanwhile, or it is not there any more."""


class NotUsable(ValueError):
    """
    Something that was entered cannot be kept.

    :ivar field: the code of the field
    """

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def hold(organisation: Organisation) -> None:
    """
    Let one at a time tell something for an organisation, and nobody merge it away meanwhile.

    What is told for one that was merged into another would be read and counted by nobody. Raises
    NotAllowed where it was.
    """
    living = Organisation.objects.living().select_for_update()
    if not list(living.filter(pk=organisation.pk)):
        raise NotAllowed


def locked_signal(signal: Signal, *, version: int | None = None) -> Signal:
    """
    Return the signal for changing.

    :param version: as its reader saw it; None: whichever
    :raises TooLate: if it is gone, or was changed since that version
    """
    found = Signal.objects.select_for_update(of=("self",)).filter(pk=signal.pk)
    kept = found.select_related("cluster", "organisation").first()
    if kept is None or version not in (None, kept.version):
        raise TooLate
    return kept


def keep(signal: Signal, **changes: Any) -> None:
    """Save a locked signal with some changes, as its next version."""
    for name, value in changes.items():
        setattr(signal, name, value)
    signal.version += 1
    signal.save()


def usable_words(words: str, *, is_needed: bool = True) -> str:
    """Return words as they are kept; raises NotUsable."""
    written = lines(words)
    if len(written) > LONGEST_WORDS or (is_needed and not written):
        raise NotUsable("words")
    return written


def usable_theme(theme: str) -> str:
    if theme not in Theme.values:
        raise NotUsable("theme")
    return theme


def usable_language(language: str) -> str:
    if language not in LANGUAGES:
        raise NotUsable("language")
    return language


def record_signal(verb: str, signal: Signal, *, by: Any, now: dt.datetime) -> None:
    """Write into the history what was done with a signal; never what it says."""
    record_event(
        verb=f"policy_signal.{verb}",
        subject=str(signal.public_id),
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=signal.cluster.slug,
    )
