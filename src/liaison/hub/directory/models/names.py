"""Further names of organisations."""

from django.db import models
from django.db.models import Q

from liaison.hub.directory.choices import NameKind
from liaison.hub.directory.models.organisations import Organisation
from liaison.hub.directory.models.plain import PlainNameField


class OrganisationName(models.Model):
    """A name an organisation has, or had, beside its legal one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=NameKind.choices)
    name = models.CharField(max_length=300)
    plain = PlainNameField(db_index=True)
    # Two letters; empty where nobody said in which language it is.
    language = models.CharField(max_length=2, blank=True)
    # The last day on which it bore the name, where that is known.
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_a_further_name_once",
                fields=["organisation", "kind", "name"],
            ),
            models.CheckConstraint(name="organisation_name_says_something", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
