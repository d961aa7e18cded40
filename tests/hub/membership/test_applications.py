"""What those who apply can do, and what stops them."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.audit.models import Event
from liaison.hub.membership import actions, queries
from liaison.hub.membership.choices import ApplicationState, Category
from liaison.hub.membership.models import Application, ApplicationQuestion, Charter
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import ApplicationFactory, MembershipFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]

MOSELLE_BIOSENSORS = actions.Described(
    name="Moselle Biosensors", kind="company", country="LU", city="Esch-sur-Alzette"
)
ANSWERS = {
    "what-you-do": "Sensors that measure gait.",
    "active-here": "It is established in the country of the cluster",
    "why": "We look for clinics.",
}
CLAIRE = actions.Representative(
    name="Claire Weber",
    function="Founder",
    has_authority=True,
    accepts_charter=True,
    lets_be_read=True,
    lets_be_listed=True,
)


@pytest.fixture
def draft(biohealth, founder):
    return actions.start_application(
        biohealth, described=MOSELLE_BIOSENSORS, by=founder, now=MONDAY_NOON
    )


@pytest.fixture
def complete(draft, founder):
    return completed(draft, by=founder)


def completed(application, *, by):
    actions.describe(application, category=Category.COMPANY, by=by, now=MONDAY_NOON)
    actions.answer(application, ANSWERS, by=by, now=MONDAY_NOON)
    actions.name_representative(application, CLAIRE, by=by, now=MONDAY_NOON)
    return application


class TestStartApplication:
    def test_gives_back_the_draft_that_one_has(self, biohealth, founder, draft):
        again = actions.start_application(
            biohealth, described=MOSELLE_BIOSENSORS, by=founder, now=TUESDAY_NOON
        )

        assert again == draft

    def test_is_for_an_entry_of_the_directory_that_one_may_see(self, biohealth, founder):
        hidden = OrganisationFactory(name="Hidden Optics", visibility="private")

        with pytest.raises(queries.NoOrganisation):
            actions.start_application(biohealth, organisation=hidden, by=founder, now=MONDAY_NOON)

    def test_is_for_an_entry_that_one_acts_for_whoever_sees_it(self, biohealth, founder):
        own = OrganisationRoleFactory(person=founder, organisation__visibility="private")

        application = actions.start_application(
            biohealth, organisation=own.organisation, by=founder, now=MONDAY_NOON
        )

        assert application.organisation == own.organisation

    def test_is_refused_for_a_member(self, biohealth, founder):
        member = MembershipFactory(cluster=biohealth, organisation__visibility="public")

        with pytest.raises(actions.AlreadyMember):
            actions.start_application(
                biohealth, organisation=member.organisation, by=founder, now=MONDAY_NOON
            )

    def test_is_refused_while_the_cluster_takes_none(self, biohealth, founder, admission):
        admission.is_open = False
        admission.save()

        with pytest.raises(actions.NotAllowed):
            actions.start_application(
                biohealth, described=MOSELLE_BIOSENSORS, by=founder, now=MONDAY_NOON
            )


class TestAnswer:
    def test_is_kept_with_the_question_of_then(self, draft, founder):
        actions.answer(draft, {"why": "We look for clinics."}, by=founder, now=MONDAY_NOON)

        ApplicationQuestion.objects.filter(code="why").update(text_en="Who sent you?")

        (kept,) = queries.answers_to(draft, for_user=founder)
        assert kept.text_en == "Why would you like to become a member?"

    def test_of_a_choice_is_known_in_every_language(self, draft, founder):
        actions.answer(draft, ANSWERS, by=founder, now=MONDAY_NOON)

        kept = draft.answers.get(code="active-here")
        assert kept.chosen["de"] == "Sie hat einen Sitz im Land des Clusters"

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("number", "many"), ("date", "2026-02-30"), ("yes_no", "maybe"), ("choice", "blue")],
    )
    def test_that_does_not_answer_is_not_kept(self, draft, founder, kind, value):
        ApplicationQuestion.objects.filter(code="why").update(kind=kind)

        with pytest.raises(actions.NotAnAnswer):
            actions.answer(draft, ANSWERS | {"why": value}, by=founder, now=MONDAY_NOON)

        assert not draft.answers.exists()

    def test_that_is_empty_takes_an_answer_back(self, draft, founder):
        actions.answer(draft, ANSWERS, by=founder, now=MONDAY_NOON)

        actions.answer(draft, {"why": "  "}, by=founder, now=MONDAY_NOON)

        assert not draft.answers.filter(code="why").exists()

    def test_is_the_applicants_alone(self, draft):
        with pytest.raises(actions.NotAllowed):
            actions.answer(draft, ANSWERS, by=UserFactory(), now=MONDAY_NOON)


class TestMissingIn:
    def test_names_all_that_is_asked_for(self, draft, founder):
        missing = queries.missing_in(draft, for_user=founder)

        assert [(each.part, each.code) for each in missing] == [
            ("organisation", ""),
            ("questions", "what-you-do"),
            ("questions", "active-here"),
            ("questions", "why"),
            ("representative", ""),
            ("charter", ""),
            ("consent", ""),
        ]

    def test_is_nothing_once_all_is_there(self, complete, founder):
        complete.refresh_from_db()

        assert queries.missing_in(complete, for_user=founder) == []

    def test_is_the_charter_when_a_newer_one_was_published(self, complete, founder, biohealth):
        Charter.objects.create(
            cluster=biohealth, version=2, text_en="New", published_at=TUESDAY_NOON
        )
        complete.refresh_from_db()

        missing = queries.missing_in(complete, for_user=founder)

        assert [each.part for each in missing] == ["charter"]

    def test_is_told_to_nobody_else(self, complete):
        with pytest.raises(queries.NoApplication):
            queries.missing_in(complete, for_user=UserFactory())


class TestSubmit:
    def test_gives_it_to_the_cluster_and_writes_to_both(
        self, complete, founder, manager, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.submit(complete, by=founder, now=TUESDAY_NOON)

        complete.refresh_from_db()
        assert complete.state == ApplicationState.SUBMITTED
        assert complete.answer_due_on == dt.date(2026, 12, 3)
        assert queries.get_application(complete.public_id, for_user=manager) == complete
        to_applicant, to_team = mail.outbox
        assert to_applicant.to == [founder.email]
        assert to_applicant.subject.startswith("Votre candidature")
        assert to_team.to == ["biohealth@cluster.example"]
        assert Event.objects.filter(verb="membership_application.submitted").count() == 1

    def test_is_refused_while_something_is_missing(self, draft, founder):
        with pytest.raises(actions.Incomplete):
            actions.submit(draft, by=founder, now=MONDAY_NOON)

        draft.refresh_from_db()
        assert draft.state == ApplicationState.DRAFT

    def test_is_refused_when_a_colleague_has_applied(self, complete, founder, biohealth):
        ApplicationFactory(
            cluster=biohealth,
            name="MOSELLE Biosensors",
            submitted=True,
            charter=biohealth.charters.get(),
        )

        with pytest.raises(actions.AlreadyApplied):
            actions.submit(complete, by=founder, now=MONDAY_NOON)

    def test_is_done_once(self, complete, founder):
        actions.submit(complete, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.submit(complete, by=founder, now=MONDAY_NOON)

        assert complete.steps.filter(kind="submitted").count() == 1


class TestWithdraw:
    def test_ends_it(self, submitted, founder):
        actions.withdraw(submitted, by=founder, now=TUESDAY_NOON)

        submitted.refresh_from_db()
        assert submitted.state == ApplicationState.WITHDRAWN

    def test_is_the_applicants_alone(self, submitted, manager):
        with pytest.raises(actions.NotAllowed):
            actions.withdraw(submitted, by=manager, now=TUESDAY_NOON)


class TestWhoSeesAnApplication:
    def test_of_a_draft_is_its_author_alone(self, draft, founder, manager, biohealth):
        assert queries.get_own_application(draft.public_id, for_user=founder) == draft
        assert not queries.applications_to_review(biohealth, for_user=manager).exists()

    def test_is_the_team_of_its_cluster(self, submitted, officer, biohealth):
        assert list(queries.applications_to_review(biohealth, for_user=officer)) == [submitted]

    def test_is_not_the_team_of_another_cluster(self, submitted, biohealth):
        from tests.factories.clusters import ClusterRoleFactory

        elsewhere = ClusterRoleFactory().person

        assert not queries.applications_to_review(biohealth, for_user=elsewhere).exists()
        with pytest.raises(queries.NoApplication):
            queries.get_application(submitted.public_id, for_user=elsewhere)

    def test_is_the_committee_only_once_it_decides(self, submitted, by_committee, committee):
        with pytest.raises(queries.NoApplication):
            queries.get_application(submitted.public_id, for_user=committee[0])

        Application.objects.update(state="recommended")

        found = queries.get_application(submitted.public_id, for_user=committee[0])
        assert found == submitted

    def test_is_no_committee_where_the_manager_decides(self, submitted, committee):
        Application.objects.update(state="recommended")

        with pytest.raises(queries.NoApplication):
            queries.get_application(submitted.public_id, for_user=committee[0])

    def test_is_not_the_public(self, submitted):
        from django.contrib.auth.models import AnonymousUser

        for stranger in (AnonymousUser(), UserFactory()):
            with pytest.raises(queries.NoApplication):
                queries.answers_to(submitted, for_user=stranger)


class TestSomebodyLeaves:
    def test_deletes_drafts_withdraws_the_rest_and_forgets_the_name(
        self, draft, submitted, founder
    ):
        erase_account(founder, by=founder, now=TUESDAY_NOON)

        (left,) = Application.objects.all()
        assert left == submitted
        assert left.state == ApplicationState.WITHDRAWN
        assert left.representative_name == ""
