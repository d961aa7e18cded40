"""Needs and offers, their versions and reviews, and who sees them or never does."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.directory.models import Organisation
from liaison.hub.listings.choices import (
    BEST_MARK,
    ENDED,
    LONGEST_BRIEF,
    LONGEST_KEYWORDS,
    LONGEST_NOTE,
    LONGEST_PUBLIC_TEXT,
    LONGEST_REASON,
    LONGEST_ROLE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    WAS_PUBLISHED,
    Decision,
    Direction,
    ListingKind,
    ListingState,
    Money,
    Outcome,
    RightsStatus,
    Tier,
    VersionState,
)

_LANGUAGES = [("en", "en"), ("fr", "fr"), ("de", "de")]
_TEASER = ("title", "summary", "public_text")


class Listing(models.Model):
    """
    A need or an offer of an organisation, in one cluster.

    Nothing in it that others see names the organisation: who may see that is said by
    `listings.visibility`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="listings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="listings"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Who of the team wrote it down for the organisation, which it waits for until somebody who acts
    # for that took it up; none where it wrote it itself.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ListingState.choices, default=ListingState.DRAFT
    )
    state_since = models.DateTimeField()

    kind = models.CharField(max_length=15, choices=ListingKind.choices)
    money = models.CharField(max_length=15, choices=Money.choices)
    direction = models.CharField(max_length=10, choices=Direction.choices)

    language = models.CharField(max_length=2, choices=_LANGUAGES)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    summary = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    public_text = models.TextField(max_length=LONGEST_PUBLIC_TEXT, blank=True)
    # The same three by language, where somebody wrote them in others too.
    translations = models.JSONField(default=dict, blank=True)
    private_brief = models.TextField(max_length=LONGEST_BRIEF, blank=True)
    # All words that readers see, as they are looked up.
    plain = models.TextField(blank=True)

    # Technology readiness levels, 1 to 9.
    trl_from = models.PositiveSmallIntegerField(null=True, blank=True)
    trl_to = models.PositiveSmallIntegerField(null=True, blank=True)
    rights = models.CharField(max_length=10, choices=RightsStatus.choices, blank=True)
    # Kinds of organisations and ISO 3166-1 codes; empty for any.
    partner_kinds = models.JSONField(default=list, blank=True)
    partner_countries = models.JSONField(default=list, blank=True)
    partner_role = models.CharField(max_length=LONGEST_ROLE, blank=True)
    focus_areas = models.ManyToManyField(FocusArea, related_name="+", blank=True)
    keywords = models.CharField(max_length=LONGEST_KEYWORDS, blank=True)
    # A call that we know, or the address of another one.
    call_id = models.CharField(max_length=200, blank=True)
    call_link = models.URLField(max_length=500, blank=True)
    # The last day for answers.
    deadline = models.DateField(null=True, blank=True)

    is_anonymous = models.BooleanField(default=True)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.MEMBERS)
    welcomes_service_providers = models.BooleanField(default=False)
    valid_until = models.DateField(null=True, blank=True)

    submitted_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    times_renewed = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_note = models.TextField(max_length=LONGEST_NOTE, blank=True)

    class Meta:
        indexes = [models.Index(fields=["cluster", "state"], name="listing_by_cluster_and_state")]
        constraints = [
            models.CheckConstraint(
                name="listing_direction_follows_the_money",
                condition=Q(money=Money.WE_ARE_PAID, direction=Direction.OFFER)
                | Q(~Q(money=Money.WE_ARE_PAID), direction=Direction.REQUEST),
            ),
            models.CheckConstraint(
                name="listing_on_research_together_is_a_request",
                condition=~Q(kind=ListingKind.RESEARCH) | Q(direction=Direction.REQUEST),
            ),
            models.CheckConstraint(
                name="listing_that_left_its_draft_says_something",
                condition=Q(state=ListingState.DRAFT)
                | ~(Q(title="") | Q(summary="") | Q(public_text="")),
            ),
            models.CheckConstraint(
                name="listing_that_was_published_says_when_and_until_when",
                condition=Q(
                    state__in=WAS_PUBLISHED, published_at__isnull=False, valid_until__isnull=False
                )
                | ~Q(state__in=WAS_PUBLISHED),
            ),
            models.CheckConstraint(
                name="listing_in_review_is_somebodys",
                condition=~Q(state=ListingState.IN_REVIEW) | Q(reviewer__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_that_ended_has_an_outcome",
                condition=(
                    Q(state=ListingState.MATCHED, outcome=Outcome.FOUND_HERE)
                    | Q(Q(state=ListingState.CLOSED), ~Q(outcome__in=["", Outcome.FOUND_HERE]))
                    | Q(~Q(state__in=ENDED), outcome="", outcome_note="")
                ),
            ),
            models.CheckConstraint(
                name="listing_levels_are_in_order",
                condition=Q(trl_from=None, trl_to=None)
                | Q(trl_from__gte=1, trl_to__lte=9, trl_to__gte=F("trl_from")),
            ),
            models.CheckConstraint(
                name="listing_noted_by_the_team_is_a_draft_until_it_is_taken_up",
                condition=Q(noted_by=None, taken_up_at=None)
                | Q(noted_by__isnull=False, taken_up_at__isnull=False)
                | Q(noted_by__isnull=False, state=ListingState.DRAFT),
            ),
            models.CheckConstraint(
                name="listing_leads_to_one_call",
                condition=Q(call_id="") | Q(call_link=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def waits_to_be_taken_up(self) -> bool:
        """Whether the team wrote it down, and nobody who acts for its organisation touched it."""
        return self.noted_by_id is not None and self.taken_up_at is None

    def words(self) -> dict[str, dict[str, str]]:
        """Return what readers see, by language, the original first."""
        original = {code: getattr(self, code) for code in _TEASER}
        return {self.language: original, **self.translations}

    def words_in(self, language: str | None) -> tuple[str, dict[str, str]]:
        """Return in which language they are, and the words: this one where they are in it."""
        words = self.words()
        read = language if language in words else self.language
        return read, words[read]


class ListingVersion(models.Model):
    """
    The words of a listing as they were submitted at one time.

    :ivar words: by language the title, the summary and the public text; the original's first
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=_LANGUAGES)
    words = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.WAITING
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                name="listing_has_a_version_of_a_number_once", fields=["listing", "number"]
            ),
            models.UniqueConstraint(
                name="listing_has_one_version_that_waits",
                fields=["listing"],
                condition=Q(state=VersionState.WAITING),
            ),
            models.UniqueConstraint(
                name="listing_has_one_version_in_force",
                fields=["listing"],
                condition=Q(state=VersionState.IN_FORCE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.number}"

    @property
    def is_waiting(self) -> bool:
        return self.state == VersionState.WAITING


def _from_0_to_best(name: str) -> Any:
    return Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": BEST_MARK})


class Review(models.Model):
    """
    The team decided on a version of a listing.

    :ivar remarks: by the code of a field what is to be changed there
    """

    version = models.ForeignKey(ListingVersion, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    # Marks from 0 to 5, see `Criterion`.
    advantages = models.PositiveSmallIntegerField(null=True)
    clarity = models.PositiveSmallIntegerField(null=True)
    expectations = models.PositiveSmallIntegerField(null=True)
    language = models.PositiveSmallIntegerField(null=True)
    remarks = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_that_publishes_lacks_no_mark",
                condition=Q(decision=Decision.RETURNED)
                | Q(advantages__gt=0, clarity__gt=0, expectations__gt=0, language__gt=0),
            ),
            models.CheckConstraint(
                name="review_marks_are_from_0_to_5",
                condition=_from_0_to_best("advantages")
                & _from_0_to_best("clarity")
                & _from_0_to_best("expectations")
                & _from_0_to_best("language"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"

    @property
    def total(self) -> int:
        """The sum of the marks, from 0 to 20."""
        return sum(
            mark or 0 for mark in (self.advantages, self.clarity, self.expectations, self.language)
        )


class AllowedPassage(models.Model):
    """Somebody said of a giveaway that was found why it is all right."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="allowed")
    # Of the rule and of the passage: another passage is found anew.
    mark = models.CharField(max_length=32)
    reason = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="passage_of_a_listing_is_allowed_once", fields=["listing", "mark"]
            ),
            models.CheckConstraint(
                name="passage_is_allowed_with_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.mark


class Matched(models.Model):
    """An organisation for which a listing was opened; for some only its agreement opens more."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matched")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    # The day on which a non-disclosure agreement was signed, as the team or the publisher says.
    nda_signed_on = models.DateField(null=True, blank=True)
    # It was made here, so that it ends here too.
    nda_made_here = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="listing_is_matched_with_an_organisation_once",
                fields=["listing", "organisation"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.organisation_id}"


class KeptFrom(models.Model):
    """An organisation, such as a competitor, whose people never see a listing."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="kept_from")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="listing_is_kept_from_an_organisation_once",
                fields=["listing", "organisation"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.organisation_id}"
