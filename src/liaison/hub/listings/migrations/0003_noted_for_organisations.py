import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
        ("listings", "0001_squashed_0002_agreements_made_here"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="noted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="taken_up_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("noted_by", None), ("taken_up_at", None)),
                    models.Q(("noted_by__isnull", False), ("taken_up_at__isnull", False)),
                    models.Q(("noted_by__isnull", False), ("state", "draft")),
                    _connector="OR",
                ),
                name="listing_noted_by_the_team_is_a_draft_until_it_is_taken_up",
            ),
        ),
    ]
