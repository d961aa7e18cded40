"""Queueing, cancelling and retrying jobs, and who sees them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.audit.models import Event
from liaison.hub.jobs import actions
from liaison.hub.jobs.choices import State
from liaison.hub.jobs.kinds import UnknownKind
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.queries import NoJob, get_job, jobs_visible_to
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.support.jobs import do_jobs

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire():
    return UserFactory()


def queue(by, **more):
    return actions.enqueue("test.count", arguments={"to": 3}, by=by, now=NOON, **more)


class TestEnqueue:
    def test_lets_a_job_wait_and_is_recorded(self, claire):
        job = queue(claire)

        assert job.state == State.WAITING
        event = Event.objects.get()
        assert (event.verb, event.actor) == ("job.queued", str(claire.public_id))
        assert event.details == {"kind": "test.count"}

    def test_by_the_software_is_not_recorded(self):
        queue(None)

        assert not Event.objects.exists()

    def test_with_a_key_returns_the_job_that_waits_already(self, claire):
        first = queue(claire, key="import:7")
        second = queue(UserFactory(), key="import:7")

        assert second == first
        assert Event.objects.count() == 1

    def test_with_a_key_queues_anew_once_the_other_is_done(self, claire):
        first = queue(claire, key="import:7")
        do_jobs(now=NOON)

        assert queue(claire, key="import:7") != first

    def test_without_a_key_queues_each(self, claire):
        assert queue(claire) != queue(claire)

    def test_of_an_unknown_kind_is_refused(self, claire):
        with pytest.raises(UnknownKind):
            actions.enqueue("test.unheard_of", arguments={}, by=claire, now=NOON)

        assert not Job.objects.exists()


class TestCancel:
    def test_takes_a_waiting_job_off_the_queue(self, claire):
        job = queue(claire)

        actions.cancel(job.public_id, by=claire, now=NOON)

        do_jobs(now=NOON)
        job.refresh_from_db()
        assert (job.state, job.ended_at, job.attempts) == (State.CANCELLED, NOON, 0)
        assert Event.objects.filter(verb="job.cancelled").count() == 1

    def test_is_too_late_for_what_is_done(self, claire):
        job = queue(claire)
        do_jobs(now=NOON)

        with pytest.raises(actions.TooLate):
            actions.cancel(job.public_id, by=claire, now=NOON)

    def test_of_somebody_elses_job_finds_nothing(self, claire):
        job = queue(claire)

        with pytest.raises(NoJob):
            actions.cancel(job.public_id, by=UserFactory(), now=NOON)

        job.refresh_from_db()
        assert job.state == State.WAITING


class TestRetry:
    def test_queues_a_failed_job_with_all_its_attempts(self, claire):
        job = actions.enqueue("test.refuse", arguments={}, by=claire, now=NOON)
        do_jobs(now=NOON)

        actions.retry(job.public_id, by=claire, now=NOON + timedelta(hours=1))

        job.refresh_from_db()
        assert (job.state, job.attempts, job.most_attempts) == (State.WAITING, 1, 4)
        assert job.what_went_wrong == ""

    def test_is_too_late_while_another_of_the_key_waits(self, claire):
        job = actions.enqueue("test.refuse", arguments={}, key="import:7", by=claire, now=NOON)
        do_jobs(now=NOON)
        actions.enqueue("test.refuse", arguments={}, key="import:7", by=claire, now=NOON)

        with pytest.raises(actions.TooLate):
            actions.retry(job.public_id, by=claire, now=NOON)

        job.refresh_from_db()
        assert job.state == State.FAILED

    def test_is_refused_for_what_is_done(self, claire):
        job = queue(claire)
        do_jobs(now=NOON)

        with pytest.raises(actions.TooLate):
            actions.retry(job.public_id, by=claire, now=NOON)


class TestJobsVisibleTo:
    def test_are_ones_own_only(self, claire):
        mine = queue(claire)
        queue(UserFactory())
        queue(None)

        assert list(jobs_visible_to(claire)) == [mine]

    def test_are_those_of_a_cluster_for_who_manages_it(self, claire):
        role = ClusterRoleFactory()
        theirs = queue(claire, cluster=role.cluster.slug)
        queue(claire, cluster="another")

        assert list(jobs_visible_to(role.person)) == [theirs]

    def test_are_all_for_whoever_runs_the_installation(self, claire):
        queue(claire)
        queue(None)

        assert jobs_visible_to(UserFactory(is_superuser=True)).count() == 2

    def test_are_none_for_strangers(self, claire):
        job = queue(claire)

        assert not jobs_visible_to(AnonymousUser()).exists()
        with pytest.raises(NoJob):
            get_job(job.public_id, for_user=AnonymousUser())
