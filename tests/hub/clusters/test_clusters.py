from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from liaison.hub.audit.models import Event
from liaison.hub.clusters import actions, queries
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.clusters.starting_sets import BIOHEALTH
from tests.factories.clusters import ClusterFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def set_up(spec):
    return actions.set_up_cluster(spec, by=None, now=MONDAY_NOON)


@pytest.mark.django_db
class TestSetUpCluster:
    def test_makes_the_cluster_and_its_focus_areas_in_order(self):
        biohealth = set_up(BIOHEALTH)

        assert biohealth.name == "Luxembourg BioHealth Cluster"
        assert [area.code for area in queries.focus_areas_of(biohealth.pk)] == [
            "digital-health",
            "neurodegenerative-diseases",
            "molecular-diagnostics",
            "immuno-oncology",
        ]
        assert Event.objects.get().verb == "cluster.set_up"

    def test_changes_nothing_the_second_time(self):
        first = set_up(BIOHEALTH)
        areas = queries.focus_areas_of(first.pk)

        second = actions.set_up_cluster(
            BIOHEALTH, by=None, now=datetime(2027, 1, 4, 12, tzinfo=UTC)
        )

        assert second == first
        assert second.set_up_at == MONDAY_NOON
        assert queries.focus_areas_of(first.pk) == areas
        assert Event.objects.count() == 1

    def test_follows_a_changed_description(self):
        biohealth = set_up(BIOHEALTH)
        changed = deepcopy(BIOHEALTH)
        changed["name"] = "Luxembourg Health Cluster"
        del changed["focus_areas"][0]

        set_up(changed)

        biohealth.refresh_from_db()
        assert biohealth.name == "Luxembourg Health Cluster"
        assert [area.position for area in queries.focus_areas_of(biohealth.pk)] == [1, 2, 3]


class TestBioHealth:
    @pytest.mark.parametrize("area", BIOHEALTH["focus_areas"], ids=lambda area: area["code"])
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_has_precise_terms_in_every_language(self, area, language):
        terms = area["terms"][language]

        assert 15 <= len(terms) <= 30
        assert len(set(terms)) == len(terms)
        for term in terms:
            assert term == term.lower()
            assert 1 <= len(term.split()) <= 2
            assert term.replace(" ", "").isalnum(), f"{term}: words and spaces only"

    @pytest.mark.parametrize("area", BIOHEALTH["focus_areas"], ids=lambda area: area["code"])
    def test_is_named_in_every_language(self, area):
        assert set(area["name"]) == {"en", "fr", "de"}
        assert all(area["name"].values())

    @pytest.mark.parametrize("word", ["data", "cell", "health", "point", "free", "test", "car"])
    def test_has_no_term_that_lets_in_everything(self, word):
        terms = {
            term
            for area in BIOHEALTH["focus_areas"]
            for terms in area["terms"].values()
            for term in terms
        }

        assert word not in terms


class TestFocusArea:
    def test_is_named_in_the_readers_language_or_in_english(self):
        area = FocusArea(name_en="Digital health", name_fr="Santé numérique", name_de="")

        assert area.name_in("fr") == "Santé numérique"
        assert area.name_in("de") == "Digital health"
        assert area.name_in("pt") == "Digital health"
        assert area.name_in(None) == "Digital health"


@pytest.mark.django_db
class TestCurrentCluster:
    @pytest.fixture
    def wood(self):
        return ClusterFactory(slug="wood", host="wood.example.org")

    @pytest.fixture(autouse=True)
    def biotech(self):
        return ClusterFactory(slug="biotech")

    @pytest.mark.parametrize("host", ["wood.example.org", "WOOD.example.org:8443"])
    def test_is_the_one_with_this_site(self, wood, host):
        assert queries.current_cluster(host=host) == wood

    def test_is_the_one_named_in_the_settings(self, wood, settings):
        settings.LIAISON_CLUSTER = "wood"

        assert queries.current_cluster(host="localhost:8000") == wood

    def test_is_the_first_otherwise(self, wood, biotech, settings):
        settings.LIAISON_CLUSTER = ""

        assert queries.current_cluster(host="localhost") == biotech

    def test_is_missing_where_none_is_set_up(self):
        Cluster.objects.all().delete()

        with pytest.raises(queries.NoCluster):
            queries.current_cluster(host="localhost")

    def test_asks_the_database_once(self, wood, django_assert_num_queries):
        with django_assert_num_queries(1):
            queries.current_cluster(host="localhost")

    def test_site_belongs_to_one_cluster(self, wood):
        with pytest.raises(IntegrityError):
            ClusterFactory(host="wood.example.org")


@pytest.mark.django_db
class TestRolesOf:
    def test_are_none_for_someone_not_signed_in(self):
        assert queries.roles_of(AnonymousUser(), ClusterFactory()) == frozenset()
