from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partner_search", "0002_feedback_exclusions_and_hand_overs")]

    operations = [
        migrations.AddField(
            model_name="search",
            name="requirements",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
