"""
How well and how fast the directory finds whom people mean: 200 look-ups among real organisations.

    .venv/bin/python benchmarks/directory_search.py --data DIR --organisations 10000 [--texts]

DIR holds snapshots of ROR and CORDIS (liaison harvest ror; liaison harvest cordis); what is made of
them is not written there. On SQLite, or on the empty PostgreSQL database that LIAISON_DATABASE
names, which stays filled for the next run. Each look-up is done as somebody would for the
first time; nothing is kept between them but what the database keeps in its own memory. With --texts
each organisation also says 120 words drawn from the names of others: worse than any real text.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from directory_data import fill, read_lookups


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--misses", action="store_true", help="List whom it did not find first.")
    parser.add_argument("--texts", action="store_true", help="Give each of them texts.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from liaison.config import site

        site.prepare(Path(folder), settings="demo")
        figures = measure(arguments)
    print(json.dumps(figures, indent=2))


def measure(arguments: argparse.Namespace) -> dict[str, object]:
    from django.db import connection

    from liaison.hub.directory.lookup import refresh_lookup
    from liaison.hub.directory.models import LookupWord, Organisation

    seconds: dict[str, float] = {}
    if not Organisation.objects.exists():
        started = time.perf_counter()
        fill(arguments.organisations, arguments.data)
        seconds["filled in"] = round(time.perf_counter() - started, 1)
        if arguments.texts:
            seconds["texts found by in"] = add_texts()
    started = time.perf_counter()
    refresh_lookup()
    seconds["looked through without a change in"] = round(time.perf_counter() - started, 1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {
        "database": connection.vendor,
        "organisations": Organisation.objects.count(),
        "words that lead to them": LookupWord.objects.count(),
        "seconds": seconds,
        **look_up(arguments),
    }


def add_texts(*, at_once: int = 2_000) -> float:
    """Give each organisation texts in three languages; return how long their words took."""
    from liaison.hub.directory.lookup import refresh_lookup
    from liaison.hub.directory.models import Organisation

    chance = random.Random(5)
    names = Organisation.objects.order_by("pk").values_list("name", flat=True)
    words = [word for name in names[:20_000] for word in name.split()]
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        batch = list(Organisation.objects.filter(pk__in=keys[start : start + at_once]))
        for each in batch:
            each.texts = {
                f"description_{language}": {
                    "text": " ".join(chance.choices(words, k=40)),
                    "state": "original",
                }
                for language in ("en", "fr", "de")
            }
        Organisation.objects.bulk_update(batch, ["texts"], batch_size=500)
    started = time.perf_counter()
    refresh_lookup()
    return round(time.perf_counter() - started, 1)


def look_up(arguments: argparse.Namespace) -> dict[str, object]:
    from django.contrib.auth.models import AnonymousUser

    from liaison.hub.directory.lookup import find_organisations

    lookups = read_lookups()
    times = [[] for _ in lookups]
    first, among_ten, asked = Counter(), Counter(), Counter()
    for at, lookup in [*enumerate(lookups)] * arguments.rounds:
        started = time.perf_counter()
        found = find_organisations(lookup["query"], for_user=AnonymousUser(), top=10)
        times[at].append((time.perf_counter() - started) * 1000)
        names = [each.organisation.name for each in found]
        asked[lookup["how"]] += 1
        first[lookup["how"]] += names[:1] == [lookup["expected"]]
        among_ten[lookup["how"]] += lookup["expected"] in names
        if arguments.misses and len(times[at]) == 1 and names[:1] != [lookup["expected"]]:
            best = [f"{each.score:.2f} {each.name}" for each in found[:3]]
            print(f"{lookup['query']!r} -> {lookup['expected']!r}: {best}")
    return {
        "success@1": round(first.total() / asked.total(), 3),
        "success@10": round(among_ten.total() / asked.total(), 3),
        "success@1 by how it was written": {
            how: f"{first[how] // arguments.rounds} of {number // arguments.rounds}"
            for how, number in asked.most_common()
        },
        "milliseconds, all rounds": percentiles([time for each in times for time in each]),
        # What the look-up itself takes, where the machine does other work as well.
        "milliseconds, the fastest round of each": percentiles([min(each) for each in times]),
    }


def percentiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {
        "p50": round(statistics.median(times), 1),
        "p95": round(cuts[94], 1),
        "p99": round(cuts[98], 1),
        "longest": round(max(times), 1),
    }


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
