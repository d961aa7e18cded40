"""Managers change what their cluster says of itself, how it looks and what it concentrates on."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.clusters import actions, queries
from liaison.hub.clusters.choices import AREA_FACTS
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.clusters.starting_sets import BIOHEALTH
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SEA, CHERRY = "#1f5f8b", "#9b2335"

pytestmark = pytest.mark.django_db


@pytest.fixture
def wood():
    return ClusterFactory(slug="wood", name="Wood", contact_email="")


@pytest.fixture
def manager(wood):
    return ClusterRoleFactory(cluster=wood).person


def change(cluster, by, seen=None, **wanted):
    """Change facts, seen as they are now unless said otherwise."""
    shown = queries.facts_of(Cluster.objects.get(pk=cluster.pk), wanted) | (seen or {})
    return actions.change_cluster(cluster, seen=shown, wanted=wanted, by=by, now=MONDAY_NOON)


def change_area(area, by, seen=None, **wanted):
    shown = queries.facts_of(area, wanted) | (seen or {})
    return actions.change_focus_area(area, seen=shown, wanted=wanted, by=by, now=MONDAY_NOON)


def names(cluster):
    return [area.name_en for area in queries.focus_areas_of(cluster.pk)]


class TestChangeCluster:
    def test_writes_what_changed_and_notes_who_did_it(self, wood, manager):
        changed = change(wood, manager, name="Wood Cluster", accent=SEA, managing_body="")

        wood.refresh_from_db()
        assert set(changed) == {"name", "accent"}
        assert (wood.name, wood.accent, wood.changed_at) == ("Wood Cluster", SEA, MONDAY_NOON)
        renamed = Event.objects.get(details__field="name")
        assert (renamed.actor, renamed.cluster) == (str(manager.public_id), "wood")
        assert (renamed.details["old"], renamed.details["new"]) == ("Wood", "Wood Cluster")

    def test_keeps_addresses_out_of_the_history(self, wood, manager):
        change(wood, manager, contact_email="hello@wood.example", summary_en="Ask a@b.example.")

        told = Event.objects.get(details__field="contact_email").details
        assert told == {"field": "contact_email"}
        assert Event.objects.get(details__field="summary_en").details["new"] == ""

    def test_writes_no_history_where_nothing_changed(self, wood, manager):
        assert change(wood, manager, name="Wood") == []
        assert not Event.objects.exists()

    @pytest.mark.parametrize("role", [Role.CLUSTER_OFFICER, Role.STRATEGIC_PARTNER])
    def test_is_for_managers_alone(self, wood, role):
        with pytest.raises(actions.NotAllowed):
            change(wood, ClusterRoleFactory(cluster=wood, role=role).person, name="Mine")

        assert Cluster.objects.get().name == "Wood"

    def test_is_not_for_the_manager_of_another_cluster(self, wood):
        with pytest.raises(actions.NotAllowed):
            change(wood, ClusterRoleFactory().person, name="Mine")

    def test_takes_the_draft_mark_away(self, manager, wood):
        Cluster.objects.update(is_draft=True)

        change(wood, manager, summary_en="Everything made of wood.")

        assert not Cluster.objects.get(pk=wood.pk).is_draft

    def test_refuses_what_nobody_changes_by_hand(self, wood, manager):
        with pytest.raises(actions.NotAFact):
            actions.change_cluster(
                wood, seen={}, wanted={"slug": "timber"}, by=manager, now=MONDAY_NOON
            )


class TestTwoManagersAtOnce:
    def test_are_told_where_both_changed_the_same(self, wood, manager):
        colleague = ClusterRoleFactory(cluster=wood).person
        change(wood, colleague, name="Timber")

        with pytest.raises(actions.ChangedMeanwhile) as met:
            change(wood, manager, seen={"name": "Wood", "accent": ""}, name="Forest", accent=SEA)

        assert [(each.code, each.theirs, each.yours) for each in met.value.conflicts] == [
            ("name", "Timber", "Forest")
        ]
        wood.refresh_from_db()
        assert (wood.name, wood.accent) == ("Timber", "")

    def test_both_keep_what_only_they_changed(self, wood, manager):
        colleague = ClusterRoleFactory(cluster=wood).person
        change(wood, colleague, name="Timber")

        change(
            wood,
            manager,
            seen={"name": "Wood", "managing_body": ""},
            name="Wood",
            managing_body="G",
        )

        wood.refresh_from_db()
        assert (wood.name, wood.managing_body) == ("Timber", "G")


class TestColour:
    def test_too_faint_is_refused_with_the_nearest_that_is_not(self, wood, manager):
        with pytest.raises(actions.TooFaint) as refused:
            change(wood, manager, accent="#ffd700")

        assert (refused.value.code, refused.value.contrast) == ("accent", 1.1)
        change(wood, manager, accent=refused.value.nearest)
        assert Cluster.objects.get().accent == refused.value.nearest

    def test_on_dark_paper_must_be_light(self, wood, manager):
        with pytest.raises(actions.TooFaint) as refused:
            change(wood, manager, accent=SEA, accent_on_dark=SEA)

        assert refused.value.code == "accent_on_dark"
        assert Cluster.objects.get().accent == ""

    def test_of_liaison_takes_the_one_on_dark_paper_along(self, wood, manager):
        change(wood, manager, accent=SEA, accent_on_dark="#8ec9f0")

        change(wood, manager, accent="")

        assert Cluster.objects.get().accent_on_dark == ""

    def test_on_dark_paper_alone_is_refused_by_the_database(self, wood):
        with pytest.raises(IntegrityError, match="beside_one_on_light"), transaction.atomic():
            Cluster.objects.update(accent_on_dark="#8ec9f0")


class TestLanguages:
    def test_keep_their_order(self, wood, manager):
        change(wood, manager, languages=["de", "en"])

        assert Cluster.objects.get().languages == ["de", "en"]

    @pytest.mark.parametrize("spoken", [[], ["en", "en"], ["lb"]])
    def test_are_each_one_that_the_software_speaks_and_one_at_least(self, wood, manager, spoken):
        with pytest.raises(actions.NoLanguage):
            change(wood, manager, languages=spoken)


class TestHost:
    @pytest.fixture(autouse=True)
    def _hosts(self, settings):
        settings.ALLOWED_HOSTS = ["clusters.example", "wood.example", "clean.example", "localhost"]

    def test_is_one_that_the_installation_answers_under(self, wood, manager):
        change(wood, manager, host="wood.example")

        assert queries.current_cluster(host="wood.example:443") == wood
        with pytest.raises(actions.HostNotServed):
            change(wood, manager, host="elsewhere.example")

    @pytest.mark.parametrize("host", ["clusters.example", "localhost"])
    def test_is_not_that_of_the_whole_installation(self, wood, manager, host):
        with pytest.raises(actions.HostReserved):
            change(wood, manager, host=host)

        change(wood, UserFactory(is_superuser=True), host=host)
        assert Cluster.objects.get().host == host

    def test_is_no_other_clusters(self, wood, manager):
        ClusterFactory(host="clean.example")

        with pytest.raises(actions.HostTaken):
            change(wood, manager, host="clean.example")


class TestFocusAreas:
    @pytest.fixture
    def timber(self, wood, manager):
        return self.add(wood, manager, "Timber houses", terms=["timber", "cross laminated"])

    @pytest.fixture
    def forests(self, wood, manager, timber):
        return self.add(wood, manager, "Forests", terms=["forestry", "timber"])

    @staticmethod
    def add(cluster, by, name, *, terms=()):
        facts = {"name_en": name, "name_fr": "", "name_de": "", "terms": list(terms)}
        return actions.add_focus_area(cluster, facts, by=by, now=MONDAY_NOON)

    def test_are_added_at_the_end(self, wood, timber, forests):
        assert names(wood) == ["Timber houses", "Forests"]
        assert (timber.code, forests.position) == ("timber-houses", 2)
        assert timber.name_in("fr") == "Timber houses"

    def test_of_one_name_get_codes_of_their_own(self, wood, manager, forests):
        assert self.add(wood, manager, "Forests").code == "forests-2"

    def test_are_renamed_without_losing_their_code(self, wood, manager, timber):
        change_area(timber, manager, name_en="Houses of timber")

        renamed = FocusArea.objects.get()
        assert (renamed.name_en, renamed.code) == ("Houses of timber", "timber-houses")

    def test_change_places(self, wood, manager, timber, forests):
        actions.move_focus_area(forests, up=True, by=manager, now=MONDAY_NOON)

        assert names(wood) == ["Forests", "Timber houses"]
        actions.move_focus_area(forests, up=True, by=manager, now=MONDAY_NOON)
        assert names(wood) == ["Forests", "Timber houses"]

    def test_leave_their_terms_to_another(self, wood, manager, timber, forests):
        actions.remove_focus_area(timber, heir=forests, by=manager, now=MONDAY_NOON)

        (left,) = queries.focus_areas_of(wood.pk)
        assert left.terms == ["cross laminated", "forestry", "timber"]
        assert left.position == 1
        assert Event.objects.get(verb="focus_area.removed").details["heir"] == "Forests"

    def test_go_with_their_terms(self, wood, manager, timber, forests):
        actions.remove_focus_area(timber, heir=None, by=manager, now=MONDAY_NOON)

        (left,) = queries.focus_areas_of(wood.pk)
        assert left.terms == ["forestry", "timber"]

    def test_leave_nothing_to_another_cluster(self, manager, timber):
        elsewhere = FocusArea.objects.create(
            cluster=ClusterFactory(), code="x", position=1, name_en="X"
        )

        with pytest.raises(actions.FocusAreaGone):
            actions.remove_focus_area(timber, heir=elsewhere, by=manager, now=MONDAY_NOON)

        assert FocusArea.objects.filter(pk=timber.pk).exists()

    def test_that_are_gone_tell_so(self, manager, timber):
        seen = queries.facts_of(timber, AREA_FACTS)
        actions.remove_focus_area(timber, heir=None, by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.FocusAreaGone):
            actions.change_focus_area(timber, seen=seen, wanted=seen, by=manager, now=MONDAY_NOON)

    def test_tell_two_managers_at_once(self, wood, manager, timber):
        change_area(timber, ClusterRoleFactory(cluster=wood).person, name_fr="Maisons en bois")

        with pytest.raises(actions.ChangedMeanwhile):
            change_area(timber, manager, seen={"name_fr": ""}, name_fr="Bois")

        assert FocusArea.objects.get().name_fr == "Maisons en bois"

    def test_are_for_managers_of_their_cluster_alone(self, wood, timber):
        stranger = ClusterRoleFactory().person

        for change_it in (
            lambda: self.add(wood, stranger, "Mine"),
            lambda: change_area(timber, stranger, name_en="Mine"),
            lambda: actions.move_focus_area(timber, up=True, by=stranger, now=MONDAY_NOON),
            lambda: actions.remove_focus_area(timber, heir=None, by=stranger, now=MONDAY_NOON),
        ):
            with pytest.raises(actions.NotAllowed):
                change_it()

    def test_are_not_without_number(self, wood, manager):
        for number in range(20):
            self.add(wood, manager, f"Field {number}")

        with pytest.raises(actions.TooManyFocusAreas):
            self.add(wood, manager, "One more")


class TestStartingSet:
    def test_does_not_undo_what_managers_changed(self):
        biohealth = actions.set_up_cluster(BIOHEALTH, by=None, now=MONDAY_NOON)
        manager = ClusterRoleFactory(cluster=biohealth).person
        change(biohealth, manager, name="HealthTech Cluster")
        (first, *_) = queries.focus_areas_of(biohealth.pk)
        actions.remove_focus_area(first, heir=None, by=manager, now=MONDAY_NOON)

        actions.set_up_cluster(BIOHEALTH, by=None, now=MONDAY_NOON)

        biohealth.refresh_from_db()
        assert biohealth.name == "HealthTech Cluster"
        assert len(names(biohealth)) == 3

    def test_that_is_a_draft_is_marked_until_somebody_looked(self, wood, manager):
        Cluster.objects.update(is_draft=True)

        actions.confirm_cluster(wood, by=manager, now=MONDAY_NOON)

        assert not Cluster.objects.get().is_draft
        assert Event.objects.get().verb == "cluster.looked_at"


class TestSetUpNewCluster:
    def test_refuses_a_name_in_addresses_that_is_there(self):
        actions.set_up_cluster(BIOHEALTH, by=None, now=MONDAY_NOON)

        with pytest.raises(actions.AlreadySetUp):
            actions.set_up_new_cluster(
                BIOHEALTH, by=UserFactory(is_superuser=True), now=MONDAY_NOON
            )

    def test_is_for_those_who_run_the_installation(self, manager):
        with pytest.raises(actions.NotAllowed):
            actions.set_up_new_cluster(BIOHEALTH, by=manager, now=MONDAY_NOON)
