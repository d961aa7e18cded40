"""What numbers and postcodes of countries look like."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CountryFormat(models.Model):
    """A country's register of companies: its name, the forms of its numbers and postcodes."""

    country = models.CharField(max_length=2, unique=True)
    register_en = models.CharField(max_length=200, blank=True)
    register_fr = models.CharField(max_length=200, blank=True)
    register_de = models.CharField(max_length=200, blank=True)
    # Lists of forms; see `directory.patterns`.
    number_forms = models.JSONField(default=list, blank=True)
    number_example = models.CharField(max_length=50, blank=True)
    # How check digits are checked; see `directory.formats.CHECKS`.
    check_digits = models.CharField(max_length=20, blank=True)
    postcode_forms = models.JSONField(default=list, blank=True)
    postcode_example = models.CharField(max_length=20, blank=True)
    # Where whoever verified it looked.
    source = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="country_format_that_is_verified_says_where_that_was_seen",
                condition=Q(verified_on=None) | ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return self.country
