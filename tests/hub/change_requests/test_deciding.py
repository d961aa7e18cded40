"""The team decides on changes, one by one or all at once, and can put them back."""

from datetime import date, timedelta

import pytest

from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange
from liaison.hub.change_requests.queries import (
    compared,
    get_own_request,
    get_request,
    requests_in,
    thread_of,
)
from liaison.hub.clusters.actions import remove_focus_area
from liaison.hub.clusters.models import ClusterRole, FocusArea
from liaison.hub.directory.actions import ChangedMeanwhile, NumberTaken
from liaison.hub.directory.models import FieldChange, Organisation, OrganisationRole
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from liaison.hub.membership.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory
from tests.hub.change_requests.conftest import MONDAY, label_of

pytestmark = pytest.mark.django_db


def again(record):
    return type(record).objects.get(pk=record.pk)


def states(request):
    return dict(request.changes.values_list("field", "state"))


def apply(request, code, *, by, seen=None):
    change = request.changes.get(field=code)
    actions.apply_change(change, seen=seen or {}, label_of=label_of, by=by, now=MONDAY)


def refuse(request, code, *, by, reason="The register says otherwise."):
    change = request.changes.get(field=code)
    actions.refuse_change(change, reason=reason, label_of=label_of, by=by, now=MONDAY)


class TestApplying:
    def test_writes_it_in_the_name_of_the_organisation(self, asked, sensors, owner, manager):
        apply(asked, "name", by=manager)

        kept = again(sensors)
        assert (kept.name, kept.kind) == ("Moselle Photonics", "company")
        said = Verified("liaison:organisation", on=date(2026, 11, 2), by=str(owner.public_id))
        assert Provenance(kept).of("name") == said
        change = FieldChange.objects.get()
        assert (change.teller, change.asked_by, change.by) == (
            "liaison:organisation",
            owner,
            manager,
        )
        assert (again(asked).state, again(asked).assignee) == ("in_work", manager)

    def test_of_all_closes_the_request_and_tells_the_member(
        self, asked, sensors, manager, mailoutbox, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            left = actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY)

        assert left == []
        assert states(asked) == {"name": "applied", "kind": "applied"}
        assert again(asked).state == "decided"
        (letter,) = (each for each in mailoutbox if each.to == ["claire@moselle.example"])
        assert "Name: übernommen." in letter.body

    def test_is_not_for_others(self, asked, owner):
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person

        for person in (owner, stranger, UserFactory()):
            with pytest.raises(actions.NotAllowed):
                apply(asked, "name", by=person)

    def test_happens_once(self, asked, manager, officer):
        apply(asked, "name", by=manager)

        with pytest.raises(actions.TooLate):
            refuse(asked, "name", by=officer)

        assert FieldChange.objects.count() == 1

    def test_writes_over_what_was_changed_since_only_if_it_was_seen(
        self, asked, save, sensors, manager
    ):
        save(name="Moselle Optics", by=manager)

        with pytest.raises(ChangedMeanwhile):
            apply(asked, "name", by=manager)
        apply(asked, "name", by=manager, seen={"name": "Moselle Optics"})

        assert again(sensors).name == "Moselle Photonics"

    def test_of_all_leaves_what_was_changed_since(self, asked, save, sensors, manager):
        save(name="Moselle Optics", by=manager)

        left = actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY)

        assert left == ["name"]
        assert (again(sensors).name, again(sensors).kind) == ("Moselle Optics", "service_provider")
        assert states(asked) == {"name": "waiting", "kind": "applied"}

    def test_writes_nothing_where_a_number_went_to_another(self, save, sensors, manager):
        ((request, _),) = save(rcs=[["", "B654321", None]], kind="research").asked
        IdentifierFactory(organisation=OrganisationFactory(), scheme="rcs", value="B654321")

        with pytest.raises(NumberTaken):
            actions.apply_all(request, label_of=label_of, by=manager, now=MONDAY)

        assert again(sensors).kind == "company"
        assert states(request) == {"kind": "waiting", "rcs": "waiting"}

    def test_needs_somebody_who_still_acts_for_the_organisation(self, asked, owner, manager):
        OrganisationRole.objects.filter(person=owner).delete()

        with pytest.raises(actions.NoLongerActs):
            apply(asked, "name", by=manager)
        refuse(asked, "name", by=manager)

        assert states(asked)["name"] == "refused"

    def test_needs_a_field_that_still_exists(self, asked, manager):
        RequestedChange.objects.filter(field="name").update(field="fax")

        with pytest.raises(actions.CannotBeApplied):
            apply(asked, "fax", by=manager)
        assert actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY) == ["fax"]
        assert not compared(asked, for_user=manager)[-1].can_be_applied
        refuse(asked, "fax", by=manager)

        assert again(asked).state == "decided"

    def test_needs_terms_that_still_exist(self, save, rule, sensors, biohealth, manager):
        rule.scope = "all"
        rule.save()
        area = FocusArea.objects.create(cluster=biohealth, code="x-area", position=99, name_en="X")
        key = f"{biohealth.slug}:x-area"
        row = [key, "", "", None, None, "", "", ""]
        ((request, _),) = save(**{"terms:focus_areas": [row]}).asked
        remove_focus_area(area, heir=None, by=manager, now=MONDAY)

        with pytest.raises(actions.CannotBeApplied):
            apply(request, "terms:focus_areas", by=manager)
        refuse(request, "terms:focus_areas", by=manager)

        assert again(request).state == "decided"

    def test_takes_both_degrees_together(self, save, rule, sensors, manager):
        rule.scope = "all"
        rule.save()
        ((request, _),) = save(latitude=49.7, longitude=6.5).asked

        apply(request, "longitude", by=manager)

        assert states(request) == {"latitude": "applied", "longitude": "applied"}
        place = sensors.places.get()
        assert (place.latitude, place.longitude) == (49.7, 6.5)


