"""
What is lost or doubled when workers are killed: clocks and letters, a real mail server, SIGKILL.

    LIAISON_DATABASE=postgresql://…/killed .venv/bin/python benchmarks/killed_workers.py

Needs an empty database and aiosmtpd. A worker process takes the steps of clocks that are due and
hands letters to a mail server on this machine; after some hundredths to some tenths of a second it
is killed, the calendar moves on by ten minutes, and the next one begins. Half of the clocks have
steps of their own (an effect and a letter in one transaction, and an end), half the usual letters,
several things to a person. At last a worker is left alone until nothing is due any more. Then is
counted: effects against the marks on the clocks, and what the mail server was handed against both.
"""

import argparse
import asyncio
import datetime as dt
import email
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import uuid4

# A Monday morning.
FIRST = dt.datetime(2025, 2, 3, 7, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=10)
OPENS, CLOSES = 7, 18
DAYS_OF_STARTS = 20
PEOPLE = 150
OWN, USUAL = "killed.own", "killed.usual"
_MENTION = re.compile(r"(\w+) of ([0-9a-f-]{36})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--kills", type=int, default=2_000)
    parser.add_argument("--clocks", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve-mail", nargs=2, metavar=("PORT", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve_mail:
        serve_mail(int(arguments.serve_mail[0]), Path(arguments.serve_mail[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "mail"
        log.touch()
        port = free_port()
        server = subprocess.Popen([sys.executable, __file__, "--serve-mail", str(port), str(log)])
        try:
            prepare(Path(folder), port)
            begun = time.monotonic()
            until = run(arguments.kills, arguments.clocks, random.Random(arguments.seed))
            print(f"{arguments.kills} kills in {time.monotonic() - begun:.0f} s, until {until}")
            finish(until)
            report(log)
        finally:
            server.terminate()
            server.wait()


def serve_mail(port: int, log: Path) -> None:
    """Take letters and note of each its id and what it is about, before saying that it is taken."""
    from aiosmtpd.smtp import SMTP

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            message = email.message_from_bytes(envelope.content, policy=default)
            await asyncio.sleep(random.uniform(0, 0.006))
            text = message.get_body(("plain",)).get_content()
            mentioned = " ".join("-of-".join(each) for each in _MENTION.findall(text))
            with log.open("a") as file:
                file.write(f"{message['Message-ID'].strip()} {mentioned}\n")
            await asyncio.sleep(random.uniform(0, 0.006))
            return "250 Taken"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", port)
        await listening.serve_forever()

    asyncio.run(serve())


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def prepare(folder: Path, port: int) -> None:
    """Set the site up in the empty database, and register the two kinds of clocks."""
    os.environ |= {
        "LIAISON_HTTPS": "no",
        "LIAISON_MAIL_HOST": "127.0.0.1",
        "LIAISON_MAIL_PORT": str(port),
        "LIAISON_MAIL_TLS": "no",
    }
    from liaison.config import site

    site.prepare(folder, settings="production")
    import logging

    logging.disable(logging.INFO)
    from liaison.hub.audit.actions import record_event
    from liaison.hub.clocks.kinds import Described, clock_kind
    from liaison.hub.clocks.models import Clock
    from liaison.hub.notifications.actions import send_letter
    from liaison.hub.notifications.choices import LetterKind

    def described(ids: Any, *, for_user: Any) -> dict[Any, Described]:
        return {each: Described(f"usual of {each}", f"/thing/{each}/") for each in ids}

    def effect(what: str) -> Any:
        def happen(clock: Clock, *, now: dt.datetime) -> None:
            mark = f"{what}{clock.step if what == 'own' else ''}"
            record_event(verb=f"killed.{mark}", subject=str(clock.subject), actor="", at=now)
            send_letter(
                about=LetterKind.CLAIM,
                to=clock.person.email,
                language="en",
                subject="Killed",
                text=f"{mark} of {clock.subject}",
                key=f"killed:{clock.subject}:{mark}",
                now=now,
            )

        return happen

    ladder = {"working_days": 3, "reminders": (1, 2), "describe": described}
    clock_kind(
        OWN,
        words="A thing with steps of its own",
        hold=lambda subject: None,
        on_reminder=effect("own"),
        on_missed=effect("missed"),
        **ladder,
    )
    clock_kind(USUAL, words="A thing with the usual letters", **ladder)


def run(kills: int, clocks: int, chance: random.Random) -> dt.datetime:
    """Start clocks all along, and kill one worker after another; return when it is by then."""
    from django.db import connections

    start_clocks(clocks, chance)
    now = FIRST
    for number in range(kills):
        connections.close_all()
        worker = os.fork()
        if worker == 0:
            work(now)
        time.sleep(chance.uniform(0.03, 0.45))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        now = next_moment(now)
        if number % 200 == 199:
            print(f"{number + 1} kills, {now:%d %B %H:%M}", flush=True)
    return now


def start_clocks(number: int, chance: random.Random) -> None:
    from liaison.hub.accounts.models import User
    from liaison.hub.clocks.actions import start_clock
    from liaison.hub.clusters.models import Cluster

    people = [User.objects.create_user(f"person{each}@example.org") for each in range(PEOPLE)]
    cluster = Cluster.objects.create(
        slug="killed", name="Killed", languages=["en"], set_up_at=FIRST
    )
    for each in range(number):
        start_clock(
            OWN if each % 2 else USUAL,
            uuid4(),
            cluster=cluster,
            person=chance.choice(people),
            by=None,
            now=FIRST + dt.timedelta(days=chance.randrange(DAYS_OF_STARTS * 7 // 5) - 2),
        )


def work(now: dt.datetime) -> None:
    """Be a worker whose calendar says `now`, until killed; never returns."""
    from liaison.hub.jobs.recurring import Every, Recurring
    from liaison.hub.jobs.working import Worker

    begun = time.monotonic()
    schedule = (Recurring("clocks.tick", Every(5)), Recurring("notifications.send", Every(1)))
    worker = Worker(
        schedule=schedule, clock=lambda: now + dt.timedelta(seconds=time.monotonic() - begun)
    )
    try:
        worker.work()
    finally:
        os._exit(1)


def next_moment(now: dt.datetime) -> dt.datetime:
    """Return the next moment of the calendar: ten minutes later, or the next morning."""
    now += STEP
    if now.hour >= CLOSES:
        now = now.replace(hour=OPENS, minute=0) + dt.timedelta(days=1)
    while now.weekday() > 4:
        now += dt.timedelta(days=1)
    return now


def finish(now: dt.datetime) -> None:
    """Let a worker go on until nothing is due any more, a fortnight later."""
    from liaison.hub.clocks.ticking import tick
    from liaison.hub.notifications.sending import IN_DOUBT_AFTER, doubt_old_ones, send_due

    before = time.monotonic()
    counts = tick(now=now + dt.timedelta(days=14))
    counts |= send_due(report=lambda number: None)
    doubt_old_ones(now=dt.datetime.now(dt.UTC) + 2 * IN_DOUBT_AFTER)
    print(f"left to a worker that lives, {time.monotonic() - before:.0f} s: {counts}")


def report(log: Path) -> None:
    """Compare what the clocks say, what was done, and what the mail server was handed."""
    from liaison.hub.audit.models import Event
    from liaison.hub.clocks.models import Clock
    from liaison.hub.jobs.models import Job
    from liaison.hub.notifications.models import Letter

    handed = [line.split() for line in log.read_text().splitlines()]
    times = Counter(parts[0] for parts in handed)
    states = dict(Letter.objects.values_list("message_id", "state"))
    print(f"clocks: {dict(Counter(Clock.objects.values_list('kind', 'state')))}")
    print(f"jobs: {dict(Counter(Job.objects.values_list('kind', 'state')))}")
    print(f"letters: {dict(Counter(states.values()))}, handed over {len(handed)} times")
    sent = [each for each, state in states.items() if state == "sent"]
    doubtful = [each for each, state in states.items() if state == "doubtful"]
    print(f"sent, but never handed over: {sum(times[each] == 0 for each in sent)}")
    print(f"handed over more than once: {sum(number > 1 for number in times.values())}")
    print(f"handed over without being in the outbox: {len(set(times) - set(states))}")
    arrived = sum(times[each] == 1 for each in doubtful)
    print(f"doubtful: {len(doubtful)}, of which arrived {arrived}")
    print(f"effects: {told(handed, Event, Clock, Letter)}")


def told(handed: list[list[str]], event: Any, clock: Any, letter: Any) -> dict[str, int]:
    """Return how many steps were marked, and how often what follows is missing or there twice."""
    verbs = ("clock.reminded", "clock.missed")
    marked = Counter(event.objects.filter(verb__in=verbs).values_list("subject", flat=True))
    happened = event.objects.filter(verb__startswith="killed.")
    effects = Counter(happened.values_list("subject", flat=True))
    own = set(map(str, clock.objects.filter(kind=OWN).values_list("subject", flat=True)))
    # Each letter once, however often it was handed over; that is counted apart.
    letters = {parts[0]: parts[1:] for parts in handed}
    for message_id, text in letter.objects.exclude(text="").values_list("message_id", "text"):
        # What is in doubt lies here still, and is neither lost nor there twice.
        letters.setdefault(message_id, ["-of-".join(each) for each in _MENTION.findall(text)])
    said = Counter(each.split("-of-")[1] for mentioned in letters.values() for each in mentioned)
    return {
        "steps marked": sum(marked.values()),
        "of these with an effect of their own": sum(marked[each] for each in own),
        "effects": sum(effects.values()),
        "effects lost": sum(max(0, marked[each] - effects[each]) for each in own),
        "effects doubled": sum(max(0, effects[each] - marked[each]) for each in own),
        "steps without a letter": sum(
            max(0, number - said[each]) for each, number in marked.items()
        ),
        "letters without a step": sum(
            max(0, number - marked[each]) for each, number in said.items()
        ),
    }


if __name__ == "__main__":
    main()
