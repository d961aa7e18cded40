"""Collections of organisations, what is in them, and with whom they are shared."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import TEAM
from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import ClusterRole
from liaison.hub.collecting.choices import LONGEST_NAME, LONGEST_NOTE
from liaison.hub.directory.models import Organisation, OrganisationRole


def colleagues_of(person):
    """Return who acts for the same organisation as a person, or is in the same cluster's team."""
    own = OrganisationRole.objects.filter(person=person).values("organisation")
    in_organisations = OrganisationRole.objects.filter(organisation__in=own).values("person")
    teams = ClusterRole.objects.filter(person=person, role__in=TEAM).values("cluster")
    in_teams = ClusterRole.objects.filter(cluster__in=teams, role__in=TEAM).values("person")
    found = User.objects.filter(Q(pk__in=in_organisations) | Q(pk__in=in_teams))
    return found.filter(is_active=True, erased_at=None).exclude(pk=person.pk)


class CollectionQuerySet(models.QuerySet["Collection"]):
    def of(self, person):
        return self.filter(person=person) if person.is_authenticated else self.none()

    def kept(self):
        return self.filter(removed_at=None)

    def open_to(self, person):
        """
        Those of a person, and those that somebody shares with them who still is a colleague.

        Who has left an organisation or a team does not take along what was shared there.
        """
        if not (person.is_authenticated and person.is_active):
            return self.none()
        shared = Participant.objects.filter(person=person).values("collection")
        with_them = Q(pk__in=shared, person__in=colleagues_of(person).values("pk"))
        return self.kept().filter(Q(person=person) | with_them)


class Collection(models.Model):
    """Organisations that a person gathered, in an order of their own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    made_at = models.DateTimeField()
    # Until when a link to it is open, and the number of the link; an older link opens nothing.
    shared_until = models.DateTimeField(null=True)
    link_number = models.PositiveIntegerField(default=0)
    # Removed ones can be brought back for a while.
    removed_at = models.DateTimeField(null=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="collection_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="person_has_one_collection_of_a_name",
                fields=["person", "name"],
                condition=Q(removed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def is_open_by_link(self, now: dt.datetime) -> bool:
        return self.removed_at is None and self.shared_until is not None and now < self.shared_until


class Collected(models.Model):
    """An organisation in a collection, with a note for those who work with it."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="collected")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="collected"
    )
    position = models.PositiveIntegerField()
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    added_at = models.DateTimeField()
    # Taken out ones can be put back for a while.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_is_in_a_collection_once", fields=["collection", "organisation"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.organisation_id}"


class Participant(models.Model):
    """A colleague with whom a collection is shared; they may change what is in it."""

    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="participants"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_takes_part_in_a_collection_once", fields=["collection", "person"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.person_id}"
