"""Workers are killed while reminders are due: none is lost, none is sent twice."""

import signal
import subprocess
import sys

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.clocks import actions
from liaison.hub.clocks.models import Clock
from liaison.hub.notifications.choices import LetterState
from liaison.hub.notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.directory import OrganisationFactory
from tests.support.clocks import a_kind, at
from tests.support.mail_server import mail_server
from tests.support.shared_database import ROOT, wait_until

KILLS, CLOCKS = 2, 60
# A worker whose calendar says that it is the morning of the 5th of November, ever later.
_WORK = """
import datetime as dt, sys, time
from pathlib import Path
from liaison.config import site
site.use(Path(sys.argv[1]), settings="production")
from liaison.hub.jobs.recurring import Every, Recurring
from liaison.hub.jobs.working import Worker
from tests.support.clocks import a_kind
now, begun = dt.datetime.fromisoformat(sys.argv[2]), time.monotonic()
schedule = (Recurring("clocks.tick", Every(5)), Recurring("notifications.send", Every(1)))
with a_kind():
    Worker(
        schedule=schedule, clock=lambda: now + dt.timedelta(seconds=time.monotonic() - begun)
    ).work()
"""


@pytest.fixture
def what_waits(transactional_db):
    """Sixty things, each for another person, of which they are reminded on the 5th."""
    cluster = ClusterFactory()
    with a_kind() as kind:
        for _ in range(CLOCKS):
            yard = OrganisationFactory()
            whose = {"cluster": cluster, "person": UserFactory()}
            actions.start_clock(kind, yard.public_id, **whose, by=None, now=at(2))


@pytest.fixture
def start_worker(shared):
    workers = []

    def start_worker(server, *, minutes):
        now = at(5).replace(minute=minutes)
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORK, str(shared.data), now.isoformat()],
            cwd=ROOT,
            env=shared.environment | server.environment,
        )
        workers.append(worker)
        return worker

    yield start_worker
    for worker in workers:
        worker.kill()
        worker.wait()


class TestWorkersThatAreKilled:
    def test_lose_no_reminder_and_send_none_twice(self, what_waits, shared, start_worker):
        with mail_server() as server:
            for kill in range(KILLS):
                worker = start_worker(server, minutes=kill * 6)
                begun = len(server.letters)
                wait_until(lambda begun=begun: len(server.letters) > begun, seconds=60)
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            start_worker(server, minutes=KILLS * 6)
            waiting = Letter.objects.filter(state=LetterState.WAITING)
            # With one a kill, whose worker cannot end it.
            under_way = Letter.objects.filter(state=LetterState.SENDING)
            wait_until(
                lambda: (
                    not Clock.objects.filter(step=0).exists()
                    and not waiting.exists()
                    and under_way.count() <= KILLS
                ),
                seconds=120,
            )

            handed_over = [letter["Message-ID"] for letter in server.letters]
        assert Clock.objects.filter(step=1, state="running").count() == CLOCKS
        assert Event.objects.filter(verb="clock.reminded").count() == CLOCKS
        letters = dict(Letter.objects.values_list("message_id", "state"))
        assert len(letters) == CLOCKS
        assert len(handed_over) == len(set(handed_over))
        sent = {each for each, state in letters.items() if state == LetterState.SENT}
        assert sent <= set(handed_over)
        # What was being handed over when a worker died is left to a person: one a kill at most.
        assert len(letters) - len(sent) <= KILLS
