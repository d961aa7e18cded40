"""Collections: gathered, put in order, shared, handed over; nobody sees more by them."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.collecting import actions
from liaison.hub.collecting.links import Link, NotOurs, read_token, token_of
from liaison.hub.collecting.models import Collected, Collection, Participant
from liaison.hub.collecting.queries import (
    LinkClosed,
    NoCollection,
    colleagues_to_share_with,
    collections_of,
    gathered_in,
    get_collection,
    get_shared,
    participants_in,
)
from liaison.hub.directory.listing import UnknownOrganisation
from liaison.hub.directory.models import OrganisationRole
from liaison.hub.jobs.actions import enqueue
from liaison.hub.lifecycle.actions import merge_organisations
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.support.jobs import do_jobs

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def firm():
    return OrganisationFactory(name="Moselle Sensors")


@pytest.fixture
def engineer(firm):
    return OrganisationRoleFactory(organisation=firm, person__full_name="Anna Muller").person


@pytest.fixture
def colleague(firm):
    return OrganisationRoleFactory(organisation=firm, person__full_name="Ben Klein").person


@pytest.fixture
def optics():
    return OrganisationFactory(name="Sauer Optics", visibility="public")


@pytest.fixture
def lab():
    return OrganisationFactory(name="Alzette Lab", visibility="public")


@pytest.fixture
def collection(engineer, optics, lab, firm):
    """Two organisations that everybody sees, and the engineer's own, which only its people do."""
    made = actions.make_collection(name="For Thursday", by=engineer, now=NOON)
    for each in (optics, lab, firm):
        actions.gather(made.public_id, each.public_id, by=engineer, now=NOON)
    return made


def names(collection, person):
    gathered = gathered_in(collection, for_user=person)
    return [each.organisation.name for each in gathered.collected]


class TestGather:
    def test_puts_it_last(self, collection, engineer):
        assert names(collection, engineer) == ["Sauer Optics", "Alzette Lab", "Moselle Sensors"]
        assert Event.objects.filter(verb="collection.gathered").count() == 3

    def test_puts_it_in_once(self, collection, engineer, optics):
        assert not actions.gather(collection.public_id, optics.public_id, by=engineer, now=NOON)
        assert Collected.objects.count() == 3

    def test_takes_no_organisation_that_one_may_not_see(self, collection, engineer):
        hidden = OrganisationFactory(name="Quiet Biotech")

        with pytest.raises(UnknownOrganisation):
            actions.gather(collection.public_id, hidden.public_id, by=engineer, now=NOON)

    def test_is_not_for_strangers(self, collection, optics):
        with pytest.raises(NoCollection):
            actions.gather(collection.public_id, optics.public_id, by=UserFactory(), now=NOON)

    def test_ends_at_five_hundred(self, collection, engineer, monkeypatch):
        monkeypatch.setattr(actions, "MOST_IN_ONE", 3)
        another = OrganisationFactory(visibility="public")

        with pytest.raises(actions.TooMany):
            actions.gather(collection.public_id, another.public_id, by=engineer, now=NOON)


class TestChange:
    def test_moves_one_up_and_down(self, collection, engineer, lab, firm):
        actions.move(collection.public_id, lab.public_id, up=True, by=engineer, now=NOON)
        assert names(collection, engineer) == ["Alzette Lab", "Sauer Optics", "Moselle Sensors"]

        actions.move(collection.public_id, lab.public_id, up=True, by=engineer, now=NOON)
        actions.move(collection.public_id, lab.public_id, up=False, by=engineer, now=NOON)
        actions.move(collection.public_id, firm.public_id, up=False, by=engineer, now=NOON)
        assert names(collection, engineer) == ["Sauer Optics", "Alzette Lab", "Moselle Sensors"]

    def test_takes_one_out_and_puts_it_back_with_its_note(self, collection, engineer, optics):
        which = collection.public_id, optics.public_id
        actions.note(*which, text="Ask about lenses.", by=engineer, now=NOON)
        actions.take_out(*which, by=engineer, now=NOON)

        gathered = gathered_in(collection, for_user=engineer)
        assert [each.organisation for each in gathered.removed] == [optics]
        with pytest.raises(actions.NotInIt):
            actions.take_out(*which, by=engineer, now=NOON)

        actions.gather(*which, by=engineer, now=NOON)

        assert names(collection, engineer)[-1] == "Sauer Optics"
        assert Collected.objects.get(organisation=optics).note == "Ask about lenses."

    def test_refuses_a_name_twice(self, collection, engineer):
        with pytest.raises(actions.NameTaken):
            actions.make_collection(name="For Thursday", by=engineer, now=NOON)

    def test_removes_it_and_brings_it_back(self, collection, engineer):
        actions.remove_collection(collection.public_id, by=engineer, now=NOON)
        assert list(collections_of(for_user=engineer)) == []

        actions.bring_back(collection.public_id, by=engineer, now=NOON)
        (found,) = collections_of(for_user=engineer)
        assert (found, found.number) == (collection, 3)

    def test_erases_after_thirty_days_what_was_removed(self, collection, engineer, optics):
        actions.take_out(collection.public_id, optics.public_id, by=engineer, now=NOON)
        enqueue("collecting.forget", arguments={}, by=None, now=NOON)
        do_jobs(now=NOON + 31 * DAY)
        assert Collected.objects.count() == 2

        actions.remove_collection(collection.public_id, by=engineer, now=NOON)
        enqueue("collecting.forget", arguments={}, by=None, now=NOON)
        do_jobs(now=NOON + 31 * DAY)
        assert not Collection.objects.exists()


