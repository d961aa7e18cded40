"""What becomes of a job when it is done, fails, refuses, or loses its worker."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from liaison.hub.accounts.models import User
from liaison.hub.jobs import actions
from liaison.hub.jobs.choices import State
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.progress import Progress
from liaison.hub.jobs.queries import progress_of
from liaison.hub.jobs.work import Cancelled, Work
from liaison.hub.jobs.working import LEASE, attempt, pause_before, take
from tests.support.jobs import Listener, do_jobs

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def queue(kind, **arguments):
    return actions.enqueue(kind, arguments=arguments, by=None, now=NOON)


def taken(now=NOON, worker="web1:4711"):
    return take(worker=worker, lease=LEASE, now=now)


class TestAJob:
    def test_is_done_once_and_keeps_its_result(self):
        job = queue("test.count", to=3)

        told = do_jobs(now=NOON)

        job.refresh_from_db()
        assert (job.state, job.attempts, job.result) == (State.DONE, 1, {"counted": 3})
        assert told == [Progress(1, 3, "At 1"), Progress(2, 3, "At 2"), Progress(3, 3, "At 3")]

    def test_waits_for_its_time(self):
        actions.enqueue(
            "test.count", arguments={"to": 1}, by=None, now=NOON, not_before=NOON + SECOND
        )

        assert taken(now=NOON) is None
        assert taken(now=NOON + SECOND) is not None

    def test_is_tried_again_after_growing_pauses_until_it_counts_as_failed(self):
        job = queue("test.stumble", address="claire.weber@example.org")

        do_jobs(now=NOON)
        job.refresh_from_db()
        assert (job.state, job.not_before) == (State.WAITING, NOON + timedelta(seconds=10))
        do_jobs(now=NOON + timedelta(seconds=10))
        job.refresh_from_db()
        assert (job.state, job.not_before) == (State.WAITING, NOON + timedelta(seconds=50))
        do_jobs(now=NOON + timedelta(seconds=50))

        job.refresh_from_db()
        assert (job.state, job.attempts) == (State.FAILED, 3)
        assert "nobody foresaw" in str(job.what_went_wrong)

    def test_that_fails_is_logged_without_what_the_error_says_of_people(self, caplog):
        job = queue("test.stumble", address="claire.weber@example.org")

        with caplog.at_level(logging.ERROR):
            do_jobs(now=NOON)

        assert str(job.public_id) in caplog.text
        assert "ValueError" in caplog.text
        assert "in stumble" in caplog.text
        assert "claire.weber@example.org" not in caplog.text

    def test_that_refuses_is_not_tried_again_and_says_why(self):
        job = queue("test.refuse")

        do_jobs(now=NOON)

        job.refresh_from_db()
        assert (job.state, job.attempts) == (State.FAILED, 1)
        assert job.what_went_wrong == (
            "The file holds no organisations; please choose another one."
        )

    def test_of_a_kind_that_is_gone_fails_at_once(self):
        job = queue("test.count", to=1)
        Job.objects.filter(pk=job.pk).update(kind="test.unheard_of")

        do_jobs(now=NOON)

        job.refresh_from_db()
        assert job.state == State.FAILED

    def test_waits_an_hour_at_most_for_its_next_attempt(self):
        assert pause_before(2) == timedelta(seconds=10)
        assert pause_before(3) == timedelta(seconds=40)
        assert pause_before(40) == timedelta(hours=1)


class TestALease:
    def test_keeps_others_off_until_it_runs_out(self):
        queue("test.count", to=1)
        first = taken(now=NOON)

        assert taken(now=NOON + LEASE, worker="web2:99") is None
        second = taken(now=NOON + LEASE + SECOND, worker="web2:99")

        assert (second.pk, second.attempts, second.worker) == (first.pk, 2, "web2:99")

    def test_that_runs_out_in_the_last_attempt_lets_the_job_fail(self):
        job = queue("test.count", to=1)
        for number in range(4):
            taken(now=NOON + number * (LEASE + SECOND))

        job.refresh_from_db()
        assert (job.state, job.attempts) == (State.FAILED, 3)
        assert "stopped in the middle" in str(job.what_went_wrong)

    def test_that_was_lost_lets_the_late_worker_write_nothing(self, tmp_path):
        begun = tmp_path / "begun"
        begun.touch()
        job = queue("test.open_account", address="late@example.org", begun=str(begun))
        late = taken(now=NOON)
        taken(now=NOON + LEASE + SECOND, worker="web2:99")

        attempt(late, teller=Listener(), clock=lambda: NOON)

        assert not User.objects.filter(email="late@example.org").exists()
        job.refresh_from_db()
        assert (job.state, job.attempts, job.worker) == (State.RUNNING, 2, "web2:99")


class TestConcluding:
    def test_writes_effect_and_end_together(self, tmp_path):
        begun = tmp_path / "begun"
        begun.touch()
        job = queue("test.open_account", address="new@example.org", begun=str(begun))

        do_jobs(now=NOON)

        job.refresh_from_db()
        assert (job.state, job.result) == (State.DONE, {"opened": 1})
        assert User.objects.filter(email="new@example.org").count() == 1

    def test_a_job_that_somebody_cancelled_writes_nothing(self):
        queue("test.count", to=1)
        job = taken()
        Job.objects.filter(pk=job.pk).update(stop_asked=True)
        work = Work(job, now=NOON, teller=Listener())

        with pytest.raises(Cancelled), work.concluding():
            User.objects.create_user("never@example.org")

        assert not User.objects.exists()


class TestProgressOfAJob:
    def test_lies_in_the_database(self):
        queue("test.count", to=3)
        job = taken()
        Job.objects.filter(pk=job.pk).update(done=2, total=3, note="At 2")
        job.refresh_from_db()

        assert progress_of(job) == Progress(2, 3, "At 2")

    def test_never_is_more_than_all(self):
        queue("test.count", to=3)
        listener = Listener()

        Work(taken(), now=NOON, teller=listener).report(5, 3)

        assert listener.told == [Progress(3, 3, "")]
