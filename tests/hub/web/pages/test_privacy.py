"""What the privacy page promises is what the software does."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.accounts.actions import erase_account
from liaison.hub.collecting import actions as collecting
from liaison.hub.collecting.models import Collection
from liaison.hub.directory.listing import Selection
from liaison.hub.identities import actions as identities
from liaison.hub.identities.queries import judged, told
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import HandOver, Search
from liaison.hub.watching import actions as watching
from liaison.hub.watching.choices import REMOVED_ARE_KEPT_FOR, HowOften
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.selections import Chosen
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.partner_search import SearchFactory
from tests.support.pictures import CLINIC_ONE, CLINIC_OTHER

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, biohealth):
    return client.get("/en/privacy/").content.decode()


@pytest.fixture
def handed_over(biohealth):
    """A need that a visitor handed to the team, and that the team answered at once."""
    search = SearchFactory(anonymous=True, cluster=biohealth, asked_at=MONDAY_NOON)
    handed_over = actions.hand_over(
        search,
        message="",
        email="ben.klein@example.org",
        by=AnonymousUser(),
        browser_key=search.browser_key,
        now=MONDAY_NOON,
    )
    manager = ClusterRoleFactory(cluster=biohealth).person
    return actions.answer(handed_over, text="Here is one.", by=manager, now=MONDAY_NOON)


class TestPrivacy:
    def test_says_who_reads_what_is_handed_over(self, page):
        assert "the managers of the cluster read the need and your message" in page

    def test_says_how_long_the_address_of_a_visitor_is_kept(self, page, handed_over):
        actions.forget_what_was_left_behind(now=MONDAY_NOON + dt.timedelta(days=180))
        assert HandOver.objects.get().email == "ben.klein@example.org"

        actions.forget_what_was_left_behind(now=MONDAY_NOON + dt.timedelta(days=180, minutes=1))

        assert "erase it 180 days after the answer" in page
        assert not HandOver.objects.exists()
        assert not Search.objects.exists()

    def test_says_that_this_is_longer_than_for_other_searches(self, page, handed_over):
        SearchFactory(anonymous=True, asked_at=MONDAY_NOON)

        actions.forget_what_was_left_behind(now=MONDAY_NOON + dt.timedelta(days=31))

        assert "longer than the 30 days that hold for other searches" in page
        assert Search.objects.get() == handed_over.search

    def test_says_how_long_exclusions_and_what_one_says_are_kept(self, page):
        assert "until you remove them or give up your account" in page
        assert "kept with the search and deleted with it" in page

    def test_says_that_managers_of_all_clusters_see_who_judged(self, page, joined, biohealth):
        judge = ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person
        ClusterRoleFactory(cluster=biohealth)
        elsewhere = ClusterRoleFactory()
        identities.judge(
            CLINIC_ONE,
            CLINIC_OTHER,
            judgement="same",
            because="One hospital.",
            cluster=biohealth,
            by=judge,
            now=MONDAY_NOON,
        )
        newest, *_others = judged(elsewhere.cluster, for_user=elsewhere.person)

        assert "The managers of all clusters of this site see both with your name" in page
        assert [each.by for each in told([newest], for_user=elsewhere.person)] == ["Ben Klein"]

        erase_account(judge, by=judge, now=MONDAY_NOON)

        assert "until you give up your account" in page
        assert [each.by for each in told([newest], for_user=elsewhere.person)] == [""]

    def test_says_how_long_kept_lists_stay(self, page):
        person = UserFactory()
        kept = watching.keep_list(
            Chosen(Selection()),
            name="Everybody",
            how_often=HowOften.NEVER,
            by=person,
            now=MONDAY_NOON,
        )
        watching.remove_list(kept.public_id, by=person, now=MONDAY_NOON)

        watching.forget_removed(before=MONDAY_NOON + dt.timedelta(days=30) - REMOVED_ARE_KEPT_FOR)

        assert "for 30 days after that, so that you can bring it back" in page
        assert KeptList.objects.exists()

    def test_says_what_becomes_of_collections(self, page):
        firm = OrganisationFactory()
        engineer, colleague = (OrganisationRoleFactory(organisation=firm).person for _ in range(2))
        own = collecting.make_collection(name="Own", by=engineer, now=MONDAY_NOON)
        shared = collecting.make_collection(name="Shared", by=engineer, now=MONDAY_NOON)
        collecting.let_in(shared.public_id, colleague.public_id, by=engineer, now=MONDAY_NOON)

        erase_account(engineer, by=engineer, now=MONDAY_NOON)

        assert "goes on with the colleague who has been longest in it" in page
        assert not Collection.objects.filter(pk=own.pk).exists()
        assert Collection.objects.get().person == colleague
