"""The logos of clusters, kept by content as those of organisations are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0002_what_a_cluster_says_of_itself_and_how_it_looks"),
    ]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="logo",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
