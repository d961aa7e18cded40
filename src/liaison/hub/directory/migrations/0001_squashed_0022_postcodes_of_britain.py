import datetime
import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import liaison.hub.directory.models.plain
from liaison.hub.directory.starting_sets import COUNTRY_FORMATS


def begin_country_formats(apps, schema_editor):
    model = apps.get_model("directory", "CountryFormat")
    model.objects.bulk_create(model(**values) for values in COUNTRY_FORMATS)


class Migration(migrations.Migration):
    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_names_identifiers_places_and_provenance"),
        ("directory", "0003_plain_names_of_those_already_here"),
        ("directory", "0004_words_by_which_organisations_are_found"),
        ("directory", "0005_words_of_organisations_already_here"),
        ("directory", "0006_indexes_for_lists_and_distances"),
        ("directory", "0007_numbers_at_openxeco_nodes"),
        ("directory", "0008_who_changed_which_field"),
        ("directory", "0009_facts_told_in_an_application"),
        ("directory", "0010_an_index_for_the_order_of_verification"),
        ("directory", "0011_texts_of_organisations"),
        ("directory", "0012_logos_of_organisations"),
        ("directory", "0013_figures_over_time"),
        ("directory", "0014_people_of_organisations"),
        ("directory", "0015_relations_of_organisations"),
        ("directory", "0016_who_asked_for_a_change"),
        ("directory", "0017_what_organisations_have_of_taxonomies"),
        ("directory", "0018_facts_taken_over_from_open_data"),
        ("directory", "0019_what_numbers_of_countries_look_like"),
        ("directory", "0020_drafts_of_country_formats"),
        ("directory", "0021_words_of_terms_and_texts"),
        ("directory", "0022_postcodes_of_britain"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clusters", "0001_squashed_0003_logos_of_clusters"),
        ("taxonomies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("verified_on", models.DateField(blank=True, null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everyone"),
                            ("members", "Members of the cluster"),
                            ("strategic", "Strategic partners and the cluster team"),
                            ("staff", "The cluster team"),
                            ("private", "Only those who act for it"),
                        ],
                        default="private",
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                (
                    "plain",
                    liaison.hub.directory.models.plain.PlainNameField(db_index=True, of="name"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("university", "University or school"),
                            ("research", "Research organisation"),
                            ("hospital", "Hospital or clinic"),
                            ("service_provider", "Service provider"),
                            ("investor", "Investor"),
                            ("public", "Public body"),
                            ("association", "Association or federation"),
                            ("other", "Other organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("dormant", "Dormant"),
                            ("ceased", "Ceased"),
                            ("merged", "Merged into another"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("website", models.URLField(blank=True, max_length=500)),
                (
                    "size_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("micro", "Micro: fewer than 10 people"),
                            ("small", "Small: 10 to 49 people"),
                            ("medium", "Medium: 50 to 249 people"),
                            ("large", "Large: 250 people or more"),
                        ],
                        max_length=10,
                    ),
                ),
                ("founded_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("nace", models.CharField(blank=True, max_length=5)),
                ("texts", models.JSONField(blank=True, default=dict)),
                ("logo", models.JSONField(blank=True, default=dict)),
                ("open_data_id", models.CharField(blank=True, max_length=100)),
                ("invented", models.BooleanField(default=False)),
                ("provenance", models.JSONField(blank=True, default=dict)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="directory.organisation",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plain", "id"], name="organisation_by_name"),
                    models.Index(
                        models.OrderBy(
                            django.db.models.functions.comparison.Coalesce(
                                "verified_on", models.Value(datetime.date(1, 1, 1))
                            ),
                            descending=True,
                        ),
                        models.F("plain"),
                        models.F("id"),
                        name="organisation_by_verification",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("open_data_id", ""), _negated=True),
                        fields=("open_data_id",),
                        name="organisation_is_linked_to_open_data_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="organisation_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(
                                models.Q(("state", "merged"), _negated=True), ("merged_into", None)
                            ),
                            _connector="OR",
                        ),
                        name="organisation_that_merged_says_into_which",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_merges_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("founded_year", None),
                            models.Q(("founded_year__gte", 800), ("founded_year__lte", 2200)),
                            _connector="OR",
                        ),
                        name="organisation_was_founded_in_a_believable_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MapEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="map_entries",
                        to="clusters.cluster",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="map_entries",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cluster", "organisation"),
                        name="organisation_stands_on_the_map_of_a_cluster_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation",
                        "word",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                ("weight", models.PositiveSmallIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lookup_words",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["word", "organisation", "weight"],
                        name="lookup_word_leads_to",
                        opclasses=["varchar_pattern_ops", "int8_ops", "int2_ops"],
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("word", ""), _negated=True),
                        name="lookup_word_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("rcs", "Trade and companies register of Luxembourg (RCS)"),
                            ("vat", "VAT number"),
                            ("lei", "Legal entity identifier (LEI)"),
                            ("ror", "Research organisation registry (ROR)"),
                            ("pic", "Participant identification code (PIC)"),
                            ("register", "Register of another country"),
                            ("openxeco", "Number at an openXeco node"),
                        ],
                        max_length=10,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("value", models.CharField(max_length=100)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("scheme", "country", "value"),
                        name="identifier_belongs_to_one_living_organisation",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "scheme", "country", "value"),
                        name="organisation_has_an_identifier_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("scheme", "register")),
                                models.Q(("country", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("scheme", "register"), _negated=True), ("country", "")
                            ),
                            _connector="OR",
                        ),
                        name="identifier_of_a_register_says_of_which_country",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True),
                        name="identifier_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("head_count", "People employed"),
                            ("head_count_luxembourg", "People employed in Luxembourg"),
                            ("head_count_research", "People employed in research"),
                            ("turnover", "Turnover in euro"),
                            ("research_spending", "Spending on research in euro"),
                        ],
                        max_length=30,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "precision",
                    models.CharField(choices=[("day", "A day"), ("year", "A year")], max_length=10),
                ),
                ("value", models.BigIntegerField()),
                ("is_estimated", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("verified_on", models.DateField(blank=True, null=True)),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "on", "source"),
                        name="organisation_has_a_figure_once_by_kind_day_and_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="figure_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=30)),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                (
                    "teller",
                    models.CharField(
                        choices=[
                            ("liaison:organisation", "the organisation itself"),
                            ("liaison:team", "the cluster team"),
                            ("liaison:application", "an application for membership"),
                            ("liaison:open-data", "open data"),
                        ],
                        max_length=30,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_changes",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "-at"], name="field_change_by_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trading", "Trading name"),
                            ("former", "Former name"),
                            ("acronym", "Acronym"),
                            ("alias", "Other name"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                (
                    "plain",
                    liaison.hub.directory.models.plain.PlainNameField(db_index=True, of="name"),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "name"),
                        name="organisation_has_a_further_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="organisation_name_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("full_name", models.CharField(max_length=200)),
                ("function", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("languages", models.CharField(blank=True, max_length=100)),
                ("focus", models.CharField(blank=True, max_length=300)),
                (
                    "shown_to",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody but my colleagues"),
                            ("team", "The cluster team"),
                            ("members", "Members of the cluster, and its team"),
                            ("everybody", "Everybody"),
                        ],
                        db_index=True,
                        default="nobody",
                        max_length=10,
                    ),
                ),
                (
                    "email_shown_to",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody but my colleagues"),
                            ("team", "The cluster team"),
                            ("members", "Members of the cluster, and its team"),
                            ("everybody", "Everybody"),
                        ],
                        default="nobody",
                        max_length=10,
                    ),
                ),
                (
                    "phone_shown_to",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody but my colleagues"),
                            ("team", "The cluster team"),
                            ("members", "Members of the cluster, and its team"),
                            ("everybody", "Everybody"),
                        ],
                        default="nobody",
                        max_length=10,
                    ),
                ),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                ("named_at", models.DateTimeField()),
                ("language", models.CharField(default="en", max_length=2)),
                ("letters_sent", models.PositiveSmallIntegerField(default=0)),
                ("letter_sent_at", models.DateTimeField(blank=True, null=True)),
                ("letter_is_open", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named_people",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "email"), name="organisation_names_a_person_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("full_name", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            ("email", django.db.models.functions.text.Lower(models.F("email"))),
                        ),
                        name="named_person_has_a_name_and_an_address_in_small_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chosen_at__isnull", False),
                            models.Q(
                                ("email_shown_to", "nobody"),
                                ("phone_shown_to", "nobody"),
                                ("shown_to", "nobody"),
                            ),
                            _connector="OR",
                        ),
                        name="named_person_is_shown_only_as_they_chose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationRole",
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
                    "granted_by",
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
                        related_name="roles",
                        to="directory.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisation_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "organisation", "role"),
                        name="person_has_an_organisation_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["organisation_owner", "organisation_editor"])
                        ),
                        name="organisation_role_is_owner_or_editor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("focus_areas", "Focus areas"),
                            ("sub_sectors", "Sub-sectors"),
                            ("skills", "Skills and services"),
                            ("certificates", "Certificates"),
                            ("facilities", "Facilities"),
                            ("other", "Other terms"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=150)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("verified_on", models.DateField(blank=True, null=True)),
                (
                    "focus_area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisations",
                        to="clusters.focusarea",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="directory.organisation",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="taxonomies.term",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["term", "organisation", "until"], name="organisation_by_term"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("term__isnull", False)),
                        fields=("organisation", "term", "number"),
                        name="organisation_has_a_term_with_one_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("focus_area__isnull", False)),
                        fields=("organisation", "focus_area"),
                        name="organisation_has_a_focus_area_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        fields=("organisation", "subject", "words", "number"),
                        name="organisation_says_something_in_own_words_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("focus_area", None), ("term__isnull", False), ("words", "")),
                            models.Q(("focus_area__isnull", False), ("term", None), ("words", "")),
                            models.Q(
                                ("focus_area", None),
                                ("term", None),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_has_a_term_or_a_focus_area_or_own_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("focus_area__isnull", False), ("subject", "focus_areas")),
                            models.Q(
                                models.Q(("subject", "focus_areas"), _negated=True),
                                ("focus_area", None),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_has_focus_areas_as_such",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since", None),
                            ("until", None),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="organisation_term_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("is_main", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["latitude", "longitude"], name="place_by_coordinates"),
                    models.Index(
                        django.db.models.functions.text.Upper("city"), name="place_by_town"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)),
                        fields=("organisation",),
                        name="organisation_has_one_main_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="place_has_both_coordinates_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude", None),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="place_is_on_this_planet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("subsidiary", "Subsidiary of"),
                            ("part", "Part of, such as a department or an institute"),
                            ("spin_off", "Spin-off of"),
                            ("successor", "Successor of"),
                            ("shareholder", "Holds shares in"),
                            ("member", "Member of the association"),
                            ("partner", "Partner of"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("told", "Said by one side"),
                            ("confirmed", "Confirmed"),
                            ("contradicted", "Contradicted"),
                        ],
                        default="told",
                        max_length=15,
                    ),
                ),
                (
                    "told_by",
                    models.CharField(
                        choices=[
                            ("first", "The first organisation"),
                            ("second", "The second organisation"),
                            ("team", "The cluster team"),
                        ],
                        max_length=10,
                    ),
                ),
                ("verified_on", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="directory.organisation",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_of_others",
                        to="directory.organisation",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("other")), _negated=True),
                        name="relation_is_between_two_organisations",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "other", "kind"),
                        name="relation_stands_once_per_pair_and_kind",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("organisation", "other"),
                        django.db.models.functions.comparison.Greatest("organisation", "other"),
                        condition=models.Q(("kind", "partner")),
                        name="partners_stand_once_whoever_is_named_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since", None),
                            ("until", None),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="relation_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryFormat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2, unique=True)),
                ("register_en", models.CharField(blank=True, max_length=200)),
                ("register_fr", models.CharField(blank=True, max_length=200)),
                ("register_de", models.CharField(blank=True, max_length=200)),
                ("number_forms", models.JSONField(blank=True, default=list)),
                ("number_example", models.CharField(blank=True, max_length=50)),
                ("check_digits", models.CharField(blank=True, max_length=20)),
                ("postcode_forms", models.JSONField(blank=True, default=list)),
                ("postcode_example", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("verified_on", models.DateField(null=True)),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_on", None),
                            models.Q(("source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="country_format_that_is_verified_says_where_that_was_seen",
                    )
                ],
            },
        ),
        migrations.RunPython(begin_country_formats, migrations.RunPython.noop),
    ]
