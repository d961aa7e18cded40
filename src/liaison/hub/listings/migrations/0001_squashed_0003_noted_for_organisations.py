import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("listings", "0001_keep_needs_and_offers"),
        ("listings", "0002_agreements_made_here"),
        ("listings", "0003_noted_for_organisations"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("directory", "0001_squashed_0022_postcodes_of_britain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("taken_up_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waits for the team"),
                            ("in_review", "The team reads it"),
                            ("returned", "Returned with remarks"),
                            ("published", "Published"),
                            ("paused", "Paused"),
                            ("matched", "Found a partner here"),
                            ("closed", "Closed"),
                            ("expired", "Expired"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technology", "Technology"),
                            ("business", "Business"),
                            ("research", "Research and development together"),
                            ("expertise", "Expertise"),
                            ("facility", "Access to a facility or equipment"),
                            ("clinical_site", "Clinical site for validation"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "money",
                    models.CharField(
                        choices=[
                            ("we_pay", "We would pay the other side"),
                            ("we_are_paid", "The other side would pay us"),
                            (
                                "shared",
                                "Nobody pays the other: we look for partners to apply for money together",
                            ),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("request", "Need"), ("offer", "Offer")], max_length=10
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "en"), ("fr", "fr"), ("de", "de")], max_length=2
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80)),
                ("summary", models.CharField(blank=True, max_length=160)),
                ("public_text", models.TextField(blank=True, max_length=1000)),
                ("translations", models.JSONField(blank=True, default=dict)),
                ("private_brief", models.TextField(blank=True, max_length=5000)),
                ("plain", models.TextField(blank=True)),
                ("trl_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("trl_to", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "rights",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "No rights of our own"),
                            ("secret", "Know-how that is kept secret"),
                            ("copyright", "Copyright"),
                            ("applied", "Patent applied for"),
                            ("granted", "Patent granted"),
                            ("exclusive", "Exclusive rights by a licence"),
                            ("other", "Other rights"),
                        ],
                        max_length=10,
                    ),
                ),
                ("partner_kinds", models.JSONField(blank=True, default=list)),
                ("partner_countries", models.JSONField(blank=True, default=list)),
                ("partner_role", models.CharField(blank=True, max_length=300)),
                ("keywords", models.CharField(blank=True, max_length=300)),
                ("call_id", models.CharField(blank=True, max_length=200)),
                ("call_link", models.URLField(blank=True, max_length=500)),
                ("deadline", models.DateField(blank=True, null=True)),
                ("is_anonymous", models.BooleanField(default=True)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("public", "Everybody may read the public text"),
                            (
                                "members",
                                "Members of the cluster may read the public text, once signed in",
                            ),
                            ("matched", "Only organisations that you or the team pick for it"),
                            (
                                "after_nda",
                                "Picked organisations; the private brief after a signed agreement",
                            ),
                        ],
                        default="members",
                        max_length=10,
                    ),
                ),
                ("welcomes_service_providers", models.BooleanField(default=False)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("times_renewed", models.PositiveSmallIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("found_here", "We found a partner here"),
                            ("found_elsewhere", "We found a partner elsewhere"),
                            ("nobody_fitted", "Nobody fitted"),
                            ("plans_changed", "Our plans have changed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("outcome_note", models.TextField(blank=True, max_length=1000)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "focus_areas",
                    models.ManyToManyField(blank=True, related_name="+", to="clusters.focusarea"),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="directory.organisation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["cluster", "state"], name="listing_by_cluster_and_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "offer"), ("money", "we_are_paid")),
                            models.Q(
                                models.Q(("money", "we_are_paid"), _negated=True),
                                ("direction", "request"),
                            ),
                            _connector="OR",
                        ),
                        name="listing_direction_follows_the_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "research"), _negated=True),
                            ("direction", "request"),
                            _connector="OR",
                        ),
                        name="listing_on_research_together_is_a_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("title", ""),
                                ("summary", ""),
                                ("public_text", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="listing_that_left_its_draft_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at__isnull", False),
                                (
                                    "state__in",
                                    ("published", "paused", "matched", "closed", "expired"),
                                ),
                                ("valid_until__isnull", False),
                            ),
                            models.Q(
                                (
                                    "state__in",
                                    ("published", "paused", "matched", "closed", "expired"),
                                ),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="listing_that_was_published_says_when_and_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_review"), _negated=True),
                            ("reviewer__isnull", False),
                            _connector="OR",
                        ),
                        name="listing_in_review_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "found_here"), ("state", "matched")),
                            models.Q(
                                models.Q(("state", "closed")),
                                models.Q(("outcome__in", ["", "found_here"]), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("matched", "closed")), _negated=True),
                                ("outcome", ""),
                                ("outcome_note", ""),
                            ),
                            _connector="OR",
                        ),
                        name="listing_that_ended_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trl_from", None), ("trl_to", None)),
                            models.Q(
                                ("trl_from__gte", 1),
                                ("trl_to__gte", models.F("trl_from")),
                                ("trl_to__lte", 9),
                            ),
                            _connector="OR",
                        ),
                        name="listing_levels_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("noted_by", None), ("taken_up_at", None)),
                            models.Q(("noted_by__isnull", False), ("taken_up_at__isnull", False)),
                            models.Q(("noted_by__isnull", False), ("state", "draft")),
                            _connector="OR",
                        ),
                        name="listing_noted_by_the_team_is_a_draft_until_it_is_taken_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("call_id", ""), ("call_link", ""), _connector="OR"),
                        name="listing_leads_to_one_call",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptFrom",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_from",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "organisation"),
                        name="listing_is_kept_from_an_organisation_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AllowedPassage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allowed",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "mark"), name="passage_of_a_listing_is_allowed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="passage_is_allowed_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "en"), ("fr", "fr"), ("de", "de")], max_length=2
                    ),
                ),
                ("words", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for the team"),
                            ("in_force", "Shown"),
                            ("replaced", "Replaced by a later one"),
                            ("returned", "Returned with remarks"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="listings.listing",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "number"), name="listing_has_a_version_of_a_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("listing",),
                        name="listing_has_one_version_that_waits",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("listing",),
                        name="listing_has_one_version_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Matched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("nda_signed_on", models.DateField(blank=True, null=True)),
                ("nda_made_here", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matched",
                        to="listings.listing",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "organisation"),
                        name="listing_is_matched_with_an_organisation_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("published", "Published"), ("returned", "Returned with remarks")],
                        max_length=10,
                    ),
                ),
                ("advantages", models.PositiveSmallIntegerField(null=True)),
                ("clarity", models.PositiveSmallIntegerField(null=True)),
                ("expectations", models.PositiveSmallIntegerField(null=True)),
                ("language", models.PositiveSmallIntegerField(null=True)),
                ("remarks", models.JSONField(default=dict)),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="listings.listingversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "returned"),
                            models.Q(
                                ("advantages__gt", 0),
                                ("clarity__gt", 0),
                                ("expectations__gt", 0),
                                ("language__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="review_that_publishes_lacks_no_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("advantages", None),
                                models.Q(("advantages__gte", 0), ("advantages__lte", 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("clarity", None),
                                models.Q(("clarity__gte", 0), ("clarity__lte", 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("expectations", None),
                                models.Q(("expectations__gte", 0), ("expectations__lte", 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("language", None),
                                models.Q(("language__gte", 0), ("language__lte", 5)),
                                _connector="OR",
                            ),
                        ),
                        name="review_marks_are_from_0_to_5",
                    ),
                ],
            },
        ),
    ]
