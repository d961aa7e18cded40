"""
Open calls of the Funding & Tenders portal, the European Union's: what money can be applied for.

Read from the portal's search interface, page by page, or from a file: a list of harvested calls
(`topicId`, `deadline`, …) or saved answers of the interface (`metadata`, …), packed with gzip or
not. Kept: what is wanted, for whom, until when and for how much. Not kept: mail addresses and the
portal's advice, which names contacts.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from liaison.opendata.archives import open_packed
from liaison.opendata.fetch import Progress, Question, fetch, forget_download, pages_of
from liaison.opendata.formats import FormatWatch
from liaison.opendata.records import CALLS
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Source,
    keep_if_unchanged,
    only_harvest,
    write_snapshot,
)
from liaison.opendata.texts import plain, repaired, with_breaks, without_mail_addresses

EU_CALLS = Source(
    code="calls",
    title="Calls of the EU Funding & Tenders portal",
    publisher="European Commission",
    homepage="https://ec.europa.eu/info/funding-tenders/opportunities/portal/",
    address="https://api.tech.ec.europa.eu/search-api/prod/rest/search?apiKey=SEDIA&text=***",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="European Commission, EU Funding & Tenders portal",
)
MOST_EXPANSION = 200
PAGE_SIZE = 100
STATUSES = {"31094501": "forthcoming", "31094502": "open", "31094503": "closed"}
# Calls for proposals, those of external action, and those that projects pass on; no tenders.
KINDS_OF_CALL = ("1", "2", "8")
QUERY = {
    "bool": {
        "must": [
            {"terms": {"type": list(KINDS_OF_CALL)}},
            {"terms": {"status": ["31094501", "31094502"]}},
        ]
    }
}
PROGRAMMES = {
    "43108390": "Horizon Europe",
    "44181033": "European Defence Fund",
    "43252405": "LIFE",
    "111111": "EU External Action",
    "43152860": "Digital Europe",
    "43298916": "Euratom",
    "43251567": "Connecting Europe Facility",
    "43251589": "CERV",
    "43252449": "RFCS",
    "43353764": "Erasmus+",
    "43637601": "Pilot Projects & Preparatory Actions",
    "43254019": "ESF+",
    "43252368": "ISF",
    "45532249": "EU Agencies",
    "43252386": "Justice",
    "44416173": "Interregional Innovation",
    "43252433": "Pericles IV",
    "43392145": "EMFAF",
    "46324255": "Technical assistance for ERDF, CF and JTF",
    "43253967": "Renewable Energy FM",
    "43251814": "Creative Europe",
    "43252476": "Single Market Programme",
}
_PAGES_OF_CALLS = (
    "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/"
)
_HARVESTED = dict.fromkeys(
    (
        *("topicId", "title", "programme", "callIdentifier", "deadline", "callStatus", "keywords"),
        *("portalUrl", "description", "topicConditions", "deadlineModel", "typesOfAction"),
    ),
    str,
)
_HARVESTED_TOO = (
    *("reference", "programmeId", "cluster", "actionType", "stage", "budgetMin", "budgetMax"),
    *("expectedGrants", "objectives", "submissionProcedure", "callTitle", "supportInfo"),
    *("crossCuttingPriorities", "qnaUrl", "updatesUrl", "documentsUrl"),
)
# The interface sends every field as a list of texts.
_ASKED = dict.fromkeys(("identifier", "title", "status", "deadlineDate", "type"), list)


def harvest_calls(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read open and forthcoming calls into a new snapshot; the same calls again change nothing.

    :param source: a file, the address of one, or an address of the search interface; None for the
        portal's own
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address = source or EU_CALLS.address
    downloads = data / "downloads"
    with only_harvest(data, EU_CALLS):
        if urlsplit(address).path.endswith("/search"):
            calls = _read_interface(address, downloads, now=now, progress=progress)
        else:
            calls = _read_file(address, downloads, progress=progress)
        sha256 = hashlib.sha256(repr(calls).encode()).hexdigest()
        if unchanged := keep_if_unchanged(data, EU_CALLS, sha256=sha256):
            return unchanged
        return write_snapshot(
            data,
            EU_CALLS,
            {"calls": (CALLS, calls)},
            sha256=sha256,
            read_from=address,
            published=None,
            now=now,
        )


def _read_interface(
    address: str, downloads: Path, *, now: dt.datetime, progress: Progress
) -> list[Row]:
    first = _question(address, page=1)
    found = _Found(address)
    references: set[str] = set()
    total = 0
    with pages_of(first, lambda page: _next(address, page), downloads, now=now) as pages:
        for content in pages:
            answer = _parsed(content, address)
            total = answer["totalResults"]
            references |= {str(each.get("reference")) for each in answer["results"]}
            found.add_all(answer["results"])
            progress(len(references), total, "Reading calls")
        if not total:
            raise HarvestRefused(f"{address}: no calls came.")
        if len(references) < total:
            raise HarvestRefused(
                f"{address}: {len(references):,} of {total:,} calls came; the list changed while"
                " it was read. Try again."
            )
        return found.rows()


def _question(address: str, *, page: int) -> Question:
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    asked = given | {"pageSize": str(PAGE_SIZE), "pageNumber": str(page)}
    return Question(
        parts._replace(query=urlencode(asked, safe="*")).geturl(),
        (
            ("query", json.dumps(QUERY)),
            ("languages", json.dumps(["en"])),
            ("sort", json.dumps({"field": "identifier", "order": "ASC"})),
        ),
    )


def _next(address: str, content: bytes) -> Question | None:
    answer = _parsed(content, address)
    page = answer["pageNumber"]
    if not answer["results"] or page * PAGE_SIZE >= answer["totalResults"]:
        return None
    return _question(address, page=page + 1)


def _parsed(content: bytes, address: str) -> Row:
    """Return one page of the interface's answer; raises HarvestRefused if it is none."""
    try:
        answer = json.loads(content)
        whole = (
            isinstance(answer["results"], list)
            and isinstance(answer["totalResults"], int)
            and isinstance(answer["pageNumber"], int)
        )
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise HarvestRefused(
            f"{address}: the answer is no page of calls"
            " (results, totalResults and pageNumber are expected)."
        )
    return dict(answer)


