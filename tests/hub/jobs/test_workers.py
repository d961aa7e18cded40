"""Workers as real processes: side by side, killed, told to end."""

import signal
from datetime import UTC, datetime, timedelta

from django.utils import timezone

import tests.support.jobs  # noqa: F401  (its kinds of jobs)
from liaison.hub.accounts.models import User
from liaison.hub.jobs import actions
from liaison.hub.jobs.choices import State
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.progress import Progress
from liaison.hub.jobs.queries import progress_of
from liaison.hub.jobs.recurring import Every, Recurring
from liaison.hub.jobs.working import Worker
from tests.factories.accounts import UserFactory
from tests.support.shared_database import wait_until

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def queue(kind, by=None, not_before=None, **arguments):
    return actions.enqueue(
        kind, arguments=arguments, by=by, now=timezone.now(), not_before=not_before
    )


def state_of(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def queue_account(tmp_path, *, seconds):
    begun = tmp_path / "begun"
    job = queue("test.open_account", address="one@example.org", begun=str(begun), seconds=seconds)
    return job, begun


class TestSeveralWorkers:
    def test_do_each_job_exactly_once(self, shared, tmp_path):
        file = tmp_path / "lines"
        all_are_up = timezone.now() + timedelta(seconds=6)
        for number in range(120):
            queue("test.write_line", file=str(file), line=number, not_before=all_are_up)

        for _ in range(3):
            shared.start_worker()
        wait_until(lambda: not Job.objects.open().exists(), seconds=60)

        lines = [line.split() for line in file.read_text().splitlines()]
        assert sorted(int(number) for number, _ in lines) == list(range(120))
        assert len({process for _, process in lines}) > 1
        done_once = Job.objects.filter(kind="test.write_line", state=State.DONE, attempts=1)
        assert done_once.count() == 120


class TestAWorkerThatIsKilled:
    def test_leaves_its_job_to_another_and_the_effect_happens_once(self, shared, tmp_path):
        job, begun = queue_account(tmp_path, seconds=60)
        killed = shared.start_worker("--lease", "2")
        wait_until(begun.exists)

        killed.kill()
        killed.wait()
        assert state_of(job) == State.RUNNING
        assert not User.objects.exists()
        shared.start_worker("--lease", "2")
        wait_until(lambda: state_of(job) == State.DONE)

        job.refresh_from_db()
        assert (job.attempts, job.result) == (2, {"opened": 1})
        assert User.objects.filter(email="one@example.org").count() == 1

    def test_keeps_its_job_while_it_lives_whatever_the_lease(self, shared):
        job = queue("test.count", to=40, seconds_each=0.1)
        shared.start_worker("--lease", "1")
        shared.start_worker("--lease", "1")

        wait_until(lambda: state_of(job) == State.DONE)

        job.refresh_from_db()
        assert job.attempts == 1


class TestAWorkerThatIsToldToEnd:
    def test_gives_its_job_back_untouched(self, shared, tmp_path):
        job, begun = queue_account(tmp_path, seconds=60)
        worker = shared.start_worker()
        wait_until(begun.exists)

        worker.send_signal(signal.SIGTERM)

        assert worker.wait(30) == 0
        job.refresh_from_db()
        assert (job.state, job.attempts, job.most_attempts) == (State.WAITING, 1, 4)
        assert not User.objects.exists()

    def test_ends_at_once_when_it_has_nothing_to_do(self, shared):
        job = queue("test.count", to=1)
        worker = shared.start_worker()
        wait_until(lambda: state_of(job) == State.DONE)

        worker.send_signal(signal.SIGTERM)

        assert worker.wait(5) == 0


class TestARunningJob:
    def test_shows_its_progress_while_its_transaction_is_open(self, shared, tmp_path):
        job, _ = queue_account(tmp_path, seconds=2)
        shared.start_worker()

        wait_until(lambda: progress_of(Job.objects.get(pk=job.pk)) == Progress(1, 2, "Half of it"))
        assert state_of(job) == State.RUNNING
        assert not User.objects.exists()
        wait_until(lambda: state_of(job) == State.DONE)

        assert User.objects.count() == 1
        wait_until(lambda: not list((tmp_path / "jobs").glob("*")))

    def test_stops_when_somebody_cancels_it(self, shared):
        claire = UserFactory()
        job = queue("test.count", by=claire, to=600, seconds_each=0.1)
        shared.start_worker()
        wait_until(lambda: progress_of(Job.objects.get(pk=job.pk)).done > 2)

        actions.cancel(job.public_id, by=claire, now=timezone.now())

        wait_until(lambda: state_of(job) == State.CANCELLED, seconds=10)


class TestRecurringJobs:
    def test_are_queued_once_a_slot_however_many_workers_there_are(self, db):
        schedule = [Recurring("jobs.forget", Every(10))]
        for minutes in (0, 3, 9, 10, 25):
            now = NOON + timedelta(minutes=minutes)
            for _ in range(2):
                Worker(schedule=schedule, clock=lambda now=now: now).queue_recurring()
            Job.objects.update(state=State.DONE, ended_at=now)

        slots = Job.objects.order_by("slot").values_list("slot", flat=True)
        assert list(slots) == [NOON + timedelta(minutes=minutes) for minutes in (0, 10, 20)]

    def test_never_wait_beside_themselves(self, db):
        schedule = [Recurring("jobs.forget", Every(10))]
        for minutes in (0, 10, 20):
            now = NOON + timedelta(minutes=minutes)
            Worker(schedule=schedule, clock=lambda now=now: now).queue_recurring()

        assert Job.objects.count() == 1
