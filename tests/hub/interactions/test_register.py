"""The register of contacts: writing into it, who reads what, and what is forgotten."""

import datetime as dt
import uuid

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import tick
from liaison.hub.directory.people.actions import remove_person
from liaison.hub.interactions import actions, queries
from liaison.hub.interactions.choices import InteractionKind, Missing, NoteSeenBy
from liaison.hub.interactions.links import OutcomeKind, _kinds, register_outcome
from liaison.hub.interactions.models import FollowUp, Interaction, PersonMet
from liaison.hub.notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationPersonFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 10, 30, 9, tzinfo=dt.UTC)


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def firm():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


def written(*organisations, **facts):
    usual = {
        "kind": InteractionKind.MEETING,
        "happened_at": FRIDAY,
        "summary": "They look for a clinic.",
        "organisations": tuple(each.public_id for each in organisations),
    }
    return actions.Written(**usual | facts)


@pytest.fixture
def meeting(biohealth, officer, firm):
    return actions.log_interaction(biohealth, written(firm), by=officer, now=NOON)


def strangers(biohealth, firm):
    member = OrganisationRoleFactory(organisation=firm).person
    MembershipFactory(cluster=biohealth, organisation=firm)
    ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person
    committee = ClusterRoleFactory(cluster=biohealth, role="steering_committee_member").person
    elsewhere = ClusterRoleFactory().person
    return [member, ministry, committee, elsewhere]


class TestLogging:
    def test_stands_in_the_register_and_in_the_history(self, meeting, officer, biohealth):
        assert list(queries.register_of(biohealth, for_user=officer).contacts) == [meeting]
        event = Event.objects.get(verb="interaction.logged")
        assert (event.subject, event.cluster) == (str(meeting.public_id), "biohealth")

    def test_is_for_the_team_alone(self, biohealth, firm):
        for person in [*strangers(biohealth, firm), UserFactory()]:
            with pytest.raises(actions.NotAllowed):
                actions.log_interaction(biohealth, written(firm), by=person, now=NOON)

        assert not Interaction.objects.exists()

    def test_keeps_what_is_not_complete_as_a_draft_of_its_writer(
        self, biohealth, officer, manager, firm
    ):
        draft = actions.log_interaction(
            biohealth, written(happened_at=None, summary=""), by=officer, now=NOON
        )

        assert draft.missing(has_organisations=False) == [
            Missing.HAPPENED_AT,
            Missing.ORGANISATIONS,
            Missing.SUMMARY,
        ]
        assert list(queries.register_of(biohealth, for_user=officer).drafts) == [draft]
        assert not queries.register_of(biohealth, for_user=manager).drafts.exists()
        with pytest.raises(queries.NoInteraction):
            queries.get_interaction(draft.public_id, for_user=manager)

    def test_of_a_draft_that_is_completed_shows_it_to_the_team(
        self, biohealth, officer, manager, firm
    ):
        draft = actions.log_interaction(biohealth, written(summary=""), by=officer, now=NOON)

        actions.change_interaction(draft.public_id, written(firm), version=1, by=officer, now=NOON)

        assert list(queries.register_of(biohealth, for_user=manager).contacts) == [draft]

    def test_refuses_a_day_that_has_not_come(self, biohealth, officer, firm):
        tomorrow = written(firm, happened_at=NOON + dt.timedelta(days=1))

        with pytest.raises(actions.InTheFuture):
            actions.log_interaction(biohealth, tomorrow, by=officer, now=NOON)

    def test_refuses_an_organisation_that_the_writer_may_not_see(self, biohealth, officer):
        hidden = OrganisationFactory()

        with pytest.raises(queries.UnknownOrganisation):
            actions.log_interaction(biohealth, written(hidden), by=officer, now=NOON)

        assert not Interaction.objects.exists()


