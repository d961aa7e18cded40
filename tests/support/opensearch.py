"""
A small server on this machine that speaks the part of OpenSearch's interface that Liaison uses.

It is no OpenSearch: it shows that what is sent has the documented shape, and that answers of the
documented shape are read. What it does not know it refuses as OpenSearch does, with 400. Documents
are found only once the index was refreshed.
"""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Refused(Exception):
    def __init__(self, kind, reason, status=400):
        super().__init__(reason)
        cause = {"type": kind, "reason": reason}
        self.status = status
        self.body = {"error": {"root_cause": [cause], **cause}, "status": status}


class FakeOpenSearch:
    """
    What the server keeps.

    :ivar indexes: by name: the fields of the mapping, documents as written, those to be found
    :ivar is_away: whether it answers 503 to everything
    """

    def __init__(self):
        self.indexes, self.aliases, self.is_away, self.asked = {}, {}, False, []

    def answer(self, method, path, parameters, body):
        self.asked.append((method, path))
        if self.is_away:
            raise Refused("cluster_block_exception", "away", 503)
        match method, path.strip("/").split("/"):
            case "HEAD", [name]:
                self._index(name)
                return {}
            case "PUT", [name]:
                return self._create(name, json.loads(body))
            case "PUT", [name, "_alias", alias]:
                self._index(name)
                self.aliases[alias] = name
                return {"acknowledged": True}
            case "POST", [name, "_refresh"]:
                self._refresh(name)
                return {"_shards": {"total": 1, "successful": 1, "failed": 0}}
            case (("POST" | "PUT"), ["_bulk"]):
                _only(parameters, {})
                return self._bulk(body)
            case "POST", [name, "_search"]:
                _only(parameters, {})
                return self._search(name, json.loads(body))
            case "POST", [name, "_delete_by_query"]:
                _only(parameters, {"conflicts": "proceed", "refresh": "true"})
                return self._delete(name, json.loads(body))
        raise Refused("illegal_argument_exception", f"no handler found for {method} {path}")

    def _index(self, name):
        name = self.aliases.get(name, name)
        if name not in self.indexes:
            raise Refused("index_not_found_exception", f"no such index [{name}]", 404)
        return self.indexes[name]

    def _create(self, name, body):
        if name in self.indexes:
            raise Refused("resource_already_exists_exception", f"index [{name}] already exists")
        _only(body, {"settings", "mappings"})
        _only(body["mappings"], {"dynamic", "properties"})
        for field in body["mappings"]["properties"].values():
            if field["type"] not in {"long", "date", "keyword"}:
                raise Refused("mapper_parsing_exception", f"no handler for {field['type']}")
        fields = body["mappings"]["properties"]
        self.indexes[name] = {"fields": fields, "written": {}, "found": {}}
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def _refresh(self, name):
        index = self._index(name)
        index["found"] = dict(index["written"])

    def _bulk(self, body):
        lines = body.decode().split("\n")
        if lines.pop() != "":
            raise Refused(
                "illegal_argument_exception", "The bulk request must be terminated by \\n"
            )
        items, rest = [], iter(map(json.loads, lines))
        for action in rest:
            ((kind, to),) = action.items()
            _only(to, {"_index", "_id"})
            index = self._index(to["_index"])
            told = {"_index": to["_index"], "_id": to["_id"]}
            if kind == "delete":
                gone = index["written"].pop(to["_id"], None)
                result = ("deleted", 200) if gone else ("not_found", 404)
            elif kind == "index":
                document = next(rest)
                unknown = document.keys() - index["fields"].keys()
                if unknown:
                    reason = f"mapping set to strict, dynamic introduction of {unknown} not allowed"
                    error = {"type": "strict_dynamic_mapping_exception", "reason": reason}
                    items.append({kind: told | {"status": 400, "error": error}})
                    continue
                result = ("updated", 200) if to["_id"] in index["written"] else ("created", 201)
                index["written"][to["_id"]] = document
            else:
                raise Refused(
                    "illegal_argument_exception", f"Malformed action/metadata line {kind}"
                )
            items.append({kind: told | dict(zip(("result", "status"), result, strict=True))})
        errors = any("error" in item for each in items for item in each.values())
        return {"took": 1, "errors": errors, "items": items}

    def _search(self, name, body):
        _only(body, {"size", "_source", "query", "sort"})
        if body["sort"] != [{"_score": "desc"}, {"organisation": "asc"}] or body["size"] > 10_000:
            raise Refused("parsing_exception", "unknown sort, or a window that is too large")
        index = self._index(name)
        scored = [
            (_score(body["query"], document, index["fields"]), document["organisation"], id_)
            for id_, document in index["found"].items()
        ]
        best = sorted((-score, key, id_) for score, key, id_ in scored if score is not None)
        hits = [
            {"_index": name, "_id": id_, "_score": -score, "sort": [-score, key]}
            for score, key, id_ in best[: body["size"]]
        ]
        total = {"value": len(best), "relation": "eq"}
        return {"took": 1, "timed_out": False, "hits": {"total": total, "hits": hits}}

    def _delete(self, name, body):
        _only(body, {"query"})
        index = self._index(name)
        gone = [
            id_
            for id_, document in index["found"].items()
            if _score(body["query"], document, index["fields"]) is not None
        ]
        for id_ in gone:
            del index["written"][id_]
        self._refresh(name)
        return {"took": 1, "total": len(gone), "deleted": len(gone), "failures": []}


def _score(query, document, fields):
    """Return how well a document answers a query; None where it does not."""
    ((kind, said),) = query.items()
    if kind == "bool":
        _only(said, {"filter", "should"})
        if len(said["should"]) + len(said["filter"]) > 1024:
            raise Refused("too_many_nested_clauses", "maxClauseCount is set to 1024")
        if any(_score(each, document, fields) is None for each in said["filter"]):
            return None
        return sum(_score(each, document, fields) or 0.0 for each in said["should"])
    if kind == "constant_score":
        _only(said, {"filter", "boost"})
        if said["boost"] < 0:
            raise Refused("illegal_argument_exception", "negative [boost] are not allowed")
        return None if _score(said["filter"], document, fields) is None else said["boost"]
    if kind not in ("terms", "range"):
        raise Refused("parsing_exception", f"unknown query [{kind}]")
    ((field, wanted),) = said.items()
    if field not in fields:
        raise Refused("query_shard_exception", f"no field [{field}] here")
    values = document.get(field, [])
    if kind == "range":
        _only(wanted, {"lt"})
        return 1.0 if values < wanted["lt"] else None
    return 1.0 if set(wanted) & set(values) else None


def _only(said, known):
    if unknown := set(said) - set(known):
        raise Refused("parsing_exception", f"unknown key {sorted(unknown)}")
    if isinstance(known, dict) and said != known:
        raise Refused("illegal_argument_exception", f"unexpected values {said}")


@contextmanager
def serving(server):
    """Give the address at which the server answers on this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                status, told = (
                    200,
                    server.answer(self.command, parts.path, dict(parse_qsl(parts.query)), body),
                )
            except Refused as refused:
                status, told = refused.status, refused.body
            text = b"" if self.command == "HEAD" else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_PUT = do_HEAD = do_GET = do_POST  # noqa: N815

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            listening.shutdown()
            thread.join()
