"""
Calls as the engine keeps them: what funders give money for, with the words of each, in one file.

The file is Arrow, written beside the index of the evidence and replaced in one step. Beside the
columns of a call it holds the terms of its text and their weights (TF-IDF among the calls, so that
what every call says counts for little), and how near the evidence usually comes to it.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Postings, Progress, index_texts, rarity, scratch_folder
from liaison.matching.records import IndexUnreadable, UnusableTable
from liaison.matching.text import Analysis, Terms, dampened

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "1"
FILE = "calls.arrow"
CALL_COLUMNS = (
    *("id", "call", "title", "text", "context", "conditions", "keywords", "programme", "scheme"),
    *("status", "opens", "deadlines", "deadline_model", "budget", "grants", "contribution_min"),
    *("contribution_max", "url", "language", "invented"),
)
# What of a call says whom it is for; its context and conditions are the same for many.
SPOKEN_COLUMNS = ("title", "text", "keywords")
_ENDS_OF_SENTENCES = tuple('.!?:;)”"\n')
# How near projects come to calls as a rule (mean cosine of CORDIS and the calls of August 2026). It
# counts like so many projects more, so that a handful of them does not decide what is usual.
TYPICAL = 0.026
TYPICAL_COUNTS_LIKE = 50
# Horizon Europe's parts, as topics name them, and the codes of CORDIS; missions and partnerships
# belong to several.
_PARTS = {
    "ERC": "HORIZON.1.1",
    "MSCA": "HORIZON.1.2",
    "INFRA": "HORIZON.1.3",
    "HLTH": "HORIZON.2.1",
    "CL2": "HORIZON.2.2",
    "CL3": "HORIZON.2.3",
    "CL4": "HORIZON.2.4",
    "CL5": "HORIZON.2.5",
    "CL6": "HORIZON.2.6",
    "EIC": "HORIZON.3.1",
    "EIE": "HORIZON.3.2",
    "EIT": "HORIZON.3.3",
    "WIDERA": "HORIZON.4.1",
    "EURATOM": "EURATOM2027",
}
# Types of action, as the portal writes them, and the codes of CORDIS.
_SCHEMES = {
    "HORIZON Research and Innovation Actions": "HORIZON-RIA",
    "HORIZON Innovation Actions": "HORIZON-IA",
    "HORIZON Coordination and Support Actions": "HORIZON-CSA",
    "HORIZON Programme Cofund Actions": "HORIZON-COFUND",
    "HORIZON Pre-commercial Procurement": "HORIZON-PCP",
    "HORIZON EIC Grants": "HORIZON-EIC",
    "HORIZON ERC Grants": "HORIZON-ERC",
    "HORIZON ERC Proof of Concept Grants": "HORIZON-ERC-POC",
    "HORIZON JU Research and Innovation Actions": "HORIZON-JU-RIA",
    "HORIZON JU Innovation Actions": "HORIZON-JU-IA",
    "HORIZON JU Coordination and Support Actions": "HORIZON-JU-CSA",
    "HORIZON TMA MSCA Cofund Doctoral programme": "HORIZON-TMA-MSCA-Cofund-D",
    "HORIZON TMA MSCA Cofund Postdoctoral programme": "HORIZON-TMA-MSCA-Cofund-P",
    "HORIZON TMA MSCA Doctoral Networks": "HORIZON-TMA-MSCA-DN",
    "HORIZON TMA MSCA Doctoral Networks - Joint Doctorates": "HORIZON-TMA-MSCA-DN-JD",
    "HORIZON TMA MSCA Postdoctoral Fellowships - European Fellowships": "HORIZON-TMA-MSCA-PF-EF",
    "HORIZON TMA MSCA Postdoctoral Fellowships - Global Fellowships": "HORIZON-TMA-MSCA-PF-GF",
    "HORIZON TMA MSCA Staff Exchanges": "HORIZON-TMA-MSCA-SE",
    "EURATOM Research and Innovation Actions": "EURATOM-RIA",
    "EURATOM Innovation Actions": "EURATOM-IA",
    "EURATOM Coordination and Support Actions": "EURATOM-CSA",
    "EURATOM Cofund Actions": "EURATOM-COFUND",
}


class NoCalls(Exception):
    """No calls were indexed where some were looked for."""


class UnknownCall(KeyError):
    """No call has this id."""


@dataclass(frozen=True)
class Call:
    """
    What a funder gives money for; money in EUR.

    :ivar status: forthcoming, open or closed on the day it was read, empty if that is unknown
    :ivar deadlines: of all stages or cut-offs, the earliest first
    """

    id: str
    call: str
    title: str
    text: str
    context: str
    conditions: str
    keywords: str
    programme: str
    scheme: str
    status: str
    opens: dt.date | None
    deadlines: tuple[dt.date, ...]
    deadline_model: str
    budget: float | None
    grants: int | None
    contribution_min: float | None
    contribution_max: float | None
    url: str
    language: str
    invented: bool

    def next_deadline(self, day: dt.date) -> dt.date | None:
        """Return the deadline that counts on this day; none once the last has passed."""
        return next((each for each in self.deadlines if each >= day), None)

    def is_open_on(self, day: dt.date) -> bool:
        """
        Tell whether the last deadline is still to come, that day included.

        Without any deadline nobody can tell, so it is not.
        """
        return self.status != "closed" and self.next_deadline(day) is not None

    def is_forthcoming_on(self, day: dt.date) -> bool:
        """Tell whether proposals cannot be handed in yet, as far as the publisher said."""
        return self.opens > day if self.opens else self.status == "forthcoming"

    def is_for_the_invited_on(self, day: dt.date) -> bool:
        """Tell whether the first of two stages is over, so that nobody new can take part."""
        first_is_over = len(self.deadlines) > 1 and self.deadlines[0] < day
        return self.deadline_model == "two-stage" and first_is_over

    @property
    def body(self) -> str:
        """The text without its footnotes."""
        return split_footnotes(self.text)[0]

    @property
    def footnotes(self) -> str:
        """The footnotes at the end of the text; empty if there are none."""
        return split_footnotes(self.text)[1]

    @property
    def part(self) -> str:
        """The part of the programme, as its code says: HORIZON-HLTH of HORIZON-HLTH-2027-01-…"""
        return part_of(self.id)

    @property
    def evidence_programme(self) -> str | None:
        """The part of the programme as the evidence codes it; none where it may be several."""
        return _PARTS.get(part_of(self.id).partition("-")[2])

    @property
    def evidence_scheme(self) -> str | None:
        """The type of action as the evidence codes it; none if it is unknown there."""
        return _SCHEMES.get(self.scheme)


def split_footnotes(text: str) -> tuple[str, str]:
    """
    Return a text without its footnotes, and the footnotes, which the portal runs into its end.

    They begin where [1] stands for the second time, behind the end of a sentence.
    """
    start = text.rfind("[1]")
    body, footnotes = text[:start].rstrip(), text[start:]
    is_second = "[1]" in body
    if not is_second or len(footnotes) > len(body) or body[-1:] not in _ENDS_OF_SENTENCES:
        return text, ""
    return body, footnotes


def part_of(topic: str) -> str:
    """Return programme and part from the code of a topic: its first two pieces."""
    return "-".join(topic.split("-")[:2])


@dataclass(frozen=True)
class StoredCalls:
    """
    All calls with what ranking touches; rows are in the order of `calls`.

    :ivar calls: by id, ascending
    :ivar terms: shape (n_terms,); all terms of the calls, ascending
    :ivar idf: shape (n_terms,); the rarer among the calls, the larger
    :ivar starts: shape (n_terms + 1,); where the postings of each term begin and end
    :ivar posting_calls: shape (n_postings,); rows of calls
    :ivar posting_weights: shape (n_postings,); squares adding up to 1 per call
    :ivar usual: shape (n_calls,); the cosine of evidence and call on average, above 0
    """

    version: str
    provenance: Mapping[str, Any]
    calls: tuple[Call, ...]
    terms: Terms
    idf: NDArray[np.float32]
    starts: NDArray[np.int64]
    posting_calls: NDArray[np.int32]
    posting_weights: NDArray[np.float32]
    usual: NDArray[np.float64]

    def similarities(self, analysis: Analysis) -> NDArray[np.float64]:
        """Return the cosine of a text and each call, shape (n_calls,), from 0 to 1."""
        rows, weights = self._weighed(analysis)
        calls = [np.empty(0, np.int32)]
        added = [np.empty(0, np.float32)]
        for row, weight in zip(rows.tolist(), weights.tolist(), strict=True):
            postings = slice(self.starts[row], self.starts[row + 1])
            calls.append(self.posting_calls[postings])
            added.append(self.posting_weights[postings] * weight)
        return np.bincount(
            np.concatenate(calls), np.concatenate(added), minlength=len(self.calls)
        ).astype(np.float64, copy=False)

    def nearness(self, analysis: Analysis) -> NDArray[np.float64]:
        """
        Return how near each call is to a text beside what is usual, shape (n_calls,); 1: as usual.

        Half of what is usual is that of the call itself, half that of calls as a rule: measured
        beside all and nothing of it in benchmarks/opportunities.py.
        """
        beside: NDArray[np.float64] = self.similarities(analysis) / np.sqrt(self.usual * TYPICAL)
        return beside

    def shared_words(self, analysis: Analysis, call: int) -> tuple[str, ...]:
        """Return the words of a text that a call holds, as written, those that tell most first."""
        rows, weights = self._weighed(analysis)
        weight_of = dict(zip(rows.tolist(), weights.tolist(), strict=True))
        added: dict[int, tuple[float, str]] = {}
        for word, row in zip(analysis.words, self._rows(analysis.word_terms).tolist(), strict=True):
            if row >= 0 and row not in added:
                held = self._weight_in(row, call)
                if held:
                    added[row] = (held * weight_of[row], word)
        return tuple(word for _, word in sorted(added.values(), key=lambda each: -each[0]))

    def knows(self, terms: Terms, *, fewest: int) -> bool:
        """Tell whether any of these terms stands in at least so many calls."""
        rows = self._rows(terms)
        rows = rows[rows >= 0]
        return bool((self.starts[rows + 1] - self.starts[rows] >= fewest).any())

    def _weighed(self, analysis: Analysis) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the rows of a text's terms and their weights, squares adding up to 1."""
        rows = self._rows(np.concatenate([analysis.word_terms, analysis.pair_terms]))
        rows, counts = np.unique(rows[rows >= 0], return_counts=True)
        weights = (dampened(counts) * self.idf[rows]).astype(np.float64)
        length = np.sqrt((weights**2).sum())
        return rows, weights / length if length else weights

    def _rows(self, terms: Terms) -> NDArray[np.int64]:
        """Return the row of each term; -1 for one that no call holds."""
        if not len(self.terms):
            return np.full(len(terms), -1, np.int64)
        places = np.minimum(self.terms.searchsorted(terms), len(self.terms) - 1)
        return np.where(self.terms[places] == terms, places, -1)

    def _weight_in(self, row: int, call: int) -> float:
        start, end = self.starts[row], self.starts[row + 1]
        place = start + self.posting_calls[start:end].searchsorted(call)
        is_held = place < end and self.posting_calls[place] == call
        return float(self.posting_weights[place]) if is_held else 0.0


