import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("regulation", "Rules and approvals"),
                            ("finance", "Funding and capital"),
                            ("buying", "Public buyers and reimbursement"),
                            ("data", "Access to data"),
                            ("testing", "Testing and clinical validation"),
                            ("talent", "People and skills"),
                            ("premises", "Laboratories and premises"),
                            ("abroad", "Markets abroad"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("texts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathering", "Being gathered"),
                            ("carried", "Carried to the government"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="gathering",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("begun_at", models.DateTimeField()),
                ("is_open_to_members", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "Solved"),
                            ("partly", "Partly solved"),
                            ("declined", "Declined, with reasons"),
                            ("dropped", "Not carried on"),
                        ],
                        max_length=10,
                    ),
                ),
                ("closing_word", models.TextField(blank=True, max_length=500)),
                ("invented", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "begun_by",
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
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("carried_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "carried_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("people", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressees",
                        to="policy_needs.challenge",
                    ),
                ),
            ],
            options={
                "ordering": ["carried_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OfficialAnswer",
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
                            ("looks_into", "We look into it"),
                            ("agreed", "We will do something"),
                            ("done", "It is done"),
                            ("declined", "We will not, and why"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                ("language", models.CharField(max_length=2)),
                ("given_on", models.DateField()),
                ("source", models.CharField(blank=True, max_length=300)),
                ("due_on", models.DateField(null=True)),
                ("written_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("team_word", models.TextField(blank=True, max_length=500)),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="policy_needs.addressee",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("regulation", "Rules and approvals"),
                            ("finance", "Funding and capital"),
                            ("buying", "Public buyers and reimbursement"),
                            ("data", "Access to data"),
                            ("testing", "Testing and clinical validation"),
                            ("talent", "People and skills"),
                            ("premises", "Laboratories and premises"),
                            ("abroad", "Markets abroad"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("language", models.CharField(max_length=2)),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("named", "Our words, with our name"),
                            ("unnamed", "Our words, without our name"),
                            ("counted", "Only that one more says so"),
                        ],
                        default="counted",
                        max_length=10,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "The team looks at it"),
                            ("gathered", "Part of a challenge"),
                            ("set_aside", "Not carried on"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("is_echo", models.BooleanField(default=False)),
                ("word_back", models.TextField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "challenge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="policy_needs.challenge",
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
                    "noted_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policy_signals",
                        to="directory.organisation",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "closed"),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("closing_word", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closing_word", ""),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="challenge_that_is_closed_says_what_became_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="addressee_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.UniqueConstraint(
                fields=("challenge", "name"), name="challenge_is_carried_to_an_office_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="officialanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="official_answer_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="officialanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_by__isnull", False), ("noted_by", None), ("source", "")),
                    models.Q(
                        ("given_by", None),
                        ("noted_by__isnull", False),
                        models.Q(("source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="official_answer_is_given_here_or_noted_from_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="officialanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", None)),
                    models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                    _connector="OR",
                ),
                name="official_answer_that_was_told_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True), ("is_echo", True), _connector="OR"
                ),
                name="signal_says_something_unless_it_echoes_a_challenge",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_by__isnull", False), ("noted_by__isnull", False), _connector="OR"
                ),
                name="signal_was_told_or_noted_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_by__isnull", False), ("attribution", "counted"), _connector="OR"
                ),
                name="signal_that_was_only_noted_is_only_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("challenge__isnull", False), ("state", "gathered")),
                    models.Q(models.Q(("state", "gathered"), _negated=True), ("challenge", None)),
                    _connector="OR",
                ),
                name="signal_is_gathered_into_a_challenge",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "set_aside"), models.Q(("word_back", ""), _negated=True)),
                    models.Q(models.Q(("state", "set_aside"), _negated=True), ("word_back", "")),
                    _connector="OR",
                ),
                name="signal_that_is_set_aside_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_echo", True)),
                fields=("challenge", "organisation"),
                name="organisation_echoes_a_challenge_once",
            ),
        ),
    ]
