import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("introductions", "0001_initial"),
        ("introductions", "0002_relayed_messages"),
        ("introductions", "0003_kept_until"),
        ("introductions", "0004_words_changed_by_the_team"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
        ("partner_search", "0001_squashed_0004_the_call_that_a_need_is_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the cluster team"),
                            ("vetoed", "Not passed on by the team"),
                            ("confirming", "Waits for the asking side to agree"),
                            ("asked", "Waits for the asked side"),
                            ("not_now", "Not now"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("cancelled", "Taken back"),
                            ("accepted", "Both said yes; contacts released"),
                            ("met", "They have met"),
                            ("closed", "Outcome known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("proposed_at", models.DateTimeField()),
                ("asking_agreed_at", models.DateTimeField(null=True)),
                ("is_anonymous", models.BooleanField(default=False)),
                ("described_as", models.CharField(blank=True, max_length=160)),
                ("asked_open_data_id", models.CharField(blank=True, max_length=100)),
                ("asked_name", models.CharField(blank=True, max_length=300)),
                ("asked_country", models.CharField(blank=True, max_length=2)),
                ("asked_email", models.EmailField(blank=True, max_length=254)),
                ("asked_email_source", models.CharField(blank=True, max_length=200)),
                ("asked_contact", models.CharField(blank=True, max_length=200)),
                (
                    "asked_language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("de", "German")],
                        default="en",
                        max_length=2,
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                ("letter_number", models.PositiveSmallIntegerField(default=0)),
                ("answer_until", models.DateTimeField(null=True)),
                ("question_since", models.DateTimeField(null=True)),
                ("asked_agreed_at", models.DateTimeField(null=True)),
                ("not_now_until", models.DateField(null=True)),
                ("not_now_told", models.BooleanField(default=False)),
                ("blurb", models.TextField(blank=True, max_length=600)),
                (
                    "about_kind",
                    models.CharField(
                        blank=True,
                        choices=[("search", "A search"), ("listing", "A need or an offer")],
                        max_length=10,
                    ),
                ),
                ("about_id", models.UUIDField(null=True)),
                ("veto_reason", models.TextField(blank=True, max_length=500)),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_said", "I would rather not say"),
                            ("no_need", "We do not need this"),
                            ("no_time", "We have no time for it"),
                            ("not_our_field", "It is not our field"),
                            ("conflict", "It would conflict with what we do already"),
                            ("too_vague", "It is not clear to us what is wanted"),
                            ("other", "Another reason"),
                            ("opted_out", "We do not want such letters"),
                        ],
                        max_length=20,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("met_on", models.DateField(null=True)),
                (
                    "outcome_of_asking",
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
                (
                    "outcome_of_asked",
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
                ("follow_ups", models.PositiveSmallIntegerField(default=0)),
                ("kept_until", models.DateField(null=True)),
                (
                    "asked_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions_received",
                        to="directory.organisation",
                    ),
                ),
                (
                    "asked_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="introductions_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asking_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions_asked_for",
                        to="directory.organisation",
                    ),
                ),
                (
                    "asking_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="introductions_asked_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["cluster", "state", "state_since"], name="introductions_by_state"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "proposed",
                                    "vetoed",
                                    "confirming",
                                    "asked",
                                    "not_now",
                                    "declined",
                                    "expired",
                                    "cancelled",
                                    "accepted",
                                    "met",
                                    "closed",
                                ],
                            )
                        ),
                        name="introduction_has_a_state_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asking_organisation", None),
                            ("asked_organisation", None),
                            models.Q(
                                ("asking_organisation", models.F("asked_organisation")),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="introduction_is_between_two_organisations",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_open_data_id", ""), ("asked_organisation__isnull", False)
                            ),
                            models.Q(
                                models.Q(("asked_open_data_id", ""), _negated=True),
                                ("asked_organisation", None),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_asks_one_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "confirming", "asked", "not_now"))
                        ),
                        fields=("cluster", "asking_organisation", "asked_organisation"),
                        name="introduction_is_open_once_per_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "confirming", "asked", "not_now")),
                            models.Q(("asked_open_data_id", ""), _negated=True),
                        ),
                        fields=("cluster", "asking_organisation", "asked_open_data_id"),
                        name="introduction_is_open_once_with_one_of_open_data",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "confirming", "asked", "not_now")),
                            ("asking_organisation", None),
                        ),
                        fields=("cluster", "asking_person", "asked_organisation"),
                        name="introduction_of_a_person_is_open_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "confirming", "asked", "not_now")),
                            ("asking_organisation", None),
                            models.Q(("asked_open_data_id", ""), _negated=True),
                        ),
                        fields=("cluster", "asking_person", "asked_open_data_id"),
                        name="introduction_of_a_person_is_open_once_with_one_of_open_data",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("proposed", "confirming", "asked", "not_now")),
                                _negated=True,
                            ),
                            ("asking_person__isnull", False),
                            _connector="OR",
                        ),
                        name="introduction_that_runs_has_an_asking_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "asked"), _negated=True),
                            models.Q(
                                ("answer_until__isnull", False),
                                ("asked_at__isnull", False),
                                models.Q(
                                    models.Q(("asked_email", ""), ("asked_person__isnull", False)),
                                    models.Q(
                                        models.Q(("asked_email", ""), _negated=True),
                                        ("asked_person", None),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_that_waits_says_for_whom_and_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("question_since", None), ("state", "asked"), _connector="OR"
                        ),
                        name="introduction_holds_a_question_only_while_it_is_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_email", ""),
                            models.Q(("asked_email_source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="introduction_says_from_where_an_address_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_anonymous", False),
                            models.Q(("described_as", ""), _negated=True),
                            models.Q(
                                ("state__in", ("proposed", "confirming", "asked", "not_now")),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="introduction_of_an_anonymous_side_describes_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_agreed_at__isnull", False),
                                ("asking_agreed_at__isnull", False),
                                ("released_at__isnull", False),
                                ("state__in", ("accepted", "met", "closed")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("accepted", "met", "closed")), _negated=True
                                ),
                                ("released_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_releases_contacts_once_both_said_yes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "decline_reason__in",
                                    [
                                        "not_said",
                                        "no_need",
                                        "no_time",
                                        "not_our_field",
                                        "conflict",
                                        "too_vague",
                                        "other",
                                        "opted_out",
                                    ],
                                ),
                                ("state", "declined"),
                            ),
                            models.Q(
                                models.Q(("state", "declined"), _negated=True),
                                ("decline_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_no_has_a_coded_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_now_until__isnull", False), ("state", "not_now")),
                            models.Q(
                                models.Q(("state", "not_now"), _negated=True),
                                ("not_now_until", None),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_not_now_says_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("outcome_of_asking", ""), _negated=True),
                            models.Q(("outcome_of_asked", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="introduction_outcome_is_known_once_it_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntroductionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("reworded", "The team changed what is passed on"),
                            ("vetted", "Looked at by the team and passed on"),
                            ("vetoed", "Not passed on by the team"),
                            ("confirmed", "The asking side agrees"),
                            ("asked", "The asked side was written to"),
                            ("declined", "The asked side said no"),
                            ("withdrawn", "The asking side does not want it"),
                            ("not_now", "The asked side said: not now"),
                            ("wrong_person", "The asked person named somebody else"),
                            ("opted_out", "The asked side does not want to be asked at all"),
                            ("accepted", "Both said yes; contacts released"),
                            ("expired", "No answer came in time"),
                            ("cancelled", "Taken back"),
                            ("met", "They have met"),
                            ("outcome", "Said what came of it"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "Waits for the cluster team"),
                            ("vetoed", "Not passed on by the team"),
                            ("confirming", "Waits for the asking side to agree"),
                            ("asked", "Waits for the asked side"),
                            ("not_now", "Not now"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("cancelled", "Taken back"),
                            ("accepted", "Both said yes; contacts released"),
                            ("met", "They have met"),
                            ("closed", "Outcome known"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the cluster team"),
                            ("vetoed", "Not passed on by the team"),
                            ("confirming", "Waits for the asking side to agree"),
                            ("asked", "Waits for the asked side"),
                            ("not_now", "Not now"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("cancelled", "Taken back"),
                            ("accepted", "Both said yes; contacts released"),
                            ("met", "They have met"),
                            ("closed", "Outcome known"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("asking", "The asking side"),
                            ("asked", "The asked side"),
                            ("team", "The cluster team"),
                            ("software", "The software"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="introductions.introduction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "proposed",
                                    "reworded",
                                    "vetted",
                                    "vetoed",
                                    "confirmed",
                                    "asked",
                                    "declined",
                                    "withdrawn",
                                    "not_now",
                                    "wrong_person",
                                    "opted_out",
                                    "accepted",
                                    "expired",
                                    "cancelled",
                                    "met",
                                    "outcome",
                                ],
                            )
                        ),
                        name="introduction_step_is_one_that_we_know",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("open_data_id", models.CharField(blank=True, max_length=100)),
                ("name", models.CharField(max_length=300)),
                ("since", models.DateTimeField()),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("asking", "The asking side"),
                            ("asked", "The asked side"),
                            ("team", "The cluster team"),
                            ("software", "The software"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="introductions.introduction",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introduction_opt_outs",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("open_data_id", ""), ("organisation__isnull", False)),
                            models.Q(
                                models.Q(("open_data_id", ""), _negated=True),
                                ("organisation", None),
                            ),
                            _connector="OR",
                        ),
                        name="opt_out_is_of_one_organisation",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation",), name="opt_out_of_an_organisation_is_noted_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("open_data_id", ""), _negated=True),
                        fields=("open_data_id",),
                        name="opt_out_of_one_in_open_data_is_noted_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelayedMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("asking", "The asking side"),
                            ("asked", "The asked side"),
                            ("team", "The cluster team"),
                            ("software", "The software"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("said", models.TextField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relayed",
                        to="introductions.introduction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "side", "number"),
                        name="relayed_message_is_one_of_a_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["asking", "asked"])),
                        name="relayed_message_is_of_one_of_the_two_sides",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 20)),
                        name="relayed_message_is_one_of_a_few",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said", ""), _negated=True),
                        name="relayed_message_says_something",
                    ),
                ],
            },
        ),
    ]
