"""The taxonomy of an openXeco node as taxonomies of a cluster: new, again, and taken back."""

import pytest

from liaison.hub.directory.models import Organisation, OrganisationTerm
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.importing.writing import ChangedMeanwhile
from liaison.hub.lifecycle.models import ImportRun
from liaison.hub.lifecycle.openxeco.nodes import UnusableNode
from liaison.hub.taxonomies.actions import create_taxonomy, draft_version, publish, save_term
from liaison.hub.taxonomies.models import Taxonomy, TaxonomyUse, TaxonomyVersion, Term
from liaison.opendata import fetch
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress
from tests.support.openxeco import HARBOUR_LABS, MOSELLE_SENSORS, PLACE, FakeNode, answering

pytestmark = pytest.mark.django_db
# As nodes tell theirs: solutions lie under groups of solutions.
CATEGORIES = [
    {"name": "ENTITY TYPE", "active_on_entities": True},
    {"name": "SOLUTION GROUP", "active_on_entities": True},
    {"name": "SOLUTION", "active_on_entities": True},
    {"name": "ARTICLE TOPIC", "active_on_entities": False, "active_on_articles": True},
]
VALUES = [
    {"id": 1, "name": "PRIVATE SECTOR", "category": "ENTITY TYPE"},
    {"id": 10, "name": "Protect", "category": "SOLUTION GROUP"},
    {"id": 11, "name": "Recover", "category": "SOLUTION GROUP"},
    {"id": 20, "name": "Access control", "category": "SOLUTION"},
    {"id": 21, "name": "Backups", "category": "SOLUTION"},
    {"id": 30, "name": "News", "category": "ARTICLE TOPIC"},
]
HIERARCHY = {
    "category_hierarchy": [{"parent_category": "SOLUTION GROUP", "child_category": "SOLUTION"}],
    "value_hierarchy": [
        {"parent_value": 10, "child_value": 20},
        {"parent_value": 11, "child_value": 21},
        {"parent_value": 10, "child_value": 21},
    ],
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(fetch, "PATIENCE", 0.001)


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def node():
    with answering(FakeNode()) as answers:
        answers.taxonomy = {"categories": CATEGORIES, "values": VALUES, **HIERARCHY}
        answers.add(MOSELLE_SENSORS, PLACE, taxonomy_assignment=[1, 20, 30])
        answers.add(HARBOUR_LABS, taxonomy_assignment=[21])
        yield answers


@pytest.fixture
def imported(node, biohealth):
    """Import from the node, or only plan it; return the run and what was planned of taxonomies."""

    def do(now=NOON, write=True):
        with actions.plan_import_from_openxeco(
            node.address, taxonomies_for=biohealth, by=None, now=now, progress=no_progress
        ) as planned:
            assert not list(planned.plan.refused())
            if not write:
                return None, planned.taxonomies
            run = actions.import_organisations(
                planned.plan,
                likely=actions.likely_duplicates(planned.plan, by=None, progress=no_progress),
                by=None,
                now=now,
                progress=no_progress,
                source=planned.source,
                taxonomies=planned.taxonomies,
                taxonomies_for=biohealth,
            )
            return run, planned.taxonomies

    return do


def undo(run):
    return actions.undo_import(run, by=None, now=LATER, progress=no_progress)


def tree(version):
    return {
        term.name_en: term.parent.name_en if term.parent else None
        for term in version.terms.select_related("parent")
    }


def given():
    rows = OrganisationTerm.objects.select_related("term", "organisation").order_by("pk")
    return {(row.organisation.name, row.subject, row.meant.name_en) for row in rows.with_meaning()}


GIVEN = {
    ("Moselle Sensors S.à r.l.", "other", "Access control"),
    ("Harbour Labs ASBL", "other", "Backups"),
}


class TestImport:
    def test_makes_one_taxonomy_of_what_hangs_together_and_gives_its_terms(
        self, imported, biohealth
    ):
        _run, (planned,) = imported()

        taxonomy = Taxonomy.objects.get(slug=planned.slug)
        assert (taxonomy.name_en, taxonomy.subject) == ("SOLUTION GROUP", "other")
        assert taxonomy.cluster == biohealth
        version = taxonomy.versions.get()
        assert (version.state, version.is_reviewed) == ("published", False)
        assert version.source.startswith("openXeco node 127.0.0.1:")
        assert tree(version) == {
            "Protect": None,
            "Recover": None,
            "Access control": "Protect",
            "Backups": "Protect",
        }
        assert planned.further_parents == 1
        assert TaxonomyUse.objects.get().cluster == biohealth
        assert given() == GIVEN

    def test_only_says_what_it_would_do_where_nothing_is_written(self, imported):
        _run, (planned,) = imported(write=False)

        assert planned.version is None
        assert [value.name for value in planned.new] == [
            "Protect",
            "Recover",
            "Access control",
            "Backups",
        ]
        assert not Taxonomy.objects.exists()
        assert not Organisation.objects.exists()

    def test_matches_a_list_of_the_cluster_by_its_name_before_it_makes_one(
        self, imported, biohealth, manager
    ):
        own = create_taxonomy(
            {"slug": "solutions", "subject": "skills", "name_en": "Solution group"},
            cluster=biohealth,
            by=manager,
            now=NOON,
        )
        draft = own.versions.get()
        save_term(draft, "ac", {"name_en": "Access Control"}, by=manager, now=NOON)
        publish(draft, by=manager, now=NOON)

        _run, (planned,) = imported(LATER)

        assert Taxonomy.objects.get() == own
        assert [value.name for value in planned.new] == ["Protect", "Recover", "Backups"]
        # What the team named stays as it is.
        assert tree(own.versions.get(state="published"))["Access Control"] is None
        assert ("Moselle Sensors S.à r.l.", "skills", "Access Control") in given()

    def test_leaves_a_list_alone_on_which_somebody_works(self, imported, manager, node):
        imported()
        taxonomy = Taxonomy.objects.get()
        taxonomy.cluster.roles.get_or_create(person=manager)
        draft_version(taxonomy, by=manager, now=NOON)
        node.taxonomy["values"] = [*VALUES, {"id": 22, "name": "Vaults", "category": "SOLUTION"}]

        _run, (planned,) = imported(LATER)

        assert planned.in_the_way
        assert not planned.changes
        assert given() == GIVEN

    def test_is_refused_where_something_lies_under_itself(self, imported, node):
        node.taxonomy["value_hierarchy"] = [
            {"parent_value": 10, "child_value": 20},
            {"parent_value": 20, "child_value": 10},
        ]

        with pytest.raises(UnusableNode) as refusal:
            imported()

        assert "something lies under itself, so nothing was changed" in str(refusal.value)
        assert "Protect < Access control < Protect" in str(refusal.value)
        assert not Organisation.objects.exists()

    @pytest.mark.parametrize("told", [[], {"values": "none"}, {"categories": [1]}])
    def test_is_refused_where_it_has_another_shape(self, imported, node, told):
        node.taxonomy = told

        with pytest.raises(UnusableNode, match="another shape"):
            imported()

    def test_writes_nothing_where_somebody_published_meanwhile(self, node, biohealth, imported):
        imported()
        node.taxonomy["values"] = [*VALUES, {"id": 22, "name": "Vaults", "category": "SOLUTION"}]
        with actions.plan_import_from_openxeco(
            node.address, taxonomies_for=biohealth, by=None, now=LATER, progress=no_progress
        ) as planned:
            taxonomy = Taxonomy.objects.get()
            TaxonomyVersion.objects.filter(taxonomy=taxonomy).update(state="retired")
            with pytest.raises(ChangedMeanwhile):
                actions.import_organisations(
                    planned.plan,
                    likely=actions.likely_duplicates(planned.plan, by=None, progress=no_progress),
                    by=None,
                    now=LATER,
                    progress=no_progress,
                    source=planned.source,
                    taxonomies=planned.taxonomies,
                    taxonomies_for=biohealth,
                )
        assert ImportRun.objects.count() == 1


class TestAgain:
    def test_changes_nothing_where_nothing_changed(self, imported):
        imported()

        run, (planned,) = imported(LATER)

        assert not planned.changes
        assert run.taxonomies == []
        assert TaxonomyVersion.objects.count() == 1
        assert run.counts["unchanged"] == 2

    def test_brings_what_is_new_renamed_and_moved_in_a_version_of_its_own(self, imported, node):
        imported()
        renamed = [each | {"name": "Copies"} if each["id"] == 21 else each for each in VALUES]
        node.taxonomy["values"] = [*renamed, {"id": 22, "name": "Vaults", "category": "SOLUTION"}]
        node.taxonomy["value_hierarchy"] = [
            {"parent_value": 10, "child_value": 20},
            {"parent_value": 11, "child_value": 21},
            {"parent_value": 11, "child_value": 22},
        ]
        node.add(HARBOUR_LABS, taxonomy_assignment=[21, 22])

        imported(LATER)

        newer, older = TaxonomyVersion.objects.all()
        assert (newer.number, newer.state, older.state) == (2, "published", "retired")
        assert tree(newer) == {
            "Protect": None,
            "Recover": None,
            "Access control": "Protect",
            "Copies": "Recover",
            "Vaults": "Recover",
        }
        assert given() == {
            ("Moselle Sensors S.à r.l.", "other", "Access control"),
            ("Harbour Labs ASBL", "other", "Copies"),
            ("Harbour Labs ASBL", "other", "Vaults"),
        }


class TestUndoing:
    def test_takes_all_of_it_back(self, imported):
        run, _planned = imported()

        undone = undo(run)

        assert undone.taxonomies_kept == []
        assert not Taxonomy.objects.exists()
        assert not OrganisationTerm.objects.exists()

    def test_of_a_second_import_puts_the_version_before_in_force_again(self, imported, node):
        imported()
        node.taxonomy["values"] = [*VALUES, {"id": 22, "name": "Vaults", "category": "SOLUTION"}]
        node.add(HARBOUR_LABS, taxonomy_assignment=[21, 22])
        run, _planned = imported(LATER)

        undo(run)

        version = TaxonomyVersion.objects.get()
        assert (version.number, version.state, version.valid_until) == (1, "published", None)
        assert given() == GIVEN

    def test_leaves_what_others_have_got_since(self, imported):
        run, _planned = imported()
        other = OrganisationFactory()
        other.terms.create(subject="other", term=Term.objects.get(name_en="Backups"))

        told = actions.what_undoing_does(run, by=None, progress=no_progress)
        undone = undo(run)

        assert told.taxonomies_kept == undone.taxonomies_kept == ["SOLUTION GROUP"]
        assert other.terms.count() == 1
