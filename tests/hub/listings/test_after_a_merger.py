"""Needs, offers and answers of an entry that turned out to be another's."""

import datetime as dt

import pytest

from liaison.hub.interests.models import Interest
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from liaison.hub.listings.models import KeptFrom, Matched
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return ClusterRoleFactory(cluster=ClusterFactory()).person


def public(name):
    return OrganisationFactory(name=name, visibility="public")


class TestMerger:
    def test_leads_all_of_it_to_the_kept_one_and_back(self, manager):
        kept, absorbed = public("Moselle Lenses"), public("Mosel Linsen")
        listing = ListingFactory(organisation=absorbed, published=True, member=False)
        other = ListingFactory(published=True)
        interest = InterestFactory(organisation=absorbed, listing=other)
        KeptFrom.objects.create(listing=ListingFactory(), organisation=absorbed)
        Matched.objects.create(listing=other, organisation=absorbed, at=NOON)

        def whose():
            return {
                listing.__class__.objects.get(pk=listing.pk).organisation,
                Interest.objects.get(pk=interest.pk).organisation,
                KeptFrom.objects.get().organisation,
                Matched.objects.get().organisation,
            }

        merger = merge_organisations(
            kept.public_id, absorbed.public_id, because="One company.", by=manager, now=NOON
        )
        assert whose() == {kept}
        undo_merge(merger, by=manager, now=NOON)

        assert whose() == {absorbed}

    def test_keeps_one_open_answer_where_both_had_one(self, manager):
        kept, absorbed = public("Moselle Lenses"), public("Mosel Linsen")
        listing = ListingFactory(published=True)
        first = InterestFactory(organisation=kept, listing=listing)
        InterestFactory(organisation=absorbed, listing=listing)

        merge_organisations(
            kept.public_id, absorbed.public_id, because="One company.", by=manager, now=NOON
        )

        assert Interest.objects.get(organisation=kept) == first
