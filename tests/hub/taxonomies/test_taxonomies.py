"""Vocabularies change in numbered versions; what was given to organisations stays understood."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections

from liaison.hub.audit.models import Event
from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies import actions
from liaison.hub.taxonomies.choices import ObjectType, Relation, VersionState
from liaison.hub.taxonomies.models import Taxonomy, TaxonomyUse, Term, TermPlacement
from liaison.hub.taxonomies.queries import (
    key_of,
    terms_by_key,
    terms_in_force,
    terms_without_way,
    tree_of,
    unplaced,
    ways_from,
)
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH, SKILLS, rows_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def cluster():
    return ClusterFactory(slug="mosel", name="Moselle Cluster")


@pytest.fixture
def manager(cluster):
    return ClusterRoleFactory(cluster=cluster).person


@pytest.fixture
def crafts(cluster, manager):
    """A taxonomy of the cluster with an empty draft."""
    return actions.create_taxonomy(
        {"slug": "crafts", "subject": "skills", "name_en": "Crafts"},
        cluster=cluster,
        by=manager,
        now=NOON,
    )


@pytest.fixture
def draft(crafts):
    return crafts.versions.get()


@pytest.fixture
def save(draft, manager):
    def save(code, *, of=draft, parent="", was="", **values):
        values = {"name_en": code.capitalize(), **values}
        return actions.save_term(of, code, values, parent=parent, was=was, by=manager, now=NOON)

    return save


@pytest.fixture
def published(draft, save, manager):
    """Metal with welding below it, and wood."""
    save("metal")
    save("welding", parent="metal", name_de="Schweißen")
    save("wood")
    actions.publish(draft, by=manager, now=NOON)
    return draft


@pytest.fixture
def next_draft(published, crafts, manager):
    return actions.draft_version(crafts, by=manager, now=NOON)


def term(version, code):
    return Term.objects.get(version=version, code=code)


class TestDrafting:
    def test_shows_terms_as_a_tree(self, published):
        assert [(each.term.code, each.depth) for each in tree_of(published)] == [
            ("metal", 0),
            ("welding", 1),
            ("wood", 0),
        ]

    def test_begins_with_the_terms_in_force(self, next_draft):
        assert next_draft.number == 2
        assert [(each.term.code, each.depth) for each in tree_of(next_draft)] == [
            ("metal", 0),
            ("welding", 1),
            ("wood", 0),
        ]
        assert term(next_draft, "welding").name_de == "Schweißen"

    def test_is_of_one_draft_at_a_time(self, next_draft, crafts, manager):
        with pytest.raises(actions.AlreadyDrafted):
            actions.draft_version(crafts, by=manager, now=NOON)

    def test_is_refused_to_others(self, draft):
        with pytest.raises(actions.NotAllowed):
            actions.save_term(draft, "metal", {"name_en": "Metal"}, by=UserFactory(), now=NOON)

    def test_is_refused_to_the_team_of_another_cluster(self, draft):
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person

        with pytest.raises(actions.NotAllowed):
            actions.publish(draft, by=stranger, now=NOON)

    def test_refuses_a_code_that_another_term_has(self, save):
        save("metal")

        with pytest.raises(actions.CodeTaken):
            save("metal")

    def test_refuses_a_ring_and_names_it(self, save, draft):
        save("metal")
        save("welding", parent="metal")
        save("laser", parent="welding")

        with pytest.raises(actions.Ring) as refused:
            save("metal", was="metal", parent="laser")

        assert [each.code for each in refused.value.terms] == [
            "metal",
            "laser",
            "welding",
            "metal",
        ]
        assert term(draft, "metal").parent is None

    def test_lifts_what_lies_below_a_term_that_goes(self, save, draft, manager):
        save("metal")
        save("welding", parent="metal")
        save("laser", parent="welding")

        actions.remove_term(draft, "welding", by=manager, now=NOON)

        assert term(draft, "laser").parent == term(draft, "metal")

    def test_can_be_given_up(self, next_draft, crafts, manager):
        actions.discard_draft(next_draft, by=manager, now=NOON)

        assert [each.number for each in crafts.versions.all()] == [1]


class TestPublishing:
    def test_puts_a_version_into_force_for_good(self, published, save):
        published.refresh_from_db()
        assert published.state == VersionState.PUBLISHED
        assert published.valid_from == date(2026, 11, 2)
        assert Event.objects.filter(verb="taxonomy.published", cluster="mosel").count() == 1

        with pytest.raises(actions.NotADraft):
            save("glass")

    def test_is_refused_without_terms(self, draft, manager):
        with pytest.raises(actions.NoTerms):
            actions.publish(draft, by=manager, now=NOON)

    def test_asks_what_became_of_terms_that_are_gone(self, next_draft, published, manager):
        actions.remove_term(next_draft, "wood", by=manager, now=NOON)

        with pytest.raises(actions.WaysMissing) as refused:
            actions.publish(next_draft, by=manager, now=NOON)
        assert refused.value.terms == [term(published, "wood")]

        actions.say_way(next_draft, "wood", relation=Relation.NONE, by=manager, now=NOON)
        actions.publish(next_draft, by=manager, now=NOON)
        published.refresh_from_db()
        assert published.state == VersionState.RETIRED
        assert published.valid_until == date(2026, 11, 2)

    def test_takes_a_term_of_another_code_for_the_same(self, next_draft, published, save, manager):
        save("timber", of=next_draft, was="wood")

        assert terms_without_way(next_draft) == []
        actions.publish(next_draft, by=manager, now=NOON)

        assert term(next_draft, "timber").former_codes == ["wood"]
        same = TermPlacement.objects.get(below=term(published, "wood"), distance=0)
        assert same.above == term(next_draft, "timber")

    def test_counts_a_term_under_those_above_it(self, published):
        above = TermPlacement.objects.filter(below=term(published, "welding"))

        assert sorted(above.values_list("above__code", "distance")) == [
            ("metal", 1),
            ("welding", 0),
        ]

    def test_leaves_what_became_several_to_be_looked_at(
        self, next_draft, published, crafts, save, manager
    ):
        save("soft-wood", of=next_draft)
        save("hard-wood", of=next_draft)
        actions.remove_term(next_draft, "wood", by=manager, now=NOON)
        for newer, share in (("soft-wood", 30), ("hard-wood", 70)):
            actions.say_way(
                next_draft,
                "wood",
                newer=newer,
                relation=Relation.PART,
                share=share,
                by=manager,
                now=NOON,
            )
        actions.publish(next_draft, by=manager, now=NOON)

        assert list(unplaced(crafts)) == [term(published, "wood")]
        assert [each.code for each in ways_from(term(published, "wood"))] == [
            "hard-wood",
            "soft-wood",
        ]

    def test_follows_the_same_term_through_several_versions(
        self, next_draft, published, crafts, save, manager
    ):
        actions.publish(next_draft, by=manager, now=NOON)
        third = actions.draft_version(crafts, by=manager, now=NOON)
        save("timber", of=third, was="wood")
        actions.publish(third, by=manager, now=NOON)

        same = TermPlacement.objects.get(below=term(published, "wood"), distance=0)
        assert same.above == term(third, "timber")

    def test_finds_terms_by_their_keys_but_none_of_a_draft(self, next_draft, published):
        welding = term(published, "welding")

        assert key_of(welding) == "crafts@1:welding"
        assert terms_by_key(["crafts@1:welding", "crafts@2:welding", "crafts@x:", ":"]) == {
            "crafts@1:welding": welding
        }


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    """On SQLite one waits for the other from the start; PostgreSQL locks the taxonomy."""

    @pytest.fixture(autouse=True)
    def _several_at_once(self):
        if connection.vendor != "postgresql":
            pytest.skip("Only PostgreSQL lets two write at the same moment.")

    def at_once(self, *works):
        refused = []

        def run(work):
            try:
                work()
            except Exception as error:
                refused.append(type(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return refused

    def test_two_do_not_close_a_ring(self, save):
        save("metal")
        save("wood")

        refused = self.at_once(
            lambda: save("metal", was="metal", parent="wood"),
            lambda: save("wood", was="wood", parent="metal"),
        )

        assert refused == [actions.Ring]

    def test_two_do_not_publish_twice(self, draft, save, manager):
        save("metal")

        refused = self.at_once(
            *[lambda: actions.publish(draft, by=manager, now=NOON) for _both in range(2)]
        )

        assert refused == [actions.NotADraft]
        assert Event.objects.filter(verb="taxonomy.published").count() == 1


class TestUsing:
    def test_offers_terms_where_they_are_switched_on(self, published, crafts, cluster, manager):
        assert terms_in_force(cluster_ids=[cluster.pk]) == []

        use = {"cluster": cluster, "object_type": ObjectType.ORGANISATION, "by": manager}
        actions.use_taxonomy(crafts, is_used=True, now=NOON, **use)
        assert [each.code for each in terms_in_force(cluster_ids=[cluster.pk])] == [
            "metal",
            "welding",
            "wood",
        ]

        actions.use_taxonomy(crafts, is_used=False, now=NOON, **use)
        assert terms_in_force(cluster_ids=[cluster.pk]) == []

    def test_needs_a_version_in_force(self, draft, crafts, cluster, manager):
        with pytest.raises(actions.NotPublished):
            actions.use_taxonomy(
                crafts,
                cluster=cluster,
                object_type=ObjectType.NEED,
                is_used=True,
                by=manager,
                now=NOON,
            )


class TestCopying:
    @pytest.fixture
    def sister(self):
        return ClusterFactory(slug="sister")

    @pytest.fixture
    def her_manager(self, sister):
        return ClusterRoleFactory(cluster=sister).person

    def test_takes_what_is_published_and_nothing_of_a_draft(
        self, published, next_draft, crafts, sister, her_manager, save
    ):
        save("secret", of=next_draft)

        copy = actions.copy_taxonomy(crafts, cluster=sister, by=her_manager, now=NOON)

        assert [each.term.code for each in tree_of(copy.versions.get())] == [
            "metal",
            "welding",
            "wood",
        ]
        assert copy.cluster == sister
        assert crafts.versions.count() == 2

    def test_once_more_brings_what_is_new_and_keeps_what_is_her_own(
        self, published, crafts, sister, her_manager, save, manager
    ):
        copy = actions.copy_taxonomy(crafts, cluster=sister, by=her_manager, now=NOON)
        hers = copy.versions.get()
        actions.save_term(hers, "clay", {"name_en": "Clay"}, by=her_manager, now=NOON)
        theirs = actions.draft_version(crafts, by=manager, now=NOON)
        save("glass", of=theirs)
        actions.publish(theirs, by=manager, now=NOON)

        again = actions.copy_taxonomy(crafts, cluster=sister, by=her_manager, now=NOON)

        assert again == copy
        assert Taxonomy.objects.count() == 2
        codes = set(hers.terms.values_list("code", flat=True))
        assert codes == {"metal", "welding", "wood", "clay", "glass"}


class TestStartingSets:
    def test_are_set_up_once(self, cluster):
        for _twice in range(2):
            set_up_taxonomies(BIOHEALTH, cluster=cluster, now=NOON)

        assert Taxonomy.objects.count() == 4
        assert TaxonomyUse.objects.filter(cluster=cluster).count() == 4
        assert Taxonomy.objects.filter(cluster=None).count() == 2

    def test_have_the_classes_of_both_mappings(self, cluster):
        set_up_taxonomies(BIOHEALTH, cluster=cluster, now=NOON)
        sectors = Taxonomy.objects.get(subject="sub_sectors")

        sizes = [(each.number, each.terms.count()) for each in sectors.versions.order_by("number")]
        assert sizes == [(1, 3), (2, 6)]
        assert sectors.versions.get(number=1).valid_until == date(2025, 10, 6)
        assert {each.code for each in unplaced(sectors)} == {"diagnostics-devices", "other"}

    def test_name_every_term_in_three_languages(self):
        for spec in BIOHEALTH:
            for version in spec["versions"]:
                rows = rows_of(version["terms"])
                assert all(len(row["names"]) == 3 and all(row["names"]) for row in rows)
                assert len({row["code"] for row in rows}) == len(rows)

    def test_have_skills_in_two_levels(self):
        rows = rows_of(SKILLS["versions"][0]["terms"])

        assert len(rows) == 67
        assert sum(1 for row in rows if not row["parent"]) == 8


def test_a_cluster_takes_its_taxonomies_with_it(cluster, crafts):
    Cluster.objects.get(pk=cluster.pk).delete()

    assert not Taxonomy.objects.exists()


class TestEnding:
    def test_of_a_term_goes_with_the_draft(self, next_draft, crafts, manager, published):
        actions.remove_term(next_draft, "wood", by=manager, now=NOON)
        actions.say_way(next_draft, "wood", relation=Relation.NONE, by=manager, now=NOON)

        actions.discard_draft(next_draft, by=manager, now=NOON)
        again = actions.draft_version(crafts, by=manager, now=NOON)
        actions.publish(again, by=manager, now=NOON)

        (placed,) = published.terms.get(code="wood").placements.all()
        assert placed.above == again.terms.get(code="wood")

    def test_of_a_term_is_over_once_it_is_there_again(self, next_draft, save, manager, published):
        actions.remove_term(next_draft, "wood", by=manager, now=NOON)
        actions.say_way(next_draft, "wood", relation=Relation.NONE, by=manager, now=NOON)

        save("wood", of=next_draft)
        actions.publish(next_draft, by=manager, now=NOON)

        (placed,) = published.terms.get(code="wood").placements.all()
        assert placed.above == next_draft.terms.get(code="wood")
