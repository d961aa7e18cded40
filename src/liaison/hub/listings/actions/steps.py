"""What every step of a need or an offer has in common."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.dispatch import Signal

from liaison.hub.audit.actions import record_done
from liaison.hub.core.written import lines
from liaison.hub.listings.choices import LANGUAGES, WORDS, ListingState
from liaison.hub.listings.models import Listing

# Sent in the transaction in which a draft is erased that a team wrote down for an organisation,
# with `listing`, `by_the_team` and `now`; it is still there.
noted_erased = Signal()


class NotAllowed(PermissionDenied):
    """This person may not do this with this listing."""


class TooLate(Exception):
    """Somebody else has changed how far the listing has come."""


class NotUsable(ValueError):
    """
    Something that was entered cannot be kept.

    :ivar field: the code of the field
    """

    def __init__(self, field: str, message: str = "") -> None:
        super().__init__(message or field)
        self.field = field


def locked(listing: Listing, *states: ListingState) -> Listing:
    """Return the listing for changing while it is in one of these states; raises TooLate."""
    found = Listing.objects.select_for_update(of=("self",)).filter(pk=listing.pk, state__in=states)
    kept = found.select_related("cluster", "organisation").first()
    if kept is None:
        raise TooLate
    return kept


def move(listing: Listing, state: ListingState, *, now: dt.datetime) -> None:
    """Bring it into a state and save it."""
    listing.state, listing.state_since, listing.changed_at = state, now, now
    listing.save()


def record(verb: str, listing: Listing, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Write it into the history; `by` is None where time alone did it."""
    record_done(
        f"listing.{verb}",
        listing.public_id,
        cluster=listing.cluster.slug,
        by=by,
        now=now,
        **details,
    )


def take_up(draft: Listing, *, by: Any, now: dt.datetime) -> None:
    """Have a locked draft that the team wrote down be its organisation's; whoever saves it does."""
    if draft.waits_to_be_taken_up:
        draft.taken_up_at, draft.written_by = now, by
        record("taken_up", draft, by=by, now=now)


def usable(text: str, *, field: str, longest: int, is_needed: bool = False) -> str:
    """Return a text as it is kept; raises NotUsable."""
    text = lines(text)
    if len(text) > longest or (is_needed and not text):
        raise NotUsable(field)
    return text


def usable_words(words: Mapping[str, str], *, is_needed: bool) -> dict[str, str]:
    """Return title, summary and public text as they are kept; raises NotUsable."""
    return {
        code: usable(words.get(code, ""), field=code, longest=longest, is_needed=is_needed)
        for code, (_name, longest) in WORDS.items()
    }


def usable_translations(
    translations: Mapping[str, Mapping[str, str]], *, original: str
) -> dict[str, dict[str, str]]:
    """
    Return the words in other languages, those of which something is said.

    Of a language all three are needed once one is there. Raises NotUsable.
    """
    kept = {}
    for language, words in translations.items():
        if language not in LANGUAGES or language == original:
            continue
        if any(text.strip() for text in words.values()):
            kept[language] = usable_words(words, is_needed=True)
    return kept
