"""Answers are compared with what people found."""

import json

import pytest

from liaison.opendata.resolution.affiliations import Resolution
from liaison.opendata.resolution.judgements import (
    Judged,
    UnusableJudgements,
    is_for_learning,
    measure,
    read_judged,
)

LISTED = {"lux", "chl", "wue"}


def judged(*ids):
    return Judged("somewhere", frozenset(ids))


class TestIsForLearning:
    @pytest.mark.parametrize(
        ("affiliation", "is_learnt_from"),
        # SHA-256 begins with 36, f5, 78, 1e, 76 and d7.
        [
            ("Yale University", True),
            ("Trinity College", False),
            ("University of Luxembourg", True),
            ("Kirchberg Clinic", True),
            ("Academy of Distant Sciences", True),
            ("Lab, Esch", False),
        ],
    )
    def test_goes_by_the_affiliation_alone(self, affiliation, is_learnt_from):
        for ids in (frozenset[str](), frozenset({"lux"})):
            assert is_for_learning(Judged(affiliation, ids)) == is_learnt_from


class TestMeasure:
    def test_counts_answers_and_refusals(self):
        answers = [
            Resolution("lux", 0.9),  # right
            Resolution("chl", 0.8),  # right: one of two
            Resolution("wue", 0.8),  # wrong: another is meant
            Resolution("", 0.1),  # missed
            Resolution("", 0.0),  # right to refuse: none is meant
            Resolution("wue", 0.7),  # wrong: the one that is meant is not listed
        ]
        meant = [
            judged("lux"),
            judged("chl", "elsewhere"),
            judged("lux"),
            judged("wue"),
            judged(),
            judged("elsewhere"),
        ]

        figures = measure(answers, meant, LISTED)

        assert figures.precision == 2 / 4
        assert figures.recall == 2 / 4
        assert figures.f1 == 0.5
        assert figures.refusals == 1 / 2

    def test_takes_answers_below_the_threshold_as_refusals(self):
        answers = [Resolution("lux", 0.9), Resolution("wue", 0.6)]

        figures = measure(answers, [judged("lux"), judged()], LISTED, threshold=0.7)

        assert figures == (1.0, 1.0, 1.0, 1.0)

    def test_of_nothing_is_nothing(self):
        assert measure([], [], LISTED) == (0.0, 0.0, 0.0, 1.0)


class TestReadJudged:
    def test_reads_tables(self, tmp_path):
        file = tmp_path / "judged.csv"
        file.write_text(
            '\ufeffaffiliation,ror_id\n"Lab, Esch",lux; chl\nNobody,NP\nNothing,\n', "utf-8"
        )

        assert read_judged(file) == [
            Judged("Lab, Esch", frozenset({"lux", "chl"})),
            Judged("Nobody", frozenset()),
            Judged("Nothing", frozenset()),
        ]

    def test_reads_both_shapes_of_json(self, tmp_path):
        file = tmp_path / "judged.json"
        file.write_text(
            json.dumps(
                [
                    {"affiliation": "Lab", "ror_ids": ["lux", "chl"]},
                    {"affiliation": "Nobody", "ror_ids": []},
                    {"affiliation": "Clinic", "ror-id": "chl"},
                ]
            ),
            "utf-8",
        )

        assert read_judged(file) == [
            Judged("Lab", frozenset({"lux", "chl"})),
            Judged("Nobody", frozenset()),
            Judged("Clinic", frozenset({"chl"})),
        ]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("judged.csv", "text,ror_id\nLab,lux\n"),
            ("judged.csv", "affiliation,ror_id\nLab\n"),
            ("judged.json", '[{"affiliation": "Lab"}]'),
            ("judged.json", '{"affiliation": "Lab"}'),
            ("judged.json", "no json"),
        ],
    )
    def test_names_the_file_that_is_none(self, tmp_path, name, content):
        file = tmp_path / name
        file.write_text(content, "utf-8")

        with pytest.raises(UnusableJudgements, match=name):
            read_judged(file)