class TestReading:
    def test_is_for_the_team_alone(self, meeting, biohealth, firm, manager):
        assert queries.get_interaction(meeting.public_id, for_user=manager) == meeting
        for person in strangers(biohealth, firm):
            assert not queries.register_of(biohealth, for_user=person).contacts.exists()
            with pytest.raises(queries.NoInteraction):
                queries.get_interaction(meeting.public_id, for_user=person)

    def test_leaves_a_note_of_the_writer_to_the_writer(
        self, meeting, officer, manager, firm, biohealth
    ):
        quiet = written(firm, note="They are short of money.", note_seen_by=NoteSeenBy.WRITER)
        actions.change_interaction(meeting.public_id, quiet, version=1, by=officer, now=NOON)

        def note_for(person):
            read = queries.get_interaction(meeting.public_id, for_user=person)
            return queries.whole_of(read, for_user=person).note

        assert note_for(officer) == "They are short of money."
        assert note_for(manager) == ""
        actions.change_interaction(
            meeting.public_id, written(firm, note="Rewritten"), version=2, by=manager, now=NOON
        )
        assert note_for(officer) == "They are short of money."


class TestChanging:
    def test_by_two_at_once_is_won_by_the_first(self, meeting, officer, manager, firm):
        actions.change_interaction(
            meeting.public_id, written(firm, summary="First"), version=1, by=manager, now=NOON
        )

        with pytest.raises(actions.TooLate):
            actions.change_interaction(
                meeting.public_id, written(firm, summary="Second"), version=1, by=officer, now=NOON
            )

        meeting.refresh_from_db()
        assert meeting.summary == "First"

    def test_keeps_organisations_that_whoever_changes_it_cannot_see(
        self, meeting, manager, firm, officer
    ):
        firm.visibility = "private"
        firm.save()
        other = OrganisationFactory(name="Sauer Optics", visibility="public")

        actions.change_interaction(
            meeting.public_id, written(other), version=1, by=manager, now=NOON
        )

        assert meeting.with_organisations.count() == 2

    def test_by_removing_can_be_undone(self, meeting, officer, manager, biohealth):
        actions.remove_interaction(meeting.public_id, by=officer, now=NOON)
        assert not queries.register_of(biohealth, for_user=manager).contacts.exists()

        actions.bring_back(meeting.public_id, by=manager, now=NOON)

        assert queries.register_of(biohealth, for_user=manager).contacts.exists()

    def test_that_was_removed_is_brought_back_by_no_stranger(
        self, meeting, officer, biohealth, firm
    ):
        actions.remove_interaction(meeting.public_id, by=officer, now=NOON)

        for person in strangers(biohealth, firm):
            with pytest.raises(queries.NoInteraction):
                actions.bring_back(meeting.public_id, by=person, now=NOON)


class TestPeopleMet:
    def test_who_are_named_go_when_they_are_taken_out(self, biohealth, officer, firm):
        person = OrganisationPersonFactory(organisation=firm)
        met = written(firm, named=(person.public_id,), names=("Somebody Else",))
        meeting = actions.log_interaction(biohealth, met, by=officer, now=NOON)
        assert queries.whole_of(meeting, for_user=officer).people == [
            "Léa Thill",
            "Somebody Else",
        ]

        remove_person(person, by=OrganisationRoleFactory(organisation=firm).person, now=NOON)

        assert queries.whole_of(meeting, for_user=officer).people == ["Somebody Else"]

    def test_are_of_organisations_that_took_part(self, biohealth, officer, firm):
        elsewhere = OrganisationPersonFactory()

        meeting = actions.log_interaction(
            biohealth, written(firm, named=(elsewhere.public_id,)), by=officer, now=NOON
        )

        assert not meeting.people_met.exists()

    def test_by_free_text_are_forgotten_after_a_while(self, biohealth, officer, firm):
        actions.log_interaction(biohealth, written(firm, names=("Ben K.",)), by=officer, now=NOON)

        assert actions.forget_names(before=FRIDAY) == 0
        assert actions.forget_names(before=NOON) == 1
        assert not PersonMet.objects.exists()


