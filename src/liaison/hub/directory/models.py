"""Organisations that people of this installation speak for."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import Role
from liaison.hub.core.models import Record
from liaison.hub.directory.choices import Kind


class Organisation(Record):
    """An organisation that has people here; what open data knows of it is linked, not copied."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    open_data_id = models.CharField(max_length=100, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_is_linked_to_open_data_once",
                fields=["open_data_id"],
                condition=~Q(open_data_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationRole(models.Model):
    """A person may act for an organisation: as its owner, or as an editor of its entry."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organisation_roles"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_has_an_organisation_role_once",
                fields=["person", "organisation", "role"],
            ),
            models.CheckConstraint(
                name="organisation_role_is_owner_or_editor",
                condition=Q(role__in=[Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation}"
