"""What people say of the organisations suggested to them. As confidential as their searches."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.partner_search.choices import DismissalReason, FeedbackState, Outcome
from liaison.hub.partner_search.models.searches import Search

NEEDS_AN_ACCOUNT = (FeedbackState.INTRODUCED, FeedbackState.OUTCOME)


class Feedback(models.Model):
    """Where one organisation stands in one search, as the person who searched says."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="feedback")
    # As the index names it: anyone in the world may be suggested, not only who is listed here.
    organisation_id = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=FeedbackState.choices)
    reason = models.CharField(max_length=20, choices=DismissalReason.choices, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    # Empty for someone who searches without an account.
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="feedback_is_given_once_per_search_and_organisation",
                fields=["search", "organisation_id"],
            ),
            models.CheckConstraint(
                name="feedback_is_about_an_organisation", condition=~Q(organisation_id="")
            ),
            models.CheckConstraint(
                name="feedback_has_a_state_we_know", condition=Q(state__in=FeedbackState.values)
            ),
            models.CheckConstraint(
                name="feedback_has_a_coded_reason_if_it_dismisses",
                condition=Q(state=FeedbackState.DISMISSED, reason__in=DismissalReason.values)
                | Q(~Q(state=FeedbackState.DISMISSED), reason=""),
            ),
            models.CheckConstraint(
                name="feedback_has_a_coded_outcome_if_there_is_one",
                condition=Q(state=FeedbackState.OUTCOME, outcome__in=Outcome.values)
                | Q(~Q(state=FeedbackState.OUTCOME), outcome=""),
            ),
            models.CheckConstraint(
                name="feedback_on_an_introduction_comes_from_an_account",
                condition=~Q(state__in=NEEDS_AN_ACCOUNT) | Q(given_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.organisation_id}"

    @property
    def needs_an_account(self) -> bool:
        """Whether it tells of an introduction, which nobody without an account asks for."""
        return self.state in NEEDS_AN_ACCOUNT