class TestFollowUps:
    def add(self, meeting, officer, owner):
        due_on = dt.date(2026, 11, 16)
        facts = {"what": "Send the list of clinics", "owner": owner.public_id, "due_on": due_on}
        return actions.add_follow_up(meeting.public_id, **facts, by=officer, now=NOON)

    def test_wait_until_somebody_does_them(self, meeting, officer, manager, biohealth):
        added = self.add(meeting, officer, manager)
        assert list(queries.register_of(biohealth, for_user=officer).follow_ups) == [added]
        assert added.is_late(dt.date(2026, 11, 17))
        assert not added.is_late(dt.date(2026, 11, 16))

        actions.finish_follow_up(added.public_id, by=manager, now=NOON)
        actions.finish_follow_up(added.public_id, by=officer, now=NOON)

        assert not queries.register_of(biohealth, for_user=officer).follow_ups.exists()
        assert FollowUp.objects.get().done_by == manager
        actions.reopen_follow_up(added.public_id, by=officer, now=NOON)
        assert queries.register_of(biohealth, for_user=officer).follow_ups.exists()

    def test_of_whoever_has_left_the_team_remind_the_team(
        self, meeting, officer, manager, biohealth
    ):
        self.add(meeting, manager, officer)
        officer.cluster_roles.all().delete()

        tick(now=dt.datetime(2026, 11, 13, 9, tzinfo=dt.UTC))

        assert [each.address for each in Letter.objects.all()] == [biohealth.contact_email]

    def test_run_on_a_clock_of_whoever_has_them(self, meeting, officer, manager):
        added = self.add(meeting, officer, manager)
        clock = Clock.objects.get()
        assert (clock.subject, clock.person) == (added.public_id, manager)
        assert clock.due_on == dt.date(2026, 11, 16)

        tick(now=dt.datetime(2026, 11, 13, 9, tzinfo=dt.UTC))
        letter = Letter.objects.get()
        assert letter.address == manager.email
        assert "Send the list of clinics" in letter.text
        actions.finish_follow_up(added.public_id, by=officer, now=NOON)

        clock.refresh_from_db()
        assert clock.state == "met"

    def test_wait_for_nobody_while_the_contact_is_removed(self, meeting, officer):
        self.add(meeting, officer, officer)

        actions.remove_interaction(meeting.public_id, by=officer, now=NOON)
        assert not Clock.objects.open().exists()

        actions.bring_back(meeting.public_id, by=officer, now=NOON)
        assert Clock.objects.open().count() == 1

    def test_are_the_teams(self, meeting, officer, biohealth, firm):
        added = self.add(meeting, officer, officer)

        for person in strangers(biohealth, firm):
            with pytest.raises(actions.NotAllowed):
                self.add(meeting, officer, person)
            with pytest.raises(queries.NoFollowUp):
                actions.finish_follow_up(added.public_id, by=person, now=NOON)


class TestOutcomes:
    @pytest.fixture(autouse=True)
    def _cases(self):
        self.case = uuid.uuid4()
        register_outcome(
            OutcomeKind(
                code="case",
                words="Case",
                titles=lambda ids, user: {each: "A question" for each in ids if each == self.case},
                open_in=lambda cluster, user: [(self.case, "A question")],
                page="interactions:interaction",
            )
        )
        yield
        _kinds.pop("case")

    def test_are_noted_once_and_taken_back(self, meeting, officer):
        for _time in range(2):
            actions.add_outcome(
                meeting.public_id, kind="case", what=self.case, by=officer, now=NOON
            )
        (came,) = queries.whole_of(meeting, for_user=officer).outcomes
        assert came.title == "A question"

        actions.remove_outcome(meeting.public_id, kind="case", what=self.case, by=officer, now=NOON)

        assert queries.whole_of(meeting, for_user=officer).outcomes == []

    @pytest.mark.parametrize("kind", ["case", "unheard-of"])
    def test_must_be_there(self, meeting, officer, kind):
        with pytest.raises(actions.UnknownOutcome):
            actions.add_outcome(
                meeting.public_id, kind=kind, what=uuid.uuid4(), by=officer, now=NOON
            )


