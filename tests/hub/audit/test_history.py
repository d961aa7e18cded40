from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from liaison.hub.audit import actions, queries
from liaison.hub.audit.models import Event
from tests.factories.accounts import UserFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ANNE = "5a0a4f6e-6f0f-4d58-9d0c-0f7e1f9f4a11"

pytestmark = pytest.mark.django_db


def record(**changes):
    facts = {"verb": "role.granted", "subject": "cluster", "actor": ANNE, "at": MONDAY_NOON}
    return actions.record_event(**(facts | changes))


class TestRecordEvent:
    def test_keeps_who_did_what_and_when(self):
        record(cluster="biohealth", details={"role": "cluster_officer"})

        event = Event.objects.get()
        assert (event.verb, event.subject, event.actor) == ("role.granted", "cluster", ANNE)
        assert event.at == MONDAY_NOON
        assert event.cluster == "biohealth"
        assert event.details == {"role": "cluster_officer"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"actor": "anne.muller@example.org"},
            {"subject": "Anne <anne.muller@example.org>"},
            {"details": {"to": "anne.muller@example.org"}},
            {"details": {"people": ["anne.muller@example.org"]}},
        ],
    )
    def test_refuses_an_email_address(self, changes):
        with pytest.raises(actions.PersonalDataInHistory):
            record(**changes)

        assert not Event.objects.exists()

    @pytest.mark.parametrize("changes", [{"verb": ""}, {"subject": ""}])
    def test_refuses_an_event_that_says_nothing(self, changes):
        with pytest.raises(IntegrityError, match="event_says_what_was_done_to_what"):
            record(**changes)


class TestRecordDone:
    def test_keeps_a_person_under_their_public_id_and_details_as_text(self):
        anne = UserFactory(public_id=ANNE)

        actions.record_done(
            *("listing.renewed", 17),
            by=anne,
            now=MONDAY_NOON,
            cluster="biohealth",
            until=date(2027, 3, 1),
            version=2,
        )

        event = Event.objects.get()
        assert (event.verb, event.subject, event.actor) == ("listing.renewed", "17", ANNE)
        assert (event.at, event.cluster) == (MONDAY_NOON, "biohealth")
        assert event.details == {"until": "2027-03-01", "version": "2"}

    def test_names_nobody_where_the_software_did_it_by_itself(self):
        actions.record_done("listing.expired", 17, by=None, now=MONDAY_NOON)

        event = Event.objects.get()
        assert (event.actor, event.cluster, event.details) == ("", "", {})

    def test_refuses_an_email_address(self):
        with pytest.raises(actions.PersonalDataInHistory):
            actions.record_done("letter.sent", "anne@example.org", by=None, now=MONDAY_NOON)


class TestEvents:
    def test_are_shown_newest_first_to_whoever_runs_the_installation(self):
        earlier = record(at=datetime(2026, 11, 1, 12, tzinfo=UTC))
        later = record()
        same_moment = record()

        shown = queries.events(for_user=UserFactory(is_superuser=True))

        assert list(shown) == [same_moment, later, earlier]

    @pytest.mark.parametrize(
        "reader",
        [
            AnonymousUser,
            UserFactory,
            lambda: UserFactory(is_staff=True),
            lambda: UserFactory(is_superuser=True, is_active=False),
        ],
        ids=["anonymous", "person", "staff", "closed account"],
    )
    def test_are_shown_to_nobody_else(self, reader):
        record()

        assert not queries.events(for_user=reader()).exists()
