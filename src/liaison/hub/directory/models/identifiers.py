"""The numbers by which registers and publishers know organisations."""

from django.db import models
from django.db.models import Q

from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.models.organisations import Organisation


class Identifier(models.Model):
    """One number of an organisation, in the form that `directory.identifiers` gives it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    # Whose register it is; of a scheme that is the same everywhere empty.
    country = models.CharField(max_length=2, blank=True)
    value = models.CharField(max_length=100)
    # The last day on which the number was its own: it has ceased since, or merged into another.
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="identifier_belongs_to_one_living_organisation",
                fields=["scheme", "country", "value"],
                condition=Q(until=None),
            ),
            models.UniqueConstraint(
                name="organisation_has_an_identifier_once",
                fields=["organisation", "scheme", "country", "value"],
            ),
            models.CheckConstraint(
                name="identifier_of_a_register_says_of_which_country",
                condition=Q(Q(scheme=Scheme.REGISTER), ~Q(country=""))
                | Q(~Q(scheme=Scheme.REGISTER), country=""),
            ),
            models.CheckConstraint(name="identifier_says_something", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"
