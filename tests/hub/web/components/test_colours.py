"""The colours can be told apart by people who see less contrast (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from liaison.hub.web import components

CSS = (Path(components.__file__).parent / "static/liaison/css/liaison.css").read_text()
COLOURS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", CSS))
# What stands on what; text needs 4.5 to 1, signs and edges of controls 3 to 1.
TEXTS = [
    *(("ink", surface) for surface in ("paper", "sheet", "pine-wash", "marigold-wash")),
    *(("ink", surface) for surface in ("marigold", "brick-wash")),
    *(("ink-soft", surface) for surface in ("paper", "sheet", "marigold-wash")),
    *(("pine", surface) for surface in ("paper", "sheet", "marigold-wash")),
    *(("pine-deep", surface) for surface in ("paper", "pine-wash")),
    *(("brick", surface) for surface in ("paper", "sheet", "brick-wash")),
    *(("on-pine", surface) for surface in ("pine", "pine-deep")),
    ("marigold-deep", "paper"),
]
SIGNS = [
    *(("line-strong", surface) for surface in ("paper", "sheet")),
    *(("amber", surface) for surface in ("paper", "map-sea")),
    *(("pine", surface) for surface in ("map-sea", "map-land", "pine-wash")),
    ("marigold-deep", "marigold-wash"),
    ("brick", "brick-wash"),
]


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG defines it, from 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, *, theme: str) -> float:
    at = ("light", "dark").index(theme)
    darker, lighter = sorted(luminance(COLOURS[name].split(", ")[at]) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestColours:
    @pytest.mark.parametrize(("text", "surface"), TEXTS)
    def test_of_texts_are_read_on_their_surface(self, text, surface, theme):
        assert contrast(text, surface, theme=theme) >= 4.5

    @pytest.mark.parametrize(("sign", "surface"), SIGNS)
    def test_of_signs_are_seen_on_their_surface(self, sign, surface, theme):
        assert contrast(sign, surface, theme=theme) >= 3


def test_contrast_is_measured_as_wcag_does():
    assert luminance("#ffffff") == pytest.approx(1.0)
    assert luminance("#000000") == 0.0
    # The grey that is known for passing on white by a hair: 4.54 to 1.
    assert (1.05) / (luminance("#767676") + 0.05) == pytest.approx(4.54, abs=0.01)