class TestMergers:
    def test_leave_the_one_that_goes_on(self, collection, engineer, optics):
        goes_on = OrganisationFactory(name="Sauer Photonics", visibility="public")
        merge_organisations(
            goes_on.public_id,
            optics.public_id,
            because="One firm.",
            by=UserFactory(is_superuser=True),
            now=NOON,
        )

        assert names(collection, engineer) == ["Sauer Photonics", "Alzette Lab", "Moselle Sensors"]

    def test_of_two_that_are_in_it_leave_one(self, collection, engineer, optics, lab):
        merge_organisations(
            lab.public_id,
            optics.public_id,
            because="One firm.",
            by=UserFactory(is_superuser=True),
            now=NOON,
        )

        gathered = gathered_in(collection, for_user=engineer)
        assert names(collection, engineer) == ["Alzette Lab", "Moselle Sensors"]
        assert gathered.hidden == 0


class TestLinks:
    def test_open_it_as_far_as_the_reader_may_see_it(self, collection, engineer):
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)

        shared = get_shared(Link(collection.public_id, 1), now=NOON + 6 * DAY)
        stranger = gathered_in(shared, for_user=AnonymousUser())

        assert names(shared, AnonymousUser()) == ["Sauer Optics", "Alzette Lab"]
        assert stranger.hidden == 1
        assert gathered_in(shared, for_user=engineer).hidden == 0

    def test_run_out(self, collection, engineer):
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)

        with pytest.raises(LinkClosed):
            get_shared(Link(collection.public_id, 1), now=NOON + 7 * DAY)

    def test_are_withdrawn_for_good(self, collection, engineer):
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)
        actions.withdraw_link(collection.public_id, by=engineer, now=NOON)
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)

        with pytest.raises(LinkClosed):
            get_shared(Link(collection.public_id, 1), now=NOON)

    def test_open_no_removed_collection(self, collection, engineer):
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)
        actions.remove_collection(collection.public_id, by=engineer, now=NOON)

        with pytest.raises(LinkClosed):
            get_shared(Link(collection.public_id, 1), now=NOON)

    def test_are_made_by_us_alone(self, collection):
        link = Link(collection.public_id, 1)

        assert read_token(token_of(link)) == link
        with pytest.raises(NotOurs):
            read_token(token_of(link)[:-1])

    def test_work_for_some_numbers_of_days_only(self, collection, engineer):
        with pytest.raises(ValueError, match="365"):
            actions.share_by_link(collection.public_id, days=365, by=engineer, now=NOON)


class TestColleagues:
    def test_may_change_what_is_in_it(self, collection, engineer, colleague, optics):
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)

        actions.take_out(collection.public_id, optics.public_id, by=colleague, now=NOON)

        assert names(collection, engineer) == ["Alzette Lab", "Moselle Sensors"]
        assert list(collections_of(for_user=colleague)) == [collection]

    def test_may_not_remove_or_share_it(self, collection, engineer, colleague):
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)

        with pytest.raises(NoCollection):
            actions.remove_collection(collection.public_id, by=colleague, now=NOON)
        with pytest.raises(NoCollection):
            actions.share_by_link(collection.public_id, days=7, by=colleague, now=NOON)

    def test_are_those_of_an_organisation_or_a_team(self, collection, engineer, colleague):
        assert colleagues_to_share_with(collection, for_user=engineer) == [colleague]
        with pytest.raises(actions.NoColleague):
            actions.let_in(collection.public_id, UserFactory().public_id, by=engineer, now=NOON)

        team = ClusterFactory()
        officer = ClusterRoleFactory(cluster=team, role=Role.CLUSTER_OFFICER).person
        manager = ClusterRoleFactory(cluster=team).person
        ClusterRoleFactory(cluster=team, role=Role.STRATEGIC_PARTNER)
        made = actions.make_collection(name="Ours", by=officer, now=NOON)
        assert colleagues_to_share_with(made, for_user=officer) == [manager]

    def test_see_it_no_longer_once_they_have_left(self, collection, engineer, colleague):
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)
        OrganisationRole.objects.filter(person=colleague).delete()

        with pytest.raises(NoCollection):
            get_collection(collection.public_id, for_user=colleague)

    def test_see_it_no_longer_once_they_are_let_out(self, collection, engineer, colleague):
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)
        assert [each.person for each in participants_in(collection, for_user=engineer)] == [
            colleague
        ]

        actions.let_out(collection.public_id, colleague.public_id, by=engineer, now=NOON)

        assert list(collections_of(for_user=colleague)) == []


class TestGivingUpAnAccount:
    def test_erases_ones_collections(self, collection, engineer):
        erase_account(engineer, by=engineer, now=NOON)

        assert not Collection.objects.exists()

    def test_hands_a_shared_one_over_and_closes_its_link(self, collection, engineer, colleague):
        actions.let_in(collection.public_id, colleague.public_id, by=engineer, now=NOON)
        actions.share_by_link(collection.public_id, days=7, by=engineer, now=NOON)
        actions.make_collection(name="For Thursday", by=colleague, now=NOON)

        erase_account(engineer, by=engineer, now=NOON)

        collection.refresh_from_db()
        assert collection.person == colleague
        assert collection.name.startswith("For Thursday (2026-11-02")
        assert not collection.is_open_by_link(NOON)
        assert not Participant.objects.exists()
