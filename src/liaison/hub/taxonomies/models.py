"""Taxonomies, their versions and terms, the ways between versions, and which cluster uses which."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies.choices import ObjectType, Relation, Subject, VersionState

LONGEST_NAME, LONGEST_CODE = 150, 60


class Named(models.Model):
    """Something with a name in each language of the site; English stands in for what lacks."""

    name_en = models.CharField(max_length=LONGEST_NAME)
    name_fr = models.CharField(max_length=LONGEST_NAME, blank=True)
    name_de = models.CharField(max_length=LONGEST_NAME, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str | None) -> str:
        """Return its name in this language; in English where there is none."""
        return getattr(self, f"name_{(language or 'en')[:2]}", "") or self.name_en


class Taxonomy(Named):
    """A controlled vocabulary on one subject."""

    slug = models.SlugField(max_length=50, unique=True)
    subject = models.CharField(max_length=20, choices=Subject.choices)
    # Whose it is; empty where it is the installation's, for all of its clusters.
    cluster = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="taxonomies"
    )
    # From which taxonomy of another cluster it was copied.
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="taxonomy_is_copied_by_a_cluster_once",
                fields=["cluster", "copied_from"],
                condition=Q(copied_from__isnull=False),
            ),
        ]


class TaxonomyVersion(models.Model):
    """A numbered version of a taxonomy; once published, it and its terms never change."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    # From where its terms are, in words.
    source = models.CharField(max_length=300, blank=True)
    # Not for what came with the software, until somebody has gone through it.
    is_reviewed = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["taxonomy", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="version_of_a_taxonomy_has_a_number_of_its_own", fields=["taxonomy", "number"]
            ),
            models.UniqueConstraint(
                name="taxonomy_has_one_draft",
                fields=["taxonomy"],
                condition=Q(state=VersionState.DRAFT),
            ),
            models.UniqueConstraint(
                name="taxonomy_has_one_version_in_force",
                fields=["taxonomy"],
                condition=Q(state=VersionState.PUBLISHED),
            ),
            models.CheckConstraint(
                name="version_is_published_at_some_time",
                condition=Q(state=VersionState.DRAFT, published_at=None)
                | Q(~Q(state=VersionState.DRAFT), published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taxonomy} {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == VersionState.DRAFT


class Term(Named):
    """A term of one version; it may lie under another one of the same version."""

    version = models.ForeignKey(TaxonomyVersion, on_delete=models.CASCADE, related_name="terms")
    code = models.SlugField(max_length=LONGEST_CODE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0)
    definition = models.TextField(max_length=1000, blank=True)
    # Other words for it, in any language, by which a file may mean it.
    synonyms = models.JSONField(default=list, blank=True)
    # Under which codes earlier versions had it.
    former_codes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="term_has_a_code_of_its_own_in_its_version", fields=["version", "code"]
            ),
            models.CheckConstraint(
                name="term_lies_under_another_one", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
        ]


class TermPlacement(models.Model):
    """
    Under which terms in force a term counts: itself, all those above it, whatever its version.

    A term of an older version counts where the crosswalk says that it is the same. Worked out anew
    whenever a version is published; nobody edits it.
    """

    below = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="placements")
    above = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="placed")
    # Steps up; 0 for the term itself, or the same one of the version in force.
    distance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="term_counts_under_another_once", fields=["below", "above"]
            ),
            models.UniqueConstraint(
                name="term_is_the_same_as_one_term_in_force",
                fields=["below"],
                condition=Q(distance=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.below_id} {self.above_id}"


class Crosswalk(models.Model):
    """What became of a term of an older version in a newer one, and who says so."""

    older = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="leads_to")
    newer = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.CASCADE, related_name="comes_from"
    )
    relation = models.CharField(max_length=10, choices=Relation.choices)
    # Per cent of the older term's organisations, where somebody knows.
    share = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Empty where it came with the software.
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crosswalk_has_one_line_for_two_terms", fields=["older", "newer"]
            ),
            models.UniqueConstraint(
                name="term_ends_once", fields=["older"], condition=Q(newer=None)
            ),
            models.CheckConstraint(
                name="crosswalk_leads_somewhere_or_says_that_it_ends",
                condition=Q(relation=Relation.NONE, newer=None)
                | Q(~Q(relation=Relation.NONE), newer__isnull=False),
            ),
            models.CheckConstraint(
                name="crosswalk_share_is_of_a_hundred",
                condition=Q(share=None) | Q(share__gte=0, share__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.older_id} {self.relation}"


class TaxonomyUse(models.Model):
    """A cluster gives terms of a taxonomy to things of one type."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="taxonomy_uses")
    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.CASCADE, related_name="uses")
    object_type = models.CharField(max_length=20, choices=ObjectType.choices)
    is_required = models.BooleanField(default=False)
    allows_several = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="cluster_uses_a_taxonomy_for_one_type_once",
                fields=["cluster", "taxonomy", "object_type"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.taxonomy_id} {self.object_type}"