def _read_file(address: str, downloads: Path, *, progress: Progress) -> list[Row]:
    file = fetch(address, downloads, progress=progress)
    try:
        found = _Found(str(file))
        records = _listed(file)
        found.add_all(records)
        progress(len(records), len(records), "Reading calls")
        return found.rows()
    except HarvestRefused:
        forget_download(file, downloads)
        raise


def _listed(file: Path) -> list[Any]:
    """Return the calls that a file lists: as they were harvested, or as the interface answered."""
    with open_packed(file, most_expansion=MOST_EXPANSION) as content:
        try:
            parsed = json.loads(content.read())
        except ValueError as error:
            reason = str(error).splitlines()[0]
            raise HarvestRefused(f"{file}: is no JSON ({reason}).") from None
    if isinstance(parsed, dict) and isinstance(parsed.get("results"), list):
        parsed = parsed["results"]
    if not isinstance(parsed, list) or not parsed:
        raise HarvestRefused(f"{file}: lists no calls.")
    return parsed


class _Found:
    """The calls read so far; one that is listed several times keeps all its deadlines."""

    def __init__(self, read_from: str) -> None:
        self._read_from = read_from
        self._rows: dict[str, Row] = {}
        self._harvested = FormatWatch(read_from, _HARVESTED, known=_HARVESTED_TOO)
        self._asked = FormatWatch(read_from, _ASKED)

    def add_all(self, records: list[Any]) -> None:
        for place, record in enumerate(records, start=1):
            if not isinstance(record, dict):
                raise HarvestRefused(f"{self._read_from}: entry {place} is no call.")
            row = self._row(record)
            if not row["id"]:
                self._check()
                raise HarvestRefused(f"{self._read_from}: call {place} has no code.")
            before = self._rows.get(row["id"])
            if before is not None:
                row["deadlines"] = sorted({*before["deadlines"], *row["deadlines"]})
            self._rows[row["id"]] = row

    def rows(self) -> list[Row]:
        """Return all calls by code; raises FormatChanged if a field was in none of them."""
        self._check()
        return [self._rows[code] for code in sorted(self._rows)]

    def _row(self, record: Row) -> Row:
        metadata = record.get("metadata")
        if isinstance(metadata, dict):
            self._asked.see(metadata)
            return _asked_call({**metadata, "language": [record.get("language") or "en"]})
        self._harvested.see(record)
        return _harvested_call(record)

    def _check(self) -> None:
        self._asked.check()
        self._harvested.check()


