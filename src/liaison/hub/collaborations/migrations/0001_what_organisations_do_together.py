import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collaboration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("summary", models.TextField(blank=True, max_length=1000)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("research", "Bilateral R&D"),
                            ("consortium", "Consortium"),
                            ("study", "Clinical study"),
                            ("service", "Service contract"),
                            ("pilot", "Pilot"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("scoping", "Scoping"),
                            ("consortium", "Finding partners"),
                            ("submitted", "Submitted"),
                            ("funded", "Funded"),
                            ("rejected", "Rejected"),
                            ("signed", "Agreement signed"),
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                        ],
                        default="idea",
                        max_length=12,
                    ),
                ),
                ("stage_since", models.DateTimeField()),
                ("began_on", models.DateField()),
                ("funder", models.CharField(blank=True, max_length=200)),
                ("call", models.CharField(blank=True, max_length=200)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("amount_of_year", models.PositiveSmallIntegerField(null=True)),
                ("is_amount_open", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nda", "Non-disclosure agreement"),
                            ("mta", "Material transfer agreement"),
                            ("consortium", "Consortium agreement"),
                            ("research", "Research agreement"),
                            ("licence", "Licence"),
                            ("service", "Service contract"),
                            ("mou", "Memorandum of understanding"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("signed_on", models.DateField(null=True)),
                (
                    "cluster_part",
                    models.CharField(
                        choices=[
                            ("initiated", "Initiated it"),
                            ("brokered", "Brought the partners together"),
                            ("supported", "Supported it"),
                            ("informed", "Was informed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cluster_part_since", models.DateField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("contact", "A contact of the team"),
                            ("introduction", "An introduction"),
                            ("event", "An event"),
                            ("listing", "A need or an offer"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "openness",
                    models.CharField(
                        choices=[
                            ("team", "The cluster team"),
                            ("partners", "Its partners too"),
                            ("members", "Members of the cluster too"),
                            ("public", "Everybody"),
                        ],
                        default="team",
                        max_length=10,
                    ),
                ),
                ("invented", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="collaboration_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", None), ("currency", "")),
                            models.Q(("amount__gte", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="collaboration_amount_is_not_negative_and_has_a_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on", None),
                            models.Q(("agreement", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="collaboration_that_was_signed_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CollaborationPartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("open_data_id", models.CharField(blank=True, max_length=100)),
                ("open_data_name", models.CharField(blank=True, max_length=300)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("partner", "Partner"),
                            ("research", "Research"),
                            ("industry", "Industry"),
                            ("clinical_site", "Clinical site"),
                            ("supplier", "Supplier"),
                            ("user", "User or customer"),
                            ("associated", "Associated"),
                        ],
                        max_length=15,
                    ),
                ),
                ("is_lead", models.BooleanField(default=False)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("waiting", "Not confirmed yet"),
                            ("confirmed", "Confirmed"),
                            ("denied", "Says it takes no part"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "named_to",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody else"),
                            ("members", "Members of the cluster"),
                            ("everybody", "Everybody"),
                        ],
                        default="nobody",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_source", models.CharField(blank=True, max_length=200)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="collaborations.collaboration",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collaborations",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("open_data_id", ""),
                                ("open_data_name", ""),
                                ("organisation__isnull", False),
                            ),
                            models.Q(
                                ("organisation", None),
                                models.Q(("open_data_id", ""), _negated=True),
                                models.Q(("open_data_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="collaboration_partner_is_of_the_directory_or_of_open_data",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("collaboration", "organisation"),
                        name="organisation_takes_part_in_a_collaboration_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("open_data_id", ""), _negated=True),
                        fields=("collaboration", "open_data_id"),
                        name="organisation_of_open_data_takes_part_in_a_collaboration_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lead", True)),
                        fields=("collaboration",),
                        name="collaboration_has_one_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("named_to", "nobody"), ("answer", "confirmed"), _connector="OR"
                        ),
                        name="collaboration_partner_is_named_only_where_it_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CollaborationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("idea", "Idea"),
                            ("scoping", "Scoping"),
                            ("consortium", "Finding partners"),
                            ("submitted", "Submitted"),
                            ("funded", "Funded"),
                            ("rejected", "Rejected"),
                            ("signed", "Agreement signed"),
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("scoping", "Scoping"),
                            ("consortium", "Finding partners"),
                            ("submitted", "Submitted"),
                            ("funded", "Funded"),
                            ("rejected", "Rejected"),
                            ("signed", "Agreement signed"),
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.TextField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="collaborations.collaboration",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FlagshipAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("two", "Do two organisations or more take part?"),
                            ("public_private", "Do private and public partners work together?"),
                            ("benefit", "Does the whole ecosystem benefit from it?"),
                        ],
                        max_length=15,
                    ),
                ),
                ("is_yes", models.BooleanField()),
                ("reason", models.TextField(max_length=1000)),
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
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flagship_answers",
                        to="collaborations.collaboration",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collaboration", "question"),
                        name="flagship_question_is_answered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="flagship_answer_has_a_reason",
                    ),
                ],
            },
        ),
    ]
