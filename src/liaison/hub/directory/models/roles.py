"""Who may act for an organisation."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models.organisations import Organisation


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
