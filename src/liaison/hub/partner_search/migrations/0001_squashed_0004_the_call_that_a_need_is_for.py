import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("partner_search", "0001_initial"),
        ("partner_search", "0002_feedback_exclusions_and_hand_overs"),
        ("partner_search", "0003_requirements_of_a_need"),
        ("partner_search", "0004_the_call_that_a_need_is_for"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntroductionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("need", models.TextField(max_length=10000)),
                ("requirements", models.JSONField(blank=True, default=list)),
                ("call_topic", models.CharField(blank=True, max_length=200)),
                ("call_programme", models.CharField(blank=True, max_length=50)),
                ("call_scheme", models.CharField(blank=True, max_length=80)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("de", "German")],
                        max_length=2,
                    ),
                ),
                ("browser_key", models.CharField(blank=True, max_length=32)),
                ("asked_at", models.DateTimeField(db_index=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="searches",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("need", ""), _negated=True), name="search_states_a_need"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_by__isnull", False), ("browser_key", "")),
                            models.Q(
                                models.Q(("asked_by", None)),
                                models.Q(("browser_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="search_belongs_to_a_person_or_a_browser",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nobody_fits", "Nobody fits: please help me look"),
                            ("introduction", "Please introduce us"),
                        ],
                        max_length=20,
                    ),
                ),
                ("organisation_id", models.CharField(blank=True, max_length=100)),
                ("message", models.TextField(blank=True, max_length=2000)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("was_shortlisted", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the cluster team"),
                            ("taken", "Somebody is looking into it"),
                            ("answered", "Answered"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partner_search.introductionrequest",
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hand_overs",
                        to="partner_search.search",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("organisation_id", ""), _negated=True),
                                ("kind", "introduction"),
                            ),
                            models.Q(("kind", "nobody_fits"), ("organisation_id", "")),
                            _connector="OR",
                        ),
                        name="hand_over_names_an_organisation_if_it_is_an_introduction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "nobody_fits"), ("person__isnull", False), _connector="OR"
                        ),
                        name="hand_over_of_an_introduction_comes_from_an_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), ("person__isnull", False)),
                            models.Q(models.Q(("email", ""), _negated=True), ("person", None)),
                            models.Q(("email", ""), ("person", None), ("state", "answered")),
                            _connector="OR",
                        ),
                        name="hand_over_says_whom_to_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("taken_by", None)),
                            models.Q(("state", "taken"), ("taken_by__isnull", False)),
                            ("state", "answered"),
                            _connector="OR",
                        ),
                        name="hand_over_is_taken_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "answered"),
                            ),
                            models.Q(
                                ("answer", ""),
                                ("answered_at", None),
                                ("answered_by", None),
                                ("state__in", ("open", "taken")),
                            ),
                            _connector="OR",
                        ),
                        name="hand_over_answer_has_words_a_person_and_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "taken"))),
                        fields=("search", "kind", "organisation_id"),
                        name="hand_over_waits_once_per_search_and_matter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("shortlisted", "On the shortlist"),
                            ("dismissed", "Set aside"),
                            ("introduced", "Introduction asked for"),
                            ("outcome", "Outcome known"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_relevant", "Does not do what I need"),
                            ("too_far", "Too far away"),
                            ("wrong_kind", "The wrong kind of organisation"),
                            ("competitor", "A competitor"),
                            ("already_known", "I know them already"),
                            ("not_available", "They are not available"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "We have met"),
                            ("working_together", "We work together"),
                            ("no_fit", "We have met, and it does not fit"),
                            ("no_answer", "They did not answer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="partner_search.search",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("search", "organisation_id"),
                        name="feedback_is_given_once_per_search_and_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation_id", ""), _negated=True),
                        name="feedback_is_about_an_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["shortlisted", "dismissed", "introduced", "outcome"])
                        ),
                        name="feedback_has_a_state_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "reason__in",
                                    [
                                        "not_relevant",
                                        "too_far",
                                        "wrong_kind",
                                        "competitor",
                                        "already_known",
                                        "not_available",
                                        "other",
                                    ],
                                ),
                                ("state", "dismissed"),
                            ),
                            models.Q(
                                models.Q(("state", "dismissed"), _negated=True), ("reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="feedback_has_a_coded_reason_if_it_dismisses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome__in", ["met", "working_together", "no_fit", "no_answer"]),
                                ("state", "outcome"),
                            ),
                            models.Q(
                                models.Q(("state", "outcome"), _negated=True), ("outcome", "")
                            ),
                            _connector="OR",
                        ),
                        name="feedback_has_a_coded_outcome_if_there_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("introduced", "outcome")), _negated=True),
                            ("given_by__isnull", False),
                            _connector="OR",
                        ),
                        name="feedback_on_an_introduction_comes_from_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SoughtOrganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.CharField(max_length=100)),
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
                        fields=("cluster", "organisation_id"),
                        name="sought_organisation_stands_once_in_a_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation_id", ""), _negated=True),
                        name="sought_organisation_is_an_organisation",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="introductionrequest",
            name="sought",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requests",
                to="partner_search.soughtorganisation",
            ),
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("organisation_id", models.CharField(max_length=100)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("competitor", "A competitor"),
                            ("do_not_contact", "Not to be contacted"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=500)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exclusions",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exclusions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cluster", None), ("person__isnull", False)),
                            models.Q(("cluster__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="exclusion_holds_for_one_person_or_one_cluster",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "organisation_id"),
                        name="exclusion_by_a_person_is_made_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cluster__isnull", False)),
                        fields=("cluster", "organisation_id"),
                        name="exclusion_by_a_cluster_is_made_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation_id", ""), _negated=True),
                        name="exclusion_is_about_an_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cluster", None),
                                ("reason__in", ["competitor", "do_not_contact", "other"]),
                            ),
                            models.Q(
                                ("cluster__isnull", False),
                                ("reason__in", ("do_not_contact", "other")),
                            ),
                            _connector="OR",
                        ),
                        name="exclusion_has_a_reason_that_its_owner_may_give",
                    ),
                ],
            },
        ),
    ]
