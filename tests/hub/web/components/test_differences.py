"""What changed in a text, word by word."""

import pytest

from liaison.hub.web.components.differences import differences


class TestDifferences:
    def test_names_what_went_before_what_came(self):
        assert differences("We measure rivers and lakes.", "We measure all rivers and seas.") == [
            ("same", "We measure"),
            ("new", " all"),
            ("same", " rivers and "),
            ("gone", "lakes."),
            ("new", "seas."),
        ]

    @pytest.mark.parametrize(
        ("old", "new", "pieces"),
        [
            ("", "", []),
            ("", "Rivers", [("new", "Rivers")]),
            ("Rivers", "", [("gone", "Rivers")]),
            ("Rivers", "Rivers", [("same", "Rivers")]),
        ],
    )
    def test_takes_empty_texts(self, old, new, pieces):
        assert differences(old, new) == pieces
