import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("data_control", "0001_controls_of_entries"),
        ("data_control", "0002_rules_of_terms"),
        ("data_control", "0003_visits_to_web_sites"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedToFix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ControlRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("position", models.BigIntegerField(default=0)),
                ("organisations", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("completed_at", models.DateTimeField(null=True)),
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
                "indexes": [
                    models.Index(
                        fields=["cluster", "completed_at"], name="control_runs_of_a_cluster"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ControlSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("off", models.JSONField(blank=True, default=list)),
                ("also_on", models.JSONField(blank=True, default=list)),
                ("days_fresh", models.PositiveSmallIntegerField(default=365)),
                (
                    "cluster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days_fresh__gte", 30), ("days_fresh__lte", 3650)),
                        name="control_setting_has_entries_age_within_ten_years",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("unverified", "Not verified for long"),
                            ("no_number", "No number of a register"),
                            ("no_website", "No web site"),
                            ("website_twice", "Web site that another organisation gives too"),
                            ("no_coordinates", "On no map: no coordinates"),
                            ("place_without_country", "Place without a country"),
                            ("no_kind", "Kind of organisation not said"),
                            ("no_headline", "No headline"),
                            ("translation_missing", "Text not translated"),
                            ("translation_outdated", "Translation older than its original"),
                            ("size_disagrees", "Size that disagrees with the head-count"),
                            ("certificate_over", "Certificate that has ended"),
                            (
                                "term_missing",
                                "No term of a list of which every organisation needs one",
                            ),
                            ("website_fails", "Web site that does not answer well"),
                            ("terms_too_many", "Several terms of a list of which one is wanted"),
                            ("recorded_twice", "Likely recorded twice"),
                            ("member_without_owner", "Member for which nobody answers"),
                            ("owner_never_signed_in", "Owner who never signed in"),
                            ("ceased_member", "Ceased, but still a member"),
                        ],
                        max_length=30,
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="data_control.controlrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run", "rule", "organisation"], name="findings_by_rule")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "organisation", "rule"),
                        name="rule_finds_an_organisation_once_in_a_run",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("unverified", "Not verified for long"),
                            ("no_number", "No number of a register"),
                            ("no_website", "No web site"),
                            ("website_twice", "Web site that another organisation gives too"),
                            ("no_coordinates", "On no map: no coordinates"),
                            ("place_without_country", "Place without a country"),
                            ("no_kind", "Kind of organisation not said"),
                            ("no_headline", "No headline"),
                            ("translation_missing", "Text not translated"),
                            ("translation_outdated", "Translation older than its original"),
                            ("size_disagrees", "Size that disagrees with the head-count"),
                            ("certificate_over", "Certificate that has ended"),
                            (
                                "term_missing",
                                "No term of a list of which every organisation needs one",
                            ),
                            ("website_fails", "Web site that does not answer well"),
                            ("terms_too_many", "Several terms of a list of which one is wanted"),
                            ("recorded_twice", "Likely recorded twice"),
                            ("member_without_owner", "Member for which nobody answers"),
                            ("owner_never_signed_in", "Owner who never signed in"),
                            ("ceased_member", "Ceased, but still a member"),
                        ],
                        max_length=30,
                    ),
                ),
                ("reason", models.TextField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "organisation", "rule"),
                        name="rule_is_set_aside_for_an_organisation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="no_problem_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebsiteVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("website", models.CharField(max_length=500)),
                ("visited_at", models.DateTimeField()),
                ("answers", models.CharField(max_length=30)),
                ("led_to", models.CharField(blank=True, max_length=255)),
                ("fails_since", models.DateField(null=True)),
                ("days_failed", models.PositiveSmallIntegerField(default=0)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days_failed", 0), ("fails_since", None)),
                            models.Q(("days_failed__gte", 1), ("fails_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="website_that_fails_does_so_since_a_day",
                    )
                ],
            },
        ),
    ]
