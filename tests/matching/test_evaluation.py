import json
import random

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from liaison.matching import Need, UnusableFile, evaluation
from liaison.matching.evaluation import measure, ndcg, recall, reciprocal_rank
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import index_of


@pytest.fixture
def needs_file(tmp_path):
    file = tmp_path / "needs.jsonl"
    lines = [
        {"id": "n1", "text": "ultrasound probe", "asker": "probe_maker", "health": True},
        {"id": "n2", "text": "steel", "title": None, "keywords": None, "asker": None},
        {"id": "n3", "text": "ultrasound"},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def qrels_file(tmp_path):
    file = tmp_path / "qrels.tsv"
    file.write_text("n1\t0\tclinic\t1\nn1\t0\tbridge_lab\t1\nn2\t0\tbridge_lab\t1\nn3\t0\tx\t1\n")
    return file


class TestNdcg:
    def test_discounts_late_finds(self):
        # Found second: 1 / log2(3) = 0.630930; two first would give 1 + 0.630930.
        assert ndcg(["a", "b", "c"], {"b", "d"}) == pytest.approx(0.630930 / 1.630930, rel=1e-5)

    def test_is_one_for_the_best_order(self):
        assert ndcg(["a", "b", "c"], {"a", "b"}) == pytest.approx(1)

    def test_counts_no_further_than_its_depth(self):
        assert ndcg(["a", "b", "c"], {"c"}, depth=2) == 0

    @pytest.mark.parametrize(("ranking", "relevant"), [([], {"a"}), (["a"], set()), ([], set())])
    def test_is_nothing_with_nothing(self, ranking, relevant):
        assert ndcg(ranking, relevant) == 0


class TestReciprocalRank:
    def test_is_one_over_the_first_find(self):
        assert reciprocal_rank(["a", "b", "c"], {"b", "c"}) == 0.5

    def test_is_nothing_without_a_find(self):
        assert reciprocal_rank(["a"], {"b"}) == 0
        assert reciprocal_rank([], set()) == 0


class TestRecall:
    def test_is_the_share_found_among_the_first(self):
        assert recall(["a", "b", "c"], {"a", "c", "d", "e"}, depth=2) == 0.25

    def test_is_nothing_with_nothing(self):
        assert recall([], set(), depth=10) == 0


class TestMeasures:
    def test_agree_with_another_implementation(self):
        chance = random.Random(20241001)
        organisations = [f"o{number}" for number in range(300)]
        rankings = {f"n{number}": chance.sample(organisations, 120) for number in range(40)}
        joined = {
            need: set(chance.sample(organisations, chance.randint(1, 20))) for need in rankings
        }
        their_qrels = [
            ir_measures.Qrel(need, each, 1) for need, members in joined.items() for each in members
        ]
        their_run = [
            ir_measures.ScoredDoc(need, each, float(-place))
            for need, ranking in rankings.items()
            for place, each in enumerate(ranking)
        ]

        theirs = ir_measures.calc_aggregate(
            [nDCG @ 10, RR, R @ 50, R @ 100], their_qrels, their_run
        )

        def mean(figure):
            return sum(figure(rankings[need], joined[need]) for need in rankings) / len(rankings)

        assert mean(ndcg) == pytest.approx(theirs[nDCG @ 10])
        assert mean(reciprocal_rank) == pytest.approx(theirs[RR])
        assert mean(lambda *of: recall(*of, depth=50)) == pytest.approx(theirs[R @ 50])
        assert mean(lambda *of: recall(*of, depth=100)) == pytest.approx(theirs[R @ 100])


class TestEvaluate:
    def test_measures_the_index_itself(self, ultrasound, needs_file, qrels_file):
        figures = evaluation.evaluate(
            needs=needs_file, qrels=qrels_file, run=None, index=ultrasound
        )

        # n1, asked by probe_maker: only clinic is found, first of {clinic, bridge_lab}: 1 / 1.63093
        # = 0.613147. n2: bridge_lab (leads) before clinic, who was affiliated.
        # n3 wants a stranger to the history.
        assert figures == pytest.approx(
            {
                "needs": 2,
                "nDCG@10": (0.613147 + 1) / 2,
                "MRR": 1.0,
                "R@50": 0.75,
                "R@100": 0.75,
                "health nDCG@10": 0.613147,
                # probe_maker worked with clinic, not with bridge_lab, which is not found for n1.
                "new nDCG@10": 0.5,
                # bridge_lab, with its one project, is wanted twice and found once.
                "newcomer R@100": 0.5,
                # Shown are clinic, bridge_lab and clinic again; joined have clinic and, twice,
                # bridge_lab. clinic has three projects, bridge_lab one: (1/3) / (2/3), and
                # 3^(2/3) / 3^(1/3).
                "never shown": 2,
                "newcomer exposure": 0.5,
                "popularity bias": 1.442250,
                # So small an index states no probabilities.
                "calibration error": 0.0,
            },
            rel=1e-5,
        )

    def test_measures_a_run(self, tmp_path, ultrasound, needs_file, qrels_file):
        run = tmp_path / "run.jsonl"
        run.write_text('{"id": "n1", "ranking": [["probe_maker", 3], ["bridge_lab", 2]]}\n')

        figures = evaluation.evaluate(needs=needs_file, qrels=qrels_file, run=run, index=ultrasound)

        # The asker is taken out, so bridge_lab is first for n1; n2 has no ranking.
        assert figures["nDCG@10"] == pytest.approx(0.613147 / 2, rel=1e-5)
        assert figures["new nDCG@10"] == pytest.approx(0.5)

    def test_measures_nothing(self, ultrasound):
        figures = measure({}, stated=[], joined={}, index=ultrasound)

        assert figures["needs"] == 0
        assert figures["nDCG@10"] == 0

    def test_accepts_an_empty_history(self, tmp_path, needs_file, qrels_file):
        index = index_of(tmp_path / "empty")

        figures = evaluation.evaluate(needs=needs_file, qrels=qrels_file, run=None, index=index)

        assert figures["needs"] == 0


class TestReadNeeds:
    def test_lets_all_be_missing_but_id_and_text(self, needs_file):
        needs = dict(evaluation.read_needs(needs_file))

        assert needs["n1"] == Need("ultrasound probe", asker="probe_maker")
        assert needs["n2"] == Need("steel")

    def test_takes_over_what_is_known_of_the_call(self, tmp_path):
        file = tmp_path / "needs.jsonl"
        line = {
            "id": "n",
            "text": "t",
            "call_topic": "C-1",
            "programme": "P",
            "funding_scheme": "RIA",
        }
        file.write_text(json.dumps(line))

        assert evaluation.read_needs(file) == [
            ("n", Need("t", call_topic="C-1", programme="P", scheme="RIA"))
        ]

    @pytest.mark.parametrize(
        ("second_line", "reason"),
        [
            ("nonsense", "line 2: no JSON"),
            ("[1]", "line 2: expected one JSON object"),
            ('{"text": "x"}', "line 2: id is missing"),
            ('{"id": "n2", "text": null}', "line 2: text is missing"),
            ('{"id": 7, "text": "x"}', "line 2: id is missing or no text"),
            ('{"id": "n1", "text": "x"}', "line 2: the need n1 stands twice"),
            ('{"id": "n2", "text": "x", "asker": 7}', "line 2: asker is missing or no text"),
            ('{"id": "n2", "text": "x", "title": []}', "line 2: title is missing or no text"),
        ],
    )
    def test_names_file_line_and_reason(self, tmp_path, second_line, reason):
        file = tmp_path / "needs.jsonl"
        file.write_text('{"id": "n1", "text": "x"}\n' + second_line)

        with pytest.raises(UnusableFile, match=f"needs.jsonl, {reason}"):
            evaluation.read_needs(file)

    def test_refuses_what_is_no_text(self, tmp_path):
        file = tmp_path / "needs.jsonl"
        file.write_bytes(b"PK\x03\x04\xff\xfe")

        with pytest.raises(UnusableFile, match="no UTF-8 text"):
            evaluation.read_needs(file)

    def test_refuses_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(UnusableFile, match="cannot be read"):
            evaluation.read_needs(tmp_path / "needs.jsonl")

    def test_keeps_unusual_line_ends_within_a_need(self, tmp_path):
        file = tmp_path / "needs.jsonl"
        file.write_text('{"id": "n1", "text": "one\u2028two"}\n', encoding="utf-8")

        assert evaluation.read_needs(file) == [("n1", Need("one\u2028two"))]


class TestReadQrels:
    def test_keeps_those_who_joined(self, tmp_path):
        file = tmp_path / "qrels.tsv"
        file.write_text("n1\t0\tclinic\t1\nn1\t0\tbridge_lab\t0\n\n")

        assert evaluation.read_qrels(file) == {"n1": {"clinic"}}

    @pytest.mark.parametrize("line", ["n1\t0\tclinic", "n1\t0\tclinic\tyes", "n1 0 a clinic 1"])
    def test_names_file_line_and_reason(self, tmp_path, line):
        file = tmp_path / "qrels.tsv"
        file.write_text(line)

        with pytest.raises(UnusableFile, match=r"qrels\.tsv, line 1: expected need"):
            evaluation.read_qrels(file)


class TestReadRun:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ('{"id": "n1"}', "expected"),
            ('{"id": "n1", "ranking": [["a"]]}', "expected"),
            ('{"id": "n1", "ranking": null}', "expected"),
            ('{"id": "n1", "ranking": 7}', "expected"),
            ('{"id": "n1", "ranking": [["a", 2], ["a", 1]]}', "stands twice"),
        ],
    )
    def test_names_file_line_and_reason(self, tmp_path, line, reason):
        file = tmp_path / "run.jsonl"
        file.write_text(line)

        with pytest.raises(UnusableFile, match=rf"run\.jsonl, line 1: .*{reason}"):
            evaluation.read_run(file)


