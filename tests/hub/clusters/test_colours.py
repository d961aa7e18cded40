import re
from pathlib import Path

import pytest

import liaison.hub.web.components as components
from liaison.hub.clusters import colours
from liaison.hub.clusters.choices import COLOURS

STYLES = Path(components.__file__).parent / "static" / "liaison" / "css" / "liaison.css"


class TestReadColour:
    @pytest.mark.parametrize("written", ["#0C5A52", "0c5a52", " #0c5a52 "])
    def test_takes_it_as_people_write_it(self, written):
        assert colours.read_colour(written) == "#0c5a52"

    def test_takes_three_digits(self):
        assert colours.read_colour("#fa0") == "#ffaa00"

    @pytest.mark.parametrize("written", ["", "red", "#12345", "#1234567", "#0c5a5g", "url(x)"])
    def test_refuses_what_is_none(self, written):
        with pytest.raises(colours.NotAColour):
            colours.read_colour(written)


class TestContrast:
    # The two ends of the scale, and a grey that is known for being just enough.
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [("#000000", "#ffffff", 21.0), ("#123456", "#123456", 1.0), ("#767676", "#ffffff", 4.54)],
    )
    def test_is_that_of_wcag(self, one, other, expected):
        assert round(colours.contrast(one, other), 2) == expected
        assert colours.contrast(one, other) == colours.contrast(other, one)


class TestIsReadable:
    @pytest.mark.parametrize("accent", [*COLOURS, "#0c5a52"])
    def test_holds_for_every_colour_that_we_offer(self, accent):
        assert colours.is_readable(accent, dark=False)
        assert colours.is_readable(colours.on_dark_paper(accent), dark=True)

    @pytest.mark.parametrize("accent", ["#ffd700", "#ff8800", "#7fd1c2", "#808080"])
    def test_does_not_for_faint_ones_on_light_paper(self, accent):
        assert not colours.is_readable(accent, dark=False)

    @pytest.mark.parametrize("accent", ["#0c5a52", "#1f5f8b", "#000000", "#808080"])
    def test_does_not_for_dark_ones_on_dark_paper(self, accent):
        assert not colours.is_readable(accent, dark=True)


class TestNearestReadable:
    def test_keeps_what_is_readable(self):
        assert colours.nearest_readable("#0c5a52", dark=False) == "#0c5a52"

    @pytest.mark.parametrize("accent", ["#ffd700", "#ff0000", "#00ff00", "#ffffff", "#0000ff"])
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_is_readable_and_only_just(self, accent, dark):
        nearest = colours.nearest_readable(accent, dark=dark)

        assert colours.is_readable(nearest, dark=dark)
        # Black and deep blue on light paper are readable anyhow; what was moved was moved little.
        moved = nearest != accent
        assert not moved or colours.lowest_contrast(nearest, dark=dark) < 4.7

    def test_keeps_the_hue(self):
        red, green, blue = (
            int(colours.nearest_readable("#ffd700", dark=False)[at : at + 2], 16)
            for at in (1, 3, 5)
        )

        assert red > green > blue


class TestStylesheet:
    def test_names_a_colour_for_light_and_one_for_dark_paper(self):
        styles = colours.stylesheet("#1f5f8b", "#8ec9f0")

        assert "--pine: light-dark(#1f5f8b, #8ec9f0);" in styles
        assert styles.startswith("@layer tokens {")

    def test_has_another_digest_for_another_colour(self):
        digests = {colours.digest_of(colours.stylesheet(each)) for each in COLOURS}

        assert len(digests) == len(COLOURS)


class TestGrounds:
    """The contrast is worked out against the papers that pages are really drawn on."""

    @pytest.mark.parametrize(
        ("token", "place"), [("paper", 0), ("sheet", 1), ("marigold-wash", 2), ("brick-wash", 3)]
    )
    def test_are_those_of_the_styles(self, token, place):
        found = re.search(rf"--{token}: light-dark\((#\w+), (#\w+)\);", STYLES.read_text())

        assert found is not None
        assert found.groups() == (colours.LIGHT_GROUNDS[place], colours.DARK_GROUNDS[place])

    def test_has_the_words_on_buttons_of_the_styles(self):
        assert (
            f"--on-pine: light-dark({colours.ON_LIGHT_THEME}, {colours.ON_DARK_THEME});"
            in STYLES.read_text()
        )
