import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("key", models.CharField(blank=True, max_length=200)),
                ("slot", models.DateTimeField(null=True)),
                ("cluster", models.SlugField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits"),
                            ("running", "Is being done"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("most_attempts", models.PositiveIntegerField()),
                ("not_before", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=100)),
                ("stop_asked", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("result", models.JSONField(default=dict)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "What was asked for cannot be done."),
                            (
                                "unexpected",
                                "Something went wrong that nobody foresaw. Those who run this site find it in its log.",
                            ),
                            ("lost", "The program that did it was stopped in the middle."),
                        ],
                        max_length=12,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=500)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["not_before"],
                        name="jobs_that_are_not_ended",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), _negated=True),
                            ("state__in", ("waiting", "running")),
                        ),
                        fields=("key",),
                        name="job_of_a_key_waits_or_runs_once",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "slot"), name="job_that_recurs_is_there_once_a_slot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(
                                models.Q(("worker", ""), _negated=True),
                                ("lease_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="job_that_runs_has_a_worker_and_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ("done", "failed", "cancelled")),
                            ),
                            models.Q(("ended_at", None), ("state__in", ("waiting", "running"))),
                            _connector="OR",
                        ),
                        name="job_has_an_end_once_it_has_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total", None), ("done__lte", models.F("total")), _connector="OR"
                        ),
                        name="job_is_never_more_than_done",
                    ),
                ],
            },
        ),
    ]
