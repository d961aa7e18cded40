import datetime
import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import liaison.hub.support.models.desk


class Migration(migrations.Migration):
    replaces = [
        ("support", "0001_cases_topics_and_answers"),
        ("support", "0002_cases_found_by_words_and_in_order"),
        ("support", "0003_words_of_cases_already_here"),
        ("support", "0004_files_of_forms_not_sent_yet"),
        ("support", "0005_cases_that_close_by_themselves"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkStep",
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
                        choices=[("assign", "Give to a colleague"), ("close", "Close")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("before", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="CaseTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("name_en", models.CharField(max_length=80)),
                ("name_fr", models.CharField(blank=True, max_length=80)),
                ("name_de", models.CharField(blank=True, max_length=80)),
                ("help_en", models.TextField(blank=True, max_length=1000)),
                ("help_fr", models.TextField(blank=True, max_length=1000)),
                ("help_de", models.TextField(blank=True, max_length=1000)),
                ("is_open", models.BooleanField(default=True)),
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
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_topics",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "ordering": ["cluster", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "code"),
                        name="case_topic_has_a_code_of_its_own_in_the_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), _negated=True),
                        name="case_topic_has_a_name_in_english",
                    ),
                ],
            },
            bases=(liaison.hub.support.models.desk.InThreeLanguages, models.Model),
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_shared", models.BooleanField(default=False)),
                ("subject", models.CharField(blank=True, max_length=150)),
                (
                    "priority",
                    models.CharField(
                        choices=[("urgent", "Urgent"), ("normal", "Normal"), ("low", "Not urgent")],
                        default="normal",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("in_hand", "In hand"),
                            ("waiting", "Waits for who asked"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("turn_since", models.DateTimeField()),
                ("last_word_at", models.DateTimeField()),
                ("first_answer_at", models.DateTimeField(null=True)),
                ("answer_due_on", models.DateField(null=True)),
                (
                    "turn_ends_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "answer_due_on", models.Value(datetime.date(9999, 12, 31))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("days_left", models.PositiveSmallIntegerField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "face",
                    models.CharField(
                        blank=True,
                        choices=[("good", "Good"), ("fair", "So-so"), ("poor", "Not good")],
                        max_length=10,
                    ),
                ),
                ("feedback", models.TextField(blank=True, max_length=1000)),
                ("face_asked_at", models.DateTimeField(null=True)),
                ("face_given_at", models.DateTimeField(null=True)),
                ("step", models.PositiveIntegerField(default=1)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="joined",
                        to="support.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="directory.organisation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="support.casetopic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("joined_to", None)),
                        fields=["cluster", "state", "answer_due_on"],
                        name="cases_by_state",
                    ),
                    models.Index(
                        condition=models.Q(("joined_to", None)),
                        fields=[
                            "cluster",
                            "turn_ends_on",
                            "-last_word_at",
                            "id",
                            "state",
                            "owner",
                            "topic",
                        ],
                        name="cases_most_urgent_first",
                    ),
                    models.Index(fields=["asked_by", "asked_at"], name="cases_of_a_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer_due_on__isnull", False),
                                ("closed_at", None),
                                ("days_left", None),
                                ("state__in", ("new", "in_hand")),
                            ),
                            models.Q(
                                ("answer_due_on", None),
                                ("closed_at", None),
                                ("days_left__isnull", False),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                ("answer_due_on", None),
                                ("closed_at", None),
                                ("days_left", None),
                                ("state", "answered"),
                            ),
                            models.Q(
                                ("answer_due_on", None),
                                ("closed_at__isnull", False),
                                ("days_left", None),
                                ("state", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="case_with_the_team_is_due_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_hand"), _negated=True),
                            ("owner__isnull", False),
                            _connector="OR",
                        ),
                        name="case_in_hand_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_shared", False), ("organisation__isnull", False), _connector="OR"
                        ),
                        name="case_is_shared_with_an_organisation_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joined_to", None), ("state", "closed"), _connector="OR"
                        ),
                        name="case_that_is_joined_to_another_is_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("face", ""), ("face_given_at", None), ("feedback", "")),
                            models.Q(
                                models.Q(("face", ""), _negated=True),
                                ("face_given_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="case_has_a_face_since_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("text_en", models.TextField(max_length=5000)),
                ("text_fr", models.TextField(blank=True, max_length=5000)),
                ("text_de", models.TextField(blank=True, max_length=5000)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="canned_answers",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="canned_answers",
                        to="support.casetopic",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "name"),
                        name="canned_answer_has_a_name_of_its_own_in_the_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("text_en", ""), _negated=True),
                        ),
                        name="canned_answer_says_something_in_english",
                    ),
                ],
            },
            bases=(liaison.hub.support.models.desk.InThreeLanguages, models.Model),
        ),
        migrations.CreateModel(
            name="KeptUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=80, unique=True)),
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["person", "form"], name="kept_uploads_of_a_form"),
                    models.Index(fields=["kept_at"], name="kept_uploads_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case",
                        "word",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lookup_words",
                        to="support.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["word", "case"],
                        name="word_leads_to_a_case",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("urgent", models.PositiveSmallIntegerField(default=1)),
                ("normal", models.PositiveSmallIntegerField(default=3)),
                ("low", models.PositiveSmallIntegerField(default=10)),
                ("closes_after", models.PositiveSmallIntegerField(default=14, null=True)),
                (
                    "cluster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_promise",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_after", None),
                            models.Q(("closes_after__gte", 6), ("closes_after__lte", 60)),
                            _connector="OR",
                        ),
                        name="case_closes_by_itself_after_six_to_sixty_working_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__gte", 1),
                            ("low__lte", 60),
                            ("normal__gte", 1),
                            ("normal__lte", 60),
                            ("urgent__gte", 1),
                            ("urgent__lte", 60),
                        ),
                        name="promise_is_of_one_to_sixty_working_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asker", "Who asked"),
                            ("team", "The team"),
                            ("internal", "Note within the team"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said", models.TextField(blank=True, max_length=5000)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="support.case",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=80, unique=True)),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="support.word",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "person"), name="person_is_away_from_a_cluster_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="absence_ends_on_its_first_day_or_later",
                    ),
                ],
            },
        ),
    ]
