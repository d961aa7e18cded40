"""How many cases there are, how fast they are answered, how content people are; to the team."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from liaison.hub.clocks.working_days import days_left
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.support.choices import Face
from liaison.hub.support.models import Case, CaseTopic

MONTHS = 12


@dataclass
class Tally:
    """
    What is counted of some cases.

    :ivar number: how many were asked
    :ivar days: of those answered, working days from the question to the first answer
    :ivar faces: how many gave which face, by its code
    """

    number: int = 0
    days: list[int] = field(default_factory=list)
    faces: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Face.values, 0))

    @property
    def median_days(self) -> float | None:
        """Working days to the first answer, of which half took more; None for none answered."""
        return float(np.median(self.days)) if self.days else None

    @property
    def answered(self) -> int:
        return len(self.days)

    def add(self, others: Iterable["Tally"]) -> "Tally":
        """Count others too; return itself."""
        for other in others:
            self.number += other.number
            self.days += other.days
            for face, number in other.faces.items():
                self.faces[face] += number
        return self


@dataclass(frozen=True)
class Figures:
    """
    Cases of some months.

    :ivar months: the first day of each, the oldest first
    :ivar topics: those that somebody asked about, in their order
    :ivar by_topic_and_month: by the code of a topic and the first day of a month
    """

    months: list[dt.date]
    topics: list[CaseTopic]
    by_topic_and_month: dict[tuple[str, dt.date], Tally]

    @property
    def whole(self) -> Tally:
        return Tally().add(self.by_topic_and_month.values())

    def of_month(self, month: dt.date) -> Tally:
        found = self.by_topic_and_month.items()
        return Tally().add(tally for (_topic, of), tally in found if of == month)

    def of_topic(self, topic: CaseTopic) -> Tally:
        found = self.by_topic_and_month.items()
        return Tally().add(tally for (code, _of), tally in found if code == topic.code)

    def of(self, topic: CaseTopic, month: dt.date) -> Tally:
        return self.by_topic_and_month.get((topic.code, month), Tally())


def figures_of(cluster: Cluster, *, on: dt.date, for_user: Any) -> Figures | None:
    """Return the figures of twelve months up to a day, to the team; None to others."""
    if not is_of_the_team(for_user, cluster):
        return None
    months = _months_until(on)
    begin = dt.datetime.combine(months[0], dt.time.min, timezone.get_current_timezone())
    asked = Case.objects.not_joined().filter(cluster=cluster, asked_at__gte=begin)
    # As many rows as there are different days, however many were asked.
    rows = asked.values_list(
        "topic__code", TruncDate("asked_at"), TruncDate("first_answer_at"), "face"
    ).annotate(number=Count("pk"))
    counted: dict[tuple[str, dt.date], Tally] = defaultdict(Tally)
    for code, day, answered_on, face, number in rows.order_by():
        tally = counted[code, day.replace(day=1)]
        tally.number += number
        if answered_on is not None:
            tally.days += [max(0, days_left(day, answered_on))] * number
        if face:
            tally.faces[face] += number
    codes = {code for code, _month in counted}
    topics = CaseTopic.objects.filter(cluster=cluster, code__in=codes)
    return Figures(months, list(topics), dict(counted))


def _months_until(day: dt.date) -> list[dt.date]:
    months, month = [], day.replace(day=1)
    for _number in range(MONTHS):
        months.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return months[::-1]
