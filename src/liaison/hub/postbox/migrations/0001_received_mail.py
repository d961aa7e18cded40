from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("taken", "Taken"),
                            ("refused", "Refused"),
                            ("returned", "Returned"),
                            ("automatic", "Automatic"),
                            ("unknown", "Unknown"),
                            ("too_large", "Too Large"),
                            ("unreadable", "Unreadable"),
                        ],
                        max_length=20,
                    ),
                ),
                ("receiver", models.CharField(blank=True, max_length=2)),
                ("received_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="mail_is_received_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "taken"), _negated=True),
                            models.Q(("receiver", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mail_that_was_taken_was_given_to_a_receiver",
                    ),
                ],
            },
        ),
    ]