class TestHistory:
    def test_decides_who_is_a_newcomer(self, tmp_path):
        took_part = [*ULTRASOUND["took_part"], ("p1", "bridge_lab", "participant")]
        index = index_of(tmp_path, **{**ULTRASOUND, "took_part": took_part})
        stated = [evaluation.StatedNeed("n", Need("steel"), health=False)]

        figures = measure(
            {"n": ["bridge_lab"]}, stated=stated, joined={"n": {"bridge_lab"}}, index=index
        )

        assert figures["nDCG@10"] == 1
        assert figures["newcomer R@100"] == 0


class TestCalibrationError:
    def test_weighs_the_gaps_between_stated_and_true(self):
        chances = {"n1": [("clinic", 0.8), ("probe_maker", 0.84)], "n2": [("clinic", 0.2)]}

        error = evaluation.calibration_error(chances, {"n1": {"clinic"}})

        # Between 0.8 and 0.9 two were promised 1.64 and one came; at 0.2 one was promised 0.2.
        assert error == pytest.approx((0.64 + 0.2) / 3)

    def test_is_nothing_where_nothing_was_stated(self):
        assert evaluation.calibration_error({}, {"n1": {"clinic"}}) == 0


class TestTold:
    def test_leaves_out_what_is_not_to_be_told(self):
        need = Need("a text", title="A title", asker="clinic", call_topic="T", scheme="S")
        stated = evaluation.StatedNeed("n1", need, health=False, one_line="One line")

        assert stated.told() == need
        assert stated.told(asker=False) == Need(
            "a text", title="A title", call_topic="T", scheme="S"
        )
        assert stated.told(call=False) == Need("a text", title="A title", asker="clinic")
        assert stated.told(asker=False, call=False, one_line=True) == Need("One line")
