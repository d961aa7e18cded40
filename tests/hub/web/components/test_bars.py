"""Counts as bars."""

from liaison.hub.web.components.bars import Bar, shares


class TestShares:
    def test_of_nothing_is_nothing(self):
        assert shares([]) == []

    def test_compares_each_count_with_the_largest(self):
        assert shares([("neurology", 8), ("oncology", 2)]) == [
            Bar("neurology", 8, 100),
            Bar("oncology", 2, 25),
        ]

    def test_leaves_nothing_too_small_to_see(self):
        assert shares([("neurology", 1000), ("surgery", 1)])[1] == Bar("surgery", 1, 1)

    def test_survives_counts_of_nothing(self):
        assert shares([("neurology", 0)]) == [Bar("neurology", 0, 1)]
