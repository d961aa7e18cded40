"""Applications for membership: what is written in them, what was done with them, who voted."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.directory.choices import Kind, SizeClass
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.models.plain import PlainNameField
from liaison.hub.membership.choices import (
    DECIDED,
    EDITABLE,
    LONGEST_ANSWER,
    LONGEST_MESSAGE,
    LONGEST_QUESTION,
    RUNNING,
    WITH_THE_CLUSTER,
    AnswerKind,
    ApplicationState,
    AskedFact,
    Category,
    Choice,
    DecidedBy,
    RefusalReason,
    StepKind,
)
from liaison.hub.membership.models.admission import Charter, InThreeLanguages

# The roles whose holders review the applications of their cluster.
# What the committee has before it, or has decided.
BEFORE_THE_COMMITTEE = (ApplicationState.RECOMMENDED, *DECIDED)


def clusters_where_held(user, *roles):
    """Return the clusters in which the user holds one of these roles."""
    return ClusterRole.objects.filter(person=user, role__in=roles).values("cluster")


def in_teams_of(found, user, *, cluster="cluster"):
    """
    Narrow what belongs to clusters to that of those in whose team the user works.

    :param cluster: by which field it belongs to one; "pk" of clusters themselves
    """
    if not user.is_authenticated or not user.is_active:
        return found.none()
    if user.is_superuser:
        return found
    return found.filter(**{f"{cluster}__in": clusters_where_held(user, *TEAM)})


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of_applicant(self, user):
        return self.filter(applicant=user) if user.is_authenticated else self.none()

    def for_the_team_of(self, user):
        """
        Those of clusters in whose team the user works; drafts are their authors' alone.

        Nobody reviews an application of their own.
        """
        if not user.is_authenticated:
            return self.none()
        sent = self.exclude(state=ApplicationState.DRAFT).exclude(submitted_at=None)
        return in_teams_of(sent.exclude(applicant=user), user)

    def for_the_committee_of(self, user):
        """Those of others on which the user decides, where a committee does."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            cluster__in=clusters_where_held(user, Role.STEERING_COMMITTEE_MEMBER),
            cluster__admission__decided_by=DecidedBy.COMMITTEE,
            state__in=BEFORE_THE_COMMITTEE,
        ).exclude(applicant=user)

    def running(self):
        return self.filter(state__in=RUNNING)


