"""What a look into open data found for organisations, and which proposed facts people dismissed."""

from django.conf import settings
from django.db import models

from liaison.hub.directory.models import Organisation, WorkedOut


class Finding(WorkedOut):
    """What the last look at open data found for one organisation; worked out anew at each look."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="finding"
    )
    # Of the pictures that were looked at.
    version = models.CharField(max_length=64)
    looked_at = models.DateTimeField()
    # Of one that is not linked: key, points, reasons and deciding scheme of each likely entry.
    likely = models.JSONField(default=list)
    # Points of the likeliest entry; entries with an identifier in common come before all others.
    points = models.FloatField(null=True)
    # Of one that is linked: how many facts are proposed.
    proposals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(name="finding_by_likelihood", fields=["-points", "organisation"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.version[:12]}"


class Dismissal(models.Model):
    """A proposed fact that somebody does not want here; holds until the source says otherwise."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="dismissals"
    )
    # A code of `enrichment.choices.Aspect`, and what was proposed, as `proposals` writes it.
    aspect = models.CharField(max_length=20)
    value = models.CharField(max_length=600)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposed_fact_is_dismissed_once",
                fields=["organisation", "aspect", "value"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.aspect}"
