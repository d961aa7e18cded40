"""How a cluster admits members: its own words, its form, its charter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.membership.choices import (
    LONGEST_CHARTER,
    LONGEST_MESSAGE,
    LONGEST_QUESTION,
    AnswerKind,
    AskedFact,
    Asking,
    DecidedBy,
    usually_asked,
)


class InThreeLanguages:
    """Texts in English, and in French and German where somebody wrote them."""

    def text_in(self, language: str | None, *, field: str) -> str:
        """Return a text in this language; in English where there is none."""
        return getattr(self, f"{field}_{language}", "") or getattr(self, f"{field}_en")

    def language_of(self, language: str | None, *, field: str) -> str:
        """Return the language in which `text_in` answers."""
        return language if language and getattr(self, f"{field}_{language}", "") else "en"


class Admission(InThreeLanguages, models.Model):
    """How one cluster admits members: who decides, by when, and what it says to those who come."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="admission")
    # Whether it takes new applications.
    is_open = models.BooleanField(default=True)
    decided_by = models.CharField(
        max_length=10, choices=DecidedBy.choices, default=DecidedBy.MANAGER
    )
    # How many must vote for or against before the committee's decision counts.
    votes_needed = models.PositiveSmallIntegerField(default=1)
    # Within how many days the cluster promises an answer, and after how many months it looks
    # again at a membership.
    answers_within_days = models.PositiveSmallIntegerField(default=30)
    reviews_after_months = models.PositiveSmallIntegerField(default=12)
    # Whether the directory shows the members who agreed to be named; the others are only counted.
    shows_members = models.BooleanField(default=True)
    # What membership brings, and what is asked of members.
    brings_en = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    brings_fr = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    brings_de = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    asks_en = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    asks_fr = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    asks_de = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    # What is asked of an organisation that the directory does not have yet: by a code of
    # `AskedFact` one of `Asking`; what is not in it is not asked.
    asked_facts = models.JSONField(default=usually_asked, blank=True)
    # Nobody of the cluster has looked at these words, the form and the settings yet.
    is_starting_set = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="admission_needs_a_vote_at_least", condition=Q(votes_needed__gte=1)
            ),
            models.CheckConstraint(
                name="admission_promises_an_answer_within_a_year",
                condition=Q(answers_within_days__gte=1, answers_within_days__lte=366),
            ),
            models.CheckConstraint(
                name="admission_reviews_members_within_ten_years",
                condition=Q(reviews_after_months__gte=1, reviews_after_months__lte=120),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cluster)

    @property
    def is_by_committee(self) -> bool:
        return self.decided_by == DecidedBy.COMMITTEE

    @property
    def asked(self) -> dict[AskedFact, bool]:
        """What is asked of an organisation, in order, and whether it must be answered."""
        said = self.asked_facts
        return {
            fact: said[fact] == Asking.REQUIRED
            for fact in AskedFact
            if said.get(fact, Asking.NOT) != Asking.NOT
        }


class ApplicationQuestion(InThreeLanguages, models.Model):
    """A question to those who apply; changing it changes no answer that was given before."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="application_questions"
    )
    code = models.SlugField(max_length=50)
    text_en = models.CharField(max_length=LONGEST_QUESTION)
    text_fr = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    text_de = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    help_en = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    help_fr = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    help_de = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    kind = models.CharField(max_length=10, choices=AnswerKind.choices)
    # Of a choice: what there is to choose, each as {"en": …, "fr": …, "de": …}.
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_question_has_a_code_of_its_own_in_the_cluster",
                fields=["cluster", "code"],
            ),
            models.CheckConstraint(
                name="application_question_asks_something", condition=~Q(text_en="")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Charter(InThreeLanguages, models.Model):
    """One version of what members of a cluster commit to; a published one never changes."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="charters")
    # Counted from 1; the highest is in force.
    version = models.PositiveSmallIntegerField()
    text_en = models.TextField(max_length=LONGEST_CHARTER)
    text_fr = models.TextField(max_length=LONGEST_CHARTER, blank=True)
    text_de = models.TextField(max_length=LONGEST_CHARTER, blank=True)
    # A text to start from, not yet the cluster's own; pages say so.
    is_draft = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    # Empty where the software brought it along.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["cluster", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="charter_has_a_version_of_its_own_in_the_cluster",
                fields=["cluster", "version"],
            ),
            models.CheckConstraint(name="charter_says_something", condition=~Q(text_en="")),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.version}"
