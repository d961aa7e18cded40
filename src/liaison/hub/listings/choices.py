"""Short codes of needs and offers, and the bounds of what is written in them."""

import datetime as dt

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Kinds of clocks: the team reads what was submitted, whoever wrote what it returned changes it, and
# an organisation decides on what the team wrote down for it.
REVIEW = "listings.review"
CHANGES = "listings.changes"
NOTED = "listings.noted"

# Characters.
LONGEST_TITLE = 80
LONGEST_SUMMARY = 160
LONGEST_PUBLIC_TEXT = 1_000
LONGEST_BRIEF = 5_000
LONGEST_ROLE = 300
LONGEST_KEYWORDS = 300
LONGEST_REMARK = 500
LONGEST_REASON = 300
LONGEST_NOTE = 1_000
LANGUAGES = ("en", "fr", "de")
# Months for which a listing is open when nobody says otherwise, and at most; days before its end
# on which whoever published it is reminded.
DAYS_OPEN = 183
MOST_DAYS_OPEN = 366
DAYS_REMINDED_BEFORE = 14
LISTINGS_PER_PAGE = 20
# Of one organisation, drafts and whatever waits or is open.
MOST_LISTINGS = 50
MOST_KEPT_FROM = 50
# Similar ones that are shown while one is written.
MOST_SIMILAR = 5
# Technology readiness levels, from 1 to 9.
LEVELS = range(1, 10)

BEST_MARK = 5
# Of 20 marks; the Enterprise Europe Network publishes what is "sufficient", and nothing that lacks
# one of the four altogether.
FEWEST_MARKS = 10
GOOD_MARKS = 15


class ListingKind(models.TextChoices):
    """What a listing is about."""

    TECHNOLOGY = "technology", _("Technology")
    BUSINESS = "business", _("Business")
    RESEARCH = "research", _("Research and development together")
    EXPERTISE = "expertise", _("Expertise")
    FACILITY = "facility", _("Access to a facility or equipment")
    CLINICAL_SITE = "clinical_site", _("Clinical site for validation")


class Direction(models.TextChoices):
    """Whether something is sought or offered."""

    REQUEST = "request", _("Need")
    OFFER = "offer", _("Offer")


class Money(models.TextChoices):
    """Which way the money would flow; that makes a listing a need or an offer."""

    WE_PAY = "we_pay", _("We would pay the other side")
    WE_ARE_PAID = "we_are_paid", _("The other side would pay us")
    SHARED = "shared", _("Nobody pays the other: we look for partners to apply for money together")

    @property
    def direction(self) -> Direction:
        return Direction.OFFER if self is Money.WE_ARE_PAID else Direction.REQUEST


class RightsStatus(models.TextChoices):
    """Who holds rights to what a listing is about."""

    NONE = "none", _("No rights of our own")
    SECRET = "secret", _("Know-how that is kept secret")
    COPYRIGHT = "copyright", _("Copyright")
    APPLIED = "applied", _("Patent applied for")
    GRANTED = "granted", _("Patent granted")
    EXCLUSIVE = "exclusive", _("Exclusive rights by a licence")
    OTHER = "other", pgettext_lazy("intellectual property", "Other rights")


class Tier(models.TextChoices):
    """How far a listing goes."""

    PUBLIC = "public", _("Everybody may read the public text")
    MEMBERS = "members", _("Members of the cluster may read the public text, once signed in")
    MATCHED = "matched", _("Only organisations that you or the team pick for it")
    AFTER_NDA = "after_nda", _("Picked organisations; the private brief after a signed agreement")


# Of these the private brief needs no signed agreement.
BRIEF_WITHOUT_NDA = (Tier.PUBLIC, Tier.MEMBERS, Tier.MATCHED)
FOR_PICKED_ONLY = (Tier.MATCHED, Tier.AFTER_NDA)


class ListingState(models.TextChoices):
    """How far a listing has come."""

    DRAFT = "draft", pgettext_lazy("state of a listing", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a listing", "Waits for the team")
    IN_REVIEW = "in_review", pgettext_lazy("state of a listing", "The team reads it")
    RETURNED = "returned", pgettext_lazy("state of a listing", "Returned with remarks")
    PUBLISHED = "published", pgettext_lazy("state of a listing", "Published")
    PAUSED = "paused", pgettext_lazy("state of a listing", "Paused")
    MATCHED = "matched", pgettext_lazy("state of a listing", "Found a partner here")
    CLOSED = "closed", pgettext_lazy("state of a listing", "Closed")
    EXPIRED = "expired", pgettext_lazy("state of a listing", "Expired")


EDITABLE = (ListingState.DRAFT, ListingState.RETURNED)
WITH_THE_TEAM = (ListingState.SUBMITTED, ListingState.IN_REVIEW)
WAS_PUBLISHED = (
    ListingState.PUBLISHED,
    ListingState.PAUSED,
    ListingState.MATCHED,
    ListingState.CLOSED,
    ListingState.EXPIRED,
)
RUNNING = (ListingState.PUBLISHED, ListingState.PAUSED)
ENDED = (ListingState.MATCHED, ListingState.CLOSED)


class Outcome(models.TextChoices):
    """What became of a listing that was closed."""

    FOUND_HERE = "found_here", _("We found a partner here")
    FOUND_ELSEWHERE = "found_elsewhere", _("We found a partner elsewhere")
    NOBODY_FITTED = "nobody_fitted", _("Nobody fitted")
    PLANS_CHANGED = "plans_changed", _("Our plans have changed")


class Criterion(models.TextChoices):
    """
    By what the team reads a listing; each gets 0 to 5 marks.

    These are the four of the Enterprise Europe Network.
    """

    ADVANTAGES = "advantages", _("Advantages: it says what is new or better, and for whom")
    CLARITY = "clarity", _("Clarity: one clear subject, understood by someone of another field")
    EXPECTATIONS = "expectations", _("Cooperation: it says whom it seeks, and to do what")
    LANGUAGE = "language", _("Language: correct, plain, and no advertising")


class VersionState(models.TextChoices):
    """What became of the words of a listing as they were submitted."""

    WAITING = "waiting", pgettext_lazy("state of a version", "Waits for the team")
    IN_FORCE = "in_force", pgettext_lazy("state of a version", "Shown")
    REPLACED = "replaced", pgettext_lazy("state of a version", "Replaced by a later one")
    RETURNED = "returned", pgettext_lazy("state of a version", "Returned with remarks")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a version", "Taken back")


class Decision(models.TextChoices):
    """How a review ended."""

    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Returned with remarks")


# The words of a listing that readers see, with their names on pages and their longest length.
WORDS: dict[str, tuple[Promise, int]] = {
    "title": (_("Title"), LONGEST_TITLE),
    "summary": (_("Summary"), LONGEST_SUMMARY),
    "public_text": (_("Public text"), LONGEST_PUBLIC_TEXT),
}
# Within so long after it a listing that expired can be opened again.
RENEWABLE_FOR = dt.timedelta(days=366)
