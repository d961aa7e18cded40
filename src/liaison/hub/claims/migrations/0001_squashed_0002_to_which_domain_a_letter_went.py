import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("claims", "0001_claims_and_invitations"),
        ("claims", "0002_to_which_domain_a_letter_went"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organisation_owner", "Organisation owner"),
                            ("organisation_editor", "Organisation editor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("said", models.TextField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("letter_digest", models.CharField(blank=True, max_length=64)),
                ("letter_sent_at", models.DateTimeField(null=True)),
                ("letter_domain", models.CharField(blank=True, max_length=254)),
                ("letter_about", models.UUIDField(null=True)),
                ("letters_sent", models.PositiveSmallIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letter", "By an e-mail to an address of the organisation"),
                            ("owner", "By somebody who answers for the organisation"),
                            ("team", "By the cluster team"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("person", "organisation"),
                        name="person_claims_an_organisation_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("letter_digest", ""), _negated=True),
                        fields=("letter_digest",),
                        name="letter_of_a_claim_opens_one_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("way", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["granted", "refused"]),
                            ),
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("state__in", ["waiting", "withdrawn"]),
                                ("way", ""),
                            ),
                            _connector="OR",
                        ),
                        name="claim_decision_has_a_person_a_time_and_a_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ("organisation_owner", "organisation_editor"))
                        ),
                        name="claim_is_for_a_role_in_an_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organisation_owner", "Organisation owner"),
                            ("organisation_editor", "Organisation editor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("invited_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("organisation", "address"),
                        name="organisation_invites_an_address_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=("digest",),
                        name="letter_of_an_invitation_opens_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("address", ""),
                                ("digest", ""),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_that_was_accepted_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ("organisation_owner", "organisation_editor"))
                        ),
                        name="invitation_is_to_a_role_in_an_organisation",
                    ),
                ],
            },
        ),
    ]