class TestSilentMembers:
    def test_are_those_with_whom_nobody_was_in_contact(self, biohealth, officer, firm):
        old, never, lately = (
            MembershipFactory(
                cluster=biohealth,
                organisation=OrganisationFactory(name=name, visibility="public"),
            )
            for name in ("Long Ago", "Never", "Lately")
        )
        for membership, day in ((old, dt.datetime(2026, 3, 1, tzinfo=dt.UTC)), (lately, FRIDAY)):
            said = written(membership.organisation, happened_at=day)
            actions.log_interaction(biohealth, said, by=officer, now=NOON)
        draft = written(never.organisation, summary="")
        actions.log_interaction(biohealth, draft, by=officer, now=NOON)

        since = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
        silent = list(queries.silent_organisations(biohealth, since))

        assert {each.organisation.name for each in silent} == {"Never", "Long Ago"}
        by_name = {each.organisation.name: each.last_contact_at for each in silent}
        assert by_name["Never"] is None
        assert by_name["Long Ago"] == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    def test_are_counted_by_contacts_of_their_own_cluster(self, biohealth, firm):
        MembershipFactory(cluster=biohealth, organisation=firm)
        elsewhere = ClusterRoleFactory()
        actions.log_interaction(elsewhere.cluster, written(firm), by=elsewhere.person, now=NOON)

        assert queries.silent_organisations(biohealth, FRIDAY).count() == 1


class TestWhoLeaves:
    def test_takes_along_drafts_and_notes_of_their_own(
        self, meeting, officer, manager, firm, biohealth
    ):
        alone = written(
            firm,
            note="For me",
            note_seen_by=NoteSeenBy.WRITER,
            colleagues=(officer.public_id, manager.public_id),
        )
        actions.change_interaction(meeting.public_id, alone, version=1, by=officer, now=NOON)
        actions.log_interaction(biohealth, written(summary=""), by=officer, now=NOON)
        facts = {"what": "Call", "owner": officer.public_id, "due_on": dt.date(2026, 11, 9)}
        actions.add_follow_up(meeting.public_id, **facts, by=manager, now=NOON)

        erase_account(officer, by=officer, now=NOON)

        kept = Interaction.objects.get()
        assert (kept, kept.summary, kept.note) == (meeting, "They look for a clinic.", "")
        assert [each.person for each in kept.colleagues.all()] == [manager]
        assert FollowUp.objects.get().owner is None

    def test_has_what_they_had_to_do_wait_for_the_team(self, meeting, officer, manager):
        todo = {"what": "Call", "due_on": dt.date(2026, 11, 9), "by": manager, "now": NOON}
        planned = actions.add_follow_up(meeting.public_id, owner=officer.public_id, **todo)

        erase_account(officer, by=officer, now=NOON)

        clock = Clock.objects.open().get(subject=planned.public_id)
        assert (clock.is_of_the_team, clock.due_on) == (True, dt.date(2026, 11, 9))

    def test_leaves_no_clock_of_what_was_planned_after_a_draft(self, officer, manager, biohealth):
        draft = actions.log_interaction(biohealth, written(summary=""), by=officer, now=NOON)
        todo = {"what": "Call", "due_on": dt.date(2026, 11, 9), "by": officer, "now": NOON}
        actions.add_follow_up(draft.public_id, owner=manager.public_id, **todo)

        erase_account(officer, by=officer, now=NOON)

        assert not Clock.objects.open().exists()

    def test_is_not_needed_to_forget_what_was_removed(self, meeting, officer):
        actions.remove_interaction(meeting.public_id, by=officer, now=NOON)

        assert actions.forget_removed(before=NOON) == 0
        assert actions.forget_removed(before=NOON + dt.timedelta(days=1)) == 1
