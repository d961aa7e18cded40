"""A contact becomes a need or an offer, on which its organisation decides."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.queries import clocks_for
from liaison.hub.interactions import actions, queries
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.models import Outcome
from liaison.hub.interactions.timeline import read_happened, timeline_of
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from liaison.hub.listings import actions as listing_actions
from liaison.hub.listings.clocks import to_take_up
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import check, get_noted, get_own, own_listings
from liaison.hub.membership.models import Membership
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
WORDS = {
    "title": "A clinic to test a gait sensor",
    "summary": "We seek a clinic for a study with forty people.",
    "public_text": "The sensor measures gait at home. We seek a neurological clinic.",
}


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def colleague(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def optics(biohealth):
    optics = OrganisationFactory(name="Sauer Optics", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return optics


@pytest.fixture
def founder(optics):
    return OrganisationRoleFactory(organisation=optics).person


@pytest.fixture
def meeting(biohealth, officer, optics):
    return logged(biohealth, optics, by=officer)


@pytest.fixture
def noted(meeting, optics, officer):
    return write_down(meeting, optics, by=officer)


def logged(cluster, *organisations, by, summary="They look for a clinic."):
    written = actions.Written(
        kind=InteractionKind.VISIT,
        happened_at=NOON,
        summary=summary,
        note="They have little money left.",
        organisations=tuple(each.public_id for each in organisations),
    )
    return actions.log_interaction(cluster, written, by=by, now=NOON)


def facts(title=WORDS["title"]):
    return listing_actions.Noted(
        kind="clinical_site", money="we_pay", language="en", words=WORDS | {"title": title}
    )


def write_down(meeting, organisation, *, by, title=WORDS["title"]):
    return actions.write_down(
        meeting.public_id, organisation.public_id, facts(title), by=by, now=NOON
    )


def came_of(meeting, *, by):
    return [each.title for each in queries.whole_of(meeting, for_user=by).outcomes]


def told_on_timeline(optics, cluster, *, by):
    rows = timeline_of(optics, cluster, happenings=["listing"], for_user=by)
    return [(each.what, each.said) for each in map(read_happened, rows)]


class TestWritingDown:
    def test_makes_a_draft_of_theirs_of_which_they_are_told(
        self, meeting, optics, founder, officer, biohealth, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            noted = write_down(meeting, optics, by=officer)

        assert (noted.state, noted.cluster, noted.organisation) == ("draft", biohealth, optics)
        assert noted.is_anonymous
        assert get_own(noted.public_id, for_user=founder) == noted
        assert [letter.to for letter in mail.outbox] == [[founder.email]]
        assert "the team cannot submit it for you" in " ".join(mail.outbox[0].body.split())
        waiting = clocks_for(for_user=founder).get()
        assert (waiting.kind, waiting.subject) == ("listings.noted", noted.public_id)
        assert to_take_up([noted.public_id], for_user=founder)[noted.public_id].title == noted.title
        assert Event.objects.get(verb="listing.noted").actor == str(officer.public_id)

    def test_is_what_came_of_the_contact_for_the_whole_team(
        self, noted, meeting, optics, colleague, biohealth
    ):
        assert came_of(meeting, by=colleague) == [
            "A clinic to test a gait sensor (waits for Sauer Optics)"
        ]
        assert told_on_timeline(optics, biohealth, by=colleague) == [("draft", WORDS["title"])]
        listing_actions.change_noted(noted, facts("A clinic"), by=colleague, now=NOON)

        assert get_noted(noted.public_id, for_user=colleague).title == "A clinic"

    def test_writes_one_where_a_button_is_pressed_twice(self, noted, meeting, optics, officer):
        assert write_down(meeting, optics, by=officer) == noted

        write_down(meeting, optics, by=officer, title="Somebody to coat lenses")
        assert Listing.objects.count() == 2

    def test_is_refused_for_whom_nobody_met_or_who_is_no_member(
        self, meeting, officer, optics, biohealth
    ):
        stranger = OrganisationFactory(name="Moselle Lenses", visibility="public")
        MembershipFactory(cluster=biohealth, organisation=stranger)
        with pytest.raises(queries.UnknownOrganisation):
            write_down(meeting, stranger, by=officer)
        Membership.objects.filter(organisation=optics).delete()
        with pytest.raises(listing_actions.NotAMember):
            write_down(meeting, optics, by=officer)

        assert not Listing.objects.exists()
        assert not Clock.objects.exists()

    def test_is_refused_to_those_outside_the_team_and_to_their_own(self, meeting, optics, founder):
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory(), role="cluster_officer").person
        for person in (founder, elsewhere):
            with pytest.raises(queries.NoInteraction):
                write_down(meeting, optics, by=person)
        own = ClusterRoleFactory(cluster=meeting.cluster, role="cluster_officer").person
        OrganisationRoleFactory(organisation=optics, person=own)

        with pytest.raises(listing_actions.NotAllowed):
            write_down(meeting, optics, by=own)

    def test_is_refused_without_a_title(self, meeting, optics, officer):
        with pytest.raises(listing_actions.NotUsable):
            write_down(meeting, optics, by=officer, title=" ")

        assert not Listing.objects.exists()


class TestTeam:
    def test_cannot_submit_it_nor_write_it_as_theirs(self, noted, officer):
        with pytest.raises(listing_actions.NotAllowed):
            listing_actions.submit(noted, by=officer, now=NOON)
        with pytest.raises(listing_actions.NotAllowed):
            listing_actions.write(noted, WORDS, brief="", by=officer, now=NOON)

    def test_no_longer_reads_or_changes_what_was_taken_up(
        self, noted, meeting, optics, founder, officer, biohealth
    ):
        theirs = WORDS | {"title": "A clinic in Trier"}
        listing_actions.write(noted, theirs, brief="", by=founder, now=NOON)

        for late in (
            lambda: listing_actions.change_noted(noted, facts(), by=officer, now=NOON),
            lambda: listing_actions.withdraw_noted(noted, by=officer, now=NOON),
        ):
            with pytest.raises(listing_actions.TooLate):
                late()
        assert came_of(meeting, by=officer) == ["a draft that Sauer Optics has taken up"]
        assert told_on_timeline(optics, biohealth, by=officer) == [("draft", "")]
        described = to_take_up([noted.public_id], for_user=officer)[noted.public_id]
        assert described.title == "Sauer Optics"
        assert Event.objects.get(verb="listing.taken_up").actor == str(founder.public_id)
        assert Clock.objects.open().get().subject == noted.public_id

    def test_takes_back_what_nobody_took_up(self, noted, meeting, officer):
        listing_actions.withdraw_noted(noted, by=officer, now=NOON)

        assert not Listing.objects.exists()
        assert not Clock.objects.open().exists()
        assert came_of(meeting, by=officer) == []

    def test_of_another_cluster_learns_nothing(self, noted):
        elsewhere = ClusterRoleFactory(cluster=ClusterFactory(), role="cluster_officer").person

        assert to_take_up([noted.public_id], for_user=elsewhere) == {}
        with pytest.raises(Listing.DoesNotExist):
            get_noted(noted.public_id, for_user=elsewhere)


class TestOrganisation:
    def test_submits_it_itself(self, noted, meeting, founder, officer):
        listing_actions.submit(noted, by=founder, now=NOON)

        kept = Listing.objects.get()
        assert (kept.state, kept.written_by, kept.taken_up_at) == ("submitted", founder, NOON)
        assert Clock.objects.get(kind="listings.noted").state == "met"
        assert came_of(meeting, by=officer) == ["A clinic to test a gait sensor"]

    def test_takes_it_up_by_saying_why_a_passage_is_all_right(self, noted, founder, officer):
        named = WORDS | {"public_text": "Ask for the Marie Curie ward on +352 26 12 34 56."}
        anew = listing_actions.Noted("clinical_site", "we_pay", "en", named)
        listing_actions.change_noted(noted, anew, by=officer, now=NOON)
        found = check(Listing.objects.get()).open[0]

        listing_actions.allow_passage(
            noted, found.mark, reason="It is the clinic's.", by=founder, now=NOON
        )

        assert Listing.objects.get().taken_up_at == NOON

    def test_erases_it_and_the_team_hears_that_but_not_of_what(
        self, noted, meeting, founder, officer, colleague, django_capture_on_commit_callbacks
    ):
        listing_actions.write(
            noted, WORDS | {"title": "A clinic in Trier"}, brief="", by=founder, now=NOON
        )
        with django_capture_on_commit_callbacks(execute=True):
            listing_actions.discard(noted, by=founder, now=NOON)

        assert not Listing.objects.exists()
        assert Clock.objects.get(kind="listings.noted").state == "cancelled"
        [outcome] = queries.whole_of(meeting, for_user=colleague).outcomes
        assert (outcome.title, outcome.not_kept_since) == ("", NOON)
        [letter] = mail.outbox
        assert letter.to == [officer.email]
        assert letter.subject == "Sauer Optics did not keep your draft"
        assert "clinic" not in letter.body.lower()

    def test_tells_nobody_who_is_no_longer_of_the_team(
        self, noted, founder, officer, django_capture_on_commit_callbacks
    ):
        officer.cluster_roles.all().delete()

        with django_capture_on_commit_callbacks(execute=True):
            listing_actions.discard(noted, by=founder, now=NOON)

        assert mail.outbox == []

    def test_finds_it_once_somebody_has_an_account(
        self, meeting, optics, officer, biohealth, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            noted = write_down(meeting, optics, by=officer)
        assert mail.outbox == []

        newcomer = OrganisationRoleFactory(organisation=optics).person
        assert clocks_for(for_user=newcomer).get().subject == noted.public_id
        found = own_listings(cluster=biohealth, language="en", for_user=newcomer)
        assert [each.listing for each in found] == [noted]

    def test_alone_has_it_leave_the_draft(self, noted):
        noted.state = "submitted"

        with pytest.raises(IntegrityError, match="noted_by_the_team"):
            noted.save()


class TestLater:
    def test_it_outlives_the_account_of_who_wrote_it_down(self, noted, officer, founder):
        erase_account(officer, by=officer, now=NOON)

        assert get_own(noted.public_id, for_user=founder).title == WORDS["title"]

    def test_what_was_taken_up_goes_with_the_last_who_acts_for_it(self, noted, founder, officer):
        listing_actions.write(noted, WORDS, brief="", by=founder, now=NOON)

        erase_account(founder, by=founder, now=NOON)

        assert not Listing.objects.exists()
        assert Outcome.objects.get().not_kept_since == NOON

    def test_it_follows_a_merger_and_comes_back(self, noted, optics, biohealth):
        manager = ClusterRoleFactory(cluster=biohealth).person
        kept = OrganisationFactory(name="Sauer Optik", visibility="public")
        merger = merge_organisations(
            kept.public_id, optics.public_id, because="One company.", by=manager, now=NOON
        )
        assert Listing.objects.get().organisation == kept
        assert Clock.objects.open().get().organisation == kept

        undo_merge(merger, by=manager, now=NOON)

        assert Listing.objects.get().organisation == optics
        assert Clock.objects.open().get().organisation == optics
