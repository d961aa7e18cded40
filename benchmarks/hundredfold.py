"""
How the engine does with a hundred times the data: 1.3 million projects, 500,000 organisations.

    python benchmarks/hundredfold.py --needs needs-2024H2.jsonl \\
        --projects history-projects.parquet --participations history-participations.parquet \\
        --folder DIR

The projects are made from real ones: each tells sentences of two that share a call's family, with
a new word here and there, so that words and pairs of words grow in number as they do in a growing
corpus. The organisations are the real ones twenty-two times over; consortia stay in one such world
mostly. Everything is drawn with one seed. The index is written to DIR (some 6 GB) and measured in a
process of its own; `--measured-only` measures one that is there. One core is used for matching: set
OMP_NUM_THREADS=1.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from liaison.matching import Index, Need, build_index, load_index
from liaison.matching.evaluation import read_needs
from liaison.matching.indexes import call_family
from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

WORLDS = 22
# A project takes part of its consortium from another world so often.
ELSEWHERE = 0.1
# One word in so many is new; how often each new word comes back falls as in any language.
NEW_WORD_EVERY = 25
NEW_WORDS = 400_000
LONGEST_TEXT = 1_450
SEED = 1
AT_ONCE = 50_000
WARM_UP = 50
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def main() -> None:
    arguments = parse()
    if not arguments.measured_only:
        make(arguments)
        command = [sys.executable, *sys.argv, "--measured-only"]
        subprocess.run(command, check=True)
        return
    began = time.perf_counter()
    index = load_index(arguments.folder)
    report("index loaded", f"{(time.perf_counter() - began) * 1000:.0f} ms")
    report("projects, organisations", f"{index.n_projects:,}, {index.n_organisations:,}")
    needs = [need for _, need in read_needs(arguments.needs)][: arguments.number]
    lines = [Need(need.title) for need in needs if need.title]
    asked = [Need(need.text, title=need.title, asker=f"{need.asker}-00") for need in needs]
    for name, these in (("description", needs), ("title", lines), ("asker known", asked)):
        report(f"match, {name}: p50 / p99", spread(index, these))
    report("memory: all that was touched", f"{peak_gib():.1f} GiB")
    report("memory: without files, which can be dropped", f"{own_gib():.1f} GiB")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How the engine does with a hundredfold of data.")
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--projects", type=Path, required=True)
    parser.add_argument("--participations", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--measured-only", action="store_true")
    return parser.parse_args()


def make(arguments: argparse.Namespace) -> None:
    """Make the data and index it."""
    real = tables_from_csv_columns(
        pq.read_table(arguments.projects), pq.read_table(arguments.participations)
    )
    began = time.perf_counter()
    tables = {
        "organisations": organisations(real["organisations"]),
        "projects": projects(real["projects"], arguments.times),
        "participations": participations(real, arguments.times),
        "topics": None,
    }
    report("data made", f"{time.perf_counter() - began:.0f} s")
    del real
    began = time.perf_counter()
    build_index(**tables, folder=arguments.folder, provenance={}, progress=lambda *_: None)
    report("index built", f"{time.perf_counter() - began:.0f} s")
    report("  peak memory of that process, data included", f"{peak_gib():.1f} GiB")
    files = (each for each in arguments.folder.rglob("*") if each.is_file())
    report("  size on disk", f"{sum(each.stat().st_size for each in files) / 2**30:.1f} GiB")


def organisations(real: pa.Table) -> pa.Table:
    ids = np.array(real["id"].to_pylist())
    copies = [real.set_column(0, "id", pa.array(named(ids, world))) for world in range(WORLDS)]
    return pa.concat_tables(copies)


def named(ids: Any, number: int) -> list[str]:
    return [f"{id_}-{number:02}" for id_ in ids]


def projects(real: pa.Table, times: int) -> pa.Table:
    """Return the projects, ids ascending: copy after copy of each real one."""
    real = real.sort_by("id")
    texts = list(made_texts(real, times))
    blocks = [texts[first : first + AT_ONCE] for first in range(0, len(texts), AT_ONCE)]
    ids = [f"{id_}-{copy:03}" for id_ in real["id"].to_pylist() for copy in range(times)]
    copied = real.drop(["id", "text"]).take(np.repeat(np.arange(real.num_rows), times))
    copied = copied.append_column("id", pa.array(ids))
    return copied.append_column("text", pa.chunked_array([pa.array(each) for each in blocks]))


def made_texts(real: pa.Table, times: int) -> Iterator[str]:
    chance = random.Random(SEED)
    sentences = [SENTENCE_END.split(text) for text in real["text"].to_pylist()]
    families = [call_family(topic or "") for topic in real["topic"].to_pylist()]
    alike: dict[str, list[int]] = {}
    for row, family in enumerate(families):
        alike.setdefault(family, []).append(row)
    fresh = np.random.default_rng(SEED).zipf(1.3, 1_000_000) % NEW_WORDS
    drawn = 0
    for row, family in enumerate(families):
        for _ in range(times):
            other = sentences[chance.choice(alike[family])]
            own = [each for each in sentences[row] if chance.random() < 0.6]
            told = own + chance.sample(other, min(len(other), 4))
            words = " ".join(told)[:LONGEST_TEXT].split()
            for place in range(chance.randrange(NEW_WORD_EVERY), len(words), NEW_WORD_EVERY):
                drawn = (drawn + 1) % len(fresh)
                words[place] = f"w{fresh[drawn]}x"
            yield " ".join(words)


def participations(real: dict[str, pa.Table], times: int) -> pa.Table:
    table = real["participations"]
    random_ = np.random.default_rng(SEED)
    parts = []
    for copy in range(times):
        worlds = np.full(table.num_rows, copy % WORLDS)
        away = random_.random(table.num_rows) < ELSEWHERE
        worlds[away] = random_.integers(0, WORLDS, away.sum())
        members = table["organisation_id"].to_pylist()
        renamed = {
            "project_id": [f"{id_}-{copy:03}" for id_ in table["project_id"].to_pylist()],
            "organisation_id": [
                f"{id_}-{world:02}" for id_, world in zip(members, worlds, strict=True)
            ],
        }
        part = table
        for name, values in renamed.items():
            part = part.set_column(part.column_names.index(name), name, pa.array(values))
        parts.append(part)
    return pa.concat_tables(parts)


def spread(index: Index, needs: list[Need]) -> str:
    for need in needs[:WARM_UP]:
        index.match(need)
    times = []
    for need in needs:
        began = time.perf_counter()
        index.match(need)
        times.append((time.perf_counter() - began) * 1000)
    return f"{np.percentile(times, 50):.0f} / {np.percentile(times, 99):.0f} ms"


def peak_gib() -> float:
    return memory("VmHWM")


def own_gib() -> float:
    return memory("RssAnon")


def memory(what: str) -> float:
    """Return a figure that Linux keeps of this process, in GiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 2**20


def report(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
