import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("clocks", "0001_what_waits_for_people"),
        ("clocks", "0002_several_moved_at_once"),
        ("clocks", "0003_one_letter_for_all_that_waits"),
        ("clocks", "0004_pages_of_a_desk"),
        ("clocks", "0005_parts_of_a_desk"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how_often",
                    models.CharField(
                        choices=[
                            ("daily", "One letter a working day, in the morning"),
                            ("weekly", "One letter a week, on its first working day"),
                        ],
                        max_length=10,
                    ),
                ),
                ("last_on", models.DateField(null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_wish",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("take_over", "Take over"),
                            ("assign", "Give to a colleague"),
                            ("give_back", "Give back to the team"),
                            ("put_off", "Put off"),
                            ("remind", "Remind now"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField()),
                ("waits_outside", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Waits"),
                            ("paused", "Waits for others"),
                            ("met", "Done"),
                            ("missed", "Run out"),
                            ("cancelled", "No longer needed"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("next_step_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="directory.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("organisation", None),
                            ("person", None),
                            ("state", "running"),
                            ("waits_outside", False),
                        ),
                        fields=["due_on", "id", "cluster", "kind", "assignee"],
                        name="clocks_for_a_team_by_day",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("organisation", None),
                            ("person", None),
                            ("state", "running"),
                            ("waits_outside", False),
                        ),
                        fields=["started_at", "id", "cluster", "kind", "assignee"],
                        name="clocks_for_a_team_by_age",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("running", "paused")),
                            models.Q(
                                ("state", "paused"),
                                ("person__isnull", False),
                                ("organisation__isnull", False),
                                ("waits_outside", True),
                                _connector="OR",
                            ),
                        ),
                        fields=["due_on", "id", "cluster", "kind", "assignee"],
                        name="clocks_for_others_by_day",
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["next_step_at"],
                        name="clocks_with_a_step_to_come",
                    ),
                    models.Index(fields=["kind", "subject"], name="clocks_about_a_thing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person", None), ("organisation", None), _connector="OR"
                        ),
                        name="clock_waits_for_a_person_or_an_organisation_or_the_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("next_step_at", None),
                                ("paused_at__isnull", False),
                                ("state", "paused"),
                            ),
                            models.Q(
                                models.Q(("state", "paused"), _negated=True), ("paused_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="clock_that_is_paused_says_since_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state__in", ("running", "paused"))),
                            models.Q(
                                models.Q(("state__in", ("running", "paused")), _negated=True),
                                ("ended_at__isnull", False),
                                ("next_step_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="clock_that_has_ended_says_when_and_has_no_more_steps",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("running", "paused")), ("person__isnull", False)
                        ),
                        fields=("kind", "subject", "person"),
                        name="clock_about_a_thing_runs_once_for_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("running", "paused")), ("organisation__isnull", False)
                        ),
                        fields=("kind", "subject", "organisation"),
                        name="clock_about_a_thing_runs_once_for_an_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("running", "paused")),
                            ("organisation", None),
                            ("person", None),
                        ),
                        fields=("kind", "subject", "cluster"),
                        name="clock_about_a_thing_runs_once_for_a_team",
                    ),
                ],
            },
        ),
    ]
