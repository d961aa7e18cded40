import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("lifecycle", "0001_imports_and_what_they_changed"),
        ("lifecycle", "0002_mergers"),
        ("lifecycle", "0003_drafts_of_imports_and_sector_maps"),
        ("lifecycle", "0004_taxonomies_that_came_with_imports"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
                ("likely_duplicates", models.JSONField(default=list)),
                ("taxonomies", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("written", "Written"), ("undone", "Undone")],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                ("undoing_job", models.UUIDField(null=True)),
                (
                    "cluster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="imports",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",), name="import_run_has_a_code_of_its_own"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), ("undone_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True), ("undone_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="import_run_that_is_undone_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("organisation", models.UUIDField()),
                ("is_new", models.BooleanField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("updated_before", models.DateTimeField(null=True)),
                ("map_entry", models.PositiveBigIntegerField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="lifecycle.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "organisation"),
                        name="import_run_touches_an_organisation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_new", True), ("updated_before", None)),
                            models.Q(("is_new", False), ("updated_before__isnull", False)),
                            _connector="OR",
                        ),
                        name="imported_row_of_a_change_says_what_was_before",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=255)),
                ("uploaded_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("comparing", "Is being compared"),
                            ("compared", "Compared, not written"),
                            ("outdated", "To be compared again"),
                            ("writing", "Is being written"),
                            ("written", "Written"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("likely_duplicates", models.JSONField(default=list)),
                ("likely_count", models.PositiveIntegerField(default=0)),
                ("job", models.UUIDField(null=True)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_drafts",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="lifecycle.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("run__isnull", False), ("state", "written")),
                            models.Q(models.Q(("state", "written"), _negated=True), ("run", None)),
                            _connector="OR",
                        ),
                        name="import_draft_that_is_written_says_as_which_import",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kept", models.UUIDField()),
                ("absorbed", models.UUIDField()),
                ("kept_name", models.CharField(max_length=300)),
                ("absorbed_name", models.CharField(max_length=300)),
                ("because", models.CharField(max_length=500)),
                ("merged_at", models.DateTimeField()),
                ("done", models.JSONField(default=dict)),
                ("decision", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("merged", "Merged"), ("undone", "Undone")],
                        default="merged",
                        max_length=10,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "merged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "merged")),
                        fields=("absorbed",),
                        name="organisation_is_absorbed_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("absorbed")), _negated=True),
                        name="merger_is_of_two_organisations",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), ("undone_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True), ("undone_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="merger_that_is_undone_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedColumns",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("headings", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("said_at", models.DateTimeField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "headings"),
                        name="columns_of_the_same_headings_are_remembered_once",
                    )
                ],
            },
        ),
    ]
