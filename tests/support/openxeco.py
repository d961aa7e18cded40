"""A small openXeco node on this machine; its answers have the shapes that such nodes give."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

NOTHING_SAID = {
    **dict.fromkeys(["image", "headline", "creation_date", "description", "trade_register_number"]),
    **dict.fromkeys(["website", "linkedin_url", "twitter_url", "youtube_url", "discord_url"]),
    **dict.fromkeys(["sync_node", "sync_id", "sync_global", "sync_address"]),
    "legal_status": "JURIDICAL PERSON",
    "status": "ACTIVE",
    "sync_status": "OK",
    "is_startup": 0,
    "is_cybersecurity_core_business": 0,
}
MOSELLE_SENSORS = NOTHING_SAID | {
    "id": 12,
    "name": "Moselle Sensors S.à r.l.",
    "trade_register_number": "B 123456",
    "website": "https://moselle-sensors.lu",
    "creation_date": "2012-05-31",
    "headline": "Gait, measured",
    "description": "Wearable sensors.",
    "is_startup": 1,
}
HARBOUR_LABS = NOTHING_SAID | {"id": 7, "name": "Harbour Labs ASBL", "status": "INACTIVE"}
PLACE = {
    "id": 31,
    "entity_id": 12,
    "number": "4",
    "address_1": "rue de la Moselle",
    "address_2": None,
    "postal_code": "L-6637",
    "city": "Wasserbillig",
    "administrative_area": None,
    "country": "Luxembourg",
    "latitude": 49.71,
    "longitude": 6.5,
}
TAXONOMY = {
    "categories": [{"name": "ENTITY TYPE", "active_on_entities": True}],
    "values": [
        {"id": 1, "name": "PRIVATE SECTOR", "category": "ENTITY TYPE"},
        {"id": 2, "name": "CIVIL SOCIETY", "category": "ENTITY TYPE"},
        {"id": 3, "name": "Association", "category": "SOLUTION CATEGORY"},
    ],
    "category_hierarchy": [],
    "value_hierarchy": [],
}


class FakeNode:
    """
    What a node knows, and how it answers.

    :ivar asked: every path that was asked for, with its question
    :ivar instead: by path, what is answered in place of what is known: status, type and content
    :ivar drops: send the content drop by drop, with a pause between
    """

    def __init__(self, words=("entities", "entity")):
        self.words = words
        self.entities = {}
        self.details = {}
        self.places = {}
        self.taxonomy = TAXONOMY
        self.instead = {}
        self.asked = []
        self.drops = False
        self.address = ""

    def add(self, entity, *places, **details):
        """Let it know an organisation; details are told only when it is asked for by itself."""
        self.entities[entity["id"]] = entity
        self.details[entity["id"]] = {"closure_date": None, "taxonomy_assignment": []} | details
        self.places[entity["id"]] = list(places)

    @property
    def name(self):
        return self.address.removeprefix("http://")

    def answer_to(self, path):
        many, one = self.words
        place, _, number = path.removeprefix("/public/").partition("/")
        if place == f"get_public_{many}":
            return list(self.entities.values())
        if place == "get_public_taxonomy":
            return self.taxonomy
        if place == f"get_public_{one}" and int(number) in self.entities:
            return self.entities[int(number)] | self.details[int(number)]
        if place == f"get_public_{one}_addresses":
            return self.places.get(int(number), [])
        return None

    def respond(self, request):
        self.asked.append(request.path)
        path = urlsplit(request.path).path
        if path in self.instead:
            status, kind, content = self.instead[path]
        else:
            answer = self.answer_to(path)
            status, kind = (404, "text/html") if answer is None else (200, "application/json")
            content = b"" if answer is None else json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if not self.drops:
            request.wfile.write(content)
            return
        for place in range(len(content)):
            request.wfile.write(content[place : place + 1])
            time.sleep(0.02)


@contextmanager
def answering(node):
    """Let a node answer on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            # Whoever asks may hang up first.
            try:
                node.respond(self)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    node.address = f"http://127.0.0.1:{server.server_port}"
    yield node
    server.shutdown()
    server.server_close()
    thread.join()
