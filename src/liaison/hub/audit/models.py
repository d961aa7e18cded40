"""The history of what people did."""

from django.db import models
from django.db.models import Q


class EventQuerySet(models.QuerySet["Event"]):
    def newest_first(self):
        # Two events of one moment keep the order in which they were written.
        return self.order_by("-at", "-pk")


class Event(models.Model):
    """
    One thing that was done, kept as it was said at the time.

    People stand in it under their public ids alone: once an account is erased, its events remain
    and tell of nobody.
    """

    verb = models.CharField(max_length=100)
    subject = models.CharField(max_length=300)
    # Empty when the software did it by itself.
    actor = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField(db_index=True)
    cluster = models.SlugField(max_length=50, blank=True)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_says_what_was_done_to_what",
                condition=~Q(verb="") & ~Q(subject=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
