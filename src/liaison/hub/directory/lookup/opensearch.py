"""
The words of the look-up in an index of OpenSearch, where an installation has one (LIAISON_SEARCH).

The index answers one question: which organisations, at most a thousand, have the words that were
written. It is a copy of the table: whoever asks falls back to the table while the server is away or
has no index, and the close comparison of names is ours in any case.

Each document is an organisation: its key, all its words, and under "w1" to "w10" those of a weight.
It is asked by an alias, which is set once the index was filled for the first time.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from liaison.hub.directory.lookup.questions import EACH_WORD, Question, Term, telling_terms
from liaison.hub.directory.models import LookupWord, Organisation

# The kind of job that copies words; see `directory.jobs`.
COPY_WORDS = "directory.copy_words"
MOST_FOUND = 1_000
_DEFAULT_INDEX = "liaison-words"
# Behind the alias; another number for another mapping.
_STORED = "-1"
_WEIGHTS = range(1, 11)
_AT_ONCE = 500
# A page waits no longer for an answer; then the table is asked for a while.
_SECONDS_TO_ANSWER, _SECONDS_TO_WRITE, _SECONDS_AWAY = 2, 60, 30
_MAPPING = {
    "settings": {"index": {"number_of_shards": 1}},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "organisation": {"type": "long"},
            "written": {"type": "date", "format": "epoch_millis"},
            "word": {"type": "keyword"},
            **{f"w{weight}": {"type": "keyword"} for weight in _WEIGHTS},
        },
    },
}
_log = logging.getLogger(__name__)
_away_until = 0.0


class NoAnswer(Exception):
    """The server does not answer, or refuses what it was asked; says why in one sentence."""


def is_chosen() -> bool:
    """Tell whether the installation keeps an index of OpenSearch."""
    return bool(settings.LIAISON_SEARCH)


def led_to(question: Question, *, wholly: bool) -> tuple[int, ...] | None:
    """
    Return the keys of at most a thousand organisations that have the words, likeliest first.

    :param wholly: whether they must have all words of the question; else one of the rarest
    :returns: None where the table is to be asked: no index is kept, or it does not answer
    """
    global _away_until
    if not is_chosen() or not question.known or time.monotonic() < _away_until:
        return None
    server, alias = _server(settings.LIAISON_SEARCH)
    body = _query(question.known, wholly=wholly)
    try:
        answer = server.search(index=alias, body=body, request_timeout=_SECONDS_TO_ANSWER)
    except _opensearch().OpenSearchException as error:
        # What was looked for stays out of the log.
        _log.warning("OpenSearch does not answer (%s); the table does.", type(error).__name__)
        _away_until = time.monotonic() + _SECONDS_AWAY
        return None
    return tuple(int(hit["_id"]) for hit in answer["hits"]["hits"])


def copy_words(keys: list[int]) -> None:
    """
    Copy the words of these organisations as the table has them; those gone leave the index.

    Where there is no index yet nothing is done: whoever fills it copies all.
    """
    server, alias = _server(settings.LIAISON_SEARCH)
    index = alias + _STORED
    if not server.indices.exists(index=index):
        return
    there = set(Organisation.objects.filter(pk__in=keys).values_list("pk", flat=True))
    gone = ({"_op_type": "delete", "_id": str(key)} for key in set(keys) - there)
    _write_to(server, index, [*_documents(sorted(there)), *gone])


def fill(report: Callable[[int, int], None]) -> int:
    """
    Make the index where it is missing, and copy all words into it; return of how many.

    :param report: told after each batch how many organisations of how many are done
    :raises NoAnswer: if the server does not do its part; once more does the rest
    """
    try:
        return _fill(report)
    except _opensearch().OpenSearchException as error:
        raise NoAnswer(f"The OpenSearch server of LIAISON_SEARCH says no: {error}") from error


def _fill(report: Callable[[int, int], None]) -> int:
    server, alias = _server(settings.LIAISON_SEARCH)
    index = alias + _STORED
    started = _milliseconds()
    if not server.indices.exists(index=index):
        server.indices.create(index=index, body=_MAPPING)
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        batch = keys[start : start + _AT_ONCE]
        _write_to(server, index, _documents(batch))
        report(start + len(batch), len(keys))
    server.indices.refresh(index=index)
    # Those that this has not written are gone from the directory.
    old = {"query": {"range": {"written": {"lt": started}}}}
    server.delete_by_query(index=index, body=old, conflicts="proceed", refresh=True)
    server.indices.put_alias(index=index, name=alias)
    return len(keys)


def _write_to(server: Any, index: str, actions: Iterable[Any]) -> None:
    """Write documents, or raise; one to delete that is not there does no harm."""
    writing = _opensearch().helpers.streaming_bulk(
        server,
        ({"_index": index, **each} for each in actions),
        chunk_size=_AT_ONCE,
        max_retries=3,
        ignore_status=(404,),
        request_timeout=_SECONDS_TO_WRITE,
    )
    for _ in writing:
        pass


def _documents(keys: list[int]) -> Iterator[dict[str, Any]]:
    words: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = LookupWord.objects.filter(organisation__in=keys).order_by("organisation", "word")
    for key, word, weight in rows.values_list("organisation", "word", "weight"):
        words[key][weight].append(word)
    for key in keys:
        yield {
            "_op_type": "index",
            "_id": str(key),
            "organisation": key,
            "written": _milliseconds(),
            "word": [word for weighed in words[key].values() for word in weighed],
            **{f"w{weight}": weighed for weight, weighed in words[key].items()},
        }


def _query(terms: list[Term], *, wholly: bool) -> dict[str, Any]:
    """Return the question in OpenSearch's language; the score is what the table works out."""
    wanted = terms if wholly else [_together(list(telling_terms(terms)))]
    needed = [{"terms": {"word": sorted(term.readings)}} for term in wanted]
    return {
        "size": MOST_FOUND,
        "_source": False,
        "query": {"bool": {"filter": needed, "should": list(_scores(terms))}},
        "sort": [{"_score": "desc"}, {"organisation": "asc"}],
    }


def _together(terms: list[Term]) -> Term:
    return Term("", {reading: 1.0 for term in terms for reading in term.readings})


def _scores(terms: list[Term]) -> Iterator[dict[str, Any]]:
    for term in terms:
        by_fit: dict[float, list[str]] = defaultdict(list)
        for reading, fits in term.readings.items():
            by_fit[fits].append(reading)
        for fits, readings in by_fit.items():
            for weight in _WEIGHTS:
                has = {"terms": {f"w{weight}": sorted(readings)}}
                boost = round(term.weight * fits * (weight + EACH_WORD), 4)
                yield {"constant_score": {"filter": has, "boost": boost}}


@lru_cache(maxsize=4)
def _server(address: str) -> tuple[Any, str]:
    """
    Return the client, and the alias of the index, which is the last part of the address.

    :raises ImproperlyConfigured: if the client is not installed, or the address is none
    """
    client = _opensearch()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            "LIAISON_SEARCH is the address of an OpenSearch server, such as"
            " https://user:password@search.example:9200/liaison-words"
        )
    before, _, index = parts.path.strip("/").rpartition("/")
    host = urlunsplit((parts.scheme, parts.netloc, before, "", ""))
    return client.OpenSearch([host], max_retries=0), index or _DEFAULT_INDEX


def _opensearch() -> Any:
    """Return the client's package, which is not there by default."""
    try:
        import opensearchpy
        import opensearchpy.helpers
    except ImportError as error:
        message = "LIAISON_SEARCH needs a package more: pip install 'liaison[opensearch]'"
        raise ImproperlyConfigured(message) from error
    return opensearchpy


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
