"""Organisations of the directory, member or not."""

import datetime as dt

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from liaison.hub.core.models import Record
from liaison.hub.directory.choices import DAYS_FRESH, Kind, SizeClass, State
from liaison.hub.directory.models.plain import PlainNameField

EARLIEST_YEAR, LATEST_YEAR = 800, 2200
# Those that nobody verified yet come last; written so that an index can hold the order.
VERIFIED_FIRST = Coalesce("verified_on", Value(dt.date(1, 1, 1))).desc()


def aged_by(day: dt.date, *, days: int = DAYS_FRESH) -> Q:
    """Return those that nobody verified within so many days, though they were there before."""
    since = day - dt.timedelta(days=days)
    midnight = dt.datetime.combine(since, dt.time.min, tzinfo=dt.UTC)
    return Q(verified_on__lt=since) | Q(verified_on=None, created_at__lt=midnight)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def living(self):
        """Those that are not merged into another, which answers for them."""
        return self.exclude(state=State.MERGED)


class Organisation(Record):
    """A legal body in the directory; what open data knows of it is linked, not copied."""

    # The legal name; further ones are `OrganisationName`s.
    name = models.CharField(max_length=300)
    plain = PlainNameField(db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    # Country and city of its main place, for lists.
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=200, blank=True)
    website = models.URLField(max_length=500, blank=True)
    size_class = models.CharField(max_length=10, choices=SizeClass.choices, blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # A class of the European Union's classification of activities, such as "72.11".
    nace = models.CharField(max_length=5, blank=True)
    # Its own words in several languages, by their codes; see `directory.texts`.
    texts = models.JSONField(default=dict, blank=True)
    # Of its logo the digest and the size; {} for none. See `directory.logos`.
    logo = models.JSONField(default=dict, blank=True)
    open_data_id = models.CharField(max_length=100, blank=True)
    invented = models.BooleanField(default=False)
    # By field: from where it is, and who saw when that it is so; see `directory.provenance`.
    provenance = models.JSONField(default=dict, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            # In the order in which the directory is listed.
            models.Index(fields=["plain", "id"], name="organisation_by_name"),
            models.Index(VERIFIED_FIRST, "plain", "id", name="organisation_by_verification"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organisation_is_linked_to_open_data_once",
                fields=["open_data_id"],
                condition=~Q(open_data_id=""),
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_that_merged_says_into_which",
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | Q(~Q(state=State.MERGED), merged_into=None),
            ),
            models.CheckConstraint(
                name="organisation_merges_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="organisation_was_founded_in_a_believable_year",
                condition=Q(founded_year=None)
                | Q(founded_year__gte=EARLIEST_YEAR, founded_year__lte=LATEST_YEAR),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def years_unverified(self, day: dt.date) -> int:
        """
        Return for how many whole years nobody verified it; since it is here, if nobody ever did.

        The last day of a year still counts as within it, as it does for `aged_by`.
        """
        days = (day - (self.verified_on or self.created_at.date())).days
        return max((days - 1) // DAYS_FRESH, 0)

    def put_text(self, code: str, text: dict[str, str] | None) -> None:
        """Give it a text, or take it away; not saved yet."""
        self.texts.pop(code, None)
        if text is not None:
            self.texts[code] = text
