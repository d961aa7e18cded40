"""The comparison with what anyone could have, on twelve invented projects."""

import json
import sys

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.baselines.command import main
from benchmarks.baselines.corpus import Corpus
from benchmarks.baselines.likeness import likeness_by_lsa, likeness_by_tfidf
from benchmarks.baselines.postgresql import NoPostgreSQL, throw_away_server
from benchmarks.baselines.significance import bootstrap_interval, paired_randomisation
from benchmarks.baselines.systems import share_of_best, vote_by_likeness, vote_by_position
from benchmarks.baselines.word_search import (
    search_with_bm25s,
    search_with_fts5,
    search_with_postgresql,
    search_with_tantivy,
)
from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

TITLES = [
    "Ultrasound probes for newborns",
    "Ultrasound gel from algae",
    "Steel bridges that warn of cracks",
    "Vaccines against malaria",
    "Batteries without cobalt",
    "Wine growing without copper",
    "Quantum clocks for ships",
    "Hydrogen trains in the mountains",
    "Sleep and memory in old age",
    "Bees in city gardens",
    "Telescopes on the moon",
    "Paper from hemp straw",
]
# The clinic takes part in the first three projects, everyone else in one.
TOOK_PART = [(0, "clinic"), (1, "clinic"), (2, "clinic"), (0, "probe_maker"), (2, "bridge_lab")]
TOOK_PART += [(row, f"institute_{row}") for row in range(3, 12)]
NEEDS = [
    {
        "id": "scanner",
        "title": "Ultrasound for newborns",
        "text": "A probe that small hospitals can pay.",
        "plain_title": "A scanner for babies",
        "asker": "bridge_lab",
        "signed": "2024-06-03",
        "health": True,
    },
    {
        "id": "viaduct",
        "title": "Cracks in bridges",
        "text": "Sensors in steel.",
        "plain_title": None,
        "asker": "clinic",
        "signed": "2024-11-12",
        "health": False,
    },
]
JOINED = [("scanner", "clinic"), ("scanner", "probe_maker"), ("viaduct", "bridge_lab")]


@pytest.fixture
def history():
    return {
        "projects": pa.table(
            {"id": [f"p{row}" for row in range(12)], "title": TITLES, "objective": [""] * 12}
        ),
        "participations": pa.table(
            {
                "projectID": [f"p{row}" for row, _ in TOOK_PART],
                "organisationID": [organisation for _, organisation in TOOK_PART],
                "name": [organisation for _, organisation in TOOK_PART],
                "country": ["LU"] * len(TOOK_PART),
            }
        ),
    }


@pytest.fixture
def corpus(history):
    return Corpus.of(tables_from_csv_columns(history["projects"], history["participations"]))


@pytest.fixture
def files(tmp_path, history):
    for name, table in history.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
    lines = "".join(json.dumps(need) + "\n" for need in NEEDS)
    (tmp_path / "needs.jsonl").write_text(lines)
    judged = "".join(f"{need}\t0\t{organisation}\t1\n" for need, organisation in JOINED)
    (tmp_path / "qrels.tsv").write_text(judged)
    return tmp_path


def run(files, *more):
    main(
        [
            *("--projects", str(files / "projects.parquet")),
            *("--participations", str(files / "participations.parquet")),
            *("--needs", str(files / "needs.jsonl")),
            *("--qrels", str(files / "qrels.tsv")),
            *more,
        ]
    )


def row_of(page, heading, system):
    """Return the cells of a system's row in the table under a heading."""
    table = page.split(f"## {heading}\n")[1].split("##")[0]
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {system} |")]
    return [cell.strip() for cell in line.strip("|").split("|")]


class TestBootstrapInterval:
    def test_has_no_width_where_all_needs_are_alike(self):
        assert bootstrap_interval(np.full(5, 0.25), seed=1) == (0.25, 0.25)

    def test_holds_nearly_all_that_resamples_can_give(self):
        # Of two needs, 0 and 1, a resample has the mean 0, .5 or 1; either end every fourth time.
        assert bootstrap_interval(np.array([0.0, 1.0]), seed=1) == (0, 1)

    def test_narrows_with_the_confidence(self):
        # The middle half of resamples of 100 needs, half 0 and half 1: .5 ± .674 * .05.
        low, high = bootstrap_interval(np.repeat([0.0, 1.0], 50), seed=1, confidence=0.5)

        assert low == pytest.approx(0.466, abs=0.011)
        assert high == pytest.approx(0.534, abs=0.011)

    def test_gives_the_same_for_the_same_seed(self):
        values = np.arange(10) / 10

        assert bootstrap_interval(values, seed=3) == bootstrap_interval(values, seed=3)
        assert bootstrap_interval(values, seed=3) != bootstrap_interval(values, seed=4)

    def test_accepts_no_needs(self):
        assert bootstrap_interval(np.zeros(0), seed=1) == (0, 0)


