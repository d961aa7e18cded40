"""Members save their entries; what their cluster looks at first waits for its team."""

from datetime import date

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange, ReviewRule
from liaison.hub.directory.actions import ChangedMeanwhile, edit_organisation
from liaison.hub.directory.choices import RelationKind
from liaison.hub.directory.editing import read_entry
from liaison.hub.directory.models import (
    FieldChange,
    Organisation,
    OrganisationRole,
    Relation,
)
from liaison.hub.directory.relations.actions import relate
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.hub.change_requests.conftest import MONDAY, label_of

pytestmark = pytest.mark.django_db


def again(record):
    return type(record).objects.get(pk=record.pk)


def states(request):
    return dict(request.changes.values_list("field", "state"))


class TestSaving:
    def test_asks_for_what_the_cluster_looks_at_and_changes_the_rest(
        self, save, sensors, owner, biohealth
    ):
        saved = save(name="Moselle Photonics", city="Mertert")

        assert saved.changed == ["city"]
        ((request, codes),) = saved.asked
        assert (codes, request.organisation, request.asked_by) == (["name"], sensors, owner)
        assert list(request.clusters.all()) == [biohealth]
        assert request.answer_due_on == date(2026, 11, 9)
        change = request.changes.get()
        assert (change.old, change.new) == ("Moselle Sensors", "Moselle Photonics")
        kept = again(sensors)
        assert (kept.name, kept.city) == ("Moselle Sensors", "Mertert")

    def test_tells_the_team_in_its_language(
        self, save, mailoutbox, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            save(name="Moselle Photonics", kind="service_provider")

        (letter,) = mailoutbox
        assert letter.to == ["team@biohealth.example"]
        assert letter.subject == "Modifications demandées : Moselle Sensors"
        assert "2 modifications" in letter.body

    def test_by_the_team_changes_at_once(self, save, sensors, officer):
        saved = save(name="Moselle Photonics", by=officer)

        assert (saved.changed, saved.asked) == (["name"], [])
        assert again(sensors).name == "Moselle Photonics"

    def test_of_an_organisation_that_is_no_member_changes_at_once(self, save):
        guest = OrganisationFactory(name="Trier Optics", visibility="public")
        person = OrganisationRoleFactory(organisation=guest).person

        saved = save(name="Trier Photonics", by=person, organisation=guest)

        assert saved.changed == ["name"]

    def test_of_an_entry_that_nobody_else_sees_changes_at_once(self, save, sensors):
        Organisation.objects.update(visibility="private")

        assert save(name="Moselle Photonics").changed == ["name"]

    def test_changes_at_once_where_the_cluster_looks_at_nothing(self, save, rule):
        ReviewRule.objects.update(scope="none")

        assert save(name="Moselle Photonics").changed == ["name"]

    def test_asks_for_everything_where_the_cluster_looks_at_all(self, save, rule):
        ReviewRule.objects.update(scope="all")

        saved = save(city="Mertert", founded_year=1999)

        assert saved.changed == []
        assert saved.asked[0][1] == ["city", "founded_year"]

    def test_asks_nothing_where_nothing_was_changed(self, save):
        saved = save()

        assert (saved.changed, saved.asked) == ([], [])
        assert not ChangeRequest.objects.exists()

    def test_asks_nothing_twice(self, save, asked):
        saved = save(name="Moselle Photonics")

        assert (saved.asked, saved.waiting) == ([], ["name"])
        assert states(asked) == {"name": "waiting", "kind": "waiting"}

    def test_replaces_what_was_asked_for_of_the_same_field(self, save, asked, colleague):
        save(name="Moselle Lasers", by=colleague)

        assert states(asked) == {"name": "replaced", "kind": "waiting"}
        assert again(asked).state == "waiting"
        later = RequestedChange.objects.get(state="waiting", field="name")
        assert later.new == "Moselle Lasers"

    def test_replaces_the_same_of_who_no_longer_acts(self, save, asked, owner, colleague):
        OrganisationRole.objects.filter(person=owner).delete()

        saved = save(name="Moselle Photonics", by=colleague)

        assert saved.waiting == []
        assert states(asked)["name"] == "replaced"

    def test_stops_who_asks_all_day(self, save, sensors):
        for number in range(20):
            save(name=f"Moselle Optics {number}")

        with pytest.raises(actions.TooManyRequests):
            save(name="Moselle Photonics", city="Mertert")

        assert again(sensors).city == "Wasserbillig"
        assert ChangeRequest.objects.count() == 20

    def test_closes_a_request_of_which_all_was_replaced(self, save, asked):
        save(name="Moselle Lasers", kind="research")

        assert again(asked).state == "withdrawn"

    def test_says_what_somebody_else_changed_meanwhile(self, save, sensors, manager):
        seen = read_entry(sensors)
        save(name="Moselle Optics", by=manager)

        with pytest.raises(ChangedMeanwhile):
            save(name="Moselle Photonics", seen=seen)

        assert not ChangeRequest.objects.exists()


class TestOfTwoClusters:
    @pytest.fixture
    def space(self, sensors):
        space = ClusterFactory(name="Space Cluster", contact_email="team@space.example")
        ReviewRule.objects.create(cluster=space, scope="all", answers_within_days=2)
        MembershipFactory(cluster=space, organisation=sensors)
        return space

    def test_either_decides_where_both_look(self, save, space, biohealth):
        saved = save(name="Moselle Photonics", city="Mertert")

        found = {tuple(codes): set(request.clusters.all()) for request, codes in saved.asked}
        assert found == {("name",): {biohealth, space}, ("city",): {space}}

    def test_the_shorter_promise_holds(self, save, space):
        ((request, _codes),) = save(name="Moselle Photonics").asked

        assert request.answer_due_on == date(2026, 11, 4)

    def test_both_are_told(self, save, space, mailoutbox, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            save(name="Moselle Photonics")

        assert sorted(letter.to[0] for letter in mailoutbox) == [
            "team@biohealth.example",
            "team@space.example",
        ]

    def test_the_team_of_one_does_not_go_round_the_other(self, save, space, owner):
        ReviewRule.objects.filter(cluster=space).update(scope="chosen", codes=["kind"])
        ClusterRoleFactory(cluster=space, person=owner)

        saved = save(name="Moselle Photonics", kind="service_provider")

        assert saved.changed == ["kind"]
        assert [codes for _request, codes in saved.asked] == [["name"]]


class TestGoingRoundTheTeam:
    def test_is_stopped_wherever_the_edit_comes_from(self, sensors, owner):
        seen = read_entry(sensors)

        with pytest.raises(actions.NeedsReview):
            edit_organisation(
                sensors.public_id,
                seen=seen,
                wanted=seen | {"name": "Moselle Photonics", "city": "Mertert"},
                by=owner,
                now=MONDAY,
            )

        assert (again(sensors).name, again(sensors).city) == ("Moselle Sensors", "Wasserbillig")
        assert not FieldChange.objects.exists()

    def test_is_not_what_other_fields_do(self, sensors, owner):
        seen = read_entry(sensors)

        changed = edit_organisation(
            sensors.public_id, seen=seen, wanted=seen | {"city": "Mertert"}, by=owner, now=MONDAY
        )

        assert changed == ["city"]

    def test_is_stopped_of_what_it_is_to_others_where_the_cluster_looks_at_all(
        self, rule, sensors, owner, officer
    ):
        ReviewRule.objects.update(scope="all")
        holding = OrganisationFactory(name="Sûre Holding", visibility="public")

        for first, second in ((sensors, holding), (holding, sensors)):
            with pytest.raises(actions.NeedsReview):
                relate(first, RelationKind.SUBSIDIARY, second, by=owner, now=MONDAY)
        assert not Relation.objects.exists()

        relate(sensors, RelationKind.SUBSIDIARY, holding, by=officer, now=MONDAY)
        assert Relation.objects.exists()

    def test_is_not_what_it_is_to_others_where_the_cluster_looks_at_some(self, sensors, owner):
        holding = OrganisationFactory(name="Sûre Holding", visibility="public")

        relate(sensors, RelationKind.SUBSIDIARY, holding, by=owner, now=MONDAY)

        assert Relation.objects.exists()


class TestTakingBack:
    def test_one_change_leaves_the_others(self, asked, owner):
        change = asked.changes.get(field="name")

        actions.withdraw_change(change, label_of=label_of, by=owner, now=MONDAY)

        assert states(asked) == {"name": "withdrawn", "kind": "waiting"}
        assert again(asked).state == "waiting"

    def test_all_closes_the_request(self, asked, colleague):
        actions.withdraw(asked, label_of=label_of, by=colleague, now=MONDAY)

        assert states(asked) == {"name": "withdrawn", "kind": "withdrawn"}
        assert again(asked).state == "withdrawn"

    def test_is_not_for_others(self, asked, manager):
        for person in (manager, UserFactory()):
            with pytest.raises(actions.NotAllowed):
                actions.withdraw(asked, label_of=label_of, by=person, now=MONDAY)

    def test_comes_too_late_after_the_decision(self, asked, owner, manager):
        actions.apply_all(asked, label_of=label_of, by=manager, now=MONDAY)

        with pytest.raises(actions.TooLate):
            actions.withdraw(asked, label_of=label_of, by=owner, now=MONDAY)

    def test_is_done_for_who_leaves(self, asked, owner, manager):
        actions.answer(asked, said="Ask Claire Weber.", by=owner, now=MONDAY)

        erase_account(owner, by=owner, now=MONDAY)

        assert again(asked).state == "withdrawn"
        assert asked.notes.get().said == ""


class TestRules:
    def test_are_the_managers_to_change(self, biohealth, rule, manager, officer):
        keywords = {"scope": "chosen", "codes": ["vat", "name"], "answers_within_days": 3}

        actions.change_rule(biohealth, **keywords, by=manager, now=MONDAY)

        kept = ReviewRule.objects.get()
        assert (kept.scope, kept.codes, kept.answers_within_days) == ("chosen", ["name", "vat"], 3)
        assert Event.objects.get(verb="review_rule.changed").cluster == "biohealth"
        with pytest.raises(actions.NotAllowed):
            actions.change_rule(biohealth, **keywords, by=officer, now=MONDAY)

    @pytest.mark.parametrize("codes", [[], ["name", "shoe_size"]])
    def test_name_fields_that_exist(self, biohealth, rule, manager, codes):
        with pytest.raises(actions.NoFields):
            actions.change_rule(
                biohealth,
                scope="chosen",
                codes=codes,
                answers_within_days=3,
                by=manager,
                now=MONDAY,
            )
