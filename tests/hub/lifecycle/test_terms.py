"""Skills, certificates, facilities, sub-sectors and focus areas come by files and go with them."""

import csv
import datetime as dt

import pytest

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.models import Organisation, OrganisationTerm
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.undoing import words_for
from liaison.hub.taxonomies.actions import (
    draft_version,
    publish,
    remove_term,
    say_way,
    use_taxonomy,
)
from liaison.hub.taxonomies.choices import ObjectType
from liaison.hub.taxonomies.models import Taxonomy, TaxonomyVersion, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress, tables

pytestmark = pytest.mark.django_db

LIST = "“Skills and services of biohealth”"
HEADINGS = ["name", "country", "skills", "certificates", "facilities", "sub_sector", "focus_areas"]


@pytest.fixture(autouse=True)
def cluster(biohealth):
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    return biohealth


@pytest.fixture
def sensors():
    sensors = OrganisationFactory(name="Moselle Sensors", country="LU", visibility="public")
    Organisation.objects.update(updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    return sensors


@pytest.fixture
def gmp(sensors):
    """A certificate with all that a file does not say of it."""
    return give(
        sensors,
        "certificates",
        term=Term.objects.get(code="gmp"),
        until=dt.date(2027, 3, 31),
        number="LU/19/2024",
        issuer="The inspectorate",
        source="a letter",
    )


def give(organisation, subject, **said):
    return OrganisationTerm.objects.create(organisation=organisation, subject=subject, **said)


def had(name="Moselle Sensors"):
    rows = OrganisationTerm.objects.filter(organisation__name=name).order_by("subject", "pk")
    return [(row.subject, str(row)) for row in rows]


def refusals(plan):
    return [mistake.message for row in plan.refused() for mistake in row.mistakes]


def exported(path):
    actions.export_organisations(path, by=None, progress=no_progress)
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


class TestImport:
    def test_reads_codes_and_names_of_three_languages(self, sensors, file, imported, planned):
        path = file(
            HEADINGS,
            [
                "Moselle Sensors",
                "LU",
                "culture cellulaire; biohealth-skills:organoids",
                'ISO 13485; bonnes pratiques de fabrication (bpf); "Cyber, essentials"',
                "BSL-2",
                "In-vitro-Diagnostik",
                "Digital health",
            ],
        )

        run = imported(path)

        assert had() == [
            ("certificates", "ISO 13485: medical devices"),
            ("certificates", "Good manufacturing practice (GMP)"),
            ("certificates", "Cyber, essentials"),
            ("facilities", "Biosafety laboratory level 2"),
            ("focus_areas", "Digital health"),
            ("skills", "Cell culture"),
            ("skills", "Organoids and tissue models"),
            ("sub_sectors", "In vitro diagnostics"),
        ]
        skill = OrganisationTerm.objects.get(term__code="organoids")
        assert skill.source.startswith("import")
        assert skill.verified_on == dt.date(2026, 11, 2)
        sensors.refresh_from_db()
        assert sensors.provenance["terms:skills"]["source"] == skill.source
        assert run.rows.count() == 1
        assert dict(planned(path).counts) == {"unchanged": 1}

    def test_keeps_what_a_certificate_says_beyond_its_name(self, sensors, gmp, file, imported):
        give(sensors, "certificates", words="ISO 22000")

        imported(file(HEADINGS, ["Moselle Sensors", "LU", "", "glp;gmp", "", "", ""]))

        assert had() == [
            ("certificates", "Good manufacturing practice (GMP)"),
            ("certificates", "Good laboratory practice (GLP)"),
        ]
        kept = OrganisationTerm.objects.get(term__code="gmp")
        assert (kept.pk, kept.number, kept.until) == (gmp.pk, "LU/19/2024", dt.date(2027, 3, 31))

    def test_is_undone_row_by_row(self, sensors, gmp, cluster, file, imported, undone):
        area = FocusArea.objects.filter(cluster=cluster).first()
        give(sensors, "focus_areas", focus_area=area)
        give(sensors, "skills", words="3D printing of bone", language="en")
        before = tables()
        run = imported(
            file(
                HEADINGS,
                ["Moselle Sensors", "LU", "organoids", "glp", "", "", "immuno-oncology"],
                ["Sûre Optics", "LU", "organoids", "", "", "", ""],
            )
        )
        assert ("skills", "3D printing of bone") not in had()

        undoing = undone(run)

        assert tables() == before
        assert dict(undoing.counts) == {"removed": 1, "restored": 1}

    def test_leaves_what_people_wrote_since(self, sensors, file, imported, undone):
        run = imported(file(HEADINGS, ["Moselle Sensors", "LU", "organoids", "", "", "", ""]))
        give(sensors, "skills", words="3D printing of bone")

        undoing = undone(run)

        assert had() == [
            ("skills", "Organoids and tissue models"),
            ("skills", "3D printing of bone"),
        ]
        assert undoing.kept[0].parts == ("terms.skills",)

    @pytest.mark.parametrize(
        ("heading", "cell", "why"),
        [
            (
                "skills",
                "Cel cultur",
                (
                    "“Cel cultur” is no term in force. Did you mean “Cell culture”?"
                    " Own words stand in quotation marks."
                ),
            ),
            (
                "sub_sector",
                "biofarma",
                "“biofarma” is no term in force. Did you mean “Biopharma”?",
            ),
            (
                "focus_areas",
                "zzzz",
                "“zzzz” is no term in force. Write one of the list, by its name or code.",
            ),
            (
                "focus_areas",
                '"Space"',
                "Here only terms of the list will do, without quotation marks.",
            ),
            (
                "skills",
                '"Space',
                "A quotation mark is missing. Write one before and one behind.",
            ),
            (
                "skills",
                '""',
                "There is nothing between the quotation marks. Write it, or leave it out.",
            ),
        ],
    )
    def test_refuses_the_row_of_what_is_no_term(self, sensors, file, planned, heading, cell, why):
        path = file(["name", "country", heading], ["Moselle Sensors", "LU", cell])

        assert refusals(planned(path)) == [why]

    def test_asks_which_is_meant_where_two_lists_have_a_name(self, sensors, file, planned):
        sister = ClusterFactory(slug="wood", name="Wood Cluster")
        theirs = Taxonomy.objects.create(
            slug="woods", subject="skills", name_en="Woods", cluster=sister, created_at=NOON
        )
        version = TaxonomyVersion.objects.create(
            taxonomy=theirs, number=1, state="published", published_at=NOON
        )
        Term.objects.create(version=version, code="organoids", name_en="Organoids of wood")

        path = file(["name", "country", "skills"], ["Moselle Sensors", "LU", "organoids"])

        assert refusals(planned(path)) == [
            "“organoids” may mean biohealth-skills:organoids, woods:organoids. Write one of these."
        ]

    def test_writes_nothing_once_a_term_is_out_of_force(self, sensors, cluster, file, planned):
        plan = planned(file(["name", "country", "skills"], ["Moselle Sensors", "LU", "organoids"]))
        likely = actions.likely_duplicates(plan, by=None, progress=no_progress)
        retire_organoids(cluster)

        with pytest.raises(actions.ChangedMeanwhile):
            actions.import_organisations(
                plan, likely=likely, by=None, now=NOON, progress=no_progress
            )
        assert had() == []


def retire_organoids(cluster):
    manager = ClusterRoleFactory(cluster=cluster).person
    skills = Taxonomy.objects.get(slug="biohealth-skills")
    draft = draft_version(skills, by=manager, now=NOON)
    remove_term(draft, "organoids", by=manager, now=NOON)
    say_way(draft, "organoids", newer="cell-culture", relation="broader", by=manager, now=NOON)
    publish(draft, by=manager, now=NOON)


class TestExport:
    def test_can_be_imported_without_a_change(self, sensors, gmp, cluster, planned, tmp_path):
        give(sensors, "certificates", term=gmp.term, number="LU/20/2025")
        give(sensors, "skills", words='Printing of "bone"; and  teeth', language="en")
        give(sensors, "skills", term=Term.objects.get(code="organoids"))
        give(sensors, "skills", term=Term.objects.get(code="cell-culture"))
        older = Term.objects.get(version__number=1, code="biopharma")
        give(sensors, "sub_sectors", term=older)
        give(sensors, "sub_sectors", term=Term.objects.get(code="diagnostics-devices"))
        area = FocusArea.objects.get(cluster=cluster, code="digital-health")
        give(sensors, "focus_areas", focus_area=area)
        retire_organoids(cluster)

        (row,) = exported(tmp_path / "all.csv")

        assert row["certificates"] == "certificates:gmp"
        assert row["skills"] == (
            '"Printing of ""bone""; and teeth"; biohealth-skills@1:organoids;'
            " biohealth-skills:cell-culture"
        )
        assert row["sub_sector"] == (
            "health-technology-sub-sectors:biopharma;"
            " health-technology-sub-sectors@1:diagnostics-devices"
        )
        assert row["focus_areas"] == "biohealth:digital-health"
        assert dict(planned(tmp_path / "all.csv").counts) == {"unchanged": 1}


class TestMerger:
    def test_moves_terms_but_for_doubles_and_gives_them_back(self, sensors, gmp, cluster):
        manager = ClusterRoleFactory().person
        other = OrganisationFactory(name="Moselle Sensing", visibility="public")
        area = FocusArea.objects.filter(cluster=cluster).first()
        for each in (sensors, other):
            give(each, "focus_areas", focus_area=area)
            give(each, "skills", words="3D printing of bone")
        give(other, "certificates", term=gmp.term, number="LU/19/2024")
        give(other, "certificates", term=gmp.term, number="LU/20/2025")
        give(other, "skills", term=Term.objects.get(code="organoids"))
        before = list(OrganisationTerm.objects.order_by("pk").values())
        both = (sensors.public_id, other.public_id)
        plan = actions.preview_merge(*both, by=manager)

        merger = actions.merge_organisations(
            *both, seen=plan.seen, because="The same register number.", by=manager, now=NOON
        )

        numbers = sensors.terms.filter(subject="certificates").order_by("pk")
        assert [row.number for row in numbers] == ["LU/19/2024", "LU/20/2025"]
        assert had()[2:] == [
            ("focus_areas", str(area)),
            ("skills", "3D printing of bone"),
            ("skills", "Organoids and tissue models"),
        ]
        actions.undo_merge(merger, by=manager, now=LATER)
        assert list(OrganisationTerm.objects.order_by("pk").values()) == before

    def test_is_told_in_words(self):
        assert words_for("directory.OrganisationTerm") == "skills, certificates and other terms"


class TestWhatAClusterAsksFor:
    @pytest.fixture
    def plan_for(self, cluster, file):
        def plan_for(*rows, headings=HEADINGS, **asked):
            use_taxonomy(
                Taxonomy.objects.get(slug="biohealth-skills"),
                cluster=cluster,
                object_type=ObjectType.ORGANISATION,
                is_used=True,
                by=ClusterRoleFactory(cluster=cluster).person,
                now=NOON,
                **asked,
            )
            return actions.plan_import(
                file(headings, *rows), by=None, now=NOON, progress=no_progress, cluster=cluster
            )

        return plan_for

    def test_is_one_term_at_least_where_the_file_tells_of_them(self, sensors, plan_for):
        rows = [
            ["Sûre Labs", "LU", "", "", "", "", ""],
            ["Our Labs", "LU", '"tasting wine"', "", "", "", ""],
            ["Alzette Labs", "LU", "organoids", "", "", "", ""],
            # What an empty cell does not say stays as it is, which may lack it too.
            ["Moselle Sensors", "LU", "", "", "", "", ""],
        ]
        with plan_for(*rows, is_required=True) as plan:
            assert refusals(plan) == [
                f"Every organisation needs a term of {LIST}. Write one of them.",
                f"Every organisation needs a term of {LIST}. Write one of them.",
            ]
            assert [each.name for each in plan.changes()] == ["Alzette Labs"]

    def test_is_nothing_of_a_file_that_does_not_tell_of_them(self, plan_for):
        with plan_for(["Sûre Labs", "LU"], headings=["name", "country"], is_required=True) as plan:
            assert refusals(plan) == []

    def test_is_one_term_at_most(self, plan_for):
        two = ["Sûre Labs", "LU", "organoids; cell-culture", "", "", "", ""]
        own_words = ["Our Labs", "LU", 'organoids; "tasting wine"', "", "", "", ""]
        with plan_for(two, own_words, allows_several=False) as plan:
            assert refusals(plan) == [
                f"An organisation has one term of {LIST}. Leave the others out."
            ]
