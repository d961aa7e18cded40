"""Two people press a button at the same moment; on PostgreSQL they really do."""

import datetime as dt

import pytest

from liaison.hub.membership import actions
from liaison.hub.membership.choices import RefusalReason
from liaison.hub.membership.models import Application, Membership
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.membership import ApplicationFactory
from tests.support.racing import at_once

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("threads_share_no_memory")
class TestAtOnce:
    def test_two_managers_give_one_decision(self, submitted, manager, second_manager):
        outcomes = at_once(
            lambda: actions.approve(submitted, by=manager, now=MONDAY_NOON),
            lambda: actions.refuse(
                submitted,
                reason=RefusalReason.OTHER,
                said="No.",
                by=second_manager,
                now=MONDAY_NOON,
            ),
        )

        assert outcomes == ["TooLate", "done"]
        submitted.refresh_from_db()
        is_approved = submitted.state == "approved"
        assert Membership.objects.count() == (1 if is_approved else 0)

    def test_two_colleagues_give_one_application(self, admission, biohealth):
        organisation = OrganisationFactory(visibility="public")
        colleagues = [UserFactory(), UserFactory()]
        for question in biohealth.application_questions.all():
            question.delete()
        drafts = [
            ApplicationFactory(
                cluster=biohealth,
                applicant=each,
                organisation=organisation,
                name="",
                submitted=True,
                charter=biohealth.charters.get(),
                state="draft",
                submitted_at=None,
            )
            for each in colleagues
        ]

        outcomes = at_once(
            *(
                lambda draft=draft, by=by: actions.submit(draft, by=by, now=MONDAY_NOON)
                for draft, by in zip(drafts, colleagues, strict=True)
            )
        )

        assert outcomes == ["AlreadyApplied", "done"]
        assert Application.objects.running().count() == 1

    def test_two_applications_give_one_membership(
        self, submitted, manager, second_manager, biohealth
    ):
        entry = OrganisationFactory(name="Moselle Biosensors", visibility="public")
        other = ApplicationFactory(
            cluster=biohealth,
            organisation=entry,
            name="",
            submitted=True,
            charter=biohealth.charters.get(),
        )

        outcomes = at_once(
            lambda: actions.approve(submitted, organisation=entry, by=manager, now=MONDAY_NOON),
            lambda: actions.approve(other, by=second_manager, now=MONDAY_NOON),
        )

        assert outcomes == ["AlreadyMember", "done"]
        assert Membership.objects.count() == 1
