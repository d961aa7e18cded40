"""
How fast the result page is: the real server, real needs, one page load per request.

    .venv/bin/python benchmarks/pages.py --data DIR --needs needs-2024H2.jsonl

Needs wrk (Debian: apt install wrk). DIR holds an index (liaison harvest cordis; liaison index).
First views: every request asks for another need out of 500, more than a process remembers answers
for, so each page comes from the engine. Returning: 20 needs, as people page and go back. Needs are
cut to two or three sentences, as people write them; with --whole they are whole descriptions.
"""

import argparse
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORT = 8765


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--connections", type=int, default=8)
    arguments = parser.parse_args()

    cookie, paths = state_needs(arguments.data, arguments.needs, whole=arguments.whole)
    server = start(arguments.data)
    try:
        first = fetch(paths[0], cookie)
        print(f"result page: {len(first):,} bytes, {first.count('<article')} organisations")
        for language in ("en", "fr"):
            addresses = [path.replace("/en/", f"/{language}/", 1) for path in paths]
            # Once around unmeasured: templates compiled, pages of the index in memory.
            measure(addresses, cookie, seconds=5, connections=arguments.connections)
            for views, pages in (("first views", addresses), ("returning", addresses[:20])):
                rate = measure(pages, cookie, arguments.seconds, arguments.connections)
                print(f"{language}, {views}: {rate}")
    finally:
        server.terminate()
        server.wait()


def state_needs(data: Path, needs: Path, *, whole: bool) -> tuple[str, list[str]]:
    """Keep each need as a search of one browser; return its cookie and the result pages."""
    from liaison.config import site

    site.prepare(data, settings="demo")
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    from liaison.config.demonstration import set_up
    from liaison.hub.clusters.queries import current_cluster
    from liaison.hub.partner_search.actions import state_need

    now = dt.datetime.now(dt.UTC)
    set_up(password="not used by this measurement", now=now)
    session = SessionStore()
    session["browser_key"] = "benchmark"
    session.save()
    searches = [
        state_need(
            need=stated(json.loads(line)["text"], whole=whole),
            language="en",
            cluster=current_cluster(host="127.0.0.1"),
            by=AnonymousUser(),
            browser_key="benchmark",
            now=now,
        )
        for line in needs.read_text().splitlines()[:500]
    ]
    return (
        f"sessionid={session.session_key}",
        [f"/en/search/{search.public_id}/" for search in searches],
    )


def stated(description: str, *, whole: bool) -> str:
    """Return the first sentences of a description, 400 characters or a little more."""
    end = description.find(". ", 400)
    return description if whole or end < 0 else description[: end + 1]


def start(data: Path) -> subprocess.Popen:
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "liaison", "serve"),
            *("--data", data, "--port", str(PORT), "--workers", "2"),
        ],
        env=os.environ | {"LIAISON_HTTPS": "no"},
        stdout=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/alive/")
            return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def fetch(path: str, cookie: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def measure(paths: list[str], cookie: str, seconds: int, connections: int) -> str:
    """Load the pages in turn over several connections; return rate, percentiles and failures."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(
            f"local paths = {{{','.join(json.dumps(path) for path in paths)}}}\n"
            "local next_path = 0\n"
            "function request()\n"
            "  next_path = next_path % #paths + 1\n"
            f'  return wrk.format("GET", paths[next_path], {{["Cookie"]="{cookie}"}})\n'
            "end\n"
            "function done(summary, latency)\n"
            '  io.write(string.format("p50 %.0f ms, p99 %.0f ms", latency:percentile(50) / 1000,'
            " latency:percentile(99) / 1000))\n"
            '  io.write(string.format(", failures %d\\n", summary.errors.status +'
            " summary.errors.timeout + summary.errors.read + summary.errors.connect))\n"
            "end\n"
        )
        script.flush()
        said = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name),
                f"http://127.0.0.1:{PORT}",
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)[1]
    return f"{rate} requests/s, {said.splitlines()[-1]}"


if __name__ == "__main__":
    main()
