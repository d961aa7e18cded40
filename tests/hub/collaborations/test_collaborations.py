"""Collaborations: going on, partners and their consent, who reads what, figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.clocks.models import Clock
from liaison.hub.collaborations import actions, queries
from liaison.hub.collaborations.choices import (
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    NamedTo,
    Openness,
    Origin,
    PartnerRole,
    Stage,
)
from liaison.hub.collaborations.models import Collaboration, CollaborationPartner
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.interactions.actions import Written, log_interaction
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.queries import whole_of
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 2)


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def firm():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def hospital():
    return OrganisationFactory(name="Clinique du Nord", kind="hospital", visibility="public")


@pytest.fixture
def engineer(firm):
    return OrganisationRoleFactory(organisation=firm).person


def facts(**others):
    usual = {
        "title": "Gait at home",
        "kind": CollaborationKind.RESEARCH,
        "began_on": MONDAY,
        "cluster_part": ClusterPart.BROKERED,
        "cluster_part_since": MONDAY,
        "origin": Origin.EVENT,
    }
    return actions.Facts(**usual | others)


@pytest.fixture
def idea(biohealth, officer):
    return actions.begin_collaboration(biohealth, facts(), by=officer, now=NOON)


@pytest.fixture
def part(idea, officer, firm, engineer):
    """The part of a firm that leads, in what is open to partners."""
    added = add(idea, officer, firm, is_lead=True)
    actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=officer, now=NOON)
    return added


def add(idea, by, organisation, *, is_lead=False):
    added = actions.add_partner(
        idea.public_id,
        organisation=organisation.public_id,
        role=PartnerRole.PARTNER,
        by=by,
        now=NOON,
    )
    if is_lead:
        actions.change_partner(
            added.public_id, role=PartnerRole.PARTNER, is_lead=True, by=by, now=NOON
        )
    return added


def confirm(part, by, named_to):
    actions.answer_part(part.public_id, takes_part=True, named_to=named_to, by=by, now=NOON)


def deny(part, by):
    actions.answer_part(part.public_id, takes_part=False, named_to=NamedTo.NOBODY, by=by, now=NOON)


class TestGoingOn:
    def test_begins_with_an_idea_that_the_team_alone_reads(self, idea, officer, manager, engineer):
        assert idea.stage == Stage.IDEA
        assert queries.get_kept(idea.public_id, for_user=manager) == idea
        assert Event.objects.filter(verb="collaboration.begun", cluster="biohealth").exists()
        elsewhere = ClusterRoleFactory().person
        ministry = ClusterRoleFactory(cluster=idea.cluster, role="strategic_partner").person
        for person in (elsewhere, ministry, engineer, UserFactory()):
            with pytest.raises(queries.NoCollaboration):
                queries.get_kept(idea.public_id, for_user=person)
            with pytest.raises(queries.NoCollaboration):
                queries.get_told(idea.public_id, for_user=person)
            with pytest.raises(actions.NotAllowed):
                actions.begin_collaboration(idea.cluster, facts(), by=person, now=NOON)

    def test_goes_from_stage_to_stage_with_a_history(self, idea, officer):
        for seen, to in (
            (Stage.IDEA, Stage.SCOPING),
            (Stage.SCOPING, Stage.SUBMITTED),
            (Stage.SUBMITTED, Stage.REJECTED),
            (Stage.REJECTED, Stage.SUBMITTED),
            (Stage.SUBMITTED, Stage.FUNDED),
            (Stage.FUNDED, Stage.SIGNED),
            (Stage.SIGNED, Stage.RUNNING),
            (Stage.RUNNING, Stage.COMPLETED),
        ):
            actions.take_on(idea.public_id, seen=seen, to=to, said="Well", by=officer, now=NOON)

        steps = queries.steps_of(idea, for_user=officer)
        assert [step.stage for step in steps][:2] == [Stage.COMPLETED, Stage.RUNNING]
        assert len(steps) == 9

    def test_leaves_no_stage_out(self, idea, officer):
        with pytest.raises(actions.NotThere):
            actions.take_on(idea.public_id, seen=Stage.IDEA, to=Stage.FUNDED, by=officer, now=NOON)

    def test_by_two_at_once_is_won_by_the_first(self, idea, officer, manager):
        actions.take_on(idea.public_id, seen=Stage.IDEA, to=Stage.SCOPING, by=officer, now=NOON)

        with pytest.raises(actions.TooLate):
            actions.take_on(idea.public_id, seen=Stage.IDEA, to=Stage.STOPPED, by=manager, now=NOON)

        assert Collaboration.objects.get().stage == Stage.SCOPING

    def test_can_be_undone(self, idea, officer):
        with pytest.raises(actions.NotThere):
            actions.take_back(idea.public_id, seen=Stage.IDEA, by=officer, now=NOON)
        actions.take_on(idea.public_id, seen=Stage.IDEA, to=Stage.STOPPED, by=officer, now=NOON)

        actions.take_back(idea.public_id, seen=Stage.STOPPED, by=officer, now=NOON)

        assert Collaboration.objects.get().stage == Stage.IDEA
        assert len(queries.steps_of(idea, for_user=officer)) == 3

    def test_comes_of_a_contact_with_its_organisations(self, biohealth, officer, firm):
        written = Written(
            kind=InteractionKind.MEETING,
            happened_at=NOON,
            summary="They look for a clinic.",
            organisations=(firm.public_id,),
        )
        meeting = log_interaction(biohealth, written, by=officer, now=NOON)

        begun = actions.begin_collaboration(
            biohealth, facts(), contact=meeting.public_id, by=officer, now=NOON
        )

        assert [each.name for each in queries.partners_of(begun)] == ["Moselle Sensors"]
        (came,) = whole_of(meeting, for_user=officer).outcomes
        assert came.title == "Gait at home"

    def test_is_not_written_over_by_who_saw_an_older_one(self, idea, officer, manager):
        actions.change_collaboration(
            idea.public_id, facts(title="First"), version=1, by=officer, now=NOON
        )

        with pytest.raises(actions.TooLate):
            actions.change_collaboration(
                idea.public_id, facts(title="Second"), version=1, by=manager, now=NOON
            )

        assert Collaboration.objects.get().title == "First"


class TestPartners:
    def test_take_part_once(self, idea, officer, firm):
        add(idea, officer, firm)

        with pytest.raises(actions.PartnerAlready):
            add(idea, officer, firm)

    def test_may_be_of_open_data(self, idea, officer, evidence):
        added = actions.add_partner(
            idea.public_id,
            open_data_id="100000001",
            role=PartnerRole.INDUSTRY,
            by=officer,
            now=NOON,
        )

        assert added.organisation is None
        assert added.name != ""
        with pytest.raises(actions.PartnerAlready):
            actions.add_partner(
                idea.public_id,
                open_data_id="100000001",
                role=PartnerRole.USER,
                by=officer,
                now=NOON,
            )

    def test_must_be_seen_by_the_team(self, idea, officer):
        with pytest.raises(queries.UnknownOrganisation):
            add(idea, officer, OrganisationFactory())

    def test_have_one_lead(self, idea, officer, firm, hospital):
        add(idea, officer, firm, is_lead=True)
        add(idea, officer, hospital, is_lead=True)

        leads = CollaborationPartner.objects.filter(is_lead=True)
        assert [each.name for each in leads] == ["Clinique du Nord"]

    def test_are_removed(self, part, officer, engineer):
        actions.remove_partner(part.public_id, by=officer, now=NOON)

        assert not CollaborationPartner.objects.exists()
        assert not Clock.objects.open().exists()


class TestConsent:
    def test_is_asked_for_once_it_is_open_to_partners(self, idea, officer, firm, engineer):
        part = add(idea, officer, firm)
        assert not queries.own_parts(for_user=engineer).exists()
        with pytest.raises(queries.NoPartner):
            confirm(part, engineer, NamedTo.EVERYBODY)

        actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=officer, now=NOON)

        assert list(queries.own_parts(for_user=engineer)) == [part]
        clock = Clock.objects.get()
        assert (clock.subject, clock.organisation) == (part.public_id, firm)
        confirm(part, engineer, NamedTo.NOBODY)
        clock.refresh_from_db()
        assert clock.state == "met"

    def test_is_given_by_those_who_act_for_it(self, part, officer, manager):
        for person in (officer, manager, OrganisationRoleFactory().person):
            with pytest.raises(queries.NoPartner):
                confirm(part, person, NamedTo.EVERYBODY)
        with pytest.raises(actions.AnswersItself):
            actions.record_answer(
                part.public_id,
                takes_part=True,
                named_to=NamedTo.EVERYBODY,
                source="A letter",
                by=manager,
                now=NOON,
            )

    def test_of_one_without_people_here_is_noted_by_the_team(self, idea, officer, hospital):
        part = add(idea, officer, hospital)

        actions.record_answer(
            part.public_id,
            takes_part=True,
            named_to=NamedTo.MEMBERS,
            source="Letter of 30 October 2026",
            by=officer,
            now=NOON,
        )

        part.refresh_from_db()
        assert (part.answer, part.named_to) == ("confirmed", "members")

    def test_of_the_lead_comes_before_it_is_open_to_all(self, idea, part, manager, engineer):
        with pytest.raises(actions.LeadNotNamed):
            actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)
        confirm(part, engineer, NamedTo.MEMBERS)
        with pytest.raises(actions.LeadNotNamed):
            actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)
        confirm(part, engineer, NamedTo.EVERYBODY)

        actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)

        told = queries.get_told(idea.public_id, for_user=UserFactory())
        assert [each.name for each in told.named] == ["Moselle Sensors"]

    def test_is_not_enough_for_an_officer_to_open_it_to_all(self, idea, part, officer, engineer):
        confirm(part, engineer, NamedTo.EVERYBODY)

        with pytest.raises(actions.NotAllowed):
            actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=officer, now=NOON)

    def test_names_nobody_who_has_not_given_it(
        self, idea, part, officer, manager, engineer, hospital, biohealth
    ):
        add(idea, officer, hospital)
        confirm(part, engineer, NamedTo.EVERYBODY)
        actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)

        told = queries.get_told(idea.public_id, for_user=UserFactory())

        assert [each.name for each in told.named] == ["Moselle Sensors"]
        assert told.others == 1
        partner_reads = queries.get_told(idea.public_id, for_user=engineer)
        assert [each.name for each in partner_reads.named] == [
            "Moselle Sensors",
            "Clinique du Nord",
        ]

    def test_that_is_taken_back_hides_it_at_once(self, idea, part, manager, engineer):
        confirm(part, engineer, NamedTo.EVERYBODY)
        actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)

        actions.answer_part(
            part.public_id, takes_part=False, named_to=NamedTo.EVERYBODY, by=engineer, now=NOON
        )

        with pytest.raises(queries.NoCollaboration):
            queries.get_told(idea.public_id, for_user=UserFactory())

    def test_that_is_refused_ends_what_the_partner_reads_until_it_says_otherwise(
        self, idea, part, officer, engineer, hospital
    ):
        actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=officer, now=NOON)
        add(idea, officer, hospital)
        physician = OrganisationRoleFactory(organisation=hospital).person
        deny(part, engineer)

        with pytest.raises(queries.NoCollaboration):
            queries.get_told(idea.public_id, for_user=engineer)
        others = queries.get_told(idea.public_id, for_user=physician)
        assert [each.name for each in others.named] == ["Clinique du Nord"]
        assert queries.judged(idea)[0].worked_out is False

        confirm(part, engineer, NamedTo.NOBODY)
        assert len(queries.get_told(idea.public_id, for_user=engineer).named) == 2

    def test_that_is_refused_by_one_is_not_refused_by_another_for_which_one_acts(
        self, idea, part, officer, engineer, hospital
    ):
        actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=officer, now=NOON)
        add(idea, officer, hospital)
        OrganisationRoleFactory(organisation=hospital, person=engineer)
        deny(part, engineer)

        assert queries.get_told(idea.public_id, for_user=engineer).collaboration == idea

    def test_that_is_refused_is_told_to_the_team_once(
        self, idea, part, officer, engineer, biohealth, django_capture_on_commit_callbacks
    ):
        actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=officer, now=NOON)
        with django_capture_on_commit_callbacks(execute=True):
            deny(part, engineer)
            deny(part, engineer)

        [letter] = mail.outbox
        assert letter.to == [biohealth.contact_email]
        assert letter.subject == "Moselle Sensors takes no part: Gait at home"
        assert f"/en/collaborations/{idea.public_id}/" in letter.body

    def test_to_members_is_read_by_members_only(
        self, idea, part, officer, engineer, biohealth, hospital
    ):
        confirm(part, engineer, NamedTo.MEMBERS)
        actions.open_to(idea.public_id, openness=Openness.MEMBERS, by=officer, now=NOON)
        MembershipFactory(cluster=biohealth, organisation=hospital)
        member = OrganisationRoleFactory(organisation=hospital).person

        told = queries.get_told(idea.public_id, for_user=member)

        assert [each.name for each in told.named] == ["Moselle Sensors"]
        with pytest.raises(queries.NoCollaboration):
            queries.get_told(idea.public_id, for_user=UserFactory())


class TestValue:
    def test_is_the_teams_unless_it_opens_it(self, idea, part, officer, engineer):
        worth = {"amount": Decimal("250000"), "currency": "EUR"}
        actions.change_collaboration(
            idea.public_id, facts(**worth), version=1, by=officer, now=NOON
        )
        assert queries.get_told(idea.public_id, for_user=engineer).amount is None

        actions.change_collaboration(
            idea.public_id, facts(**worth, is_amount_open=True), version=2, by=officer, now=NOON
        )

        assert queries.get_told(idea.public_id, for_user=engineer).amount == Decimal("250000")

    def test_is_counted_for_the_team_alone(self, idea, officer, biohealth, engineer):
        worth = {"amount": Decimal("250000"), "currency": "EUR"}
        actions.change_collaboration(
            idea.public_id, facts(**worth), version=1, by=officer, now=NOON
        )
        actions.begin_collaboration(
            biohealth, facts(kind=CollaborationKind.STUDY), by=officer, now=NOON
        )
        ministry = ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person

        own = queries.figures_of(biohealth, for_user=officer)
        theirs = queries.figures_of(biohealth, for_user=ministry)

        assert own.by_stage == [("idea", 2, {"EUR": Decimal("250000")})]
        assert own.by_year == [("2026", 2, {"EUR": Decimal("250000")})]
        assert theirs.by_kind == [("research", 1, {}), ("study", 1, {})]
        assert not theirs.shows_amounts
        for person in (engineer, ClusterRoleFactory().person):
            with pytest.raises(queries.NoCollaboration):
                queries.figures_of(biohealth, for_user=person)


class TestFlagship:
    def judge(self, idea, by, question, *, is_yes=True):
        actions.answer_flagship(
            idea.public_id, question=question, is_yes=is_yes, reason="So it is", by=by, now=NOON
        )

    def test_is_worked_out_as_far_as_it_can_be(self, idea, officer, firm, hospital):
        def worked_out():
            return [each.worked_out for each in queries.judged(idea)]

        add(idea, officer, firm)
        assert worked_out() == [False, False, None]

        add(idea, officer, hospital)

        assert worked_out() == [True, True, None]

    def test_is_what_a_manager_says_with_reasons(
        self, idea, part, officer, manager, engineer, biohealth
    ):
        confirm(part, engineer, NamedTo.EVERYBODY)
        actions.open_to(idea.public_id, openness=Openness.PUBLIC, by=manager, now=NOON)
        with pytest.raises(actions.NotAllowed):
            self.judge(idea, officer, FlagshipQuestion.TWO)
        for question in (FlagshipQuestion.TWO, FlagshipQuestion.PUBLIC_PRIVATE):
            self.judge(idea, manager, question)
        self.judge(idea, manager, FlagshipQuestion.BENEFIT, is_yes=False)
        assert queries.flagships_of(biohealth) == []

        self.judge(idea, manager, FlagshipQuestion.BENEFIT)

        (shown,) = queries.flagships_of(biohealth)
        assert shown.collaboration == idea
        confirm(part, engineer, NamedTo.MEMBERS)
        assert queries.flagships_of(biohealth) == []


class TestMerging:
    def test_has_the_kept_organisation_take_part(self, idea, part, firm, engineer, manager):
        kept = OrganisationFactory(name="Moselle Sensors AG", visibility="public")
        refresh_lookup()
        confirm(part, engineer, NamedTo.EVERYBODY)

        merger = merge_organisations(
            kept.public_id, firm.public_id, because="One number.", by=manager, now=NOON
        )

        (partner,) = queries.partners_of(idea)
        assert (partner.organisation, partner.is_lead) == (kept, True)
        undo_merge(merger, by=manager, now=NOON)
        assert queries.partners_of(idea)[0].organisation == firm

    def test_has_it_lead_where_both_its_entries_took_part(self, idea, part, firm, manager):
        kept = OrganisationFactory(name="Moselle Sensors AG", visibility="public")
        refresh_lookup()
        actions.add_partner(
            idea.public_id,
            organisation=kept.public_id,
            role=PartnerRole.PARTNER,
            by=manager,
            now=NOON,
        )
        actions.open_to(idea.public_id, openness=Openness.PARTNERS, by=manager, now=NOON)

        merge_organisations(
            kept.public_id, firm.public_id, because="One number.", by=manager, now=NOON
        )

        (partner,) = queries.partners_of(idea)
        assert (partner.organisation, partner.is_lead) == (kept, True)
        assert not Clock.objects.open().filter(subject=part.public_id).exists()


class TestWhoLeaves:
    def test_leaves_what_the_organisation_said(self, idea, part, engineer):
        confirm(part, engineer, NamedTo.EVERYBODY)

        erase_account(engineer, by=engineer, now=NOON)

        part.refresh_from_db()
        assert part.answer == "confirmed"
        assert part.answered_by.full_name == ""
