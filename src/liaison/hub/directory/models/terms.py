"""What organisations have of controlled vocabularies, or say in words of their own."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.models.organisations import Organisation
from liaison.hub.taxonomies.models import Term, TermPlacement

# An editor is told of a certificate so many days before it ends.
DAYS_WARNED = 60


class OrganisationTermQuerySet(models.QuerySet["OrganisationTerm"]):
    def valid_on(self, day: dt.date):
        """Those that hold on a day; whatever has no last day does."""
        return self.filter(Q(until=None) | Q(until__gte=day))

    def with_meaning(self):
        """With all that says what they mean, in two questions however many there are."""
        same = TermPlacement.objects.filter(distance=0).select_related("above__version__taxonomy")
        related = self.select_related("term__version__taxonomy", "focus_area__cluster")
        return related.prefetch_related(Prefetch("term__placements", same, to_attr="same"))


class OrganisationTerm(models.Model):
    """
    An organisation has a term of a taxonomy, a focus area of a cluster, or something in own words.

    One table for skills, certificates, facilities, sub-sectors and focus areas: `subject` says
    which, so that one question to the database brings all of them.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="terms")
    subject = models.CharField(max_length=20, choices=TermsOf.choices)
    term = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.CASCADE, related_name="organisations"
    )
    words = models.CharField(max_length=150, blank=True)
    # In which language the words are; empty where nobody said.
    language = models.CharField(max_length=2, blank=True)
    since = models.DateField(null=True, blank=True)
    # The last day on which a certificate holds.
    until = models.DateField(null=True, blank=True)
    # Of a certificate: its number, and who issued it.
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OrganisationTermQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="organisation_by_term", fields=["term", "organisation", "until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_a_term_with_one_number_once",
                fields=["organisation", "term", "number"],
                condition=Q(term__isnull=False),
            ),
            models.UniqueConstraint(
                name="organisation_has_a_focus_area_once",
                fields=["organisation", "focus_area"],
                condition=Q(focus_area__isnull=False),
            ),
            models.UniqueConstraint(
                name="organisation_says_something_in_own_words_once",
                fields=["organisation", "subject", "words", "number"],
                condition=~Q(words=""),
            ),
            models.CheckConstraint(
                name="organisation_has_a_term_or_a_focus_area_or_own_words",
                condition=Q(term__isnull=False, focus_area=None, words="")
                | Q(term=None, focus_area__isnull=False, words="")
                | (Q(term=None, focus_area=None) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="organisation_has_focus_areas_as_such",
                condition=Q(subject=TermsOf.FOCUS_AREAS, focus_area__isnull=False)
                | Q(~Q(subject=TermsOf.FOCUS_AREAS), focus_area=None),
            ),
            models.CheckConstraint(
                name="organisation_term_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.term or self.focus_area or self.words)

    @property
    def meant(self) -> Term | None:
        """The term in force that is the same as the one it has, of those read `with_meaning`."""
        if self.term is None:
            return None
        same: list[TermPlacement] = getattr(self.term, "same", [])
        return same[0].above if same else self.term

    def is_over(self, day: dt.date) -> bool:
        """Tell whether its last day was before this one."""
        return self.until is not None and self.until < day
