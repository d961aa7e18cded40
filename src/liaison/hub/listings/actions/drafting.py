"""Writing a need or an offer; nothing of it is seen by others before it is submitted."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_countries import countries

from liaison.hub.clocks.actions import cancel_clocks
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.core.countries import COUNTRIES_TOO
from liaison.hub.directory.choices import Kind
from liaison.hub.directory.models import Organisation
from liaison.hub.listings import messages, policies
from liaison.hub.listings.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    noted_erased,
    record,
    take_up,
    usable,
    usable_translations,
    usable_words,
)
from liaison.hub.listings.choices import (
    EDITABLE,
    ENDED,
    LANGUAGES,
    LEVELS,
    LONGEST_BRIEF,
    LONGEST_KEYWORDS,
    LONGEST_REASON,
    LONGEST_ROLE,
    MOST_DAYS_OPEN,
    MOST_KEPT_FROM,
    MOST_LISTINGS,
    NOTED,
    ListingKind,
    ListingState,
    Money,
    RightsStatus,
    Tier,
)
from liaison.hub.listings.models import AllowedPassage, KeptFrom, Listing
from liaison.hub.listings.queries import check, is_known_call, plain_of


class NotAMember(Exception):
    """Only members of the cluster publish needs and offers."""


class TooManyListings(Exception):
    """As many as MOST_LISTINGS of the organisation have not ended."""


@dataclass(frozen=True)
class Partner:
    """
    What is there and whom it seeks.

    :ivar levels: first and last technology readiness level, or None
    :ivar kinds: of organisations; empty for any
    :ivar countries: ISO 3166-1 codes; empty for any
    :ivar call: the id of a call that we know, or the address of another
    """

    levels: tuple[int, int] | None = None
    rights: str = ""
    kinds: Collection[str] = ()
    countries: Collection[str] = ()
    role: str = ""
    areas: Collection[FocusArea] = ()
    keywords: str = ""
    call: str = ""
    deadline: dt.date | None = None


@transaction.atomic
def begin(
    organisation: Organisation,
    *,
    cluster: Cluster,
    kind: str,
    money: str,
    language: str,
    by: Any,
    now: dt.datetime,
) -> Listing:
    """
    Begin a draft; which way the money flows makes it a need or an offer.

    :raises NotAllowed: if `by` does not act for the organisation
    :raises NotAMember: if it is no member of the cluster
    :raises TooManyListings: if MOST_LISTINGS of it have not ended
    :raises NotUsable: if kind and money do not go together
    """
    if not policies.can_write_for(by, organisation, cluster):
        if policies.acts_for(by, organisation):
            raise NotAMember
        raise NotAllowed
    listing = new_draft(organisation, cluster, language=language, by=by, now=now)
    put_kind(listing, kind=kind, money=money)
    listing.save()
    record("begun", listing, by=by, now=now)
    return listing


@transaction.atomic
def classify(
    listing: Listing, *, kind: str, money: str, language: str, by: Any, now: dt.datetime
) -> None:
    """Say of what kind a draft is, and in which language it is written."""
    draft = _draft(listing, by, now)
    put_kind(draft, kind=kind, money=money)
    if language not in LANGUAGES:
        raise NotUsable("language")
    if language != draft.language:
        # What was written so far may be in either; it stays where it is, and no language twice.
        draft.translations.pop(language, None)
        draft.language = language
    save(draft, now)


@transaction.atomic
def write(
    listing: Listing, words: Mapping[str, str], *, brief: str, by: Any, now: dt.datetime
) -> None:
    """
    Keep title, summary, public text and private brief of a draft, as far as they are written.

    :raises NotAllowed: if `by` may not edit it
    :raises NotUsable: if one is too long
    """
    draft = _draft(listing, by, now)
    for code, text in usable_words(words, is_needed=draft.state == ListingState.RETURNED).items():
        setattr(draft, code, text)
    draft.private_brief = usable(brief, field="private_brief", longest=LONGEST_BRIEF)
    save(draft, now)


@transaction.atomic
def translate(
    listing: Listing,
    translations: Mapping[str, Mapping[str, str]],
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Keep the words of a draft in other languages.

    :raises NotUsable: if of a language something is said, but not all three
    """
    draft = _draft(listing, by, now)
    draft.translations = usable_translations(translations, original=draft.language)
    save(draft, now)


