"""
What studies and works in the index do to who is found for needs that projects answered.

    python benchmarks/beside_projects.py --projects history-projects-2024-05-29.parquet \
        --participations history-participations-2024-05-29.parquet \
        --needs needs-2024H2.jsonl --qrels qrels-2024H2.tsv --works 0 --works 5 \
        --heard 0 1 --heard 60 1 --heard 100000000 1

The works are made up: each tells some sentences of a project and is by one to three of those who
took part in it. With `--heard` so many works are heard, counting as so near, in place of what comes
with Liaison. Judged is who joined projects later, so works can only disturb here; how much they
help where no project speaks is not what this measures.
"""

import argparse
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from liaison.matching import build_index, evaluation, load_index, ranking
from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

FIGURES = ("nDCG@10", "R@100", "newcomer R@100", "never shown")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def main() -> None:
    arguments = parse()
    tables = tables_from_csv_columns(
        pq.read_table(arguments.projects), pq.read_table(arguments.participations)
    )
    shipped = (ranking.OTHERS_HEARD, ranking.OTHERS_NEARNESS)
    for share in arguments.works:
        with tempfile.TemporaryDirectory() as folder:
            told = with_works(tables, share=share, seed=1) if share else tables
            build_index(**told, folder=Path(folder), provenance={}, progress=silent)
            for heard, nearness in [shipped, *(arguments.heard if share else ())]:
                ranking.OTHERS_HEARD, ranking.OTHERS_NEARNESS = int(heard), nearness
                print(f"{share} works a project, {heard:g} heard at {nearness:g}:", flush=True)
                report(Path(folder), arguments)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    for name in ("projects", "participations", "needs", "qrels"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--works", type=int, action="append", default=[])
    parser.add_argument("--heard", nargs=2, type=float, action="append", default=[])
    return parser.parse_args()


def report(folder: Path, arguments: argparse.Namespace) -> None:
    """Print the figures of the needs by themselves, as descriptions and in a line."""
    for one_line in (False, True):
        figures = evaluation.evaluate(
            needs=arguments.needs,
            qrels=arguments.qrels,
            run=None,
            index=load_index(folder),
            asker=False,
            call=False,
            one_line=one_line,
        )
        shown = ", ".join(f"{name} {figures[name]:.4f}" for name in FIGURES if name in figures)
        print(f"  {'a line' if one_line else 'a description'}: {shown}", flush=True)


def with_works(tables: dict[str, pa.Table], *, share: int, seed: int) -> dict[str, pa.Table]:
    """Return the tables with so many works a project beside the projects."""
    draw = random.Random(seed)
    members: dict[str, list[str]] = {}
    taking_part = tables["participations"].select(["project_id", "organisation_id"])
    for row in taking_part.to_pylist():
        members.setdefault(row["project_id"], []).append(row["organisation_id"])
    works: list[dict[str, Any]] = []
    by_whom: list[dict[str, Any]] = []
    for project in tables["projects"].select(["id", "text", "starts"]).to_pylist():
        sentences = _SENTENCE_END.split(project["text"] or "")
        for number in range(share if project["id"] in members else 0):
            id_ = f"W{project['id']}-{number}"
            told = draw.sample(sentences, max(len(sentences) // 2, 1))
            works.append(
                {"id": id_, "title": told[0][:150], "text": " ".join(told), "kind": "work"}
                | {"starts": project["starts"], "ends": project["starts"], "language": "en"}
            )
            authors = members[project["id"]]
            by = draw.sample(authors, min(len(authors), draw.randint(1, 3)))
            by_whom += [
                {"project_id": id_, "organisation_id": each, "role": "participant", "order": place}
                for place, each in enumerate(by, start=1)
            ]
    kinds = pa.repeat(pa.scalar("project"), tables["projects"].num_rows)
    projects = tables["projects"].append_column("kind", kinds)
    return tables | {
        "projects": pa.concat_tables([projects, _like(projects, works)]),
        "participations": pa.concat_tables(
            [tables["participations"], _like(tables["participations"], by_whom)]
        ),
    }


def _like(table: pa.Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as a table of the same columns; texts not given are empty."""
    blank = {field.name: "" if pa.types.is_string(field.type) else None for field in table.schema}
    return pa.Table.from_pylist([blank | row for row in rows], schema=table.schema)


def silent(done: int, total: int | None, what: str) -> None:
    """Report progress to nobody."""


if __name__ == "__main__":
    main()
