"""What a member says of who it belongs with waits for its cluster's team, like other changes."""

from datetime import date

import pytest

from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest, ReviewRule
from liaison.hub.change_requests.queries import compared
from liaison.hub.directory.actions import ChangedMeanwhile
from liaison.hub.directory.choices import RelationKind
from liaison.hub.directory.models import Organisation, OrganisationRole, Relation
from liaison.hub.directory.relations import actions as relations
from liaison.hub.lifecycle.actions import merge_organisations
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.change_requests.conftest import MONDAY, label_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looks_at_relations(rule):
    ReviewRule.objects.update(scope="chosen", codes=["relations"])


@pytest.fixture
def holding():
    return OrganisationFactory(name="Sûre Holding", visibility="public")


@pytest.fixture
def told_by_holding(sensors, holding):
    person = OrganisationRoleFactory(organisation=holding).person
    return relations.relate(sensors, RelationKind.SUBSIDIARY, holding, by=person, now=MONDAY)


@pytest.fixture
def asked(sensors, holding, owner):
    """A request to note that the one is a subsidiary of the other."""
    return actions.relate(
        sensors,
        RelationKind.SUBSIDIARY,
        holding,
        since=date(2020, 5, 1),
        source="annual report 2025",
        label_of=label_of,
        by=owner,
        now=MONDAY,
    )


def apply(request, *, by, seen=None):
    change = request.changes.get()
    actions.apply_change(change, seen=seen or {}, label_of=label_of, by=by, now=MONDAY)


class TestSaying:
    def test_waits_and_is_told_in_the_name_of_the_organisation(
        self, asked, sensors, holding, owner, officer
    ):
        assert not Relation.objects.exists()

        apply(asked, by=officer)

        relation = Relation.objects.get()
        assert (relation.organisation, relation.other) == (sensors, holding)
        assert (relation.told_by, relation.state, relation.verified_by) == ("first", "told", owner)
        assert (relation.since, relation.source) == (date(2020, 5, 1), "annual report 2025")
        assert ChangeRequest.objects.get().state == "decided"

    def test_from_the_other_side_waits_too(self, sensors, holding, owner):
        waiting = actions.relate(
            holding, RelationKind.SUBSIDIARY, sensors, label_of=label_of, by=owner, now=MONDAY
        )

        assert waiting.organisation == sensors
        assert not Relation.objects.exists()

    def test_of_one_kind_takes_the_place_of_what_waited(self, asked, sensors, holding, owner):
        later = actions.relate(
            sensors, RelationKind.SUBSIDIARY, holding, label_of=label_of, by=owner, now=MONDAY
        )
        other = actions.relate(
            sensors, RelationKind.PART, holding, label_of=label_of, by=owner, now=MONDAY
        )

        assert asked.changes.get().state == "replaced"
        assert later.changes.get().state == other.changes.get().state == "waiting"

    def test_what_cannot_be_is_refused_at_once(self, sensors, owner, told_by_holding, holding):
        with pytest.raises(relations.AlreadyTold):
            actions.relate(
                sensors, RelationKind.SUBSIDIARY, holding, label_of=label_of, by=owner, now=MONDAY
            )
        with pytest.raises(relations.ClosesRing):
            actions.relate(
                holding, RelationKind.SUBSIDIARY, sensors, label_of=label_of, by=owner, now=MONDAY
            )
        assert not ChangeRequest.objects.exists()

    def test_shows_at_once_where_the_cluster_looks_at_other_fields(self, sensors, holding, owner):
        ReviewRule.objects.update(codes=["name"])

        waiting = actions.relate(
            sensors, RelationKind.SUBSIDIARY, holding, label_of=label_of, by=owner, now=MONDAY
        )

        assert waiting is None
        assert Relation.objects.get().state == "told"


class TestAnswering:
    def test_waits_and_can_be_put_back(self, told_by_holding, owner, officer):
        waiting = actions.answer_relation(
            told_by_holding, confirms=False, label_of=label_of, by=owner, now=MONDAY
        )
        assert Relation.objects.get().state == "told"

        apply(waiting, by=officer)
        assert Relation.objects.get().state == "contradicted"

        actions.put_back(waiting, label_of=label_of, by=officer, now=MONDAY)
        assert Relation.objects.get().state == "told"
        assert waiting.changes.get().state == "waiting"

    def test_of_what_is_no_more_can_only_be_refused(self, told_by_holding, owner, officer):
        waiting = actions.answer_relation(
            told_by_holding, confirms=True, label_of=label_of, by=owner, now=MONDAY
        )
        Relation.objects.all().delete()

        (found,) = compared(waiting, for_user=officer)
        assert not found.can_be_applied
        with pytest.raises(ChangedMeanwhile):
            apply(waiting, by=officer)
        change = waiting.changes.get()
        actions.refuse_change(
            change, reason="It is gone.", label_of=label_of, by=officer, now=MONDAY
        )
        assert ChangeRequest.objects.get().state == "decided"


class TestTakingBack:
    def test_waits_and_can_be_put_back(self, asked, owner, officer):
        apply(asked, by=officer)
        waiting = actions.take_relation_back(
            Relation.objects.get(), label_of=label_of, by=owner, now=MONDAY
        )
        assert Relation.objects.count() == 1

        apply(waiting, by=officer)
        assert not Relation.objects.exists()

        actions.put_back(waiting, label_of=label_of, by=officer, now=MONDAY)
        relation = Relation.objects.get()
        assert (relation.told_by, relation.since) == ("first", date(2020, 5, 1))

    def test_of_a_saying_that_was_put_back_leaves_nothing(self, asked, officer):
        apply(asked, by=officer)

        actions.put_back(asked, label_of=label_of, by=officer, now=MONDAY)

        assert not Relation.objects.exists()
        assert asked.changes.get().state == "waiting"


class TestDeciding:
    def test_is_of_the_team_only(self, asked):
        with pytest.raises(actions.NotAllowed):
            apply(asked, by=UserFactory())

    def test_writes_nothing_once_who_asked_acts_no_more(self, asked, owner, officer):
        OrganisationRole.objects.filter(person=owner).delete()

        with pytest.raises(actions.NoLongerActs):
            apply(asked, by=officer)
        assert not Relation.objects.exists()

    def test_names_nobody_whom_the_team_does_not_see(self, asked, holding, officer):
        Organisation.objects.filter(pk=holding.pk).update(visibility="private")

        (found,) = compared(asked, for_user=officer)
        assert (found.is_seen, found.names) == (False, {})
        with pytest.raises(actions.CannotBeApplied):
            apply(asked, by=officer)

    def test_finds_the_other_again_after_it_merged(self, asked, holding, officer, manager):
        kept = OrganisationFactory(name="Sûre Group", visibility="public")
        manager.is_superuser = True
        manager.save()
        merge_organisations(
            kept.public_id, holding.public_id, because="one firm", by=manager, now=MONDAY
        )

        (found,) = compared(asked, for_user=officer)
        assert set(found.names.values()) == {"Moselle Sensors", "Sûre Group"}
        apply(asked, by=officer)

        assert Relation.objects.get().other == kept

    def test_of_all_takes_it_over_too(self, asked, officer):
        assert actions.apply_all(asked, label_of=label_of, by=officer, now=MONDAY) == []
        assert Relation.objects.exists()
