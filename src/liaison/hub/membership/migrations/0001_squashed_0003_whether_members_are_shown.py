import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import liaison.hub.directory.models.plain
import liaison.hub.membership.choices
import liaison.hub.membership.models.admission


class Migration(migrations.Migration):
    replaces = [
        ("membership", "0001_applications_and_memberships"),
        ("membership", "0002_what_is_asked_of_organisations"),
        ("membership", "0003_whether_members_are_shown"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("text_en", models.TextField(max_length=20000)),
                ("text_fr", models.TextField(blank=True, max_length=20000)),
                ("text_de", models.TextField(blank=True, max_length=20000)),
                ("is_draft", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charters",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["cluster", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "version"),
                        name="charter_has_a_version_of_its_own_in_the_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text_en", ""), _negated=True),
                        name="charter_says_something",
                    ),
                ],
            },
            bases=(liaison.hub.membership.models.admission.InThreeLanguages, models.Model),
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(blank=True, max_length=300)),
                (
                    "plain",
                    liaison.hub.directory.models.plain.PlainNameField(db_index=True, of="name"),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("company", "Company"),
                            ("university", "University or school"),
                            ("research", "Research organisation"),
                            ("hospital", "Hospital or clinic"),
                            ("service_provider", "Service provider"),
                            ("investor", "Investor"),
                            ("public", "Public body"),
                            ("association", "Association or federation"),
                            ("other", "Other organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("website", models.URLField(blank=True, max_length=500)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("company", "Company"),
                            ("public_research", "Public research organisation"),
                            ("service_provider", "Specialised service provider"),
                            ("association", "Association or federation"),
                            ("associate", "Associate or foreign organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("representative_name", models.CharField(blank=True, max_length=200)),
                ("representative_function", models.CharField(blank=True, max_length=200)),
                ("authority_declared_at", models.DateTimeField(null=True)),
                ("charter_accepted_at", models.DateTimeField(null=True)),
                ("reading_consented_at", models.DateTimeField(null=True)),
                ("listing_consented_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned for completion"),
                            ("under_review", "Under review"),
                            ("recommended", "Waiting for a decision"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=15,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("state_since", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("answer_due_on", models.DateField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("manager", "The cluster manager"),
                            ("committee", "The steering committee, by vote"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "refusal_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outside_the_field", "Works outside the cluster’s field"),
                            ("not_active_here", "Is not active in the cluster’s country or region"),
                            ("not_authorised", "The applicant may not speak for the organisation"),
                            ("incomplete", "The application stayed incomplete"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("made_owner", models.BooleanField(default=False)),
                (
                    "applicant",
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
                        related_name="membership_applications",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership_applications",
                        to="directory.organisation",
                    ),
                ),
                (
                    "charter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.charter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_is_for_a_known_or_a_described_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False),
                            ("state__in", ("submitted", "returned", "under_review", "recommended")),
                        ),
                        fields=("cluster", "organisation"),
                        name="organisation_applies_to_a_cluster_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("organisation", None),
                            ("state__in", ("submitted", "returned", "under_review", "recommended")),
                        ),
                        fields=("cluster", "plain", "country"),
                        name="described_organisation_applies_to_a_cluster_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("decided_as", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("approved", "refused")),
                            ),
                            models.Q(
                                models.Q(("state__in", ("approved", "refused")), _negated=True),
                                ("decided_as", ""),
                                ("decided_at", None),
                                ("decided_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="application_decision_has_a_person_and_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("refusal_reason", ""), _negated=True),
                                ("state", "refused"),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                ("refusal_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="application_is_refused_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("submitted", "under_review", "recommended")),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("category", ""), _negated=True),
                                ("answer_due_on__isnull", False),
                                ("authority_declared_at__isnull", False),
                                ("charter_accepted_at__isnull", False),
                                ("reading_consented_at__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="application_with_the_cluster_is_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("public_research", "Public research organisation"),
                            ("service_provider", "Specialised service provider"),
                            ("association", "Association or federation"),
                            ("associate", "Associate or foreign organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("suspended", "Suspended"),
                            ("ended", "Ended"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "The member left"),
                            ("ceased", "The organisation ceased or merged"),
                            ("not_committed", "No commitment to the cluster any more"),
                            ("broke_the_charter", "The charter was not kept"),
                            ("reopened", "The decision to admit it was reopened"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_on", models.DateField()),
                ("is_listed", models.BooleanField(default=False)),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="membership.application",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("cluster", "organisation"),
                        name="organisation_is_a_member_of_a_cluster_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("end_reason", ""), _negated=True),
                                ("state", "ended"),
                                ("until__isnull", False),
                            ),
                            models.Q(
                                ("end_reason", ""),
                                ("state__in", ["active", "suspended"]),
                                ("until", None),
                            ),
                            _connector="OR",
                        ),
                        name="membership_that_ended_says_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="membership_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
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
                            ("event", "Took part in an event"),
                            ("working_group", "Takes part in a working group"),
                            ("project", "Takes part in a project of the cluster"),
                            ("knowledge", "Shared knowledge or facilities with others"),
                            ("contribution", "Paid or contributed something"),
                            ("other", "Something else"),
                        ],
                        max_length=15,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="commitment_says_what_and_from_where",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipStep",
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
                            ("begun", "Begun"),
                            ("reviewed", "Reviewed"),
                            ("suspended", "Suspended"),
                            ("resumed", "Resumed"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Step",
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
                            ("started", "Begun"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned for completion"),
                            ("review_begun", "Review begun"),
                            ("recommended", "Put up for decision"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("reopened", "Decision reopened"),
                        ],
                        max_length=15,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.TextField(blank=True, max_length=2000)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="membership.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")],
                        max_length=10,
                    ),
                ),
                ("has_conflict", models.BooleanField(default=False)),
                ("said", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="membership.application",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "person", "round"),
                        name="person_votes_on_an_application_once_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", ""), ("has_conflict", True)),
                            models.Q(
                                models.Q(("choice", ""), _negated=True), ("has_conflict", False)
                            ),
                            _connector="OR",
                        ),
                        name="person_with_a_conflict_of_interest_does_not_vote",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Admission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                (
                    "decided_by",
                    models.CharField(
                        choices=[
                            ("manager", "The cluster manager"),
                            ("committee", "The steering committee, by vote"),
                        ],
                        default="manager",
                        max_length=10,
                    ),
                ),
                ("votes_needed", models.PositiveSmallIntegerField(default=1)),
                ("answers_within_days", models.PositiveSmallIntegerField(default=30)),
                ("reviews_after_months", models.PositiveSmallIntegerField(default=12)),
                ("shows_members", models.BooleanField(default=True)),
                ("brings_en", models.TextField(blank=True, max_length=2000)),
                ("brings_fr", models.TextField(blank=True, max_length=2000)),
                ("brings_de", models.TextField(blank=True, max_length=2000)),
                ("asks_en", models.TextField(blank=True, max_length=2000)),
                ("asks_fr", models.TextField(blank=True, max_length=2000)),
                ("asks_de", models.TextField(blank=True, max_length=2000)),
                (
                    "asked_facts",
                    models.JSONField(
                        blank=True, default=liaison.hub.membership.choices.usually_asked
                    ),
                ),
                ("is_starting_set", models.BooleanField(default=False)),
                (
                    "cluster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="admission",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("votes_needed__gte", 1)),
                        name="admission_needs_a_vote_at_least",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answers_within_days__gte", 1), ("answers_within_days__lte", 366)
                        ),
                        name="admission_promises_an_answer_within_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviews_after_months__gte", 1), ("reviews_after_months__lte", 120)
                        ),
                        name="admission_reviews_members_within_ten_years",
                    ),
                ],
            },
            bases=(liaison.hub.membership.models.admission.InThreeLanguages, models.Model),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField()),
                ("text_en", models.CharField(max_length=300)),
                ("text_fr", models.CharField(blank=True, max_length=300)),
                ("text_de", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "One line of text"),
                            ("long_text", "Several lines of text"),
                            ("choice", "One of several choices"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                            ("date", "A date"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("value", models.TextField(max_length=5000)),
                ("chosen", models.JSONField(blank=True, default=dict)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="membership.application",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "code"), name="application_answers_a_question_once"
                    )
                ],
            },
            bases=(liaison.hub.membership.models.admission.InThreeLanguages, models.Model),
        ),
        migrations.CreateModel(
            name="ApplicationQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField()),
                ("text_en", models.CharField(max_length=300)),
                ("text_fr", models.CharField(blank=True, max_length=300)),
                ("text_de", models.CharField(blank=True, max_length=300)),
                ("help_en", models.CharField(blank=True, max_length=300)),
                ("help_fr", models.CharField(blank=True, max_length=300)),
                ("help_de", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "One line of text"),
                            ("long_text", "Several lines of text"),
                            ("choice", "One of several choices"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                            ("date", "A date"),
                        ],
                        max_length=10,
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list)),
                ("is_required", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="application_questions",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "code"),
                        name="application_question_has_a_code_of_its_own_in_the_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text_en", ""), _negated=True),
                        name="application_question_asks_something",
                    ),
                ],
            },
            bases=(liaison.hub.membership.models.admission.InThreeLanguages, models.Model),
        ),
    ]
