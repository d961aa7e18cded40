"""The command: read the files, run every system, write the tables."""

import argparse
import shlex
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.baselines.corpus import Corpus
from benchmarks.baselines.kept import Kept, RankedByText
from benchmarks.baselines.measuring import (
    PERIODS,
    Ranked,
    World,
    compare,
    rank_all,
)
from benchmarks.baselines.postgresql import NoPostgreSQL, throw_away_server
from benchmarks.baselines.report import report
from benchmarks.baselines.systems import SYSTEMS, Options, System
from liaison.matching import build_index, load_index
from liaison.matching.evaluation import read_qrels, read_run, read_stated_needs
from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

if TYPE_CHECKING:
    import psycopg

WHOLE, ONE_LINE = "The whole description", "One line"


def main(argv: list[str] | None = None) -> None:
    arguments = parse(argv)
    history = tables_from_csv_columns(
        pq.read_table(arguments.projects), pq.read_table(arguments.participations)
    )
    world = read_world(history, needs=arguments.needs, qrels=arguments.qrels)
    chosen = [each for each in SYSTEMS if not arguments.only or each.name in arguments.only]
    ranked, left_out = run_systems(chosen, Corpus.of(history), world, arguments)
    for text, runs in ((WHOLE, arguments.run), (ONE_LINE, arguments.one_line_run)):
        ranked[text] += [Ranked(name, read_run(file), ours=True) for name, file in runs]
    page = page_of(ranked, world, left_out, arguments, argv)
    if arguments.output:
        arguments.output.write_text(page, encoding="utf-8")
    print(page)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The engine beside what anyone could have.")
    for name in ("projects", "participations", "needs", "qrels"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--postgresql", metavar="URL", help="instead of a throw-away server")
    parser.add_argument("--only", nargs="+", default=[], choices=[each.name for each in SYSTEMS])
    for name in ("run", "one-line-run"):
        parser.add_argument(
            f"--{name}", nargs="+", default=[], type=named_file, metavar="NAME=FILE"
        )
    parser.add_argument("--output", type=Path, help="write the tables here, too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep and find rankings here")
    return parser.parse_args(argv)


def named_file(argument: str) -> tuple[str, Path]:
    name, separator, file = argument.rpartition("=")
    if not separator or not name or not Path(file).is_file():
        raise argparse.ArgumentTypeError(f"{argument}: expected NAME=FILE, of a file that exists")
    return name, Path(file)


def read_world(history: dict[str, pa.Table], *, needs: Path, qrels: Path) -> World:
    with tempfile.TemporaryDirectory() as folder:
        build_index(**history, folder=Path(folder), provenance={}, progress=lambda *_: None)
        # The arrays stay mapped after the folder is gone.
        index = load_index(Path(folder))
    return World(index=index, stated=read_stated_needs(needs), joined=read_qrels(qrels))


def run_systems(
    systems: list[System], corpus: Corpus, world: World, arguments: argparse.Namespace
) -> tuple[dict[str, list[Ranked]], list[str]]:
    """Return each system's rankings by text, and a sentence for each that could not run."""
    ranked: dict[str, list[Ranked]] = {WHOLE: [], ONE_LINE: []}
    left_out: list[str] = []
    kept = arguments.keep and Kept(
        arguments.keep, files=[arguments.projects, arguments.participations, arguments.needs]
    )
    for system in systems:
        answers = kept and kept.find(system.name, system.title)
        if not answers:
            say(f"{system.title} ...")
            try:
                answers = run_system(system, corpus, world, postgresql=arguments.postgresql)
            except (ImportError, NoPostgreSQL) as missing:
                left_out.append(f"{system.title} ({missing}).")
                continue
            if kept:
                kept.keep(system.name, answers)
        for text, answer in answers.items():
            ranked[text].append(answer)
    for sentence in left_out:
        say(f"Left out: {sentence}")
    return ranked, left_out


def run_system(
    system: System, corpus: Corpus, world: World, *, postgresql: str | None
) -> RankedByText:
    """Return a system's rankings; raises ImportError or NoPostgreSQL if it cannot run here."""
    with ExitStack() as stack:

        def connect() -> "psycopg.Connection[Any]":
            import psycopg

            address = postgresql or stack.enter_context(throw_away_server())
            return stack.enter_context(psycopg.connect(address, autocommit=True))

        began = time.perf_counter()
        scorer = system.prepare(corpus, Options(postgresql=connect))
        prepared = time.perf_counter() - began
        return {
            text: rank_all(system.title, scorer, corpus, needs, prepared=prepared)
            for text, needs in (
                (WHOLE, {each.id: each.need for each in world.stated}),
                (ONE_LINE, {each.id: each.told(one_line=True) for each in world.in_one_line}),
            )
        }


def page_of(
    ranked: dict[str, list[Ranked]],
    world: World,
    left_out: list[str],
    arguments: argparse.Namespace,
    argv: list[str] | None,
) -> str:
    tables = [
        (f"{text}, {period}", compare(systems, world, world.within(stated, period)))
        for text, systems, stated in (
            (WHOLE, ranked[WHOLE], world.stated),
            (ONE_LINE, ranked[ONE_LINE], world.in_one_line),
        )
        for period in PERIODS
    ]
    used = {name for each in SYSTEMS for name in each.packages if ran(each, ranked[WHOLE])}
    return report(
        tables,
        command=command_line(sys.argv[1:] if argv is None else argv),
        subject=(
            f"History: {world.index.n_projects:,} projects, {world.index.n_organisations:,}"
            f" organisations ({arguments.projects.name}). Needs: {len(world.stated):,},"
            f" {len(world.in_one_line):,} of them also in one line ({arguments.needs.name})."
        ),
        packages=["numpy", *sorted(used)],
        left_out=left_out,
        ranked=ranked[WHOLE],
    )


def ran(system: System, ranked: list[Ranked]) -> bool:
    return any(each.title == system.title for each in ranked)


def command_line(arguments: list[str]) -> str:
    """Return the command without this machine's folders and the address of its database."""
    shown: list[str] = []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        if "--keep" in (before, argument):
            continue
        if before == "--postgresql":
            argument = "URL"
        name, separator, file = argument.rpartition("=")
        shown.append(shlex.quote(name + separator + Path(file).name))
    return " ".join(["python benchmarks/baselines.py", *shown])


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
