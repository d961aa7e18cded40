"""Figures of organisations over time: how many people work there, what they earn."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.directory.choices import FigureKind, Precision
from liaison.hub.directory.models.organisations import Organisation

LONGEST_FIGURE_SOURCE = 200


class Figure(models.Model):
    """
    One figure of an organisation: how many there were, on which day or in which year.

    A figure of a year stands at the last day of that year.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=30, choices=FigureKind.choices)
    on = models.DateField()
    precision = models.CharField(max_length=10, choices=Precision.choices)
    # People, or whole euro; see the kind.
    value = models.BigIntegerField()
    is_estimated = models.BooleanField(default=False)
    # Where it can be read, such as "Annual accounts 2025"; empty where nobody said.
    source = models.CharField(max_length=LONGEST_FIGURE_SOURCE, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_a_figure_once_by_kind_day_and_source",
                fields=["organisation", "kind", "on", "source"],
            ),
            models.CheckConstraint(name="figure_is_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.when}: {self.value}"

    @property
    def when(self) -> str:
        """Of when it is, as it is written: "2025" or "2025-06-30"."""
        return str(self.on.year) if self.precision == Precision.YEAR else self.on.isoformat()


def read_when(when: str) -> tuple[dt.date, Precision]:
    """Return the day, and how closely it is known, of what `Figure.when` writes."""
    if len(when) == 4:
        return dt.date(int(when), 12, 31), Precision.YEAR
    return dt.date.fromisoformat(when), Precision.DAY
