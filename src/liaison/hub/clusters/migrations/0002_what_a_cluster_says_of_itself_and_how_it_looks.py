"""What a cluster says of itself, and in which colours its pages are drawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="accent",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="cluster",
            name="accent_on_dark",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="cluster",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="cluster",
            name="is_draft",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="cluster",
            name="summary_de",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="cluster",
            name="summary_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="cluster",
            name="summary_fr",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name="focusarea",
            name="name_de",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="focusarea",
            name="name_fr",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="cluster_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accent_on_dark", ""), models.Q(("accent", ""), _negated=True), _connector="OR"
                ),
                name="cluster_colour_on_dark_paper_stands_beside_one_on_light",
            ),
        ),
        migrations.AddConstraint(
            model_name="focusarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("name_en", ""), _negated=True),
                name="focus_area_has_a_name_in_english",
            ),
        ),
    ]
