"""A cluster's team edits many organisations at once as if one by one, and undoes it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.bulk_edits import actions
from liaison.hub.bulk_edits.models import BulkEdit
from liaison.hub.bulk_edits.queries import (
    NoBulkEdit,
    bulk_edits,
    get_bulk_edit,
    organisations_with,
)
from liaison.hub.bulk_edits.ways import NothingLikeThat
from liaison.hub.directory.actions import edit_organisation
from liaison.hub.directory.editing import read_entry
from liaison.hub.directory.listing import Selection
from liaison.hub.directory.lookup import directory_version
from liaison.hub.directory.models import FieldChange, MapEntry, Organisation
from liaison.hub.jobs.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=6)
TODAY, LAST_YEAR = date(2026, 11, 2), date(2025, 5, 4)


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def laboratory():
    return OrganisationFactory(name="Sauer Laboratory", visibility="public", state="dormant")


@pytest.fixture
def shipyard():
    """Only another cluster keeps it."""
    shipyard = OrganisationFactory(name="Mertert Shipyard", visibility="public")
    on_map(ClusterFactory(slug="maritime"), shipyard)
    return shipyard


@pytest.fixture
def everybody(sensors, laboratory, shipyard):
    return [sensors, laboratory, shipyard]


def on_map(cluster, organisation):
    return MapEntry.objects.create(
        cluster=cluster, organisation=organisation, since=LAST_YEAR, source="members.csv"
    )


def plan(organisations, what, value, *, cluster, by):
    ids = [each.public_id for each in organisations]
    edit = actions.choose(ids, cluster=cluster, by=by, now=NOON)
    actions.plan(edit, what=what, value=value, by=by)
    edit.refresh_from_db()
    return edit


@pytest.fixture
def planned(everybody, biohealth, officer):
    def planned(what, value, *, organisations=everybody):
        return plan(organisations, what, value, cluster=biohealth, by=officer)

    return planned


@pytest.fixture
def done(planned, officer):
    def done(what, value, **more):
        edit = planned(what, value, **more)
        actions.do(edit, by=officer, now=NOON)
        edit.refresh_from_db()
        return edit

    return done


def undo(edit, *, by):
    actions.undo(edit, by=by, now=EVENING)
    edit.refresh_from_db()


class TestPreview:
    def test_counts_what_changes_and_who_is_left_out_and_changes_nothing(self, planned, sensors):
        edit = planned("state", "dormant")

        assert edit.counts == {"planned": 1, "unchanged": 1, "elsewhere": 1}
        sensors.refresh_from_db()
        assert sensors.state == "active"
        assert not FieldChange.objects.exists()

    def test_names_those_that_another_cluster_keeps(self, planned, officer):
        edit = planned("state", "ceased")

        found = organisations_with(edit, ["elsewhere"], most=10, for_user=officer)

        assert [(each.name, outcome) for each, outcome in found] == [
            ("Mertert Shipyard", "elsewhere")
        ]

    def test_tells_that_an_entry_on_no_map_would_vanish_from_the_teams_sight(self, planned):
        assert planned("visibility", "staff").counts == {"hidden": 2, "elsewhere": 1}

    def test_can_be_planned_anew(self, planned, officer):
        edit = planned("state", "dormant")

        actions.plan(edit, what="kind", value="research", by=officer)

        edit.refresh_from_db()
        assert (edit.what, edit.counts) == ("kind", {"planned": 2, "elsewhere": 1})

    @pytest.mark.parametrize(
        ("what", "value"),
        [
            ("state", "merged"),
            ("visibility", "private"),
            ("on_map", "maritime"),
            ("add_term", "biohealth:alchemy"),
            ("delete", ""),
        ],
    )
    def test_refuses_what_cannot_be_set(self, planned, what, value):
        with pytest.raises(NothingLikeThat):
            planned(what, value)


class TestChoosing:
    def test_takes_all_of_a_selection(self, everybody, biohealth, officer):
        edit = actions.choose(
            Selection(chosen=(("state", frozenset({"active"})),)),
            cluster=biohealth,
            by=officer,
            now=NOON,
        )

        chosen = Organisation.objects.filter(public_id__in=edit.rows.values("organisation"))
        assert {each.name for each in chosen} == {"Moselle Sensors", "Mertert Shipyard"}

    def test_passes_over_what_one_does_not_see(self, biohealth, officer):
        secret = OrganisationFactory(visibility="private")

        with pytest.raises(actions.NobodyChosen):
            actions.choose([secret.public_id], cluster=biohealth, by=officer, now=NOON)

        assert not BulkEdit.objects.exists()

    def test_is_for_the_team_only(self, sensors, biohealth):
        owner = OrganisationRoleFactory(organisation=sensors).person

        with pytest.raises(actions.NotAllowed):
            actions.choose([sensors.public_id], cluster=biohealth, by=owner, now=NOON)

    def test_ends_where_a_mistake_would_reach_too_far(
        self, everybody, biohealth, officer, monkeypatch
    ):
        monkeypatch.setattr(actions, "MOST", 2)

        with pytest.raises(actions.TooMany):
            actions.choose(Selection(), cluster=biohealth, by=officer, now=NOON)


class TestDoing:
    def test_sets_a_field_with_history_and_origin_and_one_event(self, done, sensors, officer):
        version = directory_version()

        edit = done("kind", "research")

        sensors.refresh_from_db()
        assert sensors.kind == "research"
        assert sensors.provenance["kind"]["source"] == "liaison:team"
        change = FieldChange.objects.get(organisation=sensors)
        assert (change.field, change.old, change.new) == ("kind", "company", "research")
        assert (change.by, change.at) == (officer, NOON)
        event = Event.objects.get(verb__startswith="organisation")
        assert event.verb == "organisations.edited_together"
        assert event.subject == str(edit.public_id)
        assert event.details == {
            "what": "kind",
            "value": "research",
            "changed": 2,
            "elsewhere": 1,
        }
        assert directory_version() != version

    def test_leaves_what_another_cluster_keeps(self, done, shipyard):
        done("state", "ceased")

        shipyard.refresh_from_db()
        assert shipyard.state == "active"

    def test_leaves_what_somebody_changed_meanwhile(self, planned, officer, sensors):
        edit = planned("state", "dormant")
        edit_organisation(
            sensors.public_id,
            seen={"state": "active"},
            wanted={"state": "ceased"},
            by=officer,
            now=NOON,
        )

        actions.do(edit, by=officer, now=EVENING)

        edit.refresh_from_db()
        assert edit.counts == {"meanwhile": 1, "unchanged": 1, "elsewhere": 1}
        sensors.refresh_from_db()
        assert sensors.state == "ceased"

    def test_does_nothing_twice(self, done, officer):
        edit = done("state", "ceased")

        with pytest.raises(actions.TooLate):
            actions.do(edit, by=officer, now=EVENING)

    def test_is_refused_where_nothing_would_change(self, planned, officer, laboratory):
        edit = planned("state", "dormant", organisations=[laboratory])

        with pytest.raises(actions.NothingToDo):
            actions.do(edit, by=officer, now=NOON)

    def test_is_the_authors_own_until_it_is_done(self, planned, biohealth):
        edit = planned("state", "ceased")
        colleague = ClusterRoleFactory(cluster=biohealth).person

        with pytest.raises(NoBulkEdit):
            get_bulk_edit(edit.public_id, for_user=colleague)
        with pytest.raises(actions.NotAllowed):
            actions.do(edit, by=colleague, now=NOON)

    def test_shows_entries_on_the_map_to_the_team_only(self, biohealth, done, sensors):
        on_map(biohealth, sensors)

        edit = done("visibility", "staff")

        sensors.refresh_from_db()
        assert sensors.visibility == "staff"
        assert edit.counts == {"changed": 1, "hidden": 1, "elsewhere": 1}

    def test_does_not_take_off_the_map_what_the_team_would_then_not_see(
        self, biohealth, done, sensors
    ):
        on_map(biohealth, sensors)
        Organisation.objects.update(visibility="members")

        edit = done("off_map", "biohealth", organisations=[sensors])

        assert edit.counts == {"hidden": 1}
        assert biohealth.map_entries.count() == 1


class TestUndoing:
    @pytest.mark.parametrize(
        ("what", "value"),
        [
            ("state", "ceased"),
            ("size_class", "small"),
            ("on_map", "biohealth"),
            ("add_term", "biohealth:digital-health"),
            ("verify", ""),
        ],
    )
    def test_puts_back_what_was_there(self, done, sensors, officer, what, value):
        before = _all_of(sensors)
        edit = done(what, value)
        assert _all_of(sensors) != before

        undo(edit, by=officer)

        assert _all_of(sensors) == before
        assert (edit.state, edit.counts) == ("undone", {"put_back": 2, "elsewhere": 1})
        event = Event.objects.get(verb="organisations.edited_together_undone")
        assert event.details["put_back"] == 2

    def test_leaves_and_names_what_somebody_changed_since(self, done, sensors, officer):
        edit = done("state", "ceased")
        edit_organisation(
            sensors.public_id,
            seen={"state": "ceased"},
            wanted={"state": "dormant"},
            by=officer,
            now=NOON,
        )

        undo(edit, by=officer)

        sensors.refresh_from_db()
        assert sensors.state == "dormant"
        [(kept, _outcome)] = organisations_with(edit, ["kept"], most=10, for_user=officer)
        assert kept == sensors

    def test_brings_back_an_entry_on_the_map_as_it_was(self, biohealth, done, sensors, officer):
        on_map(biohealth, sensors)
        edit = done("off_map", "biohealth")
        assert not biohealth.map_entries.exists()

        undo(edit, by=officer)

        entry = biohealth.map_entries.get()
        assert (entry.organisation, entry.since, entry.source) == (
            sensors,
            LAST_YEAR,
            "members.csv",
        )

    def test_takes_a_term_back_and_leaves_those_that_came_since(self, done, sensors, officer):
        edit = done("add_term", "biohealth:digital-health")
        entry = read_entry(sensors)
        other = ["biohealth:immuno-oncology", "", "", None, None, "", "", ""]
        wanted = entry | {"terms:focus_areas": [*entry["terms:focus_areas"], other]}
        edit_organisation(sensors.public_id, seen=entry, wanted=wanted, by=officer, now=NOON)

        undo(edit, by=officer)

        assert read_entry(sensors)["terms:focus_areas"] == [other]

    def test_gives_removed_terms_back(self, done, sensors, officer):
        done("add_term", "biohealth:digital-health")
        before = read_entry(sensors)

        undo(done("remove_term", "biohealth:digital-health"), by=officer)

        assert read_entry(sensors) == before

    def test_does_not_take_back_what_was_verified_anew(self, done, sensors, officer):
        edit = done("verify", "")
        Organisation.objects.filter(pk=sensors.pk).update(verified_on=date(2026, 11, 3))

        undo(edit, by=officer)

        assert edit.counts == {"kept": 1, "put_back": 1, "elsewhere": 1}

    def test_is_for_colleagues_of_the_team_too_but_not_for_others(self, done, biohealth):
        edit = done("state", "ceased")
        colleague = ClusterRoleFactory(cluster=biohealth).person

        with pytest.raises(actions.NotAllowed):
            actions.undo(edit, by=UserFactory(), now=EVENING)
        undo(edit, by=colleague)

        assert edit.undone_by == colleague
        assert list(bulk_edits(for_user=colleague)) == [edit]
        assert not bulk_edits(for_user=UserFactory()).exists()

    def test_happens_once(self, done, officer):
        edit = done("state", "ceased")
        undo(edit, by=officer)

        with pytest.raises(actions.TooLate):
            actions.undo(edit, by=officer, now=EVENING)


class TestMoreThanSomeHundreds:
    @pytest.fixture(autouse=True)
    def _few_are_many(self, monkeypatch):
        monkeypatch.setattr(actions, "AT_ONCE", 1)

    def test_go_on_in_the_background(self, planned, officer, sensors):
        edit = planned("state", "ceased")

        actions.do(edit, by=officer, now=NOON)

        edit.refresh_from_db()
        assert edit.state == "doing"
        assert Job.objects.get(public_id=edit.job).kind == "bulk_edits.do"
        actions.do_now(str(edit.public_id), by=officer, now=NOON, progress=lambda *told: None)
        edit.refresh_from_db()
        assert (edit.state, edit.counts["changed"]) == ("done", 2)

    def test_are_gone_on_with_after_a_break(self, planned, officer, sensors, monkeypatch):
        monkeypatch.setattr(actions, "_PIECE", 1)
        edit = planned("state", "ceased", organisations=[sensors, OrganisationFactory()])
        other = OrganisationFactory(visibility="public")
        edit = planned("state", "ceased", organisations=[sensors, other])
        actions.do(edit, by=officer, now=NOON)

        class Killed(BaseException):
            pass

        def kill(done, total):
            raise Killed

        with pytest.raises(Killed):
            actions.do_now(str(edit.public_id), by=officer, now=NOON, progress=kill)
        assert edit.rows.filter(outcome="changed").count() == 1
        actions.do_now(str(edit.public_id), by=officer, now=NOON, progress=lambda *told: None)

        edit.refresh_from_db()
        assert (edit.state, edit.counts) == ("done", {"changed": 2})
        assert Event.objects.filter(verb="organisations.edited_together").count() == 1


class TestDrafts:
    def test_are_erased_after_a_week(self, planned):
        planned("state", "ceased")

        assert actions.forget_drafts(now=NOON + timedelta(days=6)) == 0
        assert actions.forget_drafts(now=NOON + timedelta(days=8)) == 1
        assert not BulkEdit.objects.exists()


def _all_of(organisation):
    organisation = Organisation.objects.get(pk=organisation.pk)
    return (
        {code: value for code, value in read_entry(organisation).items() if value},
        organisation.provenance,
        (organisation.verified_on, organisation.verified_by, organisation.visibility),
        list(organisation.map_entries.values_list("cluster", "since")),
    )
