"""How a cluster's desk is set up: topics, whom they go to, how fast, and answers at hand."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.support.choices import (
    LATEST_CLOSED,
    LONGEST_HELP,
    LONGEST_PROMISE,
    LONGEST_TOPIC,
    LONGEST_WORD,
    SOONEST_CLOSED,
)


class InThreeLanguages:
    """Texts in English, and in French and German where somebody wrote them."""

    def text_in(self, language: str | None, *, field: str) -> str:
        """Return a text in this language; in English where there is none."""
        return getattr(self, f"{field}_{language}", "") or getattr(self, f"{field}_en")

    def language_of(self, language: str | None, *, field: str) -> str:
        """Return the language in which `text_in` answers."""
        return language if language and getattr(self, f"{field}_{language}", "") else "en"


class CaseTopic(InThreeLanguages, models.Model):
    """What a case may be about, in a cluster, and who of its team answers such cases."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="case_topics")
    code = models.SlugField(max_length=50)
    position = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=LONGEST_TOPIC)
    name_fr = models.CharField(max_length=LONGEST_TOPIC, blank=True)
    name_de = models.CharField(max_length=LONGEST_TOPIC, blank=True)
    # What often helps without a question; its links can be followed.
    help_en = models.TextField(max_length=LONGEST_HELP, blank=True)
    help_fr = models.TextField(max_length=LONGEST_HELP, blank=True)
    help_de = models.TextField(max_length=LONGEST_HELP, blank=True)
    # Nobody: whoever of the team takes it.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # One that nobody may choose any more; cases keep it.
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["cluster", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_topic_has_a_code_of_its_own_in_the_cluster", fields=["cluster", "code"]
            ),
            models.CheckConstraint(
                name="case_topic_has_a_name_in_english", condition=~Q(name_en="")
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str | None) -> str:
        """Return its name in this language; in English where there is none."""
        return self.text_in(language, field="name")


class Promise(models.Model):
    """Within how many working days a cluster answers, and after how many it closes."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="case_promise")
    urgent = models.PositiveSmallIntegerField(default=1)
    normal = models.PositiveSmallIntegerField(default=3)
    low = models.PositiveSmallIntegerField(default=10)
    # Working days without a word after which a case closes by itself; empty: never.
    closes_after = models.PositiveSmallIntegerField(null=True, default=14)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closes_by_itself_after_six_to_sixty_working_days",
                condition=Q(closes_after=None)
                | Q(closes_after__gte=SOONEST_CLOSED, closes_after__lte=LATEST_CLOSED),
            ),
            models.CheckConstraint(
                name="promise_is_of_one_to_sixty_working_days",
                condition=Q(
                    urgent__gte=1,
                    urgent__lte=LONGEST_PROMISE,
                    normal__gte=1,
                    normal__lte=LONGEST_PROMISE,
                    low__gte=1,
                    low__lte=LONGEST_PROMISE,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cluster_id)

    def days(self, priority: str) -> int:
        """Return the working days within which a case of this priority is answered."""
        return int(getattr(self, priority))


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: dt.date):
        return self.filter(since__lte=day, until__gte=day)


class Absence(models.Model):
    """A person of a cluster's team is away, both days counted; new cases go to the team."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="absences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_is_away_from_a_cluster_once", fields=["cluster", "person"]
            ),
            models.CheckConstraint(
                name="absence_ends_on_its_first_day_or_later",
                condition=Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}/{self.until}"


class CannedAnswer(InThreeLanguages, models.Model):
    """An answer that a team gives again and again, with places for names."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="canned_answers")
    # For cases of any topic where there is none.
    topic = models.ForeignKey(
        CaseTopic, null=True, on_delete=models.SET_NULL, related_name="canned_answers"
    )
    name = models.CharField(max_length=LONGEST_TOPIC)
    text_en = models.TextField(max_length=LONGEST_WORD)
    text_fr = models.TextField(max_length=LONGEST_WORD, blank=True)
    text_de = models.TextField(max_length=LONGEST_WORD, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="canned_answer_has_a_name_of_its_own_in_the_cluster",
                fields=["cluster", "name"],
            ),
            models.CheckConstraint(
                name="canned_answer_says_something_in_english",
                condition=~Q(name="") & ~Q(text_en=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