def _harvested_call(record: Row) -> Row:
    """Return a row from a call as another harvester lists it."""
    codes = {_text(record, "topicId"), _text(record, "callIdentifier")}
    keywords = [word.strip() for word in _text(record, "keywords").split(",")]
    return {
        "id": _text(record, "topicId"),
        "call": _text(record, "callIdentifier"),
        "title": plain(_text(record, "title")),
        "text": _long(record, "description"),
        "context": _long(record, "objectives"),
        "conditions": _long(record, "topicConditions").removeprefix('">').strip(),
        "keywords": ", ".join(word for word in keywords if word and word not in codes),
        "programme": _text(record, "programme"),
        "scheme": " ".join(_text(record, "typesOfAction").split()),
        "status": _one_of(_text(record, "callStatus"), STATUSES.values()),
        "opens": None,
        "deadlines": _days([record.get("deadline")]),
        "deadline_model": _text(record, "deadlineModel"),
        "budget": None,
        "grants": _count(record.get("expectedGrants")),
        "contribution_min": _money(record.get("budgetMin")),
        "contribution_max": _money(record.get("budgetMax")),
        "url": _page(_text(record, "portalUrl"), _text(record, "topicId")),
        "language": "en",
        "invented": False,
    }


def _asked_call(record: Row) -> Row:
    """Return a row from a call as the portal's search interface sends it."""
    code = _first(record, "identifier")
    codes = {code, _first(record, "callIdentifier")}
    return {
        "id": code,
        "call": _first(record, "callIdentifier"),
        "title": plain(_first(record, "title")),
        "text": _readable(_first(record, "descriptionByte") or _first(record, "description")),
        "context": _readable(_first(record, "destinationDetails")),
        "conditions": _readable(
            _first(record, "topicConditions") or _first(record, "beneficiaryAdministration")
        ),
        "keywords": ", ".join(word for word in _all(record, "keywords") if word not in codes),
        "programme": PROGRAMMES.get(_first(record, "frameworkProgramme"), ""),
        "scheme": " ".join(", ".join(_all(record, "typesOfAction")).split()),
        "status": STATUSES.get(_first(record, "status"), ""),
        "opens": next(iter(_days(_all(record, "startDate"))), None),
        "deadlines": _days(_all(record, "deadlineDate")),
        "deadline_model": _first(record, "deadlineModel"),
        **_budget(_first(record, "budgetOverview"), code),
        "url": _page(_first(record, "url"), code),
        "language": _first(record, "language"),
        "invented": False,
    }


def _budget(overview: str, code: str) -> Row:
    """Return what the budget table of a call says of the topic; null for what it does not say."""
    try:
        by_action = json.loads(overview)["budgetTopicActionMap"].values()
        entries = [entry for entries in by_action for entry in entries]
        own = [entry for entry in entries if str(entry.get("action")).split(" - ")[0] == code]
        money = [_money(sum) for each in own for sum in each.get("budgetYearMap", {}).values()]
    except (ValueError, KeyError, TypeError, AttributeError):
        own, money = [], []
    return {
        "budget": sum(filter(None, money)) or None,
        "grants": sum(_count(entry.get("expectedGrants")) or 0 for entry in own) or None,
        "contribution_min": min(_moneys(own, "minContribution"), default=None),
        "contribution_max": max(_moneys(own, "maxContribution"), default=None),
    }


def _moneys(entries: list[Row], field: str) -> Iterator[float]:
    return (money for entry in entries if (money := _money(entry.get(field))))


def _text(record: Row, field: str) -> str:
    return repaired(str(record.get(field) or "")).strip()


def _long(record: Row, field: str) -> str:
    return without_mail_addresses(plain(with_breaks(_text(record, field))))


def _readable(text: str) -> str:
    return without_mail_addresses(plain(text))


def _all(record: Row, field: str) -> list[str]:
    values = record.get(field)
    if not isinstance(values, list):
        return []
    return [repaired(str(value)).strip() for value in values if value not in (None, "")]


def _first(record: Row, field: str) -> str:
    return next(iter(_all(record, field)), "")


def _one_of(text: str, words: Any) -> str:
    return text if text in words else ""


def _days(moments: list[Any]) -> list[dt.date]:
    """Return the days of moments, each once, the earliest first; nothing for what is no day."""
    days = set()
    for moment in moments:
        try:
            days.add(dt.date.fromisoformat(str(moment)[:10]))
        except ValueError:
            continue
    return sorted(days)


def _money(value: Any) -> float | None:
    try:
        return float(value) or None
    except (TypeError, ValueError):
        return None


def _count(value: Any) -> int | None:
    money = _money(value)
    return None if money is None else int(money)


def _page(given: str, code: str) -> str:
    """Return the portal's page of a call; no other site is linked to."""
    if given.startswith(_PAGES_OF_CALLS):
        return given
    return f"{_PAGES_OF_CALLS}topic-details/{code}" if code else ""
