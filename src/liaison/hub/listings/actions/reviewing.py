"""The team reads a need or an offer before others do."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from liaison.hub.clocks.actions import cancel_clocks, hand_over, meet_clocks, start_clock
from liaison.hub.listings import messages, policies
from liaison.hub.listings.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    move,
    record,
    take_up,
    usable,
    usable_translations,
    usable_words,
)
from liaison.hub.listings.choices import (
    BEST_MARK,
    CHANGES,
    DAYS_OPEN,
    EDITABLE,
    FEWEST_MARKS,
    LONGEST_REASON,
    LONGEST_REMARK,
    NOTED,
    REVIEW,
    RUNNING,
    WITH_THE_TEAM,
    WORDS,
    Criterion,
    Decision,
    ListingState,
    VersionState,
)
from liaison.hub.listings.models import AllowedPassage, Listing, ListingVersion, Review
from liaison.hub.listings.queries import Checked, check, plain_of, waiting_version

# To what the team may remark; the whole has no field.
REMARKED = (*WORDS, "private_brief", "partner", "open_to", "whole")


class GivesAway(Exception):
    """
    The words give something away that nobody has allowed, or that cannot be.

    :ivar checked: what was found
    """

    def __init__(self, checked: Checked) -> None:
        super().__init__("gives away")
        self.checked = checked


class MarksTooLow(ValueError):
    """With fewer than FEWEST_MARKS, or none for one criterion, a listing is not published."""


class NothingSaid(ValueError):
    """Whoever returns a listing says what is to be changed."""


@transaction.atomic
def submit(listing: Listing, *, by: Any, now: dt.datetime) -> Listing:
    """
    Hand a draft to the team.

    :raises NotAllowed: if `by` may not write for the organisation (any more)
    :raises NotUsable: if words are missing
    :raises GivesAway: if something was found in them that is not allowed
    """
    if not policies.can_write_for(by, listing.organisation, listing.cluster):
        raise NotAllowed
    draft = locked(listing, *EDITABLE)
    take_up(draft, by=by, now=now)
    usable_words({code: getattr(draft, code) for code in WORDS}, is_needed=True)
    checked = check(draft)
    if not checked.is_clear:
        raise GivesAway(checked)
    if draft.valid_until is None or draft.valid_until <= timezone.localdate(now):
        draft.valid_until = timezone.localdate(now) + dt.timedelta(days=DAYS_OPEN)
    _new_version(draft, draft.language, draft.words(), by=by, now=now)
    draft.submitted_at, draft.reviewer = now, None
    move(draft, ListingState.SUBMITTED, now=now)
    record("submitted", draft, by=by, now=now)
    for kind in (CHANGES, NOTED):
        meet_clocks(kind, draft.public_id, by=by, now=now)
    start_clock(REVIEW, draft.public_id, cluster=draft.cluster, by=by, now=now)
    transaction.on_commit(partial(messages.tell_team, draft.pk, now=now))
    return draft


@transaction.atomic
def take_back(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Take back what waits for the team, to go on writing; raises NotAllowed, or TooLate."""
    if not policies.owns(by, listing):
        raise NotAllowed
    waiting = locked(listing, *WITH_THE_TEAM)
    waiting.versions.filter(state=VersionState.WAITING).update(state=VersionState.WITHDRAWN)
    waiting.reviewer = None
    move(waiting, ListingState.DRAFT, now=now)
    record("taken_back", waiting, by=by, now=now)
    cancel_clocks(REVIEW, waiting.public_id, by=by, now=now)


@transaction.atomic
def change_published(
    listing: Listing,
    words: Mapping[str, str],
    translations: Mapping[str, Mapping[str, str]],
    *,
    reason: str = "",
    by: Any,
    now: dt.datetime,
) -> bool:
    """
    Ask for other words in a published listing; the team reads them before they show.

    :param reason: why what was found in them is all right, where that may be said
    :returns: False if nothing is to change
    :raises NotUsable: if words are missing or too long
    :raises GivesAway: if something was found in them
    :raises TooLate: if it is not published any more
    """
    if not policies.owns(by, listing):
        raise NotAllowed
    published = locked(listing, *RUNNING)
    wanted = {
        published.language: usable_words(words, is_needed=True),
        **usable_translations(translations, original=published.language),
    }
    if wanted == published.words():
        return False
    checked = check(published, wanted)
    reason = usable(reason, field="reason", longest=LONGEST_REASON)
    if checked.hard or (checked.open and not reason):
        raise GivesAway(checked)
    for mark in {each.mark for each in checked.open}:
        AllowedPassage.objects.create(listing=published, mark=mark, reason=reason, by=by, at=now)
    published.versions.filter(state=VersionState.WAITING).update(state=VersionState.WITHDRAWN)
    _new_version(published, published.language, wanted, by=by, now=now)
    published.changed_at = now
    published.save()
    record("change_submitted", published, by=by, now=now)
    meet_clocks(CHANGES, published.public_id, by=by, now=now)
    start_clock(REVIEW, published.public_id, cluster=published.cluster, by=by, now=now)
    transaction.on_commit(partial(messages.tell_team, published.pk, now=now))
    return True


