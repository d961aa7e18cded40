"""
Whether a need in French or German finds what the same need finds in English.

    liaison index --data DIR --projects history-projects-2024-05-29.parquet \\
        --participations history-participations-2024-05-29.parquet
    python benchmarks/languages.py --data DIR --needs needs-2024H2.jsonl --qrels qrels-2024H2.tsv

The translations in `translated_needs` were written for this benchmark, without sight of the
vocabulary, from descriptions published by CORDIS (CC BY 4.0).
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from liaison.matching import Index, Need, load_index
from liaison.matching.evaluation import StatedNeed, measure, read_qrels, read_stated_needs

TRANSLATED = Path(__file__).parent / "translated_needs"
DEPTH = 101


def main() -> None:
    parser = argparse.ArgumentParser(
        description="How well needs in French and German are answered."
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--qrels", type=Path, required=True)
    options = parser.parse_args()
    index = load_index(options.data / "index")
    stated = {each.id: each for each in read_stated_needs(options.needs)}
    joined = read_qrels(options.qrels)
    print("| language | what | needs | nDCG@10 | in English | R@100 | in English |")
    print("|---|---|---|---|---|---|---|")
    for file in sorted(TRANSLATED.glob("*.jsonl")):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for what in ("one_line", "text"):
            told = {line["id"]: line[what] for line in lines if line[what]}
            if not told:
                continue
            english = {id_: _in_english(stated[id_], what) for id_ in told}
            cells = list(_cells(index, stated, joined, told, english))
            print(f"| {file.stem} | {what} | {' | '.join(cells)} |")


def _in_english(stated: StatedNeed, what: str) -> str:
    return stated.one_line if what == "one_line" else stated.need.text


def _cells(
    index: Index,
    stated: dict[str, StatedNeed],
    joined: dict[str, set[str]],
    told: dict[str, str],
    english: dict[str, str],
) -> Iterator[str]:
    own, theirs = (
        measure(
            {id_: _suggested(index, text) for id_, text in texts.items()},
            stated=[stated[id_] for id_ in texts],
            joined=joined,
            index=index,
        )
        for texts in (told, english)
    )
    yield str(own["needs"])
    for figure in ("nDCG@10", "R@100"):
        yield f"{own[figure]:.4f}"
        yield f"{theirs[figure]:.4f} ({np.divide(own[figure], theirs[figure]):.0%})"


def _suggested(index: Index, text: str) -> list[str]:
    return [each.organisation_id for each in index.suggest(Need(text), top=DEPTH)]


if __name__ == "__main__":
    main()
