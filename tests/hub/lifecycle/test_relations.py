"""Relations move when organisations merge, but for those that mean nothing any more."""

import pytest

from liaison.hub.directory.listing import get_profile
from liaison.hub.directory.models import Relation
from liaison.hub.lifecycle import actions
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, RelationFactory
from tests.hub.lifecycle.conftest import LATER, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return lambda name: OrganisationFactory(name=name, visibility="public")


@pytest.fixture
def manager():
    return ClusterRoleFactory().person


@pytest.fixture
def kept(organisation):
    return organisation("Moselle Sensors")


@pytest.fixture
def absorbed(organisation):
    return organisation("Moselle Sensing")


@pytest.fixture
def merge(kept, absorbed, manager):
    def do():
        return actions.merge_organisations(
            kept.public_id, absorbed.public_id, because="One number.", by=manager, now=NOON
        )

    return do


def read(organisation):
    relations = get_profile(organisation.public_id, for_user=None).relations
    return sorted((each.kind.value, each.organisation.name) for each in relations)


class TestMerger:
    def test_moves_what_leads_to_others_and_gives_it_back(
        self, merge, organisation, kept, absorbed, manager
    ):
        RelationFactory(organisation=absorbed, other=organisation("Holding"))
        RelationFactory(organisation=organisation("Workshop"), other=absorbed, kind="part")
        before = list(Relation.objects.order_by("pk").values())

        merger = merge()

        assert read(kept) == [("part", "Workshop"), ("subsidiary", "Holding")]
        actions.undo_merge(merger, by=manager, now=LATER)
        assert list(Relation.objects.order_by("pk").values()) == before

    def test_drops_relations_with_itself_and_doubles(
        self, merge, organisation, kept, absorbed, manager
    ):
        holding = organisation("Holding")
        RelationFactory(organisation=kept, other=absorbed)
        RelationFactory(organisation=kept, other=holding)
        RelationFactory(organisation=absorbed, other=holding)
        before = list(Relation.objects.order_by("pk").values())

        merger = merge()

        assert read(kept) == [("subsidiary", "Holding")]
        assert read(holding) == [("subsidiary", "Moselle Sensors")]
        actions.undo_merge(merger, by=manager, now=LATER)
        assert list(Relation.objects.order_by("pk").values()) == before

    def test_drops_what_would_close_a_ring(self, merge, organisation, kept, absorbed):
        workshop = organisation("Workshop")
        RelationFactory(organisation=workshop, other=kept)
        RelationFactory(organisation=absorbed, other=workshop)

        merge()

        assert read(kept) == [("subsidiary", "Workshop")]
        assert read(workshop) == [("subsidiary", "Moselle Sensors")]
