"""Controls of a cluster's entries, what they found, and what people decided on it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control.choices import FEWEST_DAYS, LONGEST_REASON, MOST_DAYS, Rule
from liaison.hub.directory.choices import DAYS_FRESH
from liaison.hub.directory.models import Organisation, WorkedOut


class ControlSetting(models.Model):
    """Which rules a cluster does without, and after how long an entry counts as aged."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="+")
    # Codes of `Rule`.
    off = models.JSONField(default=list, blank=True)
    # Of those that are off until somebody wants them.
    also_on = models.JSONField(default=list, blank=True)
    days_fresh = models.PositiveSmallIntegerField(default=DAYS_FRESH)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="control_setting_has_entries_age_within_ten_years",
                condition=Q(days_fresh__gte=FEWEST_DAYS, days_fresh__lte=MOST_DAYS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}"


class WebsiteVisit(WorkedOut):
    """How the web site of an organisation answered when it was visited last."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    # The address that was visited.
    website = models.CharField(max_length=500)
    visited_at = models.DateTimeField()
    # A code of `opendata.fetch.Answers`, and the host that it leads to.
    answers = models.CharField(max_length=30)
    led_to = models.CharField(max_length=255, blank=True)
    # Since when, and on how many days, it has not answered well; none where it does.
    fails_since = models.DateField(null=True)
    days_failed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="website_that_fails_does_so_since_a_day",
                condition=Q(fails_since=None, days_failed=0)
                | Q(fails_since__isnull=False, days_failed__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.answers}"


class ControlRun(models.Model):
    """One control of all entries of a cluster; its counts stay for the trend."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # The key of the last organisation that was looked at, for whoever goes on.
    position = models.BigIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    # How many organisations each rule found, by its code; of a rule that was on.
    counts = models.JSONField(default=dict, blank=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="control_runs_of_a_cluster", fields=["cluster", "completed_at"]),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Finding(models.Model):
    """A rule found something wrong with the entry of an organisation."""

    run = models.ForeignKey(ControlRun, on_delete=models.CASCADE, related_name="findings")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=30, choices=Rule.choices)
    # Of a text its code; of two alike the keys of the others.
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(name="findings_by_rule", fields=["run", "rule", "organisation"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="rule_finds_an_organisation_once_in_a_run",
                fields=["run", "organisation", "rule"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.organisation_id}"


class NoProblem(models.Model):
    """The team of a cluster decided that what a rule finds of an organisation is no problem."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=30, choices=Rule.choices)
    reason = models.TextField(max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rule_is_set_aside_for_an_organisation_once",
                fields=["cluster", "organisation", "rule"],
            ),
            models.CheckConstraint(name="no_problem_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.organisation_id}"


class AskedToFix(models.Model):
    """The team asked those who answer for an organisation to fix its entry."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # Codes of what was found.
    rules = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at}"
