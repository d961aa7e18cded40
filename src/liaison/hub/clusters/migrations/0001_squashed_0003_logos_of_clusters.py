import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("clusters", "0001_initial"),
        ("clusters", "0002_what_a_cluster_says_of_itself_and_how_it_looks"),
        ("clusters", "0003_logos_of_clusters"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("managing_body", models.CharField(blank=True, max_length=300)),
                ("host", models.CharField(blank=True, max_length=253)),
                ("languages", models.JSONField(default=list)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("summary_en", models.CharField(blank=True, max_length=300)),
                ("summary_fr", models.CharField(blank=True, max_length=300)),
                ("summary_de", models.CharField(blank=True, max_length=300)),
                ("accent", models.CharField(blank=True, max_length=7)),
                ("accent_on_dark", models.CharField(blank=True, max_length=7)),
                ("logo", models.JSONField(blank=True, default=dict)),
                ("is_draft", models.BooleanField(default=False)),
                ("set_up_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("host", ""), _negated=True),
                        fields=("host",),
                        name="cluster_has_a_site_of_its_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="cluster_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accent_on_dark", ""),
                            models.Q(("accent", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cluster_colour_on_dark_paper_stands_beside_one_on_light",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("cluster_manager", "Cluster manager"),
                            ("cluster_officer", "Cluster officer"),
                            ("strategic_partner", "Strategic partner"),
                            ("steering_committee_member", "Steering committee member"),
                            ("foreign_company", "Foreign company"),
                            ("organisation_owner", "Organisation owner"),
                            ("organisation_editor", "Organisation editor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("granted_at", models.DateTimeField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cluster_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "cluster", "role"),
                        name="person_holds_a_role_in_a_cluster_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "cluster_manager",
                                    "cluster_officer",
                                    "strategic_partner",
                                    "steering_committee_member",
                                    "foreign_company",
                                ],
                            )
                        ),
                        name="cluster_role_is_one_that_is_held_in_a_cluster",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("name_en", models.CharField(max_length=100)),
                ("name_fr", models.CharField(blank=True, max_length=100)),
                ("name_de", models.CharField(blank=True, max_length=100)),
                ("terms", models.JSONField(default=list)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="focus_areas",
                        to="clusters.cluster",
                    ),
                ),
            ],
            options={
                "ordering": ["cluster", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "code"),
                        name="focus_area_has_a_code_of_its_own_in_the_cluster",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_en", ""), _negated=True),
                        name="focus_area_has_a_name_in_english",
                    ),
                ],
            },
        ),
    ]
