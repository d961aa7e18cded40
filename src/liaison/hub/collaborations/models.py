"""Collaborations, who takes part in them, and how they went on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations.choices import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    NAMED_THERE,
    AgreementKind,
    Answer,
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.directory.choices import State
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.models.applications import in_teams_of


class CollaborationQuerySet(models.QuerySet["Collaboration"]):
    def for_the_team_of(self, user):
        """Those of clusters in whose team the user works."""
        return in_teams_of(self, user)

    def for_partners(self, user):
        """Those open to partners, of which organisations that the user acts for say no "no"."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.organisation_roles.values("organisation")
        parts = CollaborationPartner.objects.taking_part().filter(organisation__in=own)
        return self.exclude(openness=Openness.TEAM).filter(pk__in=parts.values("collaboration"))

    def open_to(self, openness):
        """
        Those that members of the cluster, or everybody, may read: their lead is named there.

        Worked out of what partners say now, so that whoever takes its word back hides it at once.
        """
        wanted = [Openness.PUBLIC]
        if openness == Openness.MEMBERS:
            wanted.append(Openness.MEMBERS)
        leads = CollaborationPartner.objects.named_in(openness).filter(
            collaboration=OuterRef("pk"), is_lead=True
        )
        return self.filter(Exists(leads), openness__in=wanted)

    def flagships(self):
        """Those of which a manager answered all questions with yes."""
        found = self
        for question in FlagshipQuestion:
            yes = FlagshipAnswer.objects.filter(
                collaboration=OuterRef("pk"), question=question, is_yes=True
            )
            found = found.filter(Exists(yes))
        return found


class Collaboration(models.Model):
    """
    Organisations do something together, and a cluster had its part in it.

    Seen by the cluster's team; by others as far as it is opened and the partners let themselves be
    named.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    kind = models.CharField(max_length=12, choices=CollaborationKind.choices)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.IDEA)
    stage_since = models.DateTimeField()
    began_on = models.DateField()
    funder = models.CharField(max_length=LONGEST_NAME, blank=True)
    call = models.CharField(max_length=LONGEST_NAME, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # ISO 4217; "" where there is no amount.
    currency = models.CharField(max_length=3, blank=True)
    amount_of_year = models.PositiveSmallIntegerField(null=True)
    # Whether whoever reads it reads its value too; else the team alone.
    is_amount_open = models.BooleanField(default=False)
    agreement = models.CharField(max_length=12, choices=AgreementKind.choices, blank=True)
    signed_on = models.DateField(null=True)
    cluster_part = models.CharField(max_length=10, choices=ClusterPart.choices)
    cluster_part_since = models.DateField()
    origin = models.CharField(max_length=12, choices=Origin.choices)
    openness = models.CharField(max_length=10, choices=Openness.choices, default=Openness.TEAM)
    invented = models.BooleanField(default=False)
    # Grows with each change, so that nobody writes over what a colleague wrote meanwhile.
    version = models.PositiveIntegerField(default=1)

    objects = CollaborationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="collaboration_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="collaboration_amount_is_not_negative_and_has_a_currency",
                condition=Q(amount=None, currency="") | (Q(amount__gte=0) & ~Q(currency="")),
            ),
            models.CheckConstraint(
                name="collaboration_that_was_signed_says_what",
                condition=Q(signed_on=None) | ~Q(agreement=""),
            ),
        ]

    def __str__(self) -> str:
        # Never the title: this text ends up in logs and in the history.
        return str(self.public_id)


class PartnerQuerySet(models.QuerySet["CollaborationPartner"]):
    def living(self):
        """Those of organisations that are not merged into another, which takes part for them."""
        return self.exclude(organisation__state=State.MERGED)

    def taking_part(self):
        """Those living ones that do not say that they take no part."""
        return self.living().exclude(answer=Answer.DENIED)

    def named_in(self, openness):
        """Those that may be named where a collaboration is so open."""
        return self.living().filter(answer=Answer.CONFIRMED, named_to__in=NAMED_THERE[openness])


class CollaborationPartner(models.Model):
    """An organisation takes part, as the team says until it says so itself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="partners"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="collaborations"
    )
    # Of one that the directory does not have: its identifier in open data, and its name there.
    open_data_id = models.CharField(max_length=100, blank=True)
    open_data_name = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=15, choices=PartnerRole.choices)
    is_lead = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    named_to = models.CharField(max_length=10, choices=NamedTo.choices, default=NamedTo.NOBODY)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    # Where the team wrote the answer down: in which letter or agreement it can be read.
    answer_source = models.CharField(max_length=LONGEST_NAME, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaboration_partner_is_of_the_directory_or_of_open_data",
                condition=Q(organisation__isnull=False, open_data_id="", open_data_name="")
                | (Q(organisation=None) & ~Q(open_data_id="") & ~Q(open_data_name="")),
            ),
            models.UniqueConstraint(
                name="organisation_takes_part_in_a_collaboration_once",
                fields=["collaboration", "organisation"],
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="organisation_of_open_data_takes_part_in_a_collaboration_once",
                fields=["collaboration", "open_data_id"],
                condition=~Q(open_data_id=""),
            ),
            models.UniqueConstraint(
                name="collaboration_has_one_lead",
                fields=["collaboration"],
                condition=Q(is_lead=True),
            ),
            models.CheckConstraint(
                name="collaboration_partner_is_named_only_where_it_confirmed",
                condition=Q(named_to=NamedTo.NOBODY) | Q(answer=Answer.CONFIRMED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def name(self) -> str:
        return self.organisation.name if self.organisation else self.open_data_name


class CollaborationStep(models.Model):
    """A collaboration went on: to which stage, when, by whom, and what was said."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.stage} {self.collaboration_id}"


class FlagshipAnswer(models.Model):
    """A manager says, with reasons, whether a collaboration is what a flagship is."""

    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="flagship_answers"
    )
    question = models.CharField(max_length=15, choices=FlagshipQuestion.choices)
    is_yes = models.BooleanField()
    reason = models.TextField(max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="flagship_question_is_answered_once", fields=["collaboration", "question"]
            ),
            models.CheckConstraint(name="flagship_answer_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.collaboration_id}"