class Application(models.Model):
    """
    An organisation asks to become a member of a cluster.

    Seen by whoever wrote it, by the cluster's team once it is submitted, and by its committee once
    that decides on it; by nobody else.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="membership_applications"
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # An organisation of the directory, or one described here that an approval adds to it.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="membership_applications"
    )
    name = models.CharField(max_length=300, blank=True)
    plain = PlainNameField(db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=200, blank=True)
    website = models.URLField(max_length=500, blank=True)
    # What else the cluster asked of it, by the code of an `AskedFact`; numbers in their one form.
    facts = models.JSONField(default=dict, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    # Who speaks for the organisation, and that they declared to be allowed to.
    representative_name = models.CharField(max_length=200, blank=True)
    representative_function = models.CharField(max_length=200, blank=True)
    authority_declared_at = models.DateTimeField(null=True)
    charter = models.ForeignKey(Charter, null=True, on_delete=models.PROTECT, related_name="+")
    charter_accepted_at = models.DateTimeField(null=True)
    # That team and committee may read this; that the organisation is named among the members.
    reading_consented_at = models.DateTimeField(null=True)
    listing_consented_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=15, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    created_at = models.DateTimeField()
    # Since when it is in its state: how long somebody has waited.
    state_since = models.DateTimeField()
    # When it was submitted for the first time; by when the cluster promised to answer.
    submitted_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_as = models.CharField(max_length=10, choices=DecidedBy.choices, blank=True)
    refusal_reason = models.CharField(max_length=20, choices=RefusalReason.choices, blank=True)
    # Counted from 1; votes of an earlier round stay, but count no more.
    round = models.PositiveSmallIntegerField(default=1)
    # Whether the approval made the applicant owner of the organisation, so that it can be undone.
    made_owner = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_is_for_a_known_or_a_described_organisation",
                condition=Q(organisation__isnull=False) | ~Q(name=""),
            ),
            models.UniqueConstraint(
                name="organisation_applies_to_a_cluster_once_at_a_time",
                fields=["cluster", "organisation"],
                condition=Q(state__in=RUNNING, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="described_organisation_applies_to_a_cluster_once_at_a_time",
                fields=["cluster", "plain", "country"],
                condition=Q(state__in=RUNNING, organisation=None),
            ),
            models.CheckConstraint(
                name="application_decision_has_a_person_and_a_time",
                condition=Q(
                    ~Q(decided_as=""),
                    state__in=DECIDED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(~Q(state__in=DECIDED), decided_by=None, decided_at=None, decided_as=""),
            ),
            models.CheckConstraint(
                name="application_is_refused_for_a_reason",
                condition=Q(~Q(refusal_reason=""), state=ApplicationState.REFUSED)
                | Q(~Q(state=ApplicationState.REFUSED), refusal_reason=""),
            ),
            models.CheckConstraint(
                name="application_with_the_cluster_is_complete",
                condition=~Q(state__in=WITH_THE_CLUSTER)
                | Q(
                    ~Q(category=""),
                    submitted_at__isnull=False,
                    answer_due_on__isnull=False,
                    authority_declared_at__isnull=False,
                    charter_accepted_at__isnull=False,
                    reading_consented_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def organisation_name(self) -> str:
        """What the organisation is called: in the directory, or as it is described here."""
        return self.organisation.name if self.organisation else self.name

    @property
    def facts_in_words(self) -> list[tuple[str, str]]:
        """What else a described organisation tells of itself: what was asked, and the answer."""
        words = {AskedFact.SIZE_CLASS: dict(SizeClass.choices)}
        return [
            (str(fact.label), str(words.get(fact, {}).get(told, told)))
            for fact in AskedFact
            if (told := self.facts.get(fact.value))
        ]

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def is_late_on(self, day: dt.date) -> bool:
        """Say whether the cluster has not answered by the day it promised."""
        due = self.answer_due_on
        return self.state in WITH_THE_CLUSTER and due is not None and due < day


class Answer(InThreeLanguages, models.Model):
    """What was answered to a question, and the question as it was asked then."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    code = models.SlugField(max_length=50)
    text_en = models.CharField(max_length=LONGEST_QUESTION)
    text_fr = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    text_de = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    kind = models.CharField(max_length=10, choices=AnswerKind.choices)
    position = models.PositiveSmallIntegerField()
    # In the applicant's words; of a yes or no "yes" or "no", of a date as in ISO 8601, of a choice
    # its English words.
    value = models.TextField(max_length=LONGEST_ANSWER)
    # Of a choice: the words that were chosen, in every language, as {"en": …, "fr": …, "de": …}.
    chosen = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_answers_a_question_once", fields=["application", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Step(models.Model):
    """One thing that was done with an application: by whom, when, and what was said."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=15, choices=StepKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(max_length=LONGEST_MESSAGE, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"


class VoteQuerySet(models.QuerySet["Vote"]):
    def that_count(self):
        """Those of the present round; a declared conflict of interest holds for every round."""
        return self.filter(Q(round=F("application__round")) | Q(has_conflict=True))


class Vote(models.Model):
    """What one person votes on an application, or that they may not because of a conflict."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    has_conflict = models.BooleanField(default=False)
    said = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    at = models.DateTimeField()

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="person_votes_on_an_application_once_a_round",
                fields=["application", "person", "round"],
            ),
            models.CheckConstraint(
                name="person_with_a_conflict_of_interest_does_not_vote",
                condition=Q(has_conflict=True, choice="") | Q(~Q(choice=""), has_conflict=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.round}"
