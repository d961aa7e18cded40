"""An answer ends when both its sides turn out to be one organisation, and comes back with them."""

import datetime as dt

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.clocks.models import Clock
from liaison.hub.interests import actions
from liaison.hub.interests.models import EndedByMerger
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationRoleFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory

TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]


@pytest.fixture
def runs_the_site(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    return UserFactory(is_superuser=True)


@pytest.fixture
def listing():
    return ListingFactory(published=True)


@pytest.fixture
def founder(listing):
    return OrganisationRoleFactory(organisation=listing.organisation).person


@pytest.fixture
def interest(listing):
    """What the same company, entered twice, answered to its own need."""
    return InterestFactory(listing=listing, forwarded=True)


def merge(kept, absorbed, by):
    return merge_organisations(
        kept.public_id,
        absorbed.public_id,
        because="One company, entered twice.",
        by=by,
        now=TUESDAY_NOON,
    )


def again(interest):
    return type(interest).objects.get(pk=interest.pk)


class TestMerging:
    @pytest.mark.parametrize("keeps_the_listing", [True, False])
    def test_ends_an_answer_to_oneself_and_undoing_it_brings_it_back(
        self, interest, listing, founder, runs_the_site, keeps_the_listing
    ):
        actions.ask_for_more(interest, "How many beds?", by=founder, now=TUESDAY_NOON)
        actions.decline(interest, "terms", tells_reason=False, by=founder, now=TUESDAY_NOON)
        sides = (listing.organisation, interest.organisation)
        kept, absorbed = sides if keeps_the_listing else reversed(sides)

        merger = merge(kept, absorbed, runs_the_site)

        ended = again(interest)
        assert (ended.state, ended.organisation) == ("one_side", kept)
        assert not Clock.objects.open().exists()
        assert Event.objects.filter(verb="interest.ended_by_merger").count() == 1
        assert not actions.tell_answer(ended, now=TUESDAY_NOON + dt.timedelta(minutes=10))

        apart = undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON)

        back = again(interest)
        assert apart.is_whole
        assert (back.state, back.organisation) == ("declined", sides[1])
        assert (back.state_before, back.decline_reason) == ("more_info", "terms")
        assert not EndedByMerger.objects.exists()
        assert actions.tell_answer(back, now=TUESDAY_NOON + dt.timedelta(minutes=10))

    def test_lets_it_wait_anew_once_it_is_undone(self, interest, listing, runs_the_site):
        merger = merge(listing.organisation, interest.organisation, runs_the_site)
        undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON)

        assert again(interest).state == "forwarded"
        assert Clock.objects.open().get().kind == "interests.answer"

    def test_leaves_it_ended_where_the_need_has_ended_meanwhile(
        self, interest, listing, runs_the_site
    ):
        merger = merge(listing.organisation, interest.organisation, runs_the_site)
        type(listing).objects.update(valid_until=dt.date(2026, 11, 2))

        undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON)

        assert again(interest).state == "one_side"

    def test_leaves_answers_to_others_alone(self, interest, runs_the_site):
        other = InterestFactory(forwarded=True)

        merge(other.organisation, interest.organisation, runs_the_site)

        assert {again(interest).state, again(other).state} == {"forwarded"}
