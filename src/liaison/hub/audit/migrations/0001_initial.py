from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=100)),
                ("subject", models.CharField(max_length=300)),
                ("actor", models.CharField(blank=True, max_length=36)),
                ("at", models.DateTimeField(db_index=True)),
                ("cluster", models.SlugField(blank=True)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verb", ""), _negated=True),
                            models.Q(("subject", ""), _negated=True),
                        ),
                        name="event_says_what_was_done_to_what",
                    )
                ],
            },
        ),
    ]
