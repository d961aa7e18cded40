import numpy as np
import pytest

from liaison.matching import Filters
from liaison.matching.indexes import open_stored
from liaison.matching.ranking import allow, best, find_newcomers, make_room, vote
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables, write

# Rows are ordered by id.
BRIDGE_LAB, CLINIC, NEWCOMER, PROBE_MAKER = range(4)


@pytest.fixture
def arrays(tmp_path):
    write(tmp_path, tables(**ULTRASOUND))
    return open_stored(tmp_path).arrays


@pytest.fixture
def everyone():
    return np.ones(4, np.bool_)


class TestVote:
    def test_adds_cubes_weighed_by_role(self, arrays, everyone):
        votes = vote(np.array([0.5, 0.2, 0.1]), allowed=everyone, arrays=arrays)

        # Coordinator 1.05, participant 1, third party 0.9.
        np.testing.assert_allclose(votes.scores[BRIDGE_LAB], 1.05 * 0.001)
        np.testing.assert_allclose(votes.scores[CLINIC], 0.125 + 0.008 + 0.9 * 0.001)
        np.testing.assert_allclose(votes.scores[PROBE_MAKER], 1.05 * 0.125)
        assert votes.scores[NEWCOMER] == 0

    def test_gives_nothing_to_whom_may_not_answer(self, arrays, everyone):
        everyone[CLINIC] = False

        votes = vote(np.array([0.5, 0.2, 0.1]), allowed=everyone, arrays=arrays)

        assert votes.scores[CLINIC] == 0
        assert votes.scores[PROBE_MAKER] > 0

    def test_gives_nothing_without_similarity(self, arrays, everyone):
        votes = vote(np.zeros(3), allowed=everyone, arrays=arrays)

        assert votes.participations.shape == (0,)
        assert votes.scores.tolist() == [0, 0, 0, 0]

    def test_accepts_an_empty_index(self, tmp_path):
        write(tmp_path, tables())

        votes = vote(
            np.empty(0), allowed=np.empty(0, np.bool_), arrays=open_stored(tmp_path).arrays
        )

        assert votes.scores.shape == (0,)


class TestAllow:
    @pytest.mark.parametrize(
        ("filters", "allowed"),
        [
            (Filters(), [True, True, True, True]),
            (Filters(countries=frozenset({"LU", "DE"})), [True, True, False, False]),
            (Filters(countries=frozenset({"ÿ"})), [False, False, False, False]),
            (Filters(kinds=frozenset({"research", "other"})), [True, False, True, False]),
            (Filters(kinds=frozenset({"castle"})), [False, False, False, False]),
            (Filters(sme=True), [False, False, False, True]),
            (Filters(sme=False), [True, True, True, False]),
        ],
    )
    def test_lets_pass_whom_the_filters_name(self, arrays, filters, allowed):
        assert allow(filters, arrays).tolist() == allowed


class TestBest:
    def test_puts_the_largest_first_and_ties_by_row(self):
        assert best(np.array([0.2, 0.5, 0.0, 0.5, 0.1]), 3).tolist() == [1, 3, 0]

    def test_takes_early_rows_of_those_that_tie_at_the_end(self):
        assert best(np.array([0.2, 0.2, 0.2, 0.5]), 2).tolist() == [3, 0]

    @pytest.mark.parametrize("top", [0, 1, 5])
    def test_accepts_no_scores(self, top):
        assert best(np.empty(0), top).shape == (0,)

    def test_may_be_asked_for_none(self):
        assert best(np.array([0.2, 0.5]), 0).shape == (0,)


class TestMakeRoom:
    def test_gives_newcomers_every_third_place_after_the_first(self):
        order, given = make_room(np.arange(1, 8), np.array([20, 30, 40]), first=2, others=2)

        assert order.tolist() == [1, 2, 20, 3, 4, 30, 5, 6, 7, 40]
        assert np.flatnonzero(given).tolist() == [2, 5, 9]

    def test_leaves_a_newcomer_among_the_first_there(self):
        order, given = make_room(np.array([1, 8, 3]), np.array([8]), first=2, others=1)

        assert order.tolist() == [1, 8, 3]
        assert not given.any()

    def test_lists_nobody_twice(self):
        order, _ = make_room(np.array([1, 2, 9, 4]), np.array([9, 8]), first=1, others=2)

        assert order.tolist() == [1, 9, 2, 4, 8]

    def test_accepts_nobody(self):
        nobody = np.empty(0, np.int64)

        order, given = make_room(nobody, nobody, first=10, others=2)

        assert order.size == given.size == 0


class TestFindNewcomers:
    """The clinic has three projects; the others of the corpus have one or none."""

    def test_goes_by_the_single_project(self, arrays, everyone):
        found = find_newcomers(
            np.array([0.5, 0.2, 0.9]),
            nearest=ALL_THREE,
            allowed=everyone,
            circle=NOBODY,
            arrays=arrays,
        )

        assert names(found, arrays) == ["bridge_lab", "probe_maker"]

    def test_prefers_whom_the_asker_worked_with(self, arrays, everyone):
        clinic = np.flatnonzero(arrays.organisation_ids == b"clinic")
        worked_together = np.array([0.5, 0.2, 0.0])

        found = find_newcomers(
            worked_together, nearest=ALL_THREE, allowed=everyone, circle=clinic, arrays=arrays
        )

        assert names(found, arrays)[0] == "probe_maker"

    def test_passes_over_whom_the_filters_leave_out(self, arrays, everyone):
        found = find_newcomers(
            np.array([0.5, 0.2, 0.9]),
            nearest=ALL_THREE,
            allowed=~everyone,
            circle=NOBODY,
            arrays=arrays,
        )

        assert found.size == 0


NOBODY = np.empty(0, np.int64)
ALL_THREE = np.arange(3)


class TestBestOfVeryMany:
    def test_is_the_same_of_very_many_by_way_of_a_sample(self):
        random = np.random.default_rng(3)
        scores = np.round(random.random(300_000) * (random.random(300_000) < 0.4), 4)

        found = best(scores, 500)

        expected = np.lexsort((np.arange(300_000), -scores))[:500]
        np.testing.assert_array_equal(scores[found], scores[expected])
        assert len(set(found.tolist())) == 500

    def test_of_very_many_with_few_above_nothing_is_those_few(self):
        scores = np.zeros(200_000)
        scores[[5, 70_000]] = [0.1, 0.2]

        assert best(scores, 10).tolist() == [70_000, 5]


def names(rows, arrays):
    return [arrays.organisation_ids[row].decode() for row in rows]
