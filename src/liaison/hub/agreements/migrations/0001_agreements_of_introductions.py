import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("introductions", "0001_squashed_0004_words_changed_by_the_team"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
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
                            ("wanted", "Asked for; follows after both yes"),
                            ("document", "Waits for the document"),
                            ("signing", "Waits for signatures"),
                            ("signed", "Signed by both"),
                            ("lapsed", "Lapsed"),
                            ("ended", "Called off"),
                        ],
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                (
                    "wanted_by",
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
                    "brings",
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
                ("sent_on", models.DateField(null=True)),
                ("signed_by_asking_on", models.DateField(null=True)),
                ("signed_by_asked_on", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("end_told", models.BooleanField(default=False)),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="introductions.introduction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("wanted", "document", "signing", "signed"))
                        ),
                        fields=("introduction",),
                        name="introduction_has_one_agreement_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["wanted", "document", "signing", "signed", "lapsed", "ended"],
                            )
                        ),
                        name="agreement_has_a_state_we_know",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("brings__in", ("asking", "asked", "team"))),
                        name="agreement_says_who_brings_the_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("signed_by_asked_on__isnull", False),
                                    ("signed_by_asking_on__isnull", False),
                                ),
                                ("state__in", ["signed", "lapsed"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("signed_by_asked_on__isnull", False),
                                    ("signed_by_asking_on__isnull", False),
                                    _negated=True,
                                ),
                                ("state__in", ["wanted", "document", "signing"]),
                            ),
                            ("state", "ended"),
                            _connector="OR",
                        ),
                        name="agreement_is_in_force_once_both_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "lapsed"), _negated=True),
                            ("valid_until__isnull", False),
                            _connector="OR",
                        ),
                        name="agreement_that_lapsed_had_a_last_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("document", "The document to be signed"),
                            ("signed", "A signed document"),
                        ],
                        max_length=10,
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
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=80, unique=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
            name="AgreementStep",
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
                            ("wanted", "Asked for"),
                            ("begun", "Both said yes, so it can be made"),
                            ("brought", "The document was sent"),
                            ("signed_asking", "Signed by the asking side"),
                            ("signed_asked", "Signed by the asked side"),
                            ("unsigned_asking", "Signature of the asking side taken back"),
                            ("unsigned_asked", "Signature of the asked side taken back"),
                            ("last_day", "Last day noted"),
                            ("lapsed", "Lapsed"),
                            ("ended", "Called off"),
                        ],
                        max_length=20,
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
                ("day", models.DateField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
    ]
