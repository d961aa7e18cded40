"""
How long an import from an openXeco node takes, and again; the node is on this machine, so that only
our own part is measured: a real one adds a journey over the network for each question.

    .venv/bin/python benchmarks/openxeco.py [--count 1000]

Its organisations are invented. The directory is made in a temporary folder.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


def entity(number):
    """Return what a node says of one organisation."""
    return {
        "id": number,
        "name": f"Moselle Sensors {number} S.A.",
        "legal_status": "JURIDICAL PERSON",
        "status": "ACTIVE",
        "trade_register_number": f"B {100_000 + number}",
        "creation_date": "2012-05-31",
        "website": f"https://s{number}.example.lu",
        "description": "Wearable sensors that measure how people walk. " * 12,
    }


def place(number):
    """Return its address."""
    return {
        "id": number,
        "number": "4",
        "address_1": "rue de la Moselle",
        "postal_code": "L-6637",
        "city": "Wasserbillig",
        "country": "Luxembourg",
        "latitude": 49.71,
        "longitude": 6.5,
    }


def node(count):
    """Return a server that answers as a node with so many organisations."""
    listed = json.dumps([entity(number) for number in range(1, count + 1)])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = urlsplit(self.path).path.removeprefix("/public/")
            what, _, number = asked.partition("/")
            if what == "get_public_entities":
                content = listed
            elif what == "get_public_entity":
                content = json.dumps(entity(int(number)))
            else:
                content = json.dumps([place(int(number))])
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *arguments):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def measured(what, address, data, *more):
    """Print how long a command takes, and what it did."""
    command = [sys.executable, "-m", "liaison", "organisations", "import-openxeco", address]
    begun = time.perf_counter()
    outcome = subprocess.run(
        [*command, "--json", "--data", data, *more], check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - begun
    told = json.loads(outcome.stdout)
    counts = ", ".join(f"{told[name]:,} {name}" for name in ("new", "changed", "unchanged"))
    print(f"{what:<12} {seconds:6.1f} s  {counts}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    server = node(parser.parse_args().count)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as data:
        measured("dry run", address, data)
        measured("import", address, data, "--write")
        measured("again", address, data, "--write")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"most memory  {used.ru_maxrss / 1024:6.0f} MiB")


if __name__ == "__main__":
    main()
