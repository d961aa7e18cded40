"""Clusters, what they concentrate on, and the roles people hold in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.clusters.choices import LONGEST_SUMMARY, WRITTEN_IN


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def managed_by(self, user):
        """Those the user is accountable for; whoever runs the installation, for all."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(roles__person=user, roles__role=Role.CLUSTER_MANAGER)


class Cluster(models.Model):
    """A network of companies, research, services and public bodies in one field."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    # The legal person behind it, in words.
    managing_body = models.CharField(max_length=300, blank=True)
    # The name of its own site ("cluster.example.org"); empty: reached under the installation's.
    host = models.CharField(max_length=253, blank=True)
    # ISO 639-1 codes, the one it prefers first.
    languages = models.JSONField(default=list)
    contact_email = models.EmailField(blank=True)
    # One sentence about it; empty where nobody has written it.
    summary_en = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    summary_fr = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    summary_de = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    # "#rrggbb"; empty: the colour of Liaison, and on dark paper the nearest to it that is readable.
    accent = models.CharField(max_length=7, blank=True)
    accent_on_dark = models.CharField(max_length=7, blank=True)
    # Digest, width and height of its picture, as `directory.logos` keeps it; empty: none.
    logo = models.JSONField(default=dict, blank=True)
    # Nobody of the cluster has looked yet at what it started with.
    is_draft = models.BooleanField(default=False)
    set_up_at = models.DateTimeField(editable=False)
    # When one of its people changed it last; from then on a starting set no longer counts.
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="cluster_has_a_site_of_its_own", fields=["host"], condition=~Q(host="")
            ),
            models.CheckConstraint(name="cluster_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="cluster_colour_on_dark_paper_stands_beside_one_on_light",
                condition=Q(accent_on_dark="") | ~Q(accent=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def summary_in(self, language: str | None) -> str:
        """Return the sentence about it in this language; else the first there is, else ""."""
        return getattr(self, f"summary_{self.summary_language(language)}", "")

    def summary_language(self, language: str | None) -> str:
        """Return the language in which `summary_in` answers; "" where nobody has written it."""
        asked = (language, *self.languages, *WRITTEN_IN)
        return next((code for code in asked if code and getattr(self, f"summary_{code}", "")), "")

    @property
    def main_language(self) -> str:
        """In which its team is written to: the first of its languages."""
        return (self.languages or ["en"])[0]


class FocusArea(models.Model):
    """A field that a cluster concentrates on, and the terms by which evidence belongs to it."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="focus_areas")
    code = models.SlugField(max_length=50)
    position = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=100)
    name_fr = models.CharField(max_length=100, blank=True)
    name_de = models.CharField(max_length=100, blank=True)
    # Words or two-word phrases, in every language of the cluster.
    terms = models.JSONField(default=list)

    class Meta:
        ordering = ["cluster", "position"]
        constraints = [
            models.UniqueConstraint(
                name="focus_area_has_a_code_of_its_own_in_the_cluster", fields=["cluster", "code"]
            ),
            models.CheckConstraint(
                name="focus_area_has_a_name_in_english", condition=~Q(name_en="")
            ),
        ]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str | None) -> str:
        """Return its name in this language; in English where there is none."""
        return getattr(self, f"name_{language}", "") or self.name_en


class ClusterRoleQuerySet(models.QuerySet["ClusterRole"]):
    def visible_to(self, user):
        """One's own, and all of the clusters one is accountable for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(person=user) | Q(cluster__in=Cluster.objects.managed_by(user).values("pk"))
        )


class ClusterRole(models.Model):
    """A person holds a role in a cluster."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cluster_roles"
    )
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)
    # Empty where the software granted it while setting the cluster up.
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    objects = ClusterRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_holds_a_role_in_a_cluster_once",
                fields=["person", "cluster", "role"],
            ),
            models.CheckConstraint(
                name="cluster_role_is_one_that_is_held_in_a_cluster",
                condition=Q(role__in=list(CLUSTER_ROLES)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.cluster_id}"
