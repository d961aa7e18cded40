import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("letters", models.PositiveSmallIntegerField(default=1)),
                ("last_letter_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("none", "Not answered yet"),
                            ("correct", "Still correct"),
                            ("changed", "Something changed"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="upkeep_questions",
                        to="directory.organisation",
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
                "indexes": [
                    models.Index(fields=["person", "last_letter_at"], name="questions_to_a_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("letters__gte", 1), ("letters__lte", 3)),
                        name="question_is_asked_in_three_letters_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "none"), ("answered_at", None)),
                            models.Q(
                                models.Q(("answer", "none"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="question_that_is_answered_says_when",
                    ),
                ],
            },
        ),
    ]