@transaction.atomic
def set_partner(listing: Listing, partner: Partner, *, by: Any, now: dt.datetime) -> None:
    """
    Say what is there, whom it seeks, and to which call it belongs.

    :raises NotUsable: if something of it cannot be
    """
    draft = _draft(listing, by, now)
    _put_partner(draft, partner, by=by, now=now)
    save(draft, now)
    draft.focus_areas.set([each for each in partner.areas if each.cluster_id == draft.cluster_id])


@transaction.atomic
def open_to(
    listing: Listing,
    *,
    is_anonymous: bool,
    tier: str,
    welcomes_service_providers: bool,
    valid_until: dt.date,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Say who may see it, and until when.

    :raises NotUsable: if it is to end in the past or later than in twelve months, or if it is to be
        kept from somebody and yet everybody may read it
    """
    draft = _draft(listing, by, now)
    today = timezone.localdate(now)
    if not today < valid_until <= today + dt.timedelta(days=MOST_DAYS_OPEN):
        raise NotUsable("valid_until")
    if tier not in Tier.values or (tier == Tier.PUBLIC and draft.kept_from.exists()):
        raise NotUsable("tier")
    draft.is_anonymous, draft.tier, draft.valid_until = is_anonymous, tier, valid_until
    draft.welcomes_service_providers = welcomes_service_providers
    save(draft, now)


@transaction.atomic
def keep_from(
    listing: Listing, organisations: Collection[Organisation], *, by: Any, now: dt.datetime
) -> None:
    """
    Keep a draft from these organisations, and from no others.

    :raises NotUsable: if everybody may read it, or one of them is its own
    """
    draft = _draft(listing, by, now)
    keys = {each.pk for each in organisations}
    if draft.organisation_id in keys or len(keys) > MOST_KEPT_FROM:
        raise NotUsable("kept_from")
    if keys and draft.tier == Tier.PUBLIC:
        raise NotUsable("tier")
    draft.kept_from.exclude(organisation__in=keys).delete()
    for key in keys:
        KeptFrom.objects.get_or_create(listing=draft, organisation_id=key)
    draft.matched.filter(organisation__in=keys).delete()
    save(draft, now)


@transaction.atomic
def allow_passage(listing: Listing, mark: str, *, reason: str, by: Any, now: dt.datetime) -> None:
    """
    Say why something that was found in its words is all right.

    :raises NotAllowed: if `by` does not act for it, or nobody may allow this
    :raises NotUsable: if no reason is given
    """
    if not policies.owns(by, listing):
        raise NotAllowed
    # As it is kept now, not as whoever asks may have read it a while ago.
    held = Listing.objects.select_for_update(of=("self",))
    kept = held.select_related("organisation", "cluster").get(pk=listing.pk)
    found = {each.mark: each for each in check(kept).findings}
    if mark not in found or found[mark].is_hard:
        raise NotAllowed
    said = usable(reason, field="reason", longest=LONGEST_REASON, is_needed=True)
    AllowedPassage.objects.update_or_create(
        listing=listing, mark=mark, defaults={"reason": said, "by": by, "at": now}
    )
    # Whoever says why a passage is all right has read it as theirs.
    take_up(kept, by=by, now=now)
    kept.save(update_fields=["taken_up_at", "written_by"])
    record("passage_allowed", listing, by=by, now=now, rule=found[mark].rule)


@transaction.atomic
def discard(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """
    Erase a draft that was never submitted; whoever of the team wrote it down is told.

    :raises NotAllowed: if `by` does not act for it
    :raises TooLate: if it was submitted
    """
    if not policies.owns(by, listing):
        raise NotAllowed
    draft = locked(listing, ListingState.DRAFT)
    if draft.submitted_at:
        raise TooLate
    record("discarded", draft, by=by, now=now)
    cancel_clocks(NOTED, draft.public_id, by=by, now=now)
    if draft.noted_by_id:
        noted_erased.send(sender=Listing, listing=draft, by_the_team=False, now=now)
        messages.tell_not_kept(draft.pk, now=now)
    draft.delete()


def new_draft(
    organisation: Organisation, cluster: Cluster, *, language: str, by: Any, now: dt.datetime
) -> Listing:
    """Return a draft that is yet to be saved; raises TooManyListings, or NotUsable."""
    # One at a time for each organisation, so that two cannot both be the last.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.listings.exclude(state__in=ENDED).count() >= MOST_LISTINGS:
        raise TooManyListings
    if language not in LANGUAGES:
        raise NotUsable("language")
    return Listing(
        cluster=cluster,
        organisation=organisation,
        written_by=by,
        created_at=now,
        changed_at=now,
        state_since=now,
        language=language,
    )


def _draft(listing: Listing, by: Any, now: dt.datetime) -> Listing:
    if not policies.owns(by, listing):
        raise NotAllowed
    draft = locked(listing, *EDITABLE)
    take_up(draft, by=by, now=now)
    return draft


def save(draft: Listing, now: dt.datetime) -> None:
    """Keep a changed draft, with its words as they are looked up."""
    draft.plain, draft.changed_at = plain_of(draft.words()), now
    draft.save()


def put_kind(listing: Listing, *, kind: str, money: str) -> None:
    """Have a draft say of what kind it is; raises NotUsable."""
    if kind not in ListingKind.values:
        raise NotUsable("kind")
    if money not in Money.values:
        raise NotUsable("money")
    listing.kind, listing.money, listing.direction = kind, money, Money(money).direction
    # Partners for a proposal of one's own are sought; what one offers for money is expertise.
    if kind == ListingKind.RESEARCH and money == Money.WE_ARE_PAID:
        raise NotUsable("money")


def _put_partner(draft: Listing, partner: Partner, *, by: Any, now: dt.datetime) -> None:
    levels = partner.levels
    if levels and not (levels[0] in LEVELS and levels[1] in LEVELS and levels[0] <= levels[1]):
        raise NotUsable("trl_to")
    if partner.rights and partner.rights not in RightsStatus.values:
        raise NotUsable("rights")
    if not set(partner.kinds) <= set(Kind.values):
        raise NotUsable("partner_kinds")
    if not set(partner.countries) <= {*countries.countries, *COUNTRIES_TOO}:
        raise NotUsable("partner_countries")
    if partner.deadline and partner.deadline <= timezone.localdate(now):
        raise NotUsable("deadline")
    draft.trl_from, draft.trl_to = levels or (None, None)
    draft.rights = partner.rights
    draft.partner_kinds = sorted(set(partner.kinds))
    draft.partner_countries = sorted(set(partner.countries))
    draft.partner_role = usable(partner.role, field="partner_role", longest=LONGEST_ROLE)
    draft.keywords = usable(partner.keywords, field="keywords", longest=LONGEST_KEYWORDS)
    draft.deadline = partner.deadline
    draft.call_id, draft.call_link = _call(partner.call.strip(), by)


def _call(told: str, by: Any) -> tuple[str, str]:
    """Return the id of a call that we know, and else the address of one; one of them is empty."""
    if not told:
        return "", ""
    if told.startswith(("https://", "http://")):
        if len(told) > 500:
            raise NotUsable("call")
        return "", told
    if not is_known_call(told, for_user=by):
        raise NotUsable("call")
    return told, ""
