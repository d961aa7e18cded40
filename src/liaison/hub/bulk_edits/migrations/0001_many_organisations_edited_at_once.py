import uuid

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
            name="BulkEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visibility", "Have them seen by"),
                            ("state", "Set the state"),
                            ("kind", "Set the kind"),
                            ("size_class", "Set the size"),
                            ("on_map", "Put on the sector map"),
                            ("off_map", "Take off the sector map"),
                            ("add_term", "Add a term or focus area"),
                            ("remove_term", "Remove a term or focus area"),
                            ("verify", "Note as verified today"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not done yet"),
                            ("doing", "Under way"),
                            ("done", "Done"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("chosen_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("job", models.UUIDField(null=True)),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulk_edits",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("what", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="bulk_edit_that_is_begun_says_what_it_does",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), ("undone_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True), ("undone_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="bulk_edit_that_is_undone_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkEditedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation", models.UUIDField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("planned", "will be changed"),
                            ("changed", "changed"),
                            ("unchanged", "is so already"),
                            ("no_right", "you may not edit it, or it is there no more"),
                            ("elsewhere", "only another cluster keeps it"),
                            (
                                "waits",
                                "you speak for it, and its cluster looks at your changes first",
                            ),
                            ("meanwhile", "somebody changed this meanwhile"),
                            (
                                "hidden",
                                "your team would not see it any more; it stands on no map of yours",
                            ),
                            ("put_back", "as it was before"),
                            ("kept", "stays, because somebody changed it since"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("seen", models.JSONField(null=True)),
                ("done", models.JSONField(null=True)),
                (
                    "edit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="bulk_edits.bulkedit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edit", "outcome"], name="bulk_edited_row_by_outcome")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edit", "organisation"),
                        name="bulk_edit_touches_an_organisation_once",
                    )
                ],
            },
        ),
    ]