class TestPairedRandomisation:
    def test_finds_no_difference_between_equals(self):
        assert paired_randomisation(np.arange(4.0), np.arange(4.0), seed=1) == 1

    def test_counts_the_signs_that_differ_as_much(self):
        # Three needs won by 1 each: of eight ways to set signs, two sum to 3 or -3.
        chance = paired_randomisation(np.ones(3), np.zeros(3), seed=1)

        assert chance == pytest.approx(0.25, abs=0.02)

    def test_is_two_sided(self):
        better, worse = np.array([0.4, 0.9, 0.1]), np.array([0.1, 0.5, 0.2])

        # Differences .3, .4, -.1 sum to .6; so do or exceed +++ (.8), ++- (.6) and their opposites.
        assert paired_randomisation(better, worse, seed=1) == pytest.approx(0.5, abs=0.02)
        assert paired_randomisation(worse, better, seed=1) == pytest.approx(0.5, abs=0.02)

    def test_never_calls_anything_impossible(self):
        # One in 2 ** 39 ways; what was observed counts as one of 100 + 1.
        assert paired_randomisation(np.ones(40), np.zeros(40), seed=1, flips=100) == 1 / 101

    def test_refuses_needs_that_are_not_the_same(self):
        with pytest.raises(ValueError, match="each of the same needs"):
            paired_randomisation(np.ones(3), np.ones(2), seed=1)


class TestCorpus:
    def test_gives_everyone_in_a_project_its_vote(self, corpus):
        scores = corpus.tally(np.array([0, 2]), np.array([1.0, 0.5]))

        assert dict(zip(corpus.organisation_ids, scores.tolist(), strict=True)) == {
            "bridge_lab": 0.5,
            "clinic": 1.5,
            "probe_maker": 1.0,
            **{f"institute_{row}": 0.0 for row in range(3, 12)},
        }

    def test_ranks_without_those_excluded_and_those_without_a_vote(self, corpus):
        scores = corpus.tally(np.array([0, 2]), np.array([1.0, 1.0]))

        assert corpus.ranking(scores, excluded=["clinic"], depth=5) == ["bridge_lab", "probe_maker"]
        assert corpus.ranking(scores, excluded=["clinic"], depth=1) == ["bridge_lab"]


class TestVoting:
    def test_by_position_gives_one_over_the_damped_position(self, corpus):
        scorer = vote_by_position(lambda text, count: (np.array([2, 0]), np.ones(2)), corpus)

        votes = dict(zip(corpus.organisation_ids, scorer("any"), strict=True))

        assert votes["bridge_lab"] == pytest.approx(1 / 6)
        assert votes["probe_maker"] == pytest.approx(1 / 7)
        assert votes["clinic"] == pytest.approx(1 / 6 + 1 / 7)

    def test_by_likeness_gives_the_cube_of_the_cosine(self, corpus):
        cosines = np.array([0.5, 0, -0.9, *[0] * 9])
        scorer = vote_by_likeness(lambda text: cosines, corpus)

        votes = dict(zip(corpus.organisation_ids, scorer("any"), strict=True))

        assert votes["clinic"] == votes["probe_maker"] == 0.125
        assert votes["bridge_lab"] == 0

    def test_of_two_systems_is_added_as_shares_of_the_best(self):
        assert share_of_best(np.array([2.0, 8.0])).tolist() == [0.25, 1]
        assert share_of_best(np.zeros(2)).tolist() == [0, 0]


class TestWordSearch:
    @pytest.mark.parametrize(
        ("search_with", "package"),
        [
            (search_with_bm25s, "bm25s"),
            (search_with_tantivy, "tantivy"),
            (search_with_fts5, "sklearn"),
        ],
    )
    def test_finds_projects_that_share_a_word_the_best_first(self, search_with, package):
        pytest.importorskip(package)
        search = search_with(TITLES)

        assert search("ultrasound for newborns", 10)[0].tolist()[:2] == [0, 1]
        assert search("ultrasound for newborns", 1)[0].tolist() == [0]
        assert search("zeppelin", 10)[0].tolist() == []
        assert search("", 10)[0].tolist() == []
        assert search('gel" OR (bees AND', 10)[0].tolist()[:2] in ([1, 9], [9, 1])

    def test_finds_them_with_postgresql(self):
        try:
            with (
                throw_away_server() as address,
                psycopg.connect(address, autocommit=True) as connection,
            ):
                search = search_with_postgresql(TITLES, connection=connection)

                assert search("ultrasound for newborns", 10)[0].tolist() == [0, 1]
                assert search("zeppelin & (", 10)[0].tolist() == []
        except NoPostgreSQL as missing:
            pytest.skip(str(missing))


