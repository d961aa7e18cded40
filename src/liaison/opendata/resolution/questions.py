"""
Pairs that people are to judge, as a table for spreadsheets, and their answers read back.

A line is answered by filling `judgement` (same, different or unsure) and `because`. Who answers
with a file may send only a part of it: lines without a judgement are left for later.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from liaison.opendata.resolution.comparison import SENTENCES, Observation
from liaison.opendata.resolution.decisions import DecisionRefused, Judgement, Proposal
from liaison.opendata.resolution.pictures import Pictures
from liaison.opendata.snapshots import Snapshot

COLUMNS = (
    *("one", "one_name", "one_country", "one_city"),
    *("other", "other_name", "other_country", "other_city"),
    *("points", "reasons", "judgement", "because"),
)
_ASKED = pa.array(["asked"])
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_questions(version: Snapshot, file: Path) -> int:
    """
    Write the pairs to be judged, the likeliest first; return how many.

    :raises DecisionRefused: if there is such a file: it may hold answers already
    """
    if file.exists():
        raise DecisionRefused(f"{file}: is there already, perhaps with answers; name another file.")
    unfinished = file.with_name(file.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, COLUMNS)
        table.writeheader()
        count = 0
        for row in _questions(version):
            table.writerow({name: _safe(row.get(name, "")) for name in COLUMNS})
            count += 1
    unfinished.replace(file)
    return count


def read_answers(file: Path) -> list[Proposal]:
    """Return the answered lines; raises DecisionRefused naming the line that cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            missing = {"one", "other", "judgement", "because"} - set(table.fieldnames or ())
            if missing:
                raise DecisionRefused(f"{file}: has no column {', '.join(sorted(missing))}.")
            return [
                _proposal(file, place, row)
                for place, row in enumerate(table, start=2)
                if (row["judgement"] or "").strip()
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DecisionRefused(f"{file}: cannot be read as CSV in UTF-8 ({error}).") from error


def sentences_of(reasons: str) -> str:
    """Return the sentences that codes of observations stand for."""
    return " ".join(SENTENCES[Observation(code)] for code in reasons.split(",") if code)


def _questions(version: Snapshot) -> Iterator[dict[str, str]]:
    pairs = version.table("pairs")
    asked = pairs.filter(pc.is_in(pairs["outcome"], value_set=_ASKED)).to_pylist()
    places = Pictures(version.folder).places_of(
        {key for pair in asked for key in (pair["one"], pair["other"])}
    )
    for pair in asked:
        told: dict[str, str] = {
            "one": pair["one"],
            "one_name": pair["one_name"],
            "other": pair["other"],
            "other_name": pair["other_name"],
            "points": str(pair["points"]),
            "reasons": sentences_of(pair["reasons"]),
        }
        for side in ("one", "other"):
            told[f"{side}_country"], told[f"{side}_city"] = places.get(pair[side], ("", ""))
        yield told


def _proposal(file: Path, place: int, row: Mapping[str, str]) -> Proposal:
    try:
        judgement = Judgement(row["judgement"].strip().lower())
    except ValueError:
        raise DecisionRefused(
            f"{file}: line {place} says {row['judgement']!r}; use same, different or unsure."
        ) from None
    one, other, because = (row[name] or "" for name in ("one", "other", "because"))
    if not because.strip():
        raise DecisionRefused(f"{file}: line {place} gives no reason in the column because.")
    return Proposal(one.strip(), other.strip(), judgement, because.strip())


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