class TestRefusing:
    def test_needs_a_reason_that_the_member_gets(
        self, asked, manager, mailoutbox, django_capture_on_commit_callbacks
    ):
        with pytest.raises(actions.NotSaid):
            refuse(asked, "name", by=manager, reason="  ")
        apply(asked, "kind", by=manager)
        with django_capture_on_commit_callbacks(execute=True):
            refuse(asked, "name", by=manager)

        assert states(asked) == {"name": "refused", "kind": "applied"}
        (letter,) = (each for each in mailoutbox if each.to == ["claire@moselle.example"])
        assert "Name: nicht übernommen. Der Grund: The register says otherwise." in letter.body
        assert "Kind: übernommen." in letter.body

    def test_is_not_needed_of_what_is_outdated(self, asked, save, manager):
        change = asked.changes.get(field="name")
        with pytest.raises(actions.TooLate):
            actions.leave_change(change, label_of=label_of, by=manager, now=MONDAY)
        save(name="Moselle Optics", by=manager)

        actions.leave_change(change, label_of=label_of, by=manager, now=MONDAY)

        assert states(asked)["name"] == "outdated"


class TestPuttingBack:
    @pytest.fixture
    def applied(self, asked, sensors, manager):
        Provenance(sensors).note(["name"], Verified("members.csv", on=date(2025, 3, 1)))
        sensors.save()
        apply(asked, "name", by=manager)
        refuse(asked, "kind", by=manager)
        return again(asked)

    def test_restores_the_entry_and_asks_again(
        self, applied, sensors, manager, mailoutbox, django_capture_on_commit_callbacks
    ):
        later = MONDAY + timedelta(days=7)

        with django_capture_on_commit_callbacks(execute=True):
            actions.put_back(applied, label_of=label_of, by=manager, now=later)

        kept = again(sensors)
        assert kept.name == "Moselle Sensors"
        assert Provenance(kept).of("name") == Verified("members.csv", on=date(2025, 3, 1))
        assert states(applied) == {"name": "waiting", "kind": "refused"}
        opened = again(applied)
        assert (opened.state, opened.answer_due_on) == ("in_work", date(2026, 11, 16))
        subject = "Ihre Änderungen an Moselle Sensors werden noch einmal angesehen"
        assert mailoutbox[-1].subject == subject
        assert mailoutbox[-1].to == ["claire@moselle.example"]

    def test_is_not_done_where_somebody_changed_a_field_since(
        self, applied, save, sensors, manager
    ):
        save(name="Moselle Optics", by=manager)

        with pytest.raises(ChangedMeanwhile):
            actions.put_back(applied, label_of=label_of, by=manager, now=MONDAY)

        assert again(sensors).name == "Moselle Optics"
        assert again(applied).state == "decided"

    def test_gives_way_to_what_was_asked_for_later(self, applied, save, manager):
        save(name="Moselle Lasers")

        actions.put_back(applied, label_of=label_of, by=manager, now=MONDAY)

        assert states(applied)["name"] == "replaced"
        assert again(applied).state == "decided"

    def test_comes_too_late_the_second_time(self, applied, manager):
        actions.put_back(applied, label_of=label_of, by=manager, now=MONDAY)

        with pytest.raises(actions.TooLate):
            actions.put_back(applied, label_of=label_of, by=manager, now=MONDAY)


