"""
How fast the manager's desk is with 50,000 open items: the real server, one page load per request.

    LIAISON_DATABASE=postgresql://…/desk .venv/bin/python benchmarks/desk.py

Needs wrk (Debian: apt install wrk) and a database that is empty or was filled by this program. All
items are real: applications, claims, changes asked for and needs that were handed over, a quarter
each, of two clusters, with organisations and people behind them. Two server processes, four
clients, signed in as the manager of both clusters.
"""

import argparse
import datetime as dt
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pages import fetch, measure, start

PEOPLE, TEAM = 500, 6
SLUGS = ("desk-0", "desk-1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--connections", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cookie, pages = prepare(Path(folder), arguments.items)
        server = start(Path(folder))
        try:
            for name, paths in pages.items():
                first = fetch(paths[0], cookie)
                # Once around unmeasured: templates compiled.
                measure(paths, cookie, seconds=3, connections=arguments.connections)
                rate = measure(paths, cookie, arguments.seconds, arguments.connections)
                print(f"{name}: {rate}; {len(first) / 1000:.0f} kB", flush=True)
        finally:
            server.terminate()
            server.wait()


def prepare(folder: Path, items: int) -> tuple[str, dict[str, list[str]]]:
    """Fill the database where that is not done; return a manager's cookie and the addresses."""
    from liaison.config import site

    site.prepare(folder, settings="demo")
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from liaison.hub.clocks.models import Clock

    now = dt.datetime.now(dt.UTC)
    chance = random.Random(1)
    manager = team(now)[0]
    if not Clock.objects.exists():
        fill(items, chance, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    session = SessionStore()
    session["_auth_user_id"] = str(manager.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = manager.get_session_auth_hash()
    session.save()
    print(f"{connection.vendor}, {Clock.objects.open().count():,} open items")
    pages = addresses(items)
    count_questions(manager, pages)
    return f"sessionid={session.session_key}", pages


def addresses(items: int) -> dict[str, list[str]]:
    """Return the addresses of each kind of page, in the same order every time."""
    from liaison.hub.clocks.choices import Section
    from liaison.hub.clocks.kinds import kinds

    def desk(**chosen: Any) -> str:
        return f"/en/desk/?{urlencode(chosen)}"

    pages = [1 + page * 7 for page in range(40)]
    last = max(1, items // 100)
    return {
        "first page": ["/en/desk/"],
        "parts": [desk(show=section.value) for section in Section],
        "pages": [desk(page=page) for page in pages] + [desk(page=last)],
        "by kind": [desk(kind=kind.code, page=page) for kind in kinds() for page in (1, 2, 9)],
        "by person": [desk(whose=who, page=page) for who in ("mine", "nobodys") for page in pages],
        "by cluster": [
            desk(cluster=f"desk-{each}", page=page) for each in (0, 1) for page in pages
        ],
        "all at once": [
            desk(kind=kind.code, whose=whose, cluster=SLUGS[0], show=section.value)
            for kind in kinds()
            for whose in ("", "mine", "nobodys")
            for section in Section
        ],
        "for oneself": ["/en/desk/own/"],
        "who is silent": ["/en/desk/silent/"],
    }


def count_questions(manager: Any, pages: dict[str, list[str]]) -> None:
    """Print how many questions to the database the pages ask at most."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.force_login(manager, settings.AUTHENTICATION_BACKENDS[0])
    for name, paths in pages.items():
        most = 0
        for path in paths[:30]:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200, path
            most = max(most, len(asked))
        print(f"{name}: at most {most} questions to the database")


def team(now: dt.datetime) -> list[Any]:
    """Return the team of both clusters, the manager first; set up where it is not there."""
    from liaison.hub.accounts.models import User
    from liaison.hub.clusters.models import Cluster, ClusterRole

    people = []
    for number, slug in enumerate(SLUGS):
        cluster, _ = Cluster.objects.get_or_create(
            slug=slug,
            defaults={
                "name": f"Cluster {number}",
                "languages": ["en", "fr", "de"],
                "contact_email": "team@cluster.example",
                "set_up_at": now,
            },
        )
        for each in range(TEAM):
            email = f"team{each}@cluster.example"
            person = User.objects.filter(email=email).first() or User.objects.create_user(
                email, full_name=f"Colleague {each}"
            )
            ClusterRole.objects.get_or_create(
                person=person,
                cluster=cluster,
                role="cluster_manager" if each == 0 else "cluster_officer",
                defaults={"granted_at": now},
            )
            people += [person] if number == 0 else []
    return people


def fill(items: int, chance: random.Random, now: dt.datetime) -> None:
    """Write things that wait, a quarter of each kind, and a clock for each."""
    from liaison.hub.accounts.models import User
    from liaison.hub.clusters.models import Cluster
    from liaison.hub.directory.models import Organisation

    clusters = list(Cluster.objects.filter(slug__in=SLUGS).order_by("pk"))
    users = [
        User(email=f"person{each}@example.org", full_name=f"Person {each}", password="!")
        for each in range(PEOPLE)
    ]
    people = User.objects.bulk_create(users)
    each_kind = items // 4
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(
                name=f"Organisation {each}", kind="company", country="LU", visibility="public"
            )
            for each in range(each_kind)
        ],
        batch_size=2_000,
    )
    for kind, things in (
        ("membership.review", applications(clusters, people, each_kind, now)),
        ("claims.decision", claims(clusters, people, organisations, now)),
        ("change_requests.answer", change_requests(clusters, people, organisations, now)),
        ("partner_search.hand_over", hand_overs(clusters, people, each_kind, now)),
    ):
        start_all(kind, things, chance, now)


def applications(clusters: list[Any], people: list[Any], number: int, now: dt.datetime) -> Any:
    from liaison.hub.membership.models import Application, Charter

    charters = [
        Charter.objects.create(
            cluster=each, version=1, text_en="We meet twice a year.", published_at=now
        )
        for each in clusters
    ]
    made = [
        Application(
            cluster=clusters[each % 2],
            applicant=people[each % PEOPLE],
            name=f"Applicant {each}",
            plain=f"applicant {each}",
            kind="company",
            country="LU",
            category="company",
            state="submitted",
            created_at=now,
            state_since=now,
            submitted_at=now,
            answer_due_on=now.date(),
            representative_name="Claire Weber",
            authority_declared_at=now,
            charter=charters[each % 2],
            charter_accepted_at=now,
            reading_consented_at=now,
        )
        for each in range(number)
    ]
    created = Application.objects.bulk_create(made, batch_size=2_000)
    return [(each.public_id, each.cluster) for each in created]


def claims(clusters: list[Any], people: list[Any], organisations: list[Any], now: Any) -> Any:
    from liaison.hub.claims.models import Claim

    made = [
        Claim(
            cluster=clusters[each % 2],
            organisation=organisation,
            person=people[each % PEOPLE],
            role="organisation_owner",
            asked_at=now,
        )
        for each, organisation in enumerate(organisations)
    ]
    created = Claim.objects.bulk_create(made, batch_size=2_000)
    return [(each.public_id, each.cluster) for each in created]


def change_requests(
    clusters: list[Any], people: list[Any], organisations: list[Any], now: dt.datetime
) -> Any:
    from liaison.hub.change_requests.models import ChangeRequest, RequestedChange

    made = ChangeRequest.objects.bulk_create(
        [
            ChangeRequest(
                organisation=organisation,
                asked_by=people[each % PEOPLE],
                asked_at=now,
            )
            for each, organisation in enumerate(organisations)
        ],
        batch_size=2_000,
    )
    of = ChangeRequest.clusters.through
    of.objects.bulk_create(
        [of(changerequest=each, cluster=clusters[number % 2]) for number, each in enumerate(made)],
        batch_size=2_000,
    )
    RequestedChange.objects.bulk_create(
        [
            RequestedChange(
                request=each, organisation=each.organisation, field="city", old="", new="Mertert"
            )
            for each in made
        ],
        batch_size=2_000,
    )
    return [(each.public_id, clusters[number % 2]) for number, each in enumerate(made)]


def hand_overs(clusters: list[Any], people: list[Any], number: int, now: dt.datetime) -> Any:
    from liaison.hub.partner_search.models import HandOver, Search

    searches = Search.objects.bulk_create(
        [
            Search(
                need="Somebody who measures gait",
                language="en",
                cluster=clusters[each % 2],
                asked_by=people[each % PEOPLE],
                asked_at=now,
            )
            for each in range(number)
        ],
        batch_size=2_000,
    )
    created = HandOver.objects.bulk_create(
        [
            HandOver(search=each, kind="nobody_fits", person=each.asked_by, created_at=now)
            for each in searches
        ],
        batch_size=2_000,
    )
    return [(each.public_id, each.search.cluster) for each in created]


def start_all(kind: str, things: Any, chance: random.Random, now: dt.datetime) -> None:
    """Write a clock for each thing: due within a month before or after today, some paused."""
    from liaison.hub.accounts.models import User
    from liaison.hub.clocks.models import Clock

    colleagues = [None, None, *User.objects.filter(email__startswith="team").order_by("pk")]
    clocks = []
    for subject, cluster in things:
        is_paused = chance.random() < 0.1
        clocks.append(
            Clock(
                kind=kind,
                subject=subject,
                cluster=cluster,
                assignee=chance.choice(colleagues),
                state="paused" if is_paused else "running",
                started_at=now - dt.timedelta(days=chance.randrange(40)),
                due_on=now.date() + dt.timedelta(days=chance.randrange(-30, 30)),
                next_step_at=None if is_paused else now + dt.timedelta(days=3),
                paused_at=now if is_paused else None,
            )
        )
    Clock.objects.bulk_create(clocks, batch_size=2_000)


if __name__ == "__main__":
    started = time.perf_counter()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
    print(f"{time.perf_counter() - started:.0f} s in all")
