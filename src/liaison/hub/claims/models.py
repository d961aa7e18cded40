"""Claims to speak for an organisation, and invitations to do so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.claims.choices import LONGEST_MESSAGE, ORGANISATION_ROLES, ClaimState, Way
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.editing import editable_by
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.membership.models.applications import clusters_where_held

_ROLES = [(role.value, role.label) for role in ORGANISATION_ROLES]


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of_claimant(self, user):
        return self.filter(person=user) if user.is_authenticated else self.none()

    def for_those_who_decide(self, user):
        """
        Those of organisations the user answers for, or that they may edit as a cluster's team.

        The team of the cluster where it was asked for, or of one on whose map the organisation is.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        owned = user.organisation_roles.filter(role=Role.ORGANISATION_OWNER)
        teams = clusters_where_held(user, *TEAM)
        mapped = MapEntry.objects.filter(cluster__in=teams).values("organisation")
        in_reach = Q(cluster__in=teams) | Q(organisation__in=mapped)
        # Only those asked for: else the rights to all of the directory are worked out first.
        editable = editable_by(user).filter(pk__in=self.values("organisation"))
        return self.exclude(person=user).filter(
            Q(organisation__in=owned.values("organisation"))
            | in_reach & Q(organisation__in=editable.values("pk"))
        )

    def waiting(self):
        return self.filter(state=ClaimState.WAITING)


class Claim(models.Model):
    """
    A person says that they speak for an organisation of the directory.

    Decided by a letter to an address of the organisation while nobody answers for it yet, by
    whoever answers for it, or by the cluster's team. Seen by the claimant and those who decide.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=_ROLES)
    said = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    asked_at = models.DateTimeField()
    # The checksum of the secret in the letter sent last; empty once it was used.
    letter_digest = models.CharField(max_length=64, blank=True)
    letter_sent_at = models.DateTimeField(null=True)
    # To which domain it went, and by whose website: the public id of the organisation.
    letter_domain = models.CharField(max_length=254, blank=True)
    letter_about = models.UUIDField(null=True)
    letters_sent = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    # Whoever decided; of a letter the claimant themselves.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    # What was said with a refusal.
    answer = models.TextField(max_length=LONGEST_MESSAGE, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_claims_an_organisation_once_at_a_time",
                fields=["person", "organisation"],
                condition=Q(state=ClaimState.WAITING),
            ),
            models.UniqueConstraint(
                name="letter_of_a_claim_opens_one_claim",
                fields=["letter_digest"],
                condition=~Q(letter_digest=""),
            ),
            models.CheckConstraint(
                name="claim_decision_has_a_person_a_time_and_a_way",
                condition=Q(
                    ~Q(way=""),
                    state__in=[ClaimState.GRANTED, ClaimState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=[ClaimState.WAITING, ClaimState.WITHDRAWN],
                    decided_by=None,
                    decided_at=None,
                    way="",
                ),
            ),
            models.CheckConstraint(
                name="claim_is_for_a_role_in_an_organisation",
                condition=Q(role__in=ORGANISATION_ROLES),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_waiting(self) -> bool:
        return self.state == ClaimState.WAITING


class Invitation(models.Model):
    """Somebody who answers for an organisation invites a colleague by e-mail."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(max_length=30, choices=_ROLES)
    # Where it was sent; erased once it is accepted, withdrawn or has run out.
    address = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_invites_an_address_once_at_a_time",
                fields=["organisation", "address"],
                condition=~Q(address=""),
            ),
            models.UniqueConstraint(
                name="letter_of_an_invitation_opens_one",
                fields=["digest"],
                condition=~Q(digest=""),
            ),
            models.CheckConstraint(
                name="invitation_that_was_accepted_says_by_whom_and_when",
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False, address="", digest=""),
            ),
            models.CheckConstraint(
                name="invitation_is_to_a_role_in_an_organisation",
                condition=Q(role__in=ORGANISATION_ROLES),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
