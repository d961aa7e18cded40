"""Reviewing, voting and deciding, and who may not."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.membership import actions, queries
from liaison.hub.membership.choices import ApplicationState, Choice, RefusalReason
from liaison.hub.membership.models import Membership
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def up_for_decision(submitted, officer):
    return actions.recommend(submitted, said="Fits well.", by=officer, now=MONDAY_NOON)


def cast(application, people, choice):
    for person in people:
        actions.vote(application, choice, by=person, now=MONDAY_NOON)


class TestReturn:
    def test_says_what_is_missing_by_e_mail(
        self, submitted, officer, founder, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.return_for_completion(
                submitted, said="Which clinics do you know?", by=officer, now=MONDAY_NOON
            )

        submitted.refresh_from_db()
        assert submitted.state == ApplicationState.RETURNED
        (letter,) = mail.outbox
        assert letter.to == [founder.email]
        assert "Which clinics do you know?" in letter.body

    def test_needs_words(self, submitted, officer):
        with pytest.raises(actions.NotSaid):
            actions.return_for_completion(submitted, said=" ", by=officer, now=MONDAY_NOON)

    def test_is_the_teams_alone(self, submitted, founder):
        with pytest.raises(actions.NotAllowed):
            actions.return_for_completion(submitted, said="?", by=founder, now=MONDAY_NOON)


class TestApprove:
    def test_adds_a_described_organisation_and_makes_its_applicant_owner(
        self, up_for_decision, manager, founder, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            membership = actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

        added = Organisation.objects.get()
        assert added.name == "Moselle Biosensors"
        # Not everybody may see it: it did not agree to be named.
        assert added.visibility == "members"
        assert added.source == "liaison:application"
        # Nobody checked what the applicant told.
        told = {"source": "liaison:application", "on": "2026-11-03", "by": ""}
        assert added.provenance["name"] == told
        assert membership.organisation == added
        assert membership.since == dt.date(2026, 11, 3)
        assert membership.review_on == dt.date(2027, 11, 1)
        held = OrganisationRole.objects.get()
        assert (held.person, held.role) == (founder, Role.ORGANISATION_OWNER)
        (letter,) = mail.outbox
        assert letter.subject == "Bienvenue dans Luxembourg BioHealth Cluster"

    def test_links_it_to_the_entry_that_it_is(self, up_for_decision, manager):
        entry = OrganisationFactory(name="Moselle-Biosensors", visibility=Visibility.PUBLIC)

        membership = actions.approve(
            up_for_decision, organisation=entry, by=manager, now=TUESDAY_NOON
        )

        assert membership.organisation == entry
        assert Organisation.objects.count() == 1

    def test_is_refused_for_an_entry_of_another_name(self, up_for_decision, manager):
        other = OrganisationFactory(name="Somebody Else")

        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, organisation=other, by=manager, now=TUESDAY_NOON)

    def test_is_refused_for_an_entry_that_the_manager_may_not_see(self, up_for_decision, manager):
        hidden = OrganisationFactory(name="Moselle Biosensors", visibility=Visibility.STAFF)

        assert queries.same_in_directory(up_for_decision, for_user=manager) == []
        assert queries.whole_of(up_for_decision, for_user=manager).same_in_directory == []
        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, organisation=hidden, by=manager, now=TUESDAY_NOON)

    def test_is_refused_for_an_entry_that_was_hidden_since(self, up_for_decision, manager):
        up_for_decision.organisation = OrganisationFactory(visibility=Visibility.PRIVATE)
        up_for_decision.save()

        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

    def test_admits_a_private_entry_of_the_applicants_own(self, up_for_decision, manager, founder):
        own = OrganisationRoleFactory(
            person=founder, organisation__visibility=Visibility.PRIVATE
        ).organisation
        up_for_decision.organisation = own
        up_for_decision.save()

        assert actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON).organisation == own

    def test_is_the_managers_alone(self, up_for_decision, officer):
        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, by=officer, now=TUESDAY_NOON)

    def test_is_not_for_a_manager_with_a_conflict(self, up_for_decision, manager):
        actions.declare_conflict(up_for_decision, said="My wife", by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

    def test_is_not_for_a_manager_who_acts_for_the_entry_that_is_chosen(
        self, up_for_decision, manager
    ):
        own = OrganisationRoleFactory(person=manager, organisation__name="Moselle Biosensors")

        with pytest.raises(actions.NotAllowed):
            actions.approve(
                up_for_decision, organisation=own.organisation, by=manager, now=TUESDAY_NOON
            )

    def test_is_not_for_a_manager_who_acts_for_the_organisation(self, up_for_decision, manager):
        own = OrganisationRoleFactory(person=manager, organisation__name="Moselle Biosensors")
        up_for_decision.organisation = own.organisation
        up_for_decision.save()

        with pytest.raises(actions.NotAllowed):
            actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

    def test_happens_once(self, up_for_decision, manager, second_manager):
        actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.refuse(
                up_for_decision,
                reason=RefusalReason.OTHER,
                said="No.",
                by=second_manager,
                now=TUESDAY_NOON,
            )


class TestCommittee:
    def test_admits_by_majority_without_those_in_conflict(
        self, up_for_decision, by_committee, committee, manager
    ):
        actions.declare_conflict(
            up_for_decision, said="I sit on its board.", by=committee[0], now=MONDAY_NOON
        )
        cast(up_for_decision, committee[1:3], Choice.FOR)
        with pytest.raises(actions.NotVotedYet):
            actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)
        cast(up_for_decision, committee[3:], Choice.AGAINST)

        actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

        votes = queries.votes_on(up_for_decision, for_user=manager)
        counted = queries.tally(up_for_decision, votes)
        assert (counted.in_favour, counted.against, counted.conflicts) == (2, 1, 1)

    def test_lets_nobody_in_conflict_vote(self, up_for_decision, by_committee, committee):
        actions.declare_conflict(up_for_decision, said="Board", by=committee[0], now=MONDAY_NOON)

        with pytest.raises(actions.NotAllowed):
            cast(up_for_decision, committee[:1], Choice.FOR)

    def test_takes_a_vote_back_when_a_conflict_is_declared_after_it(
        self, up_for_decision, by_committee, committee, manager
    ):
        cast(up_for_decision, committee[:1], Choice.FOR)

        actions.declare_conflict(up_for_decision, said="Board", by=committee[0], now=MONDAY_NOON)

        (vote,) = queries.votes_on(up_for_decision, for_user=manager)
        assert vote.has_conflict

    def test_lets_each_vote_once(self, up_for_decision, by_committee, committee):
        cast(up_for_decision, committee[:1], Choice.FOR)

        with pytest.raises(actions.AlreadyVoted):
            cast(up_for_decision, committee[:1], Choice.AGAINST)

    def test_votes_anew_once_it_was_returned_but_conflicts_hold(
        self, up_for_decision, by_committee, committee, officer, founder, manager
    ):
        actions.declare_conflict(up_for_decision, said="Board", by=committee[0], now=MONDAY_NOON)
        cast(up_for_decision, committee[1:2], Choice.FOR)

        actions.return_for_completion(up_for_decision, said="?", by=officer, now=MONDAY_NOON)

        up_for_decision.refresh_from_db()
        (vote,) = queries.votes_on(up_for_decision, for_user=manager)
        assert vote.person == committee[0]

    def test_cannot_be_overruled(self, up_for_decision, by_committee, committee, manager):
        cast(up_for_decision, committee[:3], Choice.FOR)

        with pytest.raises(actions.NotVotedYet):
            actions.refuse(
                up_for_decision,
                reason=RefusalReason.OTHER,
                said="No.",
                by=manager,
                now=TUESDAY_NOON,
            )

    def test_is_told_that_something_waits_for_it(
        self, submitted, by_committee, committee, officer, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.recommend(submitted, said="Fits.", by=officer, now=MONDAY_NOON)

        assert {letter.to[0] for letter in mail.outbox} == {each.email for each in committee}
        assert mail.outbox[0].subject.startswith("Ihre Stimme")


class TestRefuse:
    def test_tells_the_reason(
        self, up_for_decision, manager, founder, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.refuse(
                up_for_decision,
                reason=RefusalReason.OUTSIDE_THE_FIELD,
                said="You make furniture.",
                by=manager,
                now=TUESDAY_NOON,
            )

        (letter,) = mail.outbox
        assert letter.to == [founder.email]
        assert "You make furniture." in letter.body
        assert "Travaille hors du domaine du cluster" in letter.body


class TestReopen:
    def test_ends_the_membership_and_takes_ownership_back(self, up_for_decision, manager):
        membership = actions.approve(up_for_decision, by=manager, now=MONDAY_NOON)

        actions.reopen(up_for_decision, said="The vote was wrong.", by=manager, now=TUESDAY_NOON)

        membership.refresh_from_db()
        up_for_decision.refresh_from_db()
        assert (membership.state, membership.end_reason) == ("ended", "reopened")
        assert up_for_decision.state == ApplicationState.UNDER_REVIEW
        assert up_for_decision.answer_due_on == dt.date(2026, 12, 3)
        assert not OrganisationRole.objects.exists()

    def test_leaves_an_owner_who_was_one_before(self, up_for_decision, manager, founder):
        own = OrganisationRoleFactory(
            person=founder,
            organisation__name="Moselle Biosensors",
            organisation__visibility=Visibility.PUBLIC,
        )
        actions.approve(up_for_decision, organisation=own.organisation, by=manager, now=MONDAY_NOON)

        actions.reopen(up_for_decision, said="Wrong.", by=manager, now=TUESDAY_NOON)

        assert OrganisationRole.objects.get() == own

    def test_can_lead_to_another_decision(self, up_for_decision, manager):
        actions.refuse(
            up_for_decision, reason=RefusalReason.OTHER, said="No.", by=manager, now=MONDAY_NOON
        )
        actions.reopen(up_for_decision, said="We erred.", by=manager, now=TUESDAY_NOON)

        actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

        assert Membership.objects.get().state == "active"

    def test_can_lead_to_the_same_decision(self, up_for_decision, manager):
        actions.approve(up_for_decision, by=manager, now=MONDAY_NOON)
        actions.reopen(up_for_decision, said="We erred.", by=manager, now=TUESDAY_NOON)

        actions.approve(up_for_decision, by=manager, now=TUESDAY_NOON)

        assert Organisation.objects.count() == 1


class TestSomebodyOfTheClusterWhoApplies:
    @pytest.fixture(params=[Role.CLUSTER_OFFICER, Role.STEERING_COMMITTEE_MEMBER])
    def own(self, request, up_for_decision, by_committee, founder, committee):
        ClusterRoleFactory(cluster=up_for_decision.cluster, person=founder, role=request.param)
        cast(up_for_decision, committee[:1], Choice.AGAINST)
        return up_for_decision

    @pytest.mark.parametrize("ask", [queries.votes_on, queries.whole_of, queries.same_in_directory])
    def test_does_not_read_what_others_think_of_it(self, own, founder, ask):
        with pytest.raises(queries.NoApplication):
            ask(own, for_user=founder)

    def test_does_not_find_it_among_those_of_others(self, own, founder):
        assert not queries.applications_to_review(own.cluster, for_user=founder).exists()
        assert not queries.applications_to_decide(own.cluster, for_user=founder).exists()

    def test_keeps_the_applicants_view(self, own, founder):
        assert queries.get_own_application(own.public_id, for_user=founder) == own
        assert queries.answers_to(own, for_user=founder) == []


class TestSomebodyOfTheCommitteeLeaves:
    def test_keeps_the_vote_and_forgets_why(
        self, up_for_decision, by_committee, committee, manager
    ):
        actions.vote(
            up_for_decision, Choice.FOR, said="My former firm.", by=committee[0], now=MONDAY_NOON
        )

        erase_account(committee[0], by=committee[0], now=TUESDAY_NOON)

        (vote,) = queries.votes_on(up_for_decision, for_user=manager)
        assert (vote.choice, vote.said) == (Choice.FOR, "")