class TestLikeness:
    def test_of_words_is_the_cosine_of_what_two_texts_share(self):
        pytest.importorskip("sklearn")

        cosines = likeness_by_tfidf(TITLES)("Bees in city gardens")

        assert cosines[9] == pytest.approx(1)
        assert 0 < cosines[8] < 0.2
        assert cosines[0] == 0

    def test_of_meaning_finds_the_text_itself(self):
        pytest.importorskip("sklearn")
        texts = [f"{title}. {title}" for title in TITLES] * 2

        cosines = likeness_by_lsa(texts, seed=1)("Ultrasound gel from algae")

        assert cosines[1] == pytest.approx(1, abs=1e-5)
        assert cosines[2] == pytest.approx(0, abs=1e-5)


class TestCommand:
    def test_measures_popularity_by_period_and_text(self, files, capsys):
        run(files, "--only", "popularity")

        page = capsys.readouterr().out
        # Clinic first of three projects, then all with one by id: bridge_lab asks, the nine
        # institutes are next, probe_maker is eleventh. 1 / (1 + .630930) = .6131.
        june = row_of(
            page, "The whole description, June to September", "popularity: number of projects"
        )
        assert june[1] == ".6131"
        # The clinic asks; bridge_lab is the first of those with one project.
        november = row_of(
            page, "The whole description, October to December", "popularity: number of projects"
        )
        assert november[1:3] == ["1.0000", "1.0000-1.0000"]
        both = row_of(page, "The whole description, all", "popularity: number of projects")
        assert both[1] == ".8066"
        one_line = row_of(page, "One line, all", "popularity: number of projects")
        assert one_line[1] == ".6131"

    def test_tests_our_rankings_against_the_best_baseline(self, files, capsys):
        lines = [
            {"id": "scanner", "ranking": [["bridge_lab", 3], ["clinic", 2], ["probe_maker", 1]]},
            {"id": "viaduct", "ranking": [["bridge_lab", 1]]},
        ]
        ours = files / "ours.run"
        ours.write_text("".join(json.dumps(line) + "\n" for line in lines))

        run(files, "--only", "popularity", "--run", f"Liaison={ours}")

        page = capsys.readouterr().out
        # Better in one of two needs by .3869, mean .1935; with either sign it is as large.
        row = row_of(page, "The whole description, all", "**Liaison**")
        assert row[1] == "1.0000"
        # Nine institutes of twelve organisations are never ranked.
        assert row[-2:] == ["9", "+.1934, p = 1.000"]

    def test_leaves_out_what_is_not_installed(self, files, capsys, monkeypatch):
        monkeypatch.setitem(sys.modules, "bm25s", None)

        run(files, "--only", "popularity", "bm25-200")

        page = capsys.readouterr().out
        assert "Left out: BM25 (bm25s), 200 vote by reciprocal rank (" in page
        assert "| BM25" not in page

    def test_writes_the_page_without_folders_or_addresses(self, files, capsys):
        page = files / "page.md"

        run(files, "--only", "random", "--output", str(page), "--postgresql", "postgresql://secret")

        text = page.read_text(encoding="utf-8")
        assert "    python benchmarks/baselines.py --projects projects.parquet" in text
        assert "--output page.md --postgresql URL" in text
        assert str(files) not in text

    def test_finds_rankings_again(self, files, capsys):
        keep = ["--only", "random", "--keep", str(files / "kept")]
        run(files, *keep)
        first = capsys.readouterr()

        run(files, *keep)
        second = capsys.readouterr()

        assert first.err == "random ...\n"
        assert second.err == ""
        assert first.out == second.out

    def test_ranks_anew_when_the_needs_change(self, files, capsys):
        keep = ["--only", "random", "--keep", str(files / "kept")]
        run(files, *keep)
        capsys.readouterr()
        (files / "needs.jsonl").write_text(json.dumps(NEEDS[0]) + "\n")

        run(files, *keep)

        assert capsys.readouterr().err == "random ...\n"

    def test_refuses_a_ranking_without_a_name(self, files, capsys):
        with pytest.raises(SystemExit):
            run(files, "--run", str(files / "needs.jsonl"))

        assert "expected NAME=FILE" in capsys.readouterr().err
