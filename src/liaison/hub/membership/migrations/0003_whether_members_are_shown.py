"""Whether a cluster shows its members in the directory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0002_what_is_asked_of_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="admission",
            name="shows_members",
            field=models.BooleanField(default=True),
        ),
    ]
