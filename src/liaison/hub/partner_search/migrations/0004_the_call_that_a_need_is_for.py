from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partner_search", "0003_requirements_of_a_need")]

    operations = [
        migrations.AddField(
            model_name="search",
            name="call_topic",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="search",
            name="call_programme",
            field=models.CharField(blank=True, default="", max_length=50),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="search",
            name="call_scheme",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
