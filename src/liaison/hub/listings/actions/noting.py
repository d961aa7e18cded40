"""The team writes down for an organisation what it needs; the organisation decides on it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from liaison.hub.clocks.actions import cancel_clocks, start_clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.listings import messages, policies
from liaison.hub.listings.actions.drafting import NotAMember, new_draft, put_kind, save
from liaison.hub.listings.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    noted_erased,
    record,
    usable,
    usable_words,
)
from liaison.hub.listings.choices import LANGUAGES, LONGEST_BRIEF, NOTED, ListingState
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import is_member


@dataclass(frozen=True)
class Noted:
    """
    What somebody of the team writes down of a need or an offer of others.

    :ivar words: title, summary and public text; at least the title
    """

    kind: str
    money: str
    language: str
    words: Mapping[str, str]
    brief: str = ""


@transaction.atomic
def note_for(
    organisation: Organisation, noted: Noted, *, cluster: Cluster, by: Any, now: dt.datetime
) -> Listing:
    """
    Write down a draft for an organisation, whose people are told, and submit or erase it.

    :raises NotAllowed: if `by` is not of the cluster's team, or acts for the organisation
    :raises NotAMember: if it is no member of the cluster
    :raises TooManyListings: if MOST_LISTINGS of it have not ended
    :raises NotUsable: if something of it cannot be kept
    """
    if not policies.can_note_for(by, organisation, cluster):
        raise NotAllowed
    if not is_member(organisation, cluster):
        raise NotAMember
    draft = new_draft(organisation, cluster, language=noted.language, by=by, now=now)
    draft.noted_by = by
    _put(draft, noted, now=now)
    record("noted", draft, by=by, now=now)
    start_clock(NOTED, draft.public_id, cluster=cluster, organisation=organisation, by=by, now=now)
    transaction.on_commit(partial(messages.tell_noted, draft.pk, now=now))
    return draft


@transaction.atomic
def change_noted(listing: Listing, noted: Noted, *, by: Any, now: dt.datetime) -> None:
    """
    Write anew what the team wrote down; who of it does so counts no more than who began.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if the organisation has taken it up
    :raises NotUsable: as `note_for`
    """
    draft = _untouched(listing, by)
    if noted.language not in LANGUAGES:
        raise NotUsable("language")
    draft.language = noted.language
    _put(draft, noted, now=now)
    record("noted_anew", draft, by=by, now=now)


@transaction.atomic
def withdraw_noted(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Erase what the team wrote down; raises NotAllowed, or TooLate once it is taken up."""
    draft = _untouched(listing, by)
    record("noted_withdrawn", draft, by=by, now=now)
    cancel_clocks(NOTED, draft.public_id, by=by, now=now)
    noted_erased.send(sender=Listing, listing=draft, by_the_team=True, now=now)
    draft.delete()


def _untouched(listing: Listing, by: Any) -> Listing:
    if not policies.can_note_for(by, listing.organisation, listing.cluster):
        raise NotAllowed
    draft = locked(listing, ListingState.DRAFT)
    if not draft.waits_to_be_taken_up:
        raise TooLate
    return draft


def _put(draft: Listing, noted: Noted, *, now: dt.datetime) -> None:
    put_kind(draft, kind=noted.kind, money=noted.money)
    for code, text in usable_words(noted.words, is_needed=False).items():
        setattr(draft, code, text)
    if not draft.title:
        raise NotUsable("title")
    draft.private_brief = usable(noted.brief, field="private_brief", longest=LONGEST_BRIEF)
    save(draft, now)
