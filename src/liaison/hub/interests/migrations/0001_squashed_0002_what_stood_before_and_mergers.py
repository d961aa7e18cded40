import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("interests", "0001_keep_answers_to_needs_and_offers"),
        ("interests", "0002_what_stood_before_and_mergers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
        ("listings", "0001_squashed_0003_noted_for_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("brings", models.TextField(max_length=1000)),
                ("evidence", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Waits for the team"),
                            ("turned_down", "Not passed on by the team"),
                            ("forwarded", "Waits for an answer"),
                            ("more_info", "Asked for more"),
                            ("not_now", "Not now"),
                            ("accepted", "Accepted; contacts given"),
                            ("introduced", "Introduced to each other"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("withdrawn", "Taken back"),
                            ("closed", "Outcome known"),
                            ("one_side", "Ended: both sides are one organisation now"),
                        ],
                        default="submitted",
                        max_length=12,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                (
                    "state_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submitted", "Waits for the team"),
                            ("turned_down", "Not passed on by the team"),
                            ("forwarded", "Waits for an answer"),
                            ("more_info", "Asked for more"),
                            ("not_now", "Not now"),
                            ("accepted", "Accepted; contacts given"),
                            ("introduced", "Introduced to each other"),
                            ("declined", "Declined"),
                            ("expired", "No answer in time"),
                            ("withdrawn", "Taken back"),
                            ("closed", "Outcome known"),
                            ("one_side", "Ended: both sides are one organisation now"),
                        ],
                        max_length=12,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("screened_at", models.DateTimeField(null=True)),
                ("forwarded_at", models.DateTimeField(null=True)),
                (
                    "not_passed_on",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("off_subject", "It does not answer what is sought or offered"),
                            ("advertising", "It reads like advertising"),
                            ("unclear", "It does not say clearly enough what you would bring"),
                            ("service", "Service providers are asked not to answer here"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_fit", "It does not fit what we look for"),
                            ("no_evidence", "We miss evidence that it has been done before"),
                            ("too_early", "It is too early in its development"),
                            ("terms", "The terms do not suit us"),
                            ("conflict", "We are too close to each other as competitors"),
                            ("capacity", "We cannot look after more conversations"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tells_reason", models.BooleanField(default=False)),
                ("not_now_until", models.DateField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "We have met"),
                            ("no_meeting", "We have not met"),
                            ("negotiating", "We negotiate"),
                            ("agreement", "We have an agreement"),
                            ("dropped", "We did not go on"),
                        ],
                        max_length=12,
                    ),
                ),
                ("introduction", models.UUIDField(null=True)),
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="listings.listing",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="directory.organisation",
                    ),
                ),
                (
                    "screened_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "submitted",
                                    "forwarded",
                                    "more_info",
                                    "not_now",
                                    "accepted",
                                    "introduced",
                                ),
                            )
                        ),
                        fields=("listing", "organisation"),
                        name="organisation_has_one_open_interest_in_a_listing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("brings", ""), _negated=True),
                        name="interest_says_what_it_brings",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("screened_at__isnull", False), ("screened_by__isnull", False)
                            ),
                            ("state__in", ["submitted", "withdrawn", "expired", "one_side"]),
                            _connector="OR",
                        ),
                        name="interest_that_left_the_team_was_screened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("accepted", "introduced", "closed")), _negated=True
                            ),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="interest_that_was_accepted_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "declined"),
                                models.Q(("decline_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "declined"), _negated=True),
                                ("decline_reason", ""),
                                ("tells_reason", False),
                            ),
                            _connector="OR",
                        ),
                        name="interest_that_is_declined_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state_before", ""),
                            models.Q(
                                ("state__in", ("declined", "not_now", "turned_down")),
                                ("told_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="interest_keeps_what_stood_before_only_until_it_is_told",
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
                        name="interest_not_now_says_until_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndedByMerger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept", models.UUIDField()),
                ("absorbed", models.UUIDField()),
                (
                    "before",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "interest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="interests.interest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterestNote",
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
                            ("sender", "Whoever answered"),
                            ("owner", "Whose need or offer it is"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.TextField(max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="interests.interest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said", ""), _negated=True),
                        name="interest_note_says_something",
                    )
                ],
            },
        ),
    ]