def write_calls(
    calls: "pa.Table",
    *,
    evidence: Iterable[Analysis],
    folder: Path,
    provenance: Mapping[str, Any],
    progress: Progress,
) -> None:
    """
    Index calls and put them in use in one step.

    :param calls: columns CALL_COLUMNS, key `id`
    :param evidence: some projects' texts, by which it is told what is usual; may be none
    :param folder: of the index of the evidence; need not hold one
    :raises UnusableTable: if a column is missing or a key stands twice
    """
    table = _checked(calls)
    with scratch_folder(folder) as scratch:
        postings = index_texts(
            _spoken(table), n_texts=table.num_rows, scratch=scratch, progress=progress
        )
        stored = _stored(table, postings, usual=np.ones(table.num_rows), provenance=provenance)
        usual = _usual(stored, evidence)
        _put_in_use(_with_terms(table, postings, usual), folder, provenance)


def read_calls(folder: Path) -> StoredCalls:
    """
    Return the calls in this folder.

    :raises NoCalls: if none were indexed there
    :raises IndexUnreadable: if the file is damaged or of another format version
    """
    import pyarrow as pa

    file = folder / FILE
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NoCalls(
            f"{folder} holds no calls; run: liaison harvest calls, then: liaison index"
        ) from None
    try:
        table = pa.ipc.open_file(pa.py_buffer(content)).read_all()
        told = {
            key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()
        }
        if told.get("format") != FORMAT:
            raise IndexUnreadable(
                f"{file} has format {told.get('format')}, this version reads {FORMAT};"
                " run: liaison index"
            )
        provenance = json.loads(told["provenance"])
        return _opened(table, version=told["version"], provenance=provenance)
    except (pa.ArrowInvalid, KeyError, ValueError, TypeError) as error:
        raise IndexUnreadable(f"{file} is damaged ({error}); run: liaison index") from error


