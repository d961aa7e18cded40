import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liaison.trees import Trees

# Votes decide first; among those with few votes, a common past does.
BY_VOTES_THEN_PAST = {
    "feature": 0,
    "threshold": 0.5,
    "left": {
        "feature": 1,
        "threshold": 2.0,
        "left": {"value": -1.0},
        "right": {"value": 0.25},
    },
    "right": {"value": 1.0},
}
ALWAYS_THE_SAME = {"value": 0.125}


def trees_of(*roots):
    return Trees.from_branches(("votes", "together"), roots)


def walked_down(root, row):
    while "value" not in root:
        root = root["left"] if row[root["feature"]] <= root["threshold"] else root["right"]
    return root["value"]


class TestScore:
    def test_adds_the_leaf_that_each_tree_leads_to(self):
        trees = trees_of(BY_VOTES_THEN_PAST, ALWAYS_THE_SAME)

        scores = trees.score(np.array([[0.4, 1.0], [0.4, 3.0], [0.6, 1.0]]))

        np.testing.assert_allclose(scores, [-0.875, 0.375, 1.125])

    def test_turns_left_at_the_threshold_itself(self):
        scores = trees_of(BY_VOTES_THEN_PAST).score(np.array([[0.5, 2.0]]))

        np.testing.assert_allclose(scores, [-1.0])

    def test_accepts_no_rows(self):
        assert trees_of(BY_VOTES_THEN_PAST).score(np.empty((0, 2))).shape == (0,)

    @given(data=st.data())
    def test_is_that_of_walking_down_every_tree(self, data):
        roots = data.draw(st.lists(branches(leaves=8), min_size=1, max_size=4))
        rows = data.draw(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5))

        scores = trees_of(*roots).score(np.array(rows))

        by_walking = [sum(walked_down(root, row) for root in roots) for row in rows]
        np.testing.assert_allclose(scores, by_walking, atol=1e-12)


class TestJson:
    def test_gives_the_same_trees_back(self):
        trees = trees_of(BY_VOTES_THEN_PAST, ALWAYS_THE_SAME)

        again = Trees.from_json(trees.as_json())

        assert again.as_json() == trees.as_json()
        np.testing.assert_allclose(again.score(np.array([[0.6, 0.0]])), [1.125])


VALUES = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0])


@st.composite
def branches(draw, leaves):
    """A tree with at most so many leaves."""
    if leaves == 1 or draw(st.booleans()):
        return {"value": draw(VALUES)}
    left = draw(st.integers(1, leaves - 1))
    return {
        "feature": draw(st.sampled_from([0, 1])),
        "threshold": draw(VALUES),
        "left": draw(branches(left)),
        "right": draw(branches(leaves - left)),
    }
