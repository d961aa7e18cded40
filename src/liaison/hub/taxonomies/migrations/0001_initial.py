import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Taxonomy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_en", models.CharField(max_length=150)),
                ("name_fr", models.CharField(blank=True, max_length=150)),
                ("name_de", models.CharField(blank=True, max_length=150)),
                ("slug", models.SlugField(unique=True)),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("skills", "Skills and services"),
                            ("certificates", "Certificates"),
                            ("facilities", "Facilities"),
                            ("sub_sectors", "Sub-sectors"),
                            ("other", "Other terms"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taxonomies",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="taxonomies.taxonomy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("copied_from__isnull", False)),
                        fields=("cluster", "copied_from"),
                        name="taxonomy_is_copied_by_a_cluster_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxonomyUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "object_type",
                    models.CharField(
                        choices=[
                            ("organisation", "Organisations"),
                            ("need", "Needs"),
                            ("call", "Calls"),
                            ("person", "People"),
                            ("event", "Events"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_required", models.BooleanField(default=False)),
                ("allows_several", models.BooleanField(default=True)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taxonomy_uses",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "taxonomy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="taxonomies.taxonomy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "taxonomy", "object_type"),
                        name="cluster_uses_a_taxonomy_for_one_type_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxonomyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "In force"),
                            ("retired", "Replaced"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("is_reviewed", models.BooleanField(default=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taxonomy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="taxonomies.taxonomy",
                    ),
                ),
            ],
            options={
                "ordering": ["taxonomy", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("taxonomy", "number"),
                        name="version_of_a_taxonomy_has_a_number_of_its_own",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("taxonomy",),
                        name="taxonomy_has_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("taxonomy",),
                        name="taxonomy_has_one_version_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("published_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="version_is_published_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="version_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_en", models.CharField(max_length=150)),
                ("name_fr", models.CharField(blank=True, max_length=150)),
                ("name_de", models.CharField(blank=True, max_length=150)),
                ("code", models.SlugField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("definition", models.TextField(blank=True, max_length=1000)),
                ("synonyms", models.JSONField(blank=True, default=list)),
                ("former_codes", models.JSONField(blank=True, default=list)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="taxonomies.term",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="taxonomies.taxonomyversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "code"), name="term_has_a_code_of_its_own_in_its_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="term_lies_under_another_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Crosswalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("same", "the same"),
                            ("narrower", "narrower than before"),
                            ("broader", "broader than before"),
                            ("part", "a part of it"),
                            ("none", "nothing: it ends here"),
                        ],
                        max_length=10,
                    ),
                ),
                ("share", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("said_on", models.DateField()),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "newer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comes_from",
                        to="taxonomies.term",
                    ),
                ),
                (
                    "older",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leads_to",
                        to="taxonomies.term",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("older", "newer"), name="crosswalk_has_one_line_for_two_terms"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("newer", None)),
                        fields=("older",),
                        name="term_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("newer", None), ("relation", "none")),
                            models.Q(
                                models.Q(("relation", "none"), _negated=True),
                                ("newer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="crosswalk_leads_somewhere_or_says_that_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share", None),
                            models.Q(("share__gte", 0), ("share__lte", 100)),
                            _connector="OR",
                        ),
                        name="crosswalk_share_is_of_a_hundred",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermPlacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("distance", models.PositiveSmallIntegerField()),
                (
                    "above",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placed",
                        to="taxonomies.term",
                    ),
                ),
                (
                    "below",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="taxonomies.term",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("below", "above"), name="term_counts_under_another_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("distance", 0)),
                        fields=("below",),
                        name="term_is_the_same_as_one_term_in_force",
                    ),
                ],
            },
        ),
    ]
