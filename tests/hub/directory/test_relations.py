"""What organisations are to each other: said by one side, answered by the other."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from liaison.hub.audit.models import Event
from liaison.hub.directory.choices import RelationKind, RelationState, Side
from liaison.hub.directory.listing import get_profile
from liaison.hub.directory.models import MapEntry, Organisation, Relation
from liaison.hub.directory.relations import actions, queries
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationRoleFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
SUBSIDIARY, PART, PARTNER = RelationKind.SUBSIDIARY, RelationKind.PART, RelationKind.PARTNER


@pytest.fixture
def organisation():
    def make(name, **others):
        return OrganisationFactory(name=name, **{"visibility": "public", **others})

    return make


@pytest.fixture
def sensors(organisation, biohealth):
    sensors = organisation("Moselle Sensors")
    MapEntry.objects.create(cluster=biohealth, organisation=sensors, since=dt.date(2026, 1, 1))
    return sensors


@pytest.fixture
def holding(organisation):
    return organisation("Sûre Holding")


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors).person


@pytest.fixture
def owner_of_holding(holding):
    return OrganisationRoleFactory(organisation=holding).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def relate(sensors, holding, owner):
    def do(first=sensors, kind=SUBSIDIARY, second=holding, *, by=owner, **others):
        return actions.relate(first, kind, second, by=by, now=NOON, **others)

    return do


def read(organisation, reader=None):
    """What a reader sees on the profile of an organisation."""
    return [
        (str(each.kind.backwards if each.is_backwards else each.kind.label), each.organisation.name)
        for each in get_profile(organisation.public_id, for_user=reader).relations
    ]


class TestSaying:
    def test_stands_as_the_word_of_one_side(self, relate, sensors, owner):
        told = relate(source="Annual report 2025")

        assert (told.state, told.told_by) == (RelationState.TOLD, Side.FIRST)
        assert (told.verified_on, told.verified_by) == (dt.date(2026, 11, 2), owner)
        event = Event.objects.get(verb="relation.told")
        assert event.subject == str(sensors.public_id)

    def test_is_settled_at_once_by_who_acts_for_both(self, relate, holding, owner):
        OrganisationRoleFactory(organisation=holding, person=owner)

        assert relate().state == RelationState.CONFIRMED

    def test_says_that_it_was_the_team(self, relate, officer):
        assert relate(by=officer).told_by == Side.TEAM

    def test_says_that_it_was_the_other_side(self, relate, owner_of_holding):
        assert relate(by=owner_of_holding).told_by == Side.SECOND

    def test_is_refused_to_who_keeps_neither_or_does_not_see_both(self, relate, organisation):
        with pytest.raises(actions.NotAllowed):
            relate(by=UserFactory())
        with pytest.raises(actions.NotAllowed):
            relate(second=organisation("Hidden", visibility="private"))

    def test_is_refused_of_one_with_itself(self, relate, sensors):
        with pytest.raises(actions.WithItself):
            relate(second=sensors)

    def test_is_refused_twice(self, relate):
        relate()

        with pytest.raises(actions.AlreadyTold):
            relate()

    def test_of_partners_is_refused_twice_whoever_is_named_first(self, relate, sensors, holding):
        relate(kind=PARTNER)

        with pytest.raises(actions.AlreadyTold):
            relate(holding, PARTNER, sensors)

    def test_is_refused_where_it_ends_before_it_began(self, relate):
        with pytest.raises(actions.EndsBeforeItBegan):
            relate(since=dt.date(2025, 1, 1), until=dt.date(2024, 1, 1))

    def test_is_kept_from_nonsense_by_the_database_too(self, sensors, holding):
        for wrong in (
            {"other": sensors},
            {"since": dt.date(2025, 1, 1), "until": dt.date(2024, 1, 1)},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                RelationFactory(**{"organisation": sensors, "other": holding, **wrong})


class TestRings:
    def test_are_refused_however_long(self, relate, organisation, sensors, holding, officer):
        group = organisation("Group")
        RelationFactory(organisation=holding, other=group)

        relate(by=officer)

        with pytest.raises(actions.ClosesRing):
            relate(holding, SUBSIDIARY, sensors, by=officer)
        with pytest.raises(actions.ClosesRing):
            relate(group, PART, sensors, by=officer)

    def test_are_none_of_other_kinds(self, relate, sensors, holding, officer):
        relate(kind=RelationKind.SHAREHOLDER, by=officer)

        relate(holding, RelationKind.SHAREHOLDER, sensors, by=officer)

        assert Relation.objects.count() == 2

    def test_are_none_with_what_was_contradicted_or_has_ended(
        self, relate, organisation, sensors, holding, officer
    ):
        RelationFactory(organisation=holding, other=sensors, state="contradicted")
        group = organisation("Group")
        RelationFactory(organisation=group, other=sensors, until=dt.date(2020, 1, 1))

        relate(by=officer)
        relate(sensors, SUBSIDIARY, group, by=officer)

    def test_are_refused_when_a_contradiction_is_taken_back(
        self, relate, sensors, holding, owner, officer
    ):
        contradicted = RelationFactory(
            organisation=holding, other=sensors, state="contradicted", told_by="first"
        )
        relate(by=officer)

        with pytest.raises(actions.ClosesRing):
            actions.answer(contradicted, confirms=True, by=owner, now=NOON)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_do_not_close_a_ring_between_them(self, organisation):
        if connection.vendor != "postgresql":
            pytest.skip("Only PostgreSQL lets two write at the same moment.")
        one, two, three, four = map(organisation, ("One", "Two", "Three", "Four"))
        RelationFactory(organisation=one, other=two)
        RelationFactory(organisation=three, other=four)
        by = UserFactory(is_superuser=True)
        gate, outcomes = threading.Barrier(2), []

        def run(first, second):
            try:
                gate.wait()
                actions.relate(first, SUBSIDIARY, second, by=by, now=NOON)
                outcomes.append("told")
            except actions.ClosesRing:
                outcomes.append("refused")
            finally:
                connections.close_all()

        pairs = ((two, three), (four, one))
        threads = [threading.Thread(target=run, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["refused", "told"]


class TestAnswering:
    def test_confirms_or_contradicts_and_can_change_it(self, relate, owner_of_holding):
        told = relate()

        for confirms, state in ((True, "confirmed"), (False, "contradicted"), (True, "confirmed")):
            actions.answer(told, confirms=confirms, by=owner_of_holding, now=NOON)
            told.refresh_from_db()
            assert (told.state, told.verified_by) == (state, owner_of_holding)

    def test_is_not_for_the_side_that_said_it(self, relate, owner):
        with pytest.raises(actions.NotAllowed):
            actions.answer(relate(), confirms=True, by=owner, now=NOON)

    def test_is_for_both_sides_where_the_team_said_it(self, relate, owner, officer):
        told = relate(by=officer)

        with pytest.raises(actions.NotAllowed):
            actions.answer(told, confirms=True, by=UserFactory(), now=NOON)
        actions.answer(told, confirms=False, by=owner, now=NOON)

    def test_leaves_taking_it_back_to_who_said_it(self, relate, owner, owner_of_holding):
        told = relate()

        with pytest.raises(actions.NotAllowed):
            actions.take_back(told, by=owner_of_holding, now=NOON)
        actions.take_back(told, by=owner, now=NOON)

        assert not Relation.objects.exists()


class TestProfile:
    def test_of_both_says_it_in_the_right_words(self, sensors, holding):
        RelationFactory(organisation=sensors, other=holding)
        RelationFactory(organisation=holding, other=sensors, kind="partner")

        assert sorted(read(sensors)) == [
            ("Partner of", "Sûre Holding"),
            ("Subsidiary of", "Sûre Holding"),
        ]
        assert sorted(read(holding)) == [
            ("Has the subsidiary", "Moselle Sensors"),
            ("Partner of", "Moselle Sensors"),
        ]

    def test_shows_what_one_side_says_on_its_own_page_only(
        self, relate, sensors, holding, owner_of_holding
    ):
        relate()

        (shown,) = get_profile(sensors.public_id, for_user=None).relations
        assert (shown.said_by, shown.waits) == ("Moselle Sensors", False)
        assert read(holding) == []
        (waiting,) = get_profile(holding.public_id, for_user=owner_of_holding).relations
        assert (waiting.said_by, waiting.waits) == ("Moselle Sensors", True)

    def test_shows_what_the_team_says_on_both(self, relate, sensors, holding, officer):
        relate(by=officer)

        assert len(read(sensors)) == len(read(holding)) == 1

    def test_shows_nobody_what_was_contradicted(self, sensors, holding, owner, officer):
        RelationFactory(organisation=sensors, other=holding, state="contradicted")

        assert read(sensors) == read(holding, owner) == []
        assert queries.relations_of(sensors, for_user=owner).count() == 1
        assert queries.relations_of(sensors, for_user=officer).count() == 1
        assert queries.relations_of(sensors, for_user=UserFactory()).count() == 0

    def test_leads_up_and_down_by_what_each_nearer_one_says(self, organisation, sensors, holding):
        group, workshop, bench = map(organisation, ("Group", "Workshop", "Bench"))
        RelationFactory(organisation=sensors, other=holding)
        RelationFactory(organisation=holding, other=group, state="told", told_by="first")
        RelationFactory(organisation=workshop, other=sensors, kind="part")
        RelationFactory(organisation=bench, other=workshop, kind="part")
        # Nobody but this one says that it belongs to the workshop.
        stranger = organisation("Stranger")
        RelationFactory(
            organisation=stranger, other=workshop, kind="part", state="told", told_by="first"
        )

        relations = get_profile(sensors.public_id, for_user=None).relations

        assert [
            (each.organisation.name, each.is_backwards, each.through and each.through.name)
            for each in relations
        ] == [
            ("Sûre Holding", False, None),
            ("Workshop", True, None),
            ("Group", False, "Sûre Holding"),
            ("Bench", True, "Workshop"),
        ]

    def test_does_not_lead_over_who_is_hidden(self, organisation, sensors, officer):
        secret = organisation("Secret Holding", visibility="private")
        group = organisation("Group")
        RelationFactory(organisation=sensors, other=secret)
        RelationFactory(organisation=secret, other=group)

        assert read(sensors) == []
        insider = OrganisationRoleFactory(organisation=secret).person
        assert [name for _what, name in read(sensors, insider)] == ["Secret Holding", "Group"]

    def test_ends_in_a_ring_that_came_otherwise(self, organisation, sensors, holding):
        RelationFactory(organisation=sensors, other=holding)
        RelationFactory(organisation=holding, other=sensors)

        assert len(read(sensors)) == 2

    def test_keeps_one_cluster_from_what_another_keeps(self, organisation, sensors):
        other = ClusterFactory(slug="ict")
        kept = organisation("Kept by ICT", visibility="members")
        MapEntry.objects.create(cluster=other, organisation=kept, since=dt.date(2026, 1, 1))
        RelationFactory(organisation=sensors, other=kept)

        assert read(sensors, ClusterRoleFactory(cluster=other).person) != []
        member_here = MapEntry.objects.get(organisation=sensors).cluster
        assert read(sensors, ClusterRoleFactory(cluster=member_here).person) == []

    def test_asks_the_database_once_for_all_of_it(
        self, organisation, sensors, django_assert_num_queries
    ):
        below = sensors
        for number in range(5):
            far = organisation(f"Workshop {number}")
            RelationFactory(organisation=far, other=below)
            below = far

        with django_assert_num_queries(6):
            assert len(get_profile(sensors.public_id, for_user=None).relations) == 5

    def test_leaves_out_who_has_merged(self, sensors, holding, organisation):
        RelationFactory(organisation=sensors, other=holding)
        Organisation.objects.filter(pk=holding.pk).update(
            state="merged", merged_into=organisation("Group")
        )

        assert read(sensors) == []