def _checked(calls: "pa.Table") -> "pa.Table":
    missing = [column for column in CALL_COLUMNS if column not in calls.column_names]
    if missing:
        raise UnusableTable(f"The table of calls has no column {', '.join(missing)}.")
    ids = [id_ or "" for id_ in calls["id"].to_pylist()]
    if "" in ids or len(set(ids)) < len(ids):
        raise UnusableTable("The table of calls has a row without an id, or an id twice.")
    chosen = calls.select(list(CALL_COLUMNS))
    return chosen if ids == sorted(ids) else chosen.sort_by("id")


def _spoken(table: "pa.Table") -> Iterator[str]:
    columns = (table[name].to_pylist() for name in SPOKEN_COLUMNS)
    for title, text, keywords in zip(*columns, strict=True):
        yield ". ".join(filter(None, [title, split_footnotes(text or "")[0], keywords]))


def _usual(stored: StoredCalls, evidence: Iterable[Analysis]) -> NDArray[np.float64]:
    """Return how near the evidence usually comes to each call, above 0."""
    total, number = np.full(len(stored.calls), TYPICAL * TYPICAL_COUNTS_LIKE), TYPICAL_COUNTS_LIKE
    for analysis in evidence:
        total += stored.similarities(analysis)
        number += 1
    usual: NDArray[np.float64] = total / number
    return usual