@transaction.atomic
def begin_review(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Say that one reads it, so that colleagues do not; raises NotAllowed, or TooLate."""
    if not policies.can_review(by, listing):
        raise NotAllowed
    waiting = locked(listing, ListingState.SUBMITTED)
    _give_review(waiting, by, by=by, now=now)
    hand_over(REVIEW, waiting.public_id, to=by, by=by, now=now)


def follow_review_clock(subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime) -> None:
    """Have whoever took its clock over read a listing, or nobody in particular; it is held."""
    waiting = Listing.objects.filter(public_id=subject, state__in=WITH_THE_TEAM).first()
    # Of other words for what is published nobody says that they read them.
    if waiting is not None:
        _give_review(waiting, to, by=by, now=now)


def _give_review(listing: Listing, to: Any, *, by: Any, now: dt.datetime) -> None:
    listing.reviewer = to
    move(listing, ListingState.IN_REVIEW if to else ListingState.SUBMITTED, now=now)
    record("review_begun" if to else "review_left", listing, by=by, now=now)


@transaction.atomic
def publish(
    listing: Listing,
    marks: Mapping[str, int],
    *,
    version: int,
    by: Any,
    now: dt.datetime,
) -> Listing:
    """
    Publish what waits: a new listing, or other words in one that is published.

    :param marks: 0 to 5 for each `Criterion`
    :param version: the number of the version that was read
    :raises NotAllowed: if `by` is not of the team, or too close to it
    :raises MarksTooLow: if it should be returned instead
    :raises GivesAway: if meanwhile something is known that it gives away
    :raises TooLate: if somebody decided, or other words wait by now
    """
    if not policies.can_review(by, listing):
        raise NotAllowed
    kept = locked(listing, *WITH_THE_TEAM, *RUNNING)
    waiting = _waiting(kept, version)
    if set(marks) != set(Criterion.values) or not all(
        0 <= mark <= BEST_MARK for mark in marks.values()
    ):
        raise NotUsable("marks")
    if min(marks.values()) == 0 or sum(marks.values()) < FEWEST_MARKS:
        raise MarksTooLow
    checked = check(kept, waiting.words)
    if not checked.is_clear:
        raise GivesAway(checked)
    kept.versions.filter(state=VersionState.IN_FORCE).update(state=VersionState.REPLACED)
    waiting.state = VersionState.IN_FORCE
    waiting.save()
    Review.objects.create(
        version=waiting, reviewer=by, at=now, decision=Decision.PUBLISHED, **marks
    )
    _put_in_force(kept, waiting)
    kept.reviewer = by
    if kept.state in RUNNING:
        kept.changed_at = now
        kept.save()
    else:
        if kept.valid_until is None or kept.valid_until <= timezone.localdate(now):
            kept.valid_until = timezone.localdate(now) + dt.timedelta(days=DAYS_OPEN)
        kept.published_at = kept.published_at or now
        move(kept, ListingState.PUBLISHED, now=now)
    record("published", kept, by=by, now=now, version=waiting.number)
    meet_clocks(REVIEW, kept.public_id, by=by, now=now)
    transaction.on_commit(partial(messages.tell_published, kept.pk, now=now))
    return kept


@transaction.atomic
def return_for_changes(
    listing: Listing,
    remarks: Mapping[str, str],
    *,
    version: int,
    marks: Mapping[str, int] | None = None,
    by: Any,
    now: dt.datetime,
) -> Listing:
    """
    Return what waits, and say by field what is to be changed; published words stay meanwhile.

    :param remarks: by the codes of REMARKED
    :raises NothingSaid: if there is no remark
    :raises TooLate: if somebody decided, or other words wait by now
    """
    if not policies.can_review(by, listing):
        raise NotAllowed
    kept = locked(listing, *WITH_THE_TEAM, *RUNNING)
    waiting = _waiting(kept, version)
    said = {
        code: text
        for code in REMARKED
        if (text := usable(remarks.get(code, ""), field=code, longest=LONGEST_REMARK))
    }
    if not said:
        raise NothingSaid
    waiting.state = VersionState.RETURNED
    waiting.save()
    review = Review.objects.create(
        version=waiting,
        reviewer=by,
        at=now,
        decision=Decision.RETURNED,
        remarks=said,
        **(marks or {}),
    )
    kept.reviewer = by
    if kept.state in RUNNING:
        kept.save()
    else:
        move(kept, ListingState.RETURNED, now=now)
    record("returned", kept, by=by, now=now, version=waiting.number)
    meet_clocks(REVIEW, kept.public_id, by=by, now=now)
    start_clock(
        CHANGES,
        kept.public_id,
        cluster=kept.cluster,
        organisation=kept.organisation,
        by=by,
        now=now,
    )
    transaction.on_commit(partial(messages.tell_returned, review.pk, now=now))
    return kept


def _new_version(
    listing: Listing, language: str, words: Any, *, by: Any, now: dt.datetime
) -> ListingVersion:
    last = listing.versions.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            return ListingVersion.objects.create(
                listing=listing,
                number=last + 1,
                language=language,
                words=words,
                written_by=by,
                submitted_at=now,
            )
    except IntegrityError as error:
        raise TooLate from error


def _waiting(listing: Listing, number: int) -> ListingVersion:
    waiting = waiting_version(listing)
    if waiting is None or waiting.number != number:
        raise TooLate
    return waiting


def _put_in_force(listing: Listing, version: ListingVersion) -> None:
    words = dict(version.words)
    for code, text in words.pop(version.language).items():
        setattr(listing, code, text)
    listing.language, listing.translations = version.language, words
    listing.plain = plain_of(listing.words())
