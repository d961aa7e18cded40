import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("selection", models.JSONField()),
                (
                    "how_often",
                    models.CharField(
                        choices=[
                            ("never", "Never; I look myself"),
                            ("daily", "At most once a day"),
                            ("weekly", "At most once a week, on Mondays"),
                        ],
                        max_length=10,
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
                ("seen", models.BinaryField()),
                ("known", models.BinaryField()),
                ("gone", models.JSONField(default=dict)),
                ("checked_on", models.DateField()),
                ("removed_at", models.DateTimeField(null=True)),
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
                "indexes": [models.Index(fields=["checked_on"], name="kept_lists_to_be_checked")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="kept_list_has_a_name"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("person", "name"),
                        name="person_keeps_one_list_of_a_name",
                    ),
                ],
            },
        ),
    ]
