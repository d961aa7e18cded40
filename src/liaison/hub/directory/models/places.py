"""Where organisations are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from liaison.hub.directory.models.organisations import Organisation


class Place(models.Model):
    """A place where an organisation is at work; one of them is the main one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="places")
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    # Degrees, north and east.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="place_by_coordinates", fields=["latitude", "longitude"]),
            # As a town is asked for: capitals do not count.
            models.Index(Upper("city"), name="place_by_town"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_one_main_place",
                fields=["organisation"],
                condition=Q(is_main=True),
            ),
            models.CheckConstraint(
                name="place_has_both_coordinates_or_none",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="place_is_on_this_planet",
                condition=Q(latitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.address, self.postcode, self.city, self.country]))
