"""
How fast the directory's pages are: the real server, real organisations, one page load per request.

    LIAISON_DATABASE=postgresql://… .venv/bin/python benchmarks/directory_pages.py --data DIR

Needs wrk (Debian: apt install wrk). DIR holds snapshots of ROR and CORDIS; the directory is filled
from them where the database has none, and stays filled. Two server processes, four clients. List:
its pages in every order. Facets: every kind with every size and state, and the largest countries.
The map of the same. Search: the 200 look-ups of tests/hub/directory, as texts. Profiles: of 500
organisations at random.
"""

import argparse
import os
import random
import tempfile
import time
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

from directory_data import fill, read_lookups
from pages import fetch, measure, start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--connections", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = prepare(Path(folder), arguments)
        server = start(Path(folder))
        try:
            for name, paths in pages.items():
                first = fetch(paths[0], "")
                # Once around unmeasured: templates compiled, numbers counted.
                measure(paths, "", seconds=4, connections=arguments.connections)
                rate = measure(paths, "", arguments.seconds, arguments.connections)
                print(f"{name}: {rate}; {len(first) / 1000:.0f} kB", flush=True)
        finally:
            server.terminate()
            server.wait()


def prepare(folder: Path, arguments: argparse.Namespace) -> dict[str, list[str]]:
    """Fill the directory where that is not done, and return the addresses by what they show."""
    from liaison.config import site

    site.prepare(folder, settings="demo")
    import datetime as dt

    from django.db import connection

    from liaison.config.demonstration import set_up
    from liaison.hub.directory.models import Organisation

    if Organisation.objects.count() < arguments.organisations // 2:
        fill(arguments.organisations, arguments.data)
    set_up(password="not used by this measurement", now=dt.datetime.now(dt.UTC))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{connection.vendor}, {Organisation.objects.count():,} organisations")
    return addresses(random.Random(1))


def addresses(chance: random.Random) -> dict[str, list[str]]:
    """Return the addresses of each kind of page, in the same order every time."""
    from liaison.hub.directory.choices import Kind, SizeClass, State
    from liaison.hub.directory.models import Organisation

    public = Organisation.objects.filter(visibility="public").order_by("pk")
    ids = chance.sample(list(public.values_list("public_id", flat=True)), 500)
    orders = product(("name", "verified"), range(1, 21))
    sizes = product(Kind.values, ["", *SizeClass.values], ["", State.ACTIVE])
    facets = [{"kind": kind, "size": size, "state": state} for kind, size, state in sizes]
    facets += [{"country": country} for country in ("DE", "FR", "IT", "ES", "GB", "LU", "BE")]
    chance.shuffle(facets)
    return {
        "list": [f"/en/directory/?{urlencode({'sort': s, 'page': page})}" for s, page in orders],
        "facets": [f"/en/directory/?{urlencode(choice)}" for choice in facets],
        # Asked for apart from the list, once it comes into sight.
        "map": [f"/en/directory/map/?{urlencode(choice)}" for choice in facets],
        "search": [
            f"/en/directory/?{urlencode({'q': lookup['query']})}" for lookup in read_lookups()
        ],
        "profile": [f"/en/directory/{public_id}/" for public_id in ids],
    }


if __name__ == "__main__":
    started = time.perf_counter()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
    print(f"{time.perf_counter() - started:.0f} s in all")