def _with_terms(table: "pa.Table", postings: Postings, usual: NDArray[np.float64]) -> "pa.Table":
    import pyarrow as pa

    order = np.argsort(postings.posting_projects, kind="stable")
    terms = np.repeat(postings.terms, np.diff(postings.starts))[order]
    ends = np.bincount(postings.posting_projects, minlength=table.num_rows).cumsum()
    offsets = pa.array([0, *ends.tolist()], pa.int32())
    for name, values in (("terms", terms), ("weights", postings.posting_weights[order])):
        items: pa.Array[Any] = pa.array(np.ascontiguousarray(values))
        table = table.append_column(name, pa.ListArray.from_arrays(offsets, items))
    return table.append_column("usual", pa.array(usual))


def _put_in_use(table: "pa.Table", folder: Path, provenance: Mapping[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.feather as feather

    told = json.dumps(provenance, sort_keys=True, default=str)
    digest = hashlib.blake2b(told.encode(), digest_size=8)
    for batch in table.to_batches():
        digest.update(batch.serialize())
    metadata = {"format": FORMAT, "version": digest.hexdigest(), "provenance": told}
    unfinished = folder / f".{FILE}-{os.getpid()}"
    try:
        feather.write_feather(
            pa.table(table.columns, schema=table.schema.with_metadata(metadata)),
            str(unfinished),
            compression="uncompressed",
        )
        unfinished.replace(folder / FILE)
    finally:
        unfinished.unlink(missing_ok=True)


def _stored(
    table: "pa.Table",
    postings: Postings,
    *,
    usual: NDArray[np.float64],
    provenance: Mapping[str, Any],
) -> StoredCalls:
    return StoredCalls(
        version="",
        provenance=provenance,
        calls=_records(table),
        terms=postings.terms,
        idf=postings.idf,
        starts=postings.starts,
        posting_calls=np.asarray(postings.posting_projects),
        posting_weights=np.asarray(postings.posting_weights),
        usual=usual,
    )


def _opened(table: "pa.Table", *, version: str, provenance: Mapping[str, Any]) -> StoredCalls:
    """Return calls from the table on disk: postings are turned from call after call to terms."""
    import pyarrow.compute as pc

    lengths = pc.list_value_length(table["terms"]).to_numpy()
    terms = pc.list_flatten(table["terms"]).to_numpy()
    weights = pc.list_flatten(table["weights"]).to_numpy()
    order = np.argsort(terms, kind="stable")
    vocabulary, frequencies = np.unique(terms, return_counts=True)
    owners = np.repeat(np.arange(table.num_rows, dtype=np.int32), lengths)
    return StoredCalls(
        version=version,
        provenance=provenance,
        calls=_records(table),
        terms=vocabulary,
        idf=rarity(vocabulary, frequencies, n_texts=table.num_rows),
        starts=np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64),
        posting_calls=owners[order],
        posting_weights=weights[order],
        usual=table["usual"].to_numpy(),
    )


def _records(table: "pa.Table") -> tuple[Call, ...]:
    return tuple(
        Call(**{**row, "deadlines": tuple(sorted(row["deadlines"] or ()))})
        for row in table.select(list(CALL_COLUMNS)).to_pylist()
    )