class TestTalking:
    def test_stops_the_clock_while_the_member_is_asked(
        self, asked, owner, manager, mailoutbox, django_capture_on_commit_callbacks
    ):
        wednesday, friday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)

        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_back(asked, said="Since when?", by=manager, now=wednesday)
        waiting = again(asked)
        assert (waiting.state, waiting.answer_due_on, waiting.days_left) == ("asked_back", None, 3)
        with django_capture_on_commit_callbacks(execute=True):
            actions.answer(asked, said="Since May.", by=owner, now=friday)

        answered = again(asked)
        assert (answered.state, answered.answer_due_on) == ("in_work", date(2026, 11, 11))
        people = (["claire@moselle.example"], ["ben@biohealth.example"])
        question, answer = (each for each in mailoutbox if each.to in people)
        assert "Since when?" in question.body
        assert f"/de/changes/mine/{asked.public_id}/" in question.body
        assert "Since May." in answer.body
        assert f"/en/changes/{asked.public_id}/" in answer.body

    def test_within_the_team_is_read_by_nobody_else(
        self, asked, owner, manager, officer, biohealth
    ):
        space = ClusterFactory()
        neighbour = ClusterRoleFactory(cluster=space).person
        asked.clusters.add(space)

        actions.note_internally(asked, said="Odd.", cluster=biohealth, by=officer, now=MONDAY)

        assert [note.said for note in thread_of(asked, for_user=manager)] == ["Odd."]
        assert thread_of(asked, for_user=owner) == []
        assert thread_of(asked, for_user=neighbour) == []
        with pytest.raises(actions.NotAllowed):
            actions.note_internally(asked, said="Odd.", cluster=space, by=officer, now=MONDAY)

    def test_takes_a_request_once_and_gives_it_back(self, asked, manager, officer):
        actions.take(asked, by=manager, now=MONDAY)

        with pytest.raises(actions.TooLate):
            actions.take(asked, by=officer, now=MONDAY)
        assert again(asked).assignee == manager
        actions.give_back(asked, by=officer, now=MONDAY)
        assert (again(asked).state, again(asked).assignee) == ("waiting", None)

    def test_tells_the_teams_where_who_looked_into_it_has_left(
        self, asked, owner, officer, mailoutbox, django_capture_on_commit_callbacks
    ):
        actions.ask_back(asked, said="Since when?", by=officer, now=MONDAY)
        ClusterRole.objects.filter(person=officer).delete()

        with django_capture_on_commit_callbacks(execute=True):
            actions.answer(again(asked), said="Since May.", by=owner, now=MONDAY)

        (letter,) = (each for each in mailoutbox if "Since May." in each.body)
        assert letter.to == ["team@biohealth.example"]


class TestReading:
    def test_of_what_the_entry_says_now_ends_with_seeing_it(self, asked, sensors, owner, manager):
        Membership.objects.all().delete()
        Organisation.objects.update(visibility="private", name="Moselle Secrets")

        found = compared(asked, for_user=manager)
        assert {(each.now, each.is_seen, each.can_be_applied) for each in found} == {
            (None, False, False)
        }
        assert "Moselle Secrets" in {each.now for each in compared(asked, for_user=owner)}

    def test_is_for_the_organisation_and_the_deciding_team(
        self, asked, owner, colleague, manager, officer
    ):
        assert get_own_request(asked.public_id, for_user=colleague) == asked
        assert get_request(asked.public_id, for_user=officer) == asked
        stranger = ClusterRoleFactory(cluster=ClusterFactory()).person
        for get, person in (
            (get_request, owner),
            (get_request, stranger),
            (get_own_request, manager),
            (get_own_request, stranger),
        ):
            with pytest.raises(ChangeRequest.DoesNotExist):
                get(asked.public_id, for_user=person)

    def test_finds_the_most_urgent_first(self, asked, save, sensors, biohealth, manager):
        ((later, _),) = save(name="Moselle Lasers", now=MONDAY + timedelta(days=3)).asked
        ((soon, _),) = save(rcs=[["", "B777777", None]], now=MONDAY + timedelta(days=1)).asked
        actions.ask_back(asked, said="Why?", by=manager, now=MONDAY)

        found = requests_in(biohealth, for_user=manager)

        assert list(found) == [soon, later, asked]


class TestMerging:
    @pytest.fixture
    def merge(self, sensors, tmp_path, settings):
        settings.DATA_FOLDER = tmp_path

        def merge(kept):
            return merge_organisations(
                kept.public_id,
                sensors.public_id,
                because="One company.",
                by=UserFactory(is_superuser=True),
                now=MONDAY,
            )

        return merge

    def test_leaves_a_change_where_the_other_has_one_of_its_own(
        self, merge, asked, save, biohealth, manager
    ):
        kept = OrganisationFactory(name="Moselle Group", visibility="public")
        MembershipFactory(cluster=biohealth, organisation=kept)
        person = OrganisationRoleFactory(organisation=kept).person
        save(name="Moselle Holding", by=person, organisation=kept)

        merge(kept)

        assert [each.can_be_applied for each in compared(again(asked), for_user=manager)] == [
            False,
            True,
        ]
        with pytest.raises(actions.CannotBeApplied):
            apply(again(asked), "name", by=manager)
        refuse(again(asked), "name", by=manager)
        assert states(asked) == {"name": "refused", "kind": "waiting"}

    def test_that_is_undone_gives_the_request_back(self, merge, asked, sensors, manager):
        merger = merge(OrganisationFactory(name="Moselle Group", visibility="public"))

        undo_merge(merger, by=UserFactory(is_superuser=True), now=MONDAY)

        found = again(asked)
        assert found.organisation == sensors
        assert [each.is_fresh for each in compared(found, for_user=manager)] == [True, True]

    def test_has_the_request_lead_to_the_organisation_that_goes_on(self, merge, asked, manager):
        kept = OrganisationFactory(name="Moselle Group", visibility="public")

        merge(kept)

        found = again(asked)
        assert found.organisation == kept
        assert [each.is_fresh for each in compared(found, for_user=manager)] == [False, True]
