import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0001_letters_and_what_people_want"),
        ("notifications", "0002_letters_to_named_people"),
        ("notifications", "0003_letters_on_changes"),
        ("notifications", "0004_letters_on_upkeep"),
        ("notifications", "0005_letters_on_needs_and_introductions"),
        ("notifications", "0006_letters_that_come_back"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("claim", "What you ask to act for, and what became of it"),
                            ("invitation", "Invitations to act for an organisation"),
                            ("named", "How you are shown as a person of an organisation"),
                            ("membership", "Your application for membership"),
                            ("change", "Changes that you asked for, and what became of them"),
                            ("answer", "Answers to needs that you handed over"),
                            ("listing", "Needs and offers that you published, and answers to them"),
                            (
                                "introduction",
                                "Introductions that you asked for or were asked about",
                            ),
                            (
                                "contact",
                                "Whether you would like to meet somebody who does not know you yet",
                            ),
                            ("support", "Questions that you asked the cluster team"),
                            ("reminder", "What waits for you, and for how long"),
                            ("work_waits", "Applications, claims and changes that wait for you"),
                            (
                                "upkeep",
                                "Whether what the directory says of your organisations is still correct",
                            ),
                            ("alert", "News on what you watch"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("digest", models.CharField(max_length=64)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("de", "German")],
                        max_length=2,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("sender", models.CharField(blank=True, max_length=200)),
                ("reply_to", models.EmailField(blank=True, max_length=254)),
                ("message_id", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits"),
                            ("sending", "Is being handed to the mail server"),
                            ("sent", "Sent"),
                            ("doubtful", "It is not known whether it was sent"),
                            ("given_up", "Could not be sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_attempt"],
                        name="letters_that_wait",
                    ),
                    models.Index(fields=["digest"], name="letters_to_an_address"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("key",),
                        name="letter_is_written_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("html", ""), ("sent_at__isnull", False), ("text", "")),
                            _connector="OR",
                        ),
                        name="letter_that_is_sent_keeps_no_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="address_is_returned_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("claim", "What you ask to act for, and what became of it"),
                            ("invitation", "Invitations to act for an organisation"),
                            ("named", "How you are shown as a person of an organisation"),
                            ("membership", "Your application for membership"),
                            ("change", "Changes that you asked for, and what became of them"),
                            ("answer", "Answers to needs that you handed over"),
                            ("listing", "Needs and offers that you published, and answers to them"),
                            (
                                "introduction",
                                "Introductions that you asked for or were asked about",
                            ),
                            (
                                "contact",
                                "Whether you would like to meet somebody who does not know you yet",
                            ),
                            ("support", "Questions that you asked the cluster team"),
                            ("reminder", "What waits for you, and for how long"),
                            ("work_waits", "Applications, claims and changes that wait for you"),
                            (
                                "upkeep",
                                "Whether what the directory says of your organisations is still correct",
                            ),
                            ("alert", "News on what you watch"),
                        ],
                        max_length=20,
                    ),
                ),
                ("off_since", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("person__isnull", False)),
                            models.Q(("person", None), models.Q(("digest", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="preference_is_of_a_person_or_an_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "kind"),
                        name="preference_of_a_person_is_there_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=("digest", "kind"),
                        name="preference_of_an_address_is_there_once",
                    ),
                ],
            },
        ),
    ]
